"""What the findings ask the prover."""

from __future__ import annotations

from collections.abc import Sequence

from returnhub.scheme.language.logic import Logic
from returnhub.scheme.model import Rule, Scheme
from returnhub.scheme.proof.search import Undecided, guard, impossible


def nobody(logic: Logic, wanted: Sequence[object]) -> bool:
    """Whether it is proved that nobody meets this; no answer in time is no finding."""
    try:
        return impossible(logic, wanted)
    except Undecided:
        return False


def satisfied(rule: Rule, logic: Logic) -> object:
    """A rule is satisfied: true, or for a protection false."""
    pair = logic.pair(rule.condition)
    return pair.false if rule.protects else pair.true


def violated(rule: Rule, logic: Logic) -> object:
    """A rule is violated: false, or for a protection true."""
    pair = logic.pair(rule.condition)
    return pair.true if rule.protects else pair.false


def usable_moves(scheme: Scheme) -> set[str]:
    """Moves that somebody can make: their needs can all be satisfied at once."""
    return {name for name in scheme.moves if not _shut(scheme, name)}


def _shut(scheme: Scheme, move: str) -> bool:
    logic = Logic(scheme.calendar)
    return nobody(logic, guard(scheme, move, logic))
