"""The fuzzer is the gate, so the gate is tested: each of these wrong lowerings was real somewhere, and is caught."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st
from sqlglot import exp

from returnhub.scheme.language import logic, python, simplify, sql, tables
from returnhub.scheme.types import Code
from tests.scheme.agreement import engines
from tests.scheme.agreement.cases import cases_for
from tests.scheme.agreement.test_agreement import batches, checked
from tests.scheme.agreement.words import TODAYS


class Caught(Exception):
    """The engines disagree, as they must here."""


def hunt(engine, cases: int = 60) -> None:
    """Raise `Caught` at the first disagreement; nothing if two thousand batches show none."""

    @settings(
        max_examples=2000,
        deadline=None,
        database=None,
        derandomize=True,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
        report_multiple_bugs=False,
    )
    @given(batches, st.integers(0, 2**32), st.sampled_from(TODAYS))
    def search(trees, seed, today):
        read = [condition for _, condition in checked(trees)]
        assume(read)
        if engines.disagreement(engine, read, cases_for(trees, seed, today, cases), today):
            raise Caught

    search()


def truncated(first: int, last: int) -> int:
    """Completed years towards zero, as SQL's AGE counts them."""
    a, b = date.fromordinal(min(first, last)), date.fromordinal(max(first, last))
    years = b.year - a.year - ((b.month, b.day) < (a.month, a.day))
    return years if first <= last else -years


def first_of_march(year: int, day: date) -> date | None:
    made = ON_OR_BEFORE(year, day)
    return made if made is None or made.day == day.day else made + timedelta(days=1)


ON_OR_BEFORE = simplify._on_or_before
GROUP, SPAN = tables._group, tables._span

IN_POLARS = {
    "ELSE taken on an unknown test": (
        tables, "_choose", lambda test, then, otherwise: pl.when(test).then(then).otherwise(otherwise),
    ),
    "completed years truncated when reversed": (
        tables, "_years",
        lambda a, b: ((tables._calendar_key(b) - tables._calendar_key(a)) / 10_000).cast(pl.Int32),
    ),
    "is_in answers no for a missing value": (
        tables._Tables, "one_of",
        lambda self, value, options: self.value(value).is_in(
            pl.Series([tables._place(o, value.type) for o in options]).implode(), nulls_equal=True
        ),
    ),
    "every() passes over members who are not known": (
        tables, "_group", lambda name, every: pl.col(name).list.all() if every else GROUP(name, every),
    ),
    "every() of nobody is true": (
        tables, "_group",
        lambda name, every: pl.when(pl.col(name).list.len() == 0).then(every).otherwise(GROUP(name, every)),
    ),
    "sums as narrow as their parts wrap": (tables, "_span", lambda node, *parts: SPAN(*parts)),
    "outside the calendar there are no working days": (
        tables._Tables, "working_days",
        lambda self, day, right=tables._Tables.working_days: right(self, day).fill_null(0),
    ),
    "29 February turns on 1 March when counted backwards": (simplify, "_on_or_before", first_of_march),
}  # fmt: skip


@pytest.mark.parametrize("bug", IN_POLARS)
def test_a_wrong_polars_expression_is_caught(bug, monkeypatch):
    monkeypatch.setattr(*IN_POLARS[bug])
    with pytest.raises(Caught):
        hunt(engines.polars)


def test_truncated_years_in_generated_python_are_caught(monkeypatch):
    monkeypatch.setattr(python, "years_between", truncated)
    with pytest.raises(Caught):
        hunt(engines.generated_python)


def test_a_boundary_off_by_one_in_generated_python_is_caught(monkeypatch):
    monkeypatch.setitem(python._OPPOSITE, "<=", ">=")
    with pytest.raises(Caught):
        hunt(engines.generated_python)


def test_codes_numbered_in_the_order_of_their_file_are_caught(monkeypatch):
    right = logic.number_of
    monkeypatch.setattr(
        logic,
        "number_of",
        lambda value, kind: list(kind.codes).index(value) if isinstance(kind, Code) else right(value, kind),
    )
    with pytest.raises(Caught):
        hunt(engines.logic, cases=10)


def plain_else(self, branches, otherwise):
    ifs = [exp.If(this=self.condition(test), true=self.value(value)) for test, value in branches]
    return exp.Case(ifs=ifs, default=self.value(otherwise))


def age(self, first, last):
    return sql._call("DATE_PART", exp.Literal.string("year"), sql._call("AGE", last, first))


def null_safe_no_more(self, name, every, right=sql._Sql.group):
    return (
        exp.Coalesce(this=right(self, name, every), expressions=[exp.true()])
        if every
        else right(self, name, every)
    )


def without_holidays(self, day, holidays):
    return exp.Literal.number(0)


IN_SQL = {
    "plain CASE … ELSE": (sql._Sql, "choice", plain_else),
    "AGE() truncates when reversed": (sql._Sql, "years", age),
    "bool_and() passes over NULL": (sql._Sql, "group", null_safe_no_more),
    "holidays forgotten": (sql._Sql, "passed", without_holidays),
    "a - (b - c) printed without brackets": (sql, "_bracketed", lambda node: node),
}


@pytest.mark.postgres
@pytest.mark.parametrize("bug", IN_SQL)
def test_a_wrong_lowering_to_sql_is_caught(bug, monkeypatch, postgres):
    monkeypatch.setattr(*IN_SQL[bug])

    def engine(conditions, cases, today):
        import psycopg

        try:
            return postgres(conditions, cases, today)
        except psycopg.Error as refused:  # some bugs make text that the server itself refuses
            raise Caught from refused

    engine.__name__ = "postgres"
    with pytest.raises(Caught):
        hunt(engine)
