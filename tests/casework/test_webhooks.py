"""Subscribers are told in order, once each, with a signature; a failure holds back what follows it."""

from __future__ import annotations

import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from returnhub.casework.actions import (
    Reasons,
    Refused,
    add_note,
    raise_hold,
    represent,
    restrict,
    subscribe,
    tell_again,
    unsubscribe,
)
from returnhub.casework.api.delivery import deliver_due
from returnhub.casework.api.models import Outgoing, Subscriber
from returnhub.casework.ledger.models import Entry
from tests.casework.people import TODAY, WHY, case, officer

pytestmark = pytest.mark.usefixtures("database")


class Receiver:
    def __init__(self, *statuses: int) -> None:
        self.statuses, self.got = list(statuses), []

    def __call__(self, url: str, body: bytes, headers: dict[str, str]) -> int:
        status = self.statuses.pop(0) if self.statuses else 200
        if status == 200:
            self.got.append((json.loads(body), headers, body))
        return status


@pytest.fixture
def subscriber() -> Subscriber:
    made, _ = subscribe(
        officer("administrator"), "tribunal", "https://example.org/hook", officer("listener", "caseworker").username,
        reasons=WHY,
    )  # fmt: skip
    made.secret = "s3cret"
    made.save()
    return made


def test_deliveries_are_signed_and_say_nothing_of_the_person(subscriber: Subscriber):
    reference = case()
    receiver = Receiver()
    assert deliver_due(receiver) == (1, 0)
    told, headers, body = receiver.got[0]
    at, mac = (part.split("=")[1] for part in headers["Returnhub-Signature"].split(","))
    assert mac == hmac.new(b"s3cret", f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    assert (told["case"], told["kind"], set(told)) == (
        reference, "case_opened", {"case", "seq", "kind", "recorded_at", "hash"},
    )  # fmt: skip


def test_a_failure_holds_back_what_follows_it_in_the_same_case(subscriber: Subscriber):
    first, second = case(), case()
    raise_hold(officer("caseworker"), first, "other", "x")
    receiver = Receiver(503)
    deliver_due(receiver)
    assert [(t["case"], t["seq"]) for t, *_ in receiver.got] == [(second, 1)]
    deliver_due(receiver, now=datetime.now(UTC) + timedelta(minutes=5))
    assert [(t["case"], t["seq"]) for t, *_ in receiver.got] == [(second, 1), (first, 1), (first, 2)]


def test_what_was_refused_is_told_to_nobody(subscriber: Subscriber):
    reference = case()
    with pytest.raises(Refused):
        add_note(officer("caseworker"), reference, "")
    assert Outgoing.objects.count() == 1


def test_a_replay_sends_again_in_order(subscriber: Subscriber):
    reference = case()
    raise_hold(officer("caseworker"), reference, "other", "x")
    receiver = Receiver()
    deliver_due(receiver)
    assert tell_again(officer("administrator"), "tribunal", TODAY, reasons=WHY) == 2
    deliver_due(receiver)
    assert [t["seq"] for t, *_ in receiver.got] == [1, 2, 1, 2]


def test_a_restricted_case_is_not_told_to_those_who_cannot_see_it(subscriber: Subscriber):
    reference, receiver = case(), Receiver()
    deliver_due(receiver)
    raise_hold(officer("caseworker"), reference, "other", "waits when the case is restricted")
    restrict(officer("caseworker"), reference, [], reasons=Reasons("safeguarding", "A test"))
    raise_hold(officer("caseworker"), reference, "other", "x")
    deliver_due(receiver)
    tell_again(officer("administrator"), "tribunal", TODAY, reasons=WHY)
    deliver_due(receiver)
    assert [t["kind"] for t, *_ in receiver.got] == ["case_opened"], (
        "nothing since it was restricted, and nothing again"
    )
    assert not Outgoing.objects.filter(delivered_at="").exists()


def test_a_lawyer_s_system_hears_of_their_own_clients_only():
    lawyer, administrator = officer("lawyer", "legal_representative"), officer("administrator")
    subscribe(administrator, "chambers", "https://example.org/", "lawyer", reasons=WHY)
    mine, _ = case(), case()
    represent(officer("caseworker"), mine, lawyer.username, reasons=WHY)
    assert set(Outgoing.objects.values_list("stream", flat=True)) == {mine}


def test_who_may_subscribe_a_system_and_that_it_ends(subscriber: Subscriber):
    administrator = officer("administrator")
    for by, url, code in (
        (officer("caseworker"), "https://example.org/", "not-allowed"),
        (administrator, "ftp://example.org/", "not-a-value"),
        (administrator, "https://user:password@example.org/", "not-a-value"),
    ):
        with pytest.raises(Refused) as refused:
            subscribe(by, "other", url, "listener", reasons=WHY)
        assert refused.value.code == code
    unsubscribe(administrator, "tribunal", reasons=WHY)
    case()
    assert not Outgoing.objects.exists()
    kinds = Entry.objects.filter(stream="service").order_by("seq").values_list("kind", flat=True)
    assert list(kinds) == ["subscriber_made", "subscriber_ended"]


def test_the_same_through_the_api(subscriber: Subscriber):
    client = Client()
    client.force_login(officer("administrator"), backend="django.contrib.auth.backends.ModelBackend")
    why = {"because": "evidence", "text": "A test"}

    def post(path: str, **body: object) -> dict:
        answer = client.post(f"/api/subscribers{path}", json.dumps(body), content_type="application/json")
        assert answer.status_code == 200, answer.content
        return answer.json()

    made = post("", name="archive", url="https://example.org/", officer="listener", reasons=why)
    assert len(made["secret"]) > 40
    case()
    listed = {s["name"]: s["waiting"] for s in client.get("/api/subscribers").json()}
    assert listed == {"archive": 1, "tribunal": 1}
    assert post("/archive/again", since=str(TODAY), reasons=why)["deliveries"] == 1
    assert post("/archive/end", **why)["name"] == "archive"
