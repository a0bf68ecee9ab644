"""What `ledger verify` says of the tables of the service: scheme facts, hubs, over-capacity, flights."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from returnhub.casework.actions import (
    Reasons,
    ask_over_capacity,
    cancel_flight,
    countersign_over_capacity,
    decline_over_capacity,
    plan_flight,
    set_places,
)
from returnhub.casework.cases.scheme_facts import SchemeFact
from returnhub.casework.ledger.verify import verify_ledger
from returnhub.casework.places.models import Flight, Hub, OverCapacity, Place, Seat
from tests.casework.hub import hub_of, night
from tests.casework.people import WHY, everybody, officer, suppose_an_agreement


def honest() -> None:
    """Everything that can be done to these tables by those who may."""
    everybody()
    suppose_an_agreement()
    hub, approver, escort = officer("hub_manager"), officer("approver"), officer("escort_lead")
    hub_of(3)
    hub_of(2, "other")
    asked = [
        ask_over_capacity(
            hub, "small", f"Repairs {n}", 2, night(1), night(5), reasons=Reasons("evidence", " Why ")
        ).pk
        for n in range(4)
    ]
    countersign_over_capacity(approver, "small", asked[0], reasons=WHY)
    set_places(hub, "small", 6, says="Small hub", reasons=WHY)
    countersign_over_capacity(approver, "small", asked[1], reasons=WHY)
    set_places(hub, "small", 1, reasons=WHY)
    decline_over_capacity(approver, "small", asked[2], reasons=WHY)
    plan_flight(escort, "F1", night(3), "small", 2, reasons=WHY)
    plan_flight(escort, "F2", night(4), "other", 0, reasons=WHY)
    cancel_flight(escort, "F2", reasons=WHY)


def bed_too_many() -> None:
    Place.objects.create(hub_id="small", number=99)


def bed_that_stays() -> None:
    Place.objects.filter(beyond__name="Repairs 0").update(beyond=None)


def bed_of_another_hub() -> None:
    Place.objects.create(hub_id="other", number=99, beyond=OverCapacity.objects.get(name="Repairs 0"))


def signed_by_nobody() -> None:
    OverCapacity.objects.filter(name="Repairs 3").update(outcome="countersigned", settled_by="approver")


def asked_by_nobody() -> None:
    OverCapacity.objects.create(
        hub_id="small", name="More", more=1, first_night=night(0), last_night=night(1), because="evidence",
        text="x", asked_by="hub_manager", asked_at="", outcome="",
    )  # fmt: skip


def agreement_ended() -> None:
    SchemeFact.objects.filter(name="agreement_in_force").update(value="false")


TAMPERED: dict[str, tuple[Callable[[], object], str]] = {
    "a bed too many": (bed_too_many, "hub `small`: places is 2"),
    "a bed of an exception that stays": (bed_that_stays, "hub `small`: places is 3"),
    "a bed of an exception in another hub": (bed_of_another_hub, "over-capacity"),
    "countersigned by nobody": (signed_by_nobody, "outcome is 'countersigned'"),
    "asked for by nobody": (asked_by_nobody, "is there without any entry"),
    "another reason": (lambda: OverCapacity.objects.filter(name="Repairs 1").update(text="y"), "text is 'y'"),
    "an exception gone": (
        lambda: OverCapacity.objects.filter(name="Repairs 3").delete(),
        "its entries are there but not the row",
    ),
    "an agreement that is not": (agreement_ended, "fact `agreement_in_force`: value is False"),
    "a fact gone": (lambda: SchemeFact.objects.filter(name="agreement_in_force").delete(), "not the row"),
    "a hub by nobody": (lambda: Hub.objects.create(name="new", says="New"), "hub `new` is there without"),
    "a seat too many": (lambda: Seat.objects.create(flight_id="F1", number=9), "flight `F1`: seats is 3"),
    "a flight that leaves after all": (
        lambda: Flight.objects.filter(name="F2").update(cancelled=False),
        "flight `F2`: cancelled is False",
    ),
    "a flight of another day": (
        lambda: Flight.objects.filter(name="F1").update(departs_on=night(9)),
        "flight `F1`: departs_on is",
    ),
}


@pytest.mark.usefixtures("either")
def test_honest_use_is_no_finding_and_a_row_changed_by_hand_is():
    honest()
    assert verify_ledger().findings == []
    signed_by_nobody()
    assert [f.where for f in verify_ledger().findings] == ["service"] * 2


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize("what", TAMPERED)
def test_what_was_changed_by_hand_is_named(what: str):
    tamper, says = TAMPERED[what]
    honest()
    tamper()
    found = verify_ledger().findings
    assert {f.where for f in found} == {"service"}
    assert any(says in f.what for f in found), found
