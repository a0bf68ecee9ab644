"""Conditions as Polars expressions: the answer of a whole table at once, as a nullable Boolean column.

Null is "not known". Polars' `&`, `|` and `~` follow Kleene's logic, as the language does; what Polars does
otherwise (CASE, `is_in`, aggregates of lists, overflow) is lowered by hand. Within an expression a date is
its day number since 1970, a code the number of its place in the sorted list, money pence.
"""

from __future__ import annotations

import operator
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import reduce

import polars as pl

from returnhub.scheme.calendar import Calendar
from returnhub.scheme.language.bounds import bounds
from returnhub.scheme.language.interpret import evaluate, value_of
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
    Minus,
    Not,
    OneOf,
    Plus,
    RuleHolds,
    Some,
    Value,
    WorkingDaysBetween,
    YearsBetween,
    facts_in,
    walk,
)
from returnhub.scheme.types import Boolean, Code, Date, Integer, Money, Scalar, Type

EPOCH = date(1970, 1, 1).toordinal()
_COMPARE = {
    "=": operator.eq,
    "<>": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def dtype_of(kind: Type, group: bool = False) -> pl.DataType:
    """The Polars type of a fact's column: as narrow as its range allows; a group fact is a list."""
    match kind:
        case Boolean():
            return pl.List(pl.Boolean()) if group else pl.Boolean()
        case Date():
            return pl.Date()
        case Code(codes):
            return pl.Enum(sorted(codes))
        case Integer(low, high) | Money(low, high):
            return _whole(low, high)


def condition_expression(
    node: Condition, today: date, calendar: Calendar, rules: Mapping[str, str] | None = None
) -> pl.Expr:
    """One condition over columns of `dtype_of`'s types.

    `rules` names columns that already hold the answers of other rules.
    """
    return _Tables(today, calendar, rules or {}).true(simplify(node, today))


@dataclass(frozen=True, slots=True)
class _Tables:
    today: date
    calendar: Calendar
    rules: Mapping[str, str]

    def true(self, node: Condition) -> pl.Expr:
        if not _varies(node):
            return pl.lit(evaluate(node, {}, self.today, self.calendar), dtype=pl.Boolean)
        match node:
            case Holds(name):
                return pl.col(name)
            case RuleHolds(name, part):
                return pl.col(self.rules[name]) if name in self.rules else self.true(part)
            case Not(part):
                return ~self.true(part)
            case All(parts):
                return reduce(operator.and_, map(self.true, parts))
            case Any(parts):
                return reduce(operator.or_, map(self.true, parts))
            case Compare(sign, left, right):
                made: pl.Expr = _COMPARE[sign](self.value(left), self.value(right))
                return made
            case OneOf(value, options):
                return self.one_of(value, options)
            case Every(name):
                return _group(name, every=True)
            case Some(name):
                return _group(name, every=False)

    def one_of(self, value: Value, options: tuple[Scalar, ...]) -> pl.Expr:
        """Equal to one of them. A chain of comparisons keeps null as null, and is fast for short lists."""
        found = self.value(value)
        if not options:
            return found != found
        return reduce(operator.or_, (found == _literal(option, value.type) for option in options))

    def value(self, node: Value) -> pl.Expr:
        """A column of whole numbers."""
        if not facts_in(node):
            known = value_of(node, {}, self.today, self.calendar)
            return _constant(known, node)
        match node:
            case FactValue(name, kind):
                return pl.col(name) if isinstance(kind, Integer | Money) else pl.col(name).to_physical()
            case Plus(left, right) | Minus(left, right):
                wide = _whole(*_span(node, left, right))
                a, b = self.value(left).cast(wide), self.value(right).cast(wide)
                return (a + b if isinstance(node, Plus) else a - b).cast(_whole(*_lowered(node)))
            case YearsBetween(first, last):
                return _years(self.value(first), self.value(last))
            case WorkingDaysBetween(first, last):
                return self.working_days(self.value(last)) - self.working_days(self.value(first))
            case Choice(branches, otherwise):
                wide = _whole(*_lowered(node))
                chosen = self.value(otherwise).cast(wide)
                for condition, result in reversed(branches):
                    chosen = _choose(self.true(condition), self.value(result).cast(wide), chosen)
                return chosen
        raise AssertionError(node)

    def working_days(self, day: pl.Expr) -> pl.Expr:
        """Working days from the start of the calendar up to the day, null outside the calendar."""
        place = day - (self.calendar.first - EPOCH)
        counts = pl.Series(self.calendar.counts, dtype=pl.Int32)
        covered = (place >= 0) & (place < len(counts))
        return pl.lit(counts).gather(pl.when(covered).then(place))


def _varies(node: Condition) -> bool:
    return bool(facts_in(node)) or any(isinstance(part, RuleHolds) for part in walk(node))


def _choose(test: pl.Expr, then: pl.Expr, otherwise: pl.Expr) -> pl.Expr:
    """Polars takes null as false: an unknown test must reach neither side."""
    return pl.when(test).then(then).when(~test).then(otherwise)


def _years(first: pl.Expr, last: pl.Expr) -> pl.Expr:
    return (_calendar_key(last) - _calendar_key(first)) // 10_000


def _calendar_key(day: pl.Expr) -> pl.Expr:
    """Year, month and day as one number, so that completed years are a floored difference."""
    d = day.cast(pl.Date)
    return d.dt.year() * 10_000 + d.dt.month().cast(pl.Int32) * 100 + d.dt.day().cast(pl.Int32)


def _group(name: str, every: bool) -> pl.Expr:
    """Null-safe: decided by one member who decides, else null if any is null or there is nobody."""
    members = pl.col(name)
    decided = ~members.list.all() if every else members.list.any()
    complete = (members.list.len() > 0) & ~members.list.contains(None, nulls_equal=True)
    return pl.when(decided).then(pl.lit(not every)).when(complete).then(pl.lit(every))


def _literal(value: Scalar, kind: Type) -> pl.Expr:
    number = _place(value, kind)
    if isinstance(kind, Code):
        return pl.lit(number, dtype=_code_dtype(kind))
    return pl.lit(number, dtype=pl.Int32 if isinstance(kind, Date) else _whole(number, number))


def _constant(value: int | str | None, node: Value) -> pl.Expr:
    """A value that no fact changes; None where not even the calendar knows it."""
    if value is None:
        return pl.lit(None, dtype=pl.Int32)
    if isinstance(node.type, Code):
        return _literal(value, node.type)
    assert isinstance(value, int)
    number = value - EPOCH if isinstance(node.type, Date) else value
    return pl.lit(number, dtype=pl.Int32 if isinstance(node.type, Date) else _whole(number, number))


def _place(value: Scalar, kind: Type) -> int:
    if isinstance(kind, Code):
        return sorted(kind.codes).index(str(value))
    if isinstance(value, date):
        return value.toordinal() - EPOCH
    assert isinstance(value, int)
    return value


def _lowered(node: Value) -> tuple[int, int]:
    """Lowest and highest number that stands for a value here."""
    if isinstance(node.type, Code):
        return 0, 255 if len(node.type.codes) < 255 else 70_000
    low, high = bounds(node)
    return (low - EPOCH, high - EPOCH) if isinstance(node.type, Date) else (low, high)


def _span(*nodes: Value) -> tuple[int, int]:
    ranges = [_lowered(node) for node in nodes]
    return min(low for low, _ in ranges), max(high for _, high in ranges)


def _code_dtype(kind: Code) -> pl.DataType:
    return pl.UInt8() if len(kind.codes) < 255 else pl.UInt32()


def _whole(low: int, high: int) -> pl.DataType:
    """The narrowest signed type for a range; comparisons between types widen, so none can wrap."""
    for bits, dtype in ((7, pl.Int8()), (15, pl.Int16()), (31, pl.Int32())):
        if -(1 << bits) <= low and high < 1 << bits:
            return dtype
    return pl.Int64()
