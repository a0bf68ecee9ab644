"""The whole caseload screened at once says of every case what its own page says, and "blocked by what" uses it."""

from __future__ import annotations

import pytest

from returnhub.casework.actions import restrict, view_case
from returnhub.casework.cases.models import Case
from returnhub.casework.demo.accounts import make_accounts
from returnhub.casework.demo.caseload import make_caseload
from returnhub.casework.queues import blocked, blocked_by, blocked_cases
from returnhub.casework.screening import rescreen as screening
from returnhub.casework.screening.models import Screened, Screening
from returnhub.casework.screening.rescreen import rescreen
from returnhub.scheme.model import Towards
from tests.casework.people import WHY, answer_everything, case, everybody, officer, suppose_an_agreement

SIGNS = {"satisfied": "S", "violated": "V", "not known": "N"}


def what_pages_say() -> dict[tuple[str, str], tuple[str, str]]:
    """Case and move towards removal → state of the move and sign of every rule, as the case page judges them."""
    by, found = officer("sees_all", "monitor", "clinician"), {}
    for reference in Case.objects.filter(closed=False).values_list("reference", flat=True):
        verdict = view_case(by, reference, "monitoring").verdict
        signs = "".join(SIGNS[outcome.status.value] for outcome in verdict.rules.values())
        for name, outcome in verdict.moves.items():
            if outcome.move.towards is Towards.REMOVAL:
                found[reference, name] = (outcome.status.value, signs)
    return found


def what_was_screened() -> dict[tuple[str, str], tuple[str, str]]:
    rows = Screened.objects.values_list("case__reference", "move", "state", "answers")
    return {(reference, move): (state, answers) for reference, move, state, answers in rows}


def test_every_demonstration_case_is_screened_to_the_verdict_of_its_page(
    either, monkeypatch: pytest.MonkeyPatch
):
    """In slices of a few cases, on both databases: holds, places, family, old answers and facts of the host."""
    make_caseload(make_accounts("a password of tests"), 24)
    monkeypatch.setattr(screening, "SLICE", 7)
    made = rescreen(processes=1)
    assert made.cases == Case.objects.filter(closed=False).count()
    said = what_pages_say()
    assert what_was_screened() == said
    assert {state for state, _ in said.values()} == {"open", "blocked", "waiting for facts"}


@pytest.mark.usefixtures("database")
def test_a_second_screening_replaces_the_first():
    everybody()
    suppose_an_agreement()
    reference = case()
    rescreen(processes=1)
    before = what_was_screened()
    answer_everything(reference)
    rescreen(processes=1)
    after = what_was_screened()
    assert before.keys() == after.keys()
    assert before != after == what_pages_say()
    assert Screening.objects.count() == 1


@pytest.mark.usefixtures("database")
def test_a_large_caseload_is_answered_from_its_screening(monkeypatch: pytest.MonkeyPatch):
    """The same counts and cases as judging each now; what nobody should see is in neither."""
    everybody()
    suppose_an_agreement()
    by, other = officer("caseworker"), officer("second", "caseworker")
    free, empty, secret = case(), case(), case()
    answer_everything(free)
    restrict(by, secret, [], reasons=WHY)
    now = blocked_by(other)
    rule = now.rules[0].rule.name
    cases = {(c.reference, said) for c, said in blocked_cases(other, rule)}
    rescreen(processes=1)
    monkeypatch.setattr(blocked, "MOST", 1)
    from_screening = blocked_by(other)
    assert (now.screened_at, from_screening.screened_at) == ("", Screening.objects.get().started_at)
    assert from_screening.rules == now.rules
    assert len(now.rules) > 10
    assert cases == {(empty, "not known")}
    assert {(c.reference, said) for c, said in blocked_cases(other, rule)} == cases
