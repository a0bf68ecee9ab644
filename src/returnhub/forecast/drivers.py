"""What drives the result, on a country a tenth the size (proportions are what matters, and it is ten times as fast)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from returnhub.forecast.measure import measure
from returnhub.forecast.people import by_arrival, groups
from returnhub.forecast.study import Inputs, Progress, simulate
from returnhub.forecast.world import World, central
from returnhub.scheme.model import Scheme

SCALE = 0.1
OUTCOMES = ("additional returns", "net present cost beyond the baseline")
TOGETHER = 48
"""Worlds that are simulated at once."""


@dataclass(frozen=True, slots=True)
class Swing:
    """One assumption at its low and at its high end, all others in the middle: the outcomes at both."""

    name: str
    low: Sequence[float]
    high: Sequence[float]


def outcomes(scheme: Scheme, base: Scheme, worlds: Sequence[World], inputs: Inputs) -> np.ndarray:
    """World × `OUTCOMES`, both schemes in the same worlds.

    Two classes are enough, unless a scheme serves nationalities first: without them it would be its baseline.
    """
    plans = [inputs.assumptions.plans[s.name] for s in (scheme, base)]
    people = groups() if any(p.served_first for p in plans) else by_arrival()
    a, b = (
        measure(plan, simulate(s, worlds, inputs, people, scale=SCALE), worlds, SCALE)
        for s, plan in zip((scheme, base), plans, strict=True)
    )
    return np.column_stack(
        [a.totals["All returns"] - b.totals["All returns"], a.net_present_cost - b.net_present_cost]
    )


def tornado(
    scheme: Scheme, base: Scheme, inputs: Inputs, progress: Progress = lambda _: None
) -> tuple[np.ndarray, list[Swing]]:
    """(the outcomes in the middle, one swing for each assumption and path), one at a time."""
    numbers, middle = (
        inputs.assumptions.numbers,
        central(inputs.assumptions.numbers, inputs.fitted, inputs.quarters),
    )
    ends: list[tuple[str, World, World]] = [
        (n.says, middle.given(**{n.name: n.low}), middle.given(**{n.name: n.high}))
        for n in numbers.values()
        if n.high > n.low
    ]
    drawn = inputs.worlds(200)
    for name in inputs.fitted.paths:
        if name not in numbers:
            low, high = np.quantile([w.paths[name] for w in drawn], [0.1, 0.9], axis=0)
            ends.append((PATHS[name], middle.along(**{name: low}), middle.along(**{name: high})))
    worlds = [middle, *(w for _, low, high in ends for w in (low, high))]
    # One at a time, so that all meet the same luck: else a bar would be as much the luck as the assumption.
    made = _in_blocks(worlds, lambda block: outcomes(scheme, base, block, inputs), progress, 1)
    return made[0], [
        Swing(name, made[1 + 2 * n].tolist(), made[2 + 2 * n].tolist()) for n, (name, _, _) in enumerate(ends)
    ]


PATHS: Mapping[str, str] = {
    "claims_a_quarter": "Claims a quarter",
    "first_decisions_a_quarter": "First decisions a quarter",
    "first_decisions_granted": "Of first decisions, grants",
    "claim_withdrawn_monthly": "Of undecided claims, withdrawn in a month",
    "appeals_decided_a_quarter": "Appeals decided a quarter",
    "enforced_returns_a_quarter": "Enforced returns a quarter, of everybody",
    "voluntary_returns_a_quarter": "Voluntary returns a quarter, of everybody",
}


def variance(
    scheme: Scheme, base: Scheme, inputs: Inputs, samples: int, progress: Progress = lambda _: None
) -> list[tuple[str, list[float]]]:
    """(assumption, share of the variance of each outcome that it explains by itself), by RBD-FAST from drawn worlds.

    SALib's `rbd_fast.analyze` (Tarantola, Gatelli and Mara 2006; bias corrected as in Plischke 2010) takes any sample;
    a path enters by its mean over the horizon. First-order only: what assumptions do together is the rest.
    """
    from SALib.analyze import rbd_fast

    worlds = inputs.worlds(samples)
    numbers = [n for n in inputs.assumptions.numbers.values() if n.high > n.low]
    paths = [n for n in inputs.fitted.paths if n not in inputs.assumptions.numbers]
    x = np.array([[*(w[n.name] for n in numbers), *(w.paths[p].mean() for p in paths)] for w in worlds])
    y = _in_blocks(worlds, lambda block: outcomes(scheme, base, block, inputs), progress)
    titles = [n.says for n in numbers] + [PATHS[p] for p in paths]
    problem = {"num_vars": x.shape[1], "names": titles, "bounds": [[0, 1]] * x.shape[1]}
    with np.errstate(
        invalid="ignore"
    ):  # SALib resamples: where little varies, nothing may vary in what it took
        found = [
            rbd_fast.analyze(problem, x, y[:, k], M=4, num_resamples=2, seed=inputs.seed)["S1"]
            if np.ptp(y[:, k])
            else np.zeros(x.shape[1])  # where nothing varies there is nothing to explain
            for k in range(len(OUTCOMES))
        ]
    return [(title, [float(max(s[n], 0.0)) for s in found]) for n, title in enumerate(titles)]


def _in_blocks(
    worlds: Sequence[World],
    work: Callable[[Sequence[World]], np.ndarray],
    progress: Progress,
    size: int = TOGETHER,
) -> np.ndarray:
    """Worlds in blocks, so that memory stays small and progress shows. Every block starts its replicates at 0."""
    parts = []
    for first in range(0, len(worlds), size):
        block = worlds[first : first + size]
        parts.append(work(block))
        for _ in block:
            progress("what drives the result")
    return np.concatenate(parts)
