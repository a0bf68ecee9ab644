"""The case row and what hangs on it: projections of the ledger, never written on their own."""

from __future__ import annotations

# ruff: noqa: D106, RUF012 (what Django calls Meta)
from django.conf import settings
from django.db import models
from django.db.models import Q


class Case(models.Model):
    """One person's case as it stands. `version` is the place of its last entry in the chain.

    A case that is not closed has an owner and a next action, or says what it waits for: the database insists.
    """

    id = models.BigAutoField(primary_key=True)
    reference = models.CharField(max_length=40, unique=True)
    version = models.PositiveIntegerField()
    head = models.CharField(max_length=64)
    changed_at = models.CharField(max_length=27)
    opened_at = models.CharField(max_length=27)
    stage = models.CharField(max_length=60)
    stage_since = models.CharField(max_length=27)
    stays = models.JSONField(default=dict)
    closed = models.BooleanField(default=False)
    names = models.JSONField(default=list)
    born = models.CharField(max_length=10, blank=True)
    references = models.JSONField(default=dict)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="cases"
    )
    team = models.ForeignKey("casework.Team", null=True, on_delete=models.PROTECT, related_name="cases")
    next_action = models.CharField(max_length=200, blank=True)
    next_action_by = models.DateField(null=True)
    waiting_for = models.CharField(max_length=200, blank=True)
    restricted = models.BooleanField(default=False)
    holds_in_force = models.PositiveIntegerField(default=0)
    links_in_doubt = models.PositiveIntegerField(default=0)
    synthetic = models.BooleanField(default=False)

    class Meta:
        db_table = "casework_case"
        constraints = [
            models.CheckConstraint(
                condition=Q(closed=True) | (Q(owner__isnull=False) & ~Q(next_action="")) | ~Q(waiting_for=""),
                name="case_owned_or_waiting",
            )
        ]
        indexes = [
            models.Index(fields=["stage", "stage_since", "restricted", "opened_at"], name="case_stage"),
            models.Index(fields=["owner", "next_action_by"], name="case_owner"),
            models.Index(fields=["team", "next_action_by"], name="case_team"),
            models.Index(fields=["next_action_by"], name="case_due"),
            # Queues of few cases among many: an index of those alone.
            *(
                models.Index(fields=["next_action_by"], condition=condition, name=f"case_{name}")
                for name, condition in (
                    ("held", Q(holds_in_force__gt=0)),
                    ("in_doubt", Q(links_in_doubt__gt=0)),
                    ("waiting", ~Q(waiting_for="")),
                    ("closed", Q(closed=True)),
                    ("nobody", Q(closed=False) & (Q(owner=None) | Q(next_action="")) & Q(waiting_for="")),
                )
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def name(self) -> str:
        """The first of the person's names, as they write it."""
        return self.names[0] if self.names else "name not known"


class Hold(models.Model):
    """Something with authority that blocks every move towards removal until it is lifted."""

    id = models.BigAutoField(primary_key=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="holds")
    seq = models.PositiveIntegerField()
    kind = models.CharField(max_length=40)
    lane = models.CharField(max_length=10)
    authority = models.CharField(max_length=200)
    says = models.TextField()
    raised_at = models.CharField(max_length=27)
    raised_by = models.CharField(max_length=150)
    review_by = models.DateField(null=True)
    lifted_at = models.CharField(max_length=27, blank=True)
    lifted_by = models.CharField(max_length=150, blank=True)

    class Meta:
        db_table = "casework_hold"
        constraints = [models.UniqueConstraint(fields=["case", "seq"], name="hold_entry")]
        indexes = [models.Index(fields=["kind", "case"], condition=Q(lifted_at=""), name="hold_in_force")]


class Link(models.Model):
    """Two cases that belong together, or may be one person. Links are made by people and can be undone."""

    id = models.BigAutoField(primary_key=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="links")
    other = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20)
    in_doubt = models.BooleanField()
    says = models.CharField(max_length=200, blank=True)
    seq = models.PositiveIntegerField()
    undone = models.BooleanField(default=False)

    class Meta:
        db_table = "casework_link"
        constraints = [models.UniqueConstraint(fields=["case", "seq"], name="link_entry")]


class SearchKey(models.Model):
    """Something a case can be found by: a word of a name in common spelling, a reference, a date of birth."""

    id = models.BigAutoField(primary_key=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="search_keys")
    kind = models.CharField(max_length=10)
    value = models.CharField(max_length=80)

    class Meta:
        db_table = "casework_searchkey"
        indexes = [models.Index(fields=["kind", "value", "case"], name="searchkey_value")]
