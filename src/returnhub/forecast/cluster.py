"""Replicates in blocks: on the cores here or on a Dask cluster, and kept on disk so that a sweep can be taken up again.

What is sent is a recipe (plan, worlds, seed), not the people: a few kilobytes for each replicate. The numbers of a
replicate depend on its recipe alone, so it does not matter who computes it, or how often.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from functools import lru_cache
from pathlib import Path
from tempfile import NamedTemporaryFile
from time import monotonic, sleep
from typing import Any
from zipfile import BadZipFile

import numpy as np

from returnhub.forecast.caseload import Caseload
from returnhub.forecast.engine.network import Network
from returnhub.forecast.engine.run import PERIOD, Results, run
from returnhub.forecast.fingerprint import code, fingerprint
from returnhub.forecast.history import History
from returnhub.forecast.model import build
from returnhub.forecast.people import Groups
from returnhub.forecast.plan import Plan
from returnhub.forecast.world import World
from returnhub.scheme.problems import UserError

BLOCK = 10
"""Replicates in a block: a few seconds of work, against milliseconds to send it."""
ANSWERS_WITHIN = 10.0
"""Seconds in which a scheduler must answer."""
WORKERS_WITHIN = 60.0
"""Seconds without any worker after which a run stops: time enough for workers that are started again."""
LOOK_EVERY = 1.0
"""Seconds between looks at whether there are workers."""
GOES_ON = "with `--keep FOLDER` the same command goes on where it stopped"
COUNTED = ("flow", "left", "stock", "used_days", "waits", "person_days", "overdue", "people")
"""Fields of `Results` with one row for each replicate."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """Everything that the numbers of some replicates depend on; `first` is the number of the first of them."""

    plan: Plan
    worlds: Sequence[World]
    history: History
    people: Groups
    days: int
    seed: int
    scale: float = 1.0
    caseload: Caseload | None = None
    first: int = 0

    def network(self, n: int) -> Network:
        """The network of the n-th of these replicates."""
        return build(
            self.plan, self.worlds[n], self.history, self.people, self.days, self.seed, self.first + n, self.scale,
            self.caseload,
        )  # fmt: skip

    def blocks(self, size: int) -> list[Recipe]:
        """The same replicates in parts."""
        starts = range(0, len(self.worlds), size)
        return [replace(self, worlds=self.worlds[n : n + size], first=self.first + n) for n in starts]

    def run(self, workers: int, step: Callable[[int], None] | None = None) -> Results:
        """All these replicates, here."""
        count = len(self.worlds)
        return run(
            self.network, replicates=count, seed=self.seed, workers=workers, first=self.first, progress=step
        )


@dataclass(frozen=True, slots=True)
class Machine:
    """Where replicates run: here, or on the Dask cluster at an address. `keep`: a folder for finished blocks."""

    cluster: str | None = None
    keep: Path | None = None
    workers: int = 0

    def run(self, recipe: Recipe, step: Callable[[], None] = lambda: None) -> Results:
        """The replicates of a recipe, as many `step`s as they are. `UserError` if the cluster cannot be reached."""
        here = self.workers or os.cpu_count() or 1
        if self.cluster is None and self.keep is None:
            return recipe.run(here, lambda _: step())
        blocks = recipe.blocks(BLOCK)
        found = [self._kept(block) for block in blocks]
        missing = [n for n, counts in enumerate(found) if counts is None]
        for n, counts in enumerate(found):
            for _ in blocks[n].worlds if counts else ():
                step()
        if self.cluster:
            for n, counts in _remote(self.cluster, {n: blocks[n] for n in missing}):
                found[n] = self._keep(blocks[n], counts)
                for _ in blocks[n].worlds:
                    step()
        else:
            for n in missing:
                found[n] = self._keep(blocks[n], _counts(blocks[n].run(here, lambda _: step())))
        return _joined(recipe, [counts for counts in found if counts])

    def _path(self, block: Recipe) -> Path:
        assert self.keep is not None
        return self.keep / f"{fingerprint(block)}.npz"

    def _kept(self, block: Recipe) -> dict[str, np.ndarray] | None:
        """A finished block; None if there is none, or if its file was cut short."""
        if self.keep is None:
            return None
        try:
            with np.load(self._path(block), allow_pickle=False) as held:
                return {name: held[name] for name in (*COUNTED, "most_alive")}
        except (OSError, ValueError, KeyError, EOFError, BadZipFile):
            return None

    def _keep(self, block: Recipe, counts: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
        if self.keep is not None:
            try:
                self.keep.mkdir(parents=True, exist_ok=True)
                with NamedTemporaryFile(dir=self.keep, suffix=".part", delete=False) as file:
                    np.savez_compressed(file, **counts)  # type: ignore[arg-type]
                os.replace(file.name, self._path(block))
            except OSError as error:
                raise UserError(
                    f"finished replicates cannot be kept: {error.strerror}", where=str(self.keep)
                ) from error
        return counts


HERE = Machine()
"""All cores of this machine; nothing is kept."""


def _counts(made: Results) -> dict[str, np.ndarray]:
    return {name: getattr(made, name) for name in COUNTED} | {"most_alive": np.array(made.most_alive)}


def _joined(recipe: Recipe, parts: Sequence[dict[str, np.ndarray]]) -> Results:
    """One result from blocks in order."""
    held: dict[str, Any] = {name: np.concatenate([part[name] for part in parts]) for name in COUNTED}
    held |= {"network": recipe.network(0), "period": PERIOD, "wait_width": 30}
    held["most_alive"] = max(int(part["most_alive"]) for part in parts)
    return Results(**{field.name: held[field.name] for field in fields(Results) if field.name in held})


def work(block: Recipe, version: str) -> dict[str, np.ndarray]:
    """One block, on a worker. `UserError` if the worker has another version of the forecast."""
    if version != code():
        raise UserError(
            "a worker of the cluster has another version of returnhub", hint="install the same on all"
        )
    return _counts(block.run(1))


def _remote(address: str, blocks: dict[int, Recipe]) -> Any:
    """(number, counts) of each block as it is done; a block whose worker dies is given to another.

    `UserError` when the scheduler is gone, when there has been no worker for `WORKERS_WITHIN` seconds, and when a block
    has stopped as many workers as the scheduler allows.
    """
    from concurrent.futures import CancelledError

    from distributed.scheduler import KilledWorker

    client = connect(address)
    try:
        client.wait_for_workers(1, timeout=ANSWERS_WITHIN)
    except TimeoutError as error:
        raise UserError(
            f"the Dask scheduler at `{address}` has no workers",
            hint=f"start some with `dask worker {address}`",
        ) from error
    numbers = {client.submit(work, block, code(), pure=False): n for n, block in blocks.items()}
    try:
        for future in _as_done(client, list(numbers), address):
            yield numbers[future], future.result()
    except KilledWorker as error:
        raise UserError(
            f"{error.allowed_failures + 1} workers died one after the other of the same replicates",
            where=address,
            hint="they may lack memory: start them with more (`dask worker --memory-limit`), or fewer on one machine; "
            "their own messages say more; " + GOES_ON,
        ) from error
    except CancelledError as error:
        connect.cache_clear()
        raise UserError(
            f"the Dask scheduler at `{address}` is gone",
            hint="start it and its workers again; " + GOES_ON,
        ) from error
    finally:
        client.cancel(list(numbers), force=True)


def _as_done(client: Any, futures: list[Any], address: str) -> Iterator[Any]:
    """Each future when it is done; `UserError` when no worker has been there for too long to wait any more."""
    from distributed import as_completed

    done = as_completed(futures, loop=client.loop)
    seen = looked = monotonic()
    while not done.is_empty():
        if done.has_ready():
            yield next(done)
            seen = looked = monotonic()
            continue
        sleep(0.02)
        if monotonic() - looked < LOOK_EVERY:
            continue
        looked = monotonic()
        if _workers(client):
            seen = looked
        elif looked - seen >= WORKERS_WITHIN:
            raise UserError(
                f"all workers of the Dask scheduler at `{address}` are gone, for {looked - seen:.0f} seconds now",
                hint=f"start workers again with `dask worker {address}`; {GOES_ON}",
            )


def _workers(client: Any) -> int:
    """How many are connected; none where the scheduler does not say."""
    try:
        return len(client.nthreads())
    except (OSError, TimeoutError):
        return 0


@lru_cache(maxsize=1)
def connect(address: str) -> Any:
    """A client of the cluster. `UserError` if it does not answer."""
    from distributed import Client

    try:
        return Client(address, timeout=ANSWERS_WITHIN, set_as_default=False)
    except (OSError, ValueError) as error:
        raise UserError(
            f"no Dask scheduler answers at `{address}`",
            hint="start one with `dask scheduler`, workers with `dask worker`",
        ) from error
