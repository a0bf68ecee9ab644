"""What a check found, as plain data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from returnhub.scheme.language.interpret import Answer, plain
from returnhub.scheme.problems import Place

CAVEAT = (
    "This shows that the scheme as written keeps its promises given the facts entered. It says nothing on "
    "whether a fact is right, whether a rule states the law, or what is done outside the system."
)


class Severity(StrEnum):
    """An error means that the scheme does not do what a scheme must; a note is for the drafter to know."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding with a stable code, a sentence, what to do, and where what it is about stands."""

    severity: Severity
    code: str
    what: str
    hint: str = ""
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One move of a counterexample: who was where, on which day, with which facts known."""

    move: str
    source: str
    target: str
    day: date
    facts: Mapping[str, Answer]


@dataclass(frozen=True, slots=True)
class PromiseResult:
    """A promise proved, refuted by a person (the `story`), or, where `why` says so, not kept or not asked.

    `reads` names the facts that a "never" speaks of; `place` is where the promise stands.
    """

    name: str
    says: str
    proved: bool
    story: tuple[Step, ...] = ()
    why: str = ""
    days: int | None = None
    asked: bool = True
    reads: tuple[str, ...] = ()
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Endless:
    """A stage from which a case may never come to an outcome, and why."""

    stage: str
    why: str


@dataclass(frozen=True, slots=True)
class Longest:
    """The most days from some stages to an outcome and the way that takes them, or why there is no such number."""

    days: int
    route: tuple[str, ...]
    endless: tuple[Endless, ...] = ()


@dataclass(frozen=True, slots=True)
class CheckReport:
    """Everything that `check` says of a scheme.

    `longest` is the longest time from entry to an outcome, besides the stages `accepted` as waits without limit.
    """

    scheme: str
    version: str
    digest: str
    promises: tuple[PromiseResult, ...]
    findings: tuple[Finding, ...]
    rules_without_ignorance: int
    seconds: float
    longest: Longest | None = None
    accepted: tuple[str, ...] = ()

    @property
    def passed(self) -> bool:
        """No promise broken and no error."""
        errors = any(f.severity is Severity.ERROR for f in self.findings)
        return not errors and all(p.proved for p in self.promises if p.asked)

    def as_json(self) -> dict[str, Any]:
        """Plain data for machines."""
        return {
            "scheme": {"name": self.scheme, "version": self.version, "digest": self.digest},
            "passed": self.passed,
            "promises": [_promise_json(p) for p in self.promises],
            "findings": [
                {
                    "severity": f.severity.value,
                    "code": f.code,
                    "what": f.what,
                    "hint": f.hint or None,
                    **_place_json(f.place),
                }
                for f in self.findings
            ],
            "longest_time": _longest_json(self.longest, self.accepted),
            "rules_never_granted_by_ignorance": self.rules_without_ignorance,
            "seconds": round(self.seconds, 3),
            "caveat": CAVEAT,
        }


def _place_json(place: Place | None) -> dict[str, Any]:
    if place is None:
        return {"file": None, "line": None, "source": None}
    return {"file": place.file, "line": place.line, "source": place.text.strip()}


def _longest_json(found: Longest | None, accepted: tuple[str, ...]) -> dict[str, Any] | None:
    if found is None:
        return None
    return {
        "days": None if found.endless else found.days,
        "route": list(found.route),
        "without_limit": [endless.why for endless in found.endless],
        "accepted_waits": list(accepted),
    }


def _promise_json(result: PromiseResult) -> dict[str, Any]:
    return {
        "name": result.name,
        "says": result.says,
        "proved": result.proved if result.asked else None,
        "why": result.why or None,
        **_place_json(result.place),
        "longest_days": result.days,
        "story": [
            {
                "move": s.move,
                "from": s.source,
                "to": s.target,
                "on": s.day.isoformat(),
                "facts": {name: plain(value) for name, value in s.facts.items()},
            }
            for s in result.story
        ],
    }
