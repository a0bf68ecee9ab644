"""Counts of the caseload as it was recorded at any moment: as it stands, less what was recorded since."""

from __future__ import annotations

import json
from collections import Counter
from datetime import datetime

from django.db.models import BooleanField, Count, Exists, OuterRef
from django.db.models.expressions import RawSQL

from returnhub.casework.access.officers import Officer
from returnhub.casework.access.roles import may, role_for
from returnhub.casework.access.visibility import visible_to
from returnhub.casework.cases.models import Case
from returnhub.casework.ledger.entry import stamp
from returnhub.casework.ledger.models import Entry

_MOVE = RawSQL("kind = 'move_made'", (), BooleanField())
"""Written out: SQLite uses the index of moves alone only where it sees that moves alone are asked for."""


def counts_as_at(by: Officer, recorded_until: datetime) -> dict[str, int]:
    """Cases in each stage, counted from what had been recorded up to a moment.

    Cases opened later are left out, and moves made later are taken back: what is read grows with the time since then
    and not with the ledger.
    """
    if may(by, "statistics"):
        cases = Case.objects.filter(restricted=False)
    else:
        role_for(by, "search")
        cases = visible_to(by)
    moment = stamp(recorded_until)
    cases = cases.filter(opened_at__lte=moment)
    found = Counter(dict(cases.values_list("stage").annotate(Count("pk"))))
    moves = Entry.objects.filter(
        _MOVE, Exists(cases.filter(reference=OuterRef("stream"))), recorded_at__gt=moment
    )
    stood: dict[str, str] = {}
    stands: dict[str, str] = {}
    for stream, payload in moves.order_by("recorded_at", "id").values_list("stream", "payload").iterator():
        move = json.loads(payload)
        stood.setdefault(stream, move["from"])
        stands[stream] = move["to"]
    found.subtract(stands.values())
    found.update(stood.values())
    return {stage: number for stage, number in found.items() if number}
