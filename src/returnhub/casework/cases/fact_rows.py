"""Reading the row of facts directly: Django spends milliseconds on composing so wide a query each time."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.models import DateField, Field, JSONField

from returnhub.casework.cases.columns import TABLE, fact_columns
from returnhub.casework.cases.state import Answer
from returnhub.scheme.types import Boolean
from returnhub.scheme.vocabulary import load_vocabulary


@lru_cache(maxsize=1)
def _booleans() -> frozenset[str]:
    facts = load_vocabulary().facts.values()
    return frozenset(f.name for f in facts if isinstance(f.type, Boolean) and not f.group)


@lru_cache(maxsize=1)
def _groups() -> frozenset[str]:
    return frozenset(f.name for f in load_vocabulary().facts.values() if f.group)


def select_facts() -> str:
    """What to select from the table of facts, named `f`, for `answers_of`: provenance, then every column."""
    return _selected(connection.vendor)


@lru_cache(maxsize=2)
def _selected(vendor: str) -> str:
    return ", ".join(as_stored(vendor, f'f."{name}"', field) for name, field in _columns().items())


def as_stored(vendor: str, column: str, field: Field[Any, Any]) -> str:
    """A column as plainly as the database gives it; days as text.

    On SQLite an expression has no type, so that Python makes nothing of it for us; and `+` changes nothing.
    """
    if vendor == "sqlite":
        return "+" + column
    return f"CAST({column} AS text)" if isinstance(field, DateField) else column


def _columns() -> dict[str, Field[Any, Any]]:
    return {"provenance": JSONField(), **fact_columns()}


def read_facts(case: int) -> dict[str, Answer]:
    """What is known of a case (by the key of its row), as plain data, with where each answer came from."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {select_facts()} FROM {TABLE} f WHERE f.case_id = %s", [case])
        row = cursor.fetchone()
    return {} if row is None else answers_of(row)


def read_many_facts(cases: Sequence[int]) -> dict[int, dict[str, Answer]]:
    """The same for many cases, by the keys of their rows."""
    if not cases:
        return {}
    marks = ", ".join(["%s"] * len(cases))
    query = f"SELECT f.case_id, {select_facts()} FROM {TABLE} f WHERE f.case_id IN ({marks})"
    with connection.cursor() as cursor:
        cursor.execute(query, list(cases))
        return {key: answers_of(row) for key, *row in cursor.fetchall()}


@lru_cache(maxsize=1)
def _places() -> dict[str, int]:
    """Where each fact stands in a row: its value there, its day one further."""
    return {name: 2 * number + 1 for number, name in enumerate(load_vocabulary().facts)}


def answers_of(row: Sequence[Any]) -> dict[str, Answer]:
    """The answers in one row of `select_facts`; what is no longer a fact is left out."""
    places, found = _places(), {}
    for name, where in json.loads(row[0] or "{}").items():
        if (at := places.get(name)) is not None:
            found[name] = Answer(_plain(name, row[at]), row[at + 1] or "", *where)
    return found


def columns_of(answers: Mapping[str, Answer]) -> list[Any]:
    """The columns that these answers fill, in the order of `select_facts`; every other is empty."""
    places = _places()
    columns: list[Any] = [None] * (2 * len(places))
    for name, answer in answers.items():
        if (at := places.get(name)) is not None:
            columns[at - 1 : at + 1] = answer.value, answer.on or None
    return columns


def _plain(name: str, value: Any) -> Any:
    if value is None:
        return None
    if name in _booleans():
        return bool(value)
    return json.loads(value) if name in _groups() and isinstance(value, str) else value
