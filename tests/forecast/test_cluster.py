"""Replicates in blocks: the same numbers here, on a cluster of which a worker is killed, and after an interruption."""

import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import replace

import numpy as np
import pytest

from returnhub.forecast import cluster
from returnhub.forecast.assumptions import load_assumptions
from returnhub.forecast.calibrate import read
from returnhub.forecast.cluster import COUNTED, Machine, Recipe
from returnhub.forecast.fingerprint import fingerprint
from returnhub.forecast.history import published
from returnhub.forecast.people import everybody
from returnhub.forecast.world import draw
from returnhub.scheme.load import load_scheme
from returnhub.scheme.problems import UserError

REPLICATES = 45


@pytest.fixture(autouse=True)
def no_client_stays_behind():
    """Its threads would go on through the tests of others."""
    yield
    from distributed import Client

    for client in list(Client._instances):
        client.close()
    cluster.connect.cache_clear()


@pytest.fixture(scope="module")
def recipe():
    numbers, fitted = load_assumptions([load_scheme("uk-return-hubs")], None), read("uk-2025-12-31")
    worlds = [draw(numbers.numbers, fitted, 4, 1, r) for r in range(REPLICATES)]
    history = published().until(numbers.start)
    return Recipe(numbers.plans["uk-return-hubs"], worlds, history, everybody(), 4 * 91, 1, scale=0.02)


@pytest.fixture(scope="module")
def whole(recipe):
    return Machine(workers=1).run(recipe)


def same(a, b) -> None:
    for name in COUNTED:
        assert np.array_equal(getattr(a, name), getattr(b, name)), name
    assert a.most_alive == b.most_alive


def test_blocks_kept_on_disk_give_the_numbers_of_one_run_and_are_not_run_again(recipe, whole, tmp_path):
    steps = []

    def interrupt():
        steps.append(1)
        if len(steps) == 25:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Machine(keep=tmp_path, workers=1).run(recipe, interrupt)
    assert len(list(tmp_path.glob("*.npz"))) == 2  # two blocks of ten were done, the third was cut short
    assert not list(tmp_path.glob("*.part"))
    kept = {path: path.stat().st_mtime_ns for path in tmp_path.glob("*.npz")}
    same(Machine(keep=tmp_path, workers=2).run(recipe), whole)
    assert all(path.stat().st_mtime_ns == when for path, when in kept.items())
    assert len(list(tmp_path.glob("*.npz"))) == 5


def test_a_block_cut_short_on_disk_is_run_again(recipe, whole, tmp_path):
    few = replace(recipe, worlds=recipe.worlds[:10])
    Machine(keep=tmp_path).run(few)
    (path,) = tmp_path.glob("*.npz")
    path.write_bytes(path.read_bytes()[:100])
    assert np.array_equal(Machine(keep=tmp_path).run(few).flow, whole.flow[:10])


@pytest.mark.parametrize(
    "change",
    [
        lambda r: {"seed": r.seed + 1},
        lambda r: {"days": r.days - 1},
        lambda r: {"scale": 0.03},
        lambda r: {"first": 1},
        lambda r: {"worlds": [r.worlds[0].given(staff_diverted=0.5), *r.worlds[1:]]},
        lambda r: {"plan": replace(r.plan, priority=tuple(reversed(r.plan.priority)))},
        lambda r: {"history": replace(r.history, series={**r.history.series, "asylum_claims": np.zeros(3)})},
    ],
)
def test_a_changed_input_never_takes_what_was_kept(recipe, change):
    assert fingerprint(replace(recipe, **change(recipe))) != fingerprint(recipe)
    assert fingerprint(replace(recipe)) == fingerprint(recipe)


def test_a_killed_worker_loses_nothing_and_changes_no_number(recipe, whole):
    from distributed import LocalCluster

    local = LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None)
    with local:
        victim, steps = next(iter(local.workers.values())), []
        pid = victim.pid

        def kill() -> None:
            while not steps:
                time.sleep(0.01)
            os.kill(pid, signal.SIGKILL)

        killer = threading.Thread(target=kill, daemon=True)
        killer.start()
        made = Machine(cluster=local.scheduler_address).run(recipe, lambda: steps.append(1))
        killer.join(timeout=30)
        assert len(steps) == REPLICATES
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)
    same(made, whole)


