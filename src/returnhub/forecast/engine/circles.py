"""Which ways lead round: where a person can come back to a stage, and where nobody may, since no day would pass."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np

from returnhub.forecast.engine.network import Exit, Network, Stage

Ways = Mapping[str, Collection[str]]
"""Stage → stages that come next."""


def days_kept(network: Network) -> tuple[np.ndarray, np.ndarray]:
    """(stage → column of the days that its people spent there before, or -1; whether no such stage can follow).

    Days are kept where the longest stay counts in total and a way leads back.
    """
    ways = {s.name: _next(network, s) for s in network.stages}
    ahead = {name: reached(name, ways) for name in ways}
    kept = [
        s.name for s in network.stages if s.in_total and s.longest is not None and s.name in ahead[s.name]
    ]
    columns = [kept.index(name) if name in kept else -1 for name in ways]
    return np.array(columns, np.int64), np.array([not ahead[name] & set(kept) for name in ways])


def without_a_day(network: Network) -> list[str]:
    """Stages, one after the other and back to the first, on which a person could go round for ever within one day.

    On each there is a way that takes everybody of some class on without a day: a longest stay that is none or may be
    used up, a time of no days, or a place for which nobody need wait. Empty where there is no such circle.
    """
    ways = {s.name: _at_once(network, s) for s in network.stages}
    for name in ways:
        if name in reached(name, ways):
            return [n for n in ways if n == name or (n in reached(name, ways) and name in reached(n, ways))]
    return []


def reached(start: str, ways: Ways) -> set[str]:
    """Every stage that can follow, at once or later."""
    found = list(ways[start])
    for name in found:
        found += [n for n in ways[name] if n not in found]
    return set(found)


def _next(network: Network, s: Stage) -> set[str]:
    taken = {w.move for w in (*s.ended, *s.served, *s.left) if np.max(w.share) > 0} | {s.after_longest}
    return {m.target for m in network.moves if m.name in taken}


def _at_once(network: Network, s: Stage) -> set[str]:
    taken = {s.after_longest} if s.longest == 0 or s.in_total else set()
    laws = [s.time] if isinstance(s.time, np.ndarray) else s.time or []
    if any(law[0] == 1 for law in laws):
        taken |= _everybody(network, s.ended)
    if any(r.name == s.resource and not r.daily for r in network.resources):
        taken |= _everybody(network, s.served)
    return {m.target for m in network.moves if m.name in taken}


def _everybody(network: Network, ways: Collection[Exit]) -> set[str]:
    """Moves that all of some class take."""
    return {w.move for w in ways if np.max(w.share) >= 1}
