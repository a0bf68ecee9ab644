"""Several schemes in the same worlds, and the same money spent otherwise."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from returnhub.forecast.assumptions import Assumptions
from returnhub.forecast.calibrate import Calibration
from returnhub.forecast.caseload import Caseload
from returnhub.forecast.cluster import HERE, Machine, Recipe
from returnhub.forecast.engine.run import Results
from returnhub.forecast.history import History
from returnhub.forecast.hosts import begins
from returnhub.forecast.measure import Measures, measure
from returnhub.forecast.observe import published_series
from returnhub.forecast.people import Groups, groups
from returnhub.forecast.plan import Plan
from returnhub.forecast.world import PERIOD, World, draw
from returnhub.scheme.model import Scheme

Progress = Callable[[str], None]
PUBLISHED_OF = {"claimed", "appealing", "appeal_rights_exhausted"}
"""Stages of the system whose statistics a baseline is laid beside."""
INSTEAD_REPLICATES = 20
"""The columns for the same money need fewer runs: they answer how much, not how likely."""


@dataclass(frozen=True, slots=True)
class Inputs:
    """What a forecast rests on."""

    assumptions: Assumptions
    fitted: Calibration
    history: History
    quarters: int
    seed: int
    caseload: Caseload | None = None
    machine: Machine = HERE

    @property
    def days(self) -> int:
        """The horizon."""
        return self.quarters * PERIOD

    def worlds(self, replicates: int) -> list[World]:
        """The worlds of the first replicates; the same whatever the scheme."""
        numbers = self.assumptions.numbers
        return [draw(numbers, self.fitted, self.quarters, self.seed, r) for r in range(replicates)]


@dataclass(frozen=True, slots=True)
class Column:
    """One scheme, or one other use of the money, as measured."""

    title: str
    name: str
    measures: Measures
    replicates: int
    unspent: np.ndarray | None = None
    """Of the money of the scheme, what could not be spent this way: one value for each replicate, pounds."""


@dataclass(frozen=True, slots=True)
class Study:
    """Schemes in order (the last is the baseline), other uses of the money, the series as published."""

    inputs: Inputs
    schemes: Sequence[Scheme]
    columns: Sequence[Column]
    instead: Sequence[Column]
    published: Mapping[str, np.ndarray]
    replicates: int


def simulate(
    scheme: Scheme,
    worlds: Sequence[World],
    inputs: Inputs,
    people: Groups,
    progress: Progress = lambda _: None,
    scale: float = 1.0,
) -> Results:
    """Every world, on the machine of the inputs; the same seed gives the same numbers whatever that is."""
    recipe = Recipe(
        inputs.assumptions.plans[scheme.name], worlds, inputs.history, people, inputs.days, inputs.seed, scale,
        inputs.caseload,
    )  # fmt: skip
    return inputs.machine.run(recipe, lambda: progress(f"people through {scheme.name}"))


def study(
    schemes: Sequence[Scheme], inputs: Inputs, replicates: int, progress: Progress = lambda _: None
) -> Study:
    """Run every scheme, then the other uses of what the first one costs beyond the last."""
    people, worlds = groups(), inputs.worlds(replicates)
    columns, published, titles = [], {}, [s.title for s in schemes]
    for scheme in schemes:
        made, plan = simulate(scheme, worlds, inputs, people, progress), inputs.assumptions.plans[scheme.name]
        title = scheme.title if titles.count(scheme.title) == 1 else f"{scheme.title} ({scheme.name})"
        columns.append(Column(title, scheme.name, measure(plan, made, worlds), replicates))
        if scheme is schemes[-1] and plan.stages.keys() >= PUBLISHED_OF:
            published = published_series(plan, made, worlds, inputs.history, people, inputs.seed)
    instead = []
    if len(schemes) > 1:
        first = inputs.assumptions.plans[schemes[0].name]
        few = min(replicates, INSTEAD_REPLICATES)
        extra = (columns[0].measures.cost - columns[-1].measures.cost).sum(axis=1)[:few]
        for way in (way for way in WAYS if way.needs <= worlds[0].values.keys()):
            instead.append(
                _instead(way, schemes[-1], first, worlds[:few], inputs, people, columns[-1], extra, progress)
            )
    return Study(inputs, schemes, columns, instead, published, replicates)


@dataclass(frozen=True, slots=True)
class _Way:
    """Another use of the money: more of one kind of return, up to a limit that money does not move."""

    title: str
    path: str
    share: str
    cost: str
    at_most: str
    into: str

    @property
    def needs(self) -> set[str]:
        """The numbers without which nothing can be said of it: a scheme of another country has none of them."""
        return {self.share, self.cost, self.at_most, self.into}


WAYS = (
    _Way(
        "the same money on voluntary return", "voluntary_returns_a_quarter", "voluntary_asylum_share",
        "voluntary_return_cost", "offers_at_most", "voluntary_offered_monthly",
    ),
    _Way(
        "the same money on faster direct return", "enforced_returns_a_quarter", "enforced_asylum_share",
        "enforced_return_cost", "direct_returns_at_most", "removal_referred_monthly",
    ),
)  # fmt: skip


def _instead(
    way: _Way, scheme: Scheme, first: Plan, worlds: Sequence[World], inputs: Inputs, people: Groups, base: Column,
    extra: np.ndarray, progress: Progress,
) -> Column:  # fmt: skip
    """From the day on which the first host would open, as many more returns as the money pays for, within the limit."""
    changed = [
        _more(way, w, max(x, 0.0), inputs.quarters, begins(first, w))
        for w, x in zip(worlds, extra, strict=True)
    ]
    plan = inputs.assumptions.plans[scheme.name]
    made = measure(plan, simulate(scheme, changed, inputs, people, progress), changed)
    spent = (made.cost - base.measures.cost[: len(worlds)]).sum(axis=1)
    return Column(way.title, way.title, made, len(worlds), np.maximum(extra - np.maximum(spent, 0), 0))


def _more(way: _Way, w: World, money: float, quarters: int, begins: float) -> World:
    opens = int(begins // PERIOD)
    left = max(quarters - opens, 1)
    affordable = money / w[way.cost] / left
    now = w.paths[way.path] * w[way.share]
    added = np.where(np.arange(quarters) >= opens, np.minimum(affordable, now * (w[way.at_most] - 1)), 0.0)
    more = w.paths[way.path] + added / w[way.share]
    ratio = float(1 + added.sum() / max(now[opens:].sum(), 1.0))
    given = {way.into: min(w[way.into] * ratio, 0.5), "detention_places": w["detention_places"]}
    if way.into == "removal_referred_monthly":
        given["detention_places"] *= ratio
    return w.along(**{way.path: more}).given(**given)
