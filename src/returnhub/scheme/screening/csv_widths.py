"""Rows of a CSV file with too few or too many cells, each by its number."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from returnhub.scheme.screening.findings import Findings

NAMES = {",": "comma", ";": "semicolon", "\t": "tab"}
UNCLOSED = -1


def check_widths(path: Path, separator: str, width: int) -> None:
    """Raise `TableErrors` if a row has not one cell for each column; blank lines are left to other checks."""
    findings, mark = Findings(path.name), NAMES[separator]
    with path.open("rb") as file:
        for row, count in enumerate(_counts(file, separator), 1):
            if count == UNCLOSED:
                hint = "close it, or write it twice where it is part of the text"
                findings.add_row(row, "opens a double quote that is never closed", hint)
            elif count not in (0, width):
                hint = f"write a {mark} for each empty cell, too"
                if count > width:
                    hint = f"put text that holds a {mark} in double quotes"
                cells = "cell" if count == 1 else "cells"
                findings.add_row(row, f"has {count} {cells} under {width} columns", hint)
    findings.finish()


def _counts(lines: Iterator[bytes], separator: str) -> Iterator[int]:
    """How many cells each row has, or `UNCLOSED`. Rows with quotes may run over lines, and are read in earnest."""
    mark = separator.encode()
    for line in lines:
        if b'"' not in line:
            yield line.count(mark) + 1 if line.strip(b"\r\n") else 0
            continue
        parts, quotes = [line], line.count(b'"')
        while quotes % 2 and (more := next(lines, None)) is not None:
            parts.append(more)
            quotes += more.count(b'"')
        yield UNCLOSED if quotes % 2 else _cells(b"".join(parts).decode("utf-8", "replace"), separator)


def _cells(text: str, separator: str) -> int:
    try:
        return len(next(csv.reader([text], delimiter=separator), []))
    except csv.Error:  # a cell of more than 131,072 characters, which is no case's fault to have
        return 0
