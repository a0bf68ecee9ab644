"""Judged tables as a sheet of XLSX or ODS, row by row, so that a million rows need no memory."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

import polars as pl

from returnhub.scheme.problems import UserError

SHEET_ROWS = 1_048_575
"""Data rows that fit in a sheet of XLSX or ODS."""
_NOT_IN_XML = re.compile("[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\ufffe\\uffff]")


def refuse_too_many(about: int | None, target: Path) -> None:
    """Raise `UserError` before the work begins, if a sheet can surely not hold about so many lines of cases."""
    if about is not None and about > 2 * SHEET_ROWS:  # text with line breaks is counted more than once
        raise _too_many(target)


def _too_many(path: Path) -> UserError:
    where = path.name.removeprefix(".").removesuffix(".part")
    return UserError(f"a sheet holds {SHEET_ROWS:,} cases at most", where=where, hint="write Parquet or CSV")


def write_xlsx(batches: Iterator[pl.DataFrame], path: Path) -> None:
    """Every cell as text, under a frozen heading."""
    import xlsxwriter  # type: ignore[import-untyped]
    from xlsxwriter.exceptions import FileCreateError  # type: ignore[import-untyped]

    try:
        with xlsxwriter.Workbook(str(path), {"constant_memory": True, "strings_to_formulas": False}) as book:
            sheet = book.add_worksheet("cases")
            for number, row in enumerate(_rows(batches, path)):
                sheet.write_row(number, 0, row)
            sheet.freeze_panes(1, 1)
    except FileCreateError as error:
        raise error.args[0] from None  # the OSError that it wraps


def write_ods(batches: Iterator[pl.DataFrame], path: Path) -> None:
    """The same as OpenDocument. Written by hand: libraries build the whole document in memory first."""
    with ZipFile(path, "w", ZIP_DEFLATED) as book:
        book.writestr("mimetype", _MIME, ZIP_STORED)  # first and not compressed, as the format asks
        book.writestr("META-INF/manifest.xml", _MANIFEST)
        with book.open("content.xml", "w", force_zip64=True) as content:
            content.write(_HEAD.encode())
            for row in _rows(batches, path):
                line = f"<table:table-row>{''.join(map(_cell, row))}</table:table-row>"
                content.write(line.encode())
            content.write(_FOOT.encode())


def _rows(batches: Iterator[pl.DataFrame], path: Path) -> Iterator[list[str | None]]:
    """The heading, then every row as text; a `UserError` when a sheet cannot hold them."""
    count = 0
    for number, batch in enumerate(batches):
        if number == 0:
            yield list(batch.columns)
        count += len(batch)
        if count > SHEET_ROWS:
            raise _too_many(path)
        for row in batch.iter_rows():
            yield [None if cell is None else str(cell) for cell in row]


def _cell(text: str | None) -> str:
    if text is None:
        return "<table:table-cell/>"
    inside = escape(_NOT_IN_XML.sub("\ufffd", text))
    return f'<table:table-cell office:value-type="string"><text:p>{inside}</text:p></table:table-cell>'


_MIME = "application/vnd.oasis.opendocument.spreadsheet"
_MANIFEST = f"""<?xml version="1.0" encoding="UTF-8"?>
<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.2">
<manifest:file-entry manifest:full-path="/" manifest:media-type="{_MIME}"/>
<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>
</manifest:manifest>"""
_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" \
xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" \
xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2">\
<office:body><office:spreadsheet><table:table table:name="cases">"""
_FOOT = "</table:table></office:spreadsheet></office:body></office:document-content>"
