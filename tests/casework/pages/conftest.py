"""A demonstration in a database of its own, for tests of pages."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from socket import socket
from typing import Any, NamedTuple

import pytest

from returnhub.casework.database import sqlite
from tests.casework.databases import point_at
from tests.casework.pages.desk import signed_in


class Service(NamedTuple):
    """The demonstration as it runs."""

    address: str
    password: str
    folder: Path


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """The demonstration running at an address of its own."""
    folder = tmp_path_factory.mktemp("demonstration")
    with socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        sys.executable,
        "-c",
        "from returnhub.cli import main; main()",
        "serve",
        "--demo",
        "--cases",
        "40",
    ]
    address = f"http://127.0.0.1:{port}"
    env = {k: v for k, v in os.environ.items() if k not in ("RETURNHUB_DATA", "DATABASE_URL")}
    with (folder / "log").open("w") as log:
        server = subprocess.Popen(
            [*command, "--data", str(folder), "--port", str(port)], stdout=log, stderr=log, env=env
        )
        try:
            _wait(address, server, folder / "log")
            yield Service(address, (folder / "demo-password").read_text(), folder)
        finally:
            server.terminate()
            server.wait(60)


def _wait(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(900):
        if server.poll() is not None:
            break
        try:
            urllib.request.urlopen(address + "/sign-in/", timeout=1)
            return
        except OSError:
            time.sleep(0.2)
    pytest.fail(f"the demonstration did not start:\n{log.read_text()}")


@pytest.fixture
def database_of_the_service(service: Service) -> Iterator[None]:
    """The test reads and prepares cases in the database of the running demonstration."""
    point_at(sqlite(service.folder / "casework.sqlite3"))
    yield
    point_at(sqlite(service.folder / "nothing.sqlite3"))


@pytest.fixture
def at_desk(service: Service, chromium: object) -> Iterator[Any]:
    """Puts an officer at a browser: `at_desk("caseworker")`."""
    opened = []

    def sit(who: str, **more: Any) -> Any:
        opened.append(signed_in(chromium, service, who, **more))
        return opened[-1]

    yield sit
    for desk in opened:
        desk.context.close()
