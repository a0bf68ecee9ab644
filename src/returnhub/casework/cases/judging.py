"""Judging a case by the scheme: its facts as the rules see them, and the verdict."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Protocol

from returnhub.casework.cases.scheme_facts import scheme_facts
from returnhub.casework.cases.state import Answer, CaseState
from returnhub.casework.places.nights import Beds, held_when_it_counts
from returnhub.casework.scheme_in_use import in_use
from returnhub.scheme.case import Case, Known
from returnhub.scheme.types import Date
from returnhub.scheme.verdict import Verdict
from returnhub.scheme.vocabulary import load_vocabulary

COMPUTED = {
    "hold_in_force": "whether any hold stands",
    "place_held": "whether a place in a hub is held for this case on the night that counts",
}
"""Facts that nobody enters: the service knows them."""
PLANNED = "transfer_date"
"""The fact that says on which day the person is to travel."""


class Judged(Protocol):
    """What judging needs of a case: its whole state has it, and so has a row read for a queue."""

    @property
    def reference(self) -> str: ...  # noqa: D102
    @property
    def stage(self) -> str: ...  # noqa: D102
    @property
    def facts(self) -> dict[str, Answer]: ...  # noqa: D102
    @property
    def holds_in_force(self) -> int: ...  # noqa: D102
    @property
    def beds(self) -> Beds: ...  # noqa: D102


def known_facts(state: Judged, at: date, of_scheme: Mapping[str, Known] | None = None) -> dict[str, Known]:
    """Everything known of a case on a day: of the scheme, of the case, and what follows from the record.

    Who judges many cases reads what is `of_scheme` once.
    """
    known = {**(scheme_facts() if of_scheme is None else of_scheme), **typed(state.facts)}
    facts = load_vocabulary().facts
    if "hold_in_force" in facts:
        known["hold_in_force"] = Known(state.holds_in_force > 0, at, "the holds of this case")
    if "place_held" in facts:
        held = bed_held(state.beds, state.stage, state.facts, at)
        known["place_held"] = Known(held, at, "the places of the hubs")
    return known


def bed_held(beds: Beds, stage: str, answers: Mapping[str, Answer], at: date) -> bool:
    """Whether a bed is held for the night that counts, given what is held of the case and answered."""
    planned = answers.get(PLANNED)
    return held_when_it_counts(beds, stage, planned.value or "" if planned else "", at)


def typed(answers: dict[str, Answer]) -> dict[str, Known]:
    """Answers as the rules take them; those established as not known are left out."""
    vocabulary = load_vocabulary().facts
    known = {}
    for name, answer in answers.items():
        fact = vocabulary.get(name)
        if fact is not None and answer.value is not None:
            value = typed_value(fact.type, answer.value)
            known[name] = Known(value, date.fromisoformat(answer.on) if answer.on else None, answer.source)
    return known


def typed_value(kind: Any, value: Any) -> Any:
    """Plain data as the scheme's Python value."""
    if isinstance(value, list):
        return tuple(value)
    return date.fromisoformat(value) if isinstance(kind, Date) else value


def as_case(state: Judged, at: date, of_scheme: Mapping[str, Known] | None = None) -> Case:
    """The case as the scheme takes it."""
    stage = state.stage if state.stage in in_use().scheme.stages else None
    return Case(state.reference, known_facts(state, at, of_scheme), stage)


def judge(state: CaseState, at: date) -> Verdict:
    """Everything the scheme says of the case on a day."""
    return in_use().screener.verdict(as_case(state, at), at)
