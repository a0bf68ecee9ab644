"""What keeps the service quick at any size: how many questions a page asks, and how much verification holds at once."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from returnhub.casework.actions import Person, add_note, raise_hold
from returnhub.casework.ledger import verify
from returnhub.casework.ledger.entry import EntryRecord
from returnhub.casework.ledger.verify import slices, verify_ledger
from returnhub.casework.queues import find_cases, search
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
@pytest.mark.parametrize("asked", ["Sam Example", "HO-12", "1990-05-17", "Sam 1990", "nobody here"])
def test_a_search_looks_up_and_never_walks_through_all_cases(asked: str):
    case(person=Person(("Sam Example",), "1990-05-17", {"home office": "HO-12"}))
    with CaptureQueriesContext(connection) as ran:
        find_cases(officer("caseworker"), asked)
    with connection.cursor() as cursor:
        for query in ran.captured_queries:
            cursor.execute(f"EXPLAIN QUERY PLAN {query['sql']}")
            steps = [row[3] for row in cursor.fetchall()]
            assert not [s for s in steps if s.startswith(("SCAN casework_", "SCAN U"))], steps


def test_a_search_finds_the_same_whether_its_words_are_rare_or_common(
    either, monkeypatch: pytest.MonkeyPatch
):
    sams = [case(person=Person(("Sam Example",), born)) for born in ("1990-05-17", "1990", "1991-05-17")]
    case(person=Person(("Kim Example",), "1990-05-17"))
    by, asked = officer("caseworker"), ("Sam Example 1990-05-17", "Sam", "1990", "Example 1991")
    rare = [[c.reference for c in find_cases(by, text)] for text in asked]
    monkeypatch.setattr(search, "MANY", 1)
    assert [[c.reference for c in find_cases(by, text)] for text in asked] == rare
    assert (rare[0], rare[1], len(rare[2]), rare[3]) == (sams[:2], sams, 3, sams[2:])


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
