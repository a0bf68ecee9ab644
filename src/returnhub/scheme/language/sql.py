"""Conditions as SQL text for PostgreSQL and Spark, built node by node from our tree and printed by SQLGlot.

Columns are named as the facts and typed boolean, integer or bigint, date, text, and boolean[] for facts
about members. SQL's AND, OR and NOT are Kleene's; what differs between engines (CASE, dates, lists, width of
integers) is lowered here by hand. Every compound part stands in brackets: SQLGlot prints `a - (b - c)` without.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import reduce
from typing import Literal as Choice_

from sqlglot import exp

from returnhub.scheme.calendar import Calendar
from returnhub.scheme.language.bounds import bounds
from returnhub.scheme.language.simplify import simplify
from returnhub.scheme.language.tree import (
    All,
    Any,
    Choice,
    Compare,
    Condition,
    Every,
    FactValue,
    Holds,
    Literal,
    Minus,
    Not,
    OneOf,
    Plus,
    RuleHolds,
    Some,
    Today,
    Value,
    WorkingDaysBetween,
    YearsBetween,
    is_number,
)
from returnhub.scheme.model import Scheme
from returnhub.scheme.types import Date, Scalar

Dialect = Choice_["postgres", "spark"]
_COMPARE: dict[str, type[exp.Expression]] = {
    "=": exp.EQ,
    "<>": exp.NEQ,
    "<": exp.LT,
    "<=": exp.LTE,
    ">": exp.GT,
    ">=": exp.GTE,
}


def condition_sql(node: Condition, dialect: Dialect, today: date, calendar: Calendar) -> str:
    """One condition as a Boolean expression of SQL, null where not known."""
    tree = _Sql(dialect, today, calendar).condition(simplify(node, today))
    return str(tree.sql(dialect=dialect))


def scheme_sql(scheme: Scheme, dialect: Dialect, today: date, table: str = "cases") -> str:
    """A query that judges a table: `<rule>__rule` and `<move>__move` for each `case`, true where satisfied.

    The moves stand in an outer query, so that no alias is read in the SELECT that makes it.
    """
    sql = _Sql(dialect, today, scheme.calendar)
    rules = []
    for name, rule in scheme.rules.items():
        condition = Not(rule.condition) if rule.protects else rule.condition
        rules.append(exp.alias_(sql.condition(simplify(condition, today)), f"{name}__rule", quoted=True))
    inner = exp.select(_column("case"), *rules).from_(exp.to_table(table))
    moves = []
    for name in scheme.moves:
        needs: list[exp.Expression] = [_column(f"{need}__rule") for need in scheme.needs_of(name)]
        whole = exp.and_(*needs) if needs else exp.true()
        moves.append(exp.alias_(whole, f"{name}__move", quoted=True))
    outer = exp.select(exp.Star(), *moves).from_(inner.subquery("judged"))
    return str(outer.sql(dialect=dialect, pretty=True))


@dataclass(frozen=True, slots=True)
class _Sql:
    dialect: Dialect
    today: date
    calendar: Calendar

    def condition(self, node: Condition) -> exp.Expression:
        match node:
            case Holds(name):
                return _column(name)
            case RuleHolds(_, part):
                return self.condition(part)
            case Not(part):
                return exp.Not(this=_bracketed(self.condition(part)))
            case All(parts) | Any(parts):
                join = exp.And if isinstance(node, All) else exp.Or
                made = [_bracketed(self.condition(part)) for part in parts]
                return reduce(lambda a, b: join(this=a, expression=b), made)
            case Compare(sign, left, right):
                return _COMPARE[sign](this=self.operand(left), expression=self.operand(right))
            case OneOf(value, options):
                found = self.operand(value)
                if not options:
                    return exp.NEQ(this=found, expression=found.copy())
                return exp.In(this=found, expressions=[_written(option) for option in options])
            case Every(name):
                return self.group(name, every=True)
            case Some(name):
                return self.group(name, every=False)

    def group(self, name: str, every: bool) -> exp.Expression:
        """Three-valued over the members; nobody, or no list, is not known."""
        members = _column(name)
        if self.dialect == "postgres":
            fold = _call("ALL" if every else "ANY", members.copy())
            answer: exp.Expression = exp.EQ(this=exp.true(), expression=fold)
            size = _call("CARDINALITY", members)
        else:
            each = exp.Lambda(this=exp.to_identifier("x"), expressions=[exp.to_identifier("x")])
            answer = _call("FORALL" if every else "EXISTS", members.copy(), each)
            size = _call("SIZE", members)
        return _case((exp.GT(this=size, expression=exp.Literal.number(0)), answer))

    def operand(self, node: Value) -> exp.Expression:
        return _bracketed(self.value(node))

    def value(self, node: Value) -> exp.Expression:
        match node:
            case FactValue(name):
                return _column(name)
            case Literal(value):
                return _written(value)
            case Today():
                return _written(self.today)
            case Plus(left, right) | Minus(left, right):
                return self.sum(node, left, right)
            case YearsBetween(first, last):
                return self.years(self.operand(first), self.operand(last))
            case WorkingDaysBetween(first, last):
                days = (_bracketed(self.working_days(self.operand(part))) for part in (last, first))
                return reduce(lambda a, b: exp.Sub(this=a, expression=b), days)
            case Choice(branches, otherwise):
                return self.choice(branches, otherwise)

    def choice(self, branches: tuple[tuple[Condition, Value], ...], otherwise: Value) -> exp.Expression:
        """Strict: SQL's ELSE would also answer for an unknown test, so each branch tests its refusal too."""
        chosen = self.value(otherwise)
        for condition, value in reversed(branches):
            test = self.condition(condition)
            refused = exp.Not(this=_bracketed(test.copy()))
            chosen = _case((test, self.value(value)), (refused, chosen))
        return chosen

    def sum(self, node: Plus | Minus, left: Value, right: Value) -> exp.Expression:
        plus = isinstance(node, Plus)
        if isinstance(left.type, Date):
            return self.days(left, right, plus)
        made = exp.Add if plus else exp.Sub
        wide = _is_wide(node) or _is_wide(left) or _is_wide(right)
        a = exp.cast(self.value(left), "BIGINT") if wide else self.operand(left)
        return made(this=a, expression=self.operand(right))

    def days(self, left: Value, right: Value, plus: bool) -> exp.Expression:
        """Date ± days, and date − date in days: PostgreSQL has operators, Spark has functions."""
        a, b = self.operand(left), self.operand(right)
        between = isinstance(right.type, Date)
        if self.dialect == "spark":
            return _call("DATEDIFF" if between else "DATE_ADD" if plus else "DATE_SUB", a, b)
        if not between:
            b = exp.cast(b, "INT")
        return exp.Add(this=a, expression=b) if plus else exp.Sub(this=a, expression=b)

    def years(self, first: exp.Expression, last: exp.Expression) -> exp.Expression:
        """Years of the calendar, less one where the birthday is still to come."""

        def part(unit: str, day: exp.Expression) -> exp.Expression:
            return exp.cast(exp.Extract(this=exp.var(unit), expression=day.copy()), "INT")

        def birthday(day: exp.Expression) -> exp.Expression:
            hundred = exp.Mul(this=part("MONTH", day), expression=exp.Literal.number(100))
            return exp.Add(this=hundred, expression=part("DAY", day))

        to_come = exp.LT(this=birthday(last), expression=birthday(first))
        one = exp.Literal.number(1)
        less = exp.Case(ifs=[exp.If(this=to_come, true=one)], default=exp.Literal.number(0))
        years = exp.Sub(this=part("YEAR", last), expression=part("YEAR", first))
        return exp.Sub(this=_bracketed(years), expression=_bracketed(less))

    def working_days(self, day: exp.Expression) -> exp.Expression:
        """Weekdays since a Monday less the holidays passed since; null outside the calendar."""
        first, last = date.fromordinal(self.calendar.first), date.fromordinal(self.calendar.last)
        monday = date.fromordinal(self.calendar.first - first.weekday())
        covered = exp.Between(this=day.copy(), low=_written(first), high=_written(last))
        weekdays = self.weekdays(_bracketed(self.since(day, monday)))
        closed = sorted({h for h in self.calendar.holidays if h.weekday() < 5})
        passed = self.passed(day, [_written(h) for h in closed])
        return _case((covered, exp.Sub(this=_bracketed(weekdays), expression=passed)))

    def since(self, day: exp.Expression, start: date) -> exp.Expression:
        if self.dialect == "spark":
            return _call("DATEDIFF", day.copy(), _written(start))
        return exp.Sub(this=day.copy(), expression=_written(start))

    def weekdays(self, days: exp.Expression) -> exp.Expression:
        """Monday to Friday among the days 0 to `days` after a Monday (never negative here)."""
        seven, five = exp.Literal.number(7), exp.Literal.number(5)
        rest = exp.Mod(this=days.copy(), expression=seven.copy())
        weeks = exp.cast(
            exp.Div(
                this=_bracketed(exp.Sub(this=days.copy(), expression=_bracketed(rest.copy()))),
                expression=seven,
            ),
            "INT",
        )
        far = _case(
            (
                exp.LT(this=rest.copy(), expression=exp.Literal.number(4)),
                exp.Add(this=rest.copy(), expression=exp.Literal.number(1)),
            )
        )
        far.set("default", five.copy())
        return exp.Add(this=exp.Mul(this=weeks, expression=five), expression=_bracketed(far))

    def passed(self, day: exp.Expression, holidays: list[exp.Expression]) -> exp.Expression:
        """How many holidays lie on or before the day: its place among them as thresholds."""
        listed = exp.Array(expressions=holidays)
        if self.dialect == "postgres":
            return _call("WIDTH_BUCKET", day.copy(), listed)
        before = exp.LTE(this=exp.to_identifier("h"), expression=day.copy())
        return _call(
            "SIZE", _call("FILTER", listed, exp.Lambda(this=before, expressions=[exp.to_identifier("h")]))
        )


def _column(name: str) -> exp.Expression:
    return exp.column(name, quoted=True)


def _call(name: str, *arguments: exp.Expression) -> exp.Expression:
    return exp.Anonymous(this=name, expressions=list(arguments))


def _case(*branches: tuple[exp.Expression, exp.Expression]) -> exp.Case:
    return exp.Case(ifs=[exp.If(this=test, true=value) for test, value in branches])


def _bracketed(node: exp.Expression) -> exp.Expression:
    return node if isinstance(node, exp.Column | exp.Literal | exp.Cast | exp.Paren) else exp.Paren(this=node)


def _written(value: Scalar) -> exp.Expression:
    if isinstance(value, date):
        return exp.cast(exp.Literal.string(value.isoformat()), "DATE")
    if isinstance(value, str):
        return exp.Literal.string(value)
    number = exp.Literal.number(abs(value))
    return number if value >= 0 else exp.Paren(this=exp.Neg(this=number))


def _is_wide(node: Value) -> bool:
    """Whether 32 bits cannot hold every value."""
    if not is_number(node.type):
        return False
    low, high = bounds(node)
    return low < -(2**31) or high >= 2**31
