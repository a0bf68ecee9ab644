"""Judged tables to files: a temporary name while writing, the real one when everything is there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from itertools import chain
from pathlib import Path

import polars as pl
from polars.io.plugins import register_io_source

from returnhub.scheme.language.interpret import Answer
from returnhub.scheme.model import Scheme
from returnhub.scheme.screening.read import format_of, read_cases, rows_about
from returnhub.scheme.screening.screener import TableScreener, in_words
from returnhub.scheme.screening.sheets import refuse_too_many, write_ods, write_xlsx
from returnhub.scheme.screening.stops import Counter, Stops
from returnhub.scheme.whole_file import whole_file

ROW_GROUP = 250_000


def screen_file(
    scheme: Scheme,
    source: Path,
    at: date,
    target: Path | None = None,
    suppose: Mapping[str, Answer] | None = None,
    carry: tuple[str, ...] = ("synthetic",),
    progress: Callable[[int], None] | None = None,
) -> Stops:
    """Judge the cases of a file, batch by batch; write them to `target`; say what stops whom.

    `progress` is told the number of cases judged so far. On any error nothing is left of the target.
    """
    screener, counter = TableScreener(scheme, at, suppose or {}), Counter(scheme, at)

    def judged() -> Iterator[pl.DataFrame]:
        for batch in read_cases(source, scheme.vocabulary.facts, scheme.stages, carry):
            yield screener.judge(batch, counter)
            if progress is not None:
                progress(counter.cases)

    if target is None:
        for _ in judged():
            pass
    else:
        if format_of(target) in (".xlsx", ".ods"):
            refuse_too_many(rows_about(source), target)
        write_batches(judged(), target)
    return counter.stops()


def write_batches(batches: Iterable[pl.DataFrame], target: Path) -> None:
    """Write judged batches in the format that the target's name asks for."""
    kind = format_of(target)
    writer = {
        ".csv": _csv,
        ".parquet": _parquet,
        ".jsonl": _json_lines,
        ".xlsx": write_xlsx,
        ".ods": write_ods,
    }[kind]
    with whole_file(target) as temporary:
        writer((in_words(batch) for batch in batches), temporary)


def _csv(batches: Iterator[pl.DataFrame], path: Path) -> None:
    with path.open("wb") as file:
        for number, batch in enumerate(batches):
            batch.write_csv(file, include_header=number == 0)


def _json_lines(batches: Iterator[pl.DataFrame], path: Path) -> None:
    with path.open("wb") as file:
        for batch in batches:
            batch.write_ndjson(file)


def _parquet(batches: Iterator[pl.DataFrame], path: Path) -> None:
    """Row group by row group, through a lazy frame that draws the batches as it writes."""
    first = next(batches)

    def draw(
        columns: list[str] | None, predicate: pl.Expr | None, rows: int | None, size: int | None
    ) -> Iterator[pl.DataFrame]:
        return chain((first,), batches)

    register_io_source(draw, schema=dict(first.schema)).sink_parquet(path, row_group_size=ROW_GROUP)
