"""What is not known takes no protection away: every event with each of its questions not known, under every scheme.

The state before is one in which everything is open, and every one that differs from it in what the event establishes.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from returnhub.casework.actions import EVENTS
from returnhub.casework.cases.event_types import EventKind, Field
from returnhub.casework.demo.answers import open_answers, open_scheme_answers
from returnhub.scheme.gather import shipped_schemes
from returnhub.scheme.load import load_scheme
from returnhub.scheme.model import Towards
from returnhub.scheme.status import Status
from returnhub.scheme.types import Boolean, Code, Date
from returnhub.scheme.verdict import Screener
from returnhub.scheme.vocabulary import load_vocabulary
from tests.casework.event_answers import every_fields, open_fields
from tests.casework.people import TODAY

Facts = dict[str, Any]
FAR = [date(2001, 1, 1), date(2099, 1, 1)]
OPEN: Facts = {
    **open_answers(TODAY), **open_scheme_answers(),
    "hold_in_force": False, "place_held": True, "member_travels_too": (True,),
}  # fmt: skip
WHICHEVER = {
    # Where an appeal would be heard moves its last day, nothing else.
    ("protection_claim_decided", "country"),
    ("further_submissions_decided", "country"),
    # A negative decision has no recovery period.
    ("trafficking_decided", "recovery_ends"),
    # What a notice held is asked by the rules of the moves that need it.
    *(
        ("notice_served", q)
        for q in ("language", "understood", "names_hub", "names_onward_country", "states_route")
    ),
}
"""Questions beside the point of some move: it opens whichever way they are answered, so also without an answer."""


class Removals:
    """Which moves towards removal of a scheme are open."""

    def __init__(self, scheme: str) -> None:
        self.screener = Screener(load_scheme(scheme))
        moves = self.screener.scheme.moves.values()
        self.seen: dict[tuple[Any, ...], set[tuple[int, str]]] = {}
        self.needs = {
            m.name: self.screener.scheme.needs_of(m.name) for m in moves if m.towards is Towards.REMOVAL
        }

    def open(self, facts: Facts) -> frozenset[str]:
        """Under these facts, all of them of today."""
        statuses = self.screener.statuses({n: v for n, v in facts.items() if v is not None}, TODAY)
        met = {name for name, status in statuses.items() if status is Status.SATISFIED}
        return frozenset(name for name, needs in self.needs.items() if met.issuperset(needs))


@pytest.fixture(scope="module", params=shipped_schemes())
def removals(request: pytest.FixtureRequest) -> Removals:
    return Removals(request.param)


def values(kind: EventKind, asked: Field) -> list[Any]:
    """Answers to a question, of each sort that there is."""
    if isinstance(asked.type, Date):
        return [open_fields(kind)[asked.name], *FAR]
    return list(dict.fromkeys(answers[asked.name] for answers in every_fields(kind)))


def values_of(fact: str) -> list[Any]:
    """The same for a fact, and that it is not known."""
    kind = load_vocabulary().facts[fact].type
    if isinstance(kind, Boolean):
        return [True, False, None]
    return [*kind.codes, None] if isinstance(kind, Code) else [OPEN[fact], *FAR, None]


def states_before(kind: EventKind) -> Iterator[Facts]:
    """All open; one established fact otherwise, in every way; all of them protecting; none of them known."""
    yield OPEN
    for e in kind.establishes:
        for value in values_of(e.fact):
            yield {**OPEN, e.fact: value}
    yield {**OPEN, **{e.fact: (e.protects or (None,))[0] for e in kind.establishes}}
    yield {**OPEN, **{e.fact: None for e in kind.establishes}}


def after(kind: EventKind, answers: Facts, *, settles: bool = True, day_known: bool = True) -> Facts:
    known = day_known and (not kind.day or answers.get(kind.day) is not None)
    return kind.facts(answers, lambda fact: settles, day_known=known)


def opened(removals: Removals, kind: EventKind, established: Facts) -> set[tuple[int, str]]:
    """What opens in a state in which it was not open: the number of the state, and the move."""
    key = (kind.name, *established.items())
    if key not in removals.seen:
        removals.seen[key] = {
            (number, move)
            for number, before in enumerate(states_before(kind))
            for move in removals.open({**before, **established}) - removals.open(before)
        }
    return removals.seen[key]


@pytest.mark.parametrize("event", sorted(EVENTS))
def test_a_question_that_is_not_known_opens_nothing(removals: Removals, event: str):
    kind = EVENTS[event]
    for asked in kind.fields:
        for answers in every_fields(kind):
            for settles in (True, False):
                unknown = after(kind, {**answers, asked.name: None}, settles=settles)
                more = opened(removals, kind, unknown)
                if (event, asked.name) in WHICHEVER:
                    known = [
                        after(kind, {**answers, asked.name: v}, settles=settles) for v in values(kind, asked)
                    ]
                    more = more - set.intersection(*(opened(removals, kind, facts) for facts in known))
                assert not more, (asked.name, answers, settles)


@pytest.mark.parametrize("event", sorted(EVENTS))
def test_an_event_on_a_day_that_is_not_known_opens_nothing_and_protects(removals: Removals, event: str):
    kind = EVENTS[event]
    for answers in every_fields(kind):
        established = after(kind, answers, day_known=False)
        assert opened(removals, kind, established) == set(), answers
        for e in kind.establishes:
            value = answers[e.field] if e.field else e.value
            follows = e.only_if is None or answers[e.only_if[0]] == e.only_if[1]
            if follows and value in e.protects:
                assert established[e.fact] == value, "what protects counts whenever it was"


def test_what_protects_opens_nothing_that_not_known_would_not(removals: Removals):
    """Else it would not be for anybody to say, nor of any day."""
    for kind in EVENTS.values():
        for e in kind.establishes:
            for value in e.protects:
                assert removals.open({**OPEN, e.fact: value}) <= removals.open({**OPEN, e.fact: None}), e


def test_what_is_passed_over_counts_as_not_known():
    for kind in EVENTS.values():
        for asked in (f for f in kind.fields if not f.required):
            for answers in every_fields(kind):
                without = {n: v for n, v in answers.items() if n != asked.name}
                assert after(kind, kind.read(without)) == after(kind, {**answers, asked.name: None})


def test_what_follows_where_one_answer_is_missing():
    """Written out for some events, to be read by people."""
    appeal = EVENTS["appeal_determined"]
    assert after(appeal, {**open_fields(appeal), "outcome": None}) == {
        "appeal_pending": None, "time_to_appeal_running": True, "are_status": "not_are",
    }  # fmt: skip
    submissions = EVENTS["further_submissions_decided"]
    assert after(submissions, {**open_fields(submissions), "outcome": None}) == {
        "further_submissions_undecided": None, "time_to_appeal_running": None, "are_status": None,
    }  # fmt: skip
    order = EVENTS["injunction_discharged"]
    assert after(order, {"reference": None}) == {"injunction_or_stay_in_force": None}
    notice = EVENTS["notice_served"]
    assert after(notice, {**open_fields(notice), "language": None})["notice_language_understood"] is None
    claim = EVENTS["protection_claim_made"]
    assert after(claim, {"claimed_on": None}) == {"protection_claim_open": True}
