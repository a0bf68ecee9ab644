"""The outbox: deliveries are written with the entries, and sent afterwards, in order within each case."""

from __future__ import annotations

from collections.abc import Sequence

from returnhub.casework.access.visibility import visible_to
from returnhub.casework.api.models import Outgoing, Subscriber
from returnhub.casework.ledger.entry import EntryRecord, canonical


def enqueue(records: Sequence[EntryRecord]) -> None:
    """Put down what each subscriber is to be told: kind, place and hash, never what the entry says.

    The rows of the cases are written already: a subscriber hears of those that its account can see now.
    """
    subscribers = Subscriber.objects.filter(active=True).exclude(officer=None).select_related("officer")
    made = [
        _delivery(subscriber, record)
        for subscriber in subscribers
        for record in _heard_by(subscriber, records)
    ]
    if made:
        Outgoing.objects.bulk_create(made)


def _heard_by(subscriber: Subscriber, records: Sequence[EntryRecord]) -> list[EntryRecord]:
    streams = {record.stream for record in records}
    seen = visible_to(subscriber.officer).filter(reference__in=streams)
    heard = set(seen.values_list("reference", flat=True))
    kinds = subscriber.kinds
    return [r for r in records if r.stream in heard and r.lane == "case" and (not kinds or r.kind in kinds)]


def _delivery(subscriber: Subscriber, record: EntryRecord) -> Outgoing:
    body = {
        "case": record.stream,
        "seq": record.seq,
        "kind": record.kind,
        "recorded_at": record.recorded_at,
        "hash": record.hash,
    }
    return Outgoing(
        subscriber=subscriber,
        stream=record.stream,
        seq=record.seq,
        body=canonical(body),
        next_try_at=record.recorded_at,
    )
