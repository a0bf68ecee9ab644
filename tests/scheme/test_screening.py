"""A table of cases is judged exactly as each of its cases would be alone."""

from __future__ import annotations

import random
from datetime import date, timedelta

import polars as pl
import pytest

from returnhub.scheme.case import Case, Known
from returnhub.scheme.load import load_scheme
from returnhub.scheme.model import Scheme
from returnhub.scheme.problems import UserError
from returnhub.scheme.screening.in_memory import screen_table
from returnhub.scheme.status import Door, Status
from returnhub.scheme.types import Boolean, Code, Date
from returnhub.scheme.verdict import Screener
from tests.scheme import small

AT = date(2026, 7, 1)
WORDS = {True: Status.SATISFIED, False: Status.VIOLATED, None: Status.NOT_KNOWN}


def answer(chance: random.Random, fact):
    if fact.group:
        return tuple(chance.choice((True, True, False, None)) for _ in range(chance.randrange(4)))
    match fact.type:
        case Boolean():
            return chance.random() < 0.7
        case Date():
            return AT + timedelta(days=chance.choice((-8000, -40, -28, -7, -5, -1, 0, 1, 5, 28)))
        case Code(codes):
            return chance.choice(sorted(codes))
    return chance.randint(fact.type.low, min(fact.type.high, fact.type.low + 30))


def table_and_cases(scheme: Scheme, count: int, seed: int) -> tuple[pl.DataFrame, list[Case]]:
    """The same people twice: as rows with `as_of` and `__on` columns, and as cases."""
    chance, facts = random.Random(seed), scheme.vocabulary.facts
    dated = [name for name, f in facts.items() if f.current_for is not None]
    rows, cases = [], []
    for number in range(count):
        as_of = chance.choice(
            (None, AT, AT - timedelta(days=7), AT - timedelta(days=28), AT + timedelta(days=1))
        )
        stage = chance.choice((None, *scheme.stages))
        missing = chance.choice((0.0, 0.05, 0.5))
        row = {"case": f"C{number}", "as_of": as_of, "stage": stage}
        known = {}
        for name, fact in facts.items():
            own = AT - timedelta(days=chance.choice((0, 27, 28, 29))) if chance.random() < 0.3 else None
            if name in dated:
                row[name + "__on"] = own
            if chance.random() < missing:
                row[name] = None
                continue
            value = answer(chance, fact)
            row[name] = list(value) if isinstance(value, tuple) else value
            known[name] = Known(value, own if name in dated and own else as_of)
        rows.append(row)
        cases.append(Case(f"C{number}", known, stage))
    return pl.DataFrame(rows, infer_schema_length=None), cases


@pytest.mark.parametrize("name", ["small", "uk-return-hubs", "uk-rwanda"])
def test_a_table_is_judged_as_its_cases_are(name):
    scheme = small.scheme() if name == "small" else load_scheme(name)
    frame, cases = table_and_cases(scheme, 150, seed=7)
    found = screen_table(scheme, frame, AT).table
    screener = Screener(scheme)
    seen = set()
    for case, row in zip(cases, found.iter_rows(named=True), strict=True):
        verdict = screener.verdict(case, AT)
        for rule, outcome in verdict.rules.items():
            assert WORDS[row[rule + "__rule"]] is outcome.status, (case, rule)
            seen.add(outcome.status)
        for move in scheme.moves:
            outcome = verdict.moves.get(move)
            assert row[move + "__move"] == (None if outcome is None else outcome.status.value), (case, move)
            seen.add(outcome and outcome.status)
    assert seen == {*Status, *Door, None}


ONE = {
    "case": "A1", "as_of": AT, "appeal_pending": False, "claim_open": False, "fit_until": date(2026, 7, 2),
    "move_on": date(2026, 7, 2), "born": date(2008, 7, 1), "claims_minor": False, "notice_on": date(2026, 6, 24),
}  # fmt: skip


def judged(suppose=None, text=small.SCHEME, **changes):
    row = {**ONE, **changes}
    made = screen_table(small.scheme(text=text), pl.DataFrame([row]), AT, suppose).table
    return made.row(0, named=True)


@pytest.mark.parametrize(
    ("established", "answer"),
    [
        (AT, True),
        (AT - timedelta(days=28), True),
        (AT - timedelta(days=29), None),
        (AT + timedelta(days=1), None),
    ],
)
def test_an_answer_counts_for_its_28_days_and_not_one_more(established, answer):
    assert judged(appeal_pending__on=established)["exhausted__rule"] is answer


def test_an_answer_that_ages_and_has_no_date_is_not_known():
    row = {name: value for name, value in ONE.items() if name != "as_of"}
    made = screen_table(small.scheme(), pl.DataFrame([row]), AT).table
    assert made["exhausted__rule"].to_list() == [None]
    assert made["fit__rule"].to_list() == [True]


def test_a_supposition_holds_for_every_case_whatever_the_table_says():
    assert judged()["go__move"] == "open"
    assert judged({"claim_open": True})["go__move"] == "blocked"
    assert judged({"claims_minor": False}, claims_minor=None)["go__move"] == "open"


def test_what_the_scheme_establishes_holds_where_the_case_says_nothing():
    rule = "  agreed: {says: The agreement is in force, when: agreement, cite: test}\n"
    said = "established: {agreement: {value: yes, source: S1}}\nalways:"
    text = small.SCHEME.replace("always:", rule + said)
    assert judged(text=text)["agreed__rule"] is True
    assert judged(text=text, agreement=None)["agreed__rule"] is True
    assert judged(text=text, agreement=False)["agreed__rule"] is False


def test_what_stops_whom_counts_each_case_once_and_names_the_only_cause():
    rows = [
        {**ONE, "case": "open"},
        {**ONE, "case": "claim", "claim_open": True},
        {**ONE, "case": "claim and age", "claim_open": True, "born": date(2010, 1, 1)},
        {**ONE, "case": "no fitness", "fit_until": None},
        {**ONE, "case": "nothing", "fit_until": None, "claims_minor": None},
    ]
    stops = screen_table(small.scheme(), pl.DataFrame(rows, infer_schema_length=None), AT).stops
    go = next(m for m in stops.moves if m.move == "go")
    assert (go.cases, go.open, go.blocked, go.waiting) == (5, 1, 2, 2)
    rules = {r.rule: (r.satisfied, r.violated, r.not_known, r.only) for r in stops.rules}
    assert rules["exhausted"] == (3, 2, 0, 1)
    assert rules["fit"] == (3, 0, 2, 1)
    assert rules["child"] == (4, 0, 1, 0)
    missing = {m.fact: (m.cases, m.only) for m in stops.missing}
    assert missing == {"fit_until": (2, 1), "claims_minor": (1, 0)}


def test_only_missing_facts_that_matter_are_said_to_be_in_the_way():
    # a false side decides an AND: the other, unknown side stands in nobody's way
    stops = screen_table(
        small.scheme(),
        pl.DataFrame([{**ONE, "claim_open": True, "appeal_pending": None}], infer_schema_length=None),
        AT,
    ).stops
    assert stops.missing == ()


def test_a_doubled_reference_is_refused():
    with pytest.raises(UserError, match="`A1` occurs more than once"):
        screen_table(small.scheme(), pl.DataFrame([ONE, ONE]), AT)


def test_a_supposed_fact_must_exist():
    with pytest.raises(UserError, match="`claim_opne` is not a fact"):
        judged({"claim_opne": True})
