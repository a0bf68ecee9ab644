"""One case is found by its reference exactly where a list would show it, for every role and for several together."""

from __future__ import annotations

import pytest

from returnhub.casework.access.visibility import visible_to
from returnhub.casework.actions import Refused, restrict
from returnhub.casework.cases.finding import find_case
from returnhub.casework.cases.models import Case
from tests.casework.people import WHY, case, everybody, officer, represent_by


def opened(by, reference: str) -> bool:
    try:
        return find_case(by, reference).reference == reference
    except Refused:
        return False


def test_a_case_is_found_where_a_list_would_show_it(either):
    officers = [
        *everybody().values(),
        officer("manager-and-lawyer", "hub_manager", "legal_representative"),
        officer("of-no-role", "nothing"),
        officer("named", "caseworker"),
    ]
    plain, restricted, theirs, hub_leg = (case() for _ in range(4))
    Case.objects.filter(reference=hub_leg).update(stage="in_hub")
    restrict(officer("caseworker"), restricted, ["named"], reasons=WHY)
    for lawyer in ("legal_representative", "manager-and-lawyer"):
        represent_by(theirs, officer(lawyer))
    gone = officer("gone", "caseworker")
    gone.is_active = False
    told = set()
    for by in [*officers, gone]:
        for reference in (plain, restricted, theirs, hub_leg, "RH-NONE-NONE"):
            listed = visible_to(by).filter(reference=reference).exists()
            assert opened(by, reference) is listed, (by.username, reference)
            told.add((reference == plain, listed))
    assert len(told) == 4


@pytest.mark.usefixtures("database")
def test_what_is_at_hand_of_owner_and_team_is_what_the_tables_say():
    reference = case()
    found, held = find_case(officer("caseworker"), reference), Case.objects.get(reference=reference)
    assert (found.owner, found.team) == (held.owner, held.team)
    for name in ("username", "display_name", "roles", "is_active"):
        assert getattr(found.owner, name) == getattr(held.owner, name)
    assert found.team is None or found.team.name == held.team.name
