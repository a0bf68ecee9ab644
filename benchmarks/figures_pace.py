"""The ways that were tried to draw the year's range, on every past date: `python benchmarks/figures_pace.py`.

Prints for each way and number of earlier years how often the range held the true total, and its width.
The result is quoted in docs/decisions/0005-figures-*.md.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from statistics import median

from returnhub.figures import arrivals
from returnhub.figures.store import Store

Way = Callable[[int, int, int], list[float]]  # so far this year; so far and whole, an earlier year


def more(now: int, then: int, whole: int) -> list[float]:
    return [now + whole - then]


def times(now: int, then: int, whole: int) -> list[float]:
    return [now * whole / then] if then else []


def both(now: int, then: int, whole: int) -> list[float]:
    return more(now, then, whole) + times(now, then, whole)


def middle(now: int, then: int, whole: int) -> list[float]:
    """Half way between the two, in proportion."""
    return [(more(now, then, whole)[0] * t) ** 0.5 for t in times(now, then, whole)]


def attempt(
    totals: dict[int, list[int]], way: Way, earlier: int, years: Sequence[int]
) -> tuple[float, float]:
    held, widths = [], []
    for year in years:
        truth = totals[year][-1]
        for index, now in enumerate(totals[year][:-1]):
            day = date(year, 1, 1) + timedelta(days=index)
            ends: list[float] = []
            for before in range(year - earlier, year):
                then = totals[before][(arrivals.same_date(day, before) - date(before, 1, 1)).days]
                ends += way(now, then, totals[before][-1])
            if ends:
                held.append(min(ends) <= truth <= max(ends))
                widths.append((max(ends) - min(ends)) / truth)
    return sum(held) / len(held), median(widths)


def main() -> None:
    """One line a way."""
    totals = arrivals._running_totals(arrivals.load(Store()))
    years = [y for y in totals if y >= 2021]
    print(f"dates of {years[0]} to {years[-1]}")
    for earlier in (2, 3):
        for way in (more, times, middle, both):
            coverage, width = attempt(totals, way, earlier, years)
            print(f"{way.__name__:<7} {earlier} years before: held {coverage:.0%}, median width {width:.0%}")


if __name__ == "__main__":
    main()
