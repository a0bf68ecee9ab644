"""What the statistics would publish of a simulated world: the same names, bases and periods as the embedded figures.

Returns are published of everybody: those of refused asylum applicants are simulated, the rest follow their path.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from returnhub.forecast.engine.network import SERVED
from returnhub.forecast.engine.run import Results
from returnhub.forecast.history import History
from returnhub.forecast.model import being_prepared, flows, other_appeals
from returnhub.forecast.people import Groups
from returnhub.forecast.plan import Plan
from returnhub.forecast.world import PERIOD, World


def published_series(
    plan: Plan,
    made: Results,
    worlds: Sequence[World],
    history: History,
    groups: Groups,
    seed: int,
    scale: float = 1.0,
) -> dict[str, np.ndarray]:
    """Series → replicate × quarter; `scale` is that of the networks."""
    flow = {n: v / scale for n, v in flows(made.network, made.flow).items()}
    stages = [s.name for s in made.network.stages]
    stock = {s: made.stock[:, n].sum(axis=1) / scale for n, s in enumerate(stages)}
    decided = made.left[:, stages.index("claimed"), SERVED] / scale
    quarters, days = decided.shape[1], made.network.days
    others = np.array(
        [
            other_appeals(plan, w, history, groups, days, seed, r, scale)
            .sum(axis=0)
            .reshape(quarters, PERIOD)
            .sum(axis=1)
            for r, w in enumerate(worlds)
        ]
    )
    prepared = np.array([being_prepared(plan, w, history, quarters)[1:] for w in worlds])
    series = {
        "asylum_claims": np.array([w.paths["claims_a_quarter"][:quarters] for w in worlds]),
        "first_decisions": decided,
        "initial_refusals": flow["refuse_claim"],
        "withdrawals": flow["withdraw_claim"],
        "awaiting_initial_decision": stock["claimed"] + prepared,
        "receipts": flow["lodge_appeal"] + others / scale,
        "disposals": made.left[:, stages.index("appealing"), SERVED] / scale,
        "open_caseload": stock["appealing"],
        "returns_enforced": flow["enforce_return"] + _rest(worlds, "enforced", quarters),
        "returns_voluntary": flow["return_voluntarily"] + _rest(worlds, "voluntary", quarters),
    }
    series["supported"] = _supported(series, worlds, history, seed)
    return {name: np.asarray(values, float) for name, values in series.items()}


def _rest(worlds: Sequence[World], kind: str, quarters: int) -> np.ndarray:
    """Returns of people who are not refused asylum applicants."""
    return np.array(
        [w.paths[f"{kind}_returns_a_quarter"][:quarters] * (1 - w[f"{kind}_asylum_share"]) for w in worlds]
    )


def _supported(
    series: dict[str, np.ndarray], worlds: Sequence[World], history: History, seed: int
) -> np.ndarray:
    """The last count, moved with the number who have a claim or an appeal, and wandering as it did before."""
    there = series["awaiting_initial_decision"] + series["open_caseload"]
    before = history["awaiting_initial_decision"][-1] + history["open_caseload"][-1]
    follows = np.array([w["supported_follows"] for w in worlds])[:, None]
    sigma = np.array([w["supported_wanders"] for w in worlds])[:, None]
    wander = np.random.default_rng([seed, 4]).normal(size=there.shape).cumsum(axis=1) * sigma
    return np.maximum(history["supported"][-1] + follows * (there - before) + wander, 0)
