"""What keeps the service quick at any size: how many questions a page asks, and how much verification holds at once."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from returnhub.casework.actions import add_note, raise_hold
from returnhub.casework.ledger import verify
from returnhub.casework.ledger.entry import EntryRecord
from returnhub.casework.ledger.verify import slices, verify_ledger
from tests.casework.people import answer_everything, case, everybody, officer, suppose_an_agreement

PAGES = {"/cases/{}/": 10, "/api/cases/{}?purpose=casework": 9, "/queues/all/": 4, "/queues/overdue/": 4}
"""The most queries that each may ask: session and officer, then its own."""


def queries(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(path)
    assert answer.status_code == 200, path
    return len(asked)


def test_a_page_asks_no_more_of_a_large_caseload_or_a_long_history(either):
    everybody()
    suppose_an_agreement()
    by, client = officer("caseworker"), Client()
    client.force_login(by, backend="django.contrib.auth.backends.ModelBackend")
    first = case()
    session = client.session
    session["purposes"] = {first: "casework"}
    session.save()
    client.get(f"/cases/{first}/")  # notes when the officer was last seen, and asks for their name
    few = {path: queries(client, path.format(first)) for path in PAGES}
    answer_everything(first)
    for number in range(10):
        case()
        add_note(by, first, f"Note {number}")
        raise_hold(by, first, "other", f"Reason {number}")
    client.get(f"/cases/{first}/")  # each process asks for the name of an officer once
    many = {path: queries(client, path.format(first)) for path in PAGES}
    assert many == few
    assert {path: n for path, n in many.items() if n > PAGES[path]} == {}


@pytest.mark.usefixtures("database")
def test_verification_holds_the_entries_of_one_slice_at_a_time(monkeypatch: pytest.MonkeyPatch):
    made = [case() for _ in range(6)]
    for reference in made:
        add_note(officer("caseworker"), reference, "A note")
    held: list[int] = []
    read = verify.chains_between

    def counting(after: str, upto: str) -> list[EntryRecord]:
        entries = read(after, upto)
        held.append(len(entries))
        return entries

    monkeypatch.setattr(verify, "slices", lambda: slices(2))
    monkeypatch.setattr(verify, "chains_between", counting)
    report = verify_ledger(processes=1)
    assert (report.entries, report.chains, report.findings) == (12, 6, [])
    assert sum(held) == 12
    assert max(held) == 4
