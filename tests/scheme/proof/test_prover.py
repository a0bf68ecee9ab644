"""People found by the prover, and what it may not claim."""

from __future__ import annotations

from datetime import date

import pytest

from returnhub.scheme.language.check import read_condition
from returnhub.scheme.language.interpret import evaluate
from returnhub.scheme.language.logic import Logic
from returnhub.scheme.problems import UserError
from returnhub.scheme.proof import search
from returnhub.scheme.proof.search import Undecided, find, impossible
from tests.scheme import small
from tests.scheme.agreement.words import CALENDAR, SCOPE
from tests.scheme.proof.changing import changed


def person_with(text: str, today: date | None = None):
    condition, _ = read_condition(text, SCOPE)
    logic = Logic(CALENDAR)
    wanted = [logic.pair(condition).true]
    if today is not None:
        wanted.append(logic.today == today.toordinal())

    def holds(people):
        ((facts, day),) = people
        return evaluate(condition, facts, day, CALENDAR) is True

    return find([logic], wanted, holds)


@pytest.mark.parametrize(
    "text",
    [
        "years_between(born, today) = 18 AND born > DATE '2008-02-28'",
        "working_days_between(served, due) = 5 AND due - served = 11",
        "working_days_between(served, due) = -3 AND served - due = 5",
        "years_between(due, served) = -7",
        "every(family, together) AND NOT some(family, willing)",
        "status = 'it''s' AND country IN abroad AND few + days = 7",
        "offer - cost > 2000000000",
        "CASE WHEN p THEN few ELSE 3 END = 5",
        # only the calendar can tell: nobody works from Good Friday to Easter Monday, 3 to 6 April 2026
        "working_days_between(served, due) = 0 AND due - served = 4"
        " AND served BETWEEN DATE '2026-03-30' AND DATE '2026-04-10'",
        "working_days_between(due, served) = 0 AND due - served = 4"
        " AND served BETWEEN DATE '2026-03-30' AND DATE '2026-04-10'",
        # of 6,574 days some are 18 years and some are not, as leap years fall
        "years_between(born, due) = 17 AND due - born = 6574 AND due BETWEEN DATE '2026-01-01' AND DATE '2026-12-31'",
        "years_between(born, due) = 18 AND due - born = 6574 AND due BETWEEN DATE '2026-01-01' AND DATE '2026-12-31'",
        "years_between(due, born) = -18 AND due - born = 6574 AND due BETWEEN DATE '2026-01-01' AND DATE '2026-12-31'",
    ],
)
def test_a_person_is_found_for_whom_a_condition_holds(text):
    ((facts, day),) = person_with(text)
    condition, _ = read_condition(text, SCOPE)
    assert evaluate(condition, facts, day, CALENDAR) is True
    assert date(2026, 1, 5) <= day <= date(2026, 12, 31)


@pytest.mark.parametrize(
    "text",
    [
        "few > 20",
        "few < 0",
        "status = 'none' AND status = 'pending'",
        "born > DATE '2199-12-31'",
        "born < DATE '1900-01-01'",
        "years_between(born, due) = 5 AND due < born",
        "years_between(born, due) > 1 AND due - born < 700",
        "working_days_between(served, due) > due - served AND due > served",
        "every(family, together) AND NOT some(family, together)",
        "p AND NOT p",
        "CASE WHEN p THEN 1 ELSE 2 END = 3",
    ],
)
def test_nobody_is_found_where_nobody_can_be(text):
    assert person_with(text) is None
    condition, _ = read_condition(text, SCOPE)
    logic = Logic(CALENDAR)
    assert impossible(logic, [logic.pair(condition).true])


def test_what_only_the_calendar_rules_out_is_not_claimed_as_a_proof():
    """No five days in a row hold five working days and a Sunday; the bounds of the prover do not know Sundays."""
    condition, _ = read_condition("working_days_between(served, due) = 5 AND due - served = 5", SCOPE)
    logic = Logic(CALENDAR)
    assert not impossible(logic, [logic.pair(condition).true])


def test_an_extraordinary_day_is_taken_where_no_ordinary_one_will_do():
    ((facts, day),) = person_with("born < DATE '1950-01-01' AND years_between(born, today) = 18")
    assert facts["born"] < date(1950, 1, 1)
    assert day < date(1970, 1, 1)
    ((facts, day),) = person_with("p", date(2100, 3, 1))
    assert day == date(2100, 3, 1)


def test_an_answer_that_does_not_hold_and_teaches_nothing_is_no_answer():
    condition, _ = read_condition("p", SCOPE)
    logic = Logic(CALENDAR)
    with pytest.raises(Undecided):
        find([logic], [logic.pair(condition).true], lambda people: False)


def test_a_question_too_hard_for_the_time_is_undecided(monkeypatch):
    monkeypatch.setattr(search, "PATIENCE", 0)
    monkeypatch.setattr("z3.Solver.check", lambda self, *_: __import__("z3").unknown)
    logic = Logic(CALENDAR)
    with pytest.raises(Undecided):
        impossible(logic, [])
    with pytest.raises(Undecided):
        find([logic], [], lambda people: True)


def test_comparing_says_that_no_answer_was_found(monkeypatch):
    from returnhub.scheme import compare as comparing

    def no_answer(*_):
        raise Undecided

    monkeypatch.setattr(comparing, "find", no_answer)
    with pytest.raises(UserError) as caught:
        comparing.compare(small.scheme(), changed(("notice: {value: 5", "notice: {value: 6")))
    assert str(caught.value) == "the prover found no answer in time"
