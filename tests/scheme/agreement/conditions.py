"""Random well-typed conditions, as trees and as the text that a drafter would write for them."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

from hypothesis import strategies as st

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
    Some,
    Today,
    Value,
    WorkingDaysBetween,
    YearsBetween,
)
from returnhub.scheme.types import Code, Date, Integer, Money, Type
from tests.scheme.agreement.words import CALENDAR, CONSTANTS, COUNTRY, GROUPS, KINDS, LISTS, STATUS

ANY_INTEGER, ANY_MONEY, DAYS = Integer(0, 0), Money(0, 0), Integer(-1, 1, "days")
EDGES = (
    date(1900, 1, 1), date(1904, 2, 29), date(1999, 12, 31), date(2000, 2, 29), date(2000, 3, 1), date(2008, 2, 28),
    date(2008, 2, 29), date(2008, 3, 1), date(2008, 7, 1), date(2008, 7, 2), date(2023, 2, 28), date(2024, 2, 29),
    date(2024, 3, 1), date(2025, 12, 24), date(2025, 12, 25), date(2025, 12, 29), date(2026, 2, 28), date(2026, 7, 1),
    date(2026, 7, 3), date(2026, 7, 4), date(2026, 7, 6), date(2100, 2, 28), date(2100, 3, 1), date(2199, 12, 31),
    *(date.fromordinal(CALENDAR.first + n) for n in (-1, 0, 1)),
    *(date.fromordinal(CALENDAR.last + n) for n in (-1, 0, 1)),
)  # fmt: skip
dates = st.sampled_from(EDGES) | st.dates(date(2000, 1, 1), date(2030, 12, 31))


def facts_of(kind: type[Type], *names: str) -> st.SearchStrategy[Value]:
    chosen = [n for n, k in KINDS.items() if (n in names if names else type(k) is kind)]
    return st.sampled_from([FactValue(name, KINDS[name]) for name in chosen])


def whole(low: int, high: int) -> st.SearchStrategy[Value]:
    return st.integers(low, high).map(lambda n: Literal(n, Integer(n, n)))


@st.composite
def sums(draw: st.DrawFn, left: st.SearchStrategy, right: st.SearchStrategy, kind: Type) -> Value:
    return draw(st.sampled_from((Plus, Minus)))(draw(left), draw(right), kind)


@st.composite
def choices(draw: st.DrawFn, values: st.SearchStrategy, depth: int) -> Value:
    tests = draw(st.lists(conditions(depth), min_size=1, max_size=2))
    branches = tuple((test, draw(values)) for test in tests)
    otherwise = draw(values)
    return Choice(branches, otherwise, otherwise.type)


@cache
def integers(depth: int) -> st.SearchStrategy[Value]:
    simple = (
        facts_of(Integer)
        | whole(-10, 30)
        | st.just(CONSTANTS["longest"])
        | whole(-4_000_000_000, 4_000_000_000)
    )
    if depth <= 0:
        return simple
    below, day = integers(depth - 1), date_values(depth - 1)
    made = (
        simple,
        sums(below, below, ANY_INTEGER),
        st.builds(Minus, day, day, st.just(ANY_INTEGER)),
        st.builds(YearsBetween, day, day),
        st.builds(WorkingDaysBetween, day, day),
        choices(below, depth - 1),
    )
    return st.sampled_from(made).flatmap(lambda chosen: chosen)


@cache
def amounts(depth: int) -> st.SearchStrategy[Value]:
    simple = facts_of(Money)
    if depth <= 0:
        return simple
    below = amounts(depth - 1)
    return st.one_of(
        simple,
        sums(below, below, ANY_MONEY),
        sums(below, whole(0, 900), ANY_MONEY),
        choices(below, depth - 1),
    )


@cache
def day_counts(depth: int) -> st.SearchStrategy[Value]:
    simple = facts_of(Integer, "days", "few") | whole(-800, 800) | st.just(CONSTANTS["longest"])
    if depth <= 0:
        return simple
    day = date_values(depth - 1)
    return (
        simple | st.builds(Minus, day, day, st.just(ANY_INTEGER)) | choices(day_counts(depth - 1), depth - 1)
    )


@cache
def date_values(depth: int) -> st.SearchStrategy[Value]:
    written = dates.map(lambda d: Literal(d, Date()))
    simple = facts_of(Date) | facts_of(Date) | written | st.just(Today()) | st.just(CONSTANTS["start"])
    if depth <= 0:
        return simple
    moved = sums(date_values(depth - 1), day_counts(depth - 1), Date())
    chosen = choices(date_values(depth - 1), depth - 1)
    return st.sampled_from((simple, simple, moved, chosen)).flatmap(lambda made: made)


def codes(kind: Code, depth: int) -> st.SearchStrategy[Value]:
    named = st.sampled_from([FactValue(n, k) for n, k in KINDS.items() if k == kind])
    if depth <= 0:
        return named
    quoted = st.sampled_from(sorted(kind.codes)).map(lambda c: Literal(c, kind))
    results = st.tuples(named, named | quoted) | st.tuples(quoted, named)  # one of them says of which list
    first = st.builds(lambda c, r: Choice(((c, r[0]),), r[1], kind), conditions(depth - 1), results)
    return named | first


@cache
def comparisons(depth: int) -> st.SearchStrategy[Condition]:
    every_sign = st.sampled_from(("=", "<>", "<", "<=", ">", ">="))
    signs = st.sampled_from(("=", "<>"))
    kinds = st.sampled_from((STATUS, COUNTRY))
    written = kinds.flatmap(
        lambda k: st.builds(
            Compare, signs, codes(k, depth), st.sampled_from(sorted(k.codes)).map(lambda c: Literal(c, k))
        )
    )
    return st.one_of(
        st.builds(Compare, every_sign, integers(depth), integers(depth)),
        st.builds(
            Compare, every_sign, st.builds(YearsBetween, date_values(0), date_values(0)), whole(-3, 30)
        ),
        st.builds(
            Compare, every_sign, st.builds(WorkingDaysBetween, date_values(0), date_values(0)), whole(-3, 9)
        ),
        st.builds(Compare, every_sign, amounts(depth), amounts(depth) | whole(0, 500_000)),
        st.builds(Compare, every_sign, date_values(depth), date_values(depth)),
        written,
        kinds.flatmap(lambda k: st.builds(Compare, signs, codes(k, depth), codes(k, depth))),
    )


@cache
def memberships(depth: int) -> st.SearchStrategy[Condition]:
    def of_code(kind: Code) -> st.SearchStrategy[Condition]:
        chosen = st.lists(st.sampled_from(sorted(kind.codes)), min_size=1, max_size=4)
        return st.builds(OneOf, codes(kind, depth), chosen.map(tuple))

    numbers = st.lists(st.integers(-5, 25), min_size=1, max_size=5).map(tuple)
    days = st.lists(dates, min_size=1, max_size=4).map(tuple)
    return st.one_of(
        of_code(STATUS),
        of_code(COUNTRY),
        st.builds(OneOf, integers(depth), numbers),
        st.builds(OneOf, date_values(depth), days),
    )


@cache
def conditions(depth: int = 3) -> st.SearchStrategy[Condition]:
    booleans = [n for n, k in KINDS.items() if type(k).__name__ == "Boolean"]
    names = st.sampled_from(booleans).map(Holds)
    groups = st.builds(lambda kind, name: kind(name), st.sampled_from((Every, Some)), st.sampled_from(GROUPS))
    simple = st.one_of(names, groups, st.deferred(lambda: comparisons(0)))
    if depth <= 0:
        return simple
    below = st.deferred(lambda: conditions(depth - 1))
    tests = st.deferred(lambda: comparisons(depth - 1) | memberships(depth - 1))
    several = st.lists(below, min_size=2, max_size=3).map(tuple)
    made = {
        "all": several.map(All),
        "any": several.map(Any),
        "not": below.map(Not),
        "not test": tests.map(Not),
        "test": tests,
        "simple": simple,
    }
    # Drawn by name: `one_of` would count every kind of comparison as one way more
    return st.sampled_from(("all", "any", "all", "any", "test", "test", "not", "not test", "simple")).flatmap(
        made.get
    )


@cache
def traps() -> st.SearchStrategy[Condition]:
    """Short conditions on what engines are known to get wrong, nothing round them that could hide it."""
    sign = st.sampled_from(("=", "<>", "<", "<=", ">", ">="))
    fact, leap = facts_of(Date), st.just(Literal(date(2024, 2, 29), Date()))
    day = fact | leap | st.just(Today())
    years = st.sampled_from((-2, -1, 0, 1, 17, 18)).map(lambda n: Literal(n, Integer(n, n)))
    big = st.sampled_from([FactValue(name, KINDS[name]) for name in ("cost", "offer")])
    made = (
        st.builds(Compare, sign, st.builds(YearsBetween, fact, day), years),
        st.builds(Compare, sign, st.builds(YearsBetween, day, fact), years),
        st.builds(Compare, sign, st.builds(WorkingDaysBetween, fact, fact), whole(-6, 6)),
        st.builds(Compare, sign, sums(big, big, ANY_MONEY), big),
        st.builds(Compare, sign, st.builds(Minus, fact, fact, st.just(ANY_INTEGER)), whole(-9, 9)),
        memberships(0).map(Not),
    )
    return st.sampled_from(made).flatmap(lambda chosen: chosen)


# The text ------------------------------------------------------------------------------------------------


def written(node: Condition | Value) -> str:
    """What a drafter would write, with brackets only where the grammar needs them."""
    match node:
        case Holds(name) | FactValue(name):
            return name
        case Every(name):
            return f"every(family, {name})"
        case Some(name):
            return f"some(family, {name})"
        case Not(OneOf(value, options)):
            return f"{_part(value)} NOT IN {_listed(options)}"
        case Not(part):
            return f"NOT {_bracket(part) if isinstance(part, All | Any | Compare | OneOf) else written(part)}"
        case All(parts):
            return " AND ".join(_bracket(p) if isinstance(p, All | Any) else written(p) for p in parts)
        case Any(parts):
            return " OR ".join(_bracket(p) if isinstance(p, Any) else written(p) for p in parts)
        case Compare(sign, left, right):
            return f"{_part(left)} {sign} {_part(right)}"
        case OneOf(value, options):
            return f"{_part(value)} IN {_listed(options)}"
        case Literal(value, _, name):
            return name or _scalar(value)
        case Today():
            return "today"
        case Plus(left, right):
            return f"{written(left)} + {_part(right)}"
        case Minus(left, right):
            return f"{written(left)} - {_part(right)}"
        case YearsBetween(first, last):
            return f"years_between({written(first)}, {written(last)})"
        case WorkingDaysBetween(first, last):
            return f"working_days_between({written(first)}, {written(last)})"
        case Choice(branches, otherwise):
            whens = " ".join(f"WHEN {written(c)} THEN {written(v)}" for c, v in branches)
            return f"CASE {whens} ELSE {written(otherwise)} END"
    raise AssertionError(node)


def _bracket(node: Condition | Value) -> str:
    return f"({written(node)})"


def _part(node: Value) -> str:
    return _bracket(node) if isinstance(node, Plus | Minus) else written(node)


def _listed(options: tuple[object, ...]) -> str:
    for name, codes_ in LISTS.items():
        if codes_ == options:
            return name
    return "(" + ", ".join(map(_scalar, options)) + ")"


def _scalar(value: object) -> str:
    if isinstance(value, date):
        return f"DATE '{value}'"
    return "'" + value.replace("'", "''") + "'" if isinstance(value, str) else str(value)


def near(day: date) -> list[date]:
    return [day + timedelta(days=n) for n in (-1, 0, 1)]
