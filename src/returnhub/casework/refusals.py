"""How the service says no: a stable code, a sentence, and what the law or the scheme says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

STATUS = {
    "not-found": 404,
    "not-allowed": 403,
    "stale-version": 412,
    "client-key-reused": 422,
    "hold-in-force": 409,
    "identity-in-doubt": 409,
    "rules-not-satisfied": 409,
    "promise-would-be-broken": 409,
    "not-from-this-stage": 409,
    "move-not-of-the-scheme": 404,
    "awaits-countersignature": 409,
    "nothing-to-countersign": 409,
    "same-officer": 403,
    "same-team": 403,
    "not-yours-to-settle": 403,
    "hold-not-in-force": 409,
    "case-closed": 409,
    "reasons-required": 422,
    "impossible-order": 422,
    "in-the-future": 422,
    "not-a-value": 422,
    "not-a-fact": 422,
    "not-an-event": 422,
    "fixed-fact": 409,
    "fact-of-the-scheme": 422,
    "computed-fact": 422,
    "already-open": 409,
    "no-next-action": 422,
    "scheme-not-in-force": 409,
    "no-place-free": 409,
    "bed-promised": 409,
    "bed-occupied": 409,
    "longest-stay": 409,
    "no-seat-free": 409,
    "no-place-held": 409,
    "no-seat-held": 409,
    "already-held": 409,
    "not-held": 409,
    "places-taken": 409,
    "too-many": 422,
    "busy": 503,
}
"""Every code and its HTTP status. Codes are part of the interface: they are never renamed."""


@dataclass(frozen=True, slots=True)
class Citation:
    """A rule that stands in the way: its name, its sentence, where it comes from, and its status."""

    rule: str
    says: str
    cite: str
    status: str = ""


class Refused(Exception):
    """Something the service does not do. `details` are plain data, such as both versions of a stale page."""

    def __init__(self, code: str, says: str, *, rules: tuple[Citation, ...] = (), **details: Any) -> None:
        super().__init__(says)
        self.code = code
        self.says = says
        self.rules = rules
        self.details = details
        self.status = STATUS[code]


def busy(error: Exception) -> Refused | None:
    """What to say where a change waited in vain for others (SQLite), or stood in a circle with one (PostgreSQL)."""
    if any(word in str(error) for word in ("database is locked", "deadlock detected", "lock timeout")):
        return Refused(
            "busy", "too many changes are being written at once; nothing was changed, so try again"
        )
    return None
