"""Machines: a token acts as one account in one role, until it ends, and everything it does is somebody's."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.test import Client

from returnhub.casework.access.tokens import Token
from returnhub.casework.actions import Refused, dismiss, make_token, restrict, revoke_token
from returnhub.casework.ledger.models import Entry
from tests.casework.people import TODAY, WHY, case, officer

pytestmark = pytest.mark.usefixtures("database")
SOON = TODAY + timedelta(days=30)


def made(role: str = "caseworker", *roles: str) -> str:
    """The secret of a token of the account `machine`."""
    officer("machine", *(roles or ("caseworker", "other_system")))
    return make_token(officer("administrator"), "machine", role, "the tribunal's system", SOON, reasons=WHY)[
        1
    ]


def get(secret: str, path: str) -> int:
    """The status of a reading."""
    return Client(headers={"Authorization": f"Bearer {secret}"}).get(f"/api{path}").status_code


def write(secret: str, path: str, body: dict[str, object]) -> tuple[int, dict[str, object]]:
    """Status and answer of a write, with the checks of other sites' requests on."""
    client = Client(enforce_csrf_checks=True, headers={"Authorization": f"Bearer {secret}"})
    answer = client.post(f"/api{path}", json.dumps(body), content_type="application/json")
    return answer.status_code, answer.json()


def test_a_token_writes_in_the_name_of_its_account_and_role():
    secret, reference = made("other_system"), case()
    status, _ = write(secret, f"/cases/{reference}/events/reported", {})
    assert status == 200
    entry = Entry.objects.filter(stream=reference).order_by("-seq")[0]
    assert (entry.kind, entry.actor, entry.role) == ("event_recorded", "machine", "other_system")


def test_a_token_has_its_own_role_and_no_other_of_the_account():
    secret, reference = made("other_system"), case()
    assert get(secret, f"/cases/{reference}?purpose=casework") == 200
    assert get(secret, "/queues") == 403  # what the account may as a caseworker
    assert write(secret, f"/cases/{reference}/notes", {"text": "x"})[0] == 403


def test_only_a_hash_of_it_is_kept():
    secret = made()
    held = str(list(Token.objects.values())) + str(list(Entry.objects.values()))
    assert secret not in held
    assert secret.removeprefix("rht_") not in held
    assert len(secret) >= 40


@pytest.mark.parametrize("ends", ["revoked", "over", "dismissed", "role taken away"])
def test_a_token_that_has_ended_opens_nothing(ends: str):
    secret, administrator = made(), officer("administrator")
    assert get(secret, "/queues") == 200
    token = Token.objects.get()
    if ends == "revoked":
        revoke_token(administrator, token.pk, reasons=WHY)
    elif ends == "over":
        Token.objects.update(ends_on=TODAY - timedelta(days=1))
    elif ends == "dismissed":
        dismiss(administrator, "machine", reasons=WHY)
    else:
        token.officer.roles = ["other_system"]
        token.officer.save()
    assert get(secret, "/queues") == 401


@pytest.mark.parametrize("wrong", ["", "rht_", "rht_" + "x" * 43, "\u00e9"])
def test_what_is_no_token_opens_nothing(wrong: str):
    made()
    assert Client(headers={"Authorization": f"Bearer {wrong}"}).get("/api/queues").status_code == 401


def test_a_token_opens_no_page():
    assert Client(headers={"Authorization": f"Bearer {made()}"}).get("/").status_code == 302


def test_a_token_does_not_see_what_its_account_does_not():
    secret, reference = made(), case()
    restrict(officer("caseworker"), reference, [], reasons=WHY)
    assert get(secret, f"/cases/{reference}?purpose=casework") == 404


def test_tokens_are_made_and_taken_back_on_the_record_by_administrators_alone(
    caplog: pytest.LogCaptureFixture,
):
    caplog.set_level("INFO", "returnhub.security")
    secret = made()
    revoke_token(officer("administrator"), Token.objects.get().pk, reasons=WHY)
    kinds = list(Entry.objects.filter(stream="service").order_by("seq").values_list("kind", flat=True))
    assert kinds == ["token_made", "token_revoked"]
    get(secret, "/queues")
    assert "token refused" in caplog.text
    for role, ends_on in (("monitor", SOON), ("caseworker", TODAY + timedelta(days=400))):
        with pytest.raises(Refused):
            make_token(officer("administrator"), "machine", role, "x", ends_on, reasons=WHY)
    with pytest.raises(Refused) as refused:
        make_token(officer("caseworker"), "machine", "caseworker", "x", SOON, reasons=WHY)
    assert refused.value.code == "not-allowed"
