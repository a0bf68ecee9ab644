"""Who may take which move: the scheme's own rules, asked with the facts that a class of people has.

The same conditions as in screening, by the same code. A class knows one fact, the way of arrival; a move is closed to
it when a rule that the move needs is *violated*. What the fact does not decide stays "not known": there the assumptions
say how many take the move, as they say of all that no statistic tells (health, papers, family, an agreement in force).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import numpy as np

from returnhub.forecast.people import OTHERWISE, SMALL_BOAT, Groups
from returnhub.forecast.plan import Plan
from returnhub.scheme.model import Scheme
from returnhub.scheme.status import Status
from returnhub.scheme.verdict import Screener


def closed_by_arrival(scheme: Scheme, at: date) -> dict[str, tuple[str, ...]]:
    """Way of arrival → the moves that a rule forbids whoever came so."""
    screener = Screener(scheme)
    made = {}
    for arrival in (SMALL_BOAT, OTHERWISE):
        statuses = screener.statuses({"way_of_arrival": arrival}, at)
        violated = {rule for rule, status in statuses.items() if status is Status.VIOLATED}
        made[arrival] = tuple(m for m in scheme.moves if violated & set(scheme.needs_of(m)))
    return made


def closed(by_arrival: Mapping[str, tuple[str, ...]], g: Groups) -> dict[str, np.ndarray]:
    """Move → for each class, whether it is closed; moves that are open to all are left out."""
    moves = {move for shut in by_arrival.values() for move in shut}
    found = {move: np.array([move in by_arrival[a] for a in g.arrival]) for move in sorted(moves)}
    return {move: shut for move, shut in found.items() if shut.any()}


def stranded(plan: Plan) -> tuple[str, str] | None:
    """(stage, way of arrival) of people who can come to a stage and find every way on closed, if there are any."""
    for arrival, shut in plan.closed.items():
        reached = list(dict.fromkeys([*plan.arrivals, *plan.starting]))
        for name in reached:
            stage = plan.stages.get(name)
            if stage is None:
                continue
            if stage.then and not set(stage.then) - set(shut):
                return name, arrival
            stay = plan.scheme.stages[name]
            ways = [*stage.then, *stage.monthly, stage.when_host_ends, stay.then if stay.longest else None]
            targets = [plan.scheme.moves[m].target for m in ways if m and m not in shut]
            reached += [t for t in dict.fromkeys(targets) if t not in reached]
    return None
