"""Counts of the caseload as it was recorded at any moment, from the ledger."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from django.db.models import Max

from returnhub.casework.access.officers import Officer
from returnhub.casework.access.roles import may, role_for
from returnhub.casework.access.visibility import visible_to
from returnhub.casework.cases.models import Case
from returnhub.casework.ledger.entry import stamp
from returnhub.casework.ledger.models import Entry


def counts_as_at(by: Officer, recorded_until: datetime) -> dict[str, int]:
    """Cases in each stage, counted from what had been recorded up to a moment."""
    if may(by, "statistics"):
        cases = Case.objects.filter(restricted=False)
    else:
        role_for(by, "search")
        cases = visible_to(by)
    placing = Entry.objects.filter(
        kind__in=("case_opened", "move_made"),
        recorded_at__lte=stamp(recorded_until),
        stream__in=cases.values("reference"),
    )
    last = placing.values("stream").annotate(last=Max("id")).values("last")
    found: Counter[str] = Counter()
    for entry in Entry.objects.filter(id__in=last).iterator(chunk_size=5000):
        data = entry.data
        found[data["to"] if entry.kind == "move_made" else data["stage"]] += 1
    return dict(found)
