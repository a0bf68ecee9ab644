"""Case tables from files, a batch of rows at a time: CSV, Parquet, JSON Lines, XLSX and ODS."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

import polars as pl
from polars.exceptions import PolarsError

from returnhub.scheme.problems import Problem, UserError
from returnhub.scheme.screening.batches import BATCH, Batch
from returnhub.scheme.screening.cells import typed
from returnhub.scheme.screening.columns import CASE, Layout, read_layout
from returnhub.scheme.screening.findings import Findings, TableErrors, quoted
from returnhub.scheme.screening.from_csv import read_csv
from returnhub.scheme.screening.from_json_lines import read_json_lines
from returnhub.scheme.screening.from_sheet import read_sheet
from returnhub.scheme.vocabulary import Fact

FORMATS = (".csv", ".parquet", ".jsonl", ".xlsx", ".ods")
SHARES = 16


def format_of(path: Path) -> str:
    """The format that a file's name promises, or a `UserError`."""
    suffix = {".ndjson": ".jsonl", ".pq": ".parquet"}.get(path.suffix.lower(), path.suffix.lower())
    if suffix not in FORMATS:
        raise UserError(
            f"`{path.suffix or path.name}` is not a format of case tables",
            where=str(path),
            hint="CSV, Parquet, JSON Lines (.jsonl), XLSX or ODS",
        )
    return suffix


def read_cases(
    path: Path,
    facts: Mapping[str, Fact],
    stages: Mapping[str, object],
    carry: Collection[str] = (),
    batch: int = BATCH,
) -> Iterator[pl.DataFrame]:
    """Typed batches of a case table. Problems are raised at the end of the batch that holds them.

    References that occur twice are found when the whole file has been read; nothing may be kept before.
    """
    layout: Layout | None = None
    seen: list[pl.Series] = []
    for part in raw_batches(path, batch):
        if layout is None:
            layout = read_layout(path.name, part.frame.columns, facts, stages, carry)
        findings = Findings(path.name)
        made = typed(part.frame, layout, part.row, findings)
        findings.finish()
        seen.append(made[CASE].hash())
        yield made
    if layout is None or not any(map(len, seen)):
        raise TableErrors([Problem(f"{path.name}: holds no cases", None, "one row for each case")])
    refuse_doubled(path, seen, batch)


def refuse_doubled(path: Path, seen: list[pl.Series], batch: int) -> None:
    """Raise `TableErrors` if a reference occurs twice. 64-bit hashes first, 8 bytes a case; then the text."""
    doubled = []
    for share in range(SHARES):  # one share of the hashes at a time, so that sorting needs no second copy
        hashes = pl.concat([part.filter(part % SHARES == share) for part in seen]).sort()
        doubled.append(hashes.filter(hashes == hashes.shift(1)))
    suspects = pl.concat(doubled).unique()
    if not len(suspects):
        return
    first: dict[str, int] = {}
    findings = Findings(path.name)
    for part in raw_batches(path, batch):
        text = part.frame[CASE].cast(pl.String).str.strip_chars()
        for at in text.hash().is_in(suspects.implode()).arg_true():
            row = part.row + at
            if text[at] in first:
                findings.add(row, CASE, f"{quoted(text[at])} is already in row {first[text[at]]:,}")
            else:
                first[text[at]] = row
    findings.finish()


def raw_batches(path: Path, batch: int = BATCH) -> Iterator[Batch]:
    """The rows of a file as they stand there."""
    kind = format_of(path)
    if not path.is_file():
        why = "is a folder, not a file" if path.is_dir() else "there is no such file"
        raise UserError(why, where=str(path))
    if path.stat().st_size == 0:
        raise TableErrors([Problem(f"{path.name}: is empty")])
    reader = {
        ".csv": read_csv,
        ".parquet": _parquet,
        ".jsonl": read_json_lines,
        ".xlsx": read_sheet,
        ".ods": read_sheet,
    }[kind]
    try:
        yield from reader(path, batch)
    except OSError as error:
        raise UserError(f"cannot be read: {error.strerror or error}", where=path.name) from None
    except (PolarsError, UnicodeError) as error:
        what = f"{path.name}: cannot be read as {kind[1:].upper()}: {str(error).splitlines()[0]}"
        raise TableErrors([Problem(what)]) from None


def rows_about(path: Path) -> int | None:
    """Roughly how many cases a file holds, for a progress bar; None where that is not told cheaply."""
    try:
        if path.suffix.lower() in (".parquet", ".pq"):
            return int(pl.scan_parquet(path).select(pl.len()).collect().item())
        if path.suffix.lower() in (".csv", ".jsonl", ".ndjson"):
            with path.open("rb") as file:
                return sum(part.count(b"\n") for part in iter(lambda: file.read(1 << 20), b""))
    except (PolarsError, OSError):
        pass  # reading it in earnest says why
    return None


def _parquet(path: Path, batch: int) -> Iterator[Batch]:
    """Slice by slice: `collect_batches` decodes ahead of the reader and holds twice as much."""
    lazy = pl.scan_parquet(path)
    count = lazy.select(pl.len()).collect().item()
    for start in range(0, max(count, 1), batch):
        yield Batch(lazy.slice(start, batch).collect(), start + 1)
