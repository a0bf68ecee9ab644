"""The API: the same actions over HTTP, safe to repeat, with refusals that machines and people can read."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from returnhub.casework.actions import establish_facts, link_cases, restrict
from returnhub.casework.cases.models import Case
from tests.casework.people import WHY, answer_everything, case, everybody, officer

pytestmark = pytest.mark.usefixtures("database")


def signed_in(role: str) -> Client:
    client = Client()
    client.force_login(officer(role), backend="django.contrib.auth.backends.ModelBackend")
    return client


def post(client: Client, path: str, body: dict[str, Any], **headers: str) -> Any:
    return client.post(f"/api{path}", json.dumps(body), content_type="application/json", headers=headers)


REASONS = {"because": "evidence", "text": "A test"}


def test_nobody_is_let_in_without_signing_in():
    answer = Client().get("/api/queues")
    assert (answer.status_code, answer.json()["code"]) == (401, "not-signed-in")


def test_a_case_is_opened_read_and_moved():
    client = signed_in("caseworker")
    made = post(client, "/cases", {"names": ["Synthetic Person"], "stage": "appeal_rights_exhausted"}).json()
    path = f"/cases/{made['reference']}"
    seen = client.get(f"/api{path}", {"purpose": "casework"})
    assert (seen.status_code, seen["ETag"]) == (200, '"1"')
    assert seen.json()["moves"]["refer"]["status"] == "waiting for facts"
    moved = post(client, f"{path}/moves/offer_voluntary_return", {"reasons": REASONS}, **{"If-Match": '"1"'})
    assert (moved.status_code, moved.json()["version"]) == (200, 2)


def test_what_the_case_page_shows_the_api_says():
    """Who, references, links and what waits for a second officer; and what is to be done next when it is opened."""
    client, by = signed_in("caseworker"), officer("caseworker")
    body = {
        "names": ["Synthetic Person"], "born": "1990-04", "references": {"home office": "HO-1"},
        "stage": "appeal_rights_exhausted",
        "responsibility": {"owner": "caseworker", "next_action": "Ring the court", "next_action_by": "2099-01-01"},
    }  # fmt: skip
    reference = post(client, "/cases", body).json()["reference"]
    link_cases(by, reference, case(), "family", in_doubt=False, says="same surname")
    seen = client.get(f"/api/cases/{reference}", {"purpose": "casework"}).json()
    assert (seen["names"], seen["born"], seen["references"]) == (
        ["Synthetic Person"],
        "1990-04",
        {"home office": "HO-1"},
    )
    assert (seen["next_action"], seen["next_action_by"]) == ("Ring the court", "2099-01-01")
    assert [link["kind"] for link in seen["links"]] == ["family"]
    assert (seen["requests"], seen["place"], seen["seats"], seen["restricted"]) == ([], "", {}, False)


def test_a_refusal_is_a_problem_with_the_rules_and_their_citations():
    client = signed_in("caseworker")
    answer = post(client, f"/cases/{case()}/moves/refer", {"reasons": REASONS})
    body = answer.json()
    assert (answer.status_code, answer["Content-Type"]) == (409, "application/problem+json")
    assert body["type"] == "urn:returnhub:problem:rules-not-satisfied"
    assert all(rule["cite"] and rule["says"] for rule in body["rules"])
    assert "[S" not in str(body["rules"]), (
        "sources by their titles: a key of the register says nobody anything"
    )


def test_what_no_route_answers_is_a_problem_too():
    client, strict = signed_in("caseworker"), Client(enforce_csrf_checks=True)
    strict.force_login(officer("caseworker"), backend="django.contrib.auth.backends.ModelBackend")
    path = f"/cases/{case()}/notes"
    for answer, status, code in (
        (client.get("/api/nonsense"), 404, "no-such-route"),
        (client.get(f"/api{path}"), 405, "no-such-method"),
        (post(strict, path, {"text": "x"}), 403, "no-csrf-token"),
        (post(client, path, {"text": "x" * 4_000_000}), 413, "too-large"),
    ):
        assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
        assert answer.json()["code"] == code
    assert "text/html" in client.get("/nonsense/")["Content-Type"]


def test_a_stale_page_is_refused_and_a_repeated_key_is_done_once():
    client, reference = signed_in("caseworker"), case()
    path = f"/cases/{reference}/notes"
    first = post(client, path, {"text": "seen"}, **{"Idempotency-Key": "k1"}).json()
    again = post(client, path, {"text": "seen"}, **{"Idempotency-Key": "k1"}).json()
    assert (again["seq"], first["repeated"], again["repeated"]) == (first["seq"], False, True)
    assert (
        post(client, path, {"text": "other"}, **{"Idempotency-Key": "k1"}).json()["code"]
        == "client-key-reused"
    )
    stale = post(client, f"/cases/{reference}/facts", {"facts": {"in_contact": True}, "source": "call"},
                 **{"If-Match": '"1"'})  # fmt: skip
    assert (stale.status_code, stale.json()["yours"], stale.json()["current"]) == (412, 1, 2)


def test_a_restricted_case_answers_as_one_that_never_was():
    by, other = officer("caseworker"), signed_in("senior_officer")
    reference = case()
    restrict(by, reference, [], reasons=WHY)
    hidden = other.get(f"/api/cases/{reference}", {"purpose": "casework"})
    absent = other.get("/api/cases/RH-0000-0000", {"purpose": "casework"})
    assert hidden.status_code == absent.status_code == 404
    assert hidden.content.replace(reference.encode(), b"RH-0000-0000") == absent.content
    for path, body in (
        ("notes", {"text": "x"}),
        ("holds", {"kind": "other", "says": "x"}),
        ("moves/refer", {"reasons": REASONS}),
    ):
        answer = post(other, f"/cases/{reference}/{path}", body)
        assert answer.status_code in (403, 404), (path, answer.content)
        assert b"Synthetic Person" not in answer.content


def test_medical_answers_are_seen_by_clinicians_only():
    everybody()
    reference = case()
    answer_everything(reference)
    found = {"aar_level": "level_3", "fit_to_travel": False}
    establish_facts(officer("clinician"), reference, found, source="MARKER-report")
    for role in ("caseworker", "monitor", "approver", "senior_officer"):
        purpose = "monitoring" if role == "monitor" else "casework"
        text = signed_in(role).get(f"/api/cases/{reference}", {"purpose": purpose}).content.decode()
        assert "level_3" not in text, role
        assert "MARKER-report" not in text, role
        facts = json.loads(text)["facts"]
        assert facts["fit_to_travel"]["value"] is False, "fit, not fit or not known is for everybody"
        assert (facts["aar_level"]["value"], facts["aar_level"]["hidden"]) == (None, True)
    assert (
        "level_3"
        in signed_in("clinician").get(f"/api/cases/{reference}", {"purpose": "medical"}).content.decode()
    )


def test_roles_without_casework_reach_no_case():
    reference = case()
    for role in ("analyst", "administrator", "legal_representative", "scheme_owner"):
        client = signed_in(role)
        for path in (
            "/queues",
            "/queues/all",
            "/search?text=synthetic",
            f"/cases/{reference}?purpose={'representation' if role == 'legal_representative' else 'casework'}",
        ):
            answer = client.get(f"/api{path}")
            assert answer.status_code in (403, 404), (role, path)
            assert b"Synthetic" not in answer.content


def test_every_reading_is_logged_with_its_purpose():
    reference = case()
    signed_in("caseworker").get(f"/api/cases/{reference}", {"purpose": "decision"})
    assert signed_in("caseworker").get(f"/api/cases/{reference}").json()["code"] == "not-valid"
    reads = signed_in("monitor").get(f"/api/cases/{reference}/reads").json()
    assert [(r["officer"], r["purpose"]) for r in reads] == [
        ("monitor", "monitoring"),
        ("caseworker", "decision"),
    ]
    assert signed_in("caseworker").get(f"/api/cases/{reference}/reads").status_code == 403


def test_the_monitor_stops_a_move_and_nobody_else_lifts_it():
    everybody()
    reference = case()
    answer_everything(reference)
    stop = post(
        signed_in("monitor"), f"/cases/{reference}/holds", {"kind": "monitor_stop", "says": "No interpreter"}
    )
    moved = post(signed_in("caseworker"), f"/cases/{reference}/moves/refer", {"reasons": REASONS})
    assert moved.json()["code"] == "hold-in-force"
    path = f"/cases/{reference}/holds/{stop.json()['seq']}/lift"
    assert post(signed_in("senior_officer"), path, REASONS).status_code == 403
    assert post(signed_in("caseworker"), f"/cases/{reference}/observations", {"text": "x"}).status_code == 403
    assert post(signed_in("monitor"), f"/cases/{reference}/notes", {"text": "x"}).status_code == 403
    assert post(signed_in("monitor"), path, REASONS).status_code == 200
    assert Case.objects.get(reference=reference).holds_in_force == 0


def test_a_change_that_waited_in_vain_is_told_so_and_changed_nothing(database, monkeypatch):
    """Another writer holds the database for longer than anybody waits."""
    import sqlite3

    from django.db import connection

    reference, client = case(), signed_in("caseworker")
    client.post(f"/cases/{reference}/purpose/", {"purpose": "casework"})
    connection.cursor().execute("PRAGMA busy_timeout = 50")
    other = sqlite3.connect(database, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    answer = client.post(
        f"/api/cases/{reference}/notes", json.dumps({"text": "x"}), content_type="application/json"
    )
    assert (answer.status_code, answer.json()["code"], answer["Retry-After"]) == (503, "busy", "5")
    page = client.post(f"/cases/{reference}/note/", {"note": "x"})
    assert page.status_code == 503
    assert "Nothing was changed" in page.content.decode() or "nothing was changed" in page.content.decode()
    other.execute("ROLLBACK")
    other.close()
    assert Case.objects.get(reference=reference).version == 1
