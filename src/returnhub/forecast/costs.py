"""What a plan's `costs` come to: pounds by replicate and quarter, real prices of the start year, not discounted."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from returnhub.forecast.engine.run import Results
from returnhub.forecast.hosts import opens
from returnhub.forecast.plan import Cost, Host, Plan
from returnhub.forecast.world import World


def costs(plan: Plan, made: Results, worlds: Sequence[World], scale: float = 1.0) -> dict[str, np.ndarray]:
    """Title → replicate × quarter. Places of a host cost whether used or not, while the agreement runs."""
    return {c.title: _cost(plan, c, made, worlds, scale) for c in plan.costs.values()}


def _cost(plan: Plan, c: Cost, made: Results, worlds: Sequence[World], scale: float) -> np.ndarray:
    """Nothing where the scheme has nothing of that kind: the item is another scheme's."""
    each = np.array([c.each.number(w) for w in worlds])[:, None]
    if c.nights:
        stages = [n for n, s in enumerate(made.network.stages) if s.name in c.nights]
        return np.asarray(made.person_days[:, stages].sum(axis=1) / scale * each)
    if c.moves:
        moves = [n for n, m in enumerate(made.network.moves) if m.name in c.moves]
        return np.asarray(made.flow[:, moves].sum(axis=(1, 2)) / scale * each)
    middle = (np.arange(made.overdue.shape[1]) + 0.5) * made.period
    total = np.zeros((len(worlds), len(middle)))
    for host in (plan.hosts[h] for h in c.places or c.a_year):
        runs = np.array([_runs(host, w, middle) for w in worlds])
        if c.places:
            size = np.array([host.places.number(w) if host.places else 0.0 for w in worlds])[:, None]
            total += runs * size * each * made.period
        else:
            total += runs * each * made.period / 365.25
    return total


def _runs(host: Host, w: World, middle: np.ndarray) -> np.ndarray:
    """Whether the agreement runs in the middle of each quarter."""
    first = opens(host, w)
    return (middle >= first) & (middle < first + host.lasts.number(w))
