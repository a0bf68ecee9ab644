"""Rows of a file as they stand there, a batch at a time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl
from polars.exceptions import PolarsError

from returnhub.scheme.problems import Problem
from returnhub.scheme.screening.findings import TableErrors

BATCH = 250_000
"""Rows held at once. Large enough that a batch's fixed cost vanishes, small enough for a few megabytes."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Some rows of a file as they stand there; `row` is the number of the first, as a person counts."""

    frame: pl.DataFrame
    row: int


def unique(names: list[str], path: Path) -> list[str]:
    """The names of the columns, or `TableErrors` if one is there twice."""
    for number, name in enumerate(names, 1):
        if name in names[: number - 1]:
            raise TableErrors([Problem(f"{path.name}: column {number}: `{name}` is there twice")])
    return names


def frame_of(columns: Mapping[str, list[Any]]) -> pl.DataFrame:
    """Columns of Python values; a column of mixed kinds becomes text, to be judged cell by cell."""
    return pl.DataFrame({name: _series(name, values) for name, values in columns.items()})


def _series(name: str, values: list[Any]) -> pl.Series:
    kinds = {type(value) for value in values if value is not None}
    if not kinds:
        return pl.Series(name, values, dtype=pl.Null)
    if len(kinds) == 1 and kinds != {list} and kinds != {dict}:
        try:
            return pl.Series(name, values)
        except (OverflowError, PolarsError):
            pass
    return pl.Series(name, [_text(value) for value in values], dtype=pl.String)


def _text(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return "; ".join("?" if part is None else _text(part) or "" for part in value)
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
