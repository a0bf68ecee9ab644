"""Periods: quarters, financial years, week endings, leap days."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from returnhub.figures import periods
from returnhub.figures.periods import Kind, read

years = st.integers(2001, 2099)
quarters = st.integers(1, 4)
months = st.integers(1, 12)
days = st.dates(date(2001, 1, 1), date(2099, 12, 31))

any_period = st.one_of(
    st.builds(periods.day, days),
    st.builds(periods.at, days),
    st.builds(periods.week_ending, days),
    st.builds(periods.month, years, months),
    st.builds(periods.quarter, years, quarters),
    st.builds(periods.financial_quarter, years, quarters),
    st.builds(periods.year, years),
    st.builds(periods.financial_year, years),
    st.builds(periods.year_ending, years, months),
)


@given(any_period)
def test_what_is_spelt_is_read_back(period):
    assert read(str(period)) == period


@given(any_period, any_period)
def test_two_periods_never_share_a_spelling(one, other):
    assert (str(one) == str(other)) == (one == other)


@given(years)
def test_four_quarters_tile_the_year_without_gap_or_overlap(year):
    for parts, whole in (
        ([periods.quarter(year, q) for q in (1, 2, 3, 4)], periods.year(year)),
        ([periods.financial_quarter(year, q) for q in (1, 2, 3, 4)], periods.financial_year(year)),
    ):
        assert parts[0].start == whole.start
        assert parts[-1].end == whole.end
        assert all(a.end + timedelta(days=1) == b.start for a, b in pairwise(parts))
        assert sum(p.days for p in parts) == whole.days


@given(years, quarters)
def test_a_financial_quarter_has_the_days_of_a_calendar_quarter_and_is_not_it(year, number):
    financial = periods.financial_quarter(year, number)
    calendar = periods.quarter(year, number + 1) if number < 4 else periods.quarter(year + 1, 1)
    assert (financial.start, financial.end) == (calendar.start, calendar.end)
    assert financial != calendar
    assert str(financial) != str(calendar)


@given(years, months)
def test_a_year_ending_has_365_days_or_366_where_it_holds_a_leap_day(year, month):
    period = periods.year_ending(year, month)
    leap_days = [date(y, 2, 29) for y in (year - 1, year) if y % 4 == 0 and (y % 100 or y % 400 == 0)]
    assert period.days == 365 + sum(period.start <= d <= period.end for d in leap_days)


@given(days)
def test_a_week_has_seven_days_and_ends_on_the_one_named(on):
    week = periods.week_ending(on)
    assert (week.days, week.end) == (7, on)


@pytest.mark.parametrize(
    ("text", "first", "last", "kind"),
    [
        ("2014 Q2", "2014-04-01", "2014-06-30", Kind.QUARTER),
        ("Q3 2007/08", "2007-10-01", "2007-12-31", Kind.FINANCIAL_QUARTER),
        ("2010/11", "2010-04-01", "2011-03-31", Kind.FINANCIAL_YEAR),
        ("2015/16 ", "2015-04-01", "2016-03-31", Kind.FINANCIAL_YEAR),
        ("1999/2000", "1999-04-01", "2000-03-31", Kind.FINANCIAL_YEAR),
        ("Year ending September 2023", "2022-10-01", "2023-09-30", Kind.YEAR_ENDING),
        ("year ending Feb 2024", "2023-03-01", "2024-02-29", Kind.YEAR_ENDING),
        ("February 2024", "2024-02-01", "2024-02-29", Kind.MONTH),
        ("Jan-20", "2020-01-01", "2020-01-31", Kind.MONTH),
        ("Aug 12 - Jul 13", "2012-08-01", "2013-07-31", Kind.RANGE),
        ("2024 Q1 to 2024 Q3", "2024-01-01", "2024-09-30", Kind.RANGE),
        ("As at 31 March 2014", "2014-03-31", "2014-03-31", Kind.AT),
        ("29/02/2024", "2024-02-29", "2024-02-29", Kind.DAY),
        ("week ending 11 May 2025", "2025-05-05", "2025-05-11", Kind.WEEK),
        ("2018.0", "2018-01-01", "2018-12-31", Kind.YEAR),
    ],
)
def test_periods_as_they_are_written(text, first, last, kind):
    period = read(text)
    assert (period.start, period.end, period.kind) == (
        date.fromisoformat(first),
        date.fromisoformat(last),
        kind,
    )


@pytest.mark.parametrize(
    "text", ["", "End of table", "2010/12", "2025 Q5", "29/02/2025", "Total", "Quarter", "12", "31 June 2024"]
)
def test_what_is_not_a_period_is_refused(text):
    with pytest.raises(ValueError, match=r"is not a"):
        read(text)
