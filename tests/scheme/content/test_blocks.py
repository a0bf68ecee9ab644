"""The hard blocks, one by one: each stops the move it guards when violated, when not known, and on the wrong day.

Written from the list of hard blocks (docs/hard-blocks.md), not from the rule texts: a person for whom everything is
in order, and for each block what would have to stop them.
"""

from datetime import date, timedelta

import pytest

from returnhub.scheme.case import Case, Known
from returnhub.scheme.load import load_scheme
from returnhub.scheme.status import Door
from returnhub.scheme.verdict import Screener

TODAY = date(2026, 6, 10)  # a Wednesday
YES, NO = True, False
IN_ORDER: dict[str, object] = {
    "date_of_birth": date(1990, 3, 5),
    "nationality_established": YES,
    "british_or_windrush_possible": NO,
    "statelessness_claim_open": NO,
    "are_status": "are_confirmed_by_tribunal",
    "appeal_pending": NO,
    "time_to_appeal_running": NO,
    "protection_claim_open": NO,
    "human_rights_claim_open": NO,
    "further_submissions_undecided": NO,
    "fear_of_return_raised_undecided": NO,
    "injunction_or_stay_in_force": NO,
    "rule_39_in_force": NO,
    "judicial_review_suspends": NO,
    "no_real_risk_in_host": YES,
    "no_real_risk_in_origin": YES,
    "onward_removal_risk_excluded": YES,
    "risk_assessment_individual": YES,
    "risk_sources_disclosed": YES,
    "transfer_date": TODAY,
    "notice_served_on": date(2026, 6, 3),
    "notice_names_hub": YES,
    "notice_names_onward_country": YES,
    "notice_states_route_and_date": YES,
    "notice_language_understood": YES,
    "legal_advice_accessible": YES,
    "nrm_status": "none",
    "nrm_reconsideration_window_open": NO,
    "host_party_to_ecat_and_echr": NO,
    "claimed_under_18": NO,
    "age_dispute_unresolved": NO,
    "family_includes_child": NO,
    "has_family_in_uk": NO,
    "pregnant": NO,
    "aar_level": "none",
    "torture_professional_evidence": NO,
    "rule_32_35_report_open": NO,
    "suicide_watch": NO,
    "fitness_examined_on": date(2026, 6, 9),
    "fitness_examined_in_person": YES,
    "fitness_full_history_considered": YES,
    "fit_to_travel": YES,
    "serious_illness_decline_risk": NO,
    "host_risk_characteristic": NO,
    "host_accepted_in_writing": YES,
    "host_acceptance_on": date(2026, 5, 20),
    "place_held": YES,
    "agreement_in_force": YES,
    "agreement_terms_complete": YES,
    "failed_return_outcome_agreed": YES,
    "return_path_operational": YES,
    "monitoring_body_operating": YES,
    "hub_legal_access": YES,
    "hub_access_to_uk_courts": YES,
    "hub_legal_status_given": YES,
    "detained": NO,
    "voluntary_return_offer": "declined",
    "origin_pack_allow_listed": YES,
    "decision_by_named_officer": YES,
    "told_of_automated_processing": YES,
    "data_protection_approved": YES,
    "records_agree": YES,
    "criminal_proceedings_pending": NO,
    "equality_monitoring_operating": YES,
    "selected_by_nationality_alone": NO,
    "hold_in_force": NO,
}

