"""A table in memory, or a lazy one, judged slice by slice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl

from returnhub.scheme.language.interpret import Answer
from returnhub.scheme.model import Scheme
from returnhub.scheme.problems import UserError
from returnhub.scheme.screening.cells import typed
from returnhub.scheme.screening.columns import CASE, Layout, read_layout
from returnhub.scheme.screening.findings import Findings
from returnhub.scheme.screening.screener import TableScreener
from returnhub.scheme.screening.stops import Counter, Stops

SLICE = 1_000_000
"""Cases judged at once: what one batch needs beside its input stays in tens of megabytes."""


@dataclass(frozen=True, slots=True)
class Screening:
    """Every case judged: `table` has one row a case, in order, with its rules and moves; `stops` counts."""

    table: pl.DataFrame
    stops: Stops


def screen_table(
    scheme: Scheme,
    frame: pl.DataFrame | pl.LazyFrame,
    at: date,
    suppose: Mapping[str, Answer] | None = None,
    carry: tuple[str, ...] = ("synthetic",),
) -> Screening:
    """Judge every case of a table, in memory or lazy; `TableErrors` if a cell is not what it should be.

    Columns: `case`, one for each fact, optional `stage`, `as_of` and `<fact>__on` (see `screening.columns`).
    """
    screener = TableScreener(scheme, at, suppose or {})
    counter = Counter(scheme, at)
    made, layout, row = [], None, 1
    for part in _slices(frame):
        layout = layout or _layout(scheme, part, carry)
        findings = Findings("table")
        batch = typed(part, layout, row, findings)
        findings.finish()
        made.append(screener.judge(batch, counter))
        row += len(part)
    table = pl.concat(made, rechunk=False)
    _refuse_doubled(table[CASE])
    return Screening(table, counter.stops())


def judge_rules(screener: TableScreener, frame: pl.DataFrame) -> pl.DataFrame:
    """Every rule of a typed table in memory, as `<rule>__rule`, slice by slice to need little memory."""
    parts = [screener.rules(screener.facts(part)) for part in frame.iter_slices(SLICE)]
    return pl.concat(parts, rechunk=False)


def _slices(frame: pl.DataFrame | pl.LazyFrame) -> Iterator[pl.DataFrame]:
    if isinstance(frame, pl.LazyFrame):
        yield from frame.collect_batches(chunk_size=SLICE)
    else:
        yield from frame.iter_slices(SLICE) if len(frame) else (frame,)


def _layout(scheme: Scheme, frame: pl.DataFrame, carry: tuple[str, ...]) -> Layout:
    return read_layout("table", frame.columns, scheme.vocabulary.facts, scheme.stages, carry)


def _refuse_doubled(references: pl.Series) -> None:
    if references.n_unique() < len(references):
        doubled = references.filter(references.is_duplicated())[0]
        raise UserError(f"the reference `{doubled}` occurs more than once", where="table")
