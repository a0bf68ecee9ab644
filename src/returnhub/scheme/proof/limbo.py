"""The longest possible time from one stage to an outcome. A longest path; no prover is needed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cache

from returnhub.scheme.model import Scheme, Within
from returnhub.scheme.proof.report import Endless, Longest, PromiseResult


def longest(scheme: Scheme, sources: Iterable[str], targets: Collection[str], usable: set[str]) -> Longest:
    """How long a case can take from `sources` to one of `targets`, by moves that somebody can make."""
    steps = {
        stage: sorted({m.target for m in scheme.moves_from(stage) if m.name in usable})
        for stage in scheme.stages
    }
    sources = tuple(sources)
    inside = _reach(sources, targets, steps)
    if endless := tuple(_never_ends(scheme, targets, inside, steps)):
        return Longest(0, (), endless)
    days, route = _longest(scheme, sources, inside, steps)
    return Longest(days, route)


def prove_within(scheme: Scheme, promise: Within, usable: set[str]) -> PromiseResult:
    """Prove or refute one promise about time, and name the stages that make it longest."""
    found = longest(scheme, promise.sources, promise.targets, usable)
    if found.endless:
        return PromiseResult(promise.name, promise.says, False, why=found.endless[0].why)
    route = " → ".join(found.route)
    kept = found.days <= promise.days
    why = (
        f"at most {found.days} days: {route}"
        if kept
        else f"up to {found.days} days, not {promise.days}: {route}"
    )
    return PromiseResult(promise.name, promise.says, kept, why=why, days=found.days)


def _reach(sources: tuple[str, ...], targets: Collection[str], steps: Mapping[str, list[str]]) -> list[str]:
    """Stages on the way: reachable from the sources without passing a target."""
    seen = [s for s in sources if s not in targets]
    for stage in seen:
        seen += [t for t in steps[stage] if t not in targets and t not in seen]
    return seen


def _never_ends(
    scheme: Scheme, targets: Collection[str], inside: list[str], steps: Mapping[str, list[str]]
) -> Iterator[Endless]:
    for name in inside:
        stage = scheme.stages[name]
        if stage.final:
            yield Endless(name, f"`{name}` is an end that is not among the outcomes")
        elif stage.longest is None:
            owner = stage.outside or "nobody"
            yield Endless(name, f"nobody can say how long a case stays in `{name}`, which belongs to {owner}")
        elif turn := then_circle(scheme, name, targets):
            yield Endless(name, f"after the longest stays come {' → '.join(turn)}, and so on for ever")
    for circle in circles(inside, steps):
        restarting = [n for n in circle if not _counts_in_total(scheme, n)]
        if restarting:
            way = " → ".join([*circle, circle[0]])
            why = f"the circle {way} can go on for ever: each visit to `{restarting[0]}` restarts its clock"
            yield Endless(restarting[0], why)


def then_circle(scheme: Scheme, start: str, targets: Collection[str]) -> list[str]:
    """Stages that follow each other for ever when every stay runs out: no clock on the way can end that."""
    way: list[str] = []
    here = start
    while here not in targets and here not in way:
        way.append(here)
        onward = scheme.moves.get(scheme.stages[here].then or "")
        if onward is None:
            return []
        here = onward.target
    return [*way[way.index(here) :], here] if here in way else []


def _counts_in_total(scheme: Scheme, name: str) -> bool:
    stay = scheme.stages[name].longest
    return stay is not None and (stay.in_total or stay.days == 0)


def circles(inside: list[str], steps: Mapping[str, list[str]]) -> list[list[str]]:
    """Groups of stages that lead back to themselves (strongly connected, more than one or a loop)."""
    ahead = {name: _closure(name, inside, steps) for name in inside}
    groups: list[list[str]] = []
    for name in inside:
        if name in ahead[name] and not any(name in group for group in groups):
            groups.append([other for other in inside if other in ahead[name] and name in ahead[other]])
    return groups


def _closure(start: str, inside: list[str], steps: Mapping[str, list[str]]) -> set[str]:
    seen: list[str] = [t for t in steps[start] if t in inside]
    for stage in seen:
        seen += [t for t in steps[stage] if t in inside and t not in seen]
    return set(seen)


def _longest(
    scheme: Scheme, sources: tuple[str, ...], inside: list[str], steps: Mapping[str, list[str]]
) -> tuple[int, tuple[str, ...]]:
    """Circles count as one, with the sum of their total stays; then the longest path through what is left."""
    group_of: dict[str, tuple[str, ...]] = {name: (name,) for name in inside}
    for circle in circles(inside, steps):
        for name in circle:
            group_of[name] = tuple(circle)

    def stay(name: str) -> int:
        longest = scheme.stages[name].longest
        return longest.days if longest else 0

    @cache
    def from_group(group: tuple[str, ...]) -> tuple[int, tuple[str, ...]]:
        onward = {group_of[t] for name in group for t in steps[name] if t in group_of} - {group}
        best = max((from_group(g) for g in onward), default=(0, ()))
        return sum(map(stay, group)) + best[0], (*group, *best[1])

    return max((from_group(group_of[s]) for s in sources if s in group_of), default=(0, ()))
