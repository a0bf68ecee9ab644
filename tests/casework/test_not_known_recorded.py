"""Every question of every event answered with "not known", on the page and through the API, as it is recorded."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any, NamedTuple

import pytest
from django.db import transaction
from django.test import Client

from returnhub.casework.actions import EVENTS
from returnhub.casework.cases.event_types import EventKind
from returnhub.casework.cases.judging import judge
from returnhub.casework.cases.state import CaseState, fold
from returnhub.casework.ledger.models import Entry
from returnhub.casework.ledger.verify import verify_ledger
from returnhub.scheme.model import Towards
from returnhub.scheme.status import Door
from returnhub.scheme.vocabulary import load_vocabulary
from tests.casework.event_answers import as_form, as_json, form_day, open_fields
from tests.casework.people import (
    TODAY,
    held,
    officer,
    open_case_in_the_hub_leg,
)
from tests.casework.writes import recorder, signed_in

pytestmark = pytest.mark.usefixtures("database")
THE_DAY = ""
"""The question that is asked of events whose own questions do not ask for their day."""


class Undo(Exception):
    """Leaves a transaction without keeping it."""


class Sent(NamedTuple):
    """What is sent of an event: its answers, and its day where that is asked apart."""

    kind: EventKind
    fields: dict[str, Any]
    day: date | None

    @property
    def day_known(self) -> bool:
        """Whether it says on which day the event was."""
        return (self.fields[self.kind.day] if self.kind.day else self.day) is not None

    def facts(self) -> dict[str, Any]:
        """What follows from it, said by the officer who records it."""
        by = officer(recorder(self.kind))
        settled_by = {name: fact.settled_by for name, fact in load_vocabulary().facts.items()}
        return self.kind.facts(self.fields, lambda f: settled_by[f] in by.roles, day_known=self.day_known)


def every_question() -> Iterator[tuple[str, Sent]]:
    """Each question of each event of today not known, all others answered."""
    for kind in EVENTS.values():
        fields = {**open_fields(kind), **({kind.day: TODAY} if kind.day else {})}
        for asked in kind.fields:
            yield asked.name, Sent(kind, {**fields, asked.name: None}, TODAY)
        if not kind.day:
            yield THE_DAY, Sent(kind, fields, None)


def removals_open(state: CaseState) -> set[str]:
    outcomes = judge(state, TODAY).moves
    return {n for n, o in outcomes.items() if o.move.towards is Towards.REMOVAL and o.status is Door.OPEN}


def by_page(client: Client, reference: str, sent: Sent) -> Any:
    filled = as_form(sent.kind, sent.fields)
    if not sent.kind.day:
        filled |= form_day("happened_on", sent.day) if sent.day else {"happened_on-unknown": "1"}
    return client.post(f"/cases/{reference}/events/{sent.kind.name}/", filled)


def by_api(client: Client, reference: str, sent: Sent) -> Any:
    body: dict[str, Any] = {"fields": as_json(sent.fields)}
    if not sent.kind.day:
        body["occurred_on"] = sent.day.isoformat() if sent.day else None
    path = f"/api/cases/{reference}/events/{sent.kind.name}"
    return client.post(path, json.dumps(body), content_type="application/json")


@pytest.mark.parametrize(("send", "taken"), [(by_page, 302), (by_api, 200)])
def test_it_is_recorded_protects_and_opens_nothing(send: Callable[..., Any], taken: int):
    reference = open_case_in_the_hub_leg()
    before, tried = held(reference), 0
    assert removals_open(before)
    clients = {role: signed_in(role) for role in {recorder(kind) for kind in EVENTS.values()}}
    for role, client in clients.items():
        purpose = "medical" if role == "clinician" else "casework"
        client.post(f"/cases/{reference}/purpose/", {"purpose": purpose})
    for asked, sent in every_question():
        client = clients[recorder(sent.kind)]
        try:
            with transaction.atomic():
                answer = send(client, reference, sent)
                assert answer.status_code == taken, (sent.kind.name, asked, answer.content.decode()[-2000:])
                check(reference, before, sent)
                tried += 1
                raise Undo
        except Undo:
            pass
    assert tried == sum(len(k.fields) + (not k.day) for k in EVENTS.values())


def check(reference: str, before: CaseState, sent: Sent) -> None:
    """The entry, the fold, the verdict and the holds after one event."""
    where, expected, now = sent.kind.name, sent.facts(), held(reference)
    entries = Entry.objects.filter(stream=reference).order_by("seq")
    event = next(e for e in entries if e.seq == before.version + 1)
    assert event.data["fields"] == as_json(sent.fields), where
    assert event.data["day_known"] is sent.day_known, where
    if not sent.day_known:
        assert event.occurred_at == event.recorded_at, "by then it had occurred; more is not known"
    assert {f: now.facts[f].value for f in expected} == as_json(expected), where
    rebuilt = fold(e.record for e in entries)
    rebuilt.touched.clear()
    assert rebuilt == now, where
    assert verify_ledger().findings == [], where
    assert removals_open(now) <= removals_open(before), where
    raised = sent.kind.raises is not None and sent.kind.raises.stands(expected)
    assert now.holds_in_force == before.holds_in_force + raised, where
    assert not (raised and removals_open(now)), f"{where} protects all the same"
