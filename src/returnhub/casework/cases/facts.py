"""What is known of each case, one row a case: a projection of the ledger, written in the same transaction."""

from __future__ import annotations

from typing import Any

from django.db import models

from returnhub.casework.cases.columns import TABLE, fact_columns
from returnhub.casework.cases.models import Case


class _Base(models.Model):
    """Columns that are not facts. `provenance` maps a fact to `[source, actor, role, seq, recorded_at]`."""

    case = models.OneToOneField(Case, on_delete=models.PROTECT, primary_key=True, related_name="facts")
    provenance = models.JSONField(default=dict)

    class Meta:
        abstract = True


class _Meta:
    app_label = "casework"
    db_table = TABLE
    managed = False  # its columns follow facts.yaml (see `columns.sync_columns`), not migrations


_namespace: dict[str, Any] = {"__module__": __name__, "__doc__": __doc__, "Meta": _Meta, **fact_columns()}
CaseFacts: Any = type("CaseFacts", (_Base,), _namespace)
