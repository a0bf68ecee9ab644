"""The commands as an operator meets them: what they print, and their exit codes."""

from __future__ import annotations

import os
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

COMMAND = [sys.executable, "-c", "from returnhub.cli import main; main()"]
PLAIN = {k: v for k, v in os.environ.items() if not k.startswith(("RETURNHUB", "DJANGO", "DATABASE"))}


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*COMMAND, *arguments], env=PLAIN, capture_output=True, text=True, timeout=120)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory):
    """`serve --demo` on a free port, started once."""
    folder = tmp_path_factory.mktemp("demo")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    arguments = ["serve", "--demo", "--cases", "45", "--port", str(port), "--data", str(folder)]
    with (folder / "output").open("w", encoding="utf-8") as output:
        process = subprocess.Popen([*COMMAND, *arguments], env=PLAIN, stdout=output, stderr=subprocess.STDOUT)
    try:
        yield folder, f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(60)


def wait_for(url: str, seconds: int = 180) -> int:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            time.sleep(0.3)
    raise AssertionError("nothing answered")


def test_tables_of_an_earlier_version_are_refused_in_words(tmp_path: Path):
    assert (
        run("officer", "first", "--role", "administrator", "--demo", "--data", str(tmp_path)).returncode == 2
    )
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = str(taken.getsockname()[1])
    serving = [*COMMAND, "serve", "--demo", "--cases", "20", "--port", port, "--data", str(tmp_path)]
    with subprocess.Popen(serving, env=PLAIN, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as served:
        assert wait_for(f"http://127.0.0.1:{port}/api/openapi.json") == 200
        served.terminate()
    (database,) = tmp_path.glob("*.sqlite3")
    with sqlite3.connect(database) as held:
        held.execute("DROP TABLE casework_night")
    said = run("serve", "--demo", "--port", port, "--data", str(tmp_path))
    assert said.returncode == 2
    assert "made by an earlier version of returnhub: `casework_night` is not there" in said.stderr
    assert "take another folder" in said.stderr
    assert "Traceback" not in said.stderr


def test_one_command_serves_a_synthetic_caseload(served: tuple[Path, str]):
    folder, address = served
    assert wait_for(f"{address}/api/openapi.json") == 200
    assert wait_for(f"{address}/api/queues") == 401
    said = (folder / "output").read_text(encoding="utf-8")
    assert "45 synthetic cases" in said
    assert "Independent monitor" in said
    assert "Traceback" not in said


def test_the_ledger_of_the_demonstration_verifies_and_exports(served: tuple[Path, str], tmp_path: Path):
    folder, address = served
    wait_for(f"{address}/api/openapi.json")
    done = run("ledger", "verify", "--demo", "--data", str(folder))
    assert (done.returncode, "everything holds" in done.stdout) == (0, True), done.stdout + done.stderr
    assert run("ledger", "checkpoint", "--demo", "--data", str(folder)).returncode == 0
    assert run("ledger", "export", str(tmp_path / "l.jsonl"), "--demo", "--data", str(folder)).returncode == 0
    from returnhub.casework.verifier import verify_ledger

    with (tmp_path / "l.jsonl").open(encoding="utf-8") as lines:
        assert verify_ledger.verify(lines).findings == []


def test_a_taken_port_is_said_and_not_a_fault(served: tuple[Path, str]):
    folder, address = served
    wait_for(f"{address}/api/openapi.json")
    done = run("serve", "--demo", "--port", address.rsplit(":", 1)[1], "--data", str(folder))
    assert done.returncode == 2
    assert "--port" in done.stderr


def test_without_a_secret_key_the_service_does_not_start(tmp_path: Path):
    done = run("serve", "--data", str(tmp_path))
    assert done.returncode == 2
    assert "RETURNHUB_SECRET_KEY" in done.stderr
    assert "Traceback" not in done.stderr


def test_what_is_refused_is_said_in_words(served: tuple[Path, str], tmp_path: Path):
    """By the service, by the disk, and by a database that is not there: each without a fault report."""
    folder, address = served
    wait_for(f"{address}/api/openapi.json")
    there, nowhere = ("--demo", "--data", str(folder)), ("--demo", "--data", str(tmp_path / "empty"))
    out = str(tmp_path / "out.json")
    for arguments, says in (
        (("cases", "subject-access", "RH-NO", out, "--officer", "caseworker", *there), "no case `RH-NO`"),
        (
            ("cases", "export", str(tmp_path / "c.csv"), "--officer", "caseworker", *there),
            "none of your roles allows this; it is for: Analyst",
        ),
        (("cases", "export", str(tmp_path / "c.odt"), "--officer", "analyst", *there), ".csv"),
        (("ledger", "export", str(tmp_path / "no" / "l.jsonl"), *there), "No such file or directory"),
        (("officer", "Two Words", "--role", "caseworker", *there), "small letters"),
        (("officer", "x", "--role", "caseworker", *there), "2 to 60"),
        (("officer", "someone", "--role", "nope", *there), "one of administrator, analyst,"),
        (("ledger", "verify", *nowhere), "the database cannot be used"),
    ):
        done = run(*arguments)
        assert (done.returncode, says in " ".join(done.stderr.split())) == (2, True), (arguments, done.stderr)
        assert "fault" not in done.stderr
    assert not list(tmp_path.glob("*.part"))
