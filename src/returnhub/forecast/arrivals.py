"""Who comes from outside: whole people of each class on each day, the same for every scheme in the same world."""

from __future__ import annotations

import numpy as np

from returnhub.forecast.history import History
from returnhub.forecast.hosts import daily, opens
from returnhub.forecast.people import Groups
from returnhub.forecast.plan import Arriving, Plan
from returnhub.forecast.world import PERIOD, World


def coming(
    plan: Plan, w: World, history: History, g: Groups, days: int, seed: int, replicate: int, scale: float
) -> dict[str, np.ndarray]:
    """Stage → class × day: Poisson round the rate of each day. The first stage is the network's entry.

    Where they become ready only `after` some days, those on the way at the start came at the last published rate.
    A share deterred (zero unless it is set) is left out at random from the day on which the first host opens, or from
    the start where none is named.
    """
    made = {}
    for n, a in enumerate(plan.arrivals.values()):
        luck = np.random.default_rng([seed, replicate, 1, n][: 2 + (n > 0) + (n > 1)])
        rate = came_each_day(a, w, history, days)[:days] * scale
        came = np.array([luck.poisson(rate * s) for s in g.share])
        if a.deterred and a.deterred.number(w) > 0:
            left = np.arange(days) - _after(a, w)
            begins = min((opens(plan.hosts[h], w) for h in a.once), default=0.0)
            stays = np.where(left >= begins, 1 - a.deterred.number(w), 1.0)
            came = np.random.default_rng([seed, replicate, 3]).binomial(
                came, np.broadcast_to(stays, came.shape)
            )
        made[a.stage] = came
    return made


def came_each_day(a: Arriving, w: World, history: History, days: int) -> np.ndarray:
    """How many come a day, from `after` days before the start on."""
    value = np.atleast_1d(a.a_quarter.of(w))
    after = daily(value, days) if len(value) > 1 else np.full(days, value[0] / PERIOD)
    past = float(history[a.before][-1]) / PERIOD if a.before else after[0]
    made = np.concatenate([np.full(_after(a, w), past), after])
    return np.asarray(made * (a.counted.number(w) if a.counted else 1.0))


def on_the_way(a: Arriving, w: World, history: History, quarters: int) -> np.ndarray:
    """People who came and are not ready yet, at the start and each quarter's end: part of the published stock."""
    each, wait = came_each_day(a, w, history, quarters * PERIOD), _after(a, w)
    running = np.concatenate([[0.0], np.cumsum(each)])
    ends = np.arange(quarters + 1) * PERIOD + wait
    return np.asarray(running[ends] - running[ends - wait])


def _after(a: Arriving, w: World) -> int:
    return round(a.after.number(w)) if a.after else 0
