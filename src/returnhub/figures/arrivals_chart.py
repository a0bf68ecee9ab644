"""The chart of `arrivals`: this year's people so far over every earlier year, and where the year may end."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
from matplotlib.figure import Figure

from returnhub.figures import arrivals
from returnhub.figures.charts import COLOURS, GREY, LEADER, label_ends, paper

ORDER = ("the most", "the second most", "the third most", "the fourth most", "the fifth most")
EARLY = 75  # days into the year: a label before its point would not fit


def _mark(axes: Any, day: int, value: float, text: str) -> None:
    """Name the last point of this year's line; early in the year there is room only above the others."""
    axes.annotate(
        text,
        (day, value),
        (-8, 8) if day > EARLY else (0, 45),
        textcoords="offset points",
        ha="right" if day > EARLY else "left",
        fontsize=11,
        fontweight="bold",
        color=COLOURS[0],
        arrowprops=None if day > EARLY else LEADER | {"color": COLOURS[0]},
        zorder=4,
    )


def year_so_far(daily: arrivals.Daily, on: date) -> Figure:
    """Small-boat arrivals since 1 January, this year against each earlier one, and where the year may end."""
    years = arrivals.years_to_date(daily, on)
    people, place = years[0].people or 0, arrivals.rank(years)
    order = ORDER[place - 1] if place and place <= len(ORDER) else "not the most"
    heading = (
        f"{people:,} people arrived in small boats by {on.day} {on:%B %Y}, "
        f"{order} by that date since {daily.first.year}"
    )
    figure, axes = paper(
        heading,
        "People since 1 January, provisional",
        f"Source: {daily.source}, release {daily.release}. Lines before {on.year} show the whole year.",
    )
    ends = []
    for year in years:
        part = daily.frame.filter(pl.col("day").dt.year() == year.year)
        if year.year == on.year:
            part = part.filter(pl.col("day") <= on)
        days = part["day"].dt.ordinal_day().to_list()
        total = part["people"].cum_sum().to_list()
        if year.year == on.year:
            axes.plot(days, total, color=COLOURS[0], linewidth=3.2, zorder=3)
            axes.plot(days[-1:], total[-1:], "o", color=COLOURS[0], markersize=7, zorder=3)
            _mark(axes, days[-1], total[-1], f"{on.year}: {people:,}")
        else:
            axes.plot(days, total, color=GREY, linewidth=1.3)
            if total:
                ends.append((total[-1], f"{year.year}: {total[-1]:,.0f}", GREY))
    if range_ := arrivals.pace(years):
        axes.plot(
            [366, 366],
            [range_.low, range_.high],
            color=COLOURS[3],
            linewidth=5,
            solid_capstyle="butt",
            clip_on=False,
        )
        ends.append(
            (range_.high, f"{on.year} could end between {range_.low:,} and {range_.high:,}", COLOURS[3])
        )
    starts = [date(2023, m, 1).timetuple().tm_yday for m in range(1, 13)]
    axes.set_xticks(starts, [date(2023, m, 1).strftime("%b") for m in range(1, 13)], ha="left")
    axes.set_xlim(1, 366)
    axes.set_ylim(bottom=0)
    label_ends(axes, ends)
    return figure
