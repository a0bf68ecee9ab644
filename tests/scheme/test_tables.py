"""Conditions over whole tables: how wide the columns are, and lists of codes of every length."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from returnhub.scheme.language.check import Scope, read_condition
from returnhub.scheme.language.tables import condition_expression, dtype_of
from returnhub.scheme.types import Boolean, Code, Date, Integer, Money
from returnhub.scheme.vocabulary import Fact
from tests.scheme.agreement.words import CALENDAR

AT = date(2026, 7, 1)


@pytest.mark.parametrize(
    ("kind", "dtype"),
    [
        (Boolean(), pl.Boolean()),
        (Date(), pl.Date()),
        (Code({"b": "", "a": ""}), pl.Enum(["a", "b"])),
        (Integer(-128, 127), pl.Int8()),
        (Integer(-129, 0), pl.Int16()),
        (Integer(0, 128), pl.Int16()),
        (Integer(-(2**15), 2**15 - 1), pl.Int16()),
        (Integer(0, 2**15), pl.Int32()),
        (Money(-(2**31), 2**31 - 1), pl.Int32()),
        (Money(0, 2**31), pl.Int64()),
        (Money(-(2**31) - 1, 0), pl.Int64()),
    ],
)
def test_a_column_is_as_narrow_as_its_range_allows(kind, dtype):
    assert dtype_of(kind) == dtype


def test_answers_of_a_family_are_a_list():
    assert dtype_of(Boolean(), group=True) == pl.List(pl.Boolean())


@pytest.mark.parametrize("count", [2, 254, 255, 256, 300])
def test_a_list_of_codes_may_be_of_any_length(count):
    kind = Code({f"c{n:03}": "" for n in range(count)})
    facts = {name: Fact(name, kind, "?") for name in ("one", "other")} | {"p": Fact("p", Boolean(), "?")}
    scope = Scope(facts, {"ends": ("c000", f"c{count - 1:03}")}, {}, frozenset(), lambda name: None)
    last, first = f"c{count - 1:03}", "c000"
    frame = pl.DataFrame(
        {
            "one": [last, first, None, last],
            "other": [first, first, last, last],
            "p": [True, False, None, True],
        },
        schema={"one": dtype_of(kind), "other": dtype_of(kind), "p": pl.Boolean},
    )
    for text, answers in {
        f"one = '{last}'": [True, False, None, True],
        f"one <> '{last}'": [False, True, None, False],
        "one = other": [False, True, None, True],
        "other IN ends": [True, True, True, True],
        f"CASE WHEN p THEN one ELSE other END = '{last}'": [True, False, None, True],
        f"CASE WHEN p THEN other ELSE one END IN ('{first}')": [True, True, None, False],
    }.items():
        condition, mistakes = read_condition(text, scope)
        assert condition is not None, mistakes
        found = frame.select(condition_expression(condition, AT, CALENDAR).alias("answer"))["answer"]
        assert found.to_list() == answers, text


def test_answers_of_other_rules_may_stand_in_columns():
    facts = {name: Fact(name, Boolean(), "?") for name in ("p", "q")}
    inner, _ = read_condition("p AND q", Scope(facts, {}, {}, frozenset(), lambda name: None))
    scope = Scope(facts, {}, {}, frozenset({"both"}), lambda name: inner)
    condition, _ = read_condition("NOT both", scope)
    frame = pl.DataFrame({"p": [True, True, None], "q": [True, False, True], "ready": [False, False, True]})
    direct = frame.select(condition_expression(condition, AT, CALENDAR).alias("a"))["a"]
    assert direct.to_list() == [False, True, None]
    taken = frame.select(condition_expression(condition, AT, CALENDAR, {"both": "ready"}).alias("a"))["a"]
    assert taken.to_list() == [True, True, False]
