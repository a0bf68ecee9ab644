"""Places and seats cannot be given twice: by one officer after another, by many at once, or by changing how many there are."""

from __future__ import annotations

import os
from datetime import timedelta
from functools import partial

import pytest
from django.db import connection

from returnhub.casework.actions import (
    Refused,
    cancel_flight,
    change_nights,
    countersign_move,
    establish_facts,
    hold_place,
    hold_seat,
    plan_flight,
    raise_hold,
    release_place,
    release_seat,
    request_move,
    set_places,
)
from returnhub.casework.cases.models import Case
from returnhub.casework.ledger.models import Entry
from returnhub.casework.ledger.verify import verify_ledger
from returnhub.casework.places.models import Night, Place, Seat
from tests.casework.hub import night, referred
from tests.casework.people import (
    TODAY,
    WHY,
    answer_everything,
    everybody,
    officer,
)
from tests.casework.test_races import together

TRIALS = int(os.environ.get("RETURNHUB_TRIALS", "12"))


def hub_of(places: int, seats: int = 5) -> None:
    set_places(officer("hub_manager"), "small", places, says="Small hub", reasons=WHY)
    if seats:
        plan_flight(officer("escort_lead"), "FLIGHT", TODAY, "small", seats, reasons=WHY)


def code(call: partial[object]) -> str:
    with pytest.raises(Refused) as refused:
        call()
    return refused.value.code