def test_an_address_where_nothing_answers_is_said_plainly(recipe, monkeypatch):
    monkeypatch.setattr(cluster, "ANSWERS_WITHIN", 1.0)
    with pytest.raises(UserError, match="no Dask scheduler answers at"):
        Machine(cluster="tcp://127.0.0.1:1").run(recipe)


def test_a_scheduler_without_workers_is_not_waited_for(recipe, monkeypatch):
    from distributed import LocalCluster

    monkeypatch.setattr(cluster, "ANSWERS_WITHIN", 1.0)
    local = LocalCluster(n_workers=0, dashboard_address=None)
    with local, pytest.raises(UserError, match="has no workers"):
        Machine(cluster=local.scheduler_address).run(recipe)


def test_a_scheduler_that_dies_is_said_plainly_and_what_was_done_is_kept(recipe, tmp_path):
    from distributed import LocalCluster

    done = []

    def first_is_enough() -> None:
        if not done:
            local.close()
        done.append(1)

    local = LocalCluster(n_workers=1, threads_per_worker=1, processes=True, dashboard_address=None)
    with local, pytest.raises(UserError, match="is gone"):
        Machine(cluster=local.scheduler_address, keep=tmp_path).run(recipe, first_is_enough)
    assert list(tmp_path.glob("*.npz"))


@pytest.fixture
def scheduler():
    """A scheduler with workers in processes of their own, and nobody who starts them again: (address, start one)."""
    from distributed import LocalCluster

    local, started = LocalCluster(n_workers=0, dashboard_address=None), []

    def start() -> subprocess.Popen:
        command = "distributed.cli.dask_worker", "--no-nanny", "--nthreads", "1", "--no-dashboard"
        worker = subprocess.Popen(
            [sys.executable, "-m", *command, local.scheduler_address], stderr=subprocess.DEVNULL
        )
        started.append(worker)
        return worker

    with local:
        yield local.scheduler_address, start
        for worker in started:
            worker.kill()
            worker.wait()


def test_when_all_workers_are_gone_the_run_stops_and_says_so(recipe, tmp_path, scheduler, monkeypatch):
    monkeypatch.setattr(cluster, "WORKERS_WITHIN", 2.0)
    address, start = scheduler
    worker = start()
    with pytest.raises(
        UserError, match=r"all workers of the Dask scheduler at .* are gone, for \d+ seconds"
    ) as said:
        Machine(cluster=address, keep=tmp_path).run(recipe, worker.kill)
    assert f"dask worker {address}" in said.value.hint
    assert "--keep FOLDER" in said.value.hint
    assert list(tmp_path.glob("*.npz"))


def test_workers_that_come_back_in_time_go_on(recipe, whole, scheduler):
    address, start = scheduler
    first, later = start(), []

    def kill_then_start_another() -> None:
        if not later:
            first.kill()
            first.wait()
            later.append(threading.Timer(2.0, start))
            later[0].start()

    same(Machine(cluster=address).run(recipe, kill_then_start_another), whole)
    later[0].join()


def test_replicates_of_which_every_worker_dies_are_said_in_words(recipe, scheduler, monkeypatch):
    import dask

    def deadly(block, version):
        os.kill(os.getpid(), signal.SIGKILL)

    monkeypatch.setattr(cluster, "work", deadly)
    monkeypatch.setattr(cluster, "WORKERS_WITHIN", 30.0)
    address, start = scheduler
    for _ in range(dask.config.get("distributed.scheduler.allowed-failures") + 1):
        start()
    with pytest.raises(UserError, match="4 workers died one after the other of the same replicates") as said:
        Machine(cluster=address).run(replace(recipe, worlds=recipe.worlds[:10]))
    assert "memory" in said.value.hint
