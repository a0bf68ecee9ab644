"""Moves that nobody can make, moves made without what every other needs, moves shut for all today."""

from __future__ import annotations

from collections.abc import Iterator

from returnhub.scheme.language.logic import Logic
from returnhub.scheme.model import Scheme
from returnhub.scheme.proof.findings.asking import nobody, satisfied
from returnhub.scheme.proof.report import Finding, Severity
from returnhub.scheme.proof.search import guard
from returnhub.scheme.types import Scalar


def never_open(scheme: Scheme, usable: set[str]) -> Iterator[Finding]:
    """Moves whose needs exclude each other."""
    for name in scheme.moves:
        if name not in usable:
            clash = ", ".join(f"`{n}`" for n in _core(scheme, name))
            what = f"nobody can ever make move `{name}`: its needs exclude each other ({clash})"
            yield Finding(
                Severity.ERROR,
                "move-never-open",
                what,
                "one of these rules must give way",
                scheme.place("moves", name),
            )


def made_despite(scheme: Scheme) -> Iterator[Finding]:
    """Moves towards removal that leave out what is always needed."""
    for move in scheme.moves.values():
        if move.despite:
            names = " and ".join(f"`{name}`" for name in move.despite)
            what = f"move `{move.name}` is made without {names}, which every other move towards removal needs"
            yield Finding(
                Severity.WARNING,
                "made-despite",
                what,
                "be sure that this is meant",
                scheme.place("moves", move.name),
            )


def shut_today(scheme: Scheme, usable: set[str]) -> Iterator[Finding]:
    """Moves that what is established about the scheme or its host keeps shut for everybody."""
    for move in scheme.moves.values():
        if move.name not in usable:
            continue
        logic = Logic(scheme.calendar)
        wanted = guard(scheme, move.name, logic)
        given = {n: logic.equals(n, e.value) for n, e in scheme.established.items() if n in logic.facts}
        if not given or not nobody(logic, [*wanted, *given.values()]):
            continue
        for name in list(given):
            fewer = [formula for other, formula in given.items() if other != name]
            if nobody(logic, [*wanted, *fewer]):
                del given[name]
        because = ", ".join(f"`{n}` is {_in_words(scheme.established[n].value)}" for n in given)
        what = f"move `{move.name}` is shut for everybody today, because {because}"
        yield Finding(Severity.NOTE, "shut-today", what, place=scheme.place("moves", move.name))


def _in_words(value: Scalar) -> str:
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)


def _core(scheme: Scheme, move: str) -> list[str]:
    """Needs that already exclude each other, none of which can be left out."""
    kept = list(scheme.needs_of(move))
    for name in list(kept):
        trial = [n for n in kept if n != name]
        logic = Logic(scheme.calendar)
        if nobody(logic, [satisfied(scheme.rules[n], logic) for n in trial]):
            kept = trial
    return kept
