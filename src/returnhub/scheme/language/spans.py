"""Years and working days between two dates, for the prover: linear bounds that always hold, and lessons.

Calendar arithmetic encoded exactly takes minutes to prove anything with. A count between bounds may be off in
a model; then `lessons` says what the calendar says, for those days and for every span wider or narrower.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any as AnyZ3

import z3

from returnhub.scheme.calendar import Calendar
from returnhub.scheme.language.interpret import years_between

Formula = AnyZ3
"""A Z3 expression; the library is not typed."""


@dataclass(frozen=True, slots=True)
class Span:
    """Two day numbers and the variable that stands for the years or working days between them."""

    first: Formula
    last: Formula
    result: Formula
    working: bool


def bounds_of(calendar: Calendar, span: Span) -> list[Formula]:
    """Between which counts the years or working days of a span lie, whatever its days."""
    if span.working:
        return _working_bounds(calendar, span.first, span.last, span.result)
    return _year_bounds(span.first, span.last, span.result)


def lessons(calendar: Calendar, span: Span, number: Callable[[Formula], int]) -> list[Formula]:
    """What the calendar says of the days that a model used (`number` reads it), if the model has it otherwise."""
    a, b = number(span.first), number(span.last)
    if span.working:
        exact = calendar.between(a, b)
    else:
        inside = min(a, b) >= 1 and max(a, b) <= date.max.toordinal()
        exact = years_between(a, b) if inside else None
    if exact is None or exact == number(span.result):
        return []
    # Both counts grow with the later day and shrink with the earlier one.
    wider = z3.And(span.first <= a, span.last >= b)
    narrower = z3.And(span.first >= a, span.last <= b)
    return [z3.Implies(wider, span.result >= exact), z3.Implies(narrower, span.result <= exact)]


def _year_bounds(a: Formula, b: Formula, years: Formula) -> list[Formula]:
    """n completed years take at least 365n and fewer than 366(n + 1) days; reversed, the other way round."""
    days = b - a
    return [
        (days >= 0) == (years >= 0),
        z3.Implies(days >= 0, z3.And(365 * years <= days, days < 366 * (years + 1))),
        z3.Implies(days < 0, z3.And(366 * years <= days, days < 365 * (years + 1))),
    ]


def _working_bounds(calendar: Calendar, a: Formula, b: Formula, working: Formula) -> list[Formula]:
    """Five sevenths of the days, give or take what weekends and holidays can do within this calendar."""
    days, (low, high) = b - a, _slack(calendar)
    forward = z3.And(
        working >= 0, working <= days, 7 * working >= 5 * days - low, 7 * working <= 5 * days + high
    )
    backward = z3.And(
        working <= 0, working >= days, 7 * working <= 5 * days + low, 7 * working >= 5 * days - high
    )
    inside = z3.And(*(z3.And(x >= calendar.first, x <= calendar.last) for x in (a, b)))
    return [z3.Implies(z3.And(inside, days >= 0), forward), z3.Implies(z3.And(inside, days < 0), backward)]


@lru_cache
def _slack(calendar: Calendar) -> tuple[int, int]:
    """The most by which 7 × working days can fall short of, and exceed, 5 × days, over all spans."""
    drift = [5 * number - 7 * count for number, count in enumerate(calendar.counts)]
    lowest, highest, short, over = drift[0], drift[0], 0, 0
    for level in drift:
        lowest, highest = min(lowest, level), max(highest, level)
        short, over = max(short, level - lowest), max(over, highest - level)
    return short, over
