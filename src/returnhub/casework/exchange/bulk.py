"""Many new cases at once: the same entries and the same fold as one by one, as rows that are written together.

`prepare` makes the rows and asks no database, so that other processes can do it; `write` puts them down.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.db import connection

from returnhub.casework.api.outbox import enqueue
from returnhub.casework.bulk_insert import insert
from returnhub.casework.cases.columns import DAY, TABLE
from returnhub.casework.cases.names import search_keys
from returnhub.casework.cases.state import CaseState, as_date, fold
from returnhub.casework.cases.storage import PLAIN, provenance
from returnhub.casework.ledger.append import Draft, Head, chain
from returnhub.casework.ledger.entry import EntryRecord
from returnhub.casework.ledger.models import RECORD_FIELDS
from returnhub.scheme.types import Date
from returnhub.scheme.vocabulary import load_vocabulary

_JSON = ("stays", "names", "references")
_CASE = ("id", *PLAIN, "owner_id", "team_id", "next_action_by", "holds_in_force", "links_in_doubt")
_to_json = json.JSONEncoder(ensure_ascii=False).encode


@dataclass(frozen=True, slots=True)
class Writing:
    """Who writes and when, and the keys of officers and teams by name."""

    actor: str
    role: str
    at: str
    officers: Mapping[str, int]
    teams: Mapping[str, int]


class NewCase(NamedTuple):
    """A case that is to be: the key of its row, its reference, and its first entries."""

    key: int
    reference: str
    drafts: list[Draft]


class Prepared(NamedTuple):
    """Rows for each table. `fact_columns`: the columns of `facts`, which differ from batch to batch."""

    entries: list[EntryRecord]
    cases: list[list[Any]]
    fact_columns: list[str]
    facts: list[list[Any]]
    search_keys: list[tuple[int, str, str]]


def prepare(writing: Writing, cases: Sequence[NewCase]) -> Prepared:
    """The rows of new cases and their entries."""
    entries: list[EntryRecord] = []
    states: list[tuple[int, CaseState]] = []
    for key, reference, drafts in cases:
        made = chain(reference, Head(), drafts, actor=writing.actor, role=writing.role, at=writing.at)
        entries += made
        states.append((key, fold(made)))
    columns, facts = _facts(states)
    keys = [
        (key, kind, value)
        for key, s in states
        for kind, value in search_keys(s.reference, s.names, s.born, s.references)
    ]
    return Prepared(entries, [_case(writing, *state) for state in states], columns, facts, keys)


def write(prepared: Prepared) -> None:
    """Insert what was prepared within the caller's transaction, which shares the lock of appending."""
    insert("casework_entry", RECORD_FIELDS, prepared.entries)
    insert("casework_case", _CASE, prepared.cases)
    insert(TABLE, prepared.fact_columns, prepared.facts)
    insert("casework_searchkey", ("case_id", "kind", "value"), prepared.search_keys)
    enqueue(prepared.entries)


def _case(writing: Writing, key: int, state: CaseState) -> list[Any]:
    plain = (getattr(state, name) for name in PLAIN)
    return [
        key,
        *(_to_json(v) if name in _JSON else v for name, v in zip(PLAIN, plain, strict=True)),
        writing.officers.get(state.owner),
        writing.teams.get(state.team),
        as_date(state.next_action_by),
        0,
        0,
    ]


def _facts(states: Sequence[tuple[int, CaseState]]) -> tuple[list[str], list[list[Any]]]:
    """Only the columns that some case of the batch has an answer for."""
    used = sorted({name for _, s in states for name in s.facts})
    vocabulary = load_vocabulary().facts
    dates = {name for name in used if isinstance(vocabulary[name].type, Date)}
    rows = []
    for key, state in states:
        row: list[Any] = [key, _to_json(provenance(state))]
        for name in used:
            answer = state.facts.get(name)
            if answer is None:
                row += (None, None)
            else:
                day = name in dates and answer.value is not None
                row += (date.fromisoformat(answer.value) if day else answer.value, as_date(answer.on))
        rows.append(row)
    return ["case_id", "provenance", *(c for name in used for c in (name, DAY.format(name)))], rows


class Keys:
    """Keys for new rows of cases, from the database's own counter, within the transaction that writes them."""

    def __init__(self) -> None:
        self._last = 0
        if connection.vendor == "sqlite":  # nobody else writes until this transaction ends
            with connection.cursor() as cursor:
                query = "SELECT COALESCE(MAX(seq), 0) FROM sqlite_sequence WHERE name = 'casework_case'"
                self._last = cursor.execute(query).fetchone()[0]

    def take(self, count: int) -> Sequence[int]:
        """The next keys."""
        if connection.vendor == "sqlite":
            self._last += count
            return range(self._last - count + 1, self._last + 1)
        with connection.cursor() as cursor:
            query = (
                "SELECT nextval(pg_get_serial_sequence('casework_case', 'id')) FROM generate_series(1, %s)"
            )
            cursor.execute(query, [count])
            return [row[0] for row in cursor.fetchall()]
