"""The service at scale: import, screening, pages under 8 users, recording, verification. Synthetic cases only.

    python -m benchmarks.casework_scale --cases 1000000 --entries 10 [--postgres] [--folder FOLDER]
    python -m benchmarks.casework_scale --cases 100000 --entries 10 --copies 9 [--postgres]

Prints one line a figure. With `--copies` fewer cases are brought in and verified, and copied within the database before
screening and pages are measured. A folder that holds a database of such a run is used again, without its building.
"""

from __future__ import annotations

import argparse
import contextlib
import csv
import os
import platform
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from benchmarks.casework_pages import measure_pages, measure_recording


def main() -> None:
    given = arguments()
    folder = given.folder or Path(tempfile.mkdtemp(prefix="returnhub-bench-"))
    folder.mkdir(parents=True, exist_ok=True)
    with database(given.postgres, folder) as url:
        os.environ.update(
            DJANGO_SETTINGS_MODULE="returnhub.casework.settings",
            RETURNHUB_DEMO="1",
            RETURNHUB_DATA=str(folder),
            DATABASE_URL=url,
        )
        import django

        django.setup()
        load = ", ".join(f"{n:.1f}" for n in os.getloadavg())
        say(
            "machine", f"{machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, load {load}"
        )
        say("database", url.split(":")[0])
        measure(folder, given)
    if given.folder is None:
        shutil.rmtree(folder)


def measure(folder: Path, given: argparse.Namespace) -> None:
    from django.core.management import call_command
    from django.db import connection

    from benchmarks.casework_copies import copy_cases
    from returnhub.casework.access.officers import Officer
    from returnhub.casework.cases.models import Case
    from returnhub.casework.ledger.models import Entry
    from returnhub.casework.ledger.verify import verify_ledger
    from returnhub.casework.screening.rescreen import rescreen

    call_command("migrate", verbosity=0)
    if new := not Officer.objects.exists():
        build(folder, given.cases, given.entries)
    by = Officer.objects.get(username="bench")
    if "verify" in given.parts:
        with timed("ledger verify") as spent:
            found = verify_ledger()
        say("  verified", f"{found.summary}; {found.entries / spent():,.0f} entries a second")
    if new and given.copies:
        with timed(f"{given.copies} copies of every case in the database"):
            copy_cases(given.copies)
        optimise()
    say("the caseload", f"{Case.objects.count():,} cases, {Entry.objects.count():,} entries")
    if "screen" in given.parts:
        with timed("the whole caseload screened anew") as spent:
            made = rescreen()
        say("  screened", f"{made.cases:,} cases; {made.cases / spent():,.0f} cases a second")
    if "record" in given.parts:
        measure_recording(by, say)
    if "pages" in given.parts:
        for workers in (1, 2) if connection.vendor == "sqlite" else (2,):
            measure_pages(by, workers, 4, say)


def build(folder: Path, cases: int, entries: int) -> None:
    from returnhub.casework.access.officers import Officer, Team
    from returnhub.casework.exchange.importing import import_file
    from returnhub.casework.processes import usable

    team = Team.objects.create(name="Bench")
    by = Officer.objects.create(username="bench", roles=["caseworker", "other_system"], team=team)
    Officer.objects.bulk_create(Officer(username=f"officer{n}", roles=["caseworker"]) for n in range(1, 500))
    path = write_file(folder / "bench.csv", cases)
    with timed(f"import of {cases:,} cases (checked and written)") as spent:
        report = import_file(by, path, apply=True, processes=usable())
    assert report.written == cases, report.summary
    say("  a second", f"{cases / spent():,.0f} cases")
    path.unlink()
    with timed(f"{max(0, entries - 2)} more entries for each case (bulk)"):
        more_entries(entries - 2)
    optimise()


def optimise() -> None:
    """What PostgreSQL does by itself in the hours after so much was written. SQLite does nothing by itself."""
    from django.db import connection

    if connection.vendor == "postgresql":
        with connection.cursor() as cursor, timed("statistics gathered"):
            cursor.execute("VACUUM ANALYZE")


