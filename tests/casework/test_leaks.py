"""A restricted case with a marker in every field: no role without access meets the marker anywhere in the API."""

from __future__ import annotations

import json

import pytest
from django.test import Client

from returnhub.casework.actions import (
    Person,
    Reasons,
    Refused,
    Responsibility,
    add_note,
    appoint,
    dismiss,
    establish_facts,
    observe,
    raise_hold,
    restrict,
)
from returnhub.casework.cases.models import Case
from returnhub.casework.exchange.deidentified import export_deidentified
from returnhub.casework.exchange.queue_files import export_queue
from returnhub.casework.ledger.models import Entry
from returnhub.casework.queues import QUEUES
from tests.casework.people import WHY, case, everybody, officer

pytestmark = pytest.mark.usefixtures("database")
MARKER = "Xyzzymarker"


@pytest.fixture
def secret() -> str:
    everybody()
    by = officer("caseworker")
    whose = Responsibility(by.username, "North", f"Call {MARKER}")
    reference = case(
        person=Person((f"{MARKER} Name",), "1990", {"home office": MARKER}), responsibility=whose
    )
    establish_facts(by, reference, {"in_contact": True}, source=MARKER)
    add_note(by, reference, MARKER)
    raise_hold(by, reference, "other", MARKER)
    restrict(by, reference, [], reasons=Reasons("safeguarding", MARKER))
    return reference


def test_the_marker_is_found_nowhere_by_those_without_access(secret: str, tmp_path):
    others = [o for o in everybody().values() if not o.holds("caseworker", "monitor")]
    paths = [
        "/queues", "/events", f"/search?text={MARKER}", f"/search?text={secret}", "/search?text=1990", "/openapi.json",
        f"/cases/{secret}?purpose=casework", f"/cases/{secret}/reads", f"/queues/all?reference={secret}",
        f"/queues/all?next_action=Call+{MARKER}", "/queues/all?sort=-in_contact", "/queues/nonsense",
        *(f"/queues/{name}?size=200" for name in QUEUES),
    ]  # fmt: skip
    for other in others:
        client = Client()
        client.force_login(other, backend="django.contrib.auth.backends.ModelBackend")
        for path in paths:
            answer = client.get(f"/api{path}")
            text = answer.content.decode()
            assert answer.status_code < 500
            assert MARKER not in text, (other.username, path)
            if secret not in path:
                assert secret not in text, (other.username, path)
            if path.startswith("/queues/") and answer.status_code == 200:
                assert json.loads(text)["total"] == 0, (other.username, path)
        if other.holds("approver"):
            assert secret not in export_queue(other, "all").decode("utf-8-sig")
    export_deidentified(officer("analyst"), tmp_path / "all.csv")
    assert len((tmp_path / "all.csv").read_text(encoding="utf-8").splitlines()) == 1


def test_the_crawl_would_find_it(secret: str):
    """The same paths do show the marker to one who has access: the test above is not empty."""
    client = Client()
    client.force_login(officer("caseworker"), backend="django.contrib.auth.backends.ModelBackend")
    for path in (f"/search?text={MARKER}", f"/cases/{secret}?purpose=casework", "/queues/mine"):
        assert MARKER in client.get(f"/api{path}").content.decode()


def test_the_monitor_sees_restricted_cases_and_writes_only_in_the_monitors_lane(secret: str):
    observe(officer("monitor"), secret, "The notice was in the wrong language")
    assert Entry.objects.filter(stream=secret).order_by("-seq")[0].lane == "monitor"
    for action in (
        lambda: add_note(officer("monitor"), secret, "x"),
        lambda: establish_facts(officer("monitor"), secret, {"in_contact": True}, source="x"),
        lambda: raise_hold(officer("monitor"), secret, "other", "x"),
        lambda: raise_hold(officer("caseworker"), secret, "monitor_stop", "x"),
        lambda: observe(officer("caseworker"), secret, "x"),
    ):
        with pytest.raises(Refused) as refused:
            action()
        assert refused.value.code in ("not-allowed", "not-yours-to-settle")


def test_officers_are_appointed_by_administrators_and_the_ledger_says_so(secret: str):
    made = appoint(officer("administrator"), "new", ["caseworker"], team="South", reasons=WHY)
    assert not made.has_usable_password()
    for by, roles in (
        (officer("caseworker"), ["caseworker"]),
        (officer("administrator"), ["monitor", "caseworker"]),
    ):
        with pytest.raises(Refused):
            appoint(by, "other", roles, reasons=WHY)
    dismiss(officer("administrator"), "new", reasons=WHY)
    made.refresh_from_db()
    with pytest.raises(Refused):
        case(by=made)
    kinds = list(Entry.objects.filter(stream="service").order_by("seq").values_list("kind", flat=True))
    assert kinds == ["officer_appointed", "officer_dismissed"]
    assert Case.objects.count() == 1
