"""Random officers, entries and moves: what the scheme promises holds in every state that is reached."""

from __future__ import annotations

import contextlib
import random
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from returnhub.casework.actions import (
    EVENTS,
    HOLDS,
    Refused,
    change_nights,
    countersign_move,
    decline_move,
    establish_facts,
    hold_place,
    lift_hold,
    raise_hold,
    record_event,
    release_place,
    request_move,
)
from returnhub.casework.cases.models import Case
from returnhub.casework.cases.state import fold
from returnhub.casework.cases.storage import load
from returnhub.casework.ledger.models import Entry
from returnhub.casework.scheme_in_use import in_use
from returnhub.scheme.model import Towards
from returnhub.scheme.types import Code, Date
from tests.casework.people import TODAY, WHY, answer_everything, case, everybody, suppose_an_agreement

pytestmark = pytest.mark.usefixtures("database")
MOVES = sorted(in_use().scheme.moves)
REMOVALS = {n for n, m in in_use().scheme.moves.items() if m.towards is Towards.REMOVAL}
ROLES = ("caseworker", "senior_officer", "protection_officer", "court_liaison", "host_liaison", "hub_manager",
         "escort_lead", "detention_manager", "voluntary_returns", "monitor", "approver", "clinician", "other_system")  # fmt: skip
CHANGING = {
    "appeal_pending": "caseworker", "fit_to_travel": "clinician",
    "agreement": "caseworker", "in_contact": "caseworker", "claimed_under_18": "caseworker",
}  # fmt: skip


reached: set[str] = set()
"""Moves towards removal that were made in some life: the test is empty without them."""


