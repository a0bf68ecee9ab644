"""What a condition is once read: a small closed set of typed nodes. Every engine is a walk over them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal as Choice_

from returnhub.scheme.types import Boolean, Code, Date, Integer, Scalar, Type

Operator = Choice_["=", "<>", "<", "<=", ">", ">="]
TODAY = "today"
_DATE, _YEARS = Date(), Integer(-400, 400, "years")
_WORKING_DAYS = Integer(-110_000, 110_000, "working days")


# Values -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FactValue:
    """A date, number or code that a case holds, or does not."""

    name: str
    type: Type


@dataclass(frozen=True, slots=True)
class Literal:
    """A value written in the condition, or a constant of the scheme under its `name`."""

    value: Scalar
    type: Type
    name: str = ""


@dataclass(frozen=True, slots=True)
class Today:
    """The date of the verdict: always known."""

    type: Type = _DATE


@dataclass(frozen=True, slots=True)
class Plus:
    """Number and number, or date and days."""

    left: Value
    right: Value
    type: Type


@dataclass(frozen=True, slots=True)
class Minus:
    """Number and number, date and days, or date and date (days)."""

    left: Value
    right: Value
    type: Type


@dataclass(frozen=True, slots=True)
class YearsBetween:
    """Completed birthdays from `first` to `last`; 29 February turns on 1 March; floor when reversed."""

    first: Value
    last: Value
    type: Type = _YEARS


@dataclass(frozen=True, slots=True)
class WorkingDaysBetween:
    """Working days after `first` up to and including `last`; negative when reversed.

    Not known when either date lies outside the calendar of the scheme.
    """

    first: Value
    last: Value
    type: Type = _WORKING_DAYS


@dataclass(frozen=True, slots=True)
class Choice:
    """CASE, strict: an unknown condition gives an unknown result."""

    branches: tuple[tuple[Condition, Value], ...]
    otherwise: Value
    type: Type


Value = FactValue | Literal | Today | Plus | Minus | YearsBetween | WorkingDaysBetween | Choice


# Conditions ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Holds:
    """A boolean fact."""

    name: str


@dataclass(frozen=True, slots=True)
class RuleHolds:
    """The condition of another rule, under its name."""

    name: str
    condition: Condition


@dataclass(frozen=True, slots=True)
class Not:
    """True when false, false when true, not known when not known."""

    part: Condition


@dataclass(frozen=True, slots=True)
class All:
    """False if any part is, else not known if any part is, else true."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Any:
    """True if any part is, else not known if any part is, else false."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Compare:
    """Two values of one type; not known if either is."""

    operator: Operator
    left: Value
    right: Value


@dataclass(frozen=True, slots=True)
class OneOf:
    """A value in a written list; not known if the value is (a list never holds NULL)."""

    value: Value
    options: tuple[Scalar, ...]


@dataclass(frozen=True, slots=True)
class Every:
    """Of a group fact: false if false of any member, else not known if of any, or if there is nobody."""

    name: str


@dataclass(frozen=True, slots=True)
class Some:
    """Of a group fact: true if true of any member, else not known if of any, or if there is nobody."""

    name: str


Condition = Holds | RuleHolds | Not | All | Any | Compare | OneOf | Every | Some
Node = Condition | Value


def children(node: Node) -> tuple[Node, ...]:
    """The parts of a node, left to right."""
    match node:
        case RuleHolds(_, part) | Not(part):
            return (part,)
        case All(parts) | Any(parts):
            return parts
        case Compare(_, left, right) | Plus(left, right) | Minus(left, right):
            return (left, right)
        case YearsBetween(first, last) | WorkingDaysBetween(first, last):
            return (first, last)
        case OneOf(value, _):
            return (value,)
        case Choice(branches, otherwise):
            return (*(part for branch in branches for part in branch), otherwise)
        case _:
            return ()


def walk(node: Node) -> Iterator[Node]:
    """The node and everything below it, depth first, left to right."""
    stack = [node]
    while stack:
        here = stack.pop()
        yield here
        stack.extend(reversed(children(here)))


def facts_in(node: Node) -> tuple[str, ...]:
    """Names of the facts a condition reads, through the rules it names, in order of first mention."""
    return tuple(dict.fromkeys(n.name for n in walk(node) if isinstance(n, FactValue | Holds | Every | Some)))


def reads_today(node: Node) -> bool:
    """Whether the answer depends on the date of the verdict."""
    return any(isinstance(n, Today) for n in walk(node))


def is_number(kind: Type) -> bool:
    """Integers and money share their arithmetic but never mix."""
    return not isinstance(kind, Boolean | Code | Date)
