"""From counts to what people ask: returns, places, waits, cost; one value for each replicate.

Costs follow the Green Book: real prices of the start year, discounted at 3.5% a year, against a baseline.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from returnhub.forecast.costs import costs
from returnhub.forecast.engine.run import Results
from returnhub.forecast.model import flows
from returnhub.forecast.plan import Plan
from returnhub.forecast.world import World

DISCOUNT = 0.035
RETURNS = {
    "enforced, directly": ("enforce_return",),
    "voluntary, from the United Kingdom": ("return_voluntarily",),
    "onward from the hub": ("return_onward",),
    "voluntary, from the hub": ("return_voluntarily_from_hub",),
}
EXHAUSTED = (
    "appeal_rights_exhausted", "voluntary_return_offered", "removal_referred", "detained_for_removal",
    "out_of_contact", "referred", "accepted_by_host", "notified", "approved", "withdrawn_from_scheme",
)  # fmt: skip
"""Stages of people in the United Kingdom whose rights are exhausted."""


@dataclass(frozen=True, slots=True)
class Measures:
    """Of one scheme. `totals` one value for each replicate; `series` and `costs` replicate × quarter."""

    totals: Mapping[str, np.ndarray]
    series: Mapping[str, np.ndarray]
    costs: Mapping[str, np.ndarray]
    days_to_return: np.ndarray
    """Counts of returns by days since rights were exhausted: replicate × bin of 30 days."""

    @property
    def cost(self) -> np.ndarray:
        """All items, replicate × quarter, pounds, real prices, not discounted."""
        return np.asarray(sum(self.costs.values(), np.zeros(self.series["All returns"].shape)))

    @property
    def net_present_cost(self) -> np.ndarray:
        """One value for each replicate."""
        return np.asarray((self.cost * discount(self.cost.shape[1])).sum(axis=1))


def discount(quarters: int) -> np.ndarray:
    """What a pound in the middle of each quarter is worth at the start (Green Book 2022, 3.5% a year)."""
    return np.asarray((1 + DISCOUNT) ** -((np.arange(quarters) + 0.5) / 4))


def measure(plan: Plan, made: Results, worlds: Sequence[World], scale: float = 1.0) -> Measures:
    """Everything that is shown of one scheme; `scale` is that of its networks."""
    flow = flows(made.network, made.flow)
    stages = [s.name for s in made.network.stages]
    stock = {s: made.stock[:, n].sum(axis=1) for n, s in enumerate(stages)}
    nothing = np.zeros(made.overdue.shape)
    like_moves = {n: m.like or n for n, m in plan.scheme.moves.items()}
    like_stages = {n: s.like or n for n, s in plan.scheme.stages.items()}

    def moved(*names: str) -> np.ndarray:
        """Moves of these names, or that the scheme says are like them."""
        return sum((x for n, x in flow.items() if like_moves[n] in names), nothing) / scale

    def there(*names: str) -> np.ndarray:
        return sum((x for n, x in stock.items() if like_stages[n] in names), nothing) / scale

    series = {
        "People awaiting a first decision": there("claimed"),
        "Open appeals": there("appealing"),
        "Exhausted rights, in the United Kingdom": there(*EXHAUSTED),
        "Exhausted rights for over a year": made.overdue / scale,
        "People in the hub": there("in_hub"),
        "Places in use or kept": _used(made, "hub places") / scale,
        "Transfers to the hub": moved("transfer"),
        "All returns": moved(*(m for moves in RETURNS.values() for m in moves)),
    }
    totals = {"All returns": series["All returns"].sum(axis=1)}
    totals |= {f"Returned: {name}": moved(*moves).sum(axis=1) for name, moves in RETURNS.items()}
    totals |= {
        "Transfers to the hub": moved("transfer").sum(axis=1),
        "Brought back from the hub": moved("bring_back").sum(axis=1),
        "Withdrawn before transfer": moved("withdraw").sum(axis=1),
        "Exhausted rights for over a year, at the end": series["Exhausted rights for over a year"][:, -1],
        "Person-nights supported, exhausted rights": _nights(made, EXHAUSTED).sum(axis=1)
        / scale
        * np.array([w.values.get("supported_share", 0.0) for w in worlds]),
    }
    ends = [stages.index(s) for s in ("returned", "returned_voluntarily") if s in stages]
    return Measures(totals, series, costs(plan, made, worlds, scale), made.waits[:, ends].sum(axis=1))


def _used(made: Results, resource: str) -> np.ndarray:
    names = [r.name for r in made.network.resources]
    shape = made.used_days[:, 0]
    return (
        made.used_days[:, names.index(resource)] / made.period if resource in names else np.zeros_like(shape)
    )


def _nights(made: Results, stages: Sequence[str]) -> np.ndarray:
    names = [s.name for s in made.network.stages]
    return made.person_days[:, [names.index(s) for s in stages if s in names]].sum(axis=1)


def quantile_of_counts(counts: np.ndarray, share: float, width: int) -> float:
    """The day by which a share of all counted had happened, in the middle of its bin; nan if nothing was counted."""
    running = np.cumsum(counts)
    if not running[-1]:
        return float("nan")
    return float((np.searchsorted(running, share * running[-1]) + 0.5) * width)


def interval(values: np.ndarray) -> tuple[float, float, float]:
    """The low end, the middle and the high end of the range that holds four replicates in five."""
    low, middle, high = np.quantile(values, [0.1, 0.5, 0.9])
    return float(low), float(middle), float(high)


def rounded(value: float) -> str:
    """Two significant figures: more would claim what the model does not know."""
    if abs(value) < 0.5:
        return "0"
    digits = max(0, int(np.floor(np.log10(abs(value)))) - 1)
    return f"{int(round(value / 10**digits) * 10**digits):,}".replace("-", "−")
