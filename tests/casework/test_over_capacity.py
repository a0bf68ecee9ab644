"""More people than places: only as a named exception, asked for by one and countersigned by another, that ends."""

from __future__ import annotations

import os
from functools import partial

import pytest
from django.db import IntegrityError, transaction

from returnhub.casework.actions import (
    Reasons,
    Refused,
    ask_over_capacity,
    change_nights,
    countersign_over_capacity,
    decline_over_capacity,
    hold_place,
    release_place,
    set_places,
)
from returnhub.casework.cases.models import Case
from returnhub.casework.ledger.models import Entry
from returnhub.casework.ledger.verify import verify_ledger
from returnhub.casework.places.ahead import nights_ahead, over_capacity
from returnhub.casework.places.models import Hub, Night, OverCapacity, Place
from tests.casework.clock import days_later
from tests.casework.hub import hub_of, night, nights_of, referred
from tests.casework.people import WHY, case, everybody, officer
from tests.casework.test_places import code
from tests.casework.test_races import together

TRIALS = int(os.environ.get("RETURNHUB_TRIALS", "12"))


def asked(first: int = 0, last: int = 9, more: int = 1) -> OverCapacity:
    """Over-capacity of the small hub that waits."""
    hub = officer("hub_manager")
    return ask_over_capacity(hub, "small", "Repairs", more, night(first), night(last), reasons=WHY)


def signed(first: int = 0, last: int = 9, more: int = 1) -> OverCapacity:
    """The same, countersigned."""
    waits = asked(first, last, more)
    return countersign_over_capacity(officer("senior_officer"), "small", waits.pk, reasons=WHY)


@pytest.mark.usefixtures("database")
class TestSigning:
    def test_nothing_is_there_before_another_officer_countersigned(self):
        hub, reference = officer("hub_manager"), referred()
        hub_of(0)
        waits = asked()
        hold = partial(hold_place, hub, reference, "small", night(0), night(9))
        assert code(hold) == "no-place-free"
        countersign_over_capacity(officer("approver"), "small", waits.pk, reasons=WHY)
        hold()
        assert nights_of(reference) == [("small/1", night(n)) for n in range(10)]
        assert verify_ledger().findings == []

    def test_who_asked_does_not_countersign_whatever_their_roles(self):
        both = officer("both", "hub_manager", "senior_officer")
        hub_of(0)
        waits = ask_over_capacity(both, "small", "Repairs", 1, night(0), night(3), reasons=WHY)
        assert (
            code(partial(countersign_over_capacity, both, "small", waits.pk, reasons=WHY)) == "same-officer"
        )
        with pytest.raises(IntegrityError), transaction.atomic():
            OverCapacity.objects.update(outcome="countersigned", settled_by="both")
        assert not Place.objects.exists()

    def test_each_role_asks_or_settles_or_neither(self):
        officers = everybody()
        hub_of(0)
        waits = asked()
        settled = (countersign_over_capacity, decline_over_capacity)
        for role, by in officers.items():
            said = [
                result(partial(ask_over_capacity, by, "small", "More", 1, night(0), night(1), reasons=WHY))
            ]
            said += [result(partial(settle, by, "small", waits.pk, reasons=WHY)) for settle in settled]
            hub = role == "hub_manager"
            second = role in ("approver", "senior_officer")
            assert said == [
                "done" if hub else "not-allowed",
                "done" if second else "not-allowed",
                "done" if second or hub else "not-allowed",
            ], role

    def test_it_is_settled_once(self):
        hub_of(0)
        waits = asked()
        assert (
            decline_over_capacity(officer("approver"), "small", waits.pk, reasons=WHY).outcome == "declined"
        )
        own = decline_over_capacity(officer("hub_manager"), "small", asked().pk, reasons=WHY)
        assert own.outcome == "taken back"
        for settle in (countersign_over_capacity, decline_over_capacity):
            call = partial(settle, officer("senior_officer"), "small", waits.pk, reasons=WHY)
            assert code(call) == "nothing-to-countersign"
        assert not Place.objects.exists()

    def test_the_ledger_of_the_service_says_who_asked_why_and_who_countersigned(self):
        hub_of(3)
        why = Reasons("safeguarding", "The east wing is repaired")
        waits = ask_over_capacity(
            officer("hub_manager"), "small", "Repairs", 2, night(0), night(9), reasons=why
        )
        countersign_over_capacity(officer("senior_officer"), "small", waits.pk, reasons=WHY)
        entries = Entry.objects.filter(stream="service", kind__startswith="over_capacity").order_by("seq")
        assert [(e.kind, e.actor, e.role) for e in entries] == [
            ("over_capacity_asked", "hub_manager", "hub_manager"),
            ("over_capacity_countersigned", "senior_officer", "senior_officer"),
        ]
        assert "The east wing is repaired" in entries[0].reasons
        said = {"over_capacity": waits.pk, "hub": "small", "name": "Repairs", "more": 2,
                "first_night": night(0).isoformat(), "last_night": night(9).isoformat()}  # fmt: skip
        assert entries[0].data == said
        assert entries[1].data["places"] == [4, 5]

    @pytest.mark.parametrize(
        ("name", "more", "first", "last", "field"),
        [
            ("", 1, 0, 3, "name"),
            ("x" * 121, 1, 0, 3, "name"),
            ("Repairs", 0, 0, 3, "more"),
            ("Repairs", 5001, 0, 3, "more"),
            ("Repairs", 1, -1, 3, "first_night"),
            ("Repairs", 1, 3, 2, "last_night"),
            ("Repairs", 1, 0, 90, "last_night"),
        ],
    )
    def test_what_cannot_be_asked_for(self, name: str, more: int, first: int, last: int, field: str):
        hub_of(1)
        with pytest.raises(Refused) as refused:
            ask_over_capacity(
                officer("hub_manager"), "small", name, more, night(first), night(last), reasons=WHY
            )
        assert (refused.value.code, refused.value.details["field"]) == ("not-a-value", field)
        assert not OverCapacity.objects.exists()


