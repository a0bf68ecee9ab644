"""Open a published file, whatever its name says it is, and refuse what cannot be trusted before reading it.

A workbook becomes sheets of plain rows; nothing here knows what a table means. Files come from the internet
and from inboxes: each compressed part is counted as it is unpacked, and the cells that repetition would
unfold are counted before a library is asked to unfold them.
"""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from python_calamine import CalamineWorkbook

from returnhub.figures.inspection import MOST_BYTES, inspect
from returnhub.scheme.problems import UserError

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # old .xls, and every password-protected .xlsx


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: `rows[0][0]` is A1; a cell is str, float, int, bool, date or datetime; empty is `""`."""

    name: str
    rows: list[list[Any]]


def open_sheets(path: Path) -> list[Sheet]:
    """The sheets of an ODS, XLSX or CSV file, recognised by its content.

    Raises UserError for a file that is missing, empty, cut short, protected, hostile or of another kind.
    """
    where = str(path)
    try:
        with open(path, "rb") as file:
            head = file.read(4096)
    except OSError as error:
        raise UserError(
            f"the file cannot be read: {(error.strerror or str(error)).lower()}", where=where
        ) from error
    if not head.strip():
        raise UserError("the file is empty", where=where, hint="download it again")
    if head.startswith(OLE):
        raise UserError(
            "the file is password-protected, or in the format of Excel before 2007",
            where=where,
            hint="open it, remove the password and save it as .xlsx or .ods",
        )
    if head.startswith(b"PK"):
        return _workbook(path)
    if re.search(rb"<(!doctype\s+html|html|head|body)\b", head, re.IGNORECASE):
        raise UserError(
            "this is a web page, not a spreadsheet, whatever its name says",
            where=where,
            hint="the link probably led to an error page: download the file itself",
        )
    return [Sheet(path.stem, _csv_rows(path, where))]


def _csv_rows(path: Path, where: str) -> list[list[Any]]:
    raw = path.read_bytes()
    if len(raw) > MOST_BYTES:
        raise UserError(f"the file has more than {MOST_BYTES >> 20} MB", where=where)
    if b"\0" in raw[:4096] and not raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UserError("the file is neither ODS, XLSX nor CSV", where=where)
    for encoding in ("utf-16",) if raw.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig", "cp1252"):
        try:
            text = raw.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise UserError(
            "the text of the file is in no encoding this reads", where=where, hint="save it as UTF-8"
        )
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))


def _workbook(path: Path) -> list[Sheet]:
    where = str(path)
    inspect(path, where)
    try:
        with open(path, "rb") as file:  # from a path, the format would be that of the file's name
            book = CalamineWorkbook.from_filelike(file)
            return [Sheet(name, _rows(book, name)) for name in book.sheet_names]
    except BaseException as error:  # a fault in the compiled library is no ordinary exception
        if isinstance(error, Exception) or type(error).__name__ == "PanicException":
            what = f"the spreadsheet is damaged: {str(error) or type(error).__name__}"
            raise UserError(what, where=where, hint="download it again") from error
        raise


def _rows(book: CalamineWorkbook, name: str) -> list[list[Any]]:
    """All rows from A1 on, without the empty ones at the end."""
    rows: list[list[Any]] = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    while rows and all(cell == "" for cell in rows[-1]):
        rows.pop()
    return rows
