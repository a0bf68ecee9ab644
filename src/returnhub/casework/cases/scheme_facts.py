"""Facts that are the same for every case (the agreement is in force, the monitor is at work): set once."""

from __future__ import annotations

# ruff: noqa: D106 (what Django calls Meta)
import json
from datetime import UTC, date, datetime
from typing import Any

from django.db import connection, models, transaction

from returnhub.casework.access.officers import Officer
from returnhub.casework.cases.event_types import read_value
from returnhub.casework.cases.reasons import Reasons
from returnhub.casework.ledger.append import SERVICE, Draft, append, head_of
from returnhub.casework.ledger.entry import EntryRecord
from returnhub.casework.refusals import Refused
from returnhub.scheme.case import Known
from returnhub.scheme.types import Date
from returnhub.scheme.vocabulary import load_vocabulary


class SchemeFact(models.Model):
    """What was last established of a fact of the scheme or its host; `value` is JSON."""

    name = models.CharField(max_length=80, primary_key=True)
    value = models.TextField()
    on = models.DateField()
    source = models.CharField(max_length=500)
    actor = models.CharField(max_length=150)
    seq = models.PositiveIntegerField()

    class Meta:
        app_label = "casework"
        db_table = "casework_schemefact"


class ServiceLock(models.Model):
    """One row; whoever appends to the stream of the service locks it."""

    class Meta:
        app_label = "casework"
        db_table = "casework_servicelock"


def lock_service() -> None:
    """Hold the stream of the service until the transaction ends."""
    ServiceLock.objects.get_or_create(pk=1)
    ServiceLock.objects.select_for_update().get(pk=1)


def record_for_service(
    by: Officer, role: str, kind: str, payload: dict[str, Any], reasons: dict[str, Any] | None = None,
    lane: str = "case",
) -> EntryRecord:  # fmt: skip
    """Append one entry to the stream of the service."""
    with transaction.atomic():
        lock_service()
        draft = Draft(kind, payload, datetime.now(UTC), reasons or {}, lane=lane)
        return append(SERVICE, head_of(SERVICE), [draft], actor=by.username, role=role)[0]


def scheme_facts() -> dict[str, Known]:
    """What is known of the scheme and its host beyond what the scheme's file says."""
    vocabulary, known = load_vocabulary().facts, {}
    with (
        connection.cursor() as cursor
    ):  # asked for every case that is judged: composing the query took longer
        cursor.execute('SELECT name, value, "on", source FROM casework_schemefact')
        for name, text, on, source in cursor.fetchall():
            value, fact = json.loads(text), vocabulary.get(name)
            if fact is not None and value is not None:
                typed = date.fromisoformat(value) if isinstance(fact.type, Date) else value
                known[name] = Known(typed, on, source)
    return known


def establish_scheme_fact(
    by: Officer, name: str, value: Any, *, source: str, reasons: Reasons, on: date | None = None
) -> EntryRecord:
    """Set a fact of the scheme or its host; only those who settle it, always with reasons and a source."""
    vocabulary = load_vocabulary()
    fact = vocabulary.facts.get(name)
    if fact is None or fact.about not in ("host", "scheme"):
        raise Refused("not-a-fact", f"`{name}` is not a fact of the scheme or its host")
    if not by.is_active or fact.settled_by not in by.roles:
        title = vocabulary.settled_by[fact.settled_by]
        raise Refused("not-yours-to-settle", f"`{name}` is settled by: {title}", settled_by=fact.settled_by)
    typed = None if value in (None, "") else read_value(fact.type, value, name)
    plain = typed.isoformat() if isinstance(typed, date) else typed
    day = on or datetime.now(UTC).date()
    lane = "monitor" if fact.settled_by == "monitor" else "case"
    with transaction.atomic():
        payload = {"fact": name, "value": plain, "on": day.isoformat(), "source": source}
        entry = record_for_service(
            by, fact.settled_by, "scheme_fact_established", payload, reasons.checked(), lane
        )
        row = {
            "value": json.dumps(plain),
            "on": day,
            "source": source,
            "actor": by.username,
            "seq": entry.seq,
        }
        SchemeFact.objects.update_or_create(name=name, defaults=row)
    return entry
