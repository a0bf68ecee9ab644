"""Figures as CSV, XLSX and ODS, as government guidance on accessible spreadsheets asks.

One table a sheet, from one row of headings, no merged or empty cells; a cover with title and source; notes on
their own sheet; `[x]` where nothing is available. XLSX is written by gptables, which cannot write ODS: that
is written here the same way.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl

from returnhub.figures.cellnames import column_letters
from returnhub.figures.held import View
from returnhub.figures.titles import title
from returnhub.scheme.problems import UserError

NOT_AVAILABLE = "[x]"
SHORTHAND = "[x] means not available: the publisher gives no figure. It is not zero."
INSTRUCTIONS = "This worksheet contains one table. What the figures count is said in the notes worksheet."


def save(view: View, path: Path) -> None:
    """Write figures by the ending of the name (.csv, .xlsx or .ods), whole or not at all.

    Raises UserError for another ending or a place that cannot be written.
    """
    writers: dict[str, Callable[[View, Path], None]] = {".csv": _csv, ".xlsx": _xlsx, ".ods": _ods}
    writer = writers.get(path.suffix.lower())
    if writer is None:
        raise UserError(f"`{path}` is none of .csv, .ods, .xlsx, .png, .svg")
    beside = path.with_name(f".part-{path.name}")
    try:
        writer(view, beside)
        beside.replace(path)
    except OSError as error:
        raise UserError(f"the file cannot be written: {error.strerror}", where=str(path)) from error
    finally:
        beside.unlink(missing_ok=True)


def _table(view: View) -> tuple[list[str], list[list[Any]]]:
    """Headings and rows as they are to be read by people."""
    columns = ["period", *([view.by] if view.by else []), *view.names]
    by = [view.by.replace("_", " ").capitalize()] if view.by else []
    headings = ["Period", *by, *(title(n) for n in view.names)]
    rows = [
        [NOT_AVAILABLE if c is None else c for c in row] for row in view.frame.select(columns).iter_rows()
    ]
    whole = [[int(c) if isinstance(c, float) and c.is_integer() else c for c in row] for row in rows]
    return headings, whole


def _csv(view: View, path: Path) -> None:
    headings, rows = _table(view)
    text = [[str(c) for c in row] for row in rows]
    frame = pl.DataFrame(text, schema=dict.fromkeys(headings, pl.String), orient="row")
    path.write_text(frame.write_csv(), encoding="utf-8-sig")  # the mark lets Excel read the accents


def _xlsx(view: View, path: Path) -> None:
    try:
        import gptables  # optional, and slow to load: only when a workbook is written
        import pandas
    except ImportError as error:
        raise UserError(
            "writing .xlsx needs the `figures` extra",
            hint="pip install 'returnhub[figures]', or save as .ods or .csv",
        ) from error
    headings, rows = _table(view)
    table = gptables.GPTable(
        table=pandas.DataFrame(rows, columns=headings),
        table_name="figures",
        title=view.title + "".join(f"$$note{n}$$" for n in range(1, len(view.notes) + 1)),
        subtitles=[f"Unit: {view.unit}", SHORTHAND],
        instructions=INSTRUCTIONS,
        source=view.source,
        index_columns={2: 0},
    )
    marks = [f"note{n}" for n in range(1, len(view.notes) + 1)]
    notes = pandas.DataFrame({"Note reference": marks, "Note text": list(view.notes)})
    cover = gptables.Cover(title=view.title, intro=[view.source], about=list(view.notes))
    with warnings.catch_warnings():
        warnings.simplefilter(
            "ignore"
        )  # gptables uses parts of pandas that are going; not the reader's concern
        gptables.write_workbook(str(path), {"Figures": table}, cover=cover, notes_table=notes)


def _ods(view: View, path: Path) -> None:
    from odf.dc import Language, Title
    from odf.opendocument import OpenDocumentSpreadsheet

    headings, rows = _table(view)
    book = OpenDocumentSpreadsheet()
    book.meta.addElement(Title(text=view.title))
    book.meta.addElement(Language(text="en-GB"))
    styles = _styles(book)
    _sheet(
        book,
        styles,
        "Cover",
        [[view.title], [view.source], *([n] for n in view.notes)],
        headed=0,
        widths=["18cm"],
    )
    notes: list[list[Any]] = [
        ["Notes"],
        ["Note number", "Note text"],
        *([i, n] for i, n in enumerate(view.notes, 1)),
    ]
    _sheet(book, styles, "Notes", notes, headed=1, widths=["3cm", "18cm"])
    above = [[view.title], [f"Unit: {view.unit}"], [INSTRUCTIONS], [SHORTHAND], [view.source]]
    widths = ["5cm"] * (1 + bool(view.by)) + ["6cm"] * len(view.names)
    _sheet(book, styles, "Figures", [*above, headings, *rows], headed=len(above), widths=widths)
    _mark_table(book, len(above), len(rows), len(headings))
    with open(path, "wb") as file:
        book.write(file)


def _mark_table(book: Any, above: int, rows: int, columns: int) -> None:
    """Say where the table is, so that a screen reader can announce its headings."""
    from odf.table import DatabaseRange, DatabaseRanges

    area = f"Figures.A{above + 1}:Figures.{column_letters(columns)}{above + 1 + rows}"
    ranges = DatabaseRanges()
    ranges.addElement(DatabaseRange(name="figures", targetrangeaddress=area, containsheader="true"))
    book.spreadsheet.addElement(ranges)


def _styles(book: Any) -> dict[str, Any]:
    from odf.style import Style, TableCellProperties, TextProperties

    styles = {}
    for name, properties in {
        "title": [TextProperties(fontsize="15pt", fontweight="bold")],
        "heading": [TextProperties(fontweight="bold"), TableCellProperties(wrapoption="wrap")],
        "text": [TableCellProperties(wrapoption="wrap")],
    }.items():
        style = Style(name=name, family="table-cell")
        for each in properties:
            style.addElement(each)
        book.automaticstyles.addElement(style)
        styles[name] = style
    return styles


def _sheet(
    book: Any, styles: dict[str, Any], name: str, rows: list[list[Any]], *, headed: int, widths: list[str]
) -> None:
    """One sheet: a title in A1, and a table whose headings are row `headed` (0: no table)."""
    from odf.style import Style, TableColumnProperties
    from odf.table import Table, TableCell, TableColumn, TableRow
    from odf.text import P

    table = Table(name=name)
    for number, width in enumerate(widths):
        style = Style(name=f"{name}{number}", family="table-column")
        style.addElement(TableColumnProperties(columnwidth=width))
        book.automaticstyles.addElement(style)
        table.addElement(TableColumn(stylename=style))
    for index, cells in enumerate(rows):
        row = TableRow()
        look = "title" if index == 0 else "heading" if headed and index == headed else "text"
        # The lines above a table run on over its columns; wrapped in the first they would be tall and thin
        plain = {} if (name == "Figures" and 0 < index < headed) else {"stylename": styles[look]}
        for cell in cells:
            if isinstance(cell, (int, float)):
                made = TableCell(valuetype="float", value=cell)
                made.addElement(P(text=f"{cell:,}"))
            else:
                made = TableCell(valuetype="string", **plain)
                made.addElement(P(text=str(cell)))
            row.addElement(made)
        table.addElement(row)
    book.spreadsheet.addElement(table)
