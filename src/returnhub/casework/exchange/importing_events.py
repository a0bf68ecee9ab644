"""Bringing in many events from a file: all of them or none, each through the same door as one from a form.

Columns: `case` (our reference) or `ref: <system>` (a number of another system), `event`, `occurred_on`, `evidence`, and
the questions of the events by their names. `not known` in a cell says that nobody knows, of a question as of
`occurred_on`; an empty cell says nothing, and is refused where an answer is required. Each entry keeps the file and
row that it came from. A file that is brought in twice records nothing twice.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

from django.db import transaction

from returnhub.casework.access.officers import Officer
from returnhub.casework.access.roles import role_for
from returnhub.casework.access.visibility import visible_to
from returnhub.casework.cases.establishing import Day, record_event
from returnhub.casework.cases.event_types import NOT_KNOWN, is_not_known
from returnhub.casework.cases.events import EVENTS
from returnhub.casework.cases.models import SearchKey
from returnhub.casework.cases.names import plain
from returnhub.casework.cases.scheme_facts import record_for_service
from returnhub.casework.exchange.importing import MOST_PROBLEMS, ImportReport, RowProblem
from returnhub.casework.exchange.tables import read_rows
from returnhub.casework.refusals import Refused
from returnhub.scheme.problems import UserError, nearest
from returnhub.scheme.types import parse_day

_PLAIN = ("case", "event", "occurred_on", "evidence")


class _Undo(Exception):
    """Leaves the transaction of a check without keeping anything."""


def import_events(
    by: Officer, path: Path, *, apply: bool, progress: Callable[[int], None] | None = None
) -> ImportReport:
    """Record every row in one transaction; without `apply`, or with any problem, undo it again.

    So a check is exactly what an import would do, with what one row makes of the next.
    """
    role, report = role_for(by, "import"), ImportReport()
    key = hashlib.sha256(path.read_bytes()).hexdigest()[:16] if path.is_file() else ""
    try:
        with transaction.atomic():
            for number, row in read_rows(path):
                report.rows += 1
                try:
                    if _record(by, row, f"{path.name} row {number}", f"{key}/{number}"):
                        report.written += 1
                    report.good += 1
                except Refused as refused:
                    if len(report.problems) < MOST_PROBLEMS:
                        report.problems.append(RowProblem(number, refused.says))
                if progress:
                    progress(report.rows)
            if report.problems or not apply:
                raise _Undo
            payload = {"file": path.name, "rows": report.rows, "recorded": report.written}
            record_for_service(by, role, "events_imported", payload)
    except _Undo:
        report.written = 0
    return report


def _record(by: Officer, row: dict[str, str], origin: str, key: str) -> bool:
    """Record one row; False if it was recorded before."""
    if "event" not in row:
        raise UserError(
            "there is no column `event`",
            where=origin.rpartition(" row ")[0],
            hint="events come with `case` or `ref: SYSTEM`, `event`, `occurred_on`, and the questions of the event",
        )
    event = row["event"]
    kind = EVENTS.get(event)
    if kind is None:
        says = (
            f"`{event}` is not an event; {nearest(event, EVENTS)}" if event else "the column `event` is empty"
        )
        raise Refused("not-an-event", says.removesuffix("; "))
    asked = {f.name for f in kind.fields}
    fields = {}
    for name, text in row.items():
        if name in _PLAIN or name.startswith("ref:"):
            continue
        if name not in asked:
            if text and name in _ALL_FIELDS:
                raise Refused("not-a-value", f"`{event}` does not ask `{name}`: leave it empty")
            if name not in _ALL_FIELDS:
                hint = nearest(name, (*_PLAIN, *_ALL_FIELDS))
                raise UserError(f"`{name}` is neither a column nor a question of any event", hint=hint)
            continue
        fields[name] = text
    evidence = f"{origin}: {row.get('evidence') or 'no evidence given'}"[:200]
    done = record_event(
        by,
        _case(by, row),
        event,
        fields,
        occurred_on=_day(row),
        evidence=evidence,
        client_key=f"import {key}",
    )
    return not done.repeated


_ALL_FIELDS = frozenset(f.name for kind in EVENTS.values() for f in kind.fields)


def _case(by: Officer, row: dict[str, str]) -> str:
    """Our reference of the case: as given, or found by the number of another system."""
    if row.get("case"):
        return row["case"]
    numbers = [text for name, text in row.items() if name.startswith("ref:") and text]
    if not numbers:
        raise Refused("not-a-value", "give `case`, or the number of another system as `ref: home office`")
    keys = SearchKey.objects.filter(kind="reference", value=plain(numbers[0]))
    found = list(
        visible_to(by).filter(search_keys__in=keys).values_list("reference", flat=True).distinct()[:2]
    )
    if len(found) != 1:
        what = "no case" if not found else "more than one case"
        raise Refused("not-found", f"{what} that you can see has the number `{numbers[0]}`")
    return found[0]


def _day(row: dict[str, str]) -> Day | None:
    text = row.get("occurred_on", "")
    if text and is_not_known(text):
        return NOT_KNOWN
    try:
        return parse_day(text) if text else None
    except ValueError:
        raise Refused("not-a-value", f"`occurred_on`: `{text}` is not a date written as 2026-12-31") from None
