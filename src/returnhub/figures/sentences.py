"""What `arrivals` found, as sentences for people and as one document for machines."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from returnhub.figures import arrivals
from returnhub.figures.arrivals import Backtest, Daily, Pace, ToDate


@dataclass(frozen=True, slots=True)
class Report:
    """Everything about one date."""

    on: date
    years: list[ToDate]
    rank: int | None
    thousands: list[date]
    record: ToDate | None
    pace: Pace | None
    backtest: Backtest | None
    daily: Daily


def report(daily: Daily, on: date) -> Report:
    """Compute it once, for whichever form is wanted."""
    years = arrivals.years_to_date(daily, on)
    return Report(
        *(on, years, arrivals.rank(years), arrivals.thousands(daily, on, on.year), arrivals.record(years)),
        *(arrivals.pace(years), arrivals.backtest(daily, on), daily),
    )


def against(this: ToDate, other: ToDate) -> str:
    """`+33%`, or `36 times` where a percentage would be too large to read; nothing where not known."""
    if other is this or this.people is None or not other.people:
        return ""
    ratio = this.people / other.people
    return f"{100 * (ratio - 1):+.0f}%" if ratio < 10 else f"{ratio:,.0f} times"


def sentences(found: Report) -> list[str]:
    """Rank, thousands, pace and how far to trust it, source: one line each."""
    lines = [_rank(found), _thousands(found), _pace(found), _trust(found)]
    source = f"source: {found.daily.source}, release {found.daily.release}; provisional, weekly publication"
    return [line for line in lines if line] + [source]


def _rank(found: Report) -> str:
    if found.rank is None or len(found.years) == 1:
        return ""
    place = "the highest" if found.rank == 1 else f"the {_ordinal(found.rank)} highest"
    since = found.daily.first.year
    return f"{place} for that date of the {len(found.years)} years since the series began in {since}"


def _ordinal(number: int) -> str:
    """`2nd`, `3rd`, `11th`."""
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def _thousands(found: Report) -> str:
    passed = ", ".join(f"{n},000 on {d.day} {d:%b}" for n, d in enumerate(found.thousands, 1))
    return f"thousands passed: {passed}" if passed else ""


def _pace(found: Report) -> str:
    drawn, best = found.pace, found.record
    if drawn is None or best is None or best.whole_year is None or _over(found):
        return ""
    if drawn.low > best.whole_year:
        place = "all above"
    elif drawn.high < best.whole_year:
        place = "all below"
    else:
        place = "on both sides of"
    return (
        f"if {found.on.year} goes on from here as {drawn.from_years[-1]} to {drawn.from_years[0]} did, "
        f"it ends between {drawn.low:,} and {drawn.high:,} (middle {drawn.central:,}): "
        f"{place} the record of {best.whole_year:,} in {best.year}"
    )


def _over(found: Report) -> bool:
    return (found.on.month, found.on.day) == (12, 31)


def _trust(found: Report) -> str:
    drawn, tried = found.pace, found.backtest
    if drawn is None or tried is None or _over(found):
        return ""
    return (
        f"drawn the same way on all {tried.dates:,} dates of {tried.years[0]} to {tried.years[-1]}, "
        f"that range held the year's true total on {tried.held / tried.dates:.0%} of them "
        f"({tried.same_date_held} of {tried.same_date} on this date of the year); "
        f"half of those ranges were wider than {tried.median_width:.0%} of the total"
    )


def document(found: Report) -> dict[str, Any]:
    """The same for machines: numbers without words; null is not known."""
    this, tried, best = found.years[0], found.backtest, found.record
    rows = []
    for year in found.years:
        change = None
        if year is not this and this.people is not None and year.people:
            change = 100 * (this.people / year.people - 1)
        rows.append(asdict(year) | {"people_per_boat": year.people_per_boat, "percent_against": change})
    return {
        "on": found.on.isoformat(),
        "basis": "arrivals",
        "source": found.daily.source,
        "release": found.daily.release,
        "years": rows,
        "rank": found.rank,
        "thousands": [d.isoformat() for d in found.thousands],
        "record": {"year": best.year, "people": best.whole_year} if best else None,
        "pace": asdict(found.pace) if found.pace else None,
        "backtest": asdict(tried) | {"coverage": tried.held / tried.dates} if tried else None,
    }
