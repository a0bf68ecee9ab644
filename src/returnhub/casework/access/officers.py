"""Officers, their teams and the roles they hold."""

from __future__ import annotations

# ruff: noqa: D106 (what Django calls Meta)
from django.contrib.auth.models import AbstractUser
from django.db import models


class Team(models.Model):
    """A team of officers."""

    name = models.CharField(max_length=80, unique=True)

    class Meta:
        db_table = "casework_team"

    def __str__(self) -> str:
        return self.name


class Officer(AbstractUser):
    """Someone who signs in. `roles` are names of roles of the service (`access.roles`) or the scheme."""

    display_name = models.CharField(max_length=120, blank=True)
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.PROTECT, related_name="officers")
    roles = models.JSONField(default=list, blank=True)

    class Meta:
        db_table = "casework_officer"

    def __str__(self) -> str:
        return self.display_name or self.username

    def holds(self, *roles: str) -> bool:
        """Whether the officer holds any of these roles."""
        return bool(set(self.roles) & set(roles))
