"""Small-boat arrivals this year against every earlier year on the same date, as Parliament quotes them.

All of it from the daily sheet of the weekly publication (provisional). The quarterly statistics differ and
are never used here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

import polars as pl

from returnhub.figures import embedded
from returnhub.figures.store import Store
from returnhub.scheme.problems import UserError

THOUSAND = 1000
YEARS_BEFORE = 3  # how many earlier years the range is drawn from; docs/decisions/0005 compares the choices


@dataclass(frozen=True, slots=True)
class Daily:
    """The daily series of one edition: `frame` has `day, people, boats`, every day once, in order."""

    frame: pl.DataFrame
    source: str
    release: str

    @property
    def days(self) -> tuple[date, date]:
        """The first and the last day held."""
        return self.frame["day"][0], self.frame["day"][-1]

    @property
    def first(self) -> date:
        """The first day held."""
        return self.days[0]

    @property
    def last(self) -> date:
        """The last day held."""
        return self.days[1]


@dataclass(frozen=True, slots=True)
class ToDate:
    """One year from 1 January to the date: people and boats are None where a day is not known."""

    year: int
    people: int | None
    boats: int | None
    days_with_arrivals: int
    whole_year: int | None  # None for a year that is not over

    @property
    def people_per_boat(self) -> float | None:
        """People for each boat that arrived."""
        return self.people / self.boats if self.people is not None and self.boats else None


@dataclass(frozen=True, slots=True)
class Pace:
    """Where the year may end, from how the years before it went on from the same date."""

    low: int
    central: int
    high: int
    from_years: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Backtest:
    """How often the range, drawn the same way in the past, held the year's true total."""

    dates: int
    held: int
    same_date: int
    same_date_held: int
    median_width: float  # as a share of the true total
    years: tuple[int, ...]


def load(store: Store | None = None, as_published_on: date | None = None) -> Daily:
    """The daily series: of the last edition imported, or else the one in the package, to 2025.

    A day that the edition leaves out is not known, as one with `-` in its cell.
    """
    table = (store or Store()).latest("SB_01", as_published_on)
    if table is None:
        table = embedded.table("arrivals")
        if as_published_on and as_published_on.isoformat() < table["release"][0]:
            raise UserError(
                f"no edition published by {as_published_on} is held",
                hint="import it with `returnhub figures import`",
            )
    wanted = table.filter(pl.col("series").is_in(["small_boats_people", "small_boats_boats"]))
    wide = wanted.pivot("series", index="period_end", values="value").sort("period_end")
    frame = wide.select(day="period_end", people="small_boats_people", boats="small_boats_boats")
    frame = frame.upsample("day", every="1d")
    return Daily(frame, f"{table['source'][0]}, {table['table'][0]}", table["release"][0])


def same_date(on: date, in_year: int) -> date:
    """The date in another year; 29 February is compared with 28 February."""
    if (on.month, on.day) == (2, 29) and not _is_leap(in_year):
        return date(in_year, 2, 28)
    return on.replace(year=in_year)


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def years_to_date(daily: Daily, on: date) -> list[ToDate]:
    """This year and each earlier one up to the same date, this year first.

    Raises UserError for a date outside the days held.
    """
    if not daily.first <= on <= daily.last:
        raise UserError(
            f"`{on}` is outside the days held, {daily.first} to {daily.last}",
            hint="import a later edition with `returnhub figures import`, or choose an earlier date",
        )
    return [_to_date(daily, on, year) for year in range(on.year, daily.first.year - 1, -1)]


def _to_date(daily: Daily, on: date, year: int) -> ToDate:
    whole = daily.frame.filter(pl.col("day").dt.year() == year)
    begins = whole["day"][0] == date(year, 1, 1)  # a series that begins later says nothing of the year so far
    part = whole.filter(pl.col("day") <= same_date(on, year))
    return ToDate(
        year,
        _sum(part["people"]) if begins else None,
        _sum(part["boats"]) if begins else None,
        int((part["people"] > 0).sum()),
        _sum(whole["people"])
        if begins and year < on.year and whole["day"][-1] == date(year, 12, 31)
        else None,
    )


