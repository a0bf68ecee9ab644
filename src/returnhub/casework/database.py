"""The database from its URL. SQLite needs two settings without which eight threads fail."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured


def database_settings(url: str, data_folder: Path) -> dict[str, Any]:
    """Django's settings of one database from `DATABASE_URL`, or SQLite in the data folder."""
    if not url:
        data_folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        return sqlite(data_folder / "casework.sqlite3")
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return sqlite(Path(unquote(parts.path)))
    if parts.scheme not in ("postgres", "postgresql"):
        raise ImproperlyConfigured(
            f"DATABASE_URL: `{parts.scheme}` is not known here; use postgresql or sqlite"
        )
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", "") or unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }


def sqlite(path: Path) -> dict[str, Any]:
    """One file, many readers and one writer: readers never wait, writers wait for each other before they read.

    `IMMEDIATE` takes the write lock at the start of a transaction, so that what is read in it (is there a
    hold?) cannot change before what is written. `synchronous=FULL`: an entry that was confirmed survives a
    power cut. Those who wait are not served in turn: whoever is unlucky for `timeout` seconds is told that it is busy.
    """
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 60,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-65536;"
            " PRAGMA mmap_size=268435456; PRAGMA temp_store=MEMORY;",
        },
    }
