"""Rows of facts as a table for the screener: the columns that rules read, typed, a slice of the caseload at a time.

The rows are read as the database holds them and typed column by column: a Python value for each cell of a wide
row would take longer than judging it.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from datetime import date

import polars as pl
from django.db import connection

from returnhub.casework.cases.columns import DAY, TABLE
from returnhub.casework.cases.judging import COMPUTED, PLANNED
from returnhub.casework.cases.scheme_facts import scheme_facts
from returnhub.casework.places.nights import left_stages
from returnhub.scheme.language.tables import dtype_of
from returnhub.scheme.screening.columns import ON
from returnhub.scheme.screening.screener import TableScreener
from returnhub.scheme.types import Boolean, Code, Date
from returnhub.scheme.vocabulary import Fact

KEY, RESTRICTED = "key", "restricted"
_OWN = {
    KEY: "c.id", "stage": "c.stage", RESTRICTED: "c.restricted", "holds": "c.holds_in_force",
    "first": "n.first", "last": "n.last", "planned": f'f."{PLANNED}"',
}  # fmt: skip
_OWN_KINDS: dict[str, pl.DataType] = {
    KEY: pl.Int64(), "stage": pl.String(), RESTRICTED: pl.Int8(), "holds": pl.Int64(),
    "first": pl.String(), "last": pl.String(), "planned": pl.String(),
}  # fmt: skip
_NIGHTS = "SELECT case_id, MIN(night) AS first, MAX(night) AS last FROM casework_night"


def read_table(screener: TableScreener, after: int, upto: int) -> pl.DataFrame:
    """The open cases with keys after one number and up to another, as `TableScreener.facts` takes them."""
    facts = {n: screener.scheme.vocabulary.facts[n] for n in screener.reads if n not in COMPUTED}
    kinds = dict(_OWN_KINDS)
    chosen = [_stored(column) for column in _OWN.values()]
    for name, fact in facts.items():
        kinds[name] = _kind(fact)
        chosen.append(_stored(f'f."{name}"', fact))
        if fact.current_for is not None:
            kinds[name + ON] = pl.String()
            chosen.append(_stored(f'f."{DAY.format(name)}"'))
    after, upto = int(after), int(upto)
    nights = f"{_NIGHTS} WHERE case_id > {after} AND case_id <= {upto} GROUP BY case_id"
    query = (
        f"SELECT {', '.join(chosen)} FROM casework_case c JOIN {TABLE} f ON f.case_id = c.id"
        f" LEFT JOIN ({nights}) n ON n.case_id = c.id"
        f" WHERE c.id > {after} AND c.id <= {upto} AND NOT c.closed ORDER BY c.id"
    )
    frame = _read(query, kinds).with_columns(_typed(facts.values()))
    return frame.with_columns([*_of_the_scheme(facts), *_computed(screener.at)])


def _kind(fact: Fact) -> pl.DataType:
    if fact.group or isinstance(fact.type, Code | Date):
        return pl.String()
    return pl.Int8() if isinstance(fact.type, Boolean) else pl.Int64()


def _stored(column: str, fact: Fact | None = None) -> str:
    """A column without what a driver makes of its type. (SQLite: an expression has none, and `+` changes nothing.)"""
    if connection.vendor == "sqlite":
        return "+" + column
    boolean = column == "c.restricted" or (fact and isinstance(fact.type, Boolean) and not fact.group)
    return f"CAST({column} AS int)" if boolean else column


def _read(query: str, kinds: dict[str, pl.DataType]) -> pl.DataFrame:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.cursor.copy(f"COPY ({query}) TO STDOUT (FORMAT csv)") as copy:
                text = b"".join(copy)
            return (
                pl.read_csv(io.BytesIO(text), has_header=False, schema=kinds)
                if text
                else pl.DataFrame(schema=kinds)
            )
        cursor.execute(query)
        columns = list(zip(*cursor.fetchall(), strict=True)) or [()] * len(kinds)
    return pl.DataFrame(
        [pl.Series(name, values, dtype=kinds[name]) for name, values in zip(kinds, columns, strict=True)]
    )


def _typed(facts: Iterable[Fact]) -> Iterable[pl.Expr]:
    yield pl.col(RESTRICTED).cast(pl.Boolean)
    for fact in facts:
        column, dtype = pl.col(fact.name), dtype_of(fact.type, fact.group)
        if fact.group:
            column = column.str.json_decode(dtype)
        elif isinstance(fact.type, Date):
            column = column.str.to_date("%Y-%m-%d")
        yield column.cast(dtype, strict=False)
        if fact.current_for is not None:
            yield pl.col(fact.name + ON).str.to_date("%Y-%m-%d")


def _of_the_scheme(facts: dict[str, Fact]) -> Iterable[pl.Expr]:
    """What is the same for every case, where a case has no answer of its own."""
    for name, known in scheme_facts().items():
        if name in facts:
            own = pl.col(name)
            if facts[name].current_for is not None:
                day = pl.lit(known.on, dtype=pl.Date)
                yield pl.when(own.is_null()).then(day).otherwise(pl.col(name + ON)).alias(name + ON)
            yield own.fill_null(pl.lit(known.value, dtype=dtype_of(facts[name].type)))


def _computed(at: date) -> Iterable[pl.Expr]:
    tonight, first, last, planned = pl.lit(at.isoformat()), pl.col("first"), pl.col("last"), pl.col("planned")
    night = pl.when(planned >= tonight).then(planned).otherwise(pl.max_horizontal(first, tonight))
    night = pl.when(pl.col("stage").is_in(left_stages())).then(tonight).otherwise(night)
    held = {"hold_in_force": pl.col("holds") > 0, "place_held": (first <= night) & (night <= last)}
    for name, answer in held.items():
        yield answer.fill_null(value=False).alias(name)
        yield pl.lit(at, dtype=pl.Date).alias(name + ON)
