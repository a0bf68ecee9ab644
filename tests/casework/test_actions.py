"""What an officer can rely on when acting on one case."""

from __future__ import annotations

import pytest
from django.db import connection

from returnhub.casework.actions import (
    EVENTS,
    HOLDS,
    Reasons,
    Refused,
    establish_facts,
    lift_hold,
    link_cases,
    lodge_further_submissions,
    raise_hold,
    record_event,
    represent,
    request_move,
    settle_link,
    view_case,
)
from returnhub.casework.cases.models import Case
from returnhub.casework.cases.state import fold
from returnhub.casework.cases.storage import load
from returnhub.casework.ledger.models import Entry
from returnhub.casework.ledger.verify import verify_ledger
from returnhub.scheme.vocabulary import load_vocabulary
from tests.casework.people import TODAY, WHY, answer_everything, case, days_ago, everybody, officer

pytestmark = pytest.mark.usefixtures("database")


def code(info: pytest.ExceptionInfo[Refused]) -> str:
    return info.value.code


def test_a_fact_is_known_from_the_day_it_was_established():
    reference = case()
    establish_facts(
        officer("caseworker"), reference, {"appeal_pending": "no"}, source="tribunal list", on=days_ago(2)
    )
    view = view_case(officer("caseworker"), reference, "casework")
    held = view.facts["appeal_pending"]
    assert (held.value, held.on, held.source, held.by) == (
        False,
        str(days_ago(2)),
        "tribunal list",
        "caseworker",
    )


def test_an_older_answer_recorded_late_does_not_replace_a_newer_one():
    reference, by = case(), officer("caseworker")
    establish_facts(by, reference, {"in_contact": True}, source="seen", on=days_ago(1))
    establish_facts(by, reference, {"in_contact": False}, source="old letter", on=days_ago(9))
    view = view_case(by, reference, "casework")
    assert view.facts["in_contact"].value is True
    assert [e.kind for e in view.timeline] == ["case_opened", "facts_established", "facts_established"]


def test_only_those_who_settle_a_fact_establish_it():
    reference = case()
    with pytest.raises(Refused) as refused:
        establish_facts(officer("caseworker"), reference, {"fit_to_travel": True}, source="a letter")
    assert code(refused) == "not-yours-to-settle"


def test_a_fixed_fact_changes_only_by_a_correction_with_reasons():
    reference, by = case(), officer("caseworker")
    establish_facts(by, reference, {"date_of_birth": "1990-04-17"}, source="passport")
    with pytest.raises(Refused) as refused:
        establish_facts(by, reference, {"date_of_birth": "1991-04-17"}, source="interview")
    assert code(refused) == "fixed-fact"
    why = Reasons("correction", "The year was misread")
    establish_facts(
        by, reference, {"date_of_birth": "1991-04-17"}, source="passport", corrects=True, reasons=why
    )
    assert view_case(by, reference, "casework").facts["date_of_birth"].value == "1991-04-17"


def test_a_move_is_refused_with_every_rule_that_is_not_satisfied():
    reference = case()
    with pytest.raises(Refused) as refused:
        request_move(officer("caseworker"), reference, "refer", reasons=WHY)
    assert code(refused) == "rules-not-satisfied"
    assert {c.status for c in refused.value.rules} <= {"violated", "not known"}
    assert all(c.cite for c in refused.value.rules)
    assert Case.objects.get(reference=reference).stage == "appeal_rights_exhausted"


def test_a_move_that_the_scheme_gives_to_the_officer_is_made_and_recorded():
    reference, by = case(), officer("caseworker")
    done = request_move(by, reference, "offer_voluntary_return", reasons=WHY, version=1)
    row = Case.objects.get(reference=reference)
    assert (row.stage, row.version) == ("voluntary_return_offered", done.version)
    entry = Entry.objects.get(stream=reference, seq=done.seq)
    assert entry.data["from"] == "appeal_rights_exhausted"
    assert entry.role == "caseworker"


def test_a_stale_page_is_refused_with_both_versions():
    reference, by = case(), officer("caseworker")
    raise_hold(by, reference, "other", "while you looked")
    with pytest.raises(Refused) as refused:
        request_move(by, reference, "offer_voluntary_return", reasons=WHY, version=1)
    assert code(refused) == "stale-version"
    assert refused.value.details == {"yours": 1, "current": 2}


def test_a_double_click_does_it_once():
    reference, by = case(), officer("caseworker")
    first = raise_hold(by, reference, "other", "checking", client_key="abc")
    again = raise_hold(by, reference, "other", "checking", client_key="abc")
    assert (again.seq, again.repeated) == (first.seq, True)
    assert Case.objects.get(reference=reference).holds_in_force == 1
    with pytest.raises(Refused) as refused:
        raise_hold(by, reference, "other", "something else", client_key="abc")
    assert code(refused) == "client-key-reused"


def test_a_hold_is_lifted_only_by_those_with_authority_over_it():
    reference = case()
    done = record_event(officer("caseworker"), reference, "injunction_granted", {"reference": "CO/1"})
    with pytest.raises(Refused) as refused:
        lift_hold(officer("caseworker"), reference, done.version, reasons=WHY)
    assert code(refused) == "not-allowed"
    lift_hold(officer("court_liaison"), reference, done.version, reasons=WHY)
    assert Case.objects.get(reference=reference).holds_in_force == 0


