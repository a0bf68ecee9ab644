"""Bulk import of cases: everything is checked first; all of it is written, or nothing.

Rows are checked, and made into entries and rows of tables, a batch at a time and by several processes where there
are some; one transaction writes them. What a row holds is in `case_rows`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache, partial
from itertools import islice
from pathlib import Path

from django.db import transaction

from returnhub.casework.access.officers import Officer
from returnhub.casework.access.roles import role_for
from returnhub.casework.bulk_insert import room_in_memory
from returnhub.casework.cases.opening import new_references
from returnhub.casework.cases.scheme_facts import record_for_service
from returnhub.casework.cases.storage import team_id
from returnhub.casework.exchange.bulk import Keys, NewCase, Prepared, Writing, prepare, write
from returnhub.casework.exchange.case_rows import RowReader, check_columns
from returnhub.casework.exchange.tables import read_rows
from returnhub.casework.ledger.append import share_append_lock
from returnhub.casework.ledger.entry import stamp
from returnhub.casework.processes import in_processes, seldom_collecting
from returnhub.casework.refusals import Refused

BATCH = 2_000
MOST_PROBLEMS = 200
Rows = list[tuple[int, dict[str, str]]]
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class RowProblem:
    """What is wrong with one row."""

    row: int
    what: str

    def __str__(self) -> str:
        return f"row {self.row}: {self.what}"


@dataclass(slots=True)
class ImportReport:
    """What an import found and did."""

    rows: int = 0
    good: int = 0
    written: int = 0
    problems: list[RowProblem] = field(default_factory=list)

    @property
    def summary(self) -> str:
        """One line."""
        bad = self.rows - self.good
        done = f"{self.written:,} written" if self.written else "nothing written"
        return f"{self.rows:,} rows: {self.good:,} good, {bad:,} with problems; {done}"


@dataclass(frozen=True, slots=True)
class Import:
    """What all rows of an import have in common, as every process needs it. `now`: when it began."""

    officer: int
    file: str
    now: datetime


def import_file(
    by: Officer, path: Path, *, apply: bool, processes: int = 1, progress: Progress | None = None
) -> ImportReport:
    """Check every row; with `apply` and no problem at all, write them in one transaction.

    `progress` is told how many rows are checked and how many written.
    """
    role = role_for(by, "import")
    job, report = Import(by.pk, path.name, datetime.now(UTC)), ImportReport()
    told = progress or (lambda checked, written: None)
    teams: set[str] = set()
    batches = _batches(path)
    for rows, problems, named in in_processes(partial(check_batch, job), batches, processes):
        report.rows += rows
        report.good += rows - len(problems)
        report.problems += problems[: MOST_PROBLEMS - len(report.problems)]
        teams |= named
        told(report.rows, 0)
    if apply and not report.problems:
        with room_in_memory(), seldom_collecting(), transaction.atomic():
            counted = {"file": path.name, "rows": report.rows}
            record_for_service(by, role, "caseload_imported", counted)
            share_append_lock()
            writing = Writing(
                actor=by.username,
                role=role,
                at=stamp(job.now),
                officers=dict(Officer.objects.values_list("username", "pk")),
                teams={name: key for name in sorted(teams) if (key := team_id(name)) is not None},
            )
            numbered = _numbered(path, report.rows)
            for prepared in in_processes(partial(prepare_batch, job, writing), numbered, processes):
                write(prepared)
                report.written += len(prepared.cases)
                told(report.rows, report.written)
    return report


def check_batch(job: Import, rows: Rows) -> tuple[int, list[RowProblem], set[str]]:
    """How many rows there are, what is wrong with them, and the teams they name."""
    reader, problems = _reader(job), []
    for number, row in rows:
        try:
            reader.drafts(number, row)
        except Refused as refused:
            problems.append(RowProblem(number, refused.says))
    return len(rows), problems, {row["team"] for _, row in rows if row.get("team")}


def prepare_batch(job: Import, writing: Writing, numbered: tuple[Sequence[int], list[str], Rows]) -> Prepared:
    """The rows of tables that a batch makes; the database is not asked."""
    keys, references, rows = numbered
    drafts = (_reader(job).drafts(*row) for row in rows)
    return prepare(writing, [NewCase(*new) for new in zip(keys, references, drafts, strict=True)])


@lru_cache(maxsize=2)
def _reader(job: Import) -> RowReader:
    return RowReader(Officer.objects.get(pk=job.officer), job.file, job.now)


def _batches(path: Path) -> Iterator[Rows]:
    """The rows of a file, some at a time. UserError for a column that nobody knows."""
    rows, known = read_rows(path), set[str]()
    while batch := list(islice(rows, BATCH)):
        names = set().union(*(row for _, row in batch))
        check_columns(names - known, path.name)
        known |= names
        yield batch


def _numbered(path: Path, count: int) -> Iterator[tuple[Sequence[int], list[str], Rows]]:
    """The same with the keys and references that the cases get. All references are drawn before any is used."""
    references, keys = iter(new_references(count)), Keys()
    for batch in _batches(path):
        yield keys.take(len(batch)), list(islice(references, len(batch))), batch
