"""From the rows of a sheet to figures: find the table and its headings, keep the cell of each number."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import polars as pl

from returnhub.figures import cells
from returnhub.figures.cellnames import column_letters
from returnhub.figures.known import TABLES
from returnhub.figures.opening import Sheet
from returnhub.figures.periods import Period
from returnhub.figures.tables import Measure, Table
from returnhub.scheme.problems import UserError

HEADINGS_WITHIN = 60  # rows; covers and notes above a table are shorter
CODE = re.compile(r"(?<![a-z])[a-z]{2,4}_d?\d{2}", re.IGNORECASE)
BARE_QUARTER = re.compile(r"Q[1-4]", re.IGNORECASE)
TOTAL = re.compile(r"(grand )?total", re.IGNORECASE)
PERIOD_HEADINGS = re.compile(r"((fy|financial) )?(quarters?|months?|year|yearly|date|week|period end)\b.*")
STATUS_WORDS = {"revised": "revised", "provisional": "provisional", "estimated": "estimated"}


@dataclass(frozen=True, slots=True)
class Found:
    """A table found on a sheet: `top` is the index of the row of headings."""

    table: Table
    sheet: Sheet
    top: int
    labels: list[str]


def find(sheet: Sheet) -> Found | None:
    """The table that a sheet holds, or None for covers, notes and tables this version does not know."""
    above = [sheet.name]
    for top, row in enumerate(sheet.rows[:HEADINGS_WITHIN]):
        labels = [cells.label(c) if isinstance(c, str) else "" for c in row]
        if any(PERIOD_HEADINGS.fullmatch(label) for label in labels[:3]):
            title = "\n".join(above)
            fitting = [t for t in TABLES if t.fits(labels, title)]
            fitting.sort(key=lambda t: not re.search(t.titles, title, re.IGNORECASE))
            if CODE.search(
                title
            ):  # a sheet that names itself is no other, however alike (`Ret_D03`, `Ret_D01`)
                fitting = [t for t in fitting if re.search(t.titles, title, re.IGNORECASE)]
            if fitting:
                return Found(fitting[0], sheet, top, labels)
        above += [cells.FOOTNOTES.sub("", c.strip()) for c in row if isinstance(c, str) and c.strip()]
    return None


def read(found: Found, where: str) -> pl.DataFrame:
    """The figures of a table, tidy: `series, period, period_end, basis, unit, …, value, status, cell`.

    A row of totals has `Total` in a dimension, or no `period_end`: `checks` compares and removes it.
    Raises UserError for a cell that should hold a period or a number and holds neither.
    """
    period_at = _period_column(found)
    rows = _rows(found, period_at, where)
    if not rows:
        raise UserError(f"{found.table.code} has headings and no rows", where=_place(found, where))
    columns = list(zip(*(r for _, _, r in rows), strict=True))
    measures, dimensions, notes = _roles(found, period_at, columns)
    if not measures:
        raise UserError(f"{found.table.code} has no column of numbers", where=_place(found, where))
    base: dict[str, list[Any]] = {
        "row": [n for n, _, _ in rows],
        "period": [str(p) if p else "Total" for _, p, _ in rows],
        "period_end": [p.end if p else None for _, p, _ in rows],
        **{name: [cells.words(c) for c in columns[at]] for at, name in dimensions.items()},
    }
    remarks = [_remark(c) for c in columns[notes]] if notes is not None else [""] * len(rows)
    parts = []
    for at, measure in measures.items():
        values, marks = _numbers(columns[at], base["row"], at, found, where)
        status = [m or r or found.table.status for m, r in zip(marks, remarks, strict=True)]
        parts.append(_part(base, measure, column_letters(at + 1), values, status, found))
    return pl.concat(parts)


def _place(found: Found, where: str) -> str:
    return f"{where}, sheet `{found.sheet.name}`"


def _period_column(found: Found) -> int:
    """The column of the finest period: `Quarter` rather than `Year`."""
    candidates = [i for i, label in enumerate(found.labels) if PERIOD_HEADINGS.fullmatch(label)]
    finer = [i for i in candidates if not found.labels[i].endswith("year")]
    return (finer or candidates)[0]


def _rows(found: Found, period_at: int, where: str) -> list[tuple[int, Period | None, list[Any]]]:
    """The rows below the headings that hold figures: number, period (None in a row of totals), cells."""
    width, heading = len(found.labels), found.labels[period_at]
    year_at = next((i for i, label in enumerate(found.labels) if label.endswith("year")), None)
    year: Any = ""
    kept: list[tuple[int, Period | None, list[Any]]] = []
    for number, row in enumerate(found.sheet.rows[found.top + 1 :], found.top + 2):
        first = next((c for c in row if str(c).strip()), "")
        if isinstance(first, str) and first.strip().lower().startswith("end of"):
            break
        full = [*row, *[""] * (width - len(row))][:width]
        cell = full[period_at]
        if year_at is not None:
            year = full[year_at] if str(full[year_at]).strip() else year  # given once for four quarters
            if isinstance(cell, str) and BARE_QUARTER.fullmatch(cell.strip()):
                cell = f"{cells.words(year)} {cell.strip()}"
        if isinstance(first, str) and TOTAL.fullmatch(first.strip()):
            kept.append((number, None, full))
            continue
        try:
            kept.append((number, cells.period(cell, heading), full))
        except ValueError as error:
            others = (c for at, c in enumerate(full) if at not in (period_at, year_at))
            if str(cell).strip() and any(_is_number(c) for c in others):
                place = f"{_place(found, where)}, cell {column_letters(period_at + 1)}{number}"
                raise UserError(f"{error}, yet the row holds figures", where=place) from error
    return kept


def _roles(
    found: Found, period_at: int, columns: list[tuple[Any, ...]]
) -> tuple[dict[int, Measure], dict[int, str], int | None]:
    """Which columns are measures, which dimensions, and which holds remarks such as `Revised`."""
    measures: dict[int, Measure] = {}
    dimensions: dict[int, str] = {}
    notes = None
    for at, label in enumerate(found.labels):
        if at == period_at or not label or PERIOD_HEADINGS.fullmatch(label):
            continue
        if label == "notes" or label == "status":
            notes = at
        elif found.table.columns and (found.table.lists(label) or _is_numeric(columns[at])):
            measures[at] = found.table.measure(label, cells.slug(label))
        elif not found.table.columns and found.table.lists(label):
            measures[at] = found.table.measures[0]
        else:
            dimensions[at] = cells.slug(label)
    return measures, dimensions, notes


def _is_numeric(column: tuple[Any, ...]) -> bool:
    """Whether a column holds numbers, or only signs for numbers not known."""
    known = [c for c in column if not cells.is_not_known(c)]
    return 2 * sum(map(_is_number, known)) >= len(known)


def _is_number(cell: Any) -> bool:
    """Whether a cell holds a number, typed or, as in CSV, written."""
    return isinstance(cell, (int, float)) or bool(cells.NUMBER.fullmatch(str(cell).strip()))


def _numbers(
    column: tuple[Any, ...], rows: list[int], at: int, found: Found, where: str
) -> tuple[list[float | None], list[str]]:
    values, marks = [], []
    for row, cell in zip(rows, column, strict=True):
        try:
            value, mark = cells.number(cell)
        except ValueError as error:
            place = f"{_place(found, where)}, cell {column_letters(at + 1)}{row}"
            raise UserError(
                str(error), where=place, hint="correct the file, or get it from its publisher"
            ) from error
        values.append(value)
        marks.append(mark)
    return values, marks


def _remark(cell: Any) -> str:
    text = str(cell).lower()
    return next((status for word, status in STATUS_WORDS.items() if word in text), "")


def _part(
    base: dict[str, list[Any]],
    measure: Measure,
    letters: str,
    values: list[float | None],
    status: list[str],
    found: Found,
) -> pl.DataFrame:
    """The rows of one measure."""
    frame = pl.DataFrame({**base, "value": values, "status": status}, schema_overrides={"value": pl.Float64})
    dimensions = [c for c in base if c not in {"row", "period", "period_end"}]
    sheet = found.sheet.name
    return frame.select(
        pl.lit(measure.series).alias("series"),
        "period",
        "period_end",
        pl.lit(measure.basis).alias("basis"),
        pl.lit(measure.unit).alias("unit"),
        *dimensions,
        "value",
        pl.when(pl.col("value").is_null()).then(pl.lit("not available")).otherwise("status").alias("status"),
        pl.format("{}!{}{}", pl.lit(sheet), pl.lit(letters), "row").alias("cell"),
    )
