"""A protection is taken away only by those who settle it, and only by what is still fresh."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from returnhub.casework.access.roles import PERMISSIONS
from returnhub.casework.actions import EVENTS, record_event
from returnhub.casework.cases.event_types import EventKind
from tests.casework.hub import refusal
from tests.casework.people import TODAY, answer_everything, case, days_ago, everybody, held, officer

LEGAL = [kind for kind in EVENTS.values() if kind.group == "legal routes"]


@pytest.mark.parametrize("kind", LEGAL, ids=lambda kind: kind.name)
def test_what_ends_a_legal_route_counts_from_those_who_settle_it_or_whom_the_event_names(kind: EventKind):
    """An event that anybody may record leaves nothing that opens: from others the fact is not known."""
    for established in kind.establishes:
        only_stops = not established.field and established.value in established.protects
        assert only_stops or kind.by or established.settled, (kind.name, established.fact)


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize("role", [r for r, may in PERMISSIONS.items() if {"event", "search"} <= may])
def test_that_no_appeal_is_pending_is_not_known_from_who_does_not_settle_it(role: str):
    everybody()
    reference = case()
    answer_everything(reference)
    record_event(officer("caseworker"), reference, "appeal_lodged", appeal(lodged_on=TODAY))
    if role not in ("hub_manager", "host_liaison"):  # who see no case before the hub leg
        determined = appeal(outcome="dismissed", sent_on=TODAY)
        record_event(officer(role), reference, "appeal_determined", determined)
        assert held(reference).facts["appeal_pending"].value is (False if role == "caseworker" else None)


@pytest.mark.usefixtures("database")
def test_the_day_of_an_event_is_said_once():
    """What was confirmed long ago would else count as established today."""
    everybody()
    confirmed = {"confirmed_on": days_ago(300), "reference": "EA/1/2025"}
    record = partial(record_event, officer("court_liaison"), case(), "exhaustion_confirmed", confirmed)
    refused = refusal(partial(record, occurred_on=TODAY))
    assert (refused.code, refused.details["field"]) == ("not-a-value", "confirmed_on")
    record(occurred_on=days_ago(300))


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize(
    ("role", "suspends", "raised"),
    [
        ("caseworker", True, 1),
        ("caseworker", None, 1),
        ("caseworker", False, 1),
        ("court_liaison", True, 1),
        ("court_liaison", None, 1),
        ("court_liaison", False, 0),
    ],
)
def test_a_judicial_review_recorded_late_stops_moves_unless_it_is_settled_not_to_suspend(
    role, suspends, raised
):
    everybody()
    reference = case()
    answer_everything(reference)
    assert held(reference).facts["judicial_review_suspends"].value is False  # as of today
    said = {"reference": "JR/1/2026", "lodged_on": days_ago(1), "suspends": suspends}
    record_event(officer(role), reference, "judicial_review_lodged", said)
    assert held(reference).holds_in_force == raised


def appeal(**more: Any) -> dict[str, Any]:
    return {"forum": "ftt", "reference": "PA/1/2026", **more}
