"""Does the time of an answer tell a restricted case from a reference that was never given out?

    python benchmarks/casework_timing.py [--requests 400]

An officer without access asks for both in turn, on an embedded database with synthetic cases. Printed: the medians, in
time of the processor, and the share of pairs in which the answer about the restricted case took longer. One half means
that time tells nothing; the range is twice its standard error (normal approximation of the Mann-Whitney statistic).
"""

from __future__ import annotations

import argparse
import logging
import os
import statistics
import tempfile
import time
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

PAGES = {"page": "/cases/{}/", "API": "/api/cases/{}?purpose=casework", "search": "/search/?text={}"}


def main() -> None:
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--requests", type=int, default=400)
    requests = reader.parse_args().requests
    with tempfile.TemporaryDirectory() as folder:
        os.environ.update(
            DJANGO_SETTINGS_MODULE="returnhub.casework.settings", RETURNHUB_DEMO="1", RETURNHUB_DATA=folder,
            RETURNHUB_HOSTS="testserver",
        )  # fmt: skip
        os.environ.pop("DATABASE_URL", None)
        import django

        django.setup()
        logging.disable(logging.WARNING)  # each answer "not found" is a line of the log
        client, restricted = prepare()
        never = f"RH-{restricted[8:]}-{restricted[3:7]}"  # the same words for a search
        for name, path in PAGES.items():
            times = asked(client, [path.format(restricted), path.format(never)], requests)
            share, error = longer(*times)
            first, second = (statistics.median(t) * 1e3 for t in times)
            print(
                f"{name}: restricted {first:.2f} ms, never given out {second:.2f} ms; restricted took longer in "
                f"{share:.3f} of pairs ({share - 2 * error:.3f} to {share + 2 * error:.3f})"
            )


def prepare() -> tuple[object, str]:
    """A hundred cases, one of them restricted, and the client of an officer who cannot see it."""
    from django.core.management import call_command
    from django.test import Client

    from returnhub.casework.access.officers import Officer
    from returnhub.casework.actions import Person, Reasons, open_case, restrict

    call_command("migrate", verbosity=0)
    by, other = (Officer.objects.create(username=n, roles=["caseworker"]) for n in ("one", "two"))
    references = [open_case(by, Person((f"Person {n}",)), synthetic=True).reference for n in range(100)]
    restrict(by, references[50], [], reasons=Reasons("safeguarding", "A benchmark"))
    client = Client()
    client.force_login(other, backend="django.contrib.auth.backends.ModelBackend")
    return client, references[50]


def asked(client: object, paths: Sequence[str], requests: int) -> list[list[float]]:
    """Times of the processor for each path, asked in turn, each as often first as last."""
    times: list[list[float]] = [[] for _ in paths]
    for trial in range(requests + 20):
        for path, found in list(zip(paths, times, strict=True))[:: 1 if trial % 2 else -1]:
            before = time.process_time()
            client.get(path)  # type: ignore[attr-defined]
            if trial >= 20:
                found.append(time.process_time() - before)
    return times


def longer(first: Sequence[float], second: Sequence[float]) -> tuple[float, float]:
    """The share of pairs in which the first took longer (ties count half), and its standard error."""
    ordered = sorted(second)
    wins = sum((bisect_left(ordered, t) + bisect_right(ordered, t)) / 2 for t in first)
    n, m = len(first), len(second)
    return wins / (n * m), ((n + m + 1) / (12 * n * m)) ** 0.5


if __name__ == "__main__":
    main()
