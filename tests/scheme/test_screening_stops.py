"""What stops whom: counted over a table as a person would count it case by case."""

from __future__ import annotations

from datetime import date
from itertools import product

import polars as pl
import pytest

from returnhub.scheme.case import Case, Known
from returnhub.scheme.problems import UserError
from returnhub.scheme.screening.in_memory import judge_rules, screen_table
from returnhub.scheme.screening.screener import TableScreener, in_words
from returnhub.scheme.screening.stops import FactCount, MoveCount, RuleCount
from returnhub.scheme.status import Status
from returnhub.scheme.verdict import Screener
from tests.scheme import small

AT = date(2026, 7, 1)
TYPES = {
    "claim_open": pl.Boolean,
    "claims_minor": pl.Boolean,
    "size": pl.Int64,
    "fit_until": pl.Date,
    "move_on": pl.Date,
    "nrm": pl.String,
    "together": pl.List(pl.Boolean),
}
VALUES = {
    "claim_open": (True, False, None),
    "claims_minor": (True, False, None),
    "size": (0, 3, None),
    "fit_until": (date(2026, 7, 1), None),
    "move_on": (date(2026, 7, 1), None),
    "nrm": ("none", "pending", None),
    "together": ([True, False], [True, None], [], None),
}


@pytest.mark.parametrize(
    ("condition", "names"),
    [
        ("claim_open", ["claim_open"]),
        ("NOT claim_open AND claims_minor", ["claim_open", "claims_minor"]),
        ("claim_open OR claims_minor", ["claim_open", "claims_minor"]),
        ("size + 2 > 3 AND (claim_open OR claims_minor)", ["size", "claim_open", "claims_minor"]),
        ("fit_until >= move_on", ["fit_until", "move_on"]),
        ("move_on - fit_until > size", ["fit_until", "move_on", "size"]),
        ("nrm IN closed OR claim_open", ["nrm", "claim_open"]),
        ("every(family, together) OR size = 3", ["together", "size"]),
        ("NOT some(family, together)", ["together"]),
        ("CASE WHEN claim_open THEN size ELSE 3 END > 2", ["claim_open", "size"]),
        ("CASE WHEN claim_open THEN 3 WHEN claims_minor THEN size ELSE size - 1 END > 1", ["claim_open", "claims_minor", "size"]),
        ("no_trafficking AND size > 1", ["nrm", "size"]),
    ],
)  # fmt: skip
def test_the_facts_that_are_lacking_are_those_that_decide_a_single_case(condition, names):
    """The explanation of one case names the missing facts that its answer rests on; a table must count the same."""
    line = f"  subject: {{says: Subject, when: {condition!r}, cite: test}}\nalways: [subject]"
    text = small.SCHEME.replace("always: [exhausted]", line).replace(
        "[fit, adult, child, noticed]", "[subject]"
    )
    scheme = small.scheme(text=text)
    screener, counted = Screener(scheme), 0
    for values in product(*(VALUES[name] for name in names)):
        row = dict(zip(names, values, strict=True))
        known = {n: Known(tuple(v) if isinstance(v, list) else v) for n, v in row.items() if v is not None}
        outcome = screener.verdict(Case("A1", known), AT).rules["subject"]
        lacking = set(outcome.decisive) if outcome.status is Status.NOT_KNOWN else set()
        frame = pl.DataFrame(
            [{"case": "A1", **row}], schema={"case": pl.String, **{n: TYPES[n] for n in names}}
        )
        missing = screen_table(scheme, frame, AT).stops.missing
        assert {m.fact for m in missing} == lacking, row
        assert all((m.cases, m.only) == (1, 1 if len(missing) == 1 else 0) for m in missing)
        counted += bool(lacking)
    assert counted


PEOPLE = [
    # (case, stage, appeal pending, claim open, fit until, says is a child)
    ("open", "waiting", False, False, date(2026, 7, 1), False),
    ("no stage", None, False, False, date(2026, 7, 1), False),
    ("appeal", "waiting", True, False, date(2026, 7, 1), False),
    ("appeal and unfit", "waiting", True, False, date(2026, 6, 30), False),
    ("a child", "waiting", False, False, date(2026, 7, 1), True),
    ("not examined", "waiting", False, False, None, False),
    ("little known", "waiting", False, None, None, None),
    ("elsewhere", "moved", False, None, None, None),
]


def people(count: int = len(PEOPLE)) -> pl.DataFrame:
    columns = ("case", "stage", "appeal_pending", "claim_open", "fit_until", "claims_minor")
    frame = pl.DataFrame(PEOPLE[:count], schema=columns, orient="row")
    return frame.with_columns(
        as_of=pl.lit(AT),
        move_on=pl.lit(AT),
        born=pl.lit(date(2000, 1, 1)),
        notice_on=pl.lit(date(2026, 6, 1)),
    )


