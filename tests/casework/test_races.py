"""Races with real threads and processes, on both databases.

Short in the suite; with `RETURNHUB_TRIALS=1000` as many trials as asked for (some minutes).
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.db import connections

from returnhub.casework.actions import (
    Refused,
    countersign_move,
    establish_facts,
    lift_hold,
    open_case,
    raise_hold,
    request_move,
)
from returnhub.casework.cases.models import Case
from returnhub.casework.ledger.models import Entry
from returnhub.casework.ledger.verify import verify_ledger
from tests.casework.people import WHY, Person, answer_everything, case, everybody, officer
from tests.casework.postgres import url_of

pytestmark = pytest.mark.usefixtures("either")
TRIALS = int(os.environ.get("RETURNHUB_TRIALS", "12"))


def together(*jobs: Callable[[], Any]) -> list[Any]:
    """Run the jobs at the same moment, each in a thread; results, or the `Refused` that was raised."""
    barrier, results = threading.Barrier(len(jobs)), [None] * len(jobs)

    def run(number: int, job: Callable[[], Any]) -> None:
        barrier.wait()
        try:
            results[number] = job()
        except Refused as refused:
            results[number] = refused
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(jobs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def removals_under_a_hold(reference: str) -> list[int]:
    """Entries that moved the case towards removal while a hold stood, by the order of the chain."""
    standing: set[int] = set()
    wrong = []
    for entry in Entry.objects.filter(stream=reference).order_by("seq"):
        if entry.kind == "hold_raised":
            standing.add(entry.seq)
        elif entry.kind == "hold_lifted":
            standing.discard(entry.data["hold"])
        elif entry.kind == "move_made" and entry.data["move"] == "refer_for_removal" and standing:
            wrong.append(entry.seq)
    return wrong


def ready() -> str:
    everybody()
    reference = case()
    answer_everything(reference)
    return reference


def test_a_hold_against_a_move():
    """Never moved under a hold; both orders are seen, so that the race is one."""
    reference, by = ready(), officer("caseworker")
    outcomes = set()
    for trial in range(TRIALS):
        jobs = [
            lambda: request_move(by, reference, "refer_for_removal", reasons=WHY),
            lambda: raise_hold(by, reference, "records_disagree", "a race"),
        ]
        moved, _ = together(*(jobs if trial % 2 else jobs[::-1]))[:: 1 if trial % 2 else -1]
        outcomes.add(isinstance(moved, Refused))
        assert not isinstance(moved, Refused) or moved.code == "hold-in-force"
        row = Case.objects.get(reference=reference)
        lift_hold(by, reference, row.holds.get(lifted_at="").seq, reasons=WHY)
        if row.stage == "removal_referred":
            request_move(by, reference, "release_from_removal", reasons=WHY)
    assert removals_under_a_hold(reference) == []
    assert outcomes == {True, False} or TRIALS < 50


def test_processes_that_hold_and_move(either: dict[str, Any]):
    """Two processes move, two raise and lift holds, all on one case: the same invariant, and the ledger holds."""
    reference = ready()
    connections.close_all()
    env = {**os.environ, "DATABASE_URL": url_of(either)}
    workers = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.casework.contender", kind, reference, str(max(10, TRIALS // 2))],
            env=env,
            stdout=subprocess.PIPE,
            text=True,
        )
        for kind in ("move", "hold", "move", "hold")
    ]
    done = [worker.communicate(timeout=900)[0].split() for worker in workers]
    assert [worker.returncode for worker in workers] == [0, 0, 0, 0]
    assert sum(int(d[0]) for d in done) > 0
    assert removals_under_a_hold(reference) == []
    assert verify_ledger().findings == []


def test_double_approval_makes_one_move():
    officers = everybody()
    second = officer("senior2", "senior_officer", team="Other")
    reference = ready()
    for _ in range(max(5, TRIALS // 5)):
        request_move(officers["caseworker"], reference, "refer_for_removal", reasons=WHY)
        asked = request_move(officers["detention_manager"], reference, "detain_for_removal", reasons=WHY)
        results = together(
            partial(countersign_move, officers["senior_officer"], reference, asked.seq, reasons=WHY),
            partial(countersign_move, second, reference, asked.seq, reasons=WHY),
        )
        refused = [r for r in results if isinstance(r, Refused)]
        assert [r.code for r in refused] == ["nothing-to-countersign"]
        request_move(officers["detention_manager"], reference, "release_from_detention", reasons=WHY)


def test_two_people_editing_one_case():
    officers = everybody()
    second = officer("caseworker2", "caseworker")
    reference = case()
    for _ in range(TRIALS):
        version = Case.objects.get(reference=reference).version
        results = together(
            *(
                partial(establish_facts, by, reference, {"in_contact": True}, source="call", version=version)
                for by in (officers["caseworker"], second)
            )
        )
        assert sorted(getattr(r, "code", "done") for r in results) == ["done", "stale-version"]


def test_duplicate_client_keys_do_it_once():
    by = officer("caseworker")
    reference = case()
    for trial in range(TRIALS):
        key = f"key-{trial}"
        results = together(*[partial(raise_hold, by, reference, "other", "once", client_key=key)] * 4)
        assert len({r.seq for r in results}) == 1
        opened = together(*[partial(open_case, by, Person(("One Person",)), client_key=f"open-{key}")] * 3)
        assert len({r.reference for r in opened}) == 1
    assert Case.objects.get(reference=reference).holds_in_force == TRIALS
    assert Case.objects.count() == 1 + TRIALS
