"""Random officers, nights, exceptions and days: no bed twice, none beyond what is there, none refused that is free.

What is free is worked out here by looking at every bed and every night, as the service never does.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from returnhub.casework.actions import (
    Refused,
    ask_over_capacity,
    change_nights,
    countersign_over_capacity,
    decline_over_capacity,
    hold_place,
    release_place,
    request_move,
    set_places,
)
from returnhub.casework.cases.models import Case
from returnhub.casework.cases.state import fold
from returnhub.casework.cases.storage import load
from returnhub.casework.ledger.models import Entry
from returnhub.casework.ledger.verify import verify_ledger
from returnhub.casework.places.ahead import nights_ahead, tonight
from returnhub.casework.places.models import Hub, Night, OverCapacity, Place
from tests.casework.clock import days_later
from tests.casework.hub import arrived, nights_of, referred
from tests.casework.people import WHY, everybody, officer

pytestmark = pytest.mark.usefixtures("database")
PEOPLE, IN_THE_HUB = 5, 2
who = st.integers(0, PEOPLE - 1)
days = st.integers(0, 8)
happened: Counter[str] = Counter()
"""What was done in some life: the test is empty without it."""


class Hubs(RuleBasedStateMachine):
    """One hub, people in it and on the way, and everything that is done with its beds."""

    def __init__(self) -> None:
        super().__init__()
        self.block = transaction.atomic()
        self.block.__enter__()
        self.clock, self.passed = pytest.MonkeyPatch(), 0
        everybody()
        self.people = [arrived(n) for n in range(IN_THE_HUB)] + [
            referred() for _ in range(PEOPLE - IN_THE_HUB)
        ]
        set_places(officer("hub_manager"), "small", 2, reasons=WHY)
        self.held: dict[str, tuple[date, date]] = {}
        for reference in self.people[:IN_THE_HUB]:
            nights = [night for _, night in nights_of(reference)]
            self.held[reference] = nights[0], nights[-1]

    def teardown(self) -> None:
        self.clock.undo()
        findings = verify_ledger().findings
        transaction.set_rollback(True)
        self.block.__exit__(None, None, None)
        assert findings == []

    def in_hub(self, reference: str) -> bool:
        return Case.objects.get(reference=reference).stage == "in_hub"

    def free(self, reference: str, first: date, last: date) -> list[str]:
        """Every bed that this case could hold on each of these nights."""
        found, today = [], tonight()
        wanted = {first + timedelta(days=n) for n in range((last - first).days + 1)}
        for place in Place.objects.select_related("beyond"):
            others = [n for n in Night.objects.filter(place=place) if n.case.reference != reference]
            taken = {n.night for n in others}
            mine = [max(taken for taken in nights) for nights in by_person(others) if nights]
            lain_in = any(last_one < today for last_one in mine)
            within = place.beyond is None or (
                place.beyond.first_night <= first and last <= place.beyond.last_night
            )
            if within and not lain_in and not wanted & taken:
                found.append(str(place))
        return found

    def tried(self, action: Callable[..., object], who: str, *args: object, **more: object) -> str:
        """`done`, or the code of the refusal."""
        try:
            action(officer(who), *args, **more)
        except Refused as refused:
            happened[refused.code] += 1
            return refused.code
        happened[action.__name__] += 1
        return "done"

    def nights(self, reference: str, begins: int, length: int) -> tuple[date, date]:
        """Nights that can be meant: tonight is the first of who is in the hub."""
        first = tonight() + timedelta(days=0 if self.in_hub(reference) else begins)
        return first, first + timedelta(days=length)

    @rule(number=who, begins=days, length=days)
    def hold(self, number: int, begins: int, length: int) -> None:
        """Mostly by one who holds nothing."""
        without = [r for r in self.people if r not in self.held] or self.people
        reference = without[number % len(without)]
        first, last = self.nights(reference, begins, length)
        free = self.free(reference, first, last)
        said = self.tried(hold_place, "hub_manager", reference, "small", first, last)
        assert said in ("done", "already-held", "no-place-free", "not-from-this-stage", "not-found")
        if said == "done":
            assert nights_of(reference)[0][0] in free
            self.held[reference] = first, last
        assert said != "no-place-free" or not free

    @rule(number=who, begins=days, length=days, another=st.booleans())
    def change(self, number: int, begins: int, length: int, another: bool) -> None:
        """Mostly by one who holds something."""
        reference = [*self.held, *self.people][number]
        before = nights_of(reference)
        first, last = self.nights(reference, begins, length)
        free = self.free(reference, first, last)
        said = self.tried(
            change_nights, "hub_manager", reference, first, last, another_bed=another, reasons=WHY
        )
        if said == "done":
            bed = nights_of(reference)[0][0]
            assert bed in free
            assert (bed != before[0][0]) is another
            self.held[reference] = first, last
        elif said in ("no-place-free", "bed-promised", "bed-occupied"):
            assert nights_of(reference) == before
            assert not [bed for bed in free if (bed != before[0][0]) is another]
        else:
            assert said in ("not-held", "not-from-this-stage", "not-found")

    @rule(number=who)
    def give_back(self, number: int) -> None:
        said = self.tried(release_place, "hub_manager", self.people[number], reasons=WHY)
        assert said in ("done", "not-held", "already-held", "not-found")
        if said == "done":
            self.held.pop(self.people[number])

    @rule(number=st.integers(0, 9))
    def leaves(self, number: int) -> None:
        if number < IN_THE_HUB and self.in_hub(self.people[number]):
            assert (
                self.tried(request_move, "hub_manager", self.people[number], "bring_back", reasons=WHY)
                == "done"
            )
            self.held.pop(self.people[number], None)

    @rule(places=st.integers(0, 3))
    def so_many_places(self, places: int) -> None:
        own = Place.objects.filter(beyond=None)
        held = own.filter(nights__isnull=False).distinct().count()
        said = self.tried(set_places, "hub_manager", "small", places, reasons=WHY)
        assert said == ("places-taken" if places < held else "done")
        assert said != "done" or own.count() == places

    @rule(begins=days, length=days, more=st.integers(1, 2))
    def ask(self, begins: int, length: int, more: int) -> None:
        first = tonight() + timedelta(days=begins)
        last = first + timedelta(days=length)
        args = "small", "More", more, first, last
        assert self.tried(ask_over_capacity, "hub_manager", *args, reasons=WHY) == "done"

    @rule(yes=st.booleans())
    def settle(self, yes: bool) -> None:
        waits = OverCapacity.objects.filter(outcome="").first()
        if waits:
            action = countersign_over_capacity if yes else decline_over_capacity
            over = yes and waits.last_night < tonight()
            said = self.tried(action, "approver", "small", waits.pk, reasons=WHY)
            assert said == ("nothing-to-countersign" if over else "done")

    @rule(count=st.integers(1, 2))
    def days_pass(self, count: int) -> None:
        self.passed += count
        days_later(self.clock, self.passed)

    @invariant()
    def what_is_held_is_what_was_done(self) -> None:
        for reference in self.people:
            nights = [night for _, night in nights_of(reference)]
            first, last = self.held.get(reference, (date.max, date.max))
            assert nights == [
                first + timedelta(days=n) for n in range((last - first).days + 1) if reference in self.held
            ]
            entries = Entry.objects.filter(stream=reference).order_by("seq")
            state = fold(e.record for e in entries)
            state.touched.clear()
            assert state == load(Case.objects.get(reference=reference))

    @invariant()
    def no_night_is_beyond_what_is_there(self) -> None:
        own = Place.objects.filter(beyond=None).count()
        for night, held in Counter(Night.objects.values_list("night", flat=True)).items():
            signed = OverCapacity.objects.filter(
                outcome="countersigned", first_night__lte=night, last_night__gte=night
            )
            assert held <= own + sum(o.more for o in signed)
        assert all(n.free >= 0 and n.stayed_on >= 0 for n in nights_ahead(Hub.objects.get(), 20))


def by_person(nights: list[Night]) -> list[list[date]]:
    """The nights of each person who is in the hub."""
    inside = {n.case_id for n in nights if n.case.stage == "in_hub"}
    return [[n.night for n in nights if n.case_id == case] for case in inside]


def test_any_life_of_a_hub():
    connection.ensure_connection()
    run_state_machine_as_test(
        Hubs,
        settings=settings(
            max_examples=12, stateful_step_count=50, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
    done = {"hold_place", "change_nights", "release_place", "request_move", "countersign_over_capacity"}
    assert done | {"no-place-free", "bed-promised"} <= set(happened), happened
