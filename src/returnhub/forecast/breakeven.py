"""When a scheme costs the same as the baseline, and what its fixed costs do when places stand empty.

Read from the plan of the scheme, whatever its stages are called. What has no meaning in a scheme says so in its place.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from returnhub.forecast.drivers import SCALE
from returnhub.forecast.hosts import opens
from returnhub.forecast.measure import RETURNS, Measures, measure
from returnhub.forecast.people import by_arrival
from returnhub.forecast.plan import Plan
from returnhub.forecast.study import Inputs, Progress, simulate
from returnhub.forecast.terms import Term
from returnhub.forecast.world import World
from returnhub.scheme.model import Scheme

FALL = 0.3
"""The fall in claims that is tried; cost is close to linear in it."""
FALLEN = "fall_in_claims"
"""The name under which it is tried."""
WORLDS = 24
OCCUPANCY = (0.1, 0.25, 0.5, 0.75, 1.0)
NO_PLACES = "the scheme has no places"
NOBODY_RETURNED = "nobody is returned from its places"
NOBODY_MOVED = "the scheme moves nobody to a host"


@dataclass(frozen=True, slots=True)
class Point:
    """What would break even, and what the scheme has: one value for each replicate; nan or infinite where none does."""

    needed: np.ndarray
    now: np.ndarray


@dataclass(frozen=True, slots=True)
class BreakEven:
    """Where costs are those of the baseline; a text instead says why there can be no such value in the scheme."""

    fall_in_claims: np.ndarray
    """One value for each of the first `WORLDS` replicates."""
    hosts: bool
    """Whether claims fall from the day on which the first host opens; else from the start."""
    returns_a_place: Point | str
    """Additional returns for each place and year open."""
    price_a_person: Point | str
    """All that is paid for each person moved: payment, flight, escort."""


def break_even(
    scheme: Scheme, mine: Measures, other: Measures, worlds: Sequence[World], inputs: Inputs,
    progress: Progress = lambda _: None,
) -> BreakEven:  # fmt: skip
    """The fall in claims, the returns for each place and the price for each person at which costs are equal.

    Fall in claims: the cost beyond the baseline, over what the scheme saves when 30% of claims are not made (simulated
    at a tenth of the size, as a line through zero). Returns a place: the cost of the scheme without its effect on
    support, over what support an additional return was seen to save. Price: what is paid for each person moved, less
    the cost beyond the baseline for each person moved.
    """
    plan = inputs.assumptions.plans[scheme.name]
    dearer = (mine.cost - other.cost).sum(axis=1)
    saved = _saved_by_fewer_claims(scheme, worlds[:WORLDS], inputs, progress)
    few = dearer[: len(saved)]
    with np.errstate(divide="ignore", invalid="ignore"):
        fall = np.where(few <= 0, 0.0, np.where(saved > 0, few / saved * FALL, np.inf))
        return BreakEven(
            fall,
            bool(plan.hosts),
            _returns(plan, mine, other, worlds, inputs.days),
            _price(plan, mine, dearer, worlds),
        )


def _returns(plan: Plan, mine: Measures, other: Measures, worlds: Sequence[World], days: int) -> Point | str:
    place_years = np.array([_place_years(plan, w, days) for w in worlds])
    if not place_years.any():
        return NO_PLACES
    like = {n: m.like or n for n, m in plan.scheme.moves.items()}
    homeward = {m for moves in RETURNS.values() for m in moves}
    ways = {
        like[m]
        for s in plan.stages.values()
        if s.hosts or _like(plan, s.name) == "in_hub"
        for m in (*s.then, *s.monthly)
    }
    if not ways & homeward:
        return NOBODY_RETURNED
    dearer = (mine.cost - other.cost).sum(axis=1)
    more = mine.totals["All returns"] - other.totals["All returns"]
    support = [c for c in mine.costs if c.startswith("Support")]
    saving = sum(((other.costs[c] - mine.costs[c]).sum(axis=1) for c in support), np.zeros(len(dearer)))
    each = np.where(more > 0, saving / more, np.nan)
    return Point(np.where(each > 0, (dearer + saving) / each / place_years, np.inf), more / place_years)


def _price(plan: Plan, mine: Measures, dearer: np.ndarray, worlds: Sequence[World]) -> Point | str:
    if not _transfers(plan):
        return NOBODY_MOVED
    now, moved = np.array([price(plan, w) for w in worlds]), mine.totals["Transfers to the hub"]
    return Point(np.where(moved > 0, now - dearer / moved, np.nan), now)


def price(plan: Plan, w: World) -> float:
    """All that is paid for each person moved to a host."""
    return sum(c.each.number(w) for c in plan.costs.values() if set(c.moves) & _transfers(plan))


def _transfers(plan: Plan) -> set[str]:
    """The moves of a plan that take people to a host."""
    ways = {m for s in plan.stages.values() for m in (*s.then, *s.monthly)}
    return {m for m in ways if (plan.scheme.moves[m].like or m) == "transfer"}


def _like(plan: Plan, stage: str) -> str:
    return plan.scheme.stages[stage].like or stage


def _place_years(plan: Plan, w: World, days: int) -> float:
    """Places times years open within the horizon, at least a day."""
    total = 0.0
    for host in plan.hosts.values():
        open_ = min(days, opens(host, w) + host.lasts.number(w)) - opens(host, w)
        total += (host.places.number(w) if host.places else 0.0) * max(open_, 1) / 365.25
    return total


def _saved_by_fewer_claims(
    scheme: Scheme, worlds: Sequence[World], inputs: Inputs, progress: Progress
) -> np.ndarray:
    """Pounds over the horizon when `FALL` of the claims are not made."""
    fallen = with_fallen_claims(scheme, inputs)
    plan, people, costs = fallen.assumptions.plans[scheme.name], by_arrival(), []
    for fall in (0.0, FALL):
        changed = [w.given(**{FALLEN: fall}) for w in worlds]
        made = simulate(scheme, changed, fallen, people, scale=SCALE)
        costs.append(measure(plan, made, changed, SCALE).cost.sum(axis=1))
        for _ in worlds:
            progress("where costs break even")
    return np.asarray(costs[0] - costs[1])


def with_fallen_claims(scheme: Scheme, inputs: Inputs) -> Inputs:
    """The same inputs, with claims of the scheme falling by the number `FALLEN` of a world, whatever its file says."""
    held = inputs.assumptions
    plan = held.plans[scheme.name]
    stage, first = next(iter(plan.arrivals.items()))
    fewer = replace(first, deterred=Term(((FALLEN,),)), once=tuple(plan.hosts))
    plan = replace(plan, arrivals={**plan.arrivals, stage: fewer})
    return replace(inputs, assumptions=replace(held, plans={**held.plans, scheme.name: plan}))


def occupancy(plan: Plan, w: World) -> list[tuple[float, float, float]]:
    """(share of places in use, cost of a person and night at the host, cost of a person for a stay of ninety nights).

    Fixed payments and every place are paid whether used or not; the rest follows the people (Nauru cost
    A$0.534m a person and year with 1,193 people, and A$4.3m with 107). Empty without places.
    """
    size = {h: host.places.number(w) if host.places else 0.0 for h, host in plan.hosts.items()}
    nightly = sum(
        c.each.number(w) * (len(c.a_year) / 365.25 + sum(size[h] for h in c.places))
        for c in plan.costs.values()
    )
    found, places = [], sum(size.values())
    for share in OCCUPANCY if places else ():
        night = nightly / (places * share)
        found.append((share, night, night * 90 + price(plan, w)))
    return found


def cost_of_each(mine: Measures, other: Measures) -> dict[str, np.ndarray]:
    """Pounds for each transfer, where there are any, and for each additional return.

    nan in a run that had none; of additional returns in all runs where most had none: the few would stand for nothing.
    """
    dearer = (mine.cost - other.cost).sum(axis=1)
    more = mine.totals["All returns"] - other.totals["All returns"]
    hub = sum(
        (mine.costs[c].sum(axis=1) for c in mine.costs if not other.costs[c].any()), np.zeros(len(dearer))
    )
    transfers, found = mine.totals["Transfers to the hub"], {}
    with np.errstate(divide="ignore", invalid="ignore"):
        if transfers.any():
            found["Hub cost for each transfer"] = np.where(transfers > 0, hub / transfers, np.nan)
        said = (more > 0) & ((more > 0).mean() > 0.5)
        found["Cost beyond the baseline for each additional return"] = np.where(said, dearer / more, np.nan)
    return found