def _sum(values: pl.Series) -> int | None:
    """The sum; not known where one of the values is not."""
    return None if values.null_count() else int(values.sum())


def rank(years: list[ToDate]) -> int | None:
    """The place of this year (the first of the list) among all of them, 1 being the highest."""
    people = [y.people for y in years if y.people is not None]
    return 1 + sum(p > people[0] for p in people[1:]) if len(people) == len(years) else None


def thousands(daily: Daily, on: date, year: int) -> list[date]:
    """The day on which each thousand people of a year was reached, up to the same date as `on`.

    It ends at the first day that is not known: what was passed after it is not known either.
    """
    part = daily.frame.filter(pl.col("day").dt.year() == year, pl.col("day") <= same_date(on, year))
    known = part.filter(pl.col("people").is_null().cum_sum() == 0)
    running = known.with_columns(total=pl.col("people").cum_sum())
    last = int(running["total"][-1]) // THOUSAND if running.height else 0
    return [running.filter(pl.col("total") >= THOUSAND * n)["day"][0] for n in range(1, last + 1)]


def record(years: list[ToDate]) -> ToDate | None:
    """The whole year with the most people so far."""
    return max((y for y in years if y.whole_year is not None), key=lambda y: y.whole_year or 0, default=None)


def pace(years: list[ToDate]) -> Pace | None:
    """A range for the whole year: as if the rest went as in one of the three years before.

    Each of those years gives two ways on: as many people more as it had then, or as many times more. The
    range runs from the lowest to the highest of these. None where there are not three whole years before.
    """
    this = years[0].people
    before = [(y.year, y.people, y.whole_year) for y in years[1:] if y.whole_year is not None][:YEARS_BEFORE]
    if this is None or len(before) < YEARS_BEFORE:
        return None
    ways: list[float] = []
    for _, then, whole in before:
        if then is None or whole is None:
            return None
        ways.append(this + whole - then)  # as many people more
        if then:
            ways.append(this * whole / then)  # as many times more
    return Pace(round(min(ways)), round(median(ways)), round(max(ways)), tuple(year for year, *_ in before))


def backtest(daily: Daily, on: date) -> Backtest | None:
    """Draw the range on every date of every whole year before this one, from what was known by then."""
    totals = _running_totals(daily)
    years = [
        y for y in sorted(totals) if y < on.year and all(y - n in totals for n in range(1, YEARS_BEFORE + 1))
    ]
    outcomes: list[tuple[bool, bool, float]] = []
    for year in years:
        truth = totals[year][-1]
        marker = same_date(on, year)
        for index, people in enumerate(totals[year][:-1]):
            day = date(year, 1, 1) + timedelta(days=index)
            history = [ToDate(year, people, None, 0, None)]
            for earlier in range(year - 1, year - 1 - YEARS_BEFORE, -1):
                index_then = (same_date(day, earlier) - date(earlier, 1, 1)).days
                history.append(ToDate(earlier, totals[earlier][index_then], None, 0, totals[earlier][-1]))
            drawn = pace(history)
            assert drawn is not None  # three whole years precede every year tried
            held = drawn.low <= truth <= drawn.high
            outcomes.append((held, day == marker, (drawn.high - drawn.low) / truth if truth else 0.0))
    if not outcomes:
        return None
    there = [held for held, same, _ in outcomes if same]
    return Backtest(
        *(len(outcomes), sum(h for h, _, _ in outcomes), len(there), sum(there)),
        median(width for _, _, width in outcomes),
        tuple(years),
    )


def _running_totals(daily: Daily) -> dict[int, list[int]]:
    """For each whole year with every day known, the people so far at the end of each day."""
    totals = {}
    for (year,), part in daily.frame.group_by(pl.col("day").dt.year(), maintain_order=True):
        if part["people"].null_count() == 0 and part.height == 365 + _is_leap(year):
            totals[year] = part["people"].cast(pl.Int64).cum_sum().to_list()
    return totals
