"""Random cases: boundary values, dates the wrong way round, facts missing one by one and in whole blocks."""

from __future__ import annotations

import random
from collections.abc import Iterable
from datetime import date, timedelta

import polars as pl

from returnhub.scheme.language.interpret import Answer
from returnhub.scheme.language.tables import dtype_of
from returnhub.scheme.language.tree import Condition, Literal, OneOf, walk
from returnhub.scheme.types import EARLIEST, LATEST, Boolean, Code, Date
from tests.scheme.agreement.conditions import EDGES, near
from tests.scheme.agreement.words import CALENDAR, FACTS, GROUPS, KINDS

BLOCKS = (("p", "q", "r"), ("born", "served", "due", "left"), ("status", "earlier_status", "country"), GROUPS,
          ("few", "days", "many", "offer", "cost"))  # fmt: skip
HOLIDAYS = [h for h in CALENDAR.holidays if 2024 <= h.year <= 2027]
Case = dict[str, Answer]


def cases_for(conditions: Iterable[Condition], seed: int, today: date, count: int = 60) -> list[Case]:
    """Cases that sit on the boundaries which the conditions draw."""
    written = [n for c in conditions for n in walk(c) if isinstance(n, Literal | OneOf)]
    values = [v for n in written for v in (n.options if isinstance(n, OneOf) else (n.value,))]
    numbers = [n for v in values if isinstance(v, int) for n in (v - 1, v, v + 1)]
    fixed = [today, *(v for v in values if isinstance(v, date))]
    years = {0, *(n for n in numbers if abs(n) <= 40)}
    days = [d for v in fixed for d in near(v)] + [d for v in fixed for n in years for d in birthdays(v, n)]
    chance = random.Random(seed)
    return [_case(chance, days, numbers) for _ in range(count)]


def birthdays(day: date, years: int) -> list[date]:
    """The days round the same day that many years before and after."""
    made = []
    for year in (day.year - years, day.year + years):
        if EARLIEST.year < year < LATEST.year:
            made += near(date(year, day.month, min(day.day, 28))) + near(date(year, 3, 1))
    return made


def _case(chance: random.Random, days: list[date], numbers: list[int]) -> Case:
    days = _close(chance, days) if chance.random() < 0.5 else days
    missing = chance.choice((0.0, 0.1, 0.3, 0.7))
    block = set(chance.choice(BLOCKS)) if chance.random() < 0.25 else set()
    made: Case = {}
    for name, kind in KINDS.items():
        if name in block or chance.random() < missing:
            continue
        if isinstance(kind, Boolean):
            made[name] = chance.random() < 0.5
        elif isinstance(kind, Code):
            made[name] = chance.choice(sorted(kind.codes))
        elif isinstance(kind, Date):
            pool = days if chance.random() < 0.7 else EDGES
            made[name] = min(max(chance.choice(pool), EARLIEST), LATEST)
        else:
            near_by = [n for n in numbers if kind.low <= n <= kind.high]
            ends = [kind.low, kind.high, *(n for n in (0, 1, 5, 17, 18, 28) if kind.low <= n <= kind.high)]
            made[name] = chance.choice(near_by if near_by and chance.random() < 0.5 else ends)
    for name in GROUPS:
        if name not in block and chance.random() >= missing:
            made[name] = tuple(chance.choice((True, True, False, None)) for _ in range(chance.randrange(4)))
    return made


def _close(chance: random.Random, days: list[date]) -> list[date]:
    """Days of two or three weeks, as in the life of a case; holidays among them more often than not."""
    middle = chance.choice([*days, *HOLIDAYS, *HOLIDAYS])
    return [middle + timedelta(days=n) for n in range(-9, 10)]


def as_frame(cases: list[Case]) -> pl.DataFrame:
    """The same cases as a typed table."""
    columns = []
    for name, fact in FACTS.items():
        values = [list(v) if isinstance(v := case.get(name), tuple) else v for case in cases]
        columns.append(pl.Series(name, values, dtype=dtype_of(fact.type, fact.group)))
    return pl.DataFrame(columns)
