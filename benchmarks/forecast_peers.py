"""The same network for general simulators in continuous time, each in a process of its own. Prints JSON.

`simpy`: as its documentation teaches: a `PriorityResource` for each line, `request | timeout` for patience. `lean`:
SimPy as fast as we could make it: lines are deques of events of ours, one for each class, a desk wakes once a day,
patience is a callback; SimPy is left with the clock. `cimba`: compiled processes on a C engine, patience as a timer,
flights that board for a quarter of a day. Not tuned by their authors.
"""

from __future__ import annotations

import json
import random
import sys
import time
from collections import Counter, deque
from math import log

from benchmarks import forecast_network as n


def simpy_as_taught(size: n.Size, seed: int = 1) -> Counter:
    """Places and desk are resources; the flight picks from those aboard."""
    import simpy

    env, luck, ends = simpy.Environment(), random.Random(seed), Counter()
    desk, places = simpy.PriorityResource(env, 1), simpy.PriorityResource(env, size.places)
    aboard: list[deque] = [deque(), deque()]
    one_decision = 1 / size.decisions

    def person(c: int):
        with desk.request(priority=-c) as turn:
            yield turn | env.timeout(luck.expovariate(n.rate(n.GIVES_UP_MONTHLY[c])))
            if not turn.triggered:
                ends["withdraw"] += 1
                return
            yield env.timeout(one_decision)
        if luck.random() < n.GRANTED[c]:
            ends["grant"] += 1
            return
        yield env.timeout(n.TO_APPEAL)
        if luck.random() < n.APPEALED:
            yield env.timeout(luck.expovariate(1 / n.APPEAL_DAYS))
            if luck.random() < n.ALLOWED:
                ends["allow"] += 1
                return
        yield env.timeout(luck.lognormvariate(log(n.PAPERS_MEDIAN), n.PAPERS_SPREAD))
        leaves = luck.expovariate(n.rate(n.LEAVES_MONTHLY))
        with places.request(priority=-c) as place:
            yield place | env.timeout(min(leaves, n.LONGEST_WAIT))
            if not place.triggered:
                ends["return" if leaves < n.LONGEST_WAIT else "close"] += 1
                return
            seat = env.event()
            aboard[c].append(seat)
            yield seat | env.timeout(n.BEFORE_THE_FLIGHT)
            ends["fly" if seat.triggered else "back"] += 1
            if not seat.triggered:
                aboard[c].remove(seat)

    _drive(env, size, lambda c: env.process(person(c)), flights=(aboard, lambda seat: seat.succeed()))
    return ends


def simpy_lean(size: n.Size, seed: int = 1) -> Counter:
    """One event for each wait; whoever comes second finds it settled."""
    import simpy

    env, luck, ends = simpy.Environment(), random.Random(seed), Counter()
    claims: list[deque] = [deque(), deque()]
    waiting: list[deque] = [deque(), deque()]
    aboard: list[deque] = [deque(), deque()]
    free = [size.places]

    def within(wait, days: float):
        def give_up(_):
            if not wait.triggered:
                wait.succeed(False)

        env.timeout(days).callbacks.append(give_up)
        return wait

    def person(c: int):
        turn = env.event()
        claims[c].append(turn)
        if not (yield within(turn, luck.expovariate(n.rate(n.GIVES_UP_MONTHLY[c])))):
            ends["withdraw"] += 1
            return
        if luck.random() < n.GRANTED[c]:
            ends["grant"] += 1
            return
        yield env.timeout(n.TO_APPEAL)
        if luck.random() < n.APPEALED:
            yield env.timeout(luck.expovariate(1 / n.APPEAL_DAYS))
            if luck.random() < n.ALLOWED:
                ends["allow"] += 1
                return
        yield env.timeout(luck.lognormvariate(log(n.PAPERS_MEDIAN), n.PAPERS_SPREAD))
        leaves = luck.expovariate(n.rate(n.LEAVES_MONTHLY))
        if free[0]:
            free[0] -= 1
        else:
            place = env.event()
            waiting[c].append(place)
            if not (yield within(place, min(leaves, n.LONGEST_WAIT))):
                ends["return" if leaves < n.LONGEST_WAIT else "close"] += 1
                return
        seat = env.event()
        aboard[c].append(seat)
        ends["fly" if (yield within(seat, n.BEFORE_THE_FLIGHT)) else "back"] += 1
        for line in reversed(waiting):
            while line:
                place = line.popleft()
                if not place.triggered:
                    place.succeed(True)
                    return
        free[0] += 1

    def decide():
        while True:
            left = size.decisions
            for line in reversed(claims):
                while line and left:
                    turn = line.popleft()
                    if not turn.triggered:
                        turn.succeed(True)
                        left -= 1
            yield env.timeout(1)

    env.process(decide())
    _drive(env, size, lambda c: env.process(person(c)), flights=(aboard, lambda seat: seat.succeed(True)))
    return ends


def _drive(env, size: n.Size, start, flights) -> None:
    aboard, take = flights

    def arrivals():
        for c in (0, 1):
            for _ in range(size.backlog):
                start(c)
        while True:
            for c in (0, 1):
                for _ in range(size.daily):
                    start(c)
            yield env.timeout(1)

    def fly():
        while True:
            yield env.timeout(7)
            left = size.seats
            for line in reversed(aboard):
                while line and left:
                    seat = line.popleft()
                    if not seat.triggered:
                        take(seat)
                        left -= 1

    env.process(arrivals())
    env.process(fly())
    env.run(until=n.DAYS)


PARTS = {"simpy": simpy_as_taught, "lean": simpy_lean}


def main() -> None:
    """`python -m benchmarks.forecast_peers NAME PEOPLE`."""
    size = n.Size(int(sys.argv[2]))
    if sys.argv[1] == "cimba":
        from benchmarks.forecast_cimba import run

        print(json.dumps(run(size)))
        return
    start = time.process_time()
    ends = PARTS[sys.argv[1]](size)
    print(json.dumps({"seconds": time.process_time() - start, "ends": dict(ends)}))


if __name__ == "__main__":
    main()
