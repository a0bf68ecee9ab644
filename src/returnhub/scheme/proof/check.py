"""`check`: every promise, every rule, every door of one scheme."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from time import perf_counter

from returnhub.scheme.language.tree import FactValue, OneOf, walk
from returnhub.scheme.language.tree import Literal as LiteralNode
from returnhub.scheme.model import Never, Promise, Scheme, Within
from returnhub.scheme.proof.findings import find_all
from returnhub.scheme.proof.findings.asking import usable_moves
from returnhub.scheme.proof.findings.ignorance import ignorance
from returnhub.scheme.proof.findings.time import accepted_stages, time_to_an_outcome
from returnhub.scheme.proof.limbo import prove_within
from returnhub.scheme.proof.promises import prove_never
from returnhub.scheme.proof.report import CheckReport, PromiseResult


def check(
    scheme: Scheme, promises_of: Scheme | None = None, progress: Callable[[str], None] | None = None
) -> CheckReport:
    """Prove or refute every promise (of another scheme, if given, by the names of its stages and moves).

    Takes a few seconds at most; `progress` is told what is being looked at.
    """
    tell = progress or (lambda _: None)
    started = perf_counter()
    tell("which doors can open at all")
    usable = usable_moves(scheme)
    results = []
    for promise in (promises_of or scheme).promises.values():
        tell(f"promise {promise.name}")
        result = _prove(scheme, promise, usable, foreign=promises_of is not None)
        results.append(replace(result, place=(promises_of or scheme).place("promises", promise.name)))
    tell("nothing is granted by ignorance")
    proved, found = ignorance(scheme)
    tell("rules, doors and stages")
    findings = [*found, *find_all(scheme, usable)]
    return CheckReport(
        scheme.name,
        scheme.version,
        scheme.digest,
        tuple(results),
        tuple(findings),
        proved,
        perf_counter() - started,
        time_to_an_outcome(scheme, usable),
        tuple(sorted(accepted_stages(scheme))),
    )


def _prove(scheme: Scheme, promise: Promise, usable: set[str], foreign: bool) -> PromiseResult:
    if foreign and (absent := _absent(scheme, promise)):
        why = f"cannot be asked of this scheme: it has no {absent}"
        return PromiseResult(promise.name, promise.says, False, why=why, asked=False)
    if isinstance(promise, Never):
        return prove_never(scheme, promise, usable)
    return prove_within(scheme, _in_own_names(scheme, promise) if foreign else promise, usable)


def _in_own_names(scheme: Scheme, promise: Within) -> Within:
    """Another scheme's promise about time, under the names that this scheme has for the same stages."""
    sources = tuple(s.name for s in scheme.stages.values() if (s.like or s.name) in promise.sources)
    targets = tuple(s.name for s in scheme.stages.values() if (s.like or s.name) in promise.targets)
    return replace(promise, sources=sources, targets=targets)


def _absent(scheme: Scheme, promise: Promise) -> str:
    """The stages or moves that another scheme's promise speaks of and this one does not have."""
    own_stages = {s.like or s.name for s in scheme.stages.values()}
    if not isinstance(promise, Never):
        missing = [s for s in promise.sources if s not in own_stages]
        if not own_stages & set(promise.targets):
            missing += promise.targets
        return f"stage `{missing[0]}`" if missing else ""
    stages, moves = _spoken_of(promise)
    own_moves = {m.like or m.name for m in scheme.moves.values()}
    if (stages or moves) and not (set(stages) & own_stages or set(moves) & own_moves):
        return f"move `{moves[0]}`" if moves else f"stage `{stages[0]}`"
    return ""


def _spoken_of(promise: Never) -> tuple[list[str], list[str]]:
    stages: list[str] = []
    moves: list[str] = []
    for node in walk(promise.condition):
        if isinstance(node, OneOf) and isinstance(node.value, FactValue):
            _note(node.value.name, (str(o) for o in node.options), stages, moves)
        name, value = _compared(node)
        if name:
            _note(name, [value], stages, moves)
    return stages, moves


def _compared(node: object) -> tuple[str, str]:
    left, right = getattr(node, "left", None), getattr(node, "right", None)
    if isinstance(left, FactValue) and isinstance(right, LiteralNode):
        return left.name, str(right.value)
    return "", ""


def _note(fact: str, values: Iterable[str], stages: list[str], moves: list[str]) -> None:
    if fact in ("stage", "from_stage"):
        stages.extend(values)
    elif fact == "move":
        moves.extend(values)
