"""When a scheme costs the same as the baseline, and what its fixed costs do when places stand empty."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from returnhub.forecast.drivers import SCALE
from returnhub.forecast.measure import Measures, measure
from returnhub.forecast.people import by_arrival
from returnhub.forecast.study import Inputs, Progress, simulate
from returnhub.forecast.world import World
from returnhub.scheme.model import Scheme

DETERRED = 0.3
"""The fall in claims that is tried; cost is close to linear in it."""
WORLDS = 24
OCCUPANCY = (0.1, 0.25, 0.5, 0.75, 1.0)


@dataclass(frozen=True, slots=True)
class BreakEven:
    """Each one value for each replicate; nan or infinite where no value breaks even."""

    fall_in_claims: np.ndarray
    returns_a_place: np.ndarray
    """Additional returns for each place and year open."""
    returns_a_place_now: np.ndarray
    payment_a_person: np.ndarray
    payment_now: np.ndarray


def break_even(
    scheme: Scheme, base: Scheme, mine: Measures, other: Measures, worlds: Sequence[World], inputs: Inputs,
    progress: Progress = lambda _: None,
) -> BreakEven:  # fmt: skip
    """The fall in claims, the returns for each place and the payment for each person at which costs are equal.

    Fall in claims: the cost beyond the baseline, over what the scheme saves when 30% of claims are not made from the
    day the hub opens (simulated at a tenth of the size, as a line through zero). Returns a place: the cost of the hub
    without its effect on support, over what support an additional return was seen to save. Payment: what is paid for
    each person, less the cost beyond the baseline for each person moved.
    """
    dearer = (mine.cost - other.cost).sum(axis=1)
    saved = _saved_by_fewer_claims(scheme, worlds[:WORLDS], inputs, progress)
    more = mine.totals["All returns"] - other.totals["All returns"]
    support = [c for c in mine.costs if c.startswith("Support")]
    saving = sum(((other.costs[c] - mine.costs[c]).sum(axis=1) for c in support), np.zeros(len(dearer)))
    years = np.array([max(inputs.days - w["hub_opens_after"], 1) / 365.25 for w in worlds])
    place_years = np.array([w["hub_places"] for w in worlds]) * years
    payment = np.array([w["hub_payment_a_person"] for w in worlds])
    transfers = mine.totals["Transfers to the hub"]
    with np.errstate(divide="ignore", invalid="ignore"):
        each = np.where(more > 0, saving / more, np.nan)
        return BreakEven(
            np.where(dearer[: len(saved)] <= 0, 0.0, dearer[: len(saved)] / saved * DETERRED),
            np.where(each > 0, (dearer + saving) / each / place_years, np.inf),
            more / place_years,
            np.where(transfers > 0, payment - dearer / transfers, np.nan),
            payment,
        )


def _saved_by_fewer_claims(
    scheme: Scheme, worlds: Sequence[World], inputs: Inputs, progress: Progress
) -> np.ndarray:
    """Pounds over the horizon when `DETERRED` of the claims are not made."""
    people, costs = by_arrival(), []
    for deterred in (0.0, DETERRED):
        changed = [w.given(arrivals_deterred=deterred) for w in worlds]
        made = simulate(scheme, changed, inputs, people, scale=SCALE)
        costs.append(measure(inputs.assumptions.plans[scheme.name], made, changed, SCALE).cost.sum(axis=1))
        for _ in worlds:
            progress("where costs break even")
    return np.asarray(costs[0] - costs[1])


def occupancy(w: World) -> list[tuple[float, float, float]]:
    """(share of places in use, cost of a person and night in the hub, cost of a person for a stay of ninety nights).

    Fixed payments and every place are paid whether used or not; the rest follows the people (Nauru cost
    A$0.534m a person and year with 1,193 people, and A$4.3m with 107).
    """
    nightly = w["hub_fixed_a_year"] / 365.25 + w["hub_places"] * w["hub_place_night"]
    moving = w["hub_payment_a_person"] + w["transfer_cost"]
    found = []
    for share in OCCUPANCY if w["hub_places"] else ():
        night = nightly / (w["hub_places"] * share)
        found.append((share, night, night * 90 + moving))
    return found


def cost_of_each(mine: Measures, other: Measures) -> dict[str, np.ndarray]:
    """Pounds for each transfer, and for each additional return (nan where there was none)."""
    dearer = (mine.cost - other.cost).sum(axis=1)
    more = mine.totals["All returns"] - other.totals["All returns"]
    hub = sum(
        (mine.costs[c].sum(axis=1) for c in mine.costs if not other.costs[c].any()), np.zeros(len(dearer))
    )
    transfers = mine.totals["Transfers to the hub"]
    with np.errstate(divide="ignore", invalid="ignore"):
        return {
            "Hub cost for each transfer": np.where(transfers > 0, hub / transfers, np.nan),
            "Cost beyond the baseline for each additional return": np.where(more > 0, dearer / more, np.nan),
        }
