"""Case tables from JSON Lines: one object a line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from returnhub.scheme.problems import Problem
from returnhub.scheme.screening.batches import Batch, frame_of
from returnhub.scheme.screening.findings import TableErrors


def read_json_lines(path: Path, batch: int) -> Iterator[Batch]:
    """Line by line, and twice: a name that first stands in a late line is a column of every batch."""
    names = dict.fromkeys(name for _, record in _records(path) for name in record)
    columns: dict[str, list[Any]] = {name: [] for name in names}
    first = filled = 0
    for number, record in _records(path):
        if not filled:
            first = number
        for name, column in columns.items():
            column.append(record.get(name))
        filled += 1
        if filled == batch:
            yield Batch(frame_of(columns), first)
            columns, filled = {name: [] for name in names}, 0
    if filled:
        yield Batch(frame_of(columns), first)


def _records(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """Each line that is not blank, with its number."""
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            if not line.strip():
                continue
            try:
                record = json.loads(line, object_pairs_hook=_once)
            except _Twice as name:
                raise TableErrors(
                    [Problem(f"{path.name}: line {number:,}: `{name}` is given twice")]
                ) from None
            except (ValueError, RecursionError) as error:
                what = f"{path.name}: line {number:,} is not JSON: {_why(error)}"
                raise TableErrors([Problem(what)]) from None
            if not isinstance(record, dict):
                raise TableErrors([Problem(f"{path.name}: line {number:,} is not one object in braces")])
            yield number, record


def _why(error: ValueError | RecursionError) -> str:
    """The reader's words, without its own count of lines: it was given one line only."""
    if isinstance(error, json.JSONDecodeError):
        return f"{error.msg} at character {error.pos + 1}"
    return "nested too deeply" if isinstance(error, RecursionError) else str(error)


class _Twice(Exception):
    """A name that stands twice in one object; JSON alone would keep the last."""


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        names = [name for name, _ in pairs]
        raise _Twice(next(name for at, name in enumerate(names) if name in names[:at]))
    return made
