"""Screen the whole caseload anew: every open case against every rule, written down slice by slice.

Each slice replaces what was found of its cases before, in a short transaction of its own: officers go on working.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from functools import lru_cache, reduce
from operator import and_

import polars as pl
from django.db import connection, transaction
from django.db.models import Max

from returnhub.casework.bulk_insert import insert
from returnhub.casework.cases.models import Case
from returnhub.casework.ledger.entry import stamp
from returnhub.casework.processes import in_processes, usable
from returnhub.casework.scheme_in_use import in_use
from returnhub.casework.screening.fact_table import KEY, RESTRICTED, read_table
from returnhub.casework.screening.models import Screening, StopCount
from returnhub.scheme.model import Move, Scheme, Towards
from returnhub.scheme.screening.screener import RULE, TableScreener
from returnhub.scheme.status import Door

SLICE = 25_000
"""Cases judged and written at once."""
COLUMNS = ("case_id", "screening_id", "move", "state", "answers")
Part = tuple[int, date, int, int]
Counts = dict[tuple[str, str, bool], tuple[int, int]]
"""Rule, stage and whether restricted: violated, not known."""


def rescreen(
    at: date | None = None, processes: int | None = None, progress: Callable[[int], None] | None = None
) -> Screening:
    """Judge every open case by what is recorded now, as on a day (today), and keep what stops whom."""
    scheme, last = in_use().scheme, Case.objects.aggregate(Max("id"))["id__max"] or 0
    made = Screening.objects.create(
        at=at or datetime.now(UTC).date(),
        started_at=stamp(datetime.now(UTC)),
        scheme=scheme.name,
        version=scheme.version,
        digest=scheme.digest,
        rules=list(scheme.rules),
    )
    parts = [(made.pk, made.at, after, after + SLICE) for after in range(0, last, SLICE)]
    counts: Counts = {}
    for cases, found in in_processes(screen_slice, parts, processes or (usable() if len(parts) > 2 else 1)):
        made.cases += cases
        for key, numbers in found.items():
            held = counts.get(key, (0, 0))
            counts[key] = (held[0] + numbers[0], held[1] + numbers[1])
        if progress:
            progress(made.cases)
    _finish(made, counts)
    return made


def screen_slice(part: Part) -> tuple[int, Counts]:
    """Judge the cases of a slice and write what stops them; how many there were, and the counts."""
    screening, at, after, upto = part
    screener = _screener(at)
    table = read_table(screener, after, upto)
    rules = screener.rules(screener.facts(table))
    table = pl.concat([table.select(KEY, "stage", RESTRICTED), rules], how="horizontal")
    rows = [
        row for move in considered(screener.scheme) for row in _rows(screener.scheme, move, table, screening)
    ]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM casework_screened WHERE case_id > %s AND case_id <= %s", [after, upto])
        insert("casework_screened", COLUMNS, rows)
    return len(table), _counts(screener.scheme, table)


def considered(scheme: Scheme) -> list[Move]:
    """The moves that a screening looks at: those towards removal."""
    return [m for m in scheme.moves.values() if m.towards is Towards.REMOVAL]


@lru_cache(maxsize=2)
def _screener(at: date) -> TableScreener:
    return TableScreener(in_use().scheme, at, {})


def _rows(scheme: Scheme, move: Move, table: pl.DataFrame, screening: int) -> Iterator[tuple[object, ...]]:
    """The rows of one move: a row for each case that stands where it starts."""
    here = table.filter(pl.col("stage").is_in(list(move.sources)))
    if here.is_empty():
        return iter(())
    whole = reduce(and_, (pl.col(name + RULE) for name in scheme.needs_of(move.name)), pl.lit(True))
    signs = [_word(pl.col(name + RULE), "S", "V", "N") for name in scheme.rules]
    return here.select(
        KEY,
        pl.lit(screening).alias("screening"),
        pl.lit(move.name).alias("move"),
        _word(whole, Door.OPEN.value, Door.BLOCKED.value, Door.WAITING.value).alias("state"),
        pl.concat_str(signs).alias("answers"),
    ).iter_rows()


def _word(answer: pl.Expr, true: str, false: str, unknown: str) -> pl.Expr:
    return pl.when(answer).then(pl.lit(true)).when(~answer).then(pl.lit(false)).otherwise(pl.lit(unknown))


def _counts(scheme: Scheme, table: pl.DataFrame) -> Counts:
    """For each rule that some considered move needs from a stage: how many cases there wait on it."""
    found: Counts = {}
    for (stage, restricted), part in table.group_by("stage", RESTRICTED):
        moves = [m for m in considered(scheme) if stage in m.sources]
        for name in dict.fromkeys(n for m in moves for n in scheme.needs_of(m.name)):
            answers = part[name + RULE]
            numbers = (int((~answers).sum()), answers.null_count())
            if any(numbers):
                found[name, str(stage), bool(restricted)] = numbers
    return found


def _finish(made: Screening, counts: Counts) -> None:
    """Put the counts down, and let go of the screening before and of what was found of cases closed since."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM casework_screened WHERE screening_id <> %s", [made.pk])
        Screening.objects.exclude(pk=made.pk).delete()
        StopCount.objects.bulk_create(
            StopCount(
                screening=made, rule=rule, stage=stage, restricted=restricted, violated=no, not_known=unknown
            )
            for (rule, stage, restricted), (no, unknown) in counts.items()
        )
        made.finished_at = stamp(datetime.now(UTC))
        made.save()
