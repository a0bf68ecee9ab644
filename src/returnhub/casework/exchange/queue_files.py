"""A queue as a file, CSV or ODS, with an entry in the ledger that says who took it and how much it held."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping

from returnhub.casework.access.officers import Officer
from returnhub.casework.access.roles import role_for
from returnhub.casework.cases.models import Case
from returnhub.casework.cases.scheme_facts import record_for_service
from returnhub.casework.queues.filters import COLUMNS
from returnhub.casework.queues.pages import queue_cases
from returnhub.casework.refusals import Refused

MOST = {"csv": 50_000, "ods": 5_000}
"""Rows that a file of a kind can have: an ODS of fifty thousand took half a minute to make, and a gigabyte."""
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def export_queue(
    by: Officer, name: str, kind: str = "csv", filters: Mapping[str, str] | None = None
) -> bytes:
    """The cases of a queue as `csv` or `ods`, only what the officer can see; refused beyond `MOST`: a file that stops
    in the middle would be taken for the whole.
    """
    role, most = role_for(by, "export"), MOST[kind]
    cases = queue_cases(by, name, filters=filters).select_related("owner", "team").order_by("pk")
    if cases.order_by()[: most + 1].count() > most:
        instead = "filter the queue first" + (", or take the CSV" if kind == "ods" else "")
        raise Refused("too-many", f"the file would have more than {most:,} cases: {instead}", most=most)
    rows = [list(COLUMNS.values()), *(_row(case) for case in cases)]
    payload = {"queue": name, "rows": len(rows) - 1, "kind": kind, "filters": dict(filters or {})}
    record_for_service(by, role, "queue_exported", payload)
    return _ods(rows) if kind == "ods" else _csv(rows)


def _row(case: Case) -> list[str]:
    values = (getattr(case, name) for name in COLUMNS)
    return [_safe("" if value is None else str(value)) for value in values]


def _safe(text: str) -> str:
    """A cell that a spreadsheet would take for a formula is made text."""
    return "'" + text if text.startswith(FORMULA) else text


def _csv(rows: list[list[str]]) -> bytes:
    file = io.StringIO()
    csv.writer(file, lineterminator="\r\n").writerows(rows)
    return file.getvalue().encode("utf-8-sig")


def _ods(rows: list[list[str]]) -> bytes:
    from odf.opendocument import OpenDocumentSpreadsheet
    from odf.table import Table, TableCell, TableRow
    from odf.text import P

    document = OpenDocumentSpreadsheet()
    table = Table(name="queue")
    for row in rows:
        line = TableRow()
        for text in row:
            cell = TableCell(valuetype="string")
            cell.addElement(P(text=text))
            line.addElement(cell)
        table.addElement(line)
    document.spreadsheet.addElement(table)
    file = io.BytesIO()
    document.write(file)
    return file.getvalue()
