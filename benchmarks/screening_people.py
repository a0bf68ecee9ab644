"""A table of random answers for the benchmarks of screening: nobody real, no likeness to any population."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import polars as pl

from returnhub.scheme.language.tables import dtype_of
from returnhub.scheme.model import Scheme
from returnhub.scheme.screening.screener import TableScreener
from returnhub.scheme.types import Boolean, Code, Date, Type

AT = date(2026, 7, 1)
MISSING = 0.1
PART = 500_000


def write_table(scheme: Scheme, cases: int, path: Path) -> None:
    """Every fact that a rule reads, a tenth of the answers missing, and one date for each record."""
    folder = path.with_suffix(".parts")
    folder.mkdir()
    for number, start in enumerate(range(0, cases, PART)):
        frame(scheme, start, min(PART, cases - start)).write_parquet(folder / f"{number:04}.parquet")
    pl.scan_parquet(folder / "*.parquet").sink_parquet(path, row_group_size=PART)


def frame(scheme: Scheme, start: int, count: int) -> pl.DataFrame:
    chance = np.random.default_rng(start)
    columns = [pl.Series("case", np.arange(start, start + count)).cast(pl.String)]
    for name in TableScreener(scheme, AT, {}).reads:
        fact = scheme.vocabulary.facts[name]
        if fact.group:
            two = chance.random((count, 2)) < 0.8
            columns.append(pl.Series(name, two.tolist(), dtype=pl.List(pl.Boolean)))
            continue
        known = pl.Series(chance.random(count) >= MISSING)
        values = pl.Series(name, _values(fact.type, count, chance)).cast(_stored(fact.type))
        columns.append(
            pl.select(pl.when(known).then(values).alias(name)).to_series().cast(dtype_of(fact.type))
        )
    columns.append(pl.Series("as_of", _days(chance.integers(-40, 0, count))).cast(pl.Date))
    return pl.DataFrame(columns)


def _values(kind: Type, count: int, chance: np.random.Generator) -> np.ndarray:
    match kind:
        case Boolean():
            return chance.random(count) < 0.7
        case Date():
            return _days(chance.integers(-400, 400, count))
        case Code(codes):
            return np.array(sorted(codes))[chance.integers(0, len(codes), count)]
    return chance.integers(kind.low, kind.high + 1, count)


def _stored(kind: Type) -> pl.DataType:
    return pl.String() if isinstance(kind, Code) else pl.Date() if isinstance(kind, Date) else dtype_of(kind)


def _days(offsets: np.ndarray) -> np.ndarray:
    return ((AT - date(1970, 1, 1)).days + offsets).astype(np.int32)
