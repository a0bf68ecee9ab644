"""What an entry is and how its hash is made. No database here: the standalone verifier does the same sums.

    contents = SHA-256 of the JSON array [salt, payload, occurred_at, reasons, evidence, client_key]
    hash     = SHA-256 of the JSON array ["returnhub-entry-1", stream, seq, kind, lane, recorded_at,
                                          actor, role, contents, hash of the entry before or ""]

JSON as UTF-8 without spaces and without escapes of non-ASCII. Contents are hashed on their own, with a random
salt, so that a ledger can be given to outsiders without them: the chain can still be verified, and a short
payload cannot be found by trying all that it could be.
"""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, date, datetime
from json.encoder import encode_basestring as _text
from typing import Any, NamedTuple

FORMAT = "returnhub-entry-1"
_decode = json.JSONDecoder().decode
_canonical = json.JSONEncoder(
    ensure_ascii=False, separators=(",", ":"), sort_keys=True, default=lambda o: _plain(o)
).encode


class EntryRecord(NamedTuple):
    """One entry as text, exactly as it is hashed. Times are UTC, `2026-11-24T13:00:00.000000Z`."""

    stream: str
    seq: int
    kind: str
    lane: str
    recorded_at: str
    actor: str
    role: str
    salt: str
    payload: str
    occurred_at: str
    reasons: str
    evidence: str
    client_key: str
    previous: str
    hash: str = ""

    @property
    def data(self) -> dict[str, Any]:
        """The payload as plain data."""
        return dict(_decode(self.payload))


def contents_digest(entry: EntryRecord) -> str:
    """The digest of what an entry says, as distinct from its place in the chain."""
    parts = (entry.salt, entry.payload, entry.occurred_at, entry.reasons, entry.evidence, entry.client_key)
    return hashlib.sha256(f"[{','.join(map(_text, parts))}]".encode()).hexdigest()


def entry_hash(entry: EntryRecord, contents: str | None = None) -> str:
    """The hash that the next entry of the chain carries on."""
    # The array is put together from its texts: an encoder made for each entry takes longer than the hash.
    rest = (
        entry.kind, entry.lane, entry.recorded_at, entry.actor, entry.role,
        contents or contents_digest(entry), entry.previous,
    )  # fmt: skip
    line = f'["{FORMAT}",{_text(entry.stream)},{entry.seq},{",".join(map(_text, rest))}]'
    return hashlib.sha256(line.encode()).hexdigest()


def canonical(data: Any) -> str:
    """Data as JSON text in the one form that is stored and hashed: sorted keys, no spaces, no floats."""
    return _canonical(data)


def stamp(moment: datetime) -> str:
    """A moment as the ledger writes it: UTC, microseconds, `Z`; text order is time order."""
    # Not `strftime`: it writes the year 500 with three figures, and text order would no longer be time order.
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def moment(text: str) -> datetime:
    """The moment that a stamp says."""
    return datetime.fromisoformat(text)


def _plain(value: object) -> Any:
    if isinstance(value, datetime):
        return stamp(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple | set | frozenset):
        return list(value)
    raise TypeError(f"the ledger cannot hold a {type(value).__name__}")
