"""Comparisons of completed years with one fixed date, turned into plain comparisons of dates.

`years_between(born, DATE '2026-07-01') >= 18` asks whether `born <= DATE '2008-07-01'`: the same answer for
everybody, without taking ten million dates apart, and the index of a database can serve it.
"""

from __future__ import annotations

from datetime import date, timedelta

from returnhub.scheme.language.tree import (
    All,
    Any,
    Choice,
    Compare,
    Condition,
    Literal,
    Not,
    OneOf,
    Operator,
    RuleHolds,
    Today,
    Value,
    YearsBetween,
)
from returnhub.scheme.types import Date

_MIRROR: dict[Operator, Operator] = {"=": "=", "<>": "<>", "<": ">", "<=": ">=", ">": "<", ">=": "<="}


def simplify(node: Condition, today: date) -> Condition:
    """The same condition on that day, with completed years to or from a fixed date as plain date limits."""
    match node:
        case Not(part):
            return Not(simplify(part, today))
        case RuleHolds(name, part):
            return RuleHolds(name, simplify(part, today))
        case All(parts):
            return All(tuple(simplify(part, today) for part in parts))
        case Any(parts):
            return Any(tuple(simplify(part, today) for part in parts))
        case OneOf(value, options):
            return OneOf(_value(value, today), options)
        case Compare(operator, left, right):
            if isinstance(right, YearsBetween) and isinstance(left, Literal):
                operator, left, right = _MIRROR[operator], right, left
            if isinstance(left, YearsBetween) and isinstance(right, Literal):
                limited = _limit(operator, left, right, today)
                if limited is not None:
                    return limited
            return Compare(operator, _value(left, today), _value(right, today))
        case _:
            return node


def _value(node: Value, today: date) -> Value:
    if isinstance(node, Choice):
        branches = tuple((simplify(c, today), _value(v, today)) for c, v in node.branches)
        return Choice(branches, _value(node.otherwise, today), node.type)
    return node


def _limit(operator: Operator, years: YearsBetween, number: Literal, today: date) -> Condition | None:
    """The comparison as one or two date limits, where exactly one end is fixed."""
    assert isinstance(number.value, int)
    first, last = _fixed(years.first, today), _fixed(years.last, today)
    if (first is None) == (last is None):
        return None
    value = years.first if first is None else years.last
    n = number.value

    def reached(count: int) -> Condition | None:
        """At least `count` years are complete."""
        if last is not None:
            day = _on_or_before(last.year - count, last)
            return None if day is None else Compare("<=", value, Literal(day, Date()))
        assert first is not None
        day = _on_or_after(first.year + count, first)
        return None if day is None else Compare(">=", value, Literal(day, Date()))

    at_least, more = reached(n), reached(n + 1)
    if at_least is None or more is None:
        return None
    exactly = All((at_least, Not(more)))
    made: dict[Operator, Condition] = {
        ">=": at_least,
        ">": more,
        "<": Not(at_least),
        "<=": Not(more),
        "=": exactly,
        "<>": Not(exactly),
    }
    return made[operator]


def _fixed(node: Value, today: date) -> date | None:
    if isinstance(node, Today):
        return today
    return node.value if isinstance(node, Literal) and isinstance(node.value, date) else None


def _on_or_before(year: int, day: date) -> date | None:
    """The last date not after that day and month: 28 February for the 29th outside leap years."""
    try:
        return day.replace(year=year)
    except ValueError:
        return date(year, 2, 28) if date.min.year <= year <= date.max.year else None


def _on_or_after(year: int, day: date) -> date | None:
    before = _on_or_before(year, day)
    if before is None:
        return None
    return before if before.day == day.day else before + timedelta(days=1)
