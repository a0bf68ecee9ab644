"""Answers to the questions of events, for tests that go through every event."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import product
from typing import Any

from returnhub.casework.cases.event_types import NOT_KNOWN, EventKind, Field
from returnhub.casework.demo.answers import open_answers
from returnhub.scheme.types import Boolean, Code, Date
from tests.casework.people import TODAY


def open_answer(kind: EventKind, asked: Field) -> Any:
    """An answer under which, as far as it goes, moves are open."""
    own = next((e.fact for e in kind.establishes if e.field == asked.name), None)
    if own is not None:
        return open_answers(TODAY)[own]
    match asked.type:
        case Boolean():
            return True
        case Code(codes):
            return next(iter(codes))
        case Date():
            return TODAY - timedelta(days=20)
    return "words"


def open_fields(kind: EventKind) -> dict[str, Any]:
    """One for each question, typed."""
    return {f.name: open_answer(kind, f) for f in kind.fields}


def every_fields(kind: EventKind) -> Iterator[dict[str, Any]]:
    """Every combination of answers that are chosen from a list; days and words as in `open_fields`."""
    choices = [_choices(f) or [open_answer(kind, f)] for f in kind.fields]
    for chosen in product(*choices):
        yield dict(zip((f.name for f in kind.fields), chosen, strict=True))


def _choices(asked: Field) -> list[Any]:
    if isinstance(asked.type, Boolean):
        return [True, False]
    return list(asked.type.codes) if isinstance(asked.type, Code) else []


def as_json(fields: dict[str, Any]) -> dict[str, Any]:
    """As a program sends them; None is null."""
    return {name: v.isoformat() if isinstance(v, date) else v for name, v in fields.items()}


def as_form(kind: EventKind, fields: dict[str, Any]) -> dict[str, str]:
    """As a browser sends them: None is "Not known", chosen or ticked."""
    sent: dict[str, str] = {}
    for asked in kind.fields:
        value = fields[asked.name]
        if value is None:
            radio = isinstance(asked.type, Boolean | Code)
            sent[asked.name if radio else f"{asked.name}-unknown"] = NOT_KNOWN if radio else "1"
        elif isinstance(value, date):
            sent |= form_day(asked.name, value)
        else:
            sent[asked.name] = {True: "yes", False: "no"}.get(value, value)
    return sent


def form_day(name: str, day: date) -> dict[str, str]:
    """A day in its three boxes."""
    return {f"{name}-day": str(day.day), f"{name}-month": str(day.month), f"{name}-year": str(day.year)}
