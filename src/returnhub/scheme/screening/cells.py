"""The cells of a case table as typed facts: every one checked, every bad one named by row and column."""

from __future__ import annotations

import polars as pl

from returnhub.scheme.language.tables import dtype_of
from returnhub.scheme.problems import nearest
from returnhub.scheme.screening.columns import CASE, Layout
from returnhub.scheme.screening.findings import LONGEST_QUOTED, Findings, quoted
from returnhub.scheme.types import (
    EARLIEST,
    LATEST,
    Boolean,
    Code,
    Date,
    Integer,
    Money,
    Type,
    accepts,
    parse_scalar,
)

NOT_KNOWN_WORDS = ("", "not known")
"""Cells that hold no answer. In a list of members `?` stands for one who has none."""


def typed(frame: pl.DataFrame, layout: Layout, row: int, findings: Findings) -> pl.DataFrame:
    """The table with every column in its type; `row` is the number of its first row, as the reader counts."""
    for column in frame.get_columns():
        if _strange(column.dtype, column.name in layout.groups):
            what = f"holds {str(column.dtype).split('(')[0].lower()} values, which no column here can"
            findings.add_column(column.name, what, "text, whole numbers, dates, or yes and no")
    findings.finish()
    made = [_references(frame[CASE], row, findings)]
    for name, kind in layout.types.items():
        if name != CASE:
            made.append(_column(frame[name], kind, name in layout.groups, row, findings))
    return pl.DataFrame([*made, *(frame[name] for name in layout.carried)])


def _strange(dtype: pl.DataType, group: bool) -> bool:
    """Whether a Parquet file holds what no fact is, and no CSV file could hold; members may be a list."""
    if group and isinstance(dtype, pl.List):
        return dtype.inner not in (pl.Boolean, pl.String, pl.Null)
    return dtype.is_nested() or dtype in (pl.Binary, pl.Duration, pl.Time, pl.Object)


def _references(raw: pl.Series, row: int, findings: Findings) -> pl.Series:
    if raw.dtype.is_float() and (raw == raw.cast(pl.Int64, strict=False)).all():
        raw = raw.cast(pl.Int64)  # to a spreadsheet every number has a fraction; 7 is not called 7.0
    text = raw.cast(pl.String).str.strip_chars()
    for at in (text.is_null() | (text == "")).fill_null(True).arg_true():
        findings.add(row + at, CASE, "this row has no reference")
    return text


def _column(raw: pl.Series, kind: Type, group: bool, row: int, findings: Findings) -> pl.Series:
    wanted = dtype_of(kind, group)
    if raw.dtype == pl.Null:
        return pl.Series(raw.name, [None], dtype=wanted).new_from_index(0, len(raw))
    if isinstance(raw.dtype, pl.Enum | pl.Categorical):
        raw = raw.cast(pl.String) if raw.dtype != wanted else raw
    if group:
        return _members(raw, kind, row, findings)
    present = raw.is_not_null()
    if raw.dtype == pl.String:
        raw = raw.str.strip_chars()
        present &= ~raw.str.to_lowercase().is_in(NOT_KNOWN_WORDS)
    made = _cast(raw, kind, wanted)
    bad = present & made.is_null()
    if bad.any():
        for at in bad.arg_true():
            findings.add(row + at, raw.name, *_why(raw[at], kind))
    return made


def _cast(raw: pl.Series, kind: Type, wanted: pl.DataType) -> pl.Series:
    """The cells as values; null where a cell is none."""
    text = raw.dtype == pl.String
    if raw.dtype == wanted and isinstance(kind, Boolean | Code):
        return raw
    if isinstance(kind, Boolean):
        if not text:
            return pl.Series(raw.name, [None], dtype=wanted).new_from_index(0, len(raw))
        low = raw.str.to_lowercase()
        yes, no = low.is_in(("yes", "true")), low.is_in(("no", "false"))
        return pl.select(pl.when(yes).then(True).when(no).then(False).alias(raw.name)).to_series()
    if isinstance(kind, Date):
        if text:
            ten = pl.when(raw.str.len_bytes() == 10).then(raw)
            raw = pl.select(ten.str.to_date("%Y-%m-%d", strict=False).alias(raw.name)).to_series()
        elif isinstance(raw.dtype, pl.Datetime):
            whole = raw.dt.date()
            raw = pl.select(pl.when(raw == whole.cast(raw.dtype)).then(whole).alias(raw.name)).to_series()
        elif raw.dtype != pl.Date:
            return pl.Series(raw.name, [None], dtype=wanted).new_from_index(0, len(raw))
        inside = raw.is_between(EARLIEST, LATEST)
        return raw if inside.all() else pl.select(pl.when(inside).then(raw).alias(raw.name)).to_series()
    if isinstance(kind, Integer | Money):
        if raw.dtype.is_float():
            whole = raw.cast(pl.Int64, strict=False)
            raw = pl.select(pl.when(whole == raw).then(whole).alias(raw.name)).to_series()
        elif not text and not raw.dtype.is_integer():
            return pl.Series(raw.name, [None], dtype=wanted).new_from_index(0, len(raw))
        number = raw.cast(pl.Int64, strict=False)
        inside = number.is_between(kind.low, kind.high)
        return pl.select(pl.when(inside).then(number).alias(raw.name)).to_series().cast(wanted)
    return raw.cast(pl.String).cast(wanted, strict=False)


def _members(raw: pl.Series, kind: Type, row: int, findings: Findings) -> pl.Series:
    """One answer for each member: a list, or text such as `yes; no; ?`."""
    wanted = dtype_of(kind, group=True)
    if raw.dtype == wanted:
        return raw
    made: list[list[bool | None] | None] = []
    for at, cell in enumerate(raw.to_list()):
        parts = cell.split(";") if isinstance(cell, str) else cell if isinstance(cell, list) else [cell]
        if cell is None or (isinstance(cell, str) and cell.strip().lower() in NOT_KNOWN_WORDS):
            made.append(None)
            continue
        answers: list[bool | None] = []
        for part in parts:
            text = "" if part is None else str(part).strip()
            if text == "?" or text.lower() in NOT_KNOWN_WORDS:
                answers.append(None)
                continue
            try:
                answers.append(bool(parse_scalar(kind, text)))
            except ValueError as why:
                hint = "write one answer for each member, such as `yes; no; ?`"
                findings.add(row + at, raw.name, f"{quoted(text)} {why}", hint)
                answers.append(None)
        made.append(answers)
    return pl.Series(raw.name, made, dtype=wanted)


def _why(cell: object, kind: Type) -> tuple[str, str]:
    """What is wrong with a cell, in words, and a hint."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)  # to a spreadsheet every number has a fraction
    hint = nearest(str(cell)[:LONGEST_QUOTED], kind.codes) if isinstance(kind, Code) else ""
    if not isinstance(cell, str):
        return f"{quoted(cell)} {accepts(kind, cell) or 'cannot be read'}", hint
    try:
        parse_scalar(kind, cell)
    except ValueError as why:
        return f"{quoted(cell)} {why}", hint
    return f"{quoted(cell)} cannot be read", hint
