"""Arrivals: dates, ranks, thousands, and a range whose word is kept by trying it on the past."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from official_like import DAY_HEADINGS, days, ods, weekly_edition

from returnhub.figures import arrivals
from returnhub.figures.arrivals import Daily, ToDate
from returnhub.figures.importing import import_file
from returnhub.figures.sentences import against, document, report, sentences
from returnhub.figures.store import Store
from returnhub.scheme.problems import UserError


@pytest.fixture(scope="module")
def daily() -> Daily:
    """The series in the package."""
    return arrivals.load(Store(Path("no such folder")))


def made_up(first: date, last: date, people: int = 1) -> Daily:
    """The same number of people every day."""
    days = [first + timedelta(n) for n in range((last - first).days + 1)]
    frame = pl.DataFrame({"day": days, "people": [float(people)] * len(days), "boats": [1.0] * len(days)})
    return Daily(frame, "made up", "today")


def test_percentages_as_the_press_quoted_them(daily):
    years = {y.year: y for y in arrivals.years_to_date(daily, date(2025, 5, 15))}
    assert [against(years[2025], years[y]) for y in (2024, 2023, 2022, 2021)] == [
        *("+33%", "+84%", "+51%", "+308%")
    ]
    assert against(years[2025], years[2019]) == "36 times"
    assert against(years[2025], years[2025]) == ""


def test_known_days_on_which_thousands_were_passed(daily):
    """12,000 was passed on 12 May 2025, when 11,806 had become 12,407."""
    passed = arrivals.thousands(daily, date(2025, 5, 15), 2025)
    assert len(passed) == 12
    assert passed[-1] == date(2025, 5, 12)
    assert passed == sorted(passed)


def test_the_record_is_2022(daily):
    assert arrivals.record(arrivals.years_to_date(daily, date(2025, 5, 15))).whole_year == 45_755


def test_29_february_is_compared_with_28_february():
    assert arrivals.same_date(date(2024, 2, 29), 2023) == date(2023, 2, 28)
    assert arrivals.same_date(date(2024, 2, 29), 2020) == date(2020, 2, 29)
    years = arrivals.years_to_date(made_up(date(2022, 1, 1), date(2024, 2, 29)), date(2024, 2, 29))
    assert [(y.year, y.people) for y in years] == [(2024, 60), (2023, 59), (2022, 59)]


@given(st.dates(date(2018, 1, 1), date(2025, 12, 31)))
def test_the_year_so_far_never_falls_and_ends_at_the_whole_year(daily, on):
    years = arrivals.years_to_date(daily, on)
    assert [y.year for y in years] == list(range(on.year, 2017, -1))
    for year in years[1:]:
        assert year.people <= year.whole_year
    if on < daily.last:
        after = arrivals.years_to_date(daily, on + timedelta(1))[0]
        assert after.year != on.year or after.people >= years[0].people


def test_a_day_not_known_makes_the_year_not_known(tmp_path, store):
    import_file(weekly_edition(tmp_path / "01_May_2024.ods", [3, "-", 4]), store)
    loaded = arrivals.load(store)
    assert arrivals.years_to_date(loaded, date(2024, 1, 1))[0].people == 3
    found = report(loaded, date(2024, 1, 3))
    assert found.years[0].people is None
    assert found.rank is None
    assert found.pace is None
    assert document(found)["years"][0]["people"] is None
    assert sentences(found)[-1].startswith("source: Border Force, SB_01")


@pytest.mark.parametrize("on", [date(2017, 12, 31), date(2026, 1, 1)])
def test_a_date_outside_the_days_held(daily, on):
    with pytest.raises(UserError) as error:
        arrivals.years_to_date(daily, on)
    assert "2018-01-01 to 2025-12-31" in error.value.what


def test_as_published_before_anything_held():
    with pytest.raises(UserError, match="no edition published by 2025-01-01"):
        arrivals.load(Store(Path("no such folder")), date(2025, 1, 1))


def test_the_range_by_hand():
    """100 so far; the years before had 50, 80, 20 and ended at 100, 240, 40: +50, +160, +20; or x2, x3, x2."""
    years = [ToDate(2024, 100, None, 0, None)]
    years += [ToDate(2023, 50, None, 0, 100), ToDate(2022, 80, None, 0, 240), ToDate(2021, 20, None, 0, 40)]
    drawn = arrivals.pace(years)
    assert (drawn.low, drawn.central, drawn.high) == (120, 200, 300)
    assert drawn.from_years == (2023, 2022, 2021)
    assert arrivals.pace(years[:3]) is None


def test_the_range_is_never_below_what_has_arrived_and_closes_on_the_last_day(daily):
    for on in (date(2024, 3, 1), date(2025, 8, 1), date(2025, 12, 30)):
        years = arrivals.years_to_date(daily, on)
        drawn = arrivals.pace(years)
        assert years[0].people <= drawn.low <= drawn.central <= drawn.high
    last = arrivals.years_to_date(daily, date(2025, 12, 31))
    assert arrivals.pace(last).low == arrivals.pace(last).high == 41_472


def test_the_backtest_tries_every_date_of_every_year_it_can(daily):
    """2021 is the first year with three whole years before it."""
    tried = arrivals.backtest(daily, date(2025, 5, 12))
    assert tried.years == (2021, 2022, 2023, 2024)
    assert tried.dates == 364 * 3 + 365
    assert tried.same_date == 4


def test_the_backtest_is_not_kind_to_a_range_that_fails():
    """Three even years, then ten times as many: before the year is over, the truth lies outside at most dates."""
    quiet = made_up(date(2018, 1, 1), date(2020, 12, 31)).frame
    frame = pl.concat([quiet, made_up(date(2021, 1, 1), date(2021, 12, 31), 10).frame])
    frame = frame.with_columns(
        people=pl.when(pl.col("day") >= date(2021, 7, 1)).then(0.0).otherwise("people")
    )
    tried = arrivals.backtest(
        Daily(pl.concat([frame, made_up(date(2022, 1, 1), date(2022, 2, 1)).frame]), "", ""), date(2022, 2, 1)
    )
    assert tried.dates == 364
    assert tried.held < 190


def test_coverage_of_the_range_on_all_past_dates(daily):
    """Stated in docs/figures.md; a change of method shows here."""
    tried = arrivals.backtest(daily, date(2025, 5, 12))
    assert tried.held / tried.dates == pytest.approx(0.929, abs=0.001)


def test_the_sentences(daily):
    lines = sentences(report(daily, date(2025, 5, 15)))
    assert lines[0] == "the highest for that date of the 8 years since the series began in 2018"
    assert "12,000 on 12 May" in lines[1]
    assert "on both sides of the record of 45,755 in 2022" in lines[2]
    assert "93% of them (4 of 4 on this date of the year)" in lines[3]


def test_a_day_that_an_edition_leaves_out_is_not_known_and_no_zero(tmp_path, store):
    rows = [r for r in days(date(2024, 1, 1), [5] * 10) if r[0] != date(2024, 1, 4)]
    file = ods(tmp_path / "a.ods", {"SB_01": [DAY_HEADINGS, *rows]})
    import_file(file, store, date(2024, 6, 1))
    held = arrivals.load(store)
    assert arrivals.years_to_date(held, date(2024, 1, 3))[0].people == 15
    assert arrivals.years_to_date(held, date(2024, 1, 9))[0].people is None
    many = Daily(held.frame.with_columns(pl.col("people") * 200), "made up", "today")
    assert arrivals.thousands(many, date(2024, 1, 9), 2024) == [date(2024, 1, n) for n in (1, 2, 3)]


def test_a_year_that_the_series_does_not_begin_with_is_not_known():
    begins_late = made_up(date(2023, 3, 1), date(2024, 4, 1))
    this, before = arrivals.years_to_date(begins_late, date(2024, 4, 1))
    assert this.people == 92
    assert (before.people, before.whole_year) == (None, None)


def test_the_place_among_the_years_in_words(daily):
    assert sentences(report(daily, date(2018, 1, 1)))[0].startswith("source")  # no other year to compare with
    assert sentences(report(daily, date(2023, 5, 15)))[0].startswith("the 2nd highest for that date of the 6")
