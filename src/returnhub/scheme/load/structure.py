"""Mistakes in the shape of a scheme: limbo, dead ends, unguarded doors."""

from __future__ import annotations

from returnhub.scheme.gather import Gathered
from returnhub.scheme.model import Move, Scheme, Stage, Towards
from returnhub.scheme.nodes import Mapping, Node, Text
from returnhub.scheme.problems import nearest


def check_structure(scheme: Scheme, gathered: Gathered) -> None:
    """Note every structural mistake in `gathered.reading`."""
    if not scheme.stages:
        if not gathered.reading.problems:  # what it builds on may have had them, and could not be read
            gathered.reading.problem(gathered.top, "the scheme has no stages")
        return
    enters = any(stage.entry for stage in scheme.stages.values())
    if not enters:
        gathered.reading.problem(gathered.top, "no stage is marked `entry: yes`: no case can ever start")
    for move in scheme.moves.values():
        _check_move(scheme, move, gathered)
    for stage in scheme.stages.values():
        _check_stage(scheme, stage, gathered)
    if not enters or any(not move.target or not move.sources for move in scheme.moves.values()):
        return  # a misspelt stage is reported where it stands; what cannot be reached would only echo that
    for name in unreachable(scheme):
        key, _ = gathered.sections["stages"][name]
        gathered.reading.problem(key, f"no path from an entry stage leads to `{name}`")


def unreachable(scheme: Scheme) -> list[str]:
    """Stages that no sequence of moves reaches from an entry stage."""
    seen = [s.name for s in scheme.stages.values() if s.entry]
    for name in seen:
        seen += [m.target for m in scheme.moves_from(name) if m.target not in seen]
    return [name for name in scheme.stages if name not in seen]


def _check_move(scheme: Scheme, move: Move, gathered: Gathered) -> None:
    key, node = gathered.sections["moves"][move.name]
    note = gathered.reading.problem
    if move.towards is Towards.REMOVAL and not move.needs and not _has(node, "needs"):
        note(
            key,
            f"move `{move.name}` leads towards removal and needs nothing",
            "give it `needs`, or say `towards: release` or `towards: recorded`",
        )
    for name in move.sources:
        if name in scheme.stages and scheme.stages[name].final:
            note(_field(node, "from") or key, f"`{name}` is final: nothing leads out of it")


def _check_stage(scheme: Scheme, stage: Stage, gathered: Gathered) -> None:
    key, node = gathered.sections["stages"][stage.name]
    note = gathered.reading.problem
    ways = scheme.moves_from(stage.name)
    if stage.final:
        if stage.then or stage.longest:
            note(key, f"`{stage.name}` is final and cannot have a longest stay")
        return
    if not ways:
        note(key, f"nobody can ever leave `{stage.name}`", "give it a move, or say `final: yes`")
    if stage.outside:
        return
    if stage.longest is None:
        note(
            key,
            f"`{stage.name}` has no longest stay",
            "write `longest: 28 days` and `then: <move>`: no stage is a limbo",
        )
    if stage.then is None:
        note(key, f"`{stage.name}` does not say what happens after the longest stay", "write `then: <move>`")
        return
    where = _field(node, "then") or key
    move = scheme.moves.get(stage.then)
    if move is None:
        note(where, f"there is no move `{stage.then}`", nearest(stage.then, scheme.moves))
    elif stage.name not in move.sources:
        note(where, f"move `{stage.then}` does not start from `{stage.name}`")
    elif move.towards is Towards.REMOVAL:
        note(where, f"`{stage.then}` leads towards removal and cannot follow from lapse of time alone")


def _has(node: Node, key: str) -> bool:
    """Whether the field names anything at all (even names that are mistakes, reported elsewhere)."""
    found = _field(node, key)
    return (
        found is not None
        and not (isinstance(found, Text) and not found.value)
        and getattr(found, "items", True) != []
    )


def _field(node: Node, key: str) -> Node | None:
    return node.get(key) if isinstance(node, Mapping) else None
