"""A fresh migrated database for each test: SQLite copied from a template, PostgreSQL cloned from one."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest

_FOLDER = Path(tempfile.mkdtemp(prefix="returnhub-tests-"))
os.environ.update(
    DJANGO_SETTINGS_MODULE="returnhub.casework.settings",
    RETURNHUB_DEMO="1",
    RETURNHUB_DATA=str(_FOLDER),
    RETURNHUB_HOSTS="localhost,127.0.0.1,testserver",
    # Playwright keeps an event loop in this thread while a browser is open, which Django takes for asynchronous code.
    DJANGO_ALLOW_ASYNC_UNSAFE="true",
)
os.environ.pop("DATABASE_URL", None)

import django  # noqa: E402

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402

from returnhub.casework.database import sqlite  # noqa: E402
from tests.casework import postgres  # noqa: E402
from tests.casework.databases import point_at  # noqa: E402

_numbers = count(1)

settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(scope="session")
def template() -> Iterator[Path]:
    path = _FOLDER / "template.sqlite3"
    point_at(sqlite(path))
    call_command("migrate", verbosity=0)
    point_at(sqlite(_FOLDER / "nothing.sqlite3"))
    yield path
    shutil.rmtree(_FOLDER, ignore_errors=True)


@pytest.fixture
def database(template: Path, tmp_path: Path) -> Iterator[Path]:
    """An empty migrated SQLite database that Django uses for the length of the test."""
    path = tmp_path / "casework.sqlite3"
    shutil.copy(template, path)
    point_at(sqlite(path))
    yield path
    point_at(sqlite(_FOLDER / "nothing.sqlite3"))


@pytest.fixture(scope="session")
def postgres_template() -> Iterator[dict[str, Any]]:
    """A server with a migrated database `template`; skips where PostgreSQL is not installed."""
    if postgres.binaries() is None:
        pytest.skip("PostgreSQL is not installed on this machine")
    with postgres.server() as database:
        postgres.execute(database, "CREATE DATABASE migrated")
        point_at(postgres.settings_of(database["HOST"], "migrated"))
        call_command("migrate", verbosity=0)
        point_at(sqlite(_FOLDER / "nothing.sqlite3"))
        yield database


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def either(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[dict[str, Any]]:
    """An empty migrated database, once on SQLite and once on PostgreSQL; gives its settings."""
    if request.param == "sqlite":
        path = tmp_path / "casework.sqlite3"
        shutil.copy(request.getfixturevalue("template"), path)
        database = sqlite(path)
    else:
        server = request.getfixturevalue("postgres_template")
        name = f"test_{next(_numbers)}"
        postgres.execute(server, f"CREATE DATABASE {name} TEMPLATE migrated")
        database = postgres.settings_of(server["HOST"], name)
    point_at(database)
    yield database
    point_at(sqlite(_FOLDER / "nothing.sqlite3"))
    if request.param == "postgresql":
        postgres.execute(server, f"DROP DATABASE {name} WITH (FORCE)")
