"""Small official-looking files for tests, with the quirks of the real ones. Every number in them is invented."""

from __future__ import annotations

import zipfile
from datetime import date, timedelta
from pathlib import Path
from xml.sax.saxutils import escape

from openpyxl import Workbook

DAY_HEADINGS = [
    "Date",
    "Migrants arrived",
    "Boats arrived",
    "Boats arrived - involved in uncontrolled landings",
    "Notes",
]
WEEK_HEADINGS = ["Week ending", *DAY_HEADINGS[1:4], "Migrants prevented", "Events prevented", "Notes"]
DATASET = [
    [
        "Year",
        "Quarter",
        "Method of entry",
        "Nationality",
        "Region",
        "Sex",
        "Age Group",
        "Number of detections",
    ],
    [2018, "2018 Q1", "Small boat arrivals", "Iran", "Middle East", "Male", "18 to 24", 4],
    [2018, "2018 Q1", "Small boat arrivals", "Iraq", "Middle East", "Female", "25 to 39", 3],
    [2018, "2018 Q2", "Recorded detections in the UK", "Iran", "Middle East", "Male", "18 to 24", 9],
    ["End of table"],
]


def ods(path: Path, sheets: dict[str, list[list[object]]], tail: int = 1_048_000) -> Path:
    """An ODS as the Home Office's tools write it: typed cells, and a tail of over a million repeated empty rows."""
    body = "".join(
        f'<table:table table:name="{escape(name)}">'
        + "".join(_ods_row(row) for row in rows)
        + f'<table:table-row table:number-rows-repeated="{tail}">'
        '<table:table-cell table:number-columns-repeated="16384"/></table:table-row></table:table>'
        for name, rows in sheets.items()
    )
    return ods_raw(path, body)


def ods_raw(path: Path, body: str, before: str = "", manifest: str = "") -> Path:
    """The same from the XML of its tables."""
    names = "urn:oasis:names:tc:opendocument:xmlns:"
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?>{before}<office:document-content office:version="1.2" '
        f'xmlns:office="{names}office:1.0" xmlns:table="{names}table:1.0" xmlns:text="{names}text:1.0">'
        f"<office:body><office:spreadsheet>{body}</office:spreadsheet></office:body></office:document-content>"
    )
    entry = (
        f'<manifest:manifest xmlns:manifest="{names}manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml">{manifest}'
        "</manifest:file-entry></manifest:manifest>"
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", entry)
    return path


def _ods_row(row: list[object]) -> str:
    return "<table:table-row>" + "".join(_ods_cell(cell) for cell in row) + "</table:table-row>"


def _ods_cell(cell: object) -> str:
    if cell is None or cell == "":
        return "<table:table-cell/>"
    if isinstance(cell, date):
        return f'<table:table-cell office:value-type="date" office:date-value="{cell:%Y-%m-%d}"/>'
    if isinstance(cell, (int, float)):
        return f'<table:table-cell office:value-type="float" office:value="{cell}"/>'
    return f'<table:table-cell office:value-type="string"><text:p>{escape(str(cell))}</text:p></table:table-cell>'


def xlsx(path: Path, sheets: dict[str, list[list[object]]]) -> Path:
    """A workbook as Excel writes it."""
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def days(first: date, people: list[object], note: dict[int, str] | None = None) -> list[list[object]]:
    """Rows of the daily sheet; a boat for each day with people."""
    return [
        [first + timedelta(n), p, 1 if p else 0, "-", (note or {}).get(n, "")] for n, p in enumerate(people)
    ]


def weekly_edition(
    path: Path, people: list[object], *, first: date = date(2024, 1, 1), cover_rows: int = 5, **more: object
) -> Path:
    """A small-boats file whose weeks are the sums of its days."""
    covers = [["Migrants detected crossing the English Channel in small boats"]]
    covers += [[f"A line of the cover, number {n}"] for n in range(2, cover_rows + 1)]
    rows = days(first, people, more.get("note"))  # type: ignore[arg-type]
    weeks = []
    for n in range(6, len(rows), 7):
        total = sum(p for _, p, *_ in rows[n - 6 : n + 1] if isinstance(p, int))
        weeks.append([rows[n][0], total, 1, "-", "-", "-", ""])
    sheets = {
        "Cover_sheet": covers,
        "Notes": [
            ["Notes"],
            ["1. These statistics are provisional. SB_01 relates to days and SB_02 to weeks."],
        ],
        "SB_01": [more.get("headings", DAY_HEADINGS), *rows],
    }
    if weeks := more.get("weeks") or weeks:
        sheets["SB_02"] = [WEEK_HEADINGS, *weeks]  # type: ignore[misc]
    return ods(path, sheets)  # type: ignore[arg-type]


def transparency(path: Path, sheets: dict[str, list[list[object]]]) -> Path:
    """A transparency workbook: cover with the day of release, contents, and the tables."""
    cover = [["Immigration and Protection"], [], ["Transparency Data"], [], ["Published: 29 February 2024"]]
    contents = [["Contents"], ["ASY_01: Percentage of Asylum applications processed within 6 months"]]
    return xlsx(path, {"Cover Sheet": cover, "Contents": contents, **sheets})
