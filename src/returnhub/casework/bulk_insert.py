"""Many rows into a table at once: COPY on PostgreSQL, one prepared statement on SQLite."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import connection

MOST_KIBIBYTES = 1_000_000


def insert(table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert rows within the caller's transaction. Values are as the database takes them (JSON as text)."""
    names = ", ".join(f'"{name}"' for name in columns)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            return
        marks = ", ".join(["%s"] * len(columns))
        cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", rows)


@contextmanager
def room_in_memory() -> Iterator[None]:
    """SQLite: up to a gigabyte for pages while much is inserted.

    References are random, so every index on them is written all over; pages that do not fit are written many times.
    """
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        held = cursor.execute("PRAGMA cache_size").fetchone()[0]
        cursor.execute(f"PRAGMA cache_size = {-MOST_KIBIBYTES}")
        try:
            yield
        finally:
            cursor.execute(f"PRAGMA cache_size = {int(held)}")
