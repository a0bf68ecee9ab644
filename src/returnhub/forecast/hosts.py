"""When hosts open, fill, are stopped and end; and what is scarce on each day, as resources of the engine."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from returnhub.forecast.engine.network import Resource
from returnhub.forecast.plan import Capacity, Host, Plan
from returnhub.forecast.world import PERIOD, World


def openings(plan: Plan, w: World, days: int, seed: int, replicate: int) -> dict[str, np.ndarray]:
    """Host → for each day, whether it takes people; the same luck for every scheme."""
    return {
        host.name: is_open(plan, host, w, days, np.random.default_rng([seed, replicate, 2, n][: 3 + (n > 0)]))
        for n, host in enumerate(plan.hosts.values())
    }


def resources(
    plan: Plan, w: World, days: int, open_: Mapping[str, np.ndarray], scale: float
) -> list[Resource]:
    """The capacities of a plan, in its order."""
    return [_resource(plan, c, w, days, scale, open_) for c in plan.capacities.values()]


def is_open(plan: Plan, host: Host, w: World, days: int, luck: np.random.Generator) -> np.ndarray:
    """For each day: does the host take people? Suspensions begin with a chance a month, rulings on their day.

    While stopped nobody is referred, accepted or moved; people who are there stay under the scheme's limits.
    """
    first, last = opens(host, w), opens(host, w) + host.lasts.number(w)
    day = np.arange(days)
    open_ = (day >= round(first)) & (day < round(last))
    for ruling in host.rulings:
        at = max((ruling.on - plan.start).days - 1, 0)
        open_[at : at + round(ruling.days.number(w))] = False
    if host.suspended_monthly and host.suspended_days:
        chance, length = host.suspended_monthly.number(w), round(host.suspended_days.number(w))
        at = round(first)
        while chance > 0 and at < days:
            at += int(luck.exponential(30 / chance)) + 1
            open_[at : at + length] = False
            at += length
    return open_


def open_share(days: np.ndarray) -> np.ndarray:
    """For each quarter, the share of its days on which a host is open."""
    return np.asarray(np.add.reduceat(days, np.arange(0, len(days), PERIOD)) / PERIOD)


def opens(host: Host, w: World) -> float:
    """Days from the start until the host takes its first person."""
    return host.opens.number(w)


def begins(plan: Plan, w: World) -> float:
    """Days from the start until the first host opens; 0 without hosts."""
    return min((opens(host, w) for host in plan.hosts.values()), default=0.0)


def closing(plan: Plan, hosts: tuple[str, ...], w: World, quarters: int) -> np.ndarray:
    """For each quarter, the share of people under these hosts who must leave because their host has ended.

    With several hosts, nobody is told apart by host: as many leave as the places that ended had of all.
    """
    ends = np.array([opens(plan.hosts[h], w) + plan.hosts[h].lasts.number(w) for h in hosts])
    size = np.array([_places(plan.hosts[h], w) for h in hosts])
    starts, stops = np.arange(quarters) * PERIOD, (np.arange(quarters) + 1) * PERIOD
    ended = ends[None, :] < stops[:, None]
    now = ended & (ends[None, :] >= starts[:, None])
    there = np.maximum((size * ~(ended & ~now)).sum(axis=1), 1e-9)
    return np.asarray(np.where(ended.all(axis=1), 1.0, (size * now).sum(axis=1) / there))


def every_day(rate: np.ndarray, each: int = 1) -> np.ndarray:
    """Whole numbers that keep a daily rate, due every `each` days: the total is never off by more than a lot."""
    running = np.floor(np.cumsum(rate) + 1e-9).astype(np.int64)
    if each > 1:
        running = np.repeat(running[each - 1 :: each], each)[: len(rate)]
        running = np.concatenate([np.zeros(each - 1, np.int64), running])[: len(rate)]
    return np.diff(running, prepend=0)


def daily(a_quarter: np.ndarray, days: int) -> np.ndarray:
    """Numbers a quarter as a rate for each day."""
    return np.repeat(a_quarter, PERIOD)[:days] / PERIOD


def _places(host: Host, w: World) -> float:
    return host.places.number(w) if host.places else 1.0


def _resource(
    plan: Plan, c: Capacity, w: World, days: int, scale: float, open_: Mapping[str, np.ndarray]
) -> Resource:
    day = np.arange(days)
    taking = np.any([open_[h] for h in c.hosts], axis=0) if c.hosts else np.ones(days, bool)
    if c.amount is None:
        held = [np.where(open_[h], _filled(plan.hosts[h], w, day, scale), 0) for h in c.hosts]
        return Resource(c.name, np.sum(held, axis=0), daily=False)
    amount = _stepped(plan, c, w, days)
    if c.less:
        begins = min((opens(plan.hosts[h], w) for h in c.once), default=0.0)
        amount = amount * np.where(day >= begins, 1 - c.less.number(w), 1.0)
    if not c.every and not c.flights_a_month:
        return Resource(c.name, np.where(taking, np.round(amount * scale).astype(np.int64), 0), daily=False)
    if c.flights_a_month:
        gap = max(round(30 / max(c.flights_a_month.number(w), 1e-9)), 1)
        batches = np.where(day % gap == gap - 1, every_day(amount * scale / gap, gap), 0)
        return Resource(c.name, np.where(taking, batches, 0))
    return Resource(c.name, np.where(taking, every_day(amount * scale / c.every), 0))


def _filled(host: Host, w: World, day: np.ndarray, scale: float) -> np.ndarray:
    """Places that are ready on each day: all from the first, or evenly more while the host fills."""
    places = round(_places(host, w) * scale)
    if host.fills is None or host.fills.number(w) < 1:
        return np.full(len(day), places)
    ready = (day - opens(host, w) + 1) / host.fills.number(w)
    return np.floor(places * np.clip(ready, 0, 1)).astype(np.int64)


def _stepped(plan: Plan, c: Capacity, w: World, days: int) -> np.ndarray:
    """The amount on each day, after its steps in time."""
    assert c.amount is not None
    value = np.atleast_1d(c.amount.of(w))
    made = np.repeat(value, PERIOD)[:days] if len(value) > 1 else np.full(days, value[0])
    for step in c.steps:
        at = max((step.start - plan.start).days - 1, 0)
        made[at:] = made[at:] * step.times.number(w) if step.times else step.becomes.number(w)  # type: ignore[union-attr]
    return made
