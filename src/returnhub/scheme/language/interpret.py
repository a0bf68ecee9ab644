"""The reference reading of a condition: a plain walk over its tree. Every other engine must agree with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from returnhub.scheme.calendar import Calendar
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
    Today,
    Value,
    WorkingDaysBetween,
    YearsBetween,
)
from returnhub.scheme.types import Scalar

Answer = Scalar | tuple[bool | None, ...]
"""What is known of a fact: one value, or one for each member of the family (None: not known)."""
Facts = Mapping[str, Answer]
"""Facts by name; what is missing is not known."""


def plain(value: Answer | None) -> str | int | list[bool | None] | None:
    """An answer as data for machines: dates as text, one for each member as a list."""
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


def evaluate(node: Condition, facts: Facts, today: date, calendar: Calendar) -> bool | None:
    """True, False, or None for not known."""
    match node:
        case Holds(name):
            answer = facts.get(name)
            return answer if isinstance(answer, bool) else None
        case RuleHolds(_, part):
            return evaluate(part, facts, today, calendar)
        case Not(part):
            inner = evaluate(part, facts, today, calendar)
            return None if inner is None else not inner
        case All(parts):
            return every(evaluate(part, facts, today, calendar) for part in parts)
        case Any(parts):
            return some(evaluate(part, facts, today, calendar) for part in parts)
        case Compare(operator, left, right):
            a, b = value_of(left, facts, today, calendar), value_of(right, facts, today, calendar)
            return None if a is None or b is None else compare(operator, a, b)
        case OneOf(value, options):
            found = value_of(value, facts, today, calendar)
            return None if found is None else found in [_plain(option) for option in options]
        case Every(name) | Some(name):
            members = facts.get(name)
            if not isinstance(members, tuple) or not members:
                return None
            return every(members) if isinstance(node, Every) else some(members)


def value_of(node: Value, facts: Facts, today: date, calendar: Calendar) -> int | str | None:
    """A number, a code, or a date as its ordinal day; None for not known."""
    match node:
        case FactValue(name):
            answer = facts.get(name)
            return None if answer is None or isinstance(answer, tuple) else _plain(answer)
        case Literal(value):
            return _plain(value)
        case Today():
            return today.toordinal()
        case Plus(left, right) | Minus(left, right):
            a, b = value_of(left, facts, today, calendar), value_of(right, facts, today, calendar)
            if not isinstance(a, int) or not isinstance(b, int):
                return None
            return a + b if isinstance(node, Plus) else a - b
        case YearsBetween(first, last) | WorkingDaysBetween(first, last):
            a, b = value_of(first, facts, today, calendar), value_of(last, facts, today, calendar)
            if not isinstance(a, int) or not isinstance(b, int):
                return None
            return years_between(a, b) if isinstance(node, YearsBetween) else calendar.between(a, b)
        case Choice(branches, otherwise):
            for condition, result in branches:
                chosen = evaluate(condition, facts, today, calendar)
                if chosen is None:
                    return None
                if chosen:
                    return value_of(result, facts, today, calendar)
            return value_of(otherwise, facts, today, calendar)


def every(parts: Iterable[bool | None]) -> bool | None:
    """Kleene's AND: false if any part is, else not known if any is."""
    known = True
    for part in parts:
        if part is False:
            return False
        known = known and part is not None
    return True if known else None


def some(parts: Iterable[bool | None]) -> bool | None:
    """Kleene's OR: true if any part is, else not known if any is."""
    known = True
    for part in parts:
        if part is True:
            return True
        known = known and part is not None
    return False if known else None


def compare(operator: str, a: int | str, b: int | str) -> bool:
    """Two known values of one type."""
    if operator == "=":
        return a == b
    if operator == "<>":
        return a != b
    assert isinstance(a, int)
    assert isinstance(b, int)
    return {"<": a < b, "<=": a <= b, ">": a > b, ">=": a >= b}[operator]


def years_between(first: int, last: int) -> int:
    """Completed birthdays between two ordinal days; 29 February turns on 1 March; floor when reversed."""
    a, b = date.fromordinal(first), date.fromordinal(last)
    return b.year - a.year - ((b.month, b.day) < (a.month, a.day))


def _plain(value: Scalar) -> int | str:
    return value.toordinal() if isinstance(value, date) else value
