"""A network as the arrays that the kernel takes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from returnhub.forecast.engine.check import check
from returnhub.forecast.engine.circles import days_kept
from returnhub.forecast.engine.laws import compile_laws
from returnhub.forecast.engine.network import (
    ENDED,
    LEFT,
    NO_CLOCK,
    SERVED,
    STAYED_LONGEST,
    Network,
    Waiting,
    epochs_of,
    table,
)


@dataclass(frozen=True, slots=True)
class Compiled:
    """The arrays of a network; names in order are in `network`."""

    network: Network
    law: np.ndarray  # stage × class → law, -1 none
    law_start: np.ndarray
    law_cdf: np.ndarray
    guide: np.ndarray
    always: np.ndarray  # law → its days if there is no other, -1 otherwise
    rate: np.ndarray  # stage × class × epoch, a day
    risen: np.ndarray  # the rate summed over the days before that epoch
    longest: np.ndarray  # stage, -1 none
    kept: np.ndarray  # stage → its column in the records of days spent, -1 where no earlier visit counts
    parted: np.ndarray  # stages from which nobody comes to one of those again
    route_start: np.ndarray  # cause × stage × class → first entry, and one more for the end
    route_move: np.ndarray
    route_cum: np.ndarray  # epoch × entry
    target: np.ndarray  # move → stage
    wants: np.ndarray  # stage → resource waited for, -1 none
    holds: np.ndarray  # stage → resource occupied, -1 none
    clock: np.ndarray
    capacity: np.ndarray  # resource × day
    daily: np.ndarray
    order: np.ndarray  # stages in the order of service
    turn: np.ndarray  # stage → its place in that order
    first_turn: np.ndarray  # resource → the first place in that order that wants it
    is_end: np.ndarray
    leaves: np.ndarray  # stages where something else may come first
    rank: np.ndarray  # class → its line
    epoch: int
    stream_stage: np.ndarray  # stream → where it starts
    stream_class: np.ndarray
    arrivals: np.ndarray  # stream × day
    start_stage: np.ndarray  # each person who is there at the start, stage by stage, the longest there first
    start_class: np.ndarray
    start_days: np.ndarray
    start_since: np.ndarray
    earliest: int  # days before the first on which a clock may have started


def compile_network(network: Network) -> Compiled:
    """Check a network and turn it into arrays; `UserError` says what is wrong, where, and what to do."""
    stages = {s.name: n for n, s in enumerate(network.stages)}
    moves = {m.name: n for n, m in enumerate(network.moves)}
    resources = {r.name: n for n, r in enumerate(network.resources)}
    classes = len(network.classes)
    check(network)
    epochs = epochs_of(network)
    laws: list[np.ndarray] = []
    law = np.full((len(stages), classes), -1, np.int64)
    rate = np.zeros((len(stages), classes, epochs))
    routes: dict[tuple[int, int, int], list[tuple[int, np.ndarray]]] = {}
    for s, stage in enumerate(network.stages):
        rate[s] = -np.log1p(-table(stage.monthly_exit, epochs, classes)).T / 30
        given = {ENDED: stage.ended, LEFT: stage.left, SERVED: stage.served}
        ways = {
            cause: [(moves[e.move], table(e.share, epochs, classes)) for e in exits]
            for cause, exits in given.items()
        }
        for c in range(classes):
            if stage.time is not None:
                chosen = stage.time if isinstance(stage.time, np.ndarray) else stage.time[c]
                law[s, c] = _number_of(chosen, laws)
            for cause, exits in ways.items():
                routes[cause, s, c] = [(move, share[:, c]) for move, share in exits]
            if stage.after_longest is not None:
                routes[STAYED_LONGEST, s, c] = [(moves[stage.after_longest], np.ones(epochs))]
    risen = np.zeros_like(rate)
    risen[:, :, 1:] = np.cumsum(rate[:, :, :-1] * network.epoch, axis=2)
    start, route_move, route_cum = _flatten(routes, len(stages), classes, epochs)
    law_start, law_cdf, guide = compile_laws(laws)
    stream_stage, stream_class, arrivals = _streams(network, stages)
    order = [stages[n] for n in network.priority] or [n for n, s in enumerate(network.stages) if s.resource]
    first = {name: n for n, name in enumerate(network.class_priority)}
    wants = np.array([-1 if s.resource is None else resources[s.resource] for s in network.stages], np.int64)
    turn, first_turn = np.full(len(stages), len(order)), np.full(len(resources), len(order))
    for n, s in reversed(list(enumerate(order))):
        turn[s], first_turn[wants[s]] = n, n
    starters = _starters(network, stages)
    kept, parted = days_kept(network)
    clocks = starters["start_since"][starters["start_since"] != NO_CLOCK]
    return Compiled(
        network=network,
        law=law,
        law_start=law_start,
        law_cdf=law_cdf,
        guide=guide,
        always=np.array([_only_day(law) for law in laws] or [-1], np.int64),
        rate=rate,
        risen=risen,
        longest=np.array([-1 if s.longest is None else s.longest for s in network.stages], np.int64),
        kept=kept,
        parted=parted,
        route_start=start,
        route_move=route_move,
        route_cum=route_cum,
        target=np.array([stages[m.target] for m in network.moves], np.int64),
        wants=wants,
        holds=np.array([-1 if s.holds is None else resources[s.holds] for s in network.stages], np.int64),
        clock=np.array([s.clock for s in network.stages]),
        capacity=np.array([r.capacity for r in network.resources], np.int64).reshape(
            len(resources), network.days
        ),
        daily=np.array([r.daily for r in network.resources], np.bool_),
        order=np.array(order, np.int64),
        turn=turn,
        first_turn=first_turn,
        is_end=(wants < 0) & (law[:, 0] < 0),
        leaves=rate.max(axis=(1, 2)) > 0,
        rank=np.array([first.get(name, len(first)) for name in network.classes], np.int64),
        epoch=network.epoch,
        stream_stage=stream_stage,
        stream_class=stream_class,
        arrivals=arrivals,
        **starters,
        earliest=int(max(starters["start_days"].max(initial=0), -clocks.min(initial=0))),
    )


def _streams(network: Network, stages: Mapping[str, int]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Who starts where on which day: (stage of each stream, its class, stream × day); empty ones left out."""
    found = [
        (stages[name], c, row)
        for name, rows in ((network.entry, network.arrivals), *network.joining.items())
        for c, row in enumerate(rows)
        if np.any(row)
    ]
    arrivals = np.array([row for _, _, row in found], np.int64).reshape(len(found), network.days)
    return (
        np.array([s for s, _, _ in found], np.int64),
        np.array([c for _, c, _ in found], np.int64),
        arrivals,
    )


