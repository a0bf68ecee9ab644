"""The longest possible time from entry to an outcome; a scheme in which it has no limit fails.

A scheme may accept that a case can stay in some stages without limit (`accepted`, with a reason). Then every
stretch between such stages must have a limit, and every report names what was accepted.
"""

from __future__ import annotations

from collections.abc import Iterator

from returnhub.scheme.model import Scheme
from returnhub.scheme.proof.limbo import longest
from returnhub.scheme.proof.promises import reachable
from returnhub.scheme.proof.report import Finding, Longest, Severity

HINT = "give it a longest stay, or name the stage under `accepted` with the reason"


def time_to_an_outcome(scheme: Scheme, usable: set[str]) -> Longest:
    """The longest time from entry, or from leaving an accepted wait, to an outcome or the next such wait."""
    return _longest_without(scheme, usable, accepted_stages(scheme))


def accepted_stages(scheme: Scheme) -> set[str]:
    """Every stage in which the scheme accepts that a case can stay without limit."""
    return {stage for acceptance in scheme.accepted.values() for stage in acceptance.stages}


def without_limit(scheme: Scheme, usable: set[str]) -> Iterator[Finding]:
    """Stages that make the time to an outcome endless, and what the scheme accepts of the kind."""
    for endless in time_to_an_outcome(scheme, usable).endless:
        what = f"nothing limits how long a case takes: {endless.why}"
        place = scheme.place("stages", endless.stage)
        yield Finding(Severity.ERROR, "time-without-limit", what, HINT, place)
    accepted = accepted_stages(scheme)
    for acceptance in scheme.accepted.values():
        names = ", ".join(f"`{stage}`" for stage in acceptance.stages)
        what = f"the scheme accepts that a case can stay in {names} without limit: {acceptance.because}"
        place = scheme.place("accepted", acceptance.name)
        cite = f" [{acceptance.cite}]" if acceptance.cite else ""
        yield Finding(Severity.WARNING, "wait-accepted", what + cite, place=place)
        for stage in acceptance.stages:
            if not _longest_without(scheme, usable, accepted - {stage}).endless:
                what = f"`{acceptance.name}` need not name `{stage}`: a case cannot stay there without limit"
                yield Finding(Severity.WARNING, "acceptance-idle", what, "take it out", place)


def _longest_without(scheme: Scheme, usable: set[str], waits: set[str]) -> Longest:
    ends = {stage.name for stage in scheme.stages.values() if stage.final}
    reached = set(reachable(scheme, usable)) - ends - waits
    starts = [stage for stage in scheme.stages if stage in reached]
    return longest(scheme, starts, ends | waits, usable)
