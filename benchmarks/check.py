"""How long `check` of the largest shipped scheme and `returnhub --help` take, as whole processes.

    uv run python benchmarks/check.py

Targets: check in at most 5 seconds, help in at most 0.3 seconds. Medians of five runs after one warm-up.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time

RUN = "from returnhub.cli import main; main()"
CASES = {
    "returnhub check uk-return-hubs": (["check", "uk-return-hubs"], 5.0),
    "returnhub check uk-rwanda --promises-of uk-return-hubs": (
        ["check", "uk-rwanda", "--promises-of", "uk-return-hubs"],
        5.0,
    ),
    "returnhub --help": (["--help"], 0.3),
}


def seconds(arguments: list[str]) -> float:
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", RUN, *arguments], capture_output=True, check=False)
    return time.perf_counter() - start


def main() -> None:
    print(f"{'command':<58} {'median':>8} {'slowest':>8} {'target':>8}")
    for name, (arguments, target) in CASES.items():
        seconds(arguments)
        taken = [seconds(arguments) for _ in range(5)]
        print(f"{name:<58} {statistics.median(taken):>7.2f}s {max(taken):>7.2f}s {target:>7.1f}s")


if __name__ == "__main__":
    main()