class Life(RuleBasedStateMachine):
    """One case, in which anything may be tried."""

    def __init__(self) -> None:
        super().__init__()
        self.block = transaction.atomic()
        self.block.__enter__()
        self.officers = everybody()
        suppose_an_agreement()
        self.reference = case()
        answer_everything(self.reference)
        self.done: set[str] = set()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.block.__exit__(None, None, None)

    def attempt(self, action: Any, *args: Any, **kwargs: Any) -> None:
        with contextlib.suppress(Refused):
            action(*args, **kwargs)

    def row(self) -> Case:
        return Case.objects.get(reference=self.reference)

    @initialize(steps=st.integers(0, 6))
    def begin_somewhere(self, steps: int) -> None:
        """On the way to the hub, so that the far stages are tried as well."""
        for move in ("refer", "accept_by_host", "serve_notice", "approve", "transfer", "arrive")[:steps]:
            self.make(move)

    @rule(move=st.sampled_from(sorted(REMOVALS)))
    def a_removal_when_all_is_settled(self, move: str) -> None:
        """Holds are lifted by those who may, answers given again; then the move is tried as it should be."""
        if self.row().closed:
            return
        for held in self.row().holds.filter(lifted_at=""):
            lifter = self.officers[HOLDS[held.kind].lifted_by[0]]
            self.attempt(lift_hold, lifter, self.reference, held.seq, reasons=WHY)
        answer_everything(self.reference)
        if self.row().stage in in_use().hub_leg:
            answer_everything(self.reference, hub_leg=True)
        self.make(move)

    def make(self, name: str) -> None:
        """A move by an officer who makes it, countersigned by one who may."""
        move = in_use().scheme.moves[name]
        self.attempt(request_move, self.officers[move.by[0]], self.reference, name, reasons=WHY)
        asked = self.row().move_requests.filter(outcome="").first()
        if asked and asked.move == name and move.countersigned_by:
            second = self.officers[move.countersigned_by[0]]
            self.attempt(countersign_move, second, self.reference, asked.seq, reasons=WHY)
        if self.row().stage == "referred":
            answer_everything(self.reference, hub_leg=True)

    @rule(move=st.sampled_from(MOVES), role=st.sampled_from(ROLES))
    def any_move(self, move: str, role: str) -> None:
        self.attempt(request_move, self.officers[role], self.reference, move, reasons=WHY)

    @rule(dice=st.integers(0, 1000))
    def a_move_that_is_possible(self, dice: int) -> None:
        """Half of the steps go somewhere, so that the far stages are reached."""
        possible = in_use().scheme.moves_from(self.row().stage)
        if possible:
            move = possible[dice % len(possible)]
            self.attempt(request_move, self.officers[move.by[0]], self.reference, move.name, reasons=WHY)
            if self.row().stage == "referred":
                answer_everything(self.reference, hub_leg=True)

    @rule(role=st.sampled_from(ROLES), yes=st.booleans())
    def second_officer(self, role: str, yes: bool) -> None:
        asked = self.row().move_requests.filter(outcome="").first()
        if asked:
            action = countersign_move if yes else decline_move
            self.attempt(action, self.officers[role], self.reference, asked.seq, reasons=WHY)

    @rule(
        role=st.sampled_from(ROLES), kind=st.sampled_from(("other", "monitor_stop", "medical", "court_order"))
    )
    def hold(self, role: str, kind: str) -> None:
        self.attempt(raise_hold, self.officers[role], self.reference, kind, "stop")

    @rule(role=st.sampled_from(ROLES))
    def lift(self, role: str) -> None:
        held = self.row().holds.filter(lifted_at="").first()
        if held:
            self.attempt(lift_hold, self.officers[role], self.reference, held.seq, reasons=WHY)

    @rule(fact=st.sampled_from(sorted(CHANGING)), value=st.booleans())
    def answer(self, fact: str, value: bool) -> None:
        by = self.officers[CHANGING[fact]]
        self.attempt(establish_facts, by, self.reference, {fact: value}, source="dice")

    @rule(
        role=st.sampled_from(("hub_manager", *ROLES)),
        what=st.sampled_from((hold_place, change_nights, release_place)),
        begins=st.integers(0, 2),
        length=st.integers(0, 5),
    )
    def nights(self, role: str, what: Any, begins: int, length: int) -> None:
        """A bed for tonight or for later nights, others instead, or none."""
        first = TODAY + timedelta(days=begins)
        last, hub = first + timedelta(days=length), ["test-hub"] if what is hold_place else []
        more = {} if what is hold_place else {"reasons": WHY}
        nights = [] if what is release_place else [first, last]
        self.attempt(what, self.officers[role], self.reference, *hub, *nights, **more)

    @rule(event=st.sampled_from(sorted(EVENTS)), role=st.sampled_from(ROLES), seed=st.integers(0, 9))
    def event(self, event: str, role: str, seed: int) -> None:
        fields = {f.name: any_answer(f.type, random.Random(seed)) for f in EVENTS[event].fields}
        self.attempt(record_event, self.officers[role], self.reference, event, fields)

    @invariant()
    def what_is_promised_holds(self) -> None:
        entries = [e.record for e in Entry.objects.filter(stream=self.reference).order_by("seq")]
        standing: set[int] = set()
        for number, entry in enumerate(entries):
            data = entry.data
            if entry.kind == "move_made" and data["move"] in ("transfer", "arrive"):
                beds = fold(entries[:number]).beds.values()
                assert [b for b in beds if b.holds(TODAY.isoformat())], "to the hub without a bed tonight"
            if entry.kind == "hold_raised":
                standing.add(entry.seq)
            elif entry.kind == "hold_lifted":
                standing.discard(data["hold"])
            elif entry.kind == "move_made" and data["move"] in REMOVALS:
                reached.add(data["move"])
                assert not standing
                assert set(data["verdict"]["rules"].values()) <= {"satisfied"}
                assert set(data["verdict"]["promises"].values()) <= {"kept"}
                move = in_use().scheme.moves[data["move"]]
                if move.countersigned_by:
                    asked = next(e for e in entries if e.seq == data["request"])
                    assert asked.actor != entry.actor

    @invariant()
    def the_rows_are_what_the_entries_say(self) -> None:
        entries = Entry.objects.filter(stream=self.reference).order_by("seq")
        state = fold(e.record for e in entries)
        state.touched.clear()
        assert state == load(self.row())

    @invariant()
    def somebody_has_the_case(self) -> None:
        row = self.row()
        assert row.closed or (row.owner_id and row.next_action) or row.waiting_for


def any_answer(kind: Any, dice: random.Random) -> Any:
    if dice.random() < 0.2:
        return None  # not known
    if isinstance(kind, Date):
        return TODAY
    if isinstance(kind, Code):
        return dice.choice(sorted(kind.codes))
    return dice.random() < 0.5 if type(kind).__name__ == "Boolean" else "words"


def test_any_life_of_a_case():
    connection.ensure_connection()
    run_state_machine_as_test(
        Life,
        settings=settings(
            max_examples=15, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
    assert len(reached) >= 5, reached
