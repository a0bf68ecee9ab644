"""What the last screening of the caseload found. Derived: it can be thrown away and made again."""

from __future__ import annotations

# ruff: noqa: D106 (what Django calls Meta)
from django.db import models

from returnhub.casework.cases.models import Case


class Screening(models.Model):
    """One screening of every open case. `rules`: the rules in the order of `Screened.answers`."""

    id = models.BigAutoField(primary_key=True)
    at = models.DateField()
    started_at = models.CharField(max_length=27)
    finished_at = models.CharField(max_length=27, blank=True)
    scheme = models.CharField(max_length=80)
    version = models.CharField(max_length=40)
    digest = models.CharField(max_length=64)
    rules = models.JSONField()
    cases = models.PositiveIntegerField(default=0)

    class Meta:
        db_table = "casework_screening"


class Screened(models.Model):
    """A case and a move towards removal that starts where it stands.

    `state` is that of the door: open, blocked, waiting for facts. `answers` has a sign for each rule of the scheme:
    S satisfied, V violated, N not known.
    """

    id = models.BigAutoField(primary_key=True)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, db_constraint=False, related_name="screened")
    screening = models.ForeignKey(Screening, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False)
    move = models.CharField(max_length=60)
    state = models.CharField(max_length=20)
    answers = models.TextField()

    class Meta:
        db_table = "casework_screened"


class StopCount(models.Model):
    """How many cases of a stage wait on a rule that some move towards removal from there needs."""

    id = models.BigAutoField(primary_key=True)
    screening = models.ForeignKey(Screening, on_delete=models.CASCADE, related_name="counts")
    rule = models.CharField(max_length=60)
    stage = models.CharField(max_length=60)
    restricted = models.BooleanField()
    violated = models.PositiveIntegerField()
    not_known = models.PositiveIntegerField()

    class Meta:
        db_table = "casework_stopcount"
