"""Entries as they are hashed, straight from the database: building Django's objects of them takes longer."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from returnhub.casework.ledger.entry import EntryRecord
from returnhub.casework.ledger.models import RECORD_FIELDS

_SELECT = "SELECT " + ", ".join(f'"{name}"' for name in RECORD_FIELDS) + " FROM casework_entry"


def chain_of(stream: str) -> list[EntryRecord]:
    """The entries of one chain, in order."""
    return _read(f'{_SELECT} WHERE stream = %s ORDER BY "seq"', [stream])


def chains_between(after: str, upto: str) -> list[EntryRecord]:
    """The entries of every stream after one name and up to another ("": to the end), chain by chain in order."""
    until = ' AND "stream" <= %s' if upto else ""
    query = f'{_SELECT} WHERE "stream" > %s{until} ORDER BY "stream", "seq"'
    return _read(query, [after, upto] if upto else [after])


def _read(query: str, values: list[str]) -> list[EntryRecord]:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return list(map(EntryRecord._make, cursor.fetchall()))


@contextmanager
def snapshot() -> Iterator[None]:
    """Everything read within sees the database at one moment, while others go on writing."""
    if connection.in_atomic_block:
        yield
        return
    isolated = " ISOLATION LEVEL REPEATABLE READ READ ONLY" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute("BEGIN" + isolated)
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")
