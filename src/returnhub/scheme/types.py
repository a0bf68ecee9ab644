"""The five types of a fact. Every integer has a range, every code a closed list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

EARLIEST, LATEST = date(1900, 1, 1), date(2199, 12, 31)
"""Dates outside this range are refused at the door, so that no arithmetic can leave any engine's calendar."""


@dataclass(frozen=True, slots=True)
class Boolean:
    """Yes or no."""

    def __str__(self) -> str:
        return "yes or no"


@dataclass(frozen=True, slots=True)
class Integer:
    """A whole number from `low` to `high` inclusive, in `unit`."""

    low: int
    high: int
    unit: str = ""

    def __str__(self) -> str:
        return "a number"


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in whole pence from `low` to `high` inclusive."""

    low: int
    high: int

    def __str__(self) -> str:
        return "an amount of money"


@dataclass(frozen=True, slots=True)
class Date:
    """A calendar day."""

    def __str__(self) -> str:
        return "a date"


@dataclass(frozen=True, slots=True)
class Code:
    """One of a closed list; the mapping gives each code its meaning in words."""

    codes: Mapping[str, str] = field(hash=False)

    def __str__(self) -> str:
        return "a code from a list"


Type = Boolean | Integer | Money | Date | Code
Scalar = bool | int | str | date


def accepts(kind: Type, value: object) -> str:
    """Why `value` is not of this type, in words; empty when it is."""
    if isinstance(kind, Boolean):
        return "" if value is True or value is False else "is not yes or no"
    if isinstance(kind, Code):
        return "" if isinstance(value, str) and value in kind.codes else "is not in the list"
    if isinstance(kind, Date):
        if not isinstance(value, date) or isinstance(value, datetime):  # a time of day is no date
            return "is not a date"
        return "" if EARLIEST <= value <= LATEST else f"is not between {EARLIEST} and {LATEST}"
    if isinstance(value, bool) or not isinstance(value, int):
        return "is not a whole number"
    return "" if kind.low <= value <= kind.high else f"is not between {kind.low:,} and {kind.high:,}"


def parse_day(text: str) -> date:
    """The day that `2026-12-31` spells; ValueError for any other spelling, weeks and bare digits included."""
    day = date.fromisoformat(text)
    if day.isoformat() != text:
        raise ValueError(text)
    return day


def parse_scalar(kind: Type, text: str) -> Scalar:
    """The value that `text` spells (as in a file or a form); ValueError says in words why it spells none."""
    match kind:
        case Boolean():
            answer = {"yes": True, "true": True, "no": False, "false": False}.get(text.strip().lower())
            if answer is None:
                raise ValueError("is not yes or no")
            return answer
        case Integer() | Money():
            try:
                value: Scalar = int(text.strip())
            except ValueError:
                raise ValueError("is not a whole number") from None
        case Date():
            try:
                value = parse_day(text.strip())
            except ValueError:
                raise ValueError("is not a date written as 2026-12-31") from None
        case Code():
            value = text.strip()
    if why := accepts(kind, value):
        raise ValueError(why)
    return value
