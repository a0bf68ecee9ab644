"""One case: what the rules say, on which facts, and what would have to be established."""

from datetime import date, timedelta
from itertools import combinations, product

import pytest

from returnhub.scheme.case import Case, Known
from returnhub.scheme.explain import explain_move
from returnhub.scheme.language.interpret import evaluate
from returnhub.scheme.language.missing import Missing
from returnhub.scheme.problems import UserError
from returnhub.scheme.status import Door, Status
from returnhub.scheme.verdict import Screener
from tests.scheme import small

TODAY = date(2026, 7, 1)
ALL = {
    "appeal_pending": Known(False, TODAY),
    "claim_open": Known(False),
    "fit_until": Known(date(2026, 7, 2)),
    "move_on": Known(date(2026, 7, 2)),
    "born": Known(date(2008, 7, 1)),
    "claims_minor": Known(False),
    "notice_on": Known(date(2026, 6, 24)),
}


def judge(**changes: object):
    facts = {**ALL, **changes}
    facts = {name: known for name, known in facts.items() if known is not None}
    return Screener(small.scheme()).verdict(Case("A1", facts, "waiting"), TODAY)


def test_a_move_is_open_only_when_every_rule_is_satisfied():
    verdict = judge()
    assert verdict.moves["go"].status is Door.OPEN
    assert verdict.moves["go"].establish == ()
    assert "bring_back" not in verdict.moves


def test_what_is_not_known_blocks_and_is_named():
    outcome = judge(fit_until=None, claims_minor=None).moves["go"]
    assert outcome.status is Door.WAITING
    assert outcome.not_known == ("fit", "child")
    assert outcome.establish == ("fit_until", "claims_minor")


def test_a_violated_rule_blocks_whatever_else_is_unknown():
    outcome = judge(claim_open=Known(True), fit_until=None).moves["go"]
    assert outcome.status is Door.BLOCKED
    assert outcome.violated == ("exhausted",)
    assert outcome.establish is None


@pytest.mark.parametrize(
    ("born", "status"),
    [(date(2008, 7, 1), Status.SATISFIED), (date(2008, 7, 2), Status.VIOLATED), (None, Status.NOT_KNOWN)],
)
def test_eighteen_on_the_birthday(born, status):
    assert judge(born=born and Known(born)).rules["adult"].status is status


@pytest.mark.parametrize(("today", "age"), [(date(2026, 2, 28), 17), (date(2026, 3, 1), 18)])
def test_someone_born_on_29_february_turns_on_1_march(today, age):
    scheme = small.with_rule(f"years_between(born, today) = {age}")
    facts = {"born": date(2008, 2, 29)}
    assert evaluate(scheme.rules["subject"].condition, facts, today, scheme.calendar) is True


def test_an_answer_too_old_counts_as_not_known_and_the_reason_is_given():
    fresh = judge(appeal_pending=Known(False, TODAY - timedelta(days=28)))
    stale = judge(appeal_pending=Known(False, TODAY - timedelta(days=29)))
    undated = judge(appeal_pending=Known(False))
    future = judge(appeal_pending=Known(False, TODAY + timedelta(days=1)))
    assert fresh.rules["exhausted"].status is Status.SATISFIED
    for verdict in (stale, undated, future):
        assert verdict.rules["exhausted"].status is Status.NOT_KNOWN
    (used, _) = stale.rules["exhausted"].used
    assert used.why_not == "established on 2026-06-02, too long ago: it counts for 28 days"


@pytest.mark.parametrize(
    ("answer", "status"),
    [(False, Status.SATISFIED), (True, Status.VIOLATED), (None, Status.NOT_KNOWN)],
)
def test_a_protection_is_granted_unless_known_not_to_apply(answer, status):
    verdict = judge(claims_minor=None if answer is None else Known(answer))
    assert verdict.rules["child"].status is status


# 25 May 2026 is the spring bank holiday in England and Wales (GOV.UK list of bank holidays).
@pytest.mark.parametrize(("served", "enough"), [(date(2026, 5, 21), False), (date(2026, 5, 20), True)])
def test_bank_holidays_are_not_working_days(served, enough):
    verdict = judge(
        notice_on=Known(served), move_on=Known(date(2026, 5, 28)), fit_until=Known(date(2026, 5, 28))
    )
    assert (verdict.rules["noticed"].status is Status.SATISFIED) is enough