# Hard block: what stops the transfer (one change to the person in order).
STOPS: list[tuple[str, dict[str, object]]] = [
    ("HB-01", {"no_real_risk_in_host": NO}),
    ("HB-01", {"no_real_risk_in_origin": NO}),
    ("HB-01", {"onward_removal_risk_excluded": NO}),
    ("HB-02", {"risk_assessment_individual": NO}),
    ("HB-02", {"risk_sources_disclosed": NO}),
    ("HB-03", {"protection_claim_open": YES}),
    ("HB-03", {"human_rights_claim_open": YES}),
    ("HB-03", {"further_submissions_undecided": YES}),
    ("HB-03", {"fear_of_return_raised_undecided": YES}),
    ("HB-04", {"appeal_pending": YES}),
    ("HB-04", {"time_to_appeal_running": YES}),
    ("HB-04", {"are_status": "are_disputed"}),
    ("HB-04", {"are_status": "are_computed"}),
    ("HB-05", {"injunction_or_stay_in_force": YES}),
    ("HB-05", {"rule_39_in_force": YES}),
    ("HB-05", {"judicial_review_suspends": YES}),
    ("HB-06", {"notice_served_on": date(2026, 6, 4)}),  # four working days
    ("HB-06", {"notice_served_on": date(2026, 6, 11)}),  # after the move
    ("HB-06", {"notice_names_onward_country": NO}),
    ("HB-06", {"notice_names_hub": NO}),
    ("HB-06", {"notice_language_understood": NO}),
    ("HB-06", {"legal_advice_accessible": NO}),
    ("HB-06", {"transfer_date": TODAY + timedelta(days=1)}),  # another day than the one notified
    ("HB-07", {"nrm_status": "referred"}),
    ("HB-07", {"nrm_status": "reasonable_grounds_positive"}),
    ("HB-07", {"nrm_status": "conclusive_grounds_positive", "nrm_recovery_period_ends": TODAY}),
    ("HB-07", {"nrm_reconsideration_window_open": YES}),
    ("HB-08", {"claimed_under_18": YES}),
    ("HB-08", {"age_dispute_unresolved": YES}),
    ("HB-08", {"date_of_birth": date(2008, 6, 11)}),  # 18 tomorrow
    ("HB-09", {"family_includes_child": YES}),
    ("HB-10", {"has_family_in_uk": YES, "member_travels_too": (True, False)}),
    ("HB-11", {"pregnant": YES}),
    ("HB-12", {"aar_level": "level_3"}),
    ("HB-12", {"aar_level": "level_2", "aar_level_2_senior_decision": NO}),
    ("HB-12", {"torture_professional_evidence": YES}),
    ("HB-12", {"rule_32_35_report_open": YES}),
    ("HB-12", {"suicide_watch": YES}),
    ("HB-13", {"fitness_examined_in_person": NO}),
    ("HB-13", {"fit_to_travel": NO}),
    ("HB-13", {"fitness_full_history_considered": NO}),
    ("HB-13", {"fitness_examined_on": TODAY - timedelta(days=6)}),
    ("HB-13", {"fitness_examined_on": TODAY + timedelta(days=1)}),
    ("HB-14", {"serious_illness_decline_risk": YES}),
    ("HB-15", {"nationality_established": NO}),
    ("HB-15", {"british_or_windrush_possible": YES}),
    ("HB-15", {"statelessness_claim_open": YES}),
    ("HB-16", {"host_risk_characteristic": YES}),
    ("HB-17", {"host_accepted_in_writing": NO}),
    ("HB-17", {"host_acceptance_on": date(2026, 6, 4)}),  # after notice was served
    ("HB-17", {"place_held": NO}),
    ("HB-18", {"agreement_in_force": NO}),
    ("HB-18", {"agreement_terms_complete": NO}),
    ("HB-19", {"failed_return_outcome_agreed": NO}),
    ("HB-20", {"detained": YES, "detention_power_recorded": NO, "removal_prospect_realistic": YES}),
    ("HB-20", {"detained": YES, "detention_power_recorded": YES, "removal_prospect_realistic": NO}),
    ("HB-21", {"monitoring_body_operating": NO}),
    ("HB-22", {"hub_legal_access": NO}),
    ("HB-22", {"hub_access_to_uk_courts": NO}),
    ("HB-23", {"voluntary_return_offer": "not_offered"}),
    ("HB-23", {"voluntary_return_offer": "offered"}),
    ("HB-24", {"origin_pack_allow_listed": NO}),
    ("HB-25", {"decision_by_named_officer": NO}),
    ("HB-26", {"told_of_automated_processing": NO}),
    ("HB-27", {"data_protection_approved": NO}),
    ("HB-28", {"records_agree": NO}),
    ("HB-29", {"return_path_operational": NO}),
    ("HB-30", {"criminal_proceedings_pending": YES}),
    ("HB-31", {"selected_by_nationality_alone": YES}),
    ("HB-31", {"equality_monitoring_operating": NO}),
]