@pytest.mark.usefixtures("database")
class TestOneAfterAnother:
    def test_the_last_place_is_given_once_and_its_return_makes_it_free(self):
        hub, (first, second) = officer("hub_manager"), (referred(), referred())
        hub_of(1)
        hold_place(hub, first, "small")
        assert code(partial(hold_place, hub, second, "small")) == "no-place-free"
        assert code(partial(hold_place, hub, first, "small")) == "already-held"
        release_place(hub, first, reasons=WHY)
        hold_place(hub, second, "small")
        assert set(Night.objects.values_list("case__reference", flat=True)) == {second}

    def test_acceptance_by_the_host_waits_for_a_place(self):
        reference, officers = referred(), everybody()
        hub_of(1)
        answers = {"host_accepted_in_writing": True, "host_acceptance_on": TODAY}
        establish_facts(officers["host_liaison"], reference, answers, source="a letter")
        with pytest.raises(Refused) as refused:
            request_move(officers["host_liaison"], reference, "accept_by_host", reasons=WHY)
        assert [c.rule for c in refused.value.rules if c.status == "violated"] == ["place_is_held"]
        hold_place(officers["hub_manager"], reference, "small")
        request_move(officers["host_liaison"], reference, "accept_by_host", reasons=WHY)
        assert Case.objects.get(reference=reference).stage == "accepted_by_host"

    def test_nobody_says_by_hand_that_a_place_is_held(self):
        establish = partial(
            establish_facts, officer("hub_manager"), referred(), {"place_held": True}, source="x"
        )
        assert code(establish) == "computed-fact"

    def test_nobody_boards_without_a_seat_on_a_flight_of_that_day(self):
        reference, officers = referred(), everybody()
        answer_everything(reference, hub_leg=True)
        for move, who in (
            ("accept_by_host", "host_liaison"),
            ("serve_notice", "caseworker"),
            ("approve", "approver"),
        ):
            asked = request_move(officers[who], reference, move, reasons=WHY)
        countersign_move(officers["senior_officer"], reference, asked.seq, reasons=WHY)
        board = partial(request_move, officers["escort_lead"], reference, "transfer", reasons=WHY)
        escort, tomorrow = officers["escort_lead"], TODAY + timedelta(days=1)
        release_seat(escort, reference, f"TEST-{TODAY:%d%m}", reasons=WHY)
        assert code(board) == "no-seat-held"
        plan_flight(escort, "LATER", tomorrow, "test-hub", 5, reasons=WHY)
        hold_seat(escort, reference, "LATER")
        assert code(board) == "no-seat-held"
        plan_flight(escort, "NOW", TODAY, "test-hub", 5, reasons=WHY)
        hold_seat(escort, reference, "NOW")
        cancel_flight(escort, "NOW", reasons=WHY)
        assert code(board) == "no-seat-held"
        hold_seat(escort, reference, f"TEST-{TODAY:%d%m}")
        asked = board()
        release_seat(escort, reference, f"TEST-{TODAY:%d%m}", reasons=WHY)
        countersign = partial(countersign_move, officers["senior_officer"], reference, asked.seq, reasons=WHY)
        assert code(countersign) == "no-seat-held"
        hold_seat(escort, reference, f"TEST-{TODAY:%d%m}")
        countersign()
        assert Case.objects.get(reference=reference).stage == "travelling"
        assert (
            code(partial(release_seat, escort, reference, f"TEST-{TODAY:%d%m}", reasons=WHY))
            == "already-held"
        )

    def test_a_seat_needs_a_place_where_the_flight_goes(self):
        reference, escort = referred(), officer("escort_lead")
        hub_of(2)
        assert code(partial(hold_seat, escort, reference, "FLIGHT")) == "no-place-held"
        set_places(officer("hub_manager"), "elsewhere", 2, reasons=WHY)
        hold_place(officer("hub_manager"), reference, "elsewhere")
        assert code(partial(hold_seat, escort, reference, "FLIGHT")) == "no-place-held"

    def test_seats_run_out(self):
        hub_of(3, seats=1)
        first, second = referred(), referred()
        for reference in (first, second):
            hold_place(officer("hub_manager"), reference, "small")
        hold_seat(officer("escort_lead"), first, "FLIGHT")
        assert code(partial(hold_seat, officer("escort_lead"), second, "FLIGHT")) == "no-seat-free"

    def test_leaving_the_scheme_gives_back_place_and_seat(self):
        reference = referred()
        hub_of(1)
        hold_place(officer("hub_manager"), reference, "small")
        hold_seat(officer("escort_lead"), reference, "FLIGHT")
        request_move(officer("caseworker"), reference, "withdraw", reasons=WHY)
        assert not Night.objects.exists()
        assert not Seat.objects.exclude(case=None).exists()
        kinds = [e.kind for e in Entry.objects.filter(stream=reference).order_by("-seq")[:3]]
        assert kinds == ["seat_released", "place_released", "move_made"]
        assert verify_ledger().findings == []

    def test_fewer_places_than_are_held_cannot_be_offered(self):
        hub = officer("hub_manager")
        hub_of(3)
        for _ in range(2):
            hold_place(hub, referred(), "small")
        assert code(partial(set_places, hub, "small", 1, reasons=WHY)) == "places-taken"
        set_places(hub, "small", 2, reasons=WHY)
        assert code(partial(hold_place, hub, referred(), "small")) == "no-place-free"
        set_places(hub, "small", 4, reasons=WHY)
        assert Place.objects.filter(hub="small").count() == 4

    def test_only_those_who_run_them_change_them(self):
        hub_of(1)
        reference, by = referred(), officer("caseworker")
        for call in (
            partial(set_places, by, "small", 9, reasons=WHY),
            partial(plan_flight, by, "OTHER", TODAY, "small", 9, reasons=WHY),
            partial(hold_place, by, reference, "small"),
            partial(hold_seat, officer("hub_manager"), reference, "FLIGHT"),
        ):
            assert code(call) == "not-allowed"

    def test_verify_finds_a_place_that_no_entry_gave(self):
        reference = referred()
        hub_of(1)
        row = Case.objects.get(reference=reference)
        Night.objects.create(place=Place.objects.get(), night=TODAY, case=row)
        assert [f.what for f in verify_ledger().findings] == ["its beds are not what its entries say"]


