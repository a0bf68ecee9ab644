"""Replicates of a network: on threads (the kernel releases the lock), each with its own key and parameters."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from returnhub.forecast.engine.arrays import Compiled, compile_network
from returnhub.forecast.engine.draws import replicate_key
from returnhub.forecast.engine.kernel import simulate
from returnhub.forecast.engine.memory import check_memory
from returnhub.forecast.engine.network import Network

PERIOD = 91
"""Days of a quarter, the default for counting; 365.25 / 4, to the day."""


@dataclass(frozen=True, slots=True)
class Results:
    """What came of every replicate.

    `flow[replicate, move, class, period]`: people who made a move. `left[replicate, stage, cause, period]`: people
    who left a stage, by cause (its time ended, something came first, longest stay, served).
    `stock[replicate, stage, class, period]`: people there at the period's end.
    `used_days[replicate, resource, period]`: place-days or services used. `waits[replicate, stage, bin]`: at each
    end, people by days since their clock started, in bins of `wait_width`. `person_days[replicate, stage, period]`.
    `overdue[replicate, period]`: people at the period's end whose clock has run longer than `long_wait` days.
    `steps`: for each replicate the steps of those traced, as rows of person, day (-1: there at the start), move (-1:
    where the path starts), stage.
    """

    network: Network
    period: int
    wait_width: int
    flow: np.ndarray
    left: np.ndarray
    stock: np.ndarray
    used_days: np.ndarray
    waits: np.ndarray
    person_days: np.ndarray
    overdue: np.ndarray
    most_alive: int
    people: np.ndarray
    steps: Sequence[np.ndarray] = ()


def run(
    network: Network | Sequence[Network] | Callable[[int], Network],
    *,
    replicates: int,
    seed: int,
    workers: int = 1,
    period: int = PERIOD,
    wait_width: int = 30,
    wait_bins: int = 244,
    long_wait: int = 365,
    first: int = 0,
    traced: int = 0,
    progress: Callable[[int], None] | None = None,
) -> Results:
    """Simulate; the same seed gives the same numbers whatever the number of workers.

    One network for all replicates, or one for each (of the same shape, with parameters of its own): a sequence, or a
    function from the number of the replicate, called when it is needed so that few are held at once. `first`: the
    number of the first replicate, for one block of many. `traced`: of so many people of each replicate the paths are
    kept. `UserError` if a network cannot be, or would not fit into memory.
    """
    shared = compile_network(network) if isinstance(network, Network) else None

    def each(number: int) -> Compiled:
        return shared or compile_network(network(number) if callable(network) else network[number])

    at_start = network if isinstance(network, Network) else network(0) if callable(network) else network[0]
    check_memory(at_start, min(workers, replicates))
    first_made = shared or compile_network(at_start)
    shape = first_made.network
    periods = -(-shape.days // period)
    stages, classes = len(shape.stages), len(shape.classes)
    flow = np.zeros((replicates, len(shape.moves), classes, periods), np.int64)
    left = np.zeros((replicates, stages, 4, periods), np.int64)
    stock = np.zeros((replicates, stages, classes, periods), np.int64)
    used = np.zeros((replicates, len(shape.resources), periods), np.int64)
    waits = np.zeros((replicates, stages, wait_bins), np.int64)
    person_days = np.zeros((replicates, stages, periods), np.int64)
    overdue = np.zeros((replicates, periods), np.int64)
    most = np.zeros(replicates, np.int64)
    people = np.zeros(replicates, np.int64)
    steps = [np.zeros((0, 4), np.int32)] * replicates

    def one(number: int) -> None:
        made = each(number) if number else first_made
        key = np.uint64(replicate_key(seed, first + number))
        outputs = (flow[number], left[number], stock[number], used[number], waits[number], wait_width)
        more = (person_days[number], overdue[number], long_wait)
        ran = simulate(key, made, period, *outputs, *more, traced)
        steps[number] = ran.steps
        most[number], people[number] = ran.most, ran.people
        if progress is not None:
            progress(number)

    with ThreadPoolExecutor(workers) as pool:
        list(pool.map(one, range(replicates)))
    counted = (flow, left, stock, used, waits, person_days, overdue)
    return Results(shape, period, wait_width, *counted, int(most.max()), people, steps)