def _starters(network: Network, stages: Mapping[str, int]) -> dict[str, np.ndarray]:
    """Everybody who is there at the start, in the order of the lines."""
    columns: dict[str, list[np.ndarray]] = {"stage": [], "class": [], "days": [], "since": []}
    for name in sorted(network.present, key=stages.__getitem__):
        given = network.present[name]
        if not isinstance(given, Waiting):
            there = np.repeat(np.arange(len(given), dtype=np.int32), given)
            given = Waiting(there, np.zeros(len(there), int), np.full(len(there), -1))
        longest_first = np.argsort(-given.days, kind="stable") if np.any(given.days) else slice(None)
        columns["stage"].append(np.full(len(given.days), stages[name]))
        columns["class"].append(given.classes[longest_first])
        columns["days"].append(given.days[longest_first])
        since = given.since[longest_first]
        columns["since"].append(np.where(since < 0, NO_CLOCK, -since))
    none = [np.zeros(0, int)]
    return {
        f"start_{name}": np.concatenate(parts or none).astype(np.int32) for name, parts in columns.items()
    }


def _only_day(law: np.ndarray) -> int:
    days = np.flatnonzero(law)
    return int(days[0]) if len(days) == 1 else -1


def _number_of(law: np.ndarray, laws: list[np.ndarray]) -> int:
    for number, known in enumerate(laws):
        if known is law:
            return number
    laws.append(law)
    return len(laws) - 1


def _flatten(
    routes: Mapping[tuple[int, int, int], list[tuple[int, np.ndarray]]],
    stages: int,
    classes: int,
    epochs: int,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    start = np.zeros((4, stages, classes, 2), np.int64)
    move: list[int] = []
    cum: list[np.ndarray] = []
    for (cause, s, c), ways in routes.items():
        start[cause, s, c, 0] = len(move)
        running = np.zeros(epochs)
        for m, share in ways:
            running = running + share
            move.append(m)
            cum.append(running)
        if ways:
            cum[-1] = np.ones(epochs)
        start[cause, s, c, 1] = len(move)
    return start, np.array(move or [0], np.int64), np.array(cum or [np.ones(epochs)]).T.copy()
