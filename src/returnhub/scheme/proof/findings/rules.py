"""Rules and constants that do nothing: never met, never blocking, read by nothing, contradicted or implied."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

import z3

from returnhub.scheme.language.logic import Logic
from returnhub.scheme.language.tree import Literal, facts_in, walk
from returnhub.scheme.model import Move, Never, Scheme
from returnhub.scheme.proof.findings.asking import nobody, satisfied, violated
from returnhub.scheme.proof.report import Finding, Severity
from returnhub.scheme.proof.search import guard


def idle(scheme: Scheme) -> Iterator[Finding]:
    """Rules that nobody can meet, that can never block, or that no move needs."""
    needed = {n for m in scheme.moves for n in scheme.needs_of(m)}
    for rule in scheme.rules.values():
        place = scheme.place("rules", rule.name)
        logic, other = Logic(scheme.calendar), Logic(scheme.calendar)
        if nobody(logic, [satisfied(rule, logic)]):
            severity = Severity.ERROR if rule.name in needed else Severity.WARNING
            what = f"rule `{rule.name}` can never be satisfied"
            yield Finding(severity, "rule-never-met", what, "its parts exclude each other", place)
        elif nobody(other, [violated(rule, other)]):
            what = f"rule `{rule.name}` can never be violated"
            yield Finding(
                Severity.WARNING, "rule-never-blocks", what, "it only asks that something is known", place
            )
        if rule.name not in needed:
            what = f"no move needs rule `{rule.name}`"
            yield Finding(
                Severity.NOTE, "rule-unused", what, "let a move need it, or drop it with `without`", place
            )


def constants(scheme: Scheme) -> Iterator[Finding]:
    """Constants that nothing reads: an author who changes one changes nothing."""
    conditions = [rule.condition for rule in scheme.rules.values()]
    conditions += [p.condition for p in scheme.promises.values() if isinstance(p, Never)]
    read = {node.name for c in conditions for node in walk(c) if isinstance(node, Literal)}
    read |= {stage.longest.constant for stage in scheme.stages.values() if stage.longest}
    for name in scheme.constants:
        if name not in read:
            what = f"no rule, promise or stage reads constant `{name}`: whatever it says changes nothing"
            yield Finding(Severity.NOTE, "constant-unused", what, place=scheme.place("constants", name))


def contradictions(scheme: Scheme, usable: set[str]) -> Iterator[Finding]:
    """Pairs of needed rules that nobody can satisfy both; pairs that share no fact cannot clash."""
    together = [set(scheme.needs_of(name)) for name in usable]
    needed = [rule for rule in scheme.rules.values() if any(rule.name in needs for needs in together)]
    reads = {rule.name: set(facts_in(rule.condition)) for rule in needed}
    for first, second in combinations(needed, 2):
        apart = not any({first.name, second.name} <= needs for needs in together)
        if apart and reads[first.name] & reads[second.name]:
            logic = Logic(scheme.calendar)
            if nobody(logic, [satisfied(first, logic), satisfied(second, logic)]):
                what = (
                    f"rules `{first.name}` and `{second.name}` contradict each other: nobody satisfies both"
                )
                yield Finding(
                    Severity.NOTE,
                    "rules-contradict",
                    what,
                    "they are needed by different moves",
                    scheme.place("rules", second.name),
                )


def implied(scheme: Scheme, usable: set[str]) -> Iterator[Finding]:
    """Rules that a move needs although its other needs already say so."""
    where: dict[str, list[str]] = {}
    for move in scheme.moves.values():
        if move.name not in usable:
            continue
        needs = scheme.needs_of(move)
        reads = {n: set(facts_in(scheme.rules[n].condition)) for n in needs}
        for name in needs:
            others = set().union(*(reads[n] for n in needs if n != name))
            if reads[name] <= others and _follows(scheme, move, name):
                where.setdefault(name, []).append(move.name)
    for name, moves in where.items():
        what = f"rule `{name}` adds nothing to {', '.join(f'`{m}`' for m in moves)}: other needs imply it"
        yield Finding(Severity.NOTE, "rule-implied", what, place=scheme.place("rules", name))


def _follows(scheme: Scheme, move: Move, rule: str) -> bool:
    logic = Logic(scheme.calendar)
    others = guard(scheme, move.name, logic, without=rule)
    return nobody(logic, [*others, z3.Not(satisfied(scheme.rules[rule], logic))])
