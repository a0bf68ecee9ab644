"""One change to one case, from the lock to the commit. Every action of the service goes through `commit`."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.db import IntegrityError, transaction

from returnhub.casework.access.officers import Officer
from returnhub.casework.access.visibility import visible_to
from returnhub.casework.api.outbox import enqueue
from returnhub.casework.cases.models import Case
from returnhub.casework.cases.state import CaseState, fold
from returnhub.casework.cases.storage import load, save
from returnhub.casework.ledger.append import Draft, Head, append
from returnhub.casework.ledger.entry import canonical
from returnhub.casework.ledger.models import Entry
from returnhub.casework.refusals import Refused


@dataclass(frozen=True, slots=True)
class Done:
    """What an action did. `repeated`: the client key was seen before, and nothing was done again."""

    reference: str
    version: int
    seq: int
    hash: str
    repeated: bool = False


@dataclass(slots=True)
class Change:
    """A locked case and the entries that are about to be written."""

    by: Officer
    state: CaseState
    now: datetime
    role: str = ""
    drafts: list[Draft] = field(default_factory=list)

    def add(
        self,
        kind: str,
        payload: dict[str, Any],
        *,
        occurred_at: datetime | None = None,
        reasons: dict[str, Any] | None = None,
        evidence: str = "",
        lane: str = "case",
    ) -> int:
        """Put an entry down; returns the place it will have in the chain."""
        occurred_at = occurred_at or self.now
        if occurred_at > self.now:
            raise Refused("in-the-future", f"`{occurred_at:%d %B %Y %H:%M}` has not been yet")
        self.drafts.append(Draft(kind, payload, occurred_at, reasons or {}, evidence, lane))
        return self.state.version + len(self.drafts)


Work = Callable[[Change], None]


def commit(
    by: Officer,
    reference: str,
    role: str,
    work: Work,
    *,
    version: int | None = None,
    client_key: str = "",
    request: Any = None,
) -> Done:
    """Lock the case, run `work`, write its entries and the projection, or refuse and write nothing.

    `version` is the version that the officer saw; a different one now is refused. `client_key` makes the
    action safe to repeat: the same key with the same `request` returns what was done the first time.
    """
    digest = request_digest(request, reference)
    if client_key and (done := _earlier(by, client_key, digest)):
        return done
    with transaction.atomic():
        row = lock(by, reference)
        if client_key and (done := _earlier(by, client_key, digest)):
            return done
        if version is not None and version != row.version:
            raise Refused(
                "stale-version",
                f"the case changed since you opened it: you saw version {version}, it is now {row.version}",
                yours=version,
                current=row.version,
            )
        change = Change(by, load(row), datetime.now(UTC), role)
        work(change)
        return _write(change, row, client_key, digest)


def create(by: Officer, reference: str, role: str, work: Work, *, client_key: str, request: Any) -> Done:
    """The same for a case that does not exist yet."""
    digest = request_digest(request, "")
    if client_key and (done := _earlier(by, client_key, digest)):
        return done
    try:
        with transaction.atomic():
            change = Change(by, CaseState(), datetime.now(UTC), role)
            change.state.reference = reference
            work(change)
            return _write(change, None, client_key, digest)
    except IntegrityError:
        if client_key and (done := _earlier(by, client_key, digest)):
            return done
        raise


def lock(by: Officer, reference: str) -> Case:
    """The row of a case that the officer can see, locked until the transaction ends."""
    cases = visible_to(by).filter(reference=reference).select_for_update(of=("self",))
    # Not `first()`: ordered by key, SQLite would rather walk the whole table than look up the reference.
    row = next(iter(cases.select_related("owner", "team")[:1]), None)
    if row is None:
        raise Refused("not-found", f"there is no case `{reference}` that you can see")
    return row


def request_digest(request: Any, reference: str) -> str:
    """What tells one request from another under the same client key."""
    return hashlib.sha256(canonical([reference, request]).encode()).hexdigest()[:32]


def _earlier(by: Officer, client_key: str, digest: str) -> Done | None:
    entry = next(iter(Entry.objects.filter(actor=by.username, client_key=client_key)[:1]), None)
    if entry is None:
        return None
    if entry.data.get("request_digest") != digest:
        raise Refused("client-key-reused", f"the key `{client_key}` was used before, for something else")
    last = Entry.objects.filter(
        stream=entry.stream, recorded_at=entry.recorded_at, actor=entry.actor, seq__gte=entry.seq
    ).order_by("-seq")[0]
    return Done(entry.stream, last.seq, entry.seq, last.hash, repeated=True)


def _write(change: Change, row: Case | None, client_key: str, digest: str) -> Done:
    state, drafts = change.state, change.drafts
    if client_key and drafts:
        first = drafts[0]
        payload = {**first.payload, "request_digest": digest}
        drafts[0] = Draft(
            first.kind, payload, first.occurred_at, first.reasons, first.evidence, first.lane, client_key
        )
    records = append(
        state.reference,
        Head(state.version, state.head, state.changed_at),
        drafts,
        actor=change.by.username,
        role=change.role,
        now=change.now,
    )
    fold(records, state)
    save(state, row)
    enqueue(records)
    return Done(state.reference, state.version, records[0].seq, records[-1].hash)
