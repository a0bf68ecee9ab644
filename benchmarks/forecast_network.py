"""The network of the benchmarks: six stages, three limited resources, people who leave lines, two classes, ten years.

Decisions by the day, from a backlog; appeals; papers (log-normal); a line for few places with patience and a longest
wait; a weekly flight with few seats for those who hold a place, or back after 28 days. The second class goes first in
every line.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import log

DAYS, PEOPLE = 3650, 100_000
GRANTED, GIVES_UP_MONTHLY = (0.6, 0.3), (0.01, 0.03)
TO_APPEAL, APPEALED, APPEAL_DAYS, ALLOWED = 14, 0.7, 90.0, 0.3
PAPERS_MEDIAN, PAPERS_SPREAD = 60.0, 0.8
LEAVES_MONTHLY, LONGEST_WAIT, LONGEST_STAY = 0.05, 200, 28
BEFORE_THE_FLIGHT = LONGEST_STAY - 1e-6
"""For clocks that do not step by the day: a longest stay that ends on the day of a flight ends first."""


@dataclass(frozen=True)
class Size:
    """Numbers that grow with the people."""

    people: int

    @property
    def daily(self) -> int:
        """New people a day and class."""
        return int(self.people * 0.88 / DAYS / 2)

    @property
    def backlog(self) -> int:
        """People of each class in line at the start."""
        return (self.people - 2 * self.daily * DAYS) // 2

    @property
    def decisions(self) -> int:
        return round(self.people * 26e-5)

    @property
    def places(self) -> int:
        return round(self.people * 230e-5)

    @property
    def seats(self) -> int:
        """Each week."""
        return round(self.people * 60e-5)


def rate(monthly: float) -> float:
    """A chance in 30 days as a rate a day."""
    return -log(1 - monthly) / 30


def network(size: Size):
    """The network for the engine."""
    import numpy as np

    from returnhub.forecast.engine.laws import fixed, geometric, lognormal
    from returnhub.forecast.engine.network import Exit, Move, Network, Resource, Stage

    seats = np.zeros(DAYS, np.int64)
    seats[6::7] = size.seats
    stages = [
        Stage(
            "claimed", resource="decisions", monthly_exit=GIVES_UP_MONTHLY, left=[Exit("withdraw", 1.0)],
            served=[Exit("grant", GRANTED), Exit("refuse", tuple(1 - g for g in GRANTED))],
        ),
        Stage("refused", time=fixed(TO_APPEAL), ended=[Exit("appeal", APPEALED), Exit("accept", 1 - APPEALED)]),
        Stage("appealing", time=geometric(APPEAL_DAYS), ended=[Exit("allow", ALLOWED), Exit("dismiss", 1 - ALLOWED)]),
        Stage(
            "exhausted", time=lognormal(PAPERS_MEDIAN, PAPERS_SPREAD, 3000), ended=[Exit("refer", 1.0)], clock=True
        ),
        Stage(
            "waiting", resource="places", served=[Exit("enter", 1.0)], monthly_exit=LEAVES_MONTHLY,
            left=[Exit("return", 1.0)], longest=LONGEST_WAIT, after_longest="close",
        ),
        Stage(
            "in_hub", resource="seats", served=[Exit("fly", 1.0)], longest=LONGEST_STAY, after_longest="back",
            holds="places",
        ),
        Stage("granted"), Stage("returned"), Stage("closed"),
    ]  # fmt: skip
    moves = {
        "grant": "granted", "refuse": "refused", "withdraw": "closed", "appeal": "appealing", "accept": "exhausted",
        "allow": "granted", "dismiss": "exhausted", "refer": "waiting", "enter": "in_hub", "return": "returned",
        "close": "closed", "fly": "returned", "back": "closed",
    }  # fmt: skip
    return Network(
        stages=stages,
        moves=[Move(name, target) for name, target in moves.items()],
        resources=[
            Resource("decisions", np.full(DAYS, size.decisions)),
            Resource("places", np.full(DAYS, size.places), daily=False),
            Resource("seats", seats),
        ],
        classes=["one", "two"],
        entry="claimed",
        arrivals=np.full((2, DAYS), size.daily),
        present={"claimed": (size.backlog, size.backlog)},
        priority=["in_hub", "waiting", "claimed"],
        class_priority=["two", "one"],
    )