@pytest.fixture(scope="module")
def screener() -> Screener:
    return Screener(load_scheme("uk-return-hubs"))


def outcome(screener: Screener, changes: dict[str, object], days_old: dict[str, int] | None = None):
    ages = days_old or {}
    facts = {
        n: Known(v, TODAY - timedelta(days=ages.get(n, 0)))
        for n, v in {**IN_ORDER, **changes}.items()
        if v is not None
    }
    verdict = screener.verdict(Case("SYN-1", facts, "approved"), TODAY)
    return verdict, verdict.moves["transfer"]


def test_a_person_for_whom_everything_is_in_order_is_open_to_decision(screener):
    assert outcome(screener, {})[1].status is Door.OPEN


@pytest.mark.parametrize(
    ("block", "changes"), STOPS, ids=[f"{b}-{next(iter(c))}-{i}" for i, (b, c) in enumerate(STOPS)]
)
def test_a_block_stops_the_transfer_and_is_named(screener, block, changes):
    verdict, move = outcome(screener, changes)
    assert move.status is Door.BLOCKED
    assert block in {b for name in move.violated for b in verdict.rules[name].rule.blocks}


@pytest.mark.parametrize("fact", sorted(IN_ORDER))
def test_not_knowing_any_one_fact_never_opens_the_transfer(screener, fact):
    """Except whether the host is bound by treaties: that only matters where a reconsideration period runs."""
    status = outcome(screener, {fact: None})[1].status
    assert status is (Door.OPEN if fact == "host_party_to_ecat_and_echr" else Door.WAITING)


AGEING = {
    name: fact.current_for
    for name, fact in load_scheme("uk-return-hubs").vocabulary.facts.items()
    if fact.current_for is not None and name in IN_ORDER and name != "host_party_to_ecat_and_echr"
}


@pytest.mark.parametrize(("fact", "days"), sorted(AGEING.items()))
def test_an_answer_counts_to_its_last_day_and_no_longer(screener, fact, days):
    assert outcome(screener, {}, {fact: days})[1].status is Door.OPEN
    assert outcome(screener, {}, {fact: days + 1})[1].status is Door.WAITING


@pytest.mark.parametrize(
    "changes",
    [
        {"notice_served_on": date(2026, 6, 3)},  # exactly five working days: 4, 5, 8, 9, 10 June
        {"date_of_birth": date(2008, 6, 10)},  # 18 today
        {"fitness_examined_on": TODAY - timedelta(days=5)},
        {"fitness_examined_on": TODAY},
        {"host_acceptance_on": date(2026, 6, 3)},  # the day notice was served
        {"nrm_status": "negative"},
        {"nrm_status": "conclusive_grounds_positive", "nrm_recovery_period_ends": TODAY - timedelta(days=1)},
        {"aar_level": "level_2", "aar_level_2_senior_decision": YES},
        {"has_family_in_uk": YES, "member_travels_too": (True, True)},
        {"detained": YES, "detention_power_recorded": YES, "removal_prospect_realistic": YES},
        {"voluntary_return_offer": "failed"},
    ],
    ids=str,
)
def test_the_last_day_or_case_that_is_still_in_order(screener, changes):
    assert outcome(screener, changes)[1].status is Door.OPEN


def test_every_hard_block_of_the_list_has_a_case_here():
    assert {block for block, _ in STOPS} == {f"HB-{n:02}" for n in range(1, 32)}


def test_a_person_past_the_longest_stay_is_brought_back_not_kept(screener):
    stage = screener.scheme.stages["in_hub"]
    assert stage.longest is not None
    assert stage.longest.in_total
    assert stage.then == "bring_back"
    assert screener.scheme.needs_of("bring_back") == ()
