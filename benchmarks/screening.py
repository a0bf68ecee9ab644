"""How fast cases are judged, beside a peer in the same run: `python -m benchmarks.screening [--cases N]`.

Prints one line for each figure with its target. Every part runs in a process of its own, so that its memory
can be measured. Needs the `bench` group for OpenFisca-core; without it the ratio is left out.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.screening_people import AT, write_table

SCHEME = "uk-return-hubs"
PEER = 1_000_000


def main() -> None:
    """All parts, one after the other."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=10_000_000)
    parser.add_argument("--part", choices=sorted(PARTS))
    parser.add_argument("--path", type=Path)
    options = parser.parse_args()
    if options.part:
        print(json.dumps(PARTS[options.part](options.path)))
        return
    with tempfile.TemporaryDirectory(prefix="returnhub-bench-") as folder:
        from returnhub.scheme.load import load_scheme

        scheme, path = load_scheme(SCHEME), Path(folder) / "cases.parquet"
        write_table(scheme, options.cases, path)
        one, memory, files = (_part(name, path) for name in ("one", "memory", "files"))
        peer = _peer(path, min(PEER, options.cases))
    print(f"{SCHEME}: {len(scheme.rules)} rules, {memory['facts']} facts, a tenth of the answers missing")
    _say("one case, every rule, warm", one["rules"] * 1e6, "microseconds", "at most 20")
    _say("one case, with explanation", one["explained"] * 1e6, "microseconds", "at most 500")
    _say("  and every move of its stage in plain English", one["words"] * 1e6, "microseconds", "")
    rate = memory["cases"] / memory["seconds"]
    _say(
        f"{memory['cases']:,} cases in memory, every rule", rate / 1e6, "million cases a second", "at least 4"
    )
    _say("  peak memory against the input", memory["peak"] / memory["input"], "times", "at most 1.5")
    _say(
        "  with every move and what stops whom",
        memory["cases"] / memory["all"] / 1e6,
        "million cases a second",
        "",
    )
    if peer:
        wrong = [r for r, c in peer["counts"].items() if c != memory["counts"][r]]
        theirs = peer["cases"] / peer["seconds"]
        _say(f"OpenFisca-core, {peer['cases']:,} cases", theirs / 1e6, "million cases a second", "")
        _say("  returnhub from the same settled facts", memory["small"] / 1e6, "million cases a second", "")
        _say("  ratio", memory["small"] / theirs, "times", "at least 3")
        print(f"  answers that differ from OpenFisca's: {len(wrong)} rules {wrong or ''}")
    _say("Parquet to Parquet, peak", files["peak"] / 1e6, "MB", "at most 500")
    _say("  rate", files["cases"] / files["seconds"] / 1e6, "million cases a second", "")


def _say(what: str, figure: float, unit: str, target: str) -> None:
    print(f"{what:48} {figure:10.2f} {unit:24} {target}", flush=True)


def _part(name: str, path: Path) -> dict:
    command = [sys.executable, "-m", "benchmarks.screening", "--part", name, "--path", str(path)]
    return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout)


def _peer(path: Path, cases: int) -> dict | None:
    command = [sys.executable, "-m", "benchmarks.screening_openfisca", SCHEME, str(path), str(cases)]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        print(f"OpenFisca-core left out: {done.stderr.strip().splitlines()[-1]}")
        return None
    return json.loads(done.stdout.splitlines()[-1])


def one_case(path: Path) -> dict:
    """Seconds for one case: all rules, and the whole verdict with its explanations."""
    import polars as pl

    from returnhub.scheme.case import Case, Known, current_facts
    from returnhub.scheme.explain import explain_move
    from returnhub.scheme.load import load_scheme
    from returnhub.scheme.verdict import Screener

    scheme = load_scheme(SCHEME)
    screener = Screener(scheme)
    rows = pl.scan_parquet(path).head(200).collect().to_dicts()
    cases = []
    for row in rows:
        facts = {
            n: Known(_value(v), row["as_of"])
            for n, v in row.items()
            if n in scheme.vocabulary.facts and v is not None
        }
        cases.append(Case(row["case"], facts, "approved"))
    known = [{n: k.value for n, k in current_facts(scheme, case, AT)[0].items()} for case in cases]

    def in_words(case: Case) -> list[str]:
        verdict = screener.verdict(case, AT)
        return [line for move in verdict.moves for line in explain_move(scheme, verdict, move)]

    def each(work, things) -> float:
        return _best(lambda: [work(thing) for thing in things], clock=time.process_time) / len(things)

    return {
        "rules": each(lambda facts: screener.answers(facts, AT), known),
        "explained": each(lambda case: screener.verdict(case, AT), cases),
        "words": each(in_words, cases),
    }


def _value(value):
    return tuple(value) if isinstance(value, list) else value


def _best(work, times: int = 7, clock=time.perf_counter) -> float:
    """Seconds of the fastest run. For one thread `process_time` is the fairer clock on a shared machine."""
    found = []
    for _ in range(times):
        start = clock()
        work()
        found.append(clock() - start)
    return min(found)


def memory(path: Path) -> dict:
    """A table in memory: every rule of every case; then with moves and counts."""
    import polars as pl

    from returnhub.scheme.load import load_scheme
    from returnhub.scheme.screening.in_memory import judge_rules
    from returnhub.scheme.screening.screener import TableScreener
    from returnhub.scheme.screening.stops import Counter

    scheme = load_scheme(SCHEME)
    screener = TableScreener(scheme, AT, {})
    judge_rules(screener, pl.scan_parquet(path).head(1000).collect())
    before = _resident()
    frame = pl.read_parquet(path)
    loaded = _resident() - before
    _reset_peak()
    start = time.perf_counter()
    rules = judge_rules(screener, frame)
    seconds = time.perf_counter() - start
    peak = _peak() - before
    counts = {
        name: [
            int((column if not rule.protects else ~column).sum()),
            int((~column if not rule.protects else column).sum()),
        ]
        for name, rule in scheme.rules.items()
        for column in [rules[name + "__rule"].head(PEER)]
    }
    del rules
    small = screener.facts(frame.head(PEER))
    fastest = _best(lambda: screener.rules(small), 5)
    counter = Counter(scheme, AT)
    start = time.perf_counter()
    for part in frame.iter_slices(1_000_000):
        screener.judge(part, counter)
    return {
        "cases": len(frame),
        "facts": len(screener.reads),
        "seconds": seconds,
        "all": time.perf_counter() - start,
        "input": max(loaded, frame.estimated_size()),
        "peak": peak,
        "small": len(small) / fastest,
        "counts": counts,
    }


def files(path: Path) -> dict:
    """Parquet to Parquet, with words, moves and counts."""
    from returnhub.scheme.load import load_scheme
    from returnhub.scheme.screening.write import screen_file

    scheme = load_scheme(SCHEME)
    start = time.perf_counter()
    stops = screen_file(scheme, path, AT, path.with_name("judged.parquet"))
    return {"cases": stops.cases, "seconds": time.perf_counter() - start, "peak": _peak()}


def _status(key: str) -> int:
    """Bytes, from Linux's account of this process."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(key + ":"):
            return int(line.split()[1]) * 1024
    raise KeyError(key)


def _resident() -> int:
    return _status("VmRSS")


def _peak() -> int:
    return _status("VmHWM")


def _reset_peak() -> None:
    Path("/proc/self/clear_refs").write_text("5")


PARTS = {"one": one_case, "memory": memory, "files": files}

if __name__ == "__main__":
    main()
