"""A place is a bed on a night: promised to the next person from the night after, and to nobody else before."""

from __future__ import annotations

from functools import partial

import pytest
from django.db import IntegrityError, transaction

from returnhub.casework.actions import (
    Refused,
    change_nights,
    establish_facts,
    hold_place,
    release_place,
)
from returnhub.casework.cases.models import Case
from returnhub.casework.ledger.verify import verify_ledger
from returnhub.casework.places.models import Night, Place
from returnhub.casework.places.nights import bed_in_words, from_to
from returnhub.casework.scheme_in_use import in_use
from tests.casework.hub import LONGEST, hub_of, night, nights_of, referred, refusal
from tests.casework.people import TODAY, WHY, case, everybody, officer


def test_nights_and_beds_are_written_as_people_say_them():
    assert from_to("2026-07-03", "2026-07-03") == "the night of 3 July 2026"
    assert from_to("2026-07-03", "2026-07-05") == "the nights of 3 July 2026 to 5 July 2026"
    assert bed_in_words("small/1") == "place 1 of small"


@pytest.mark.usefixtures("database")
class TestHolding:
    def test_one_bed_is_promised_to_the_next_person_from_the_night_after(self):
        hub, first, second = officer("hub_manager"), referred(), referred()
        hub_of(1)
        hold_place(hub, first, "small", night(0), night(9))
        for begins, ends in ((0, 0), (9, 9), (5, 20), (0, 30)):
            refused = refusal(partial(hold_place, hub, second, "small", night(begins), night(ends)))
            assert refused.code == "no-place-free"
        hold_place(hub, second, "small", night(10), night(20))
        assert nights_of(first) == [("small/1", night(n)) for n in range(10)]
        assert nights_of(second) == [("small/1", night(n)) for n in range(10, 21)]
        assert verify_ledger().findings == []

    def test_who_asks_for_too_long_is_told_until_when_a_bed_is_free(self):
        hub, reference = officer("hub_manager"), referred()
        hub_of(2)
        hold_place(hub, referred(), "small", night(5), night(9))
        hold_place(hub, referred(), "small", night(8), night(12))
        refused = refusal(partial(hold_place, hub, reference, "small", night(0), night(10)))
        assert (refused.code, refused.details["free_until"]) == ("no-place-free", night(7).isoformat())
        assert "one is free until the night of" in refused.says
        hold_place(hub, reference, "small", night(0), night(7))
        assert nights_of(reference)[-1] == ("small/2", night(7))

    def test_the_bed_that_is_empty_for_the_shortest_time_is_taken_first(self):
        hub = officer("hub_manager")
        hub_of(2)
        hold_place(hub, referred(), "small", night(0), night(2))
        hold_place(hub, referred(), "small", night(0), night(6))
        late, early = referred(), referred()
        hold_place(hub, late, "small", night(8), night(20))
        hold_place(hub, early, "small", night(3), night(20))
        assert (nights_of(late)[0][0], nights_of(early)[0][0]) == ("small/2", "small/1")

    def test_without_nights_it_is_from_the_transfer_for_the_longest_stay(self):
        hub, reference = officer("hub_manager"), referred()
        hub_of(1)
        hold_place(hub, reference, "small")
        assert nights_of(reference) == [("small/1", night(n)) for n in range(LONGEST)]
        release_place(hub, reference, reasons=WHY)
        establish_facts(officer("escort_lead"), reference, {"transfer_date": night(6)}, source="plan")
        hold_place(hub, reference, "small")
        assert [n for _, n in nights_of(reference)] == [night(6 + n) for n in range(LONGEST)]
        release_place(hub, reference, reasons=WHY)
        establish_facts(officer("escort_lead"), reference, {"transfer_date": None}, source="plan")
        assert refusal(partial(hold_place, hub, reference, "small")).details["field"] == "first_night"

    @pytest.mark.parametrize(
        ("first", "last", "said"),
        [
            (-1, 5, ("not-a-value", "first_night")),
            (367, 370, ("not-a-value", "first_night")),
            (5, 4, ("not-a-value", "last_night")),
            (5, 5 + LONGEST, ("longest-stay", "last_night")),
        ],
    )
    def test_nights_that_cannot_be_meant(self, first: int, last: int, said: tuple[str, str]):
        reference = referred()
        hub_of(1)
        refused = refusal(
            partial(hold_place, officer("hub_manager"), reference, "small", night(first), night(last))
        )
        assert (refused.code, refused.details["field"]) == said
        assert not Night.objects.exists()

    def test_only_the_hub_manager_and_only_in_the_hub_leg(self):
        """Each stage and role: who may hold, change and give back, and nobody else."""
        officers, hub = everybody(), officer("hub_manager")
        reference = referred()
        hub_of(1)
        calls = {
            "hold": partial(hold_place, reference=reference, hub="small", first=TODAY, last=night(3)),
            "change": partial(change_nights, reference=reference, last=night(1), reasons=WHY),
            "give back": partial(release_place, reference=reference, reasons=WHY),
        }
        wrong = []
        for stage, held in ((s, h) for s in in_use().scheme.stages.values() for h in (False, True)):
            if held:
                with transaction.atomic():
                    hold_place(hub, reference, "small", TODAY, night(3))
            Case.objects.filter(reference=reference).update(stage=stage.name, closed=stage.final)
            for what, call in calls.items():
                for role, by in officers.items():
                    said = attempt(partial(call, by))
                    if said != expected(stage.name, role, what, held=held):
                        wrong.append((stage.name, held, what, role, said))
            Case.objects.filter(reference=reference).update(stage="referred", closed=False)
            if held:
                release_place(hub, reference, reasons=WHY)
        assert wrong == []


