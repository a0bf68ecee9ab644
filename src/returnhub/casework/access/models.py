"""Who may see a case that not everybody may see, and who read what."""

from __future__ import annotations

# ruff: noqa: D106, RUF012 (what Django calls Meta)
from django.conf import settings
from django.db import models

from returnhub.casework.cases.models import Case


class RestrictedAccess(models.Model):
    """An officer who may see a restricted case."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="access")
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        db_table = "casework_restrictedaccess"
        constraints = [models.UniqueConstraint(fields=["case", "officer"], name="access_once")]


class Representation(models.Model):
    """A legal representative and their client."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="representations")
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="clients")

    class Meta:
        db_table = "casework_representation"
        constraints = [models.UniqueConstraint(fields=["case", "officer"], name="representation_once")]


class ReadLog(models.Model):
    """One reading of a person's record: who, when, for what purpose. Append-only by trigger."""

    id = models.BigAutoField(primary_key=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="reads")
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="reads")
    role = models.CharField(max_length=60)
    at = models.CharField(max_length=27)
    purpose = models.CharField(max_length=40)
    what = models.CharField(max_length=80)

    class Meta:
        db_table = "casework_readlog"
        indexes = [models.Index(fields=["case", "at"], name="readlog_case")]
