"""Answers under which nothing stands in the way, and who gives each: for the demo and for tests."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from typing import Any

from returnhub.casework.cases.judging import COMPUTED
from returnhub.scheme.vocabulary import load_vocabulary

_YES = [
    "nationality_established",
    "no_real_risk_in_host",
    "no_real_risk_in_origin",
    "onward_removal_risk_excluded",
    "risk_assessment_individual",
    "risk_sources_disclosed",
    "notice_names_hub",
    "notice_names_onward_country",
    "notice_states_route_and_date",
    "notice_language_understood",
    "legal_advice_accessible",
    "fitness_examined_in_person",
    "fitness_full_history_considered",
    "fit_to_travel",
    "host_accepted_in_writing",
    "removal_prospect_realistic",
    "origin_pack_allow_listed",
    "decision_by_named_officer",
    "told_of_automated_processing",
    "records_agree",
    "in_contact",
    "child_best_interests_assessed",
    "detention_power_recorded",
    "notice_of_intent_served",
    "aar_level_2_senior_decision",
]
_CODES = {
    "are_status": "are_confirmed_by_tribunal",
    "nrm_status": "none",
    "aar_level": "none",
    "voluntary_return_offer": "declined",
    "procedure": "inadmissible",
    "way_of_arrival": "small_boat",
    "screening_found": "adult_man_not_vulnerable",
}


def open_answers(today: date) -> dict[str, Any]:
    """An answer to every fact of a case that lets the moves of the UK schemes through, around `today`."""
    served = today - timedelta(days=12)
    dates = {
        "date_of_birth": date(1990, 4, 17),
        "transfer_date": today,
        "notice_served_on": served,
        "host_acceptance_on": served - timedelta(days=3),
        "nrm_recovery_period_ends": today - timedelta(days=100),
        "family_appeals_ended_on": today - timedelta(days=90),
        "fitness_examined_on": today - timedelta(days=1),
        "travel_document_valid_until": today + timedelta(days=200),
        "claimed_on": today - timedelta(days=900),
    }
    answers: dict[str, Any] = {}
    for name, fact in load_vocabulary().facts.items():
        if fact.about in ("host", "scheme") or name in COMPUTED or fact.group:
            continue
        answers[name] = dates.get(name) or _CODES.get(name) or name in _YES
    return answers


def open_scheme_answers() -> dict[str, bool]:
    """The same for facts of the scheme and its host."""
    facts = load_vocabulary().facts
    return {name: True for name, fact in facts.items() if fact.about in ("host", "scheme")}


def by_settler(answers: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Answers grouped by the role that gives them."""
    grouped: dict[str, dict[str, Any]] = defaultdict(dict)
    for name, value in answers.items():
        grouped[load_vocabulary().facts[name].settled_by][name] = value
    return dict(grouped)
