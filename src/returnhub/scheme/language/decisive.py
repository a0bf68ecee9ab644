"""Which facts decided an answer: of a false AND its false sides, of an unknown its unknown sides."""

from __future__ import annotations

from datetime import date

from returnhub.scheme.calendar import Calendar
from returnhub.scheme.language.interpret import Facts, evaluate, every, some
from returnhub.scheme.language.tree import (
    All,
    Any,
    Choice,
    Condition,
    Every,
    FactValue,
    Holds,
    Node,
    Not,
    RuleHolds,
    Some,
    children,
)


def decisive(node: Condition, facts: Facts, today: date, calendar: Calendar) -> tuple[str, ...]:
    """Names of the facts that the answer rests on; for an unknown answer, the missing ones among them."""
    return tuple(dict.fromkeys(_decide(node, facts, today, calendar)[1]))


Literals = tuple[tuple[str, bool], ...]
"""Yes-or-no facts that must all be so, each with the answer that is wanted."""


def literals(node: Condition) -> Literals | None:
    """A condition as yes-or-no facts that must all be so, if it is no more than that, as most rules are."""
    parts = node.parts if isinstance(node, All) else (node,)
    made = []
    for part in parts:
        wanted = not isinstance(part, Not)
        fact = part.part if isinstance(part, Not) else part
        if not isinstance(fact, Holds):
            return None
        made.append((fact.name, wanted))
    return tuple(made)


def decisive_literals(parts: Literals, answer: bool | None, facts: Facts) -> tuple[str, ...]:
    """The same as `decisive`, without a walk: the answer is known already."""
    if answer is None:
        return tuple([name for name, _ in parts if facts.get(name) is None])
    return tuple([name for name, wanted in parts if facts.get(name) is (wanted is answer)])


def _decide(node: Condition, facts: Facts, today: date, calendar: Calendar) -> tuple[bool | None, list[str]]:
    """The answer and what decided it, in one pass. The commonest nodes first: this is the slowest of a verdict."""
    if isinstance(node, Holds):
        known = facts.get(node.name)
        return known if isinstance(known, bool) else None, [node.name]
    if isinstance(node, Not):
        answer, names = _decide(node.part, facts, today, calendar)
        return None if answer is None else not answer, names
    if isinstance(node, All | Any):
        decided = [_decide(part, facts, today, calendar) for part in node.parts]
        parts = [a for a, _ in decided]
        answer = every(parts) if isinstance(node, All) else some(parts)
        return answer, [name for a, names in decided if a is answer for name in names]
    if isinstance(node, RuleHolds):
        return _decide(node.condition, facts, today, calendar)
    answer = evaluate(node, facts, today, calendar)
    names = _read(node, facts, today, calendar)
    if answer is None:
        return None, [n for n in names if _missing(facts, n)] or names
    return answer, names


def _read(node: Node, facts: Facts, today: date, calendar: Calendar) -> list[str]:
    """The facts that a comparison looked at: of a CASE the test that decided and the value it chose."""
    if isinstance(node, FactValue):
        return [node.name]
    if isinstance(node, Choice):
        names: list[str] = []
        for condition, value in node.branches:
            answer, deciding = _decide(condition, facts, today, calendar)
            names += deciding
            if answer is not False:
                return names + (_read(value, facts, today, calendar) if answer else [])
        return names + _read(node.otherwise, facts, today, calendar)
    if isinstance(node, Every | Some):
        return [node.name]
    return [name for part in children(node) for name in _read(part, facts, today, calendar)]


def _missing(facts: Facts, name: str) -> bool:
    answer = facts.get(name)
    return answer is None or (isinstance(answer, tuple) and (not answer or None in answer))
