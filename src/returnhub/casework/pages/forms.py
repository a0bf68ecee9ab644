"""Questions of a form and how answers are read. No answer is ever chosen beforehand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.http import QueryDict

from returnhub.casework.actions import BECAUSE
from returnhub.casework.cases.event_types import NOT_KNOWN, Field, Text
from returnhub.scheme.types import Boolean, Code, Date, Integer, Money, Type

Options = tuple[tuple[str, str], ...]


@dataclass(slots=True)
class Question:
    """One question. `kind`: radios, checkboxes, select, date, number, line, words. `value` is what was answered."""

    name: str
    ask: str
    kind: str
    hint: str = ""
    options: Options = ()
    required: bool = True
    may_be_unknown: bool = False
    """Has a box "Not known" beside it. Radios have that answer among the others."""
    unknown: bool = False
    """That box is ticked."""
    rows: int = 5
    longest: int = 10_000
    value: str = ""
    day: str = ""
    month: str = ""
    year: str = ""
    error: str = ""

    @property
    def anchor(self) -> str:
        """The element that an error leads to."""
        return {
            "date": f"{self.name}-day",
            "radios": f"{self.name}-1",
            "checkboxes": f"{self.name}-1",
        }.get(self.kind, self.name)

    @property
    def chosen(self) -> list[str]:
        """The boxes that are ticked."""
        return self.value.split(",") if self.value else []

    @property
    def described(self) -> str:
        """Which elements describe the field."""
        parts = [f"{self.name}-hint"] if self.hint else []
        return " ".join([*parts, f"{self.name}-error"] if self.error else parts)

    @property
    def in_words(self) -> str:
        """The answer as a person reads it back."""
        known = dict(self.options)
        if self.unknown:
            return "Not known"
        if self.kind == "checkboxes":
            return ", ".join(known.get(v, v) for v in self.chosen) or "none"
        return known.get(self.value, self.value) or "no answer"


@dataclass(slots=True)
class Form:
    """Questions in order, and what is wrong with the answers."""

    questions: Sequence[Question]
    general: list[str] = field(default_factory=list)

    def read(self, sent: Mapping[str, str]) -> dict[str, str]:
        """The answers as text, dates as 2026-12-31, "not known" kept as such; errors are left on the questions."""
        return {q.name: _read(q, sent) for q in self.questions}

    @property
    def errors(self) -> list[tuple[str, str]]:
        """Each error with the element it belongs to."""
        return [(q.anchor, q.error) for q in self.questions if q.error] + [("form", g) for g in self.general]

    def blame(self, name: str, says: str) -> None:
        """Put an error on the question it belongs to, or on the whole form."""
        for question in self.questions:
            if question.name == name:
                question.error = says
                return
        self.general.append(says)


def _read(question: Question, sent: Mapping[str, str]) -> str:
    value = _given(question, sent)
    question.value = value
    question.unknown = question.may_be_unknown and bool(sent.get(f"{question.name}-unknown"))
    if question.unknown:
        if not value and not question.error:
            return NOT_KNOWN
        question.error = f"Give an answer or tick “Not known”, not both: {question.ask}"
    if question.error:
        return value
    given = question.chosen if question.kind == "checkboxes" else [value] if value else []
    if question.options and not set(given) <= set(dict(question.options)):
        question.error, question.value = "Choose one of the answers", ""
    elif question.required and not value:
        question.error = _missing(question)
    elif len(value) > question.longest:
        question.error = f"Write {question.longest:,} characters or fewer; this has {len(value):,}"
    return question.value


def _given(question: Question, sent: Mapping[str, str]) -> str:
    if question.kind == "date":
        return _day(question, sent)
    if question.kind == "checkboxes" and isinstance(sent, QueryDict):
        return ",".join(str(v) for v in sent.getlist(question.name))
    return sent.get(question.name, "").replace("\0", "").strip()


def _missing(question: Question) -> str:
    if question.kind in ("radios", "checkboxes", "select"):
        return f"Choose an answer: {question.ask}"
    or_not = ", or tick “Not known”" if question.may_be_unknown else ""
    return (
        f"Answer this{or_not}: {question.ask}" if question.ask.endswith("?") else f"Fill in: {question.ask}"
    )


def _day(question: Question, sent: Mapping[str, str]) -> str:
    parts = [sent.get(f"{question.name}-{part}", "").strip() for part in ("day", "month", "year")]
    question.day, question.month, question.year = parts
    if not any(parts):
        return ""
    try:
        return date(*(int(part) for part in reversed(parts))).isoformat()
    except (ValueError, OverflowError):
        question.error = "Enter a real date with day, month and year, such as 31 3 2026"
        return ""


def question_of(name: str, ask: str, kind: Type | Text, *, required: bool, unknown: bool) -> Question:
    """The question for a typed answer. `unknown`: "Not known" is one of the answers."""
    not_known: Options = ((NOT_KNOWN, "Not known"),) if unknown else ()
    match kind:
        case Boolean():
            return Question(
                name, ask, "radios", options=(("yes", "Yes"), ("no", "No"), *not_known), required=required
            )
        case Code(codes):
            options = (*codes.items(), *not_known)
            return Question(name, ask, "radios", options=options, required=required)
        case Date():
            hint = "For example, 31 3 2026"
            return Question(name, ask, "date", hint, required=required, may_be_unknown=unknown)
        case Integer(low, high, unit):
            hint = f"A whole number from {low:,} to {high:,}" + (f", in {unit}" if unit else "")
            return Question(name, ask, "number", hint, required=required, may_be_unknown=unknown)
        case Money():
            return Question(name, ask, "number", "In whole pence", required=required, may_be_unknown=unknown)
        case Text(longest):
            shape = "words" if longest > 200 else "line"
            return Question(name, ask, shape, required=required, longest=longest, may_be_unknown=unknown)
    raise TypeError(kind)


def question_of_field(asked: Field) -> Question:
    """The question for a field of an event: "Not known" is always an answer."""
    ask = asked.ask if asked.required else f"{asked.ask} (optional)"
    return question_of(asked.name, ask, asked.type, required=asked.required, unknown=True)


def reasons() -> list[Question]:
    """Why an officer does something: both are required, neither is filled in."""
    return [
        Question("because", "Why?", "radios", options=tuple(BECAUSE.items())),
        Question(
            "text",
            "Explain in your own words",
            "words",
            "The person, their lawyer and a court may read this",
            longest=2000,
        ),
    ]
