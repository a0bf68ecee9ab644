"""Two schemes or versions of one: who is newly in and newly out at a move, one person per cause."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from returnhub.scheme.language.interpret import Answer, evaluate, plain
from returnhub.scheme.language.logic import Logic
from returnhub.scheme.language.tree import facts_in
from returnhub.scheme.model import Move, Scheme
from returnhub.scheme.problems import UserError, nearest
from returnhub.scheme.proof.promises import opens
from returnhub.scheme.proof.search import Person, Undecided, find, guard


@dataclass(frozen=True, slots=True)
class Difference:
    """Somebody for whom a move is open in one scheme, and shut in the other by one of its rules."""

    move: str
    open_in: str
    shut_in: str
    rule: str
    says: str
    day: date
    facts: Mapping[str, Answer]

    def as_json(self) -> dict[str, Any]:
        """Plain data for machines."""
        return {
            "move": self.move,
            "open_in": self.open_in,
            "shut_in": self.shut_in,
            "rule": self.rule,
            "says": self.says,
            "on": self.day.isoformat(),
            "facts": {name: plain(value) for name, value in self.facts.items()},
        }


def common_moves(first: Scheme, second: Scheme) -> list[tuple[Move, Move]]:
    """Moves towards removal that both schemes have, by name or by `like`."""
    theirs = {m.like or m.name: m for m in second.moves.values()}
    pairs = ((m, theirs.get(m.like or m.name)) for m in first.moves.values())
    return [(m, other) for m, other in pairs if other is not None and m.towards.value == "removal"]


def compare(first: Scheme, second: Scheme, move: str | None = None) -> list[Difference]:
    """One person for each rule that shuts out, in either direction; empty if nobody is treated differently.

    Raises `UserError` if a move is asked for that the two do not share, or if the prover found no answer.
    """
    pairs = common_moves(first, second)
    names = [m.name for m, _ in pairs]
    if move is not None:
        if move not in names:
            raise UserError(f"the two schemes do not share a move `{move}`", hint=nearest(move, names))
        pairs = [pair for pair in pairs if pair[0].name == move]
    try:
        return [
            difference
            for mine, theirs in pairs
            for difference in (
                *_shut_out(first, mine, second, theirs),
                *_shut_out(second, theirs, first, mine),
            )
        ]
    except Undecided:
        raise UserError("the prover found no answer in time") from None


def _shut_out(open_in: Scheme, door: Move, shut_in: Scheme, other: Move) -> Iterator[Difference]:
    """For each rule of the other scheme that lets fewer pass: somebody it shuts out, alone if possible."""
    needed_here = {(open_in.rules[n].condition, open_in.rules[n].protects) for n in open_in.needs_of(door)}
    for name in shut_in.needs_of(other):
        rule = shut_in.rules[name]
        if (rule.condition, rule.protects) in needed_here:
            continue
        logic = Logic(shut_in.calendar)
        pair = logic.pair(rule.condition)
        violated = pair.true if rule.protects else pair.false
        passing = guard(open_in, door.name, logic)
        alone = guard(shut_in, other.name, logic, without=name)
        for wanted in ([violated, *passing, *alone], [violated, *passing]):
            found = find([logic], wanted, partial(_holds, open_in, door, shut_in, name))
            if found is None:
                continue
            facts, day = found[0]
            read = facts_in(rule.condition)
            shown = {n: facts[n] for n in read if n in facts}
            yield Difference(door.name, open_in.name, shut_in.name, name, rule.says, day, shown)
            break


def _holds(open_in: Scheme, door: Move, shut_in: Scheme, rule: str, people: list[Person]) -> bool:
    (facts, day) = people[0]
    shut = shut_in.rules[rule]
    violated = evaluate(shut.condition, facts, day, shut_in.calendar) is shut.protects
    return violated and opens(open_in, door.name, facts, people[0])
