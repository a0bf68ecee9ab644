"""Dates worked out by hand from printed calendars, never from the code under test."""

from __future__ import annotations

from datetime import date

import pytest

from returnhub.casework.actions import record_event, view_case
from returnhub.casework.deadlines.appeal_time import appeal_time_ends
from returnhub.casework.deadlines.of_case import notice_ends_on
from returnhub.casework.deadlines.time_limits import add_months, exhaustion_date, time_limits
from returnhub.casework.queues import queue_page
from returnhub.scheme.problems import UserError
from tests.casework.people import TODAY, case, days_ago, officer


@pytest.mark.parametrize(
    ("limit", "start", "country", "last_day"),
    [
        # 2 March 2026 is a Monday; + 14 days: Monday 16 March, + 1 working day
        ("ftt_in_country", date(2026, 3, 2), "england-and-wales", date(2026, 3, 17)),
        # ... but 17 March is St Patrick's Day in Northern Ireland
        ("ftt_in_country", date(2026, 3, 2), "northern-ireland", date(2026, 3, 18)),
        # Friday 20 March 2026 + 14 days is Good Friday, 3 April; Easter Monday is no holiday in Scotland
        ("ftt_in_country", date(2026, 3, 20), "england-and-wales", date(2026, 4, 8)),
        ("ftt_in_country", date(2026, 3, 20), "scotland", date(2026, 4, 7)),
        # sent on Saturday 1 March 2025: starts on Monday 3 March
        ("ftt_in_country", date(2025, 3, 1), "england-and-wales", date(2025, 3, 18)),
        # no working day of administration; 10 December 2025 + 28 days: Wednesday 7 January 2026
        ("ftt_out_of_country_must_leave", date(2025, 12, 10), "england-and-wales", date(2026, 1, 7)),
        # one month from Friday 30 January 2026 is Saturday 28 February: Monday 2 March, + 1
        ("permission_from_ut_out_of_country", date(2026, 1, 30), "england-and-wales", date(2026, 3, 3)),
        # three months from Tuesday 30 September 2025: Tuesday 30 December 2025
        ("judicial_review_ut", date(2025, 9, 30), "england-and-wales", date(2025, 12, 30)),
        # 12 days from Monday 15 December 2025: Saturday 27 December; Monday 29 December, + 1
        (
            "permission_from_ut_determination_in_country",
            date(2025, 12, 15),
            "england-and-wales",
            date(2025, 12, 30),
        ),
    ],
)
def test_the_last_day_to_appeal(limit: str, start: date, country: str, last_day: date):
    found = exhaustion_date(limit, start, country)
    assert found.last_day == last_day
    assert (found.presumed_exhausted_on - last_day).days == 1


def test_a_computed_date_says_that_it_is_a_presumption():
    assert "presumption, not proof" in exhaustion_date("ftt_in_country", date(2026, 3, 2), "scotland").says
    assert (
        "checked before use" in exhaustion_date("court_of_appeal_via_iac", date(2026, 3, 2), "scotland").says
    )


def test_detained_fast_track_is_not_encoded():
    assert not [row for row in time_limits() if row.limit in (2, 3) and row.unit == "days"]


def test_before_the_rules_nothing_is_computed():
    with pytest.raises(UserError, match="in force"):
        exhaustion_date("ftt_in_country", date(2012, 3, 2), "scotland")


def test_outside_the_calendars_nothing_is_guessed():
    with pytest.raises(UserError, match="does not cover"):
        exhaustion_date("ftt_in_country", date(2031, 3, 3), "scotland")


def test_notice_of_five_working_days_over_christmas():
    """Served on Friday 19 December 2025: 22, 23, 24, 29, 30 December (25 and 26 are holidays)."""
    assert notice_ends_on(date(2025, 12, 19)) == date(2025, 12, 30)


def test_months_end_with_the_month():
    assert add_months(date(2024, 1, 31), 1) == date(2024, 2, 29)
    assert add_months(date(2025, 11, 30), 3) == date(2026, 2, 28)


