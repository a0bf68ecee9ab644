"""Stages that cannot be left, or from which no case comes to an end."""

from __future__ import annotations

from collections.abc import Iterator

from returnhub.scheme.model import Scheme
from returnhub.scheme.proof.report import Finding, Severity


def stuck(scheme: Scheme, usable: set[str]) -> Iterator[Finding]:
    """Stages without a way out or an end, and lapses of time whose move can be shut."""
    ends = {s.name for s in scheme.stages.values() if s.final}
    for stage in scheme.stages.values():
        place = scheme.place("stages", stage.name)
        ways = [m for m in scheme.moves_from(stage.name) if m.name in usable]
        if not stage.final and not ways:
            what = f"nobody can ever leave `{stage.name}`: none of its moves can open"
            yield Finding(
                Severity.ERROR, "stage-without-exit", what, "give it a move that can be made", place
            )
        elif not stage.final and not ends & set(_onward(scheme, stage.name, usable)):
            what = f"no case in `{stage.name}` can ever come to an end: no final stage can be reached from it"
            yield Finding(Severity.ERROR, "stage-without-end", what, "give it a way to a final stage", place)
        then = scheme.moves.get(stage.then or "")
        if then is not None and scheme.needs_of(then):
            what = (
                f"after the longest stay in `{stage.name}` comes `{then.name}`, which its needs can keep shut"
            )
            yield Finding(Severity.ERROR, "then-can-be-shut", what, f"let `{then.name}` need nothing", place)


def _onward(scheme: Scheme, start: str, usable: set[str]) -> list[str]:
    seen = [start]
    for stage in seen:
        seen += {m.target for m in scheme.moves_from(stage) if m.name in usable} - set(seen)
    return seen
