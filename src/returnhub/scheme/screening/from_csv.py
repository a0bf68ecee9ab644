"""Case tables from CSV."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import polars as pl
from polars.exceptions import PolarsError

from returnhub.scheme.problems import Problem, UserError
from returnhub.scheme.screening.batches import Batch, unique
from returnhub.scheme.screening.csv_widths import check_widths
from returnhub.scheme.screening.findings import TableErrors


def read_csv(path: Path, batch: int) -> Iterator[Batch]:
    """Batches of a CSV file, split at commas, semicolons or tabs; every cell is text."""
    with path.open("rb") as file:
        head = file.read(1 << 16)
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in head:
        raise TableErrors([Problem(f"{path.name}: is not UTF-8 text", None, "save the file as CSV UTF-8")])
    header = head.split(b"\n", 1)[0].rstrip(b"\r")
    if b"\r" in header:
        what = "its lines end in a way that no reader of CSV agrees on (a carriage return alone)"
        raise TableErrors([Problem(f"{path.name}: {what}", None, "save the file as CSV UTF-8")])
    separator = max((b",", b";", b"\t"), key=header.count).decode()
    names = next(csv.reader([header.decode("utf-8-sig", "replace")], delimiter=separator), [])
    names = [name.strip() for name in names]
    row, widths_checked = 2, False
    try:
        lazy = pl.scan_csv(
            path,
            separator=separator,
            has_header=False,
            skip_rows=1,
            schema={f"{number}": pl.String for number in range(len(names))},
            raise_if_empty=False,
        )
        for frame in lazy.collect_batches(chunk_size=batch):
            # A row with too few cells is read as if the rest were empty: then its last cell is, too.
            if not widths_checked and frame.width and frame.to_series(-1).null_count():
                check_widths(path, separator, len(names))
                widths_checked = True
            frame.columns = unique(names, path)
            yield Batch(frame, row)
            row += len(frame)
    except PolarsError as error:
        raise _csv_fault(path, separator, len(names), error) from None


def _csv_fault(path: Path, separator: str, width: int, error: PolarsError) -> UserError:
    """Read again, slowly, to say in which row the fault is."""
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            try:
                line.decode("utf-8")
            except UnicodeDecodeError:
                what = f"{path.name}: line {number:,} holds a byte that is not UTF-8"
                return TableErrors([Problem(what, None, "save the file as CSV UTF-8")])
    check_widths(path, separator, width)
    return UserError(f"cannot be read as CSV: {str(error).splitlines()[0]}", where=path.name)
