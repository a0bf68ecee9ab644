"""Adding entries to a chain: the only writer of the ledger."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.db import connection

from returnhub.casework.ledger.entry import EntryRecord, canonical, entry_hash, stamp
from returnhub.casework.ledger.models import Entry

SERVICE = "service"
"""The stream of what is not about one case: roles, exports, policy."""
APPEND_LOCK = 7_238_415
"""Appending shares this lock; a checkpoint takes it alone, so it sees no gap (PostgreSQL)."""


@dataclass(frozen=True, slots=True)
class Draft:
    """An entry before it has its place: what happened, when, and why."""

    kind: str
    payload: dict[str, Any]
    occurred_at: datetime
    reasons: dict[str, Any] = field(default_factory=dict)
    evidence: str = ""
    lane: str = "case"
    client_key: str = ""


@dataclass(frozen=True, slots=True)
class Head:
    """The end of a chain: the last entry's place, hash and time. A new chain ends at 0."""

    seq: int = 0
    hash: str = ""
    recorded_at: str = ""


def head_of(stream: str) -> Head:
    """The end of a chain, read from the ledger. Callers hold the lock of the stream."""
    last = (
        Entry.objects.filter(stream=stream).order_by("-seq").values_list("seq", "hash", "recorded_at").first()
    )
    return Head(*last) if last else Head()


def append(
    stream: str, head: Head, drafts: Sequence[Draft], *, actor: str, role: str, now: datetime | None = None
) -> list[EntryRecord]:
    """Write entries at the end of a chain and return them.

    Call within a transaction that holds the lock of the stream. The clock may step back; a chain never.
    """
    share_append_lock()
    at = max(stamp(now or datetime.now(UTC)), head.recorded_at)
    records = list(chain(stream, head, drafts, actor=actor, role=role, at=at))
    Entry.objects.bulk_create([Entry(**fields_of(record)) for record in records])
    return records


def chain(
    stream: str, head: Head, drafts: Sequence[Draft], *, actor: str, role: str, at: str
) -> Sequence[EntryRecord]:
    """The entries that would follow a head; nothing is written."""
    made: list[EntryRecord] = []
    seq, previous = head.seq, head.hash
    for draft in drafts:
        seq += 1
        parts = (
            stream, seq, draft.kind, draft.lane, at, actor, role, secrets.token_hex(16),
            canonical(draft.payload), stamp(draft.occurred_at),
            canonical(draft.reasons), draft.evidence, draft.client_key, previous,
        )  # fmt: skip
        previous = entry_hash(EntryRecord(*parts))
        made.append(EntryRecord(*parts, previous))
    return made


def fields_of(record: EntryRecord) -> dict[str, Any]:
    """The columns of an entry."""
    return record._asdict()


def share_append_lock() -> None:
    """Keep checkpoints out until this transaction ends. SQLite has one writer anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [APPEND_LOCK])