def test_a_day_outside_the_calendar_is_not_a_working_day_nor_a_holiday_but_not_known():
    verdict = judge(notice_on=Known(date(2150, 1, 1)), move_on=Known(date(2150, 3, 1)))
    assert verdict.rules["noticed"].status is Status.NOT_KNOWN


@pytest.mark.parametrize(
    ("size", "members", "status"),
    [
        (1, None, Status.SATISFIED),
        (3, (True, True), Status.SATISFIED),
        (3, (True, False, None), Status.VIOLATED),
        (3, (True, None), Status.NOT_KNOWN),
        (3, (), Status.NOT_KNOWN),
        (None, (True,), Status.SATISFIED),
    ],
)
def test_a_family_without_rows_is_not_known(size, members, status):
    verdict = judge(
        size=None if size is None else Known(size), together=None if members is None else Known(members)
    )
    assert verdict.rules["family_together"].status is status


@pytest.mark.parametrize(
    ("name", "value"),
    [("nrm", "None"), ("size", 21), ("size", True), ("born", date(1850, 1, 1)), ("together", True)],
)
def test_a_value_of_the_wrong_kind_is_refused(name, value):
    with pytest.raises(UserError, match=name):
        judge(**{name: Known(value)})


def test_a_name_that_is_no_fact_is_refused_with_the_nearest_one():
    with pytest.raises(UserError) as caught:
        judge(apeal_pending=Known(True))
    assert caught.value.hint == "did you mean `appeal_pending`?"


def test_the_explanation_names_the_decisive_facts_only():
    scheme = small.scheme()
    facts = {**ALL, "claim_open": Known(True, date(2026, 6, 30))}
    del facts["appeal_pending"]
    lines = explain_move(scheme, Screener(scheme).verdict(Case("A1", facts), TODAY), "go")
    assert lines == [
        "BLOCKED  go: Go; 4 of 5 conditions met",
        "VIOLATED   No appeal is pending and no claim is open  [[S1]]",
        "           because claim_open is yes (established 2026-06-30)",
    ]


CONDITIONS = [
    "appeal_pending OR claim_open",
    "NOT (appeal_pending AND claim_open)",
    "(appeal_pending AND NOT claim_open) OR (claims_minor AND claim_open)",
    "nrm IN ('none', 'positive') AND NOT (nrm = 'none' AND claim_open)",
    "CASE WHEN claim_open THEN 1 WHEN claims_minor THEN 2 ELSE 3 END >= 2",
    "nrm = 'none' AND nrm = 'positive'",
    "appeal_pending AND NOT appeal_pending OR claims_minor",
]
CLOSED = {
    "appeal_pending": (False, True),
    "claim_open": (False, True),
    "claims_minor": (False, True),
    "nrm": ("none", "pending", "positive"),
}


@pytest.mark.parametrize("condition", CONDITIONS)
def test_the_smallest_set_is_the_smallest_there_is(condition):
    """Beside trying every set of missing facts and every answer to them."""
    scheme = small.with_rule(condition)
    tree = scheme.rules["subject"].condition
    for known_names in [c for n in range(4) for c in combinations(CLOSED, n)]:
        for values in product(*(CLOSED[name] for name in known_names)):
            facts = dict(zip(known_names, values, strict=True))
            found = Missing(facts, TODAY, scheme.calendar).smallest([(tree, True)])
            expected = smallest_by_trial(tree, facts, scheme)
            assert (None if found is None else len(found)) == expected, (condition, facts, found)


def smallest_by_trial(tree, facts, scheme):
    missing = [name for name in CLOSED if name not in facts]
    for size in range(len(missing) + 1):
        for names in combinations(missing, size):
            for values in product(*(CLOSED[name] for name in names)):
                if evaluate(tree, {**facts, **dict(zip(names, values, strict=True))}, TODAY, scheme.calendar):
                    return size
    return None


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"appeal_pending": True},
        {"appeal_pending": False},
        {"appeal_pending": False, "claim_open": True},
        {"appeal_pending": False, "claim_open": False},
    ],
    ids=str,
)
def test_the_short_way_to_the_decisive_facts_is_the_long_way(given):
    from returnhub.scheme.language.decisive import decisive, decisive_literals, literals

    scheme = small.scheme()
    condition = scheme.rules["exhausted"].condition
    parts = literals(condition)
    assert parts == (("appeal_pending", False), ("claim_open", False))
    answer = evaluate(condition, given, TODAY, scheme.calendar)
    assert decisive_literals(parts, answer, given) == decisive(condition, given, TODAY, scheme.calendar)