def more_entries(each: int) -> None:
    """Notes at the end of every chain, through the same chain as the service."""
    if each <= 0:
        return
    from functools import partial

    from django.db import connection, transaction

    from returnhub.casework.bulk_insert import insert, room_in_memory
    from returnhub.casework.cases.models import Case
    from returnhub.casework.ledger.models import RECORD_FIELDS
    from returnhub.casework.processes import in_processes, seldom_collecting, usable

    last = Case.objects.order_by("-pk").values_list("pk", flat=True)[0]
    parts = [(after, after + 2_000) for after in range(0, last, 2_000)]
    update = "UPDATE casework_case SET version = %s, head = %s, changed_at = %s WHERE id = %s"
    with room_in_memory(), seldom_collecting():
        for made, heads in in_processes(partial(notes, each), parts, usable()):
            with transaction.atomic(), connection.cursor() as cursor:
                insert("casework_entry", RECORD_FIELDS, made)
                cursor.executemany(update, heads)


def notes(each: int, part: tuple[int, int]) -> tuple[list[Any], list[Any]]:
    from returnhub.casework.cases.models import Case
    from returnhub.casework.ledger.append import Draft, Head, chain
    from returnhub.casework.ledger.entry import stamp

    now = datetime.now(UTC)
    drafts = [
        Draft("note_added", {"text": f"Synthetic note {n}: called, no answer"}, now) for n in range(each)
    ]
    made: list[Any] = []
    heads: list[Any] = []
    at = stamp(now + timedelta(seconds=1))
    rows = Case.objects.filter(pk__gt=part[0], pk__lte=part[1]).order_by("pk")
    for key, reference, version, head in rows.values_list("pk", "reference", "version", "head"):
        new = chain(reference, Head(version, head), drafts, actor="bench", role="caseworker", at=at)
        made += new
        heads.append((new[-1].seq, new[-1].hash, new[-1].recorded_at, key))
    return made, heads


COLUMNS = (
    "names,born,stage,since,owner,next_action,next_action_by,ref: home office,in_contact,are_status,"
    "travel_document_valid_until,appeal_pending,nationality_established,protection_claim_open,"
    "human_rights_claim_open,detained,nrm_status,voluntary_return_offer,source,on"
)


def write_file(path: Path, cases: int) -> Path:
    """A caseload as another system would hand it over."""
    today = datetime.now(UTC).date()
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS.split(","))
        for n in range(cases):
            row = (
                f"Synthetic Person{n % 5000}",
                f"19{50 + n % 50}-0{1 + n % 9}-11",
                "appeal_rights_exhausted",
                today - timedelta(days=n % 900),
                f"officer{n % 500}" if n % 500 else "bench",
                "Read the file",
                today + timedelta(days=n % 365 - 5),
                f"B{n:08d}",
                ("yes", "no", "")[n % 3],
                "are_computed",
                today + timedelta(days=n % 1500 - 500),
                "no" if n % 7 else "yes",
                ("yes", "yes", "no", "")[n % 4],
                "no" if n % 11 else "",
                "no" if n % 13 else "yes",
                ("yes", "no", "no")[n % 3],
                ("none", "referred", "negative")[n % 3],
                ("not_offered", "offered", "declined", "")[n % 4],
                "bench",
                today - timedelta(days=n % 30),
            )
            writer.writerow(row)
    return path


@contextlib.contextmanager
def database(postgres: bool, folder: Path) -> Iterator[str]:
    if not postgres:
        yield f"sqlite://{folder / 'bench.sqlite3'}"
        return
    from tests.casework.postgres import execute, server, settings_of, url_of

    with server() as settings:
        execute(settings, "CREATE DATABASE bench")
        yield url_of(settings_of(settings["HOST"], "bench"))


@contextlib.contextmanager
def timed(name: str) -> Iterator[Callable[[], float]]:
    """Say how long it took by the clock, and how much processor this process and those it started used."""
    began, used = time.perf_counter(), sum(os.times()[:4])
    spent = [0.0]
    yield lambda: spent[0] or time.perf_counter() - began
    spent[0] = time.perf_counter() - began
    say(name, f"{spent[0]:.1f} s; {sum(os.times()[:4]) - used:.1f} s of processor")


def machine() -> str:
    names = [n for n in Path("/proc/cpuinfo").read_text().splitlines() if n.startswith("model name")]
    return names[0].partition(":")[2].strip() if names else platform.machine()


def say(name: str, value: str) -> None:
    print(f"{name:<45} {value}", flush=True)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--entries", type=int, default=10, help="entries of each case")
    parser.add_argument("--copies", type=int, default=0, help="copies of every case, before pages")
    parser.add_argument("--postgres", action="store_true")
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--parts", nargs="*", default=["screen", "verify", "record", "pages"])
    return parser.parse_args()


if __name__ == "__main__":
    main()
