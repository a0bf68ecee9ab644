"""Officers and cases for tests. All synthetic."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from typing import Any

from returnhub.casework.access.officers import Officer, Team
from returnhub.casework.access.visibility import SEES_HUB_LEG
from returnhub.casework.actions import (
    Person,
    Reasons,
    Refused,
    establish_facts,
    establish_scheme_fact,
    hold_place,
    hold_seat,
    open_case,
    plan_flight,
    represent,
    request_move,
    set_places,
)
from returnhub.casework.cases.models import Case
from returnhub.casework.cases.state import CaseState
from returnhub.casework.cases.storage import load
from returnhub.casework.demo.answers import by_settler, open_answers, open_scheme_answers
from returnhub.casework.places.models import Hub
from returnhub.scheme.vocabulary import load_vocabulary

WHY = Reasons("evidence", "A test")
TODAY = datetime.now(UTC).date()


def officer(name: str, *roles: str, team: str = "North") -> Officer:
    """An officer with these roles (their own name if none is given)."""
    found = Officer.objects.filter(username=name).first()
    if found:
        return found
    made = Team.objects.get_or_create(name=team)[0]
    return Officer.objects.create(
        username=name, display_name=name.title(), team=made, roles=list(roles or (name,))
    )


def case(stage: str = "appeal_rights_exhausted", *, by: Officer | None = None, **more: Any) -> str:
    """A case in a stage; its reference."""
    person = more.pop("person", Person(("Synthetic Person",), "1990-04-17"))
    came = datetime.now(UTC) - timedelta(days=more.pop("days", 3))
    return open_case(
        by or officer("caseworker"), person, stage=stage, occurred_at=came, synthetic=True, **more
    ).reference


def days_ago(days: int) -> date:
    """A day before today."""
    return TODAY - timedelta(days=days)


SETTLERS = {role: role for role in ("caseworker", "senior_officer", "protection_officer", "clinician",
            "court_liaison", "host_liaison", "hub_manager", "escort_lead", "detention_manager",
            "voluntary_returns", "documents_officer", "monitor", "scheme_owner", "approver")}  # fmt: skip
TEAMS = {"approver": "Approvals", "senior_officer": "Senior review"}


def everybody() -> dict[str, Officer]:
    """One officer for each role, by role."""
    roles = (*SETTLERS, "other_system", "legal_representative", "analyst", "administrator")
    return {role: officer(role, team=TEAMS.get(role, "North")) for role in roles}


def answer_everything(reference: str, *, hub_leg: bool = False, hold: bool = True, **instead: Any) -> None:
    """Establish every answer that opens moves, each by the officer who settles it and sees the case.

    In the hub leg a place and a seat are held as well, unless a test sees to that itself (`hold`).
    """
    answers = {**open_answers(TODAY), **instead}
    for role, group in by_settler(answers).items():
        if (role in SEES_HUB_LEG) is hub_leg:
            establish_facts(officer(role), reference, group, source="a test")
    if hub_leg and hold:
        hold_what_is_scarce(reference)


def hold_what_is_scarce(reference: str) -> None:
    """A place in the tests' hub and a seat on today's flight, unless they are held already."""
    hub, escort, flight = officer("hub_manager"), officer("escort_lead"), f"TEST-{TODAY:%d%m}"
    if not Hub.objects.filter(name="test-hub").exists():
        set_places(hub, "test-hub", 20, reasons=WHY)
        plan_flight(escort, flight, TODAY, "test-hub", 20, reasons=WHY)
    with suppress(Refused):
        hold_place(hub, reference, "test-hub")
    with suppress(Refused):
        hold_seat(escort, reference, flight)


def suppose_an_agreement() -> None:
    """Facts of the scheme and its host under which moves are open."""
    for name, value in open_scheme_answers().items():
        role = load_vocabulary().facts[name].settled_by
        establish_scheme_fact(officer(role), name, value, source="a test", reasons=WHY)


def represent_by(reference: str, lawyer: Officer) -> None:
    """Record that a lawyer acts for the person."""
    represent(officer("caseworker"), reference, lawyer.username, reasons=WHY)


def open_case_in_the_hub_leg() -> str:
    """Everybody who records events sees it, and every move of its stage is open."""
    officers = everybody()
    suppose_an_agreement()
    reference = case()
    answer_everything(reference)
    request_move(officers["caseworker"], reference, "refer", reasons=WHY)
    answer_everything(reference, hub_leg=True)
    return reference


def held(reference: str) -> CaseState:
    """The case as its rows say."""
    return load(Case.objects.select_related("facts", "owner", "team").get(reference=reference))
