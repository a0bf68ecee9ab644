"""Work on the whole caseload, shared among processes. Each has its own connection to the database."""

from __future__ import annotations

import gc
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager, suppress
from multiprocessing import get_context
from typing import Any, TypeVar

from django.db import connection, connections

Part = TypeVar("Part")
Result = TypeVar("Result")
MOST = 8
_SELDOM = 1_000_000
"""Objects that are made between two searches for cycles."""


def usable() -> int:
    """How many processes this machine can use at once."""
    return min(
        len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1, MOST
    )


@contextmanager
def seldom_collecting() -> Iterator[None]:
    """Look for cycles seldom: among millions of plain values it takes a third of the time."""
    before = gc.get_threshold()
    gc.set_threshold(_SELDOM)
    try:
        yield
    finally:
        gc.set_threshold(*before)


def in_processes(work: Callable[[Part], Result], parts: Iterable[Part], processes: int) -> Iterator[Result]:
    """What `work` makes of each part, in their order. `work` is a function of a module: it is sent by name.

    Parts are taken as they are needed: a few for each process are on their way at once.
    """
    if processes <= 1:
        yield from map(work, parts)
        return
    # A new process and not a fork: a connection to a database must never be used by two.
    pool = ProcessPoolExecutor(processes, get_context("spawn"), _start, (connection.settings_dict,))
    waiting: deque[Future[Result]] = deque()
    try:
        for part in parts:
            waiting.append(pool.submit(work, part))
            if len(waiting) > 3 * processes:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        pool.shutdown(cancel_futures=True)


def _start(database: dict[str, Any]) -> None:
    """Set Django up in a new process, on the database of the process that started it."""
    import django

    django.setup()
    connections.settings["default"] = database
    with suppress(AttributeError):  # a connection by the settings of this process, if one was made already
        del connections["default"]
    gc.freeze()
    gc.set_threshold(_SELDOM)
