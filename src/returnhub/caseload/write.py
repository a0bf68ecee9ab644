"""A caseload to a file: under a temporary name while writing."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from returnhub.scheme.problems import UserError
from returnhub.scheme.whole_file import whole_file


def write_people(people: pl.DataFrame, target: Path) -> None:
    """Write CSV, Parquet or JSON Lines, as the name of the file asks; `UserError` if it cannot be written."""
    writers = {
        ".csv": pl.DataFrame.write_csv,
        ".parquet": pl.DataFrame.write_parquet,
        ".jsonl": pl.DataFrame.write_ndjson,
    }
    writer = writers.get(target.suffix.lower())
    if writer is None:
        what = f"`{target.suffix or target.name}` is not a format of caseloads"
        raise UserError(what, where=str(target), hint="CSV, Parquet or JSON Lines (.jsonl)")
    with whole_file(target) as temporary:
        writer(people, temporary)  # type: ignore[operator]