@pytest.mark.usefixtures("database")
def test_a_second_click_asks_for_nothing_more():
    hub_of(1)
    first = asked()
    assert asked() == first
    assert asked(last=8) != first
    assert Entry.objects.filter(kind="over_capacity_asked").count() == OverCapacity.objects.count() == 2


def result(call: partial[object]) -> str:
    """`done`, or the code of the refusal; nothing is kept."""
    try:
        with transaction.atomic():
            call()
            transaction.set_rollback(True)
        return "done"
    except Refused as refused:
        return refused.code


@pytest.mark.usefixtures("database")
class TestItsNights:
    def test_nights_are_held_within_its_dates_and_on_no_other(self):
        hub, reference = officer("hub_manager"), referred()
        hub_of(0)
        signed(3, 6)
        for first, last in ((2, 5), (5, 7), (3, 7), (7, 7), (2, 2)):
            assert (
                code(partial(hold_place, hub, reference, "small", night(first), night(last)))
                == "no-place-free"
            )
        hold_place(hub, reference, "small", night(3), night(5))
        with pytest.raises(Refused) as refused:
            change_nights(hub, reference, last=night(7), reasons=WHY)
        assert (refused.value.code, refused.value.details["free_until"]) == ("no-place-free", str(night(6)))
        assert refused.value.says.startswith("place 1 of small is over-capacity, there from the night of")
        assert (
            code(partial(change_nights, hub, reference, night(2), night(5), reasons=WHY)) == "no-place-free"
        )
        change_nights(hub, reference, last=night(6), reasons=WHY)

    def test_a_bed_of_the_hub_is_taken_before_one_beyond(self):
        hub, first, second = officer("hub_manager"), referred(), referred()
        hub_of(1)
        signed()
        hold_place(hub, first, "small", night(0), night(3))
        hold_place(hub, second, "small", night(0), night(3))
        places = {str(p): p.beyond_id for p in Place.objects.all()}
        assert places[nights_of(first)[0][0]] is None
        assert places[nights_of(second)[0][0]] is not None

    def test_it_ends_by_itself(self, monkeypatch: pytest.MonkeyPatch):
        hub, reference = officer("hub_manager"), referred()
        hub_of(0)
        waits = asked(0, 4)
        signed(0, 4)
        days_later(monkeypatch, 5)
        assert nights_ahead(Hub.objects.get(), 1)[0].free == 0
        assert over_capacity(Hub.objects.get()) == []
        assert code(partial(hold_place, hub, reference, "small", night(5), night(5))) == "no-place-free"
        countersign = partial(countersign_over_capacity, officer("approver"), "small", waits.pk, reasons=WHY)
        assert code(countersign) == "nothing-to-countersign"

    def test_two_exceptions_add_up_on_the_nights_they_share(self):
        hub_of(2)
        signed(0, 2, more=1)
        signed(2, 4, more=3)
        asked(0, 9, more=5)
        ahead = nights_ahead(Hub.objects.get(), 6)
        assert [(n.places, n.over_capacity, n.free) for n in ahead] == [
            (2, 1, 3), (2, 1, 3), (2, 4, 6), (2, 3, 5), (2, 3, 5), (2, 0, 2),
        ]  # fmt: skip

    def test_how_many_places_there_are_is_set_apart_from_it(self):
        hub, reference = officer("hub_manager"), referred()
        hub_of(1)
        signed(0, 9, more=2)
        hold_place(hub, referred(), "small", night(0), night(9))
        hold_place(hub, reference, "small", night(0), night(9))
        assert code(partial(set_places, hub, "small", 0, reasons=WHY)) == "places-taken"
        set_places(hub, "small", 3, reasons=WHY)
        numbers = Place.objects.order_by("number").values_list("number", "beyond")
        assert [n for n, beyond in numbers if beyond is None] == [1, 4, 5]
        set_places(hub, "small", 1, reasons=WHY)
        release_place(hub, reference, reasons=WHY)
        assert Place.objects.exclude(beyond=None).count() == 2


