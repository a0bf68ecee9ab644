"""A restricted case and its marker, looked for through every page that each role without access can reach."""

from __future__ import annotations

import html
import re
from collections import Counter
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import resolve

from returnhub.casework.access.officers import Officer
from returnhub.casework.actions import Reasons, Refused, link_cases, restrict, settle_link
from returnhub.casework.queues import QUEUES
from tests.casework.people import WHY, case, everybody, officer, represent_by
from tests.casework.test_leaks import MARKER, secret

pytestmark = pytest.mark.usefixtures("database")
__all__ = ["secret"]
NOWHERE = "RH-2222-2222"
CASE_PAGES = ("", "purpose/", "readers/", "entries/1/", "questions/in_contact/", "events/", "events/lost_contact/",
              "submissions/", "note/", "responsibility/", "identity/", "access/", "representation/", "link/",
              "links/1/", "hold/", "holds/4/", "stop/", "observation/", "moves/refer/", "requests/1/")  # fmt: skip


def signed_in(by: Officer) -> Client:
    client = Client()
    client.force_login(by, backend="django.contrib.auth.backends.ModelBackend")
    return client


def without_access() -> list[Officer]:
    return [o for o in everybody().values() if not o.holds("caseworker", "monitor")] + [
        officer("another", "caseworker")
    ]


def reachable(client: Client, start: list[str], most: int = 400) -> dict[str, str]:
    """Pages that links lead to, at most five of a kind beyond the first ones; purposes are given on the way."""
    seen: dict[str, str] = {}
    waiting, kinds = list(start), Counter[str]()
    while waiting and len(seen) < most:
        path = waiting.pop(0)
        kind = resolve(path.split("?")[0]).view_name
        if path in seen or (kinds[kind] >= 5 and path not in start):
            continue
        kinds[kind] += 1
        answer = client.get(path)
        if answer.status_code == 302 and "/purpose/" in answer["Location"]:
            client.post(answer["Location"], {"purpose": "casework", "next": path})
            answer = client.get(path)
        if answer.status_code == 302:
            waiting.append(answer["Location"])
        assert answer.status_code < 500, path
        seen[path] = text = answer.content.decode(errors="replace")
        found = (html.unescape(href) for href in re.findall(r'href="([^"]+)"', text))
        for href in found:
            parts = urlsplit(href)
            if parts.scheme or href.startswith(("#", "/static")):
                continue
            here = path.split("?")[0] if href.startswith("?") else ""
            waiting.append(here + href.split("#")[0])
    return seen


@pytest.fixture
def visible(secret: str) -> str:
    """A case that everybody sees, linked with the restricted one by somebody with access."""
    reference = case()
    link_cases(officer("caseworker"), reference, secret, "family", in_doubt=True, says=f"{MARKER} {secret}")
    represent_by(reference, officer("legal_representative"))
    return reference


def test_no_page_of_those_without_access_shows_the_restricted_case(secret: str, visible: str):
    start = ["/", "/counts/", "/scheme/", f"/search/?text={MARKER}", f"/search/?text={secret}", "/search/?text=1990",
             f"/queues/all/?f.reference={secret}", f"/queues/all/?f.next_action=Call+{MARKER}",
             *(f"/queues/{name}/" for name in QUEUES), *(f"/queues/{name}/file.csv" for name in QUEUES),
             f"/cases/{visible}/", f"/cases/{visible}/link/"]  # fmt: skip
    for by in without_access():
        for path, text in reachable(signed_in(by), start).items():
            if MARKER not in path and secret not in path:  # a page may repeat what it was asked for
                assert MARKER not in text, (by.username, path)
                assert secret not in text, (by.username, path)
            assert f"/cases/{secret}/" not in text.replace(path, ""), (by.username, path)


def test_the_crawl_would_have_found_it(secret: str, visible: str):
    """Those with access meet it on the same way."""
    pages = reachable(signed_in(officer("caseworker")), [f"/queues/all/?f.reference={secret}"], most=30)
    assert any(MARKER in text for text in pages.values())
    assert (
        secret
        in reachable(signed_in(officer("caseworker")), [f"/cases/{visible}/"], most=2)[f"/cases/{visible}/"]
    )


def test_a_link_to_a_case_that_cannot_be_seen_cannot_be_settled_nor_read(secret: str, visible: str):
    other = officer("another", "caseworker")
    body = signed_in(other).get(f"/api/cases/{visible}?purpose=casework").content.decode()
    assert '"kind":"link_made"' in body
    assert secret not in body
    assert MARKER not in body
    with pytest.raises(Refused) as refused:
        settle_link(other, visible, 2, undo=True, reasons=WHY)
    assert refused.value.code == "not-found"
    assert secret not in refused.value.says


@pytest.mark.parametrize("who", ["caseworker", "clinician", "hub_manager", "legal_representative", "analyst",
                                 "administrator"])  # fmt: skip
def test_a_restricted_reference_and_one_never_given_out_take_the_same_path(secret: str, who: str):
    """Same status, same words but for the reference asked for, same statements in the same number."""
    by = officer("another", "caseworker") if who == "caseworker" else officer(who)
    client = signed_in(by)
    client.get("/scheme/")
    for page in (
        *(f"/cases/{{}}/{tail}" for tail in CASE_PAGES),
        "/api/cases/{}?purpose=casework",
        "/api/cases/{}/reads",
    ):
        for send in ("get", "post"):
            answers = [
                look(client, send, page.format(reference), reference) for reference in (secret, NOWHERE)
            ]
            assert answers[0] == answers[1], (send, page)


def look(client: Client, send: str, path: str, reference: str) -> tuple[int, str, list[str]]:
    """Status, words and statements of one request, without what is different in every answer."""
    data = {"purpose": "casework", "says": "x", "kind": "other"} if send == "post" else {}
    with CaptureQueriesContext(connection) as ran:
        answer = getattr(client, send)(path, data)
    text = re.sub(r'name="(csrfmiddlewaretoken|client_key)" value="\w+"', "", answer.content.decode())
    statements = [re.sub(r"'[^']*'|\d+", "?", q["sql"]).replace(reference, "") for q in ran.captured_queries]
    return answer.status_code, text.replace(reference, "X"), statements


def test_a_case_that_was_limited_is_gone_from_a_session_that_had_it_open(visible: str):
    other = officer("another", "caseworker")
    client = signed_in(other)
    client.post(f"/cases/{visible}/purpose/", {"purpose": "casework"})
    assert client.get(f"/cases/{visible}/").status_code == 200
    restrict(officer("caseworker"), visible, [], reasons=Reasons("safeguarding", "A test"))
    assert client.get(f"/cases/{visible}/").status_code == 404
    assert client.post(f"/cases/{visible}/note/", {"note": "x"}).status_code == 404
