"""Asking the prover for a person, and holding its answer against the exact calendar."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

import z3

from returnhub.scheme.language.interpret import Answer
from returnhub.scheme.language.logic import Logic
from returnhub.scheme.language.spans import Formula
from returnhub.scheme.model import Scheme
from returnhub.scheme.types import Date

Person = tuple[dict[str, Answer], date]
MOST_LESSONS = 200
PATIENCE = 20_000
"""Milliseconds for one question. The hardest of the shipped schemes takes a hundredth of it."""


class Undecided(Exception):
    """The prover gave no answer in time: nothing was proved, and nothing was refuted."""


def find(
    logics: Sequence[Logic], wanted: Sequence[Formula], holds: Callable[[list[Person]], bool]
) -> list[Person] | None:
    """People (one for each moment) for whom everything wanted holds, or None if there can be none.

    `holds` replays an answer exactly; if it used the slack in the calendar's bounds, the prover is told what
    the calendar says and asked again. An ordinary person (dates near today, answers known) is preferred.
    """
    solver = z3.Solver()
    solver.set("timeout", PATIENCE)
    solver.add(*wanted, *(limit for logic in logics for limit in logic.limits))
    for _ in range(MOST_LESSONS):
        model = _model(solver, _ordinary(logics))
        if model is None:
            return None
        people = [logic.person(model) for logic in logics]
        if holds(people):
            return people
        lessons = [lesson for logic in logics for lesson in logic.learn(model)]
        if not lessons:
            break
        solver.add(*lessons)
    raise Undecided


def impossible(logic: Logic, wanted: Sequence[Formula]) -> bool:
    """Whether nobody can meet everything wanted (sound: the bounds only ever allow more)."""
    solver = z3.Solver()
    solver.set("timeout", PATIENCE)
    solver.add(*wanted, *logic.limits)
    answer = solver.check()
    if answer == z3.unknown:
        raise Undecided
    return bool(answer == z3.unsat)


def _model(solver: z3.Solver, ordinary: list[Formula]) -> Formula | None:
    """A model, ordinary if there is one; None if there is none at all."""
    answer = solver.check(*ordinary)
    if answer != z3.sat:
        answer = solver.check()
    if answer == z3.unknown:
        raise Undecided
    return solver.model() if answer == z3.sat else None


def _ordinary(logics: Sequence[Logic]) -> list[Formula]:
    """Days that a reader would not stumble over: today in 2026, other dates from 1960 to 2028."""
    low, high = date(2026, 1, 5).toordinal(), date(2026, 12, 31).toordinal()
    wishes = []
    for logic in logics:
        wishes += [logic.today >= low, logic.today <= high]
        for fact in logic.facts.values():
            if isinstance(fact.type, Date):
                wishes += [
                    fact.value >= date(1960, 1, 1).toordinal(),
                    fact.value <= date(2027, 12, 31).toordinal(),
                ]
    return wishes


def guard(scheme: Scheme, move: str, logic: Logic, without: str = "") -> list[Formula]:
    """Every rule that a move needs, satisfied: one formula each, in order."""
    made = []
    for name in scheme.needs_of(move):
        if name != without:
            rule = scheme.rules[name]
            pair = logic.pair(rule.condition)
            made.append(pair.false if rule.protects else pair.true)
    return made