def test_the_database_refuses_a_night_outside_and_a_change_of_what_was_asked(either):
    """Whatever the code above it does, on both databases."""
    row = Case.objects.get(reference=case())
    hub_of(0)
    made = signed(2, 4)
    place = Place.objects.get(beyond=made)
    for after in (1, 5):
        with pytest.raises(IntegrityError, match="countersigned over-capacity"), transaction.atomic():
            Night.objects.bulk_create([Night(place=place, night=night(after), case=row)])
    Night.objects.create(place=place, night=night(4), case=row)
    with pytest.raises(IntegrityError), transaction.atomic():
        Night.objects.update(night=night(5))
    for change in ({"last_night": night(9)}, {"more": 5}, {"asked_by": "somebody"}):
        with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
            OverCapacity.objects.update(**change)
    waits = asked()
    beyond = Place.objects.create(hub_id="small", number=99, beyond=waits)
    with pytest.raises(IntegrityError), transaction.atomic():
        Night.objects.create(place=beyond, night=night(0), case=row)


@pytest.mark.usefixtures("either")
def test_many_at_once_for_the_last_bed_beyond():
    """Four officers for the one bed that the exception gives, each time with real threads."""
    references, hub = [referred() for _ in range(4)], officer("hub_manager")
    hub_of(0)
    signed(0, 3)
    for _ in range(TRIALS):
        jobs = (partial(hold_place, hub, r, "small", night(0), night(3)) for r in references)
        results = together(*jobs)
        winners = [r for r, done in zip(references, results, strict=True) if not isinstance(done, Refused)]
        assert sorted(r.code for r in results if isinstance(r, Refused)) == ["no-place-free"] * 3
        assert set(Night.objects.values_list("case__reference", flat=True)) == set(winners)
        release_place(hub, winners[0], reasons=WHY)
    assert verify_ledger().findings == []


@pytest.mark.usefixtures("either")
def test_two_officers_who_countersign_at_once_make_the_beds_once():
    everybody()
    hub_of(0)
    for trial in range(max(4, TRIALS // 4)):
        waits = asked(0, 3, more=2)
        second = (officer("approver"), officer("senior_officer"))
        results = together(
            *(partial(countersign_over_capacity, by, "small", waits.pk, reasons=WHY) for by in second)
        )
        assert [r.code for r in results if isinstance(r, Refused)] == ["nothing-to-countersign"]
        assert Place.objects.count() == 2 * (trial + 1)