def ends(event: str, **fields: object) -> date:
    """The last day that the case page would show."""
    abroad = bool(fields.pop("abroad", False))
    found = appeal_time_ends(event, fields, abroad=abroad)
    assert found is not None
    assert "presumption, not proof" in found.note
    return found.on


def test_the_time_to_appeal_in_a_case_against_days_counted_by_hand():
    """Refusal sent Monday 2 March 2026: 14 days to Monday 16th, one working day for administration: the 17th.

    St Patrick's Day, 17 March, is a bank holiday in Northern Ireland alone: there it is the 18th.
    """
    sent = "2026-03-02"
    assert ends("protection_claim_decided", sent_on=sent, country="england-and-wales") == date(2026, 3, 17)
    assert ends("protection_claim_decided", sent_on=sent, country="northern-ireland") == date(2026, 3, 18)
    assert ends("protection_claim_decided", sent_on=sent, country=None) == date(2026, 3, 18)
    assert ends("further_submissions_decided", sent_on=sent, country="scotland") == date(2026, 3, 17)
    assert ends("appeal_determined", forum="ftt", sent_on=sent, country="scotland") == date(2026, 3, 17)
    # Upper Tribunal: 12 days from 2 March is Saturday 14th, so Monday 16th, and one working day: the 17th.
    assert ends("appeal_determined", forum="ut", sent_on=sent, country="scotland") == date(2026, 3, 17)
    # Outside the country: 28 days from 2 March is Monday 30 March, and one working day: the 31st.
    assert ends("protection_claim_decided", sent_on=sent, country="scotland", abroad=True) == date(
        2026, 3, 31
    )


def test_after_a_higher_court_or_outside_the_calendars_nothing_is_presumed():
    for event, fields in (
        ("appeal_determined", {"forum": "coa", "sent_on": "2026-03-02"}),
        ("appeal_determined", {"forum": "ftt", "sent_on": None}),
        ("protection_claim_decided", {"sent_on": "2012-03-02"}),
        ("reported", {}),
    ):
        assert appeal_time_ends(event, fields, abroad=False) is None


@pytest.mark.usefixtures("database")
def test_a_case_shows_when_the_time_to_appeal_ends_and_nothing_is_confirmed_by_it():
    by, reference = officer("caseworker"), case("claimed", days=60)
    fields = {"outcome": "refused", "sent_on": days_ago(30), "country": "scotland"}
    record_event(by, reference, "protection_claim_decided", fields, occurred_on=days_ago(30))
    view = view_case(by, reference, "casework")
    found = next(d for d in view.deadlines if d.kind == "time to appeal")
    expected = exhaustion_date("ftt_in_country", days_ago(30), "scotland").last_day
    assert (found.on, found.overdue_when_passed) == (expected, False)
    assert view.state.facts["are_status"].value == "not_are"
    record_event(by, reference, "time_to_appeal_ended", {"ended_on": found.on}, occurred_on=TODAY)
    assert not [d for d in view_case(by, reference, "casework").deadlines if d.kind == "time to appeal"]


@pytest.mark.usefixtures("database")
def test_a_fresh_claim_that_is_refused_opens_an_appeal_and_one_that_is_not_fresh_does_not():
    by = officer("caseworker")
    running = {}
    for outcome in ("fresh_claim_refused", "not_fresh"):
        reference = case()
        fields = {"outcome": outcome, "sent_on": days_ago(1)}
        record_event(by, reference, "further_submissions_decided", fields)
        running[outcome] = view_case(by, reference, "casework").state.facts.get("time_to_appeal_running")
    assert running["fresh_claim_refused"] is not None
    assert running["fresh_claim_refused"].value is True
    assert running["not_fresh"] is None


@pytest.mark.usefixtures("database")
def test_a_hold_without_a_day_of_review_is_reviewed_after_four_weeks():
    by, reference = officer("caseworker"), case(days=60)
    for days in (40, 2):
        record_event(
            by, reference, "injunction_granted", {"reference": f"CO/{days}"}, occurred_on=days_ago(days)
        )
    days = [d.on for d in view_case(by, reference, "casework").deadlines if d.kind == "review of hold"]
    assert days == [days_ago(12), days_ago(-26)]
    assert [c.reference for c in queue_page(by, "review").rows] == [reference]
