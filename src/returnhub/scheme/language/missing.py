"""What would have to be established: the smallest sets of missing facts that could make a condition true.

A way is a set of missing facts with the answers that would do. Facts with closed answers (yes or no, codes)
keep track of which answers are still possible, so a way that would need a fact to be both is dropped; a
comparison of dates or numbers is taken to be possible both ways.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from itertools import product

from returnhub.scheme.calendar import Calendar
from returnhub.scheme.language.interpret import Facts, compare, evaluate, value_of
from returnhub.scheme.language.tree import (
    All,
    Any,
    Choice,
    Compare,
    Condition,
    Every,
    FactValue,
    Holds,
    Literal,
    Minus,
    Not,
    OneOf,
    Plus,
    RuleHolds,
    Some,
    Value,
    WorkingDaysBetween,
    YearsBetween,
)
from returnhub.scheme.types import Code, Scalar

Way = Mapping[str, frozenset[Scalar] | None]
"""Fact → the answers that would do (None: some answer would)."""
_MOST = 64


class Missing:
    """Ways for one case on one day."""

    def __init__(self, facts: Facts, today: date, calendar: Calendar) -> None:
        self.facts, self.today, self.calendar = facts, today, calendar

    def smallest(self, wanted: Iterable[tuple[Condition, bool]]) -> tuple[str, ...] | None:
        """The smallest set of missing facts that could give every condition its wanted answer.

        Empty if nothing is missing; None if no answers could. Ties: the order in which facts are first read.
        """
        ways: list[Way] = [{}]
        for condition, answer in wanted:
            ways = _both(ways, self.ways(condition, answer))
        return tuple(ways[0]) if ways else None

    def ways(self, node: Condition, wanted: bool) -> list[Way]:
        """Smallest ways in which the condition could become `wanted`; none if it cannot."""
        answer = evaluate(node, self.facts, self.today, self.calendar)
        if answer is not None:
            return [{}] if answer is wanted else []
        match node:
            case RuleHolds(_, part):
                return self.ways(part, wanted)
            case Not(part):
                return self.ways(part, not wanted)
            case All(parts) | Any(parts):
                if isinstance(node, All) is wanted:
                    ways: list[Way] = [{}]
                    for part in parts:
                        ways = _both(ways, self.ways(part, wanted))
                    return ways
                return _shortest(way for part in parts for way in self.ways(part, wanted))
            case Holds(name):
                return [{name: frozenset({wanted})}]
            case Every(name) | Some(name):
                return [{name: None}]
            case OneOf(FactValue(name, Code(codes)), options):
                return [{name: frozenset(c for c in codes if (c in options) is wanted)}]
            case Compare("=" | "<>" as sign, FactValue(name, Code(codes)), Literal(value)):
                return [{name: frozenset(c for c in codes if (c == value) is (wanted is (sign == "=")))}]
            case Compare(sign, left, right):
                return self._compared(sign, left, right, wanted)
            case OneOf(value, options):
                listed = [o.toordinal() if isinstance(o, date) else o for o in options]
                found = self.known(value)
                return _shortest(way for way, v in found if v is None or (v in listed) is wanted)

    def _compared(self, sign: str, left: Value, right: Value, wanted: bool) -> list[Way]:
        """Ways in which a comparison could turn out as wanted; free values are taken to be able to."""
        ways: list[Way] = []
        for (way_a, a), (way_b, b) in product(self.known(left), self.known(right)):
            if a is None or b is None or compare(sign, a, b) is wanted:
                ways += _both([way_a], [way_b])
        return _shortest(ways)

    def known(self, node: Value) -> list[tuple[Way, int | str | None]]:
        """Ways in which the value could become known, each with the value if that is settled (None: free)."""
        value = value_of(node, self.facts, self.today, self.calendar)
        if value is not None:
            return [({}, value)]
        match node:
            case FactValue(name):
                return [({name: None}, None)]
            case Plus(a, b) | Minus(a, b) | YearsBetween(a, b) | WorkingDaysBetween(a, b):
                pairs = product(self.known(a), self.known(b))
                return [(way, None) for (x, _), (y, _) in pairs for way in _both([x], [y]) if way]
            case Choice(branches, otherwise):
                made: list[tuple[Way, int | str | None]] = []
                so_far: list[Way] = [{}]
                for condition, result in branches:
                    chosen = _both(so_far, self.ways(condition, True))
                    made += self._then(chosen, result)
                    so_far = _both(so_far, self.ways(condition, False))
                return made + self._then(so_far, otherwise)
        return []

    def _then(self, chosen: list[Way], result: Value) -> list[tuple[Way, int | str | None]]:
        return [(way, v) for found, v in self.known(result) for way in _both(chosen, [found])]


def _both(left: list[Way], right: list[Way]) -> list[Way]:
    """Ways that do both; a fact in both must have an answer that serves both."""
    made = []
    for a, b in product(left, right):
        way: dict[str, frozenset[Scalar] | None] = dict(a)
        for name, answers in b.items():
            earlier = way.get(name)
            way[name] = answers if earlier is None else earlier if answers is None else earlier & answers
        if all(answers is None or answers for answers in way.values()):
            made.append(way)
    return _shortest(made)


def _shortest(ways: Iterable[Way]) -> list[Way]:
    """Without those that contain another with no narrower answers; at most 64, shortest first."""
    kept: list[Way] = []
    for way in sorted(ways, key=len):
        if not any(_contains(way, other) for other in kept):
            kept.append(way)
    return kept[:_MOST]


def _contains(way: Way, other: Way) -> bool:
    for name, answers in other.items():
        if name not in way:
            return False
        mine = way[name]
        if answers is not None and (mine is None or not mine <= answers):
            return False
    return True
