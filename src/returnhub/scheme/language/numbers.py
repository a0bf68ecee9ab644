"""Every scalar as a whole number, as the prover sees it: dates are days, codes places in a list."""

from __future__ import annotations

from datetime import date

from returnhub.scheme.types import EARLIEST, LATEST, Boolean, Code, Date, Integer, Money, Scalar, Type


def number_of(value: Scalar, kind: Type) -> int:
    """The number that stands for a value."""
    if isinstance(value, date):
        return value.toordinal()
    if isinstance(kind, Code):
        return sorted(kind.codes).index(str(value))
    assert isinstance(value, int)
    return value


def scalar_of(number: int, kind: Type) -> Scalar:
    """The value that a number stands for."""
    if isinstance(kind, Boolean):
        return bool(number)
    if isinstance(kind, Date):
        return date.fromordinal(number)
    return sorted(kind.codes)[number] if isinstance(kind, Code) else number


def limits_of(kind: Type) -> tuple[int, int]:
    """The least and the greatest number of a type."""
    match kind:
        case Integer(low, high) | Money(low, high):
            return low, high
        case Date():
            return EARLIEST.toordinal(), LATEST.toordinal()
        case Code(codes):
            return 0, len(codes) - 1
        case Boolean():
            return 0, 1
