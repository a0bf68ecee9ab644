"""How an event is defined: its fields with their questions, what it establishes, what it stops.

Forms and API schemas are made from these definitions.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from returnhub.casework.refusals import Refused
from returnhub.scheme.types import Boolean, Type, accepts, parse_scalar

YES_NO = Boolean()
DAY_OF_IT = "On which day?"
"""How a field asks for the day of the event itself: then nobody is asked for it twice."""


@dataclass(frozen=True, slots=True)
class Text:
    """Words of at most `longest` characters."""

    longest: int = 500

    def __str__(self) -> str:
        return "words"


@dataclass(frozen=True, slots=True)
class Field:
    """One question of an event. An answer that is not `required` may be "not known"."""

    name: str
    ask: str
    type: Type | Text
    required: bool = True


@dataclass(frozen=True, slots=True)
class Establishes:
    """A fact that follows from the event: a fixed value, or the answer of one of its fields."""

    fact: str
    value: Any = None
    field: str = ""
    only_if: tuple[str, str] | None = None
    """Field and answer under which it follows; without them it follows always."""
    protects: tuple[Any, ...] | None = None
    """Answers that count from anybody; any other counts only from those who settle the fact, and from others
    makes it not known. None: every answer counts."""


@dataclass(frozen=True, slots=True)
class Raises:
    """The hold that the event raises in the same transaction."""

    kind: str
    authority: str


@dataclass(frozen=True, slots=True)
class EventKind:
    """Something that can happen to a case. `by` empty: everybody who may record events."""

    name: str
    group: str
    says: str
    fields: tuple[Field, ...] = ()
    establishes: tuple[Establishes, ...] = ()
    raises: Raises | None = None
    by: tuple[str, ...] = ()
    lane: str = "case"
    order: tuple[tuple[str, str], ...] = field(default=())
    """Pairs of date fields of which the first is not after the second."""

    @property
    def day(self) -> str:
        """The field that says on which day the event itself was; empty if the event is asked for its day apart."""
        return next((f.name for f in self.fields if f.ask == DAY_OF_IT and f.required), "")

    def read(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """Check answers (typed or as text) and return them typed, None for "not known"."""
        unknown = set(given) - {f.name for f in self.fields}
        if unknown:
            raise Refused("not-a-value", f"`{min(unknown)}` is not a question of `{self.name}`")
        answers = {f.name: _read(f, given.get(f.name)) for f in self.fields}
        for first, second in self.order:
            a, b = answers[first], answers[second]
            if a is not None and b is not None and a > b:
                raise Refused(
                    "impossible-order",
                    f"`{first}` ({a}) is after `{second}` ({b})",
                    fields={first: str(a), second: str(b)},
                )
        return answers

    def facts(self, answers: Mapping[str, Any], settles: Callable[[str], bool]) -> dict[str, Any]:
        """What the event establishes, given its answers and which facts the officer settles.

        An answer "not known" establishes that.
        """
        found = {}
        for e in self.establishes:
            if e.only_if is None or answers[e.only_if[0]] == e.only_if[1]:
                value = answers[e.field] if e.field else e.value
                counts = e.protects is None or value in e.protects or settles(e.fact)
                found[e.fact] = value if counts else None
        return found


def _read(question: Field, value: Any) -> Any:
    if value is None or value == "":
        if question.required:
            raise Refused(
                "not-a-value", f"`{question.name}` needs an answer: {question.ask}", field=question.name
            )
        return None
    kind = question.type
    if isinstance(kind, Text):
        text = str(value).strip()
        if len(text) > kind.longest:
            says = f"`{question.name}` has {len(text):,} characters; at most {kind.longest:,} are kept"
            raise Refused("not-a-value", says, field=question.name)
        return text
    return read_value(kind, value, question.name)


def read_value(kind: Type, value: Any, name: str) -> bool | int | str | date:
    """A typed value from a typed value or from text; `Refused` says in words why it is none."""
    if isinstance(value, str):
        try:
            return parse_scalar(kind, value)
        except ValueError as why:
            raise Refused("not-a-value", f"`{name}`: `{value}` {why}", field=name) from None
    if why := accepts(kind, value):
        raise Refused("not-a-value", f"`{name}`: `{value}` {why}", field=name)
    return value  # type: ignore[no-any-return]