def attempt(call: partial[object]) -> str:
    """`done`, or the code of the refusal; nothing is kept."""
    try:
        with transaction.atomic():
            call()
            raise ZeroDivisionError
    except ZeroDivisionError:
        return "done"
    except Refused as refused:
        return refused.code


def expected(stage: str, role: str, what: str, *, held: bool) -> str:
    """Read from the roles and the stages alone."""
    if role != "hub_manager":
        return "not-allowed"
    if stage not in in_use().hub_leg:
        return "not-found"  # the hub's own officers do not see cases outside the hub leg
    if what != "give back" and in_use().scheme.stages[stage].final:
        return "not-from-this-stage"
    if what == "hold":
        return "already-held" if held else "done"
    if not held:
        return "not-held"
    return "already-held" if what == "give back" and stage == "in_hub" else "done"


def test_the_tables_hold_no_bed_twice_and_no_person_twice(either):
    """Whatever the code above them does, on both databases."""
    first, second = (Case.objects.get(reference=case()) for _ in range(2))
    hub_of(2)
    one, two = Place.objects.order_by("number")
    Night.objects.create(place=one, night=TODAY, case=first)
    for place, holder in ((one, second), (two, first)):
        with pytest.raises(IntegrityError), transaction.atomic():
            Night.objects.create(place=place, night=TODAY, case=holder)
    Night.objects.create(place=one, night=night(1), case=second)
    with pytest.raises(IntegrityError), transaction.atomic():
        Place.objects.create(hub_id="small", number=1)
    assert Night.objects.count() == 2


@pytest.mark.usefixtures("database")
def test_verify_finds_a_night_that_is_missing_or_on_another_bed():
    reference = referred()
    hub_of(2)
    hold_place(officer("hub_manager"), reference, "small", night(0), night(4))
    assert verify_ledger().findings == []
    held = Night.objects.filter(case__reference=reference)
    with transaction.atomic():
        held.filter(night=night(2)).delete()
        assert [f.what for f in verify_ledger().findings] == ["its beds are not what its entries say"]
        transaction.set_rollback(True)
    held.filter(night=night(2)).update(place=Place.objects.get(number=2))
    assert [f.what for f in verify_ledger().findings] == ["its beds are not what its entries say"]
