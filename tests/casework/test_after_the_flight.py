"""What stays as it was once a flight has left or nights are over."""

from __future__ import annotations

from functools import partial

import pytest

from returnhub.casework.actions import hold_place, request_move, set_places
from returnhub.casework.ledger.verify import verify_ledger
from returnhub.casework.places.models import Seat
from tests.casework.clock import days_later
from tests.casework.hub import approved, arrived, hub_of, moved, night, referred, refusal
from tests.casework.people import WHY, held, officer

pytestmark = pytest.mark.usefixtures("database")


def test_who_leaves_the_hub_on_the_day_of_the_flight_stays_on_its_manifest():
    reference = arrived(5)
    request_move(officer("senior_officer"), reference, "bring_back", reasons=WHY)
    assert Seat.objects.get(case__reference=reference).flight_id == "TODAY"
    assert not held(reference).place
    assert verify_ledger().findings == []


def test_who_is_turned_back_on_the_way_stays_on_the_manifest_and_who_never_left_does_not():
    turned, stayed = approved(0, 5), approved(0, 5)
    moved(turned, "transfer")
    request_move(officer("senior_officer"), turned, "turn_back", reasons=WHY)
    request_move(officer("senior_officer"), stayed, "withdraw", reasons=WHY)
    assert list(Seat.objects.exclude(case=None).values_list("case__reference", flat=True)) == [turned]


def test_a_refusal_to_shrink_does_not_say_that_nights_which_are_over_are_held(
    monkeypatch: pytest.MonkeyPatch,
):
    reference = referred()
    hub_of(2)
    hold_place(officer("hub_manager"), reference, "small", night(0), night(1))
    days_later(monkeypatch, 5)
    refused = refusal(partial(set_places, officer("hub_manager"), "small", 0, reasons=WHY))
    assert refused.says == "places held, or not given back after their nights: 1. Fewer cannot be offered"
