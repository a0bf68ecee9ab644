"""What is wrong with a network, before it runs."""

from __future__ import annotations

from collections.abc import Mapping, Set

import numpy as np

from returnhub.forecast.engine.circles import without_a_day
from returnhub.forecast.engine.network import (
    LONGEST_HORIZON,
    Network,
    Resource,
    Stage,
    Waiting,
    epochs_of,
    table,
)
from returnhub.scheme.problems import UserError

MOST_KEPT = 2**16 - 1
"""Days that a longest stay in total can have: they are kept in 16 bits (see `kernel`)."""


def check(network: Network) -> None:
    """`UserError` for the first thing that is wrong: where, what, and what to do."""
    stages, moves = {s.name for s in network.stages}, {m.name for m in network.moves}
    resources = {r.name: r for r in network.resources}
    if not 1 <= network.days <= LONGEST_HORIZON:
        raise UserError(f"a horizon of {network.days:,} days is not possible", hint="1 day to 100 years")
    for move in network.moves:
        if move.target not in stages:
            raise UserError(f"move `{move.name}` leads to `{move.target}`, which is no stage")
    for resource in network.resources:
        if len(resource.capacity) != network.days:
            raise UserError(
                f"`{resource.name}` has {len(resource.capacity)} days of capacity, not {network.days}"
            )
        if np.min(resource.capacity) < 0:
            raise UserError(f"the capacity of `{resource.name}` is negative on some day", hint="0 closes it")
    for name, given in network.present.items():
        if not isinstance(given, Waiting) and np.min(given) < 0:
            raise UserError(f"`{name}` begins with fewer people than none", hint="0 for an empty stage")
    if np.min(network.arrivals, initial=0) < 0:
        raise UserError("fewer people than none arrive on some day", hint="0 for a day without arrivals")
    epochs = epochs_of(network)
    for stage in network.stages:
        _check_stage(network, stage, moves, resources, epochs)
    if turn := without_a_day(network):
        way = " → ".join(f"`{name}`" for name in [*turn, turn[0]])
        raise UserError(
            f"people could go round for ever within one day: {way}",
            hint="one of these stages must take a day",
        )


def _check_stage(
    network: Network, stage: Stage, moves: Set[str], resources: Mapping[str, Resource], epochs: int
) -> None:
    for name in (stage.resource, stage.holds):
        if name is not None and name not in resources:
            raise UserError(f"`{stage.name}` needs `{name}`, which is no resource")
    leaves = np.max(stage.monthly_exit) > 0
    for word, exits, needed in (
        ("ended", stage.ended, stage.time is not None),
        ("served", stage.served, stage.resource is not None),
        ("left", stage.left, leaves),
    ):
        for way in exits:
            if way.move not in moves:
                raise UserError(f"`{stage.name}` leads on by `{way.move}`, which is no move")
        classes = len(network.classes)
        total = sum((table(way.share, epochs, classes) for way in exits), np.zeros((epochs, classes)))
        for e, c in np.argwhere(np.abs(total - 1) > 1e-6)[:1] if needed else ():
            raise UserError(
                f"the shares of `{stage.name}` when {word} add up to {total[e, c]:.4g} for class "
                f"`{network.classes[c]}`, not to 1"
            )
    if not 0 <= np.min(stage.monthly_exit) <= np.max(stage.monthly_exit) < 1:
        raise UserError(f"the monthly chance to leave `{stage.name}` is not between 0 and 1")
    if (stage.longest is None) != (stage.after_longest is None):
        raise UserError(f"`{stage.name}` needs both a longest stay and what follows it, or neither")
    if stage.in_total and stage.longest is not None and stage.longest > MOST_KEPT:
        raise UserError(
            f"`{stage.name}` has a longest stay of {stage.longest:,} days in total",
            hint=f"at most {MOST_KEPT:,}",
        )
    if stage.after_longest is not None and stage.after_longest not in moves:
        raise UserError(f"`{stage.name}` leads on by `{stage.after_longest}`, which is no move")
    if stage.holds is not None and resources[stage.holds].daily:
        raise UserError(
            f"`{stage.name}` holds `{stage.holds}`, which is served by the day and cannot be held"
        )
