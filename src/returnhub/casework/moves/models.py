"""Moves that wait for a second officer, and the texts of schemes that moves were judged by."""

from __future__ import annotations

# ruff: noqa: D106, RUF012 (what Django calls Meta)
from django.db import models
from django.db.models import Q

from returnhub.casework.cases.models import Case


class MoveRequest(models.Model):
    """A move that an officer asked for; `outcome` is empty while it waits for a countersignature."""

    id = models.BigAutoField(primary_key=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="move_requests")
    seq = models.PositiveIntegerField()
    move = models.CharField(max_length=60)
    requested_by = models.CharField(max_length=150)
    requested_team = models.CharField(max_length=80, blank=True)
    requested_at = models.CharField(max_length=27)
    outcome = models.CharField(max_length=20, blank=True)
    settled_by = models.CharField(max_length=150, blank=True)

    class Meta:
        db_table = "casework_moverequest"
        constraints = [
            models.UniqueConstraint(fields=["case", "seq"], name="moverequest_entry"),
            models.UniqueConstraint(fields=["case"], condition=Q(outcome=""), name="moverequest_one_open"),
        ]


class SchemeText(models.Model):
    """The files of a scheme, kept under its digest so that a verdict can be replayed years later."""

    digest = models.CharField(max_length=64, primary_key=True)
    name = models.CharField(max_length=80)
    version = models.CharField(max_length=40)
    files = models.JSONField()
    vocabulary = models.TextField()

    class Meta:
        db_table = "casework_schemetext"
