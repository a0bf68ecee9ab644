"""A private PostgreSQL server in a temporary folder, reachable by socket only, gone after the tests."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest

from returnhub.scheme.language.sql import condition_sql
from returnhub.scheme.language.tree import Condition
from returnhub.scheme.types import Boolean, Code, Date
from tests.scheme.agreement.cases import Case
from tests.scheme.agreement.engines import Answers
from tests.scheme.agreement.words import CALENDAR, FACTS


def programs() -> Path | None:
    """The folder of `initdb` and `pg_ctl`: on the path, or where Debian puts them."""
    found = shutil.which("pg_ctl")
    places = (
        [Path(found).parent] if found else sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    )
    return next((p for p in places if (p / "initdb").exists()), None)


@contextmanager
def server() -> Iterator[str]:
    """The connection string of a new server; skips with a clear line where there is none."""
    pytest.importorskip("psycopg", reason="psycopg is not installed: PostgreSQL takes no part")
    folder = programs()
    if folder is None:
        pytest.skip("no PostgreSQL server on this machine (Debian package `postgresql`): it takes no part")
    home = Path(tempfile.mkdtemp(prefix="returnhub-pg-", dir="/tmp"))
    as_postgres: list[str] = []
    if os.geteuid() == 0:  # PostgreSQL refuses to run as root
        shutil.chown(home, "postgres")
        as_postgres = ["runuser", "-u", "postgres", "--"]

    def run(*command: str) -> None:
        done = subprocess.run([*as_postgres, *command], capture_output=True, text=True, cwd=home)
        if done.returncode:
            pytest.skip(f"PostgreSQL does not start here: {done.stderr.strip().splitlines()[-1:]}")

    data = str(home / "data")
    try:
        run(
            str(folder / "initdb"),
            "-D",
            data,
            "-U",
            "postgres",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
        )
        options = f"-c listen_addresses='' -c unix_socket_directories='{home}' -c fsync=off"
        run(str(folder / "pg_ctl"), "-D", data, "-w", "-l", str(home / "log"), "-o", options, "start")
        yield f"host={home} user=postgres dbname=postgres"
    finally:
        stop = [*as_postgres, str(folder / "pg_ctl"), "-D", data, "-m", "immediate", "stop"]
        subprocess.run(stop, capture_output=True, cwd="/")
        shutil.rmtree(home, ignore_errors=True)


def _type(name: str) -> str:
    fact = FACTS[name]
    match fact.type:
        case Boolean():
            return "boolean[]" if fact.group else "boolean"
        case Date():
            return "date"
        case Code():
            return "text"
        case kind:
            return "bigint" if kind.high >= 2**31 else "integer"


class Postgres:
    """The engine: all conditions of a batch in one query."""

    __name__ = "postgres"

    def __init__(self, connection) -> None:
        self.connection = connection
        columns = ", ".join(f'"{name}" {_type(name)}' for name in FACTS)
        connection.execute(f"CREATE TEMP TABLE cases (number integer, {columns})")

    def __call__(self, conditions: Sequence[Condition], cases: list[Case], today: date) -> Answers:
        self.connection.execute("TRUNCATE cases")
        with self.connection.cursor() as cursor:
            with cursor.copy("COPY cases FROM STDIN") as copy:
                for number, case in enumerate(cases):
                    values = (list(v) if isinstance(v := case.get(n), tuple) else v for n in FACTS)
                    copy.write_row((number, *values))
            made = ", ".join(condition_sql(c, "postgres", today, CALENDAR) for c in conditions)
            rows = cursor.execute(f"SELECT {made} FROM cases ORDER BY number").fetchall()
        return [list(column) for column in zip(*rows, strict=True)]
