"""Between which whole numbers a value lies, whatever the facts: so that no engine can overflow."""

from __future__ import annotations

from datetime import date

from returnhub.scheme.language.tree import Choice, FactValue, Literal, Minus, Plus, Today, Value
from returnhub.scheme.types import EARLIEST, LATEST, Code, Date, Integer, Money


def bounds(value: Value) -> tuple[int, int]:
    """Lowest and highest value; dates as ordinal days, codes as (0, 0)."""
    match value:
        case Literal(number):
            if isinstance(number, date):
                return number.toordinal(), number.toordinal()
            return (number, number) if isinstance(number, int) else (0, 0)
        case Plus(left, right):
            (a, b), (c, d) = bounds(left), bounds(right)
            return a + c, b + d
        case Minus(left, right):
            (a, b), (c, d) = bounds(left), bounds(right)
            return a - d, b - c
        case Choice(branches, otherwise):
            parts = [bounds(v) for _, v in branches] + [bounds(otherwise)]
            return min(p[0] for p in parts), max(p[1] for p in parts)
        case FactValue() | Today():
            pass
    match value.type:
        case Integer(low, high) | Money(low, high):
            return low, high
        case Date():
            return EARLIEST.toordinal(), LATEST.toordinal()
        case Code():
            return 0, 0
    return 0, 0
