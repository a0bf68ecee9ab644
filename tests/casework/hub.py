"""A small hub with people on the way to it and in it, for tests."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial

import pytest

from returnhub.casework.actions import (
    Refused,
    countersign_move,
    hold_place,
    hold_seat,
    plan_flight,
    request_move,
    set_places,
)
from returnhub.casework.cases.models import Case
from returnhub.casework.places.models import Flight, Hub, Night
from tests.casework.people import (
    TODAY,
    WHY,
    answer_everything,
    case,
    everybody,
    officer,
    suppose_an_agreement,
)

LEFT = {
    "accept_by_host": "host_liaison", "serve_notice": "caseworker", "approve": "approver",
    "transfer": "escort_lead", "arrive": "hub_manager",
}  # fmt: skip


LONGEST = 180
"""The longest stay in the hub, as the scheme in use has it."""


def refusal(call: partial[object]) -> Refused:
    with pytest.raises(Refused) as refused:
        call()
    return refused.value


def night(after: int) -> date:
    """The night some days after today."""
    return TODAY + timedelta(days=after)


def referred() -> str:
    """A case in the hub leg, with nothing held for it; the person is to travel today."""
    officers = everybody()
    suppose_an_agreement()
    reference = case()
    answer_everything(reference)
    request_move(officers["caseworker"], reference, "refer", reasons=WHY)
    return reference


def hub_of(places: int, name: str = "small") -> None:
    """A hub with a number of places."""
    set_places(officer("hub_manager"), name, places, says=f"{name.title()} hub", reasons=WHY)


def moved(reference: str, *moves: str) -> None:
    """Make these moves, countersigned where the scheme says so."""
    officers = everybody()
    for move in moves:
        asked = request_move(officers[LEFT[move]], reference, move, reasons=WHY)
        if Case.objects.get(reference=reference).move_requests.filter(outcome="").exists():
            countersign_move(officers["senior_officer"], reference, asked.seq, reasons=WHY)


def approved(first: int = 0, last: int = 0, hub: str = "small") -> str:
    """A case whose transfer today is approved, with a bed from one night to another and a seat today."""
    reference, officers = referred(), everybody()
    answer_everything(reference, hub_leg=True, hold=False)
    if not Hub.objects.filter(name=hub).exists():
        hub_of(3, hub)
    hold_place(officers["hub_manager"], reference, hub, night(first), night(last))
    if not Flight.objects.filter(name="TODAY").exists():
        plan_flight(officers["escort_lead"], "TODAY", TODAY, hub, 20, reasons=WHY)
    moved(reference, "accept_by_host", "serve_notice", "approve")
    hold_seat(officers["escort_lead"], reference, "TODAY")
    return reference


def arrived(last: int, hub: str = "small") -> str:
    """A case of somebody who arrived in the hub today and holds a bed until some night."""
    reference = approved(0, last, hub)
    moved(reference, "transfer", "arrive")
    return reference


def nights_of(reference: str) -> list[tuple[str, date]]:
    """The beds and nights that the tables hold for a case."""
    rows = Night.objects.filter(case__reference=reference).select_related("place").order_by("night")
    return [(str(row.place), row.night) for row in rows]
