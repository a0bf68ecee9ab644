"""How an event is defined: its fields with their questions, what it establishes, what it stops.

Forms and API schemas are made from these definitions. Every question may be answered with "not known", and what is
not known takes no protection away: what protects counts all the same, and whatever else leans on that answer, or
on a day of the event that is not known, becomes not known.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from returnhub.casework.refusals import Refused
from returnhub.scheme.types import Boolean, Type, accepts, parse_scalar

NOT_KNOWN: Literal["not known"] = "not known"
"""How "not known" is written in a form and in a file. A program may also send null."""
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
    """One question of an event, to which "not known" is always an answer.

    `required`: what the event establishes leans on it, so nobody may pass it over. Any other may be left out, which
    counts as not known; only a fact of its own leans on it.
    """

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
    protects: tuple[Any, ...] = ()
    """Answers that only ever stop moves: they count from anybody, whatever else is not known."""
    settled: bool = False
    """Any other answer counts only from those who settle the fact, and from others makes it not known."""
    leans_on: tuple[str, ...] | None = None
    """Questions besides its own without whose answer it is not known; None: every required one."""


@dataclass(frozen=True, slots=True)
class Raises:
    """The hold that the event raises in the same transaction.

    `unless`: a fact and the value with which it does not, where the event establishes that value: not known raises it.
    `but` says so on the page.
    """

    kind: str
    authority: str
    unless: tuple[str, Any] | None = None
    but: str = ""

    def stands(self, facts: Mapping[str, Any]) -> bool:
        """Whether it is raised, given what the event establishes."""
        return self.unless is None or facts.get(self.unless[0]) != self.unless[1]


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
        """Check answers (typed or as text) and return them typed, None for "not known".

        A question that was passed over is refused if it is required, and otherwise left out.
        """
        unknown = set(given) - {f.name for f in self.fields}
        if unknown:
            raise Refused("not-a-value", f"`{min(unknown)}` is not a question of `{self.name}`")
        answers = {}
        for asked in self.fields:
            value = given.get(asked.name, "")
            if not isinstance(value, str) or value.strip():
                answers[asked.name] = _read(asked, value)
            elif asked.required:
                says = f"`{asked.name}` needs an answer, if only `{NOT_KNOWN}`: {asked.ask}"
                raise Refused("not-a-value", says, field=asked.name)
        for first, second in self.order:
            a, b = answers.get(first), answers.get(second)
            if a is not None and b is not None and a > b:
                raise Refused(
                    "impossible-order",
                    f"`{first}` ({a}) is after `{second}` ({b})",
                    fields={first: str(a), second: str(b)},
                )
        return answers

    def facts(
        self, answers: Mapping[str, Any], settles: Callable[[str], bool], *, day_known: bool = True
    ) -> dict[str, Any]:
        """What the event establishes (None: that it is not known), given its answers and whose facts they are.

        Without its day nobody can say whether it came before or after what is held: then it only protects.
        """
        found = {}
        for e in self.establishes:
            condition = answers.get(e.only_if[0]) if e.only_if else None
            if e.only_if and condition is None:
                found[e.fact] = None  # whether it follows is not known
            elif e.only_if is None or condition == e.only_if[1]:
                value = answers.get(e.field) if e.field else e.value
                sure = day_known and all(answers.get(name) is not None for name in self._leaned_on(e))
                counts = value in e.protects or (sure and (not e.settled or settles(e.fact)))
                found[e.fact] = value if counts else None
        return found

    def _leaned_on(self, established: Establishes) -> Sequence[str]:
        if established.leans_on is not None:
            return established.leans_on
        return [f.name for f in self.fields if f.required]


def is_not_known(value: Any) -> bool:
    """Whether an answer is "not known", as a program or as a person writes it."""
    return value is None or (isinstance(value, str) and value.strip().casefold() == NOT_KNOWN)


def _read(question: Field, value: Any) -> Any:
    if is_not_known(value):
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