@pytest.mark.usefixtures("either")
def test_many_at_once_never_take_more_than_there_is():
    """Four officers for the last place, then for the last seat, each time with real threads."""
    references = [referred() for _ in range(4)]
    hub, escort = officer("hub_manager"), officer("escort_lead")
    hub_of(1, seats=0)
    for trial in range(TRIALS):
        results = together(*(partial(hold_place, hub, r, "small") for r in references))
        winners = [r for r, done in zip(references, results, strict=True) if not isinstance(done, Refused)]
        assert sorted(r.code for r in results if isinstance(r, Refused)) == ["no-place-free"] * 3
        assert set(Night.objects.values_list("case__reference", flat=True)) == set(winners)
        if trial == 0:
            set_places(hub, "wide", 4, reasons=WHY)
            plan_flight(escort, "NARROW", TODAY, "wide", 1, reasons=WHY)
        release_place(hub, winners[0], reasons=WHY)
    for reference in references:
        hold_place(hub, reference, "wide")
    for _ in range(TRIALS):
        results = together(*(partial(hold_seat, escort, r, "NARROW") for r in references))
        winners = [r for r, done in zip(references, results, strict=True) if not isinstance(done, Refused)]
        assert sorted(r.code for r in results if isinstance(r, Refused)) == ["no-seat-free"] * 3
        assert Seat.objects.exclude(case=None).count() == 1
        release_seat(escort, winners[0], "NARROW", reasons=WHY)
    assert verify_ledger().findings == []
    assert connection.vendor in ("sqlite", "postgresql")


@pytest.mark.usefixtures("either")
def test_a_place_taken_while_their_number_shrinks():
    """Either the place is held and the number cannot shrink, or it shrank and no place is free."""
    reference, hub = referred(), officer("hub_manager")
    for trial in range(max(4, TRIALS // 4)):
        set_places(hub, "small", 1, reasons=WHY)
        held, shrunk = together(
            partial(hold_place, hub, reference, "small"), partial(set_places, hub, "small", 0, reasons=WHY)
        )
        assert isinstance(held, Refused) != isinstance(shrunk, Refused), trial
        if not isinstance(held, Refused):
            release_place(hub, reference, reasons=WHY)
    raise_hold(officer("caseworker"), reference, "other", "the end of a race")
    assert verify_ledger().findings == []


@pytest.mark.usefixtures("either")
def test_the_last_bed_of_one_night_goes_to_one_whatever_the_other_nights():
    """Four officers with four ranges of nights that share one."""
    references, hub = [referred() for _ in range(4)], officer("hub_manager")
    hub_of(1, seats=0)
    for _ in range(TRIALS):
        results = together(
            *(partial(hold_place, hub, r, "small", night(n), night(n + 3)) for n, r in enumerate(references))
        )
        winners = [r for r, done in zip(references, results, strict=True) if not isinstance(done, Refused)]
        assert sorted(r.code for r in results if isinstance(r, Refused)) == ["no-place-free"] * 3
        sleep = Night.objects.filter(night=night(3)).values_list("case__reference", flat=True)
        assert list(sleep) == winners
        release_place(hub, winners[0], reasons=WHY)
    assert verify_ledger().findings == []


@pytest.mark.usefixtures("either")
def test_nights_are_made_longer_while_the_next_of_them_is_promised():
    """Either the nights are longer and the bed is not free, or it is promised and they stay as they were."""
    stays, follows, hub = referred(), referred(), officer("hub_manager")
    hub_of(1, seats=0)
    hold_place(hub, stays, "small", night(0), night(4))
    for trial in range(TRIALS):
        longer, promised = together(
            partial(change_nights, hub, stays, last=night(5), reasons=WHY),
            partial(hold_place, hub, follows, "small", night(5), night(9)),
        )
        assert isinstance(longer, Refused) != isinstance(promised, Refused), trial
        if isinstance(longer, Refused):
            assert longer.code == "bed-promised"
            release_place(hub, follows, reasons=WHY)
        else:
            assert promised.code == "no-place-free"
            change_nights(hub, stays, last=night(4), reasons=WHY)
    assert verify_ledger().findings == []
