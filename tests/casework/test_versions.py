"""Stale pages and double clicks, on every route that changes a case and on the pages that only add."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from returnhub.casework.cases.models import Case
from returnhub.casework.ledger.models import Entry
from returnhub.casework.ledger.verify import verify_ledger
from tests.casework.people import TODAY
from tests.casework.writes import REASONS, Write, every_write, signed_in

pytestmark = pytest.mark.usefixtures("database")


class Undo(Exception):
    """Leaves a transaction without keeping it."""


def send(client: Client, write: Write, **headers: str) -> Any:
    body = json.dumps(write.body)
    return client.post(write.path, body, content_type="application/json", headers=headers)


def version(reference: str) -> int:
    return Case.objects.get(reference=reference).version


def test_every_route_that_changes_a_case_is_tried():
    document = Client().get("/api/openapi.json").json()["paths"]
    routes = {
        path for path, methods in document.items()
        if path.startswith("/api/cases/{reference}") and set(methods) & {"post", "put", "patch", "delete"}
    }  # fmt: skip
    assert {write.route for write in every_write()} == routes
    for route in routes:
        named = {p["name"] for p in document[route]["post"]["parameters"]}
        assert named >= {"Idempotency-Key", "If-Match"}, route


def test_a_stale_version_is_refused_on_every_route_with_both_values():
    """And nothing is written."""
    for write in every_write():
        client, now, before = signed_in(write.role), version(write.reference), Entry.objects.count()
        answer = send(client, write, **{"If-Match": f'"{now - 1}"'})
        found = answer.json()
        assert (answer.status_code, found["code"]) == (412, "stale-version"), (write.route, found)
        assert (found["yours"], found["current"]) == (now - 1, now), write.route
        assert Entry.objects.count() == before, write.route


def test_every_route_takes_the_version_that_is_and_does_a_double_click_once():
    """Each for itself, undone afterwards. The second click carries the version of the first, stale by then."""
    for write in every_write():
        client, now = signed_in(write.role), version(write.reference)
        headers = {"If-Match": f'"{now}"', "Idempotency-Key": "one-click"}
        try:
            with transaction.atomic():
                first, entries = send(client, write, **headers), Entry.objects.count()
                assert first.status_code == 200, (write.route, first.content)
                again = send(client, write, **headers)
                assert again.status_code == 200, (write.route, again.content)
                assert again.json() == {**first.json(), "repeated": True}, write.route
                assert Entry.objects.count() == entries, write.route
                raise Undo
        except Undo:
            pass
    assert verify_ledger().findings == []


FORMS: tuple[tuple[str, str, dict[str, str]], ...] = (
    ("caseworker", "hold", {"kind": "other", "says": "wait"}),
    ("monitor", "stop", {"says": "No interpreter"}),
    ("caseworker", "note", {"note": "seen today"}),
    ("monitor", "observation", {"observation": "seen today"}),
    ("legal_representative", "submissions", {"summary": "New evidence"}),
    ("caseworker", "events/protection_claim_made", {
        "claimed_on-day": str(TODAY.day), "claimed_on-month": str(TODAY.month), "claimed_on-year": str(TODAY.year),
    }),
    ("caseworker", "link", {"other": "OTHER", "kind": "family", "certain": "doubt", "says": "same surname"}),
)  # fmt: skip
"""What only adds, by the page that adds it: none of it takes anything away from the person."""


def page(role: str, reference: str) -> Client:
    client, purpose = signed_in(role), {"monitor": "monitoring", "legal_representative": "representation"}
    client.post(f"/cases/{reference}/purpose/", {"purpose": purpose.get(role, "casework")})
    return client


def test_what_only_adds_is_taken_from_a_stale_page_and_from_a_double_click_once():
    writes = every_write()
    home = next(w for w in writes if w.route.endswith("/notes")).reference
    other = next(w for w in writes if w.route.endswith("/links")).body["other"]
    for number, (role, path, sent) in enumerate(FORMS):
        client = page(role, home)
        sent = {k: other if v == "OTHER" else v for k, v in sent.items()}
        filled = {**sent, "version": "1", "client_key": f"click-{number}"}
        before = version(home)
        first, after = client.post(f"/cases/{home}/{path}/", filled), version(home)
        assert (first.status_code, after > before) == (302, True), (path, first.content.decode()[-3000:])
        assert client.post(f"/cases/{home}/{path}/", filled).status_code == 302, path
        assert version(home) == after, path
    assert verify_ledger().findings == []


def test_a_link_is_settled_from_a_page_of_this_version_only_and_once():
    """Settling can take a block away, so a stale page shows what was recorded meanwhile instead."""
    write = next(w for w in every_write() if w.route.endswith("/settle"))
    client, path = (
        page("caseworker", write.reference),
        f"/cases/{write.reference}/links/{write.where['seq']}/",
    )
    sent = {"which": "undo", **REASONS, "client_key": "click"}
    stale = client.post(path, {**sent, "version": "1"})
    assert (stale.status_code, "The case changed while you were writing" in stale.content.decode()) == (
        412,
        True,
    )
    fresh = {**sent, "version": str(version(write.reference))}
    for _ in range(2):
        assert client.post(path, fresh).status_code == 302
    assert Entry.objects.filter(stream=write.reference, kind="link_settled").count() == 1
    assert verify_ledger().findings == []
