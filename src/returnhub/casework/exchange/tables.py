"""Rows of a CSV or XLSX file as text, with the number that each has in the file."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

from returnhub.scheme.problems import UserError

MOST_BYTES = 2_000_000_000


def read_rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Each row as column → text. UserError for a file that is none, a column there twice, a row too long."""
    if not path.is_file():
        raise UserError("there is no such file", where=str(path))
    if path.stat().st_size > MOST_BYTES:
        raise UserError("the file is too large", where=path.name, hint="split it")
    rows = _xlsx(path) if path.suffix.lower() == ".xlsx" else _csv(path)
    header = next(rows, None)
    if not header:
        raise UserError("the file is empty", where=path.name)
    names = [name.strip() for name in header]
    if len(set(names)) != len(names):
        raise UserError("a column is there twice", where=path.name)
    for number, row in enumerate(rows, 2):
        if any(cell.strip() for cell in row[len(names) :]):
            says = f"row {number} has more cells than there are columns ({len(names)})"
            raise UserError(says, where=path.name, hint="put a cell that holds a comma in quotation marks")
        if any(cell.strip() for cell in row):
            yield number, dict(zip(names, (cell.strip() for cell in row), strict=False))


def _csv(path: Path) -> Iterator[list[str]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            yield from csv.reader(file)
    except (UnicodeDecodeError, csv.Error) as error:
        raise UserError(f"cannot be read: {error}", where=path.name, hint="save it as CSV UTF-8") from None


def _xlsx(path: Path) -> Iterator[list[str]]:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        sheet = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0)
    except CalamineError as error:
        raise UserError(f"cannot be read: {error}", where=path.name) from None
    for row in sheet.iter_rows():
        yield [_text(cell) for cell in row]


def _text(cell: object) -> str:
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return cell.isoformat() if isinstance(cell, date) else str(cell)
