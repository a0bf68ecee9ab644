"""Pages and entries of a large caseload, through the real server, by 8 users at once, and their share of the processor.

Used by `casework_scale`. Every figure is of whole requests over loopback: session, access check, log of reading,
judgement, page. Before each measurement every user makes some requests that are not counted.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

USERS, EACH, WARM = 8, 30, 4
QUEUES = ("mine", "team", "all", "overdue", "due_soon", "held", "papers", "stay", "no_contact", "waiting")
SEARCHES = ("Person17", "Synthetic+Person42+1967", "B00000017", "1967-03-11", "nobody+here")
Request = tuple[str, str, dict[str, str], str | None]


@dataclass(frozen=True)
class Spent:
    """Milliseconds of each request, and milliseconds of processor that the server used for one."""

    each: list[float]
    processor: float

    def __str__(self) -> str:
        return (
            f"median {statistics.median(self.each):6.1f} ms, p95 {p95(self.each):6.1f} ms,"
            f" processor of the server {self.processor:5.1f} ms a request"
        )


def measure_pages(by: Any, workers: int, threads: int, say: Any) -> None:
    from returnhub.casework.cases.models import Case

    last = Case.objects.order_by("-pk").values_list("pk", flat=True)[0]
    chosen = random.Random(1).sample(range(1, last + 1), min(500, last))
    references = list(Case.objects.filter(pk__in=chosen).values_list("reference", flat=True))
    own = [references[n * EACH : (n + 1) * EACH] or references for n in range(USERS)]
    cookies = [{"Cookie": f"session={session(by, opened)}"} for opened in own]
    token = {"Authorization": f"Bearer {token_of(by)}", "Content-Type": "application/json"}

    def facts(n: int) -> str:
        return json.dumps({"facts": {"in_contact": n % 2 == 0}, "source": "bench"})

    with server(workers, threads) as (port, pid):

        def get(path: str, among: list[str]) -> Spent:
            def ask(user: int, n: int) -> Request:
                return "GET", path.format(among[(user * EACH + n) % len(among)]), cookies[user], None

            return users(port, pid, ask)

        def post(user: int, n: int) -> Request:
            where = f"/api/cases/{references[(user * EACH + n) % len(references)]}/facts"
            return "POST", where, token, facts(user * EACH + n)

        say(f"{USERS} users, {workers} processes of {threads} threads", "")
        empty, layout = get("/empty/", [""]), get("/layout/", [""])
        case, queue = get("/cases/{}/", references), get("/queues/{}/", list(QUEUES))
        say("  empty page", str(empty))
        say("  layout of every page, with nothing in it", str(layout))
        say("  case page", str(case))
        say("  case by the API", str(get("/api/cases/{}?purpose=casework", references)))
        say("  queue page", str(queue))
        say("  search page", str(get("/search/?text={}", list(SEARCHES))))
        say("  an answer recorded by the API", str(users(port, pid, post)))
        for name, page in (("case", case), ("queue", queue)):
            say(
                f"  {name} page over an empty one, in processor time",
                f"{page.processor / empty.processor:.1f} times; over the layout"
                f" {page.processor / layout.processor:.1f} times",
            )


def measure_recording(by: Any, say: Any) -> None:
    """One officer alone, in this process: an answer with everything that is projected of it."""
    from returnhub.casework.actions import establish_facts
    from returnhub.casework.cases.models import Case

    references = list(Case.objects.order_by("pk").values_list("reference", flat=True)[1000:1100])
    spent = []
    for n, reference in enumerate(references):
        began = time.perf_counter()
        establish_facts(by, reference, {"in_contact": n % 2 == 0}, source="bench")
        spent.append((time.perf_counter() - began) * 1000)
    say(
        "an answer recorded, alone",
        f"median {statistics.median(spent):.1f} ms, p95 {p95(spent):.1f} ms",
    )


def users(port: int, pid: int, ask: Any) -> Spent:
    """Let the users ask; `ask(user, n)` is the n-th request of a user."""
    run(port, [[ask(user, n) for n in range(WARM)] for user in range(USERS)])
    before = processor(pid)
    spent = run(port, [[ask(user, n) for n in range(EACH)] for user in range(USERS)])
    return Spent(spent, (processor(pid) - before) / len(spent))


def run(port: int, plan: list[list[Request]]) -> list[float]:
    command = [sys.executable, str(Path(__file__).with_name("casework_users.py")), str(port)]
    done = subprocess.run(command, input=json.dumps(plan), capture_output=True, text=True, timeout=600)
    if done.returncode or len(spent := json.loads(done.stdout)) != sum(map(len, plan)):
        raise SystemExit(f"users were not answered: {done.stderr[-500:]}")
    return list(spent)


@contextlib.contextmanager
def server(workers: int, threads: int) -> Iterator[tuple[int, int]]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "benchmarks.casework_server", *map(str, (port, workers, threads))]
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    try:
        until = time.monotonic() + 60
        while time.monotonic() < until:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                break
            time.sleep(0.2)
        yield port, process.pid
    finally:
        process.terminate()
        process.wait(20)


def processor(pid: int) -> float:
    """Milliseconds of processor that the workers of a server have used (Linux)."""
    ticks = 0
    for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
        fields = Path(f"/proc/{child}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK") * 1000


def session(by: Any, references: list[str]) -> str:
    """A session of an officer who has said what they open these records for."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    store = SessionStore()
    store[SESSION_KEY] = str(by.pk)
    store[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    store[HASH_SESSION_KEY] = by.get_session_auth_hash()
    store["purposes"] = dict.fromkeys(references, "casework")
    store.create()
    return str(store.session_key)


def token_of(by: Any) -> str:
    from returnhub.casework.access.officers import Officer
    from returnhub.casework.actions import Reasons, make_token

    administrator, _ = Officer.objects.get_or_create(username="bench-administrator", roles=["administrator"])
    ends = (datetime.now(UTC) + timedelta(days=30)).date()
    why = Reasons("evidence", "A benchmark")
    return str(make_token(administrator, by.username, "caseworker", "bench", ends, reasons=why)[1])


def p95(values: list[float]) -> float:
    return sorted(values)[int(len(values) * 0.95)]
