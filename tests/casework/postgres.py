"""A PostgreSQL server of the tests' own, in a temporary folder, reached by a socket; gone afterwards."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg


def binaries() -> Path | None:
    """The folder of PostgreSQL's programs on this machine, if there is one."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"))
    return found[-1].parent if found else None


@contextmanager
def server() -> Iterator[dict[str, Any]]:
    """Start a server; gives Django's settings of its `postgres` database."""
    programs = binaries()
    assert programs is not None
    folder = Path(tempfile.mkdtemp(prefix="returnhub-pg-"))
    as_root = os.geteuid() == 0
    if as_root:
        shutil.chown(folder, "postgres", "postgres")

    def run(program: str, *arguments: str) -> None:
        command = [str(programs / program), *arguments]
        if as_root:
            command = ["runuser", "-u", "postgres", "--", *command]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
        if done.returncode:
            raise RuntimeError(f"{program}: {done.stderr.strip() or done.stdout.strip()}")

    data = str(folder / "data")
    run(
        "initdb", "-D", data, "-U", "returnhub", "--auth=trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"
    )
    options = f"-c listen_addresses='' -c unix_socket_directories='{folder}' -c max_connections=60"
    run("pg_ctl", "-D", data, "-w", "-l", str(folder / "log"), "-o", options, "start")
    try:
        yield settings_of(str(folder), "postgres")
    finally:
        run("pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")
        shutil.rmtree(folder, ignore_errors=True)


def settings_of(host: str, name: str) -> dict[str, Any]:
    """Django's settings of one database of the server."""
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": "returnhub",
        "HOST": host,
        "OPTIONS": {},
    }


def execute(database: dict[str, Any], statement: str) -> None:
    """Run one statement outside any transaction."""
    with psycopg.connect(
        host=database["HOST"], user=database["USER"], dbname="postgres", autocommit=True
    ) as connection:
        connection.execute(statement)  # type: ignore[arg-type]


def url_of(database: dict[str, Any]) -> str:
    """`DATABASE_URL` of a database of the server, or of an SQLite file."""
    if "sqlite" in database["ENGINE"]:
        return f"sqlite://{database['NAME']}"
    return f"postgresql://{database['USER']}@/{database['NAME']}?host={database['HOST']}"
