"""Promises of the kind "never": proved from the guards of the doors, or refuted by a person and their path.

Induction first: if no door that a promise speaks of can open while the promise's condition is anything but
known to be false, the promise holds however long the path. Only when that fails, a path to such a door is
looked for, with a person whose fixed facts stay the same and whose days do not run backwards.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from itertools import islice, pairwise

import z3

from returnhub.scheme.language.interpret import Answer, evaluate
from returnhub.scheme.language.logic import PATH, Logic
from returnhub.scheme.language.spans import Formula
from returnhub.scheme.language.tree import Condition, facts_in, reads_today
from returnhub.scheme.model import Never, Scheme
from returnhub.scheme.proof.report import PromiseResult, Step
from returnhub.scheme.proof.search import Person, Undecided, find, guard, impossible
from returnhub.scheme.types import EARLIEST, Code

MOST_PATHS, LONGEST_PATH = 30, 12
NO_PATH = f"no path of at most {LONGEST_PATH} moves was found; this is the last door alone"
Door = tuple[str, str]
"""A move and the stage it starts from."""


def prove_never(scheme: Scheme, promise: Never, usable: set[str]) -> PromiseResult:
    """Prove or refute one promise. `usable`: moves that somebody can make at all."""
    try:
        for move in scheme.moves.values():
            if move.name not in usable:
                continue
            for source in move.sources:
                if story := _broken_at(scheme, promise.condition, (move.name, source), usable):
                    read = tuple(name for name in facts_in(promise.condition) if name not in PATH)
                    why = "" if scheme.stages[story[0].source].entry else NO_PATH
                    return PromiseResult(promise.name, promise.says, False, story, why, reads=read)
    except Undecided:
        why = "the prover found no answer in time: neither proved nor refuted"
        return PromiseResult(promise.name, promise.says, False, why=why)
    return PromiseResult(promise.name, promise.says, True)


def _broken_at(scheme: Scheme, condition: Condition, door: Door, usable: set[str]) -> tuple[Step, ...]:
    if (
        not reads_today(condition)
        and evaluate(condition, _words(scheme, door), EARLIEST, scheme.calendar) is False
    ):
        return ()  # false whatever the facts and the day: the promise does not speak of this door
    logic = Logic(scheme.calendar)
    if impossible(logic, _breach(scheme, condition, door, logic)):
        return ()
    if door[1] not in reachable(scheme, usable):
        return ()
    for path in islice(_paths(scheme, door, usable), MOST_PATHS):
        for outright in (True, False):
            if story := _walk(scheme, condition, path, outright):
                return story
    # No joint path within the bound. The bound is on the story, never on the proof: the door itself opens.
    return _walk(scheme, condition, [door], outright=False)


def _breach(
    scheme: Scheme, condition: Condition, door: Door, logic: Logic, outright: bool = False
) -> list[Formula]:
    """The door opens although the promise's condition is not known to be false (`outright`: is true)."""
    promise = logic.pair(condition)
    broken = promise.true if outright else z3.Not(promise.false)
    return [*guard(scheme, door[0], logic), *_at(scheme, door, logic), broken]


def _at(scheme: Scheme, door: Door, logic: Logic) -> list[Formula]:
    """What `stage`, `from_stage` and `move` are at a door, for a promise that speaks of them."""
    where = _words(scheme, door)
    fixed = []
    for name in PATH:
        if name in logic.facts:
            fact = logic.facts[name]
            assert isinstance(fact.type, Code)
            codes = sorted(fact.type.codes)
            fixed += [fact.known, fact.value == (codes.index(where[name]) if where[name] in codes else -1)]
    return fixed


def _words(scheme: Scheme, door: Door) -> dict[str, str]:
    """Under the names of the scheme whose promise it is: `like` says what a move or stage is called there."""
    move, source = scheme.moves[door[0]], scheme.stages[door[1]]
    target = scheme.stages[move.target]
    return {
        "stage": target.like or target.name,
        "from_stage": source.like or source.name,
        "move": move.like or move.name,
    }


def reachable(scheme: Scheme, moves: set[str]) -> list[str]:
    """Stages that a case can come to by these moves alone, however many it takes."""
    seen = [stage.name for stage in scheme.stages.values() if stage.entry]
    for stage in seen:
        seen += {m.target for m in scheme.moves_from(stage) if m.name in moves} - set(seen)
    return seen


def _paths(scheme: Scheme, door: Door, usable: set[str]) -> Iterator[list[Door]]:
    """Paths without circles from an entry stage to a door, shortest first."""
    queue: deque[tuple[str, list[Door]]] = deque((s.name, []) for s in scheme.stages.values() if s.entry)
    while queue:
        stage, path = queue.popleft()
        if stage == door[1]:
            yield [*path, door]
        if len(path) >= LONGEST_PATH:
            continue
        visited = {source for _, source in path} | {stage}
        for move in scheme.moves_from(stage):
            if move.name in usable and move.target not in visited:
                queue.append((move.target, [*path, (move.name, stage)]))


def _walk(scheme: Scheme, condition: Condition, path: list[Door], outright: bool) -> tuple[Step, ...]:
    """A person who takes this path and breaks the promise at its end, replayed exactly; else nothing."""
    logics = [Logic(scheme.calendar, f"@{number}") for number in range(len(path))]
    wanted: list[Formula] = []
    for door, logic in zip(path[:-1], logics, strict=False):
        wanted += guard(scheme, door[0], logic)
    wanted += _breach(scheme, condition, path[-1], logics[-1], outright)
    for earlier, later in pairwise(logics):
        wanted.append(earlier.today <= later.today)
        wanted += _same_person(scheme, earlier, later)

    def holds(people: list[Person]) -> bool:
        steps = zip(path, people, strict=True)
        doors = all(opens(scheme, door[0], facts, person) for door, person in steps for facts in [person[0]])
        return doors and breaks(scheme, condition, path[-1], people[-1])

    people = find(logics, wanted, holds)
    if people is None:
        return ()
    story = []
    for door, (facts, day), last in zip(path, people, [False] * (len(path) - 1) + [True], strict=True):
        read = {f for need in scheme.needs_of(door[0]) for f in facts_in(scheme.rules[need].condition)}
        if last:
            read |= set(facts_in(condition))
        shown = {n: v for n, v in facts.items() if n in read and n not in PATH}
        story.append(Step(door[0], door[1], scheme.moves[door[0]].target, day, shown))
    return tuple(story)


def _same_person(scheme: Scheme, earlier: Logic, later: Logic) -> list[Formula]:
    """Facts that cannot change are the same at both moments, where both read them."""
    return [
        earlier.facts[name].value == later.facts[name].value
        for name in earlier.facts
        if name in later.facts and name in scheme.vocabulary.facts and scheme.vocabulary.facts[name].fixed
    ]


def opens(scheme: Scheme, move: str, facts: Mapping[str, Answer], person: Person) -> bool:
    """Whether a door opens for a person, by the reference reading of every rule."""
    for name in scheme.needs_of(move):
        rule = scheme.rules[name]
        if evaluate(rule.condition, facts, person[1], scheme.calendar) is not (not rule.protects):
            return False
    return True


def breaks(scheme: Scheme, condition: Condition, door: Door, person: Person) -> bool:
    """Whether a promise's condition is anything but known to be false at a door."""
    facts = {**person[0], **_words(scheme, door)}
    return evaluate(condition, facts, person[1], scheme.calendar) is not False
