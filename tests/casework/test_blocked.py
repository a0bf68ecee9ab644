"""What blocks is counted as the case page says it, drilled down to cases, and as it was recorded by a day."""

from __future__ import annotations

from datetime import timedelta

import pytest

from returnhub.casework.actions import Refused, establish_facts, raise_hold, restrict, view_case
from returnhub.casework.ledger.models import Entry
from returnhub.casework.queues import blocked_by, blocked_cases
from returnhub.scheme.model import Towards
from tests.casework.people import (
    TODAY,
    WHY,
    answer_everything,
    case,
    everybody,
    officer,
    suppose_an_agreement,
)

pytestmark = pytest.mark.usefixtures("database")


def prepared() -> tuple[str, str, str]:
    """One case free, one under a hold and out of contact, one of which nothing is known."""
    everybody()
    suppose_an_agreement()
    free, held, empty = case(), case(), case()
    for reference in (free, held):
        answer_everything(reference)
    raise_hold(officer("caseworker"), held, "other", "a test")
    establish_facts(officer("caseworker"), held, {"in_contact": False}, source="a call")
    return free, held, empty


def test_counts_agree_with_what_each_case_page_says():
    by = officer("caseworker")
    references = prepared()
    expected: dict[str, int] = {}
    for reference in references:
        verdict = view_case(by, reference, "casework").verdict
        moves = [m for m in verdict.moves.values() if m.move.towards is Towards.REMOVAL]
        for rule in {name for m in moves for name in (*m.violated, *m.not_known)}:
            expected[rule] = expected.get(rule, 0) + 1
    found = blocked_by(by)
    assert {b.rule.name: b.cases for b in found.rules} == expected
    assert (found.looked_at, found.open_cases) == (3, 3)
    assert found.rules[0].cases == max(expected.values())


def test_a_rule_leads_to_its_cases():
    by = officer("caseworker")
    _, held, empty = prepared()
    assert [(c.reference, s) for c, s in blocked_cases(by, "no_hold")] == [(held, "not met")]
    waiting = {c.reference: s for c, s in blocked_cases(by, "person_in_contact")}
    assert waiting == {held: "not met", empty: "not known"}
    with pytest.raises(Refused):
        blocked_cases(by, "no_such_rule")


def test_as_it_was_recorded_by_a_day():
    by = officer("caseworker")
    prepared()
    now = {b.rule.name: b.cases for b in blocked_by(by).rules}
    assert {b.rule.name: b.cases for b in blocked_by(by, TODAY).rules} == now
    before = blocked_by(by, TODAY - timedelta(days=1))
    assert (before.rules, before.looked_at) == ((), 0)
    assert Entry.objects.exclude(stream="service").count() > 3


def test_a_restricted_case_is_counted_for_nobody_without_access():
    by, other, analyst = officer("caseworker"), officer("second", "caseworker"), officer("analyst")
    _, held, _ = prepared()
    restrict(by, held, [], reasons=WHY)
    assert blocked_cases(other, "no_hold") == []
    assert "no_hold" not in {b.rule.name for b in blocked_by(analyst).rules}
    assert [c.reference for c, _ in blocked_cases(by, "no_hold")] == [held]
    for refused in (officer("administrator"), officer("legal_representative")):
        with pytest.raises(Refused):
            blocked_by(refused)
    with pytest.raises(Refused):
        blocked_cases(analyst, "no_hold")