def test_every_move_counts_the_cases_from_whose_stage_it_starts():
    stops = screen_table(small.scheme(), people(), AT).stops
    assert stops.cases == 8
    assert stops.moves == (
        MoveCount("go", 7, 2, 3, 2),
        MoveCount("close", 7, 7, 0, 0),
        MoveCount("bring_back", 2, 2, 0, 0),
    )


def test_every_rule_counts_over_all_cases_and_says_how_many_it_alone_keeps():
    stops = screen_table(small.scheme(), people(), AT).stops
    assert stops.rules == (
        RuleCount("family_together", 0, 0, 8, 0),
        RuleCount("no_trafficking", 0, 0, 8, 0),
        RuleCount("exhausted", 4, 2, 2, 1),
        RuleCount("fit", 4, 1, 3, 1),
        RuleCount("child", 5, 1, 2, 1),
        RuleCount("adult", 8, 0, 0, 0),
        RuleCount("noticed", 8, 0, 0, 0),
    )


def test_missing_facts_are_those_of_cases_that_may_go_most_wanted_first():
    stops = screen_table(small.scheme(), people(), AT).stops
    assert stops.missing == (
        FactCount("fit_until", "Until when is the person fit?", 2, 1),
        FactCount("claim_open", "Is a claim undecided?", 1, 0),
        FactCount("claims_minor", "Does the person say they are under 18?", 1, 0),
    )


def test_without_stages_every_move_is_judged_for_every_case():
    stops = screen_table(small.scheme(), people().drop("stage"), AT).stops
    assert [(m.cases, m.open, m.blocked, m.waiting) for m in stops.moves] == [
        (8, 2, 3, 3), (8, 8, 0, 0), (8, 8, 0, 0)
    ]  # fmt: skip


def test_batches_add_up_to_the_same_counts(monkeypatch):
    whole = screen_table(small.scheme(), people(), AT)
    monkeypatch.setattr("returnhub.scheme.screening.in_memory.SLICE", 3)
    parts = screen_table(small.scheme(), people(), AT)
    assert parts.stops == whole.stops
    assert parts.table.equals(whole.table)
    lazy = screen_table(small.scheme(), people().lazy(), AT)
    assert lazy.stops == whole.stops
    assert lazy.table.equals(whole.table)


def test_a_row_is_counted_from_the_first_row_of_the_table_whatever_the_batch(monkeypatch):
    monkeypatch.setattr("returnhub.scheme.screening.in_memory.SLICE", 3)
    with pytest.raises(UserError) as caught:
        screen_table(small.scheme(), people().with_columns(size=pl.Series([1] * 7 + [99])), AT)
    assert str(caught.value) == "table: row 8, column `size`: `99` is not between 0 and 20"


def test_a_table_without_cases_has_the_columns_and_no_counts():
    made = screen_table(small.scheme(), people(0), AT)
    assert made.table.is_empty()
    assert "go__move" in made.table.columns
    assert made.stops.cases == 0
    assert made.stops.missing == ()
    assert made.stops.rules[0] == RuleCount("adult", 0, 0, 0, 0)


def test_a_table_is_not_changed_into_something_else_on_the_way():
    frame = people().with_columns(synthetic=pl.lit("made up"), appeal_pending__on=pl.lit(AT))
    table = screen_table(small.scheme(), frame, AT).table
    rules, moves = small.scheme().rules, small.scheme().moves
    assert table.columns == [
        "case", "stage", "synthetic", *(f"{name}__rule" for name in rules), *(f"{name}__move" for name in moves)
    ]  # fmt: skip
    assert table["case"].to_list() == [row[0] for row in PEOPLE]
    with pytest.raises(UserError) as caught:
        screen_table(small.scheme(), frame, AT, carry=())
    assert str(caught.value).startswith(
        "table: column 11: `synthetic` is not a fact\nhint: a column is `case`"
    )


def test_a_doubled_reference_and_an_unknown_supposition_say_where():
    with pytest.raises(UserError) as caught:
        screen_table(small.scheme(), pl.concat([people(2), people(1)]), AT)
    assert str(caught.value) == "table: the reference `open` occurs more than once"
    with pytest.raises(UserError) as caught:
        screen_table(small.scheme(), people(), AT, {"claim_opn": True})
    assert str(caught.value) == "suppose: `claim_opn` is not a fact\nhint: did you mean `claim_open`?"


def test_a_supposition_about_the_family_holds_for_each_case():
    frame = people(2).with_columns(size=pl.lit(3))
    for members, answer in (((True, True), True), ((True, None), None), ((False,), False), (True, True)):
        table = screen_table(small.scheme(), frame, AT, {"together": members}).table
        assert table["family_together__rule"].to_list() == [answer, answer]
    assert (
        screen_table(small.scheme(), frame, AT, {"together": None})
        .table["family_together__rule"]
        .null_count()
        == 2
    )


