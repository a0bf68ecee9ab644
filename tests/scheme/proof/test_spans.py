"""What the prover takes for granted of years and working days holds for every pair of days that was tried.

A bound too loose costs the prover time; one too tight would prove what is false. So the bounds are held against the
calendar itself, at the pairs where they are exactly met too.
"""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
import z3

from returnhub.scheme.language.interpret import years_between
from returnhub.scheme.language.spans import Span, bounds_of, lessons
from returnhub.scheme.load import load_scheme

CALENDAR = load_scheme("uk-no-hub").calendar


def holds(first: int, last: int, result: int, *, working: bool) -> bool:
    span = Span(z3.IntVal(first), z3.IntVal(last), z3.IntVal(result), working)
    return all(z3.is_true(z3.simplify(formula)) for formula in bounds_of(CALENDAR, span))


def test_bounds_of_years_hold_around_every_birthday():
    """Forwards and backwards, born on a leap day or beside one, the day before, of and after each of 40 birthdays."""
    for born in (
        date(2000, 2, 28),
        date(2000, 2, 29),
        date(2000, 3, 1),
        date(2001, 1, 1),
        date(2003, 12, 31),
    ):
        a = born.toordinal()
        for years in range(-20, 21):
            near = a + round(365.25 * years)
            for b in range(near - 2, near + 3):
                assert holds(a, b, years_between(a, b), working=False), (born, date.fromordinal(b))


def test_bounds_of_years_are_met_exactly_somewhere():
    """The shortest and the longest time for a year, in both directions: none of them is allowed to be missed."""
    one_year = [(date(2001, 1, 1), 365), (date(2000, 2, 29), -365), (date(2000, 12, 31), -366)]
    for start, days in one_year:
        a = start.toordinal()
        assert holds(a, a + days, years_between(a, a + days), working=False)
    assert not holds(1, 365, 1, working=False)  # 364 days are no year
    assert not holds(1, 1 + 2 * 366, 1, working=False)
    assert not holds(1, 2, -1, working=False)


def extremes() -> list[tuple[int, int]]:
    """The pairs of days between which working days fall furthest below, and rise furthest above, five in seven."""
    drift = 5 * np.arange(len(CALENDAR.counts)) - 7 * np.array(CALENDAR.counts)
    found = []
    for level in (drift, -drift):
        end = int(np.argmax(np.maximum.accumulate(level) - level))
        start = int(np.argmax(level[: end + 1]))
        found.append((CALENDAR.first + start, CALENDAR.first + end))
    return found


@pytest.mark.parametrize("way", [1, -1])
def test_bounds_of_working_days_hold_at_the_extremes_and_elsewhere(way):
    luck = np.random.default_rng(1)
    pairs = [tuple(int(d) for d in luck.integers(CALENDAR.first, CALENDAR.last + 1, 2)) for _ in range(300)]
    ends = [(CALENDAR.first, CALENDAR.last), (CALENDAR.first, CALENDAR.first), (CALENDAR.last, CALENDAR.last)]
    for first, last in [*extremes(), *pairs, *ends]:
        a, b = (first, last)[::way]
        exact = CALENDAR.between(a, b)
        assert exact is not None
        assert holds(a, b, exact, working=True), (date.fromordinal(a), date.fromordinal(b))


def test_working_days_are_not_below_none_nor_more_than_the_days():
    monday = date(2026, 6, 1).toordinal()
    for last, wrong in ((monday + 2, -1), (monday + 2, 3), (monday - 2, 1), (monday - 2, -3)):
        assert not holds(monday, last, wrong, working=True)


@pytest.mark.parametrize("working", [True, False])
def test_a_lesson_is_what_the_calendar_says_for_wider_and_narrower_spans_and_true_of_them(working):
    start, first, last = date(2024, 1, 10), z3.Int("first"), z3.Int("last")
    result = z3.Int("result")
    a, b = start.toordinal(), (start + timedelta(days=800)).toordinal()
    exact = CALENDAR.between(a, b) if working else years_between(a, b)
    span = Span(first, last, result, working)
    told = {first: a, last: b, result: exact + 1}
    learnt = lessons(CALENDAR, span, lambda term: told[term])
    assert len(learnt) == 2
    assert lessons(CALENDAR, span, lambda term: {**told, result: exact}[term]) == []
    for x, y in ((a, b), (a - 9, b + 9), (a + 9, b - 9), (a - 400, b), (a, b - 400), (a + 9, b + 9)):
        true = CALENDAR.between(x, y) if working else years_between(x, y)
        for formula in learnt:
            at = z3.substitute(
                formula, (first, z3.IntVal(x)), (last, z3.IntVal(y)), (result, z3.IntVal(true))
            )
            assert z3.is_true(z3.simplify(at))
    wrong = [
        z3.substitute(f, (first, z3.IntVal(a)), (last, z3.IntVal(b)), (result, z3.IntVal(exact + 1)))
        for f in learnt
    ]
    assert not all(z3.is_true(z3.simplify(f)) for f in wrong)


def test_the_first_day_of_the_calendar_of_years_is_a_day_like_others():
    span = Span(z3.Int("a"), z3.Int("b"), z3.Int("n"), working=False)
    at = {span.first: 1, span.last: 800, span.result: 5}
    assert len(lessons(CALENDAR, span, lambda term: at[term])) == 2
    at[span.first] = 0  # before year 1 no calendar says anything
    assert lessons(CALENDAR, span, lambda term: at[term]) == []
