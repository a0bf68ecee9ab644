"""Look a workbook over before a library is asked to read it.

Files come from the internet and from inboxes. Each compressed part is unpacked once and counted, and so are
the cells that repetition, or two cells in far corners, would unfold to.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from pathlib import Path
from typing import Any
from xml.parsers import expat

from returnhub.figures.cellnames import column_number
from returnhub.scheme.problems import UserError

MOST_BYTES = 256 * 1024 * 1024  # unpacked; the largest official file is 14 MB
MOST_TIMES = 200  # unpacked over packed; official files reach 34
MOST_CELLS = 8_000_000  # in one sheet, after repetition; the largest official one has 0.2 million
MOST_SPACES = 1000  # in a row, as one mark that unfolds
CHUNK = 1 << 20
CELL = re.compile(rb'<(?:\w+:)?(?:c|row)\b[^<>]*?\sr="([A-Z]{0,3})(\d{1,7})"')


def inspect(path: Path, where: str) -> None:
    """Unpack every part once, counting: a lying header, a bomb or a lost byte is found here.

    Raises UserError for a workbook that is damaged, protected, hostile or none at all.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
            if not names & {"content.xml", "xl/workbook.xml"}:
                raise UserError("the file is a zip archive, not an ODS or XLSX spreadsheet", where=where)
            total = 0
            for part in archive.infolist():
                total += part.file_size
                if total > MOST_BYTES or part.file_size > MOST_TIMES * max(part.compress_size, CHUNK // 16):
                    size = f"{part.file_size >> 20} MB"
                    raise UserError(
                        f"`{part.filename}` would unpack to {size}: this looks like a zip bomb",
                        where=where,
                        hint="official files unpack to a few megabytes; get the file from its publisher",
                    )
                _inspect_part(archive, part, where)
    except (zipfile.BadZipFile, EOFError, OSError, zlib.error, NotImplementedError, ValueError) as error:
        raise UserError(
            "the file is cut short or damaged", where=where, hint="download it again and compare the size"
        ) from error
    except RuntimeError as error:  # zipfile: the part is encrypted
        raise UserError(
            "the file is password-protected", where=where, hint="save it without the password"
        ) from error


def _inspect_part(archive: zipfile.ZipFile, part: zipfile.ZipInfo, where: str) -> None:
    with archive.open(part) as unpacked:
        if part.filename == "content.xml":
            _count_ods_cells(unpacked, where)
        elif part.filename.startswith("xl/worksheets/"):
            _count_xlsx_cells(unpacked, part.filename, where)
        elif part.filename == "META-INF/manifest.xml":
            if b"encryption-data" in unpacked.read(MOST_BYTES):
                raise UserError(
                    "the file is password-protected", where=where, hint="save it without the password"
                )
        else:
            while unpacked.read(CHUNK):
                pass


def _too_many(sheet: str, cells: int, where: str) -> UserError:
    return UserError(
        f"`{sheet}` would unfold to {cells:,} cells: this looks like a zip bomb",
        where=where,
        hint="get the file from its publisher",
    )


def _count_xlsx_cells(unpacked: Any, name: str, where: str) -> None:
    """A library lays a sheet out as a full rectangle: two cells in far corners would fill a machine."""
    widest, lowest, kept = 1, 0, b""
    while chunk := unpacked.read(CHUNK):
        text = kept + chunk
        for column, row in CELL.findall(text):
            widest = max(widest, column_number(column.decode()), 1)
            lowest = max(lowest, int(row))
        kept = text[text.rfind(b"<") :][-CHUNK:]
    if widest * lowest > MOST_CELLS:
        raise _too_many(name, widest * lowest, where)


def _count_ods_cells(unpacked: Any, where: str) -> None:
    """Count the cells with something in them, each as often as it says it is repeated.

    Empty cells and rows are repeated a million times in ordinary files and cost nothing: no library unfolds
    them.
    """
    rows = columns = 1
    in_row = total = 0
    sheet = "content.xml"

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal rows, columns, in_row, sheet, total
        if name == "table:table":
            sheet, total = attributes.get("table:name", sheet), 0
        elif name == "table:table-row":
            rows, in_row = int(attributes.get("table:number-rows-repeated", 1)), 0
        elif name == "text:s" and int(attributes.get("text:c", 1)) > MOST_SPACES:
            raise _too_many(sheet, int(attributes["text:c"]), where)
        elif name == "table:table-cell":
            columns = int(attributes.get("table:number-columns-repeated", 1))
            if "office:value-type" in attributes:
                in_row += columns

    def end(name: str) -> None:
        nonlocal total
        if name == "table:table-row":
            total += rows * in_row
            if total > MOST_CELLS:
                raise _too_many(sheet, total, where)

    def doctype(*_: object) -> None:
        raise UserError(
            "the spreadsheet declares its own XML entities, which no official file does", where=where
        )

    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler, parser.StartDoctypeDeclHandler = start, end, doctype
    try:
        parser.ParseFile(unpacked)
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise UserError(
            f"the spreadsheet is damaged: {error}", where=where, hint="download it again"
        ) from error