def test_rules_alone_slice_by_slice(monkeypatch):
    monkeypatch.setattr("returnhub.scheme.screening.in_memory.SLICE", 3)
    screener = TableScreener(small.scheme(), AT, {})
    frame = people().with_columns(pl.col("stage").cast(pl.Enum(["waiting", "moved", "closed"])))
    rules = judge_rules(screener, frame)
    assert rules.columns == [f"{name}__rule" for name in small.scheme().rules]
    assert rules["child__rule"].to_list() == [True, True, True, True, False, True, None, None]
    answers = screener.answers(screener.facts(frame))
    assert answers["child__rule"].to_list() == [False, False, False, False, True, False, None, None]


def test_rules_are_said_in_words_and_nothing_else_is_touched():
    table = screen_table(small.scheme(), people(), AT).table
    words = in_words(table)
    assert words.columns == table.columns
    assert words["child__rule"].to_list() == ["satisfied"] * 4 + [
        "violated",
        "satisfied",
        "not known",
        "not known",
    ]
    assert words["go__move"].equals(table["go__move"])
    assert words["go__move"].to_list() == [
        "open", "open", "blocked", "blocked", "blocked", "waiting for facts", "waiting for facts", None
    ]  # fmt: skip


AGREED = small.SCHEME.replace(
    "always:",
    "  agreed: {says: The agreement is in force, when: agreement, cite: test}\n"
    "  on_agreed: {says: Rests on two others, when: agreed AND exhausted, cite: test}\n"
    "established: {agreement: {value: yes, on: 2026-06-01, source: S1}}\nalways:",
)
FACTS_AGEING = small.FACTS.replace(
    "Is the agreement in force?, current_for: always", "Is the agreement in force?, current_for: 30 days"
)


@pytest.mark.parametrize(
    ("day", "own", "own_on", "answer"),
    [
        (date(2026, 7, 1), None, None, True),
        (date(2026, 7, 2), None, None, None),  # established too long ago
        (date(2026, 7, 1), False, date(2026, 6, 30), False),
        (date(2026, 7, 1), False, date(2026, 5, 1), None),  # the case's own answer stands, though too old
        (date(2026, 7, 2), True, date(2026, 7, 2), True),
    ],
)
def test_what_a_scheme_establishes_ages_as_other_answers_do(day, own, own_on, answer):
    from returnhub.scheme.load import read_scheme
    from returnhub.scheme.source import Source
    from returnhub.scheme.vocabulary import read_vocabulary

    scheme = read_scheme(AGREED, vocabulary=read_vocabulary(Source.of("facts.yaml", FACTS_AGEING)))
    frame = people(1).with_columns(
        agreement=pl.lit(own, dtype=pl.Boolean),
        agreement__on=pl.lit(own_on, dtype=pl.Date),
        as_of=pl.lit(day),
    )
    if own_on is None:
        frame = frame.drop("agreement", "agreement__on")
    table = screen_table(scheme, frame, day).table
    assert table["agreed__rule"].to_list() == [answer]
    known = {"agreement": Known(own, own_on)} if own is not None else {}
    single = Screener(scheme).verdict(Case("A1", known), day).rules["agreed"].status
    assert single is {True: Status.SATISFIED, False: Status.VIOLATED, None: Status.NOT_KNOWN}[answer]


def test_a_rule_that_rests_on_others_has_their_answer():
    table = screen_table(small.scheme(text=AGREED), people(), AT).table
    assert table["on_agreed__rule"].to_list() == table["exhausted__rule"].to_list()


def test_a_rule_that_alone_keeps_one_of_several_moves_counts_the_case_once():
    second = "  other: {says: Other, from: waiting, to: moved, by: caseworker, needs: [fit]}\npromises:\n"
    scheme = small.scheme(text=small.SCHEME.replace("promises:\n", second))
    frame = people(3).with_columns(
        fit_until=pl.lit(None, dtype=pl.Date),
        appeal_pending=pl.lit(False),
        claims_minor=pl.Series([False, True, False]),
    )
    counts = {r.rule: r.only for r in screen_table(scheme, frame, AT).stops.rules}
    assert (
        counts["fit"] == 3
    )  # the child is kept from one move by two rules, from the other by this one alone
    assert counts["child"] == 0


def test_what_is_lacking_is_counted_on_the_day_of_the_question():
    condition = "years_between(born, today) >= 18 OR claims_minor"
    line = f"  subject: {{says: S, when: {condition!r}, cite: x}}\nalways: [subject]"
    text = small.SCHEME.replace("always: [exhausted]", line)
    scheme = small.scheme(text=text.replace("[fit, adult, child, noticed]", "[subject]"))
    frame = pl.DataFrame({"case": ["A1"], "born": [date(2008, 7, 1)]})
    assert screen_table(scheme, frame, AT).stops.missing == ()
    assert [m.fact for m in screen_table(scheme, frame, date(2026, 6, 30)).stops.missing] == ["claims_minor"]