def test_further_submissions_by_the_lawyer_raise_a_hold_in_the_same_transaction():
    reference, lawyer = case(), officer("legal_representative")
    with pytest.raises(Refused) as refused:
        lodge_further_submissions(lawyer, reference, "New evidence")
    assert code(refused) == "not-found"
    represent(officer("caseworker"), reference, lawyer.username, reasons=WHY)
    done = lodge_further_submissions(lawyer, reference, "New evidence")
    kinds = list(Entry.objects.filter(stream=reference, seq__gte=done.seq).values_list("kind", flat=True))
    assert kinds == ["event_recorded", "hold_raised"]
    assert Case.objects.get(reference=reference).holds_in_force == 1


def test_the_future_is_refused():
    reference = case()
    with pytest.raises(Refused) as refused:
        record_event(
            officer("caseworker"), reference, "appeal_lodged", {"forum": "ftt", "lodged_on": days_ago(-3)}
        )
    assert code(refused) == "in-the-future"
    with pytest.raises(Refused) as refused:
        record_event(officer("caseworker"), reference, "time_to_appeal_ended", {"ended_on": days_ago(-3)})
    assert code(refused) == "in-the-future", "time that has not run out has not ended"


def test_the_rows_are_what_the_entries_say():
    reference, by = case(), officer("caseworker")
    establish_facts(
        by, reference, {"in_contact": True, "are_status": "are_computed"}, source="file", on=TODAY
    )
    record_event(by, reference, "appeal_lodged", {"forum": "ftt", "lodged_on": TODAY})
    request_move(by, reference, "offer_voluntary_return", reasons=WHY)
    rebuilt = fold(e.record for e in Entry.objects.filter(stream=reference).order_by("seq"))
    held = load(Case.objects.select_related("facts", "owner", "team").get(reference=reference))
    rebuilt.touched.clear()
    assert rebuilt == held


def test_a_link_in_doubt_blocks_removal_in_both_cases_until_it_is_settled():
    everybody()
    one, two, by = case(), case(), officer("caseworker")
    for reference in (one, two):
        answer_everything(reference)
    link = link_cases(by, one, two, "same_person", in_doubt=True, says="same date of birth")
    for reference in (one, two):
        with pytest.raises(Refused) as refused:
            request_move(by, reference, "refer_for_removal", reasons=WHY)
        assert code(refused) == "identity-in-doubt"
    settle_link(by, one, link.seq, undo=True, reasons=WHY)
    request_move(by, two, "refer_for_removal", reasons=WHY)
    assert verify_ledger().findings == []


def test_what_takes_a_protection_away_counts_from_those_who_settle_it_only():
    """From others it makes the fact not known, which blocks; what protects counts from anybody."""
    escort, by, court = officer("escort_lead"), officer("caseworker"), officer("court_liaison")

    def held(fact: str) -> object:
        return (
            fold(e.record for e in Entry.objects.filter(stream=reference).order_by("seq")).facts[fact].value
        )

    for event, field, fact, protects, other, settler in (
        ("family_recorded", "child", "family_includes_child", True, False, by),
        ("trafficking_decided", "decision", "nrm_status", "reasonable_grounds_positive", "negative", by),
        ("judicial_review_lodged", "suspends", "judicial_review_suspends", True, False, court),
    ):
        reference = case()
        more: dict[str, object] = {"family_recorded": {"has_family": True}}.get(event, {})
        if event == "judicial_review_lodged":
            more = {"lodged_on": TODAY, "reference": "JR/1"}
        record_event(escort, reference, event, {field: protects, **more})
        assert held(fact) == protects, event
        record_event(escort, reference, event, {field: other, **more})
        assert held(fact) is None, event
        record_event(settler, reference, event, {field: other, **more})
        assert held(fact) == other, event


def test_what_a_clinician_says_of_a_stop_is_for_clinicians():
    """Others see that it stands: on the record, in its deadlines and in what refuses a move."""
    everybody()
    reference, clinician, by = case(), officer("clinician"), officer("caseworker")
    hold = raise_hold(clinician, reference, "medical", "MARKER-findings", evidence="MARKER-letter")
    with pytest.raises(Refused) as refused:
        request_move(by, reference, "refer_for_removal", reasons=WHY)
    assert code(refused) == "hold-in-force"
    seen = view_case(by, reference, "casework")
    assert "MARKER" not in str(
        (refused.value, refused.value.rules, seen.timeline, seen.deadlines, seen.state)
    )
    assert "MARKER-findings" in str(view_case(clinician, reference, "medical").state.holds)
    lift_hold(clinician, reference, hold.seq, reasons=Reasons("safeguarding", "MARKER-recovered"))
    assert "MARKER" not in str(view_case(by, reference, "casework").timeline)
    assert verify_ledger().findings == []


def test_there_is_a_typed_column_for_each_fact_and_no_other():
    with connection.cursor() as cursor:
        held = {c.name for c in connection.introspection.get_table_description(cursor, "casework_facts")}
    facts = set(load_vocabulary().facts)
    assert held == facts | {f"known_on_{name}" for name in facts} | {"case_id", "provenance"}


def test_every_event_establishes_facts_of_the_vocabulary_and_raises_a_known_hold():
    facts = load_vocabulary().facts
    for event in EVENTS.values():
        assert {e.fact for e in event.establishes} <= set(facts), event.name
        assert event.raises is None or event.raises.kind in HOLDS, event.name


def test_no_case_is_opened_in_a_stage_that_only_a_move_reaches():
    with pytest.raises(Refused) as refused:
        case("in_hub")
    assert code(refused) == "not-a-value"
