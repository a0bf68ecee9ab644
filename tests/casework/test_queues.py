"""Queues and search find what they say, and nothing that the officer may not see."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from returnhub.casework.actions import (
    Person,
    Reasons,
    Refused,
    Responsibility,
    establish_facts,
    record_event,
    request_move,
    restrict,
)
from returnhub.casework.cases.models import Case
from returnhub.casework.cases.viewing import known_as_at
from returnhub.casework.deadlines.of_case import notice_ends_on
from returnhub.casework.queues import COLUMNS, QUEUES, counts_as_at, find_cases, queue_counts, queue_page
from tests.casework.people import TODAY, WHY, case, days_ago, officer

pytestmark = pytest.mark.usefixtures("database")


def named(*names: str, born: str = "") -> str:
    return case(person=Person(names, born, {"home office": f"HO/{names[0].encode().hex()[:12]}"}))


@pytest.mark.parametrize(
    ("held", "asked"),
    [
        ("Mohammed Al-Haddad", "muhammad"),
        ("محمد الحداد", "Mohammed"),
        ("Дмитрий Шевченко", "Dmitri Shevchenko"),
        ("Yıldız Öztürk", "yildiz ozturk"),
        ("Ngozi", "ngozi"),
        ("Thi Phương", "phuong"),
        ("Selam Tesfay", "ሰላም ተስፋይ"),
        ("मोहम्मद", "Mohammed"),
        ("মোহাম্মদ", "muhammad"),
        ("გიორგი ბერიძე", "Giorgi Beridze"),
        ("Γιώργος", "Giorgos"),
        ("王小明", "王小明"),
        ("김민수", "김민수"),
    ],
)
def test_a_person_is_found_under_another_spelling(held: str, asked: str):
    reference = named(held)
    named("Wholly Different")
    assert [c.reference for c in find_cases(officer("caseworker"), asked)] == [reference]


def test_a_partial_date_of_birth_narrows_a_search():
    wanted = named("Sam Example", born="1990-04")
    named("Sam Example", born="1985")
    for asked in ("1990", "1990-04", "17/4/1990", "17 April 1990", "apr 1990", "04.1990"):
        found = find_cases(officer("caseworker"), f"Sam {asked}")
        assert [c.reference for c in found] == [wanted], asked
    assert find_cases(officer("caseworker"), "Sam 18 May 1990") == []


def test_a_reference_of_another_system_finds_the_case():
    reference = named("Jo Example")
    assert [c.reference for c in find_cases(officer("caseworker"), f"ho/{b'Jo Example'.hex()[:12]}")] == [
        reference
    ]


def test_queues_hold_what_their_names_say():
    by = officer("caseworker")
    late = case(
        responsibility=Responsibility(by.username, "North", "Ring the court", next_action_by=days_ago(2)),
    )
    papers = case()
    record_event(
        officer("documents_officer"),
        papers,
        "document_issued",
        {"paper": "etd", "issued_on": days_ago(20), "valid_until": days_ago(-20)},
    )
    lost = case()
    record_event(by, lost, "lost_contact", {"tracing": "last address"})
    leave = case()
    record_event(by, leave, "leave_granted", {"granted_on": TODAY, "basis": "family life"})
    holds = {
        name: {c.reference for c in queue_page(by, name).rows}
        for name in ("overdue", "papers", "no_contact", "leave", "nobody")
    }
    assert holds == {
        "overdue": {late},
        "papers": {papers},
        "no_contact": {lost},
        "leave": {leave},
        "nobody": set(),
    }


def test_any_fact_filters_and_sorts():
    by = officer("caseworker")
    first, second = case(), case()
    establish_facts(by, first, {"are_status": "are_disputed"}, source="letter")
    page = queue_page(by, "all", filters={"are_status": "are_disputed"})
    assert ([c.reference for c in page.rows], page.total) == ([first], 1)
    assert {c.reference for c in queue_page(by, "all", sort="-are_status").rows} == {first, second}
    with pytest.raises(Refused):
        queue_page(by, "all", filters={"suicide_watch": "yes"})


def test_every_column_filters_by_what_it_shows():
    by = officer("caseworker")
    whose = Responsibility(by.username, "North", "Ring the court", next_action_by=days_ago(2))
    wanted, other = case(days=10, responsibility=whose), case(days=2, by=officer("second", "caseworker"))
    establish_facts(
        officer("documents_officer"), wanted, {"travel_document_valid_until": days_ago(-20)}, source="x"
    )

    def fits(column: str, value: str) -> bool:
        found = {c.reference for c in queue_page(by, "all", filters={column: value}).rows}
        assert found in ({wanted}, {wanted, other}, {other}, set())
        return found == {wanted}

    shown = {
        "reference": wanted, "next_action": "court", "owner": by.display_name, "next_action_by": str(days_ago(2)),
        "stage_since": str(days_ago(10)), "travel_document_valid_until": "known",
    }  # fmt: skip
    for column, value in shown.items():
        assert fits(column, value), column
    assert fits("stage_since", f"until {days_ago(5)}")
    assert fits("stage_since", f"{days_ago(12)} to {days_ago(8)}")
    assert not fits("stage_since", f"from {days_ago(5)}")
    assert fits("travel_document_valid_until", f"from {TODAY}")
    assert not fits("travel_document_valid_until", f"until {TODAY}")
    assert fits("next_action_by", f"until {days_ago(1)}")
    for column, value in (
        ("stage_since", "soon"),
        ("holds_in_force", "many"),
        ("next_action_by", "from then"),
    ):
        with pytest.raises(Refused) as refused:
            queue_page(by, "all", filters={column: value})
        assert refused.value.code == "not-a-value"
    for column in COLUMNS:
        for sign in ("", "-"):
            assert len(queue_page(by, "all", sort=sign + column).rows) == 2


def test_notice_runs_out_on_the_fifth_working_day():
    by = officer("caseworker")
    served = {n: case() for n in (0, 30)}
    for n, reference in served.items():
        establish_facts(by, reference, {"notice_served_on": days_ago(n)}, source="x")
    assert {c.reference for c in queue_page(by, "notice").rows} <= {served[0]}
    ends = notice_ends_on(TODAY)
    for day, there in ((ends - timedelta(days=7), True), (ends, True), (ends + timedelta(days=1), False)):
        found = {c.reference for c in queue_page(by, "notice", on=day).rows}
        assert (served[0] in found) is there, day


def test_a_restricted_case_is_in_no_list_count_or_search_of_others():
    by, other = officer("caseworker"), officer("second", "caseworker")
    reference = named("Zebedee Unique")
    before = queue_counts(other)
    restrict(by, reference, [], reasons=Reasons("safeguarding", "A test"))
    after = queue_counts(other)
    assert find_cases(other, "Zebedee") == []
    assert [c.reference for c in find_cases(by, "Zebedee")] == [reference]
    assert after["all"] == before["all"] - 1
    assert all(reference not in {c.reference for c in queue_page(other, name).rows} for name in QUEUES)


def test_counts_as_they_were_recorded_on_a_day():
    by = officer("caseworker")
    reference = case()
    before = datetime.now(UTC)
    request_move(by, reference, "offer_voluntary_return", reasons=WHY)
    assert counts_as_at(by, before) == {"appeal_rights_exhausted": 1}
    assert counts_as_at(by, before + timedelta(days=1)) == {"voluntary_return_offered": 1}


def test_counts_at_every_moment_are_what_the_ledger_says_of_each_case(either):
    by, moments = officer("caseworker"), [datetime.now(UTC)]
    for number in range(4):
        reference = case()
        for move in ("offer_voluntary_return", "close_voluntary_offer", "offer_voluntary_return")[:number]:
            moments.append(datetime.now(UTC))
            request_move(by, reference, move, reasons=WHY)
    moments.append(datetime.now(UTC))
    references = Case.objects.values_list("reference", flat=True)
    for moment in moments:
        stages = [known_as_at(by, reference, moment).stage for reference in references]
        assert counts_as_at(by, moment) == Counter(stage for stage in stages if stage)
