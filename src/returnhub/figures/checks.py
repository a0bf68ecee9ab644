"""What a table must satisfy before its figures are believed: its own totals, its order, nothing twice."""

from __future__ import annotations

import re

import polars as pl

from returnhub.figures import cells
from returnhub.figures.reading import TOTAL, Found
from returnhub.scheme.problems import UserError

KEPT = {"series", "period", "period_end", "basis", "unit", "value", "status", "cell"}
NEAR = 0.5  # counts are whole; costs are published to the pound


def check(found: Found, frame: pl.DataFrame, where: str) -> pl.DataFrame:
    """The figures without their rows of totals.

    Raises UserError where the table contradicts itself: a count below zero, half a person, a total that is
    not the sum of its rows or columns, dates that go backwards, the same figure twice.
    """
    where = f"{where}, sheet `{found.sheet.name}`"
    _counts(frame, where)
    _in_order(found, frame, where)
    frame = _rows_add_up(found, frame, where)
    _columns_add_up(found, frame, where)
    key = [c for c in frame.columns if c not in {"value", "status", "cell"}]
    if (twice := frame.filter(frame.select(key).is_duplicated())).height:
        cell = twice["cell"][-1]
        raise UserError(f"the figure for {twice['period'][-1]} in cell {cell} is given twice", where=where)
    return _count_main_applicants(frame)


def dimensions(frame: pl.DataFrame) -> list[str]:
    """The columns of a tidy frame that divide its figures."""
    return [c for c in frame.columns if c not in KEPT]


def _counts(frame: pl.DataFrame, where: str) -> None:
    """No count is below zero, and people and boats come whole (UKVI publishes quarters of a case)."""
    whole = pl.col("unit").is_in(["people", "boats", "events", "appeals"])
    wrong = frame.filter((pl.col("value") < 0) | (whole & (pl.col("value") != pl.col("value").floor())))
    if wrong.height:
        value, unit, cell = wrong.select("value", "unit", "cell").row(0)
        raise UserError(
            f"cell {cell} counts {value:,.10g} {unit}",
            where=where,
            hint="the file was changed by hand: get it from its publisher",
        )


def _in_order(found: Found, frame: pl.DataFrame, where: str) -> None:
    """A series by row runs forward; datasets are sorted by other columns too, so their order says nothing."""
    if not found.table.columns:
        return
    first = frame.filter(pl.col("series") == frame["series"][0], pl.col("period_end").is_not_null())
    back = first.with_columns(before=pl.col("period").shift()).filter(
        pl.col("period_end").diff().dt.total_days() < 0
    )
    if back.height:
        period, before, cell = back.select("period", "before", "cell").row(0)
        raise UserError(
            f"the dates go backwards: {period} comes after {before} in the row of cell {cell}",
            where=where,
            hint="a day and month may have been swapped; get the file from its publisher",
        )


def _rows_add_up(found: Found, frame: pl.DataFrame, where: str) -> pl.DataFrame:
    """Compare each row of totals with the rows it totals, then leave it out: it would be counted twice."""
    whole = pl.col("period_end").is_null()
    groups: list[tuple[pl.Expr, list[str]]] = [(whole, ["series"])]
    for name in dimensions(frame):
        others = [d for d in dimensions(frame) if d != name]
        total = pl.col(name).str.to_lowercase().str.contains(f"^{TOTAL.pattern}$")
        groups.append((total & ~whole, ["series", "period", *others]))
    anything = pl.any_horizontal(total for total, _ in groups)
    # A share has no sum; and a person with two reports is in two rows and once in the total
    several = (pl.col("basis") == "people") & (found.table.basis != "people")
    sums_up = ~pl.col("unit").str.contains("fraction| per ") & ~several
    for is_total, by in groups:
        totals = frame.filter(is_total)
        if totals.height:
            parts = frame.filter(~anything, sums_up)
            _compare(totals.select(*by, "value", "cell"), parts, by, where)
    return frame.filter(~anything)


def _compare(totals: pl.DataFrame, parts: pl.DataFrame, by: list[str], where: str) -> None:
    sums = parts.group_by(by).agg(pl.sum("value").alias("sum"), pl.col("value").null_count().alias("unknown"))
    both = totals.join(sums, on=by).filter(pl.col("unknown") == 0)
    wrong = both.filter((pl.col("value") - pl.col("sum")).abs() > NEAR)
    if wrong.height:
        value, cell, total = wrong.select("value", "cell", "sum").row(0)
        raise UserError(
            f"the total in cell {cell} is {value:,.0f}, but its rows add up to {total:,.0f}",
            where=where,
            hint="the file is incomplete or was changed by hand: get it from its publisher",
        )


def _columns_add_up(found: Found, frame: pl.DataFrame, where: str) -> None:
    """Compare the columns that are the sum of others; where a part is not known, nothing is compared."""
    by_heading = {
        found.table.measure(label, cells.slug(label)).series: label for label in found.labels if label
    }
    series = frame["series"].unique().to_list()

    def matching(heading: str) -> list[str]:
        return [s for s in series if re.fullmatch(heading, by_heading.get(s, ""))]

    for whole, parts in found.table.whole:
        names = [n for part in parts for n in matching(part)]
        if len(names) != len(parts):
            continue  # a later edition divides it otherwise
        for total in matching(whole):
            rows = frame.filter(pl.col("series").is_in(names)).with_columns(series=pl.lit(total))
            totals = frame.filter(pl.col("series") == total).select("series", "period", "value", "cell")
            _compare(totals, rows, ["series", "period"], where)


def _count_main_applicants(frame: pl.DataFrame) -> pl.DataFrame:
    """A dataset with main applicants only does not count people, whatever its title says."""
    if "applicant_type" not in frame.columns or not frame.height:
        return frame
    kinds = frame["applicant_type"].str.to_lowercase().unique().to_list()
    if any(not k.startswith(("main", "n/a")) for k in kinds):
        return frame
    people = pl.col("basis") == "people"
    return frame.with_columns(basis=pl.when(people).then(pl.lit("main applicants")).otherwise("basis"))
