"""From a plan and a world to a network: only the scheme's stages and moves, nothing else. A day is a step."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from returnhub.forecast.arrivals import coming, on_the_way
from returnhub.forecast.caseload import Caseload
from returnhub.forecast.engine.network import Move, Network, Stage
from returnhub.forecast.history import History
from returnhub.forecast.hosts import openings, resources
from returnhub.forecast.people import Groups
from returnhub.forecast.plan import Plan
from returnhub.forecast.stages import stages
from returnhub.forecast.start import present
from returnhub.forecast.world import PERIOD, World


def build(
    plan: Plan,
    w: World,
    history: History,
    groups: Groups,
    days: int,
    seed: int,
    replicate: int,
    scale: float = 1.0,
    caseload: Caseload | None = None,
) -> Network:
    """The network of one replicate.

    `scale`: a tenth gives a country a tenth the size with the same proportions. `caseload`: who is there at the start,
    instead of the published stocks.
    """
    quarters = -(-days // PERIOD)
    open_ = openings(plan, w, days, seed, replicate)
    made = stages(plan, w, groups, open_, quarters)
    moves = _moves(plan, made)
    names = {s.name for s in made}
    ends = [Stage(n) for n in plan.scheme.stages if n not in names and any(m.target == n for m in moves)]
    entry, *others = coming(plan, w, history, groups, days, seed, replicate, scale).items()
    there = caseload.present(plan, groups, scale) if caseload else present(plan, history, w, groups, scale)
    who = list(zip(groups.names, groups.nationality, strict=True))
    return Network(
        stages=[*made, *ends],
        moves=moves,
        resources=resources(plan, w, days, open_, scale),
        classes=groups.names,
        entry=entry[0],
        arrivals=entry[1],
        joining=dict(others),
        present=there,
        priority=plan.priority,
        class_priority=[n for first in plan.served_first for n, x in who if x == first],
        epoch=PERIOD,
    )


def _moves(plan: Plan, made: list[Stage]) -> list[Move]:
    found: dict[str, Move] = {}
    for stage in made:
        ways = [w.move for w in (*stage.ended, *stage.served, *stage.left)]
        for name in (*ways, *([stage.after_longest] if stage.after_longest else [])):
            found.setdefault(name, Move(name, plan.scheme.moves[name].target))
    return list(found.values())


def being_prepared(plan: Plan, w: World, history: History, quarters: int) -> np.ndarray:
    """Claims made but not yet ready for a decision, at the start and at the end of each quarter: part of the stock."""
    return on_the_way(plan.arrivals["claimed"], w, history, quarters)


def other_appeals(
    plan: Plan, w: World, history: History, g: Groups, days: int, seed: int, r: int, scale: float = 1.0
) -> np.ndarray:
    """Appeals that follow from no first refusal of the model, class × day."""
    return coming(plan, w, history, g, days, seed, r, scale)["appealing"]


def flows(network: Network, flow: np.ndarray) -> Mapping[str, np.ndarray]:
    """Move → replicate × quarter, all classes together."""
    return {m.name: flow[:, n].sum(axis=1) for n, m in enumerate(network.moves)}
