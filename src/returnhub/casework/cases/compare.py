"""Comparing the rows of cases with what their entries make of them, in bulk.

Nearly every row is what its entries say: it is compared whole first, and looked at column by column only if it is not.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from django.db import connection

from returnhub.casework.access.officers import Officer, Team
from returnhub.casework.cases.children import NAMES, Children, read_children
from returnhub.casework.cases.columns import TABLE
from returnhub.casework.cases.fact_rows import answers_of, as_stored, columns_of, select_facts
from returnhub.casework.cases.models import Case
from returnhub.casework.cases.state import CaseState
from returnhub.casework.cases.storage import PLAIN, provenance
from returnhub.scheme.vocabulary import load_vocabulary

_WHOSE = ("owner", "team", "next_action_by", "holds_in_force", "links_in_doubt")
_COMPARED = (*PLAIN, *_WHOSE)
_JSON = tuple(_COMPARED.index(name) for name in ("stays", "names", "references"))
_OWNER = _COMPARED.index("owner")
_FACTS = 1 + len(_COMPARED)
"""Where the facts begin in a row: after the key of the case and what is compared of it."""


class Projections:
    """The rows of the cases after one reference and up to another ("": to the end), beside their entries."""

    def __init__(self, after: str = "", upto: str = "") -> None:
        self._officers = dict(Officer.objects.values_list("pk", "username"))
        self._teams = dict(Team.objects.values_list("pk", "name"))
        self._rows = {row[1]: row for row in _read(after, upto)}
        self._children = read_children(row[0] for row in self._rows.values())

    def differences(self, state: CaseState) -> Iterator[str]:
        """What the rows of the case of this state say that its entries do not."""
        row = self._rows.pop(state.reference, None)
        if row is None:
            yield "its entries are there but not the case"
            return
        held = self._as_compared(row)
        said = [getattr(state, name) for name in _COMPARED]
        if held != said:
            yield from _different_columns(dict(zip(_COMPARED, held, strict=True)), state)
        if not _same_facts(row[_FACTS:], state):
            yield from _different_facts(row[_FACTS:], state)
        children = self._children[row[0]]
        if any(getattr(children, name) != getattr(state, name) for name in NAMES):
            yield from _different_children(children, state)

    def left_over(self) -> Iterator[str]:
        """Cases that were not asked for: they have no entry."""
        yield from self._rows

    def _as_compared(self, row: tuple[Any, ...]) -> list[Any]:
        """The columns of a case as its state has them."""
        held = list(row[1:_FACTS])
        for at in _JSON:
            held[at] = json.loads(held[at]) if isinstance(held[at], str) else held[at]
        held[_OWNER] = self._officers.get(held[_OWNER], "")
        held[_OWNER + 1] = self._teams.get(held[_OWNER + 1], "")
        held[_OWNER + 2] = held[_OWNER + 2] or ""
        return held


def _read(after: str, upto: str) -> list[tuple[Any, ...]]:
    """Rows in the order of references: the key, what is compared of the case, and its facts."""
    until = ' AND c."reference" <= %s' if upto else ""
    query = (
        f"SELECT c.id, {_selected(connection.vendor)}, {select_facts()}"
        f" FROM casework_case c LEFT JOIN {TABLE} f ON f.case_id = c.id"
        f' WHERE c."reference" > %s{until} ORDER BY c."reference"'
    )
    with connection.cursor() as cursor:
        cursor.execute(query, [after, upto] if upto else [after])
        return cursor.fetchall()


@lru_cache(maxsize=2)
def _selected(vendor: str) -> str:
    fields = [Case._meta.get_field(name) for name in _COMPARED]
    return ", ".join(as_stored(vendor, f'c."{field.column}"', field) for field in fields)


def _same_facts(row: tuple[Any, ...], state: CaseState) -> bool:
    """Whether every column of the facts is what the answers fill, and where each came from is the same."""
    if json.loads(row[0] or "{}") != provenance(state):
        return False
    if list(row[1:]) == columns_of(state.facts):
        return True
    return answers_of(row) == state.facts and not _unfounded(row, state)


def _unfounded(row: tuple[Any, ...], state: CaseState) -> list[str]:
    """Facts that a column answers and no entry."""
    filled = zip(load_vocabulary().facts, row[1::2], row[2::2], strict=True)
    return [name for name, value, on in filled if (value, on) != (None, None) and name not in state.facts]


def _different_columns(held: dict[str, Any], state: CaseState) -> Iterator[str]:
    if held["version"] != state.version or held["head"] != state.head:
        yield (
            f"the case stands at entry {held['version']}, its chain ends at {state.version}: "
            "entries were cut off, or the case was changed"
        )
    for name in _COMPARED:
        if name not in ("version", "head") and held[name] != getattr(state, name):
            yield f"`{name}` is {held[name]!r}, its entries say {getattr(state, name)!r}"


def _different_facts(row: tuple[Any, ...], state: CaseState) -> Iterator[str]:
    held = answers_of(row)
    for name in held.keys() | state.facts.keys():
        if held.get(name) != state.facts.get(name) and name in load_vocabulary().facts:
            yield f"fact `{name}` is not what its entries say"
    for name in _unfounded(row, state):
        yield f"fact `{name}` has an answer in the row and in no entry"


def _different_children(children: Children, state: CaseState) -> Iterator[str]:
    for name in NAMES:
        if getattr(children, name) != getattr(state, name):
            yield f"its {name} are not what its entries say"
