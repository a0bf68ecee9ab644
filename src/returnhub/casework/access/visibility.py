"""Which cases an officer can see. All that lists, counts, finds or opens cases starts from `visible_to`.

A case that is not visible does not exist for the officer: the same refusal, from the same query, as for a
reference that was never given out.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import reduce
from operator import or_

from django.db.models import Exists, OuterRef, Q, QuerySet

from returnhub.casework.access.models import Representation, RestrictedAccess
from returnhub.casework.access.officers import Officer
from returnhub.casework.access.roles import may
from returnhub.casework.cases.models import Case
from returnhub.casework.scheme_in_use import in_use

SEES_CASELOAD = frozenset(
    {"caseworker", "approver", "senior_officer", "protection_officer", "court_liaison", "clinician",
     "voluntary_returns", "documents_officer", "detention_manager", "escort_lead", "other_system"}
)  # fmt: skip
SEES_HUB_LEG = frozenset({"hub_manager", "host_liaison"})


def visible_to(officer: Officer) -> QuerySet[Case]:
    """The cases an officer may know of."""
    roles = set(officer.roles) if officer.is_active else set()
    if "monitor" in roles:
        return Case.objects.all()
    seen = []
    if roles & (SEES_CASELOAD | SEES_HUB_LEG):
        granted = RestrictedAccess.objects.filter(case=OuterRef("pk"), officer_id=officer.pk)
        open_to_me = Q(restricted=False) | Exists(granted)
        seen.append(open_to_me if roles & SEES_CASELOAD else open_to_me & Q(stage__in=in_use().hub_leg))
    if "legal_representative" in roles:
        seen.append(Q(Exists(Representation.objects.filter(case=OuterRef("pk"), officer_id=officer.pk))))
    return Case.objects.filter(reduce(or_, seen)) if seen else Case.objects.none()


def may_own(officer: Officer, stage: str, named: Collection[str] | None = None) -> bool:
    """Whether a case in a stage can be this officer's: they work on cases, and see this one.

    `named`: the officers to whom the case is limited; None when it is not.
    """
    if not may(officer, "event") or (named is not None and officer.username not in named):
        return False
    return officer.holds(*SEES_CASELOAD) or (officer.holds(*SEES_HUB_LEG) and stage in in_use().hub_leg)


def sees_medical(officer: Officer) -> bool:
    """Whether the medical lane is open to an officer. Others see fit, not fit or not known."""
    return "clinician" in officer.roles


def sees_lane(officer: Officer, lane: str) -> bool:
    """Whether entries of a lane are shown to an officer in full."""
    if lane == "medical":
        return sees_medical(officer)
    return True
