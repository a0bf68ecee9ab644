"""The same day in plain Python: slow, readable, and equal to the kernel to the last person.

Only the draws are shared with the kernel; lines are lists, days are lists, a person is an object.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from math import log

import numpy as np

from returnhub.forecast.engine.arrays import Compiled
from returnhub.forecast.engine.draws import DURATION, HAZARD, ROUTE, replicate_key, uniform
from returnhub.forecast.engine.network import ENDED, LEFT, NO_CLOCK, SERVED, STAYED_LONGEST


@dataclass(slots=True, eq=False)
class _Person:
    number: int
    class_: int
    stage: int = -1
    visit: int = 0
    since: int | None = None
    held: int = -1
    came: int = 0
    spent: dict[int, int] = field(default_factory=dict)
    due: int | None = None
    cause: int = ENDED


class Reference:
    """One replicate of a compiled network."""

    def __init__(
        self,
        made: Compiled,
        seed: int,
        replicate: int,
        period: int,
        wait_width: int,
        bins: int,
        long_wait: int,
        traced: int = 0,
    ) -> None:
        self.m = made
        self.key = np.uint64(replicate_key(seed, replicate))
        self.period, self.wait_width, self.long_wait = period, wait_width, long_wait
        days = made.network.days
        periods = -(-days // period)
        stages, classes = made.law.shape
        self.due: list[list[_Person]] = [[] for _ in range(days)]
        self.line: dict[tuple[int, int], list[_Person]] = {
            (s, k): [] for s in range(stages) for k in range(max(made.rank) + 1)
        }
        self.alive: dict[int, _Person] = {}
        self.count = np.zeros((stages, classes), np.int64)
        self.used = np.zeros(len(made.daily), np.int64)
        self.flow = np.zeros((len(made.target), classes, periods), np.int64)
        self.left = np.zeros((stages, 4, periods), np.int64)
        self.stock = np.zeros((stages, classes, periods), np.int64)
        self.used_days = np.zeros((len(made.daily), periods), np.int64)
        self.waits = np.zeros((stages, bins), np.int64)
        self.person_days = np.zeros((stages, periods), np.int64)
        self.overdue = np.zeros(periods, np.int64)
        self.people = 0
        self.day = 0
        self.seated = False
        self.traced = traced
        self.steps: list[tuple[int, int, int, int]] = []

    def run(self) -> None:
        """Seat those present, then every day in its order."""
        self.seats_left = np.zeros(len(self.m.daily), np.int64)
        m = self.m
        for s, c, elapsed, since in zip(
            m.start_stage, m.start_class, m.start_days, m.start_since, strict=True
        ):
            person = self._new(int(c))
            person.since = None if since == NO_CLOCK else int(since)
            self._enter(person, int(s), int(elapsed))
        self.seated = True
        for day in range(self.m.network.days):
            self.day = day
            self._one_day()

    def _one_day(self) -> None:
        m, day = self.m, self.day
        self.seats_left = np.where(m.daily, m.capacity[:, day], 0) if len(m.daily) else self.seats_left
        self._all_due()
        for n, (s, c) in enumerate(zip(m.stream_stage, m.stream_class, strict=True)):
            for _ in range(m.arrivals[n, day]):
                self._enter(self._new(int(c)), int(s))
        while True:
            while (person := self._next_in_line()) is not None:
                r = m.wants[person.stage]
                if m.daily[r]:
                    self.seats_left[r] -= 1
                self._move(person, SERVED)
            if not self.due[day]:
                break
            self._all_due()
        at = day // self.period
        for r in range(len(m.daily)):
            self.used_days[r, at] += m.capacity[r, day] - self.seats_left[r] if m.daily[r] else self.used[r]
        self.person_days[:, at] += self.count.sum(axis=1)
        if (day + 1) % self.period == 0 or day == m.network.days - 1:
            self.stock[:, :, at] = self.count
            running = [day - p.since for p in self.alive.values() if p.since is not None]
            self.overdue[at] += sum(1 for days in running if days > self.long_wait)

    def _all_due(self) -> None:
        while self.due[self.day]:
            person = self.due[self.day][0]
            self._move(person, person.cause)

    def _next_in_line(self) -> _Person | None:
        for s in self.m.order:
            r = self.m.wants[s]
            room = self.seats_left[r] if self.m.daily[r] else self.m.capacity[r, self.day] - self.used[r]
            if room > 0:
                for k in range(max(self.m.rank) + 1):
                    if self.line[s, k]:
                        return self.line[s, k][0]
        return None

    def _new(self, c: int) -> _Person:
        self.people += 1
        person = _Person(self.people - 1, c)
        self.alive[person.number] = person
        return person

    def _move(self, person: _Person, cause: int) -> None:
        m, s, c = self.m, person.stage, person.class_
        u = uniform(self.key, person.number, s, person.visit, ROUTE)
        first, end = m.route_start[cause, s, c]
        ways = range(first, end)
        cum = m.route_cum[min(self.day // m.epoch, len(m.route_cum) - 1)]
        move = next((m.route_move[n] for n in ways if u < cum[n]), m.route_move[end - 1])
        self.flow[move, c, self.day // self.period] += 1
        self.left[s, cause, self.day // self.period] += 1
        self.count[s, c] -= 1
        person.spent[s] = person.spent.get(s, 0) + self.day - person.came
        if m.wants[s] >= 0:
            self.line[s, m.rank[c]].remove(person)
        if person.due is not None:
            self.due[person.due].remove(person)
            person.due = None
        self._enter(person, int(m.target[move]), move=int(move))

    def _enter(self, person: _Person, s: int, elapsed: int = 0, move: int = -1) -> None:
        m, c, day = self.m, person.class_, self.day
        if person.number < self.traced:
            self.steps.append((person.number, day if self.seated else -1, move, s))
        if person.held >= 0 and m.holds[s] != person.held:
            self.used[person.held] -= 1
            person.held = -1
        if m.holds[s] >= 0 and person.held < 0:
            self.used[m.holds[s]] += 1
            person.held = int(m.holds[s])
        self.count[s, c] += 1
        if m.clock[s] and person.since is None:
            person.since = day - elapsed
        if m.wants[s] < 0 and m.law[s, 0] < 0:
            del self.alive[person.number]
            if person.since is not None:
                self.waits[s, min((day - person.since) // self.wait_width, self.waits.shape[1] - 1)] += 1
            return
        person.stage, person.visit, person.came = s, person.visit + 1, day - elapsed
        if m.wants[s] >= 0:
            self.line[s, m.rank[c]].append(person)
        comes = [(when, cause) for when, cause in self._what_may_come(person, elapsed) if when is not None]
        if comes:
            when, person.cause = min(comes)
            if day + when < m.network.days:
                person.due = day + when
                self.due[person.due].append(person)

    def _what_may_come(self, person: _Person, elapsed: int) -> list[tuple[int | None, int]]:
        """Days until each cause, in the order in which ties are broken."""
        m, s, c, k = self.m, person.stage, person.class_, self.key
        time = other = None
        if m.law[s, c] >= 0:
            law = m.law[s, c]
            cdf = m.law_cdf[m.law_start[law] : m.law_start[law + 1]]
            u = uniform(k, person.number, s, person.visit, DURATION)
            if elapsed > 0:
                over = cdf[min(elapsed, len(cdf) - 1)]
                u = over + u * (1 - over)
            time = max(0, min(int(np.searchsorted(cdf, u, side="right")), len(cdf) - 1) - elapsed)
        if m.rate[s].max() > 0:
            u = uniform(k, person.number, s, person.visit, HAZARD)
            other = self._days_to_exit(log(1.0 - u), m.rate[s, c], m.risen[s, c])
        before = person.spent.get(s, 0) if m.network.stages[s].in_total else 0
        longest = max(0, int(m.longest[s]) - elapsed - before) if m.longest[s] >= 0 else None
        return [(time, ENDED), (other, LEFT), (longest, STAYED_LONGEST)]

    def _days_to_exit(self, logarithm: float, rate: np.ndarray, risen: np.ndarray) -> int | None:
        epoch, last = self.m.epoch, len(rate) - 1
        at = min(self.day // epoch, last)
        level = risen[at] + (self.day - at * epoch) * rate[at] - logarithm
        while at < last and level >= risen[at + 1]:
            at += 1
        if rate[at] <= 0:
            return None
        return at * epoch + int(min((level - risen[at]) / rate[at], 1e9)) + 1 - self.day
