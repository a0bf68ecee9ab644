"""A case as the rules see it: what is known of each fact, since when, and whether that is still current."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from returnhub.scheme.language.interpret import Answer
from returnhub.scheme.model import Scheme
from returnhub.scheme.problems import UserError, nearest
from returnhub.scheme.types import accepts
from returnhub.scheme.vocabulary import Fact


@dataclass(frozen=True, slots=True)
class Known:
    """The value of a fact, the day on which it was established, and by what evidence.

    A fact about family members holds a tuple with one answer for each (None: not known).
    """

    value: Answer
    on: date | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """One person's case: a reference and what is known. A fact that is not in `facts` is not known."""

    reference: str
    facts: Mapping[str, Known] = field(default_factory=dict)
    stage: str | None = None


def is_current(fact: Fact, on: date | None, at: date) -> bool:
    """Whether an answer of that day still counts (HB-28).

    An answer without a date, or dated after the day it is asked about, does not count for a fact that ages.
    """
    if fact.current_for is None:
        return True
    return on is not None and 0 <= (at - on).days <= fact.current_for


def current_facts(scheme: Scheme, case: Case, at: date) -> tuple[dict[str, Known], dict[str, str]]:
    """What counts on that day, and for each fact that is known but does not count, why."""
    vocabulary = scheme.vocabulary.facts
    counts: dict[str, Known] = {}
    dropped: dict[str, str] = {}
    given = {name: Known(e.value, e.on, e.source) for name, e in scheme.established.items()}
    for name, known in {**given, **case.facts}.items():
        fact = vocabulary.get(name)
        if fact is None:
            raise UserError(f"`{name}` is not a fact", where=case.reference, hint=nearest(name, vocabulary))
        _check_value(case, fact, known.value)
        if is_current(fact, known.on, at):
            counts[name] = known
        elif known.on is None:
            dropped[name] = f"answered, but nobody noted when; an answer counts for {fact.current_for} days"
        elif known.on > at:
            dropped[name] = f"established on {known.on}, after the day that is asked about"
        else:
            dropped[name] = f"established on {known.on}, too long ago: it counts for {fact.current_for} days"
    return counts, dropped


def _check_value(case: Case, fact: Fact, value: Answer) -> None:
    if not fact.group and not isinstance(value, tuple) and not accepts(fact.type, value):
        return  # nearly always; what follows finds the words for what is wrong
    members = value if isinstance(value, tuple) else (value,)
    if isinstance(value, tuple) != fact.group:
        shape = "one answer for each member" if fact.group else "one answer"
        raise UserError(f"`{fact.name}` takes {shape}", where=case.reference)
    for member in members:
        if member is None and fact.group:
            continue
        if why := accepts(fact.type, member):
            raise UserError(f"`{fact.name}`: `{member}` {why}", where=case.reference)
