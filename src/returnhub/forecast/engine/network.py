"""A network of stages, as a model describes it; see `check` for what is refused, `arrays` for what the kernel takes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

LONGEST_HORIZON = 36_525
NO_CLOCK = -(2**31)
"""Stands for "the clock has not started" in the compiled arrays."""
ENDED, LEFT, STAYED_LONGEST, SERVED = 0, 1, 2, 3
"""Why a person leaves a stage: its time is over, something else came first, the longest stay, or a resource served."""


@dataclass(frozen=True, slots=True)
class Exit:
    """One way on: a move, and the share of those who take it.

    One number: the same for all; a row: for each class; a table: epoch × class (see `Network.epoch`).
    """

    move: str
    share: float | Sequence[float] | np.ndarray


@dataclass(frozen=True, slots=True)
class Stage:
    """Where people are. Without `time` and `resource` a stage is an end.

    `time`: a law in whole days (or one for each class), then `ended`. `resource`: people wait in line for it, then
    `served`. `monthly_exit`: the chance in 30 days that something else comes first (one number, a row of classes, or a
    table epoch × class), then `left`. `longest` days,
    then the move `after_longest`; with `in_total` the days of all visits of a person together count, and who comes back
    has only those that are left. `holds`: a resource occupied while here. `clock`: time to an end counts from here.
    """

    name: str
    time: np.ndarray | Sequence[np.ndarray] | None = None
    ended: Sequence[Exit] = ()
    resource: str | None = None
    served: Sequence[Exit] = ()
    monthly_exit: float | Sequence[float] | np.ndarray = 0.0
    left: Sequence[Exit] = ()
    longest: int | None = None
    after_longest: str | None = None
    in_total: bool = False
    holds: str | None = None
    clock: bool = False


@dataclass(frozen=True, slots=True)
class Resource:
    """What is scarce. `daily`: so many can be served each day (decisions, hearings, seats). Else places: held from
    service until the person reaches a stage that does not hold them. `capacity` has one number for each day."""

    name: str
    capacity: np.ndarray
    daily: bool = True


@dataclass(frozen=True, slots=True)
class Move:
    """A named step to a stage, as in the scheme."""

    name: str
    target: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """People who are in a stage at the start: class of each, days already spent there, and `since`.

    `since`: days since the clock of the time to an end started; -1 where it has not. Equal lengths, any order.
    """

    classes: np.ndarray
    days: np.ndarray
    since: np.ndarray


@dataclass(frozen=True, slots=True)
class Network:
    """Stages, moves and resources for some classes of people over some days.

    `arrivals`: class × day, people who start in `entry`; `joining`: stage → class × day, people who start elsewhere.
    `present`: stage → people of each class there on day 0, as counts (their time begins) or as `Waiting`.
    `priority`: the order in which stages are served. Within a stage first come, first served, but for the classes of
    `class_priority`, which are served before all others, in that order.
    `epoch`: days after which tables of shares and chances go to their next row; the last row lasts.
    """

    stages: Sequence[Stage]
    moves: Sequence[Move]
    resources: Sequence[Resource]
    classes: Sequence[str]
    entry: str
    arrivals: np.ndarray
    present: Mapping[str, Sequence[int] | Waiting] = field(default_factory=dict)
    joining: Mapping[str, np.ndarray] = field(default_factory=dict)
    priority: Sequence[str] = ()
    class_priority: Sequence[str] = ()
    epoch: int = LONGEST_HORIZON

    @property
    def days(self) -> int:
        """The horizon."""
        return int(self.arrivals.shape[1])


def table(given: float | Sequence[float] | np.ndarray, epochs: int, classes: int) -> np.ndarray:
    """A number, a row of classes or a table epoch × class (its last row lasts) as a table of this size."""
    made = np.asarray(given, float)
    if made.ndim == 2 and 1 <= len(made) < epochs:
        made = np.vstack([made, np.repeat(made[-1:], epochs - len(made), axis=0)])
    return np.broadcast_to(made, (epochs, classes))


def epochs_of(network: Network) -> int:
    """How many rows the longest table has; 1 where nothing changes with time."""
    shares = (way.share for s in network.stages for way in (*s.ended, *s.served, *s.left))
    given = [*shares, *(s.monthly_exit for s in network.stages)]
    return max((len(x) for x in given if np.ndim(x) == 2), default=1)  # type: ignore[arg-type]
