"""Stages of the engine from those of a plan: time or a line, ways on, what may come first, the longest stay."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from returnhub.forecast.engine.laws import fixed, geometric, lognormal
from returnhub.forecast.engine.network import Exit, Stage
from returnhub.forecast.hosts import closing, open_share
from returnhub.forecast.people import Groups
from returnhub.forecast.plan import LONGEST, Law, Plan, StagePlan
from returnhub.forecast.scope import closed
from returnhub.forecast.world import World

NEVER_BY_ITSELF = fixed(36_500)
"""Nothing ends such a stage but what comes first."""
ByName = Mapping[str, np.ndarray]
AT_MOST = 0.95
"""The greatest chance in a month; also what the end of a host does to people there."""


def stages(plan: Plan, w: World, g: Groups, open_: ByName, quarters: int) -> list[Stage]:
    """The described stages, in the plan's order."""
    shut = closed(plan.closed, g)
    return [_stage(plan, s, w, g, shut, open_, quarters) for s in plan.stages.values()]


def _stage(
    plan: Plan,
    s: StagePlan,
    w: World,
    g: Groups,
    shut: ByName,
    open_: ByName,
    quarters: int,
) -> Stage:
    stay = plan.scheme.stages[s.name]
    longest, in_total = (stay.longest.days, stay.longest.in_total) if stay.longest else (None, False)
    then = _shares(s, w, g, shut)
    monthly, left = _monthly(plan, s, w, g, shut, open_, quarters)
    if s.waits_for:
        return Stage(
            s.name, resource=s.waits_for, served=then, monthly_exit=monthly, left=left, longest=longest,
            after_longest=stay.then if longest is not None else None, in_total=in_total, holds=s.holds,
            clock=s.clock, time=NEVER_BY_ITSELF, ended=then,
        )  # fmt: skip
    law = NEVER_BY_ITSELF if s.time is None else _days(s.time, w, longest)
    # A time that fits into one visit may still be longer than what is left for a later one.
    limited = longest is not None and (in_total or len(law) - 1 > longest)
    return Stage(
        s.name, time=law, ended=then or [Exit(left[0].move, 1.0)], monthly_exit=monthly, left=left,
        longest=longest if limited else None, after_longest=stay.then if limited else None,
        in_total=in_total, holds=s.holds, clock=s.clock,
    )  # fmt: skip


def _days(law: Law, w: World, longest: int | None) -> np.ndarray:
    values = [t.number(w) for t in law.terms]
    if law.kind == LONGEST:
        assert longest is not None
        return fixed(longest)
    if law.kind == "fixed":
        return fixed(round(values[0]))
    return geometric(values[0]) if law.kind == "geometric" else lognormal(values[0], values[1])


def _shares(s: StagePlan, w: World, g: Groups, shut: ByName) -> list[Exit]:
    """Shares of the ways on; what a rule closes to a class goes to its other ways, in proportion."""
    given = {move: term.table(w, g) for move, term in s.then.items() if term}
    rest = 1 - sum(given.values(), np.zeros((1, 1)))
    shares = {move: given.get(move, rest) for move in s.then}
    if not shut.keys() & shares.keys():
        return [Exit(move, share) for move, share in shares.items()]
    shares = {move: share * ~shut[move] if move in shut else share for move, share in shares.items()}
    total = sum(shares.values(), np.zeros((1, 1)))
    # A class without any way on never comes here: `scope.stranded` saw to it.
    return [
        Exit(move, np.where(total > 0, share / np.where(total > 0, total, 1), 1 / len(shares)))
        for move, share in shares.items()
    ]


def _monthly(
    plan: Plan,
    s: StagePlan,
    w: World,
    g: Groups,
    shut: ByName,
    open_: ByName,
    quarters: int,
) -> tuple[np.ndarray, list[Exit]]:
    """(chance in a month that something else comes first, what it then is); quarter × class."""
    rates = {move: term.table(w, g) for move, term in s.monthly.items()}
    for move, rate in rates.items():
        if move in shut:
            rates[move] = rate * ~shut[move]
    for move, hosts in s.while_open.items():
        rates[move] = rates[move] * open_share(np.any([open_[h] for h in hosts], axis=0))[:, None]
    ends = closing(plan, s.hosts, w, quarters)[:, None] if s.when_host_ends and s.hosts else np.zeros((1, 1))
    chance = np.minimum(sum(rates.values(), np.zeros((1, 1))), AT_MOST)
    total = sum(rates.values(), np.zeros((1, 1)))
    some = np.where(total > 0, total, 1)
    shares = {move: np.where(total > 0, rate / some, 1 / len(rates)) for move, rate in rates.items()}
    if s.when_host_ends:
        both = ends * AT_MOST + (1 - ends) * chance
        by_end = ends * AT_MOST / np.maximum(both, 1e-12)
        shares = {move: share * (1 - by_end) for move, share in shares.items()}
        shares[s.when_host_ends] = shares.get(s.when_host_ends, np.zeros((1, 1))) + by_end
        chance = both
    return chance, [Exit(move, share) for move, share in shares.items()]
