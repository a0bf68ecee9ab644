"""Case tables from the first sheet of a workbook: XLSX and ODS."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zipfile import is_zipfile

from returnhub.scheme.problems import Problem
from returnhub.scheme.screening.batches import Batch, frame_of, unique
from returnhub.scheme.screening.findings import Findings, TableErrors, quoted


def read_sheet(path: Path, batch: int) -> Iterator[Batch]:
    """The first sheet of a workbook."""
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        workbook = CalamineWorkbook.from_path(str(path))
        rows = workbook.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except CalamineError as error:
        hint = (
            "" if is_zipfile(path) else "it is no workbook inside; save it from the spreadsheet program again"
        )
        raise TableErrors(
            [Problem(f"{path.name}: cannot be read as a workbook: {error}", None, hint)]
        ) from None
    if not rows:
        raise TableErrors([Problem(f"{path.name}: is empty")])
    names = [str(cell).strip() for cell in rows[0]]
    while names and not names[-1]:
        names.pop()
    if not names:
        raise TableErrors([Problem(f"{path.name}: row 1 holds no column names", None, "begin in cell A1")])
    unique(names, path)
    while len(rows) > 1 and not any(cell != "" for cell in rows[-1]):
        rows.pop()  # rows that only hold formatting
    _refuse_cells_without_heading(path, rows, len(names))
    for start in range(1, len(rows), batch):
        part = rows[start : start + batch]
        columns = {
            name: [None if row[at] == "" else row[at] for row in part] for at, name in enumerate(names)
        }
        yield Batch(frame_of(columns), start + 1)


def _refuse_cells_without_heading(path: Path, rows: list[list[Any]], width: int) -> None:
    """In a sheet an empty cell is an empty cell, so no row is too short; but one can be too long."""
    findings = Findings(path.name)
    for number, row in enumerate(rows[1:], 2):
        for at, cell in enumerate(row[width:], width):
            if cell != "":
                what = f"has {quoted(cell)} in column {_letters(at)}, which has no heading"
                findings.add_row(number, what, "give the column a heading, or empty the cell")
    findings.finish()


def _letters(at: int) -> str:
    """The name of a column as a spreadsheet has it: A, B, …, Z, AA."""
    name = ""
    while at >= 0:
        name, at = chr(ord("A") + at % 26) + name, at // 26 - 1
    return name
