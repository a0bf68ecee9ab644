"""How fast the engine is, beside its peers in the same run: `python -m benchmarks.forecast_engine [--people N]`.

Prints what was measured beside what was asked. CPU time, each part in a process of its own, medians of three where a
run is short. SimPy must be installed; cimba (`bench` group) and R with simmer are left out, with a line, where missing.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

from benchmarks import forecast_network as n

NOTE = "The engine steps by the day and counts; SimPy and Cimba run in continuous time and could log every person."


def main() -> None:
    """All parts, one after the other."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=n.PEOPLE)
    parser.add_argument("--most", type=int, default=10_000_000, help="people in the largest run")
    parser.add_argument("--part", nargs=2)
    options = parser.parse_args()
    if options.part:
        print(json.dumps(PARTS[options.part[0]](n.Size(int(options.part[1])))))
        return
    people = options.people
    warm, _ = _process("benchmarks.forecast_engine", "--part", "kernel", str(people))
    _say(f"kernel, warm, {people:,} people, one core", warm["kernel"], "ns a person", "at most 400")
    _say("  with checks and arrays of the network", warm["all"], "ns a person", "")
    cached = [_process("benchmarks.forecast_engine", "--part", "once", str(people))[1] for _ in range(3)]
    with tempfile.TemporaryDirectory(prefix="returnhub-bench-") as folder:
        cold = _process("benchmarks.forecast_engine", "--part", "once", str(people), NUMBA_CACHE_DIR=folder)[
            1
        ]
    second = statistics.median(cached)
    _say("whole process, compiled code kept", second, "s", "at most 2 before people move")
    _say("whole process, nothing kept (compiles)", cold, "s", "")
    ours = (warm["kernel"] * people / 1e9, second, cold)
    print(NOTE)
    for name, peer, asked in (
        ("simpy", "SimPy", 500),
        ("lean", "SimPy, own lines", 0),
        ("cimba", "cimba-py", 0),
    ):
        _beside(name, peer, asked, people, ours)
    _simmer()
    both = _process("benchmarks.forecast_engine", "--part", "workers", str(people))[0]
    _say("2 workers against 1 (wall)", both["ratio"], "times", "at least 1.8")
    few, many = (
        _process("benchmarks.forecast_engine", "--part", "once", str(p))[0] for p in (people, options.most)
    )
    _say(f"{options.most:,} people", many["ns"], "ns a person", "")
    _say(f"  against {people:,}", many["ns"] / warm["all"], "times", "at most 1.5")
    _say("  peak memory of the process", many["peak"] / 1e9, "GB", "at most 4")
    _say("  bytes of the pool for one person alive", many["alive"], "", "at most 64")
    _say(f"  the same at {people:,} people", few["alive"], "", "at most 64")


def _beside(name: str, peer: str, asked: int, people: int, ours: tuple[float, float, float]) -> None:
    try:
        made, whole = _process("benchmarks.forecast_peers", name, str(people))
    except subprocess.CalledProcessError as error:
        print(f"{peer} left out: {(error.stderr or '').strip().splitlines()[-1:]}")
        return
    _say(f"{peer}", made["seconds"] / people * 1e9, "ns a person", "")
    _say("  kernel warm", made["seconds"] / ours[0], "times faster", f"at least {asked}" if asked else "")
    _say("  whole process, code kept", whole / ours[1], "times faster", "at least 20" if asked else "")
    _say("  whole process, nothing kept", whole / ours[2], "times faster", "")


def _simmer() -> None:
    if shutil.which("Rscript") is None:
        print("simmer left out: R is not installed here (asked: at least 150 times)")
        return
    found = subprocess.run(["Rscript", "-e", "library(simmer)"], capture_output=True, check=False)
    if found.returncode:
        print("simmer left out: R has no package simmer here (asked: at least 150 times)")
        return
    print("simmer is installed, but its model is not written yet (asked: at least 150 times)")


def _say(what: str, figure: float, unit: str, asked: str) -> None:
    print(f"{what:46} {figure:12,.2f} {unit:14} {asked}", flush=True)


def _process(module: str, *arguments: str, **environment: str) -> tuple[dict, float]:
    """(what it printed, CPU seconds of the whole process)."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        [sys.executable, "-m", module, *arguments], check=True, capture_output=True, text=True,
        env={**os.environ, **environment},
    )  # fmt: skip
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return json.loads(done.stdout.splitlines()[-1]), used


def kernel(size: n.Size) -> dict:
    """Nanoseconds a person, warm: the kernel alone, and a run with everything that comes before it."""
    import numpy as np

    from returnhub.forecast.engine.arrays import compile_network
    from returnhub.forecast.engine.draws import replicate_key
    from returnhub.forecast.engine.kernel import simulate
    from returnhub.forecast.engine.run import run

    network = n.network(size)
    made = compile_network(network)
    stages, classes, moves, periods = len(network.stages), 2, len(network.moves), -(-n.DAYS // 91)
    alone, whole = [], []
    for replicate in range(8):
        shapes = [
            (moves, classes, periods),
            (stages, 4, periods),
            (stages, classes, periods),
            (3, periods),
            (stages, 244),
        ]
        flow, left, stock, used, waits = (np.zeros(shape, np.int64) for shape in shapes)
        days, overdue = np.zeros((stages, periods), np.int64), np.zeros(periods, np.int64)
        key = np.uint64(replicate_key(1, replicate))
        start = time.process_time()
        simulate(key, made, 91, flow, left, stock, used, waits, 30, days, overdue, 365)
        alone.append(time.process_time() - start)
        start = time.process_time()
        run(network, replicates=1, seed=replicate)
        whole.append(time.process_time() - start)
    each = 1e9 / size.people
    return {"kernel": statistics.median(alone[1:]) * each, "all": statistics.median(whole[1:]) * each}


def once(size: n.Size) -> dict:
    """One run in a fresh process: nanoseconds a person, peak memory, bytes of the pool for each person alive."""
    import numpy as np

    from returnhub.forecast.engine.arrays import compile_network
    from returnhub.forecast.engine.draws import replicate_key
    from returnhub.forecast.engine.kernel import simulate

    network = n.network(size)
    made = compile_network(network)
    stages, moves, periods = len(network.stages), len(network.moves), -(-n.DAYS // 91)
    shapes = [(moves, 2, periods), (stages, 4, periods), (stages, 2, periods), (3, periods), (stages, 244)]
    outputs = [np.zeros(shape, np.int64) for shape in shapes]
    more = (np.zeros((stages, periods), np.int64), np.zeros(periods, np.int64), 365)
    key = np.uint64(replicate_key(1, 0))
    start = time.process_time()
    ran = simulate(key, made, 91, *outputs, 30, *more)
    seconds = time.process_time() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return {"ns": seconds * 1e9 / ran.people, "peak": peak, "alive": ran.memory / ran.most}


def workers(size: n.Size) -> dict:
    """Wall time of twelve replicates on one worker over that on two."""
    from returnhub.forecast.engine.run import run

    network, taken = n.network(size), {1: [], 2: []}
    run(network, replicates=2, seed=1, workers=2)
    for _ in range(3):
        for count, times in taken.items():
            start = time.perf_counter()
            run(network, replicates=12, seed=1, workers=count)
            times.append(time.perf_counter() - start)
    return {"ratio": min(taken[1]) / min(taken[2])}


PARTS = {"kernel": kernel, "once": once, "workers": workers}

if __name__ == "__main__":
    main()
