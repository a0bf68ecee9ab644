"""A condition as logic for the prover: a fact is a value and whether it is known; an answer is two formulas.

Dates are day numbers, codes small integers, money pence. Calendar arithmetic is not encoded exactly (proofs
would take minutes) but between linear bounds that always hold, so a proof is sound; what a model says is
replayed exactly, and where it used the slack, `Logic.learn` adds what the calendar really says.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import partial

import z3

from returnhub.scheme.calendar import Calendar
from returnhub.scheme.language.interpret import Answer
from returnhub.scheme.language.numbers import limits_of, number_of, scalar_of
from returnhub.scheme.language.spans import Formula, Span, bounds_of, lessons
from returnhub.scheme.language.tree import (
    All,
    Any,
    Choice,
    Compare,
    Condition,
    Every,
    FactValue,
    Holds,
    Literal,
    Minus,
    Not,
    OneOf,
    Plus,
    RuleHolds,
    Some,
    Today,
    Value,
    WorkingDaysBetween,
    YearsBetween,
)
from returnhub.scheme.types import EARLIEST, LATEST, Boolean, Scalar, Type

PATH = ("stage", "from_stage", "move")
"""What a promise may speak of besides facts; a scheme asked another's promises has names of its own."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Is true, is false; not known is neither."""

    true: Formula
    false: Formula


@dataclass(frozen=True, slots=True)
class FactVariable:
    """The value of a fact and whether it is known."""

    type: Type
    value: Formula
    known: Formula


@dataclass(frozen=True, slots=True)
class GroupVariable:
    """Of a family: is the answer yes of any member, no of any, not known of any."""

    yes: Formula
    no: Formula
    unknown: Formula


class Logic:
    """The facts of one person at one moment. `suffix` keeps moments apart; `limits` always hold."""

    def __init__(self, calendar: Calendar, suffix: str = "") -> None:
        self.calendar = calendar
        self.suffix = suffix
        self.today = z3.Int(f"today{suffix}")
        self.facts: dict[str, FactVariable] = {}
        self.groups: dict[str, GroupVariable] = {}
        self.spans: dict[Value, Span] = {}
        self.limits: list[Formula] = [self.today >= EARLIEST.toordinal(), self.today <= LATEST.toordinal()]

    # conditions

    def pair(self, node: Condition) -> Pair:
        """The two formulas of a condition."""
        match node:
            case Holds(name):
                fact = self.fact(name, Boolean())
                return Pair(z3.And(fact.known, fact.value), z3.And(fact.known, z3.Not(fact.value)))
            case RuleHolds(_, part):
                return self.pair(part)
            case Not(part):
                inner = self.pair(part)
                return Pair(inner.false, inner.true)
            case All(parts) | Any(parts):
                pairs = [self.pair(part) for part in parts]
                trues, falses = [p.true for p in pairs], [p.false for p in pairs]
                if isinstance(node, All):
                    return Pair(z3.And(*trues), z3.Or(*falses))
                return Pair(z3.Or(*trues), z3.And(*falses))
            case Compare(operator, left, right):
                (a, known_a), (b, known_b) = self.value(left), self.value(right)
                known, holds = z3.And(known_a, known_b), _COMPARE[operator](a, b)
                return Pair(z3.And(known, holds), z3.And(known, z3.Not(holds)))
            case OneOf(value, options):
                v, known = self.value(value)
                holds = z3.Or(*(v == number_of(option, value.type) for option in options))
                return Pair(z3.And(known, holds), z3.And(known, z3.Not(holds)))
            case Every(name):
                g = self.group(name)
                return Pair(z3.And(g.yes, z3.Not(g.no), z3.Not(g.unknown)), g.no)
            case Some(name):
                g = self.group(name)
                return Pair(g.yes, z3.And(g.no, z3.Not(g.yes), z3.Not(g.unknown)))

    def value(self, node: Value) -> tuple[Formula, Formula]:
        """(value as a whole number, whether it is known)."""
        match node:
            case FactValue(name, kind):
                fact = self.fact(name, kind)
                return fact.value, fact.known
            case Literal(value, kind):
                return z3.IntVal(number_of(value, kind)), z3.BoolVal(True)
            case Today():
                return self.today, z3.BoolVal(True)
            case Plus(left, right) | Minus(left, right):
                (a, known_a), (b, known_b) = self.value(left), self.value(right)
                return (a + b if isinstance(node, Plus) else a - b), z3.And(known_a, known_b)
            case YearsBetween(first, last) | WorkingDaysBetween(first, last):
                return self.span(node, first, last)
            case Choice(branches, otherwise):
                result, known = self.value(otherwise)
                for condition, chosen in reversed(branches):
                    test, (v, k) = self.pair(condition), self.value(chosen)
                    result = z3.If(test.true, v, result)
                    known = z3.Or(z3.And(test.true, k), z3.And(test.false, known))
                return result, known

    # variables

    def fact(self, name: str, kind: Type) -> FactVariable:
        """The variable of a fact, made once, with the limits of its type."""
        if name not in self.facts:
            known = z3.Bool(f"{name}?{self.suffix}")
            make = z3.Bool if isinstance(kind, Boolean) else z3.Int
            value = make(f"{name}{self.suffix}")
            self.facts[name] = FactVariable(kind, value, known)
            if not isinstance(kind, Boolean) and name not in PATH:
                low, high = limits_of(kind)
                self.limits += [value >= low, value <= high]
        return self.facts[name]

    def group(self, name: str) -> GroupVariable:
        """The variables of a group fact."""
        if name not in self.groups:
            flags = (z3.Bool(f"{name}:{flag}{self.suffix}") for flag in ("yes", "no", "unknown"))
            self.groups[name] = GroupVariable(*flags)
        return self.groups[name]

    def span(
        self, node: YearsBetween | WorkingDaysBetween, first: Value, last: Value
    ) -> tuple[Formula, Formula]:
        """Years or working days between two dates, between linear bounds."""
        (a, known_a), (b, known_b) = self.value(first), self.value(last)
        known = z3.And(known_a, known_b)
        working = isinstance(node, WorkingDaysBetween)
        if node not in self.spans:
            result = z3.Int(f"span{len(self.spans)}{self.suffix}")
            self.spans[node] = Span(a, b, result, working)
            self.limits += bounds_of(self.calendar, self.spans[node])
        if working:
            inside = [z3.And(x >= self.calendar.first, x <= self.calendar.last) for x in (a, b)]
            known = z3.And(known, *inside)
        return self.spans[node].result, known

    def equals(self, name: str, value: Scalar) -> Formula:
        """A fact met so far is known and has this value."""
        fact = self.facts[name]
        number = value if isinstance(fact.type, Boolean) else number_of(value, fact.type)
        return z3.And(fact.known, fact.value == number)

    # models

    def learn(self, model: Formula) -> list[Formula]:
        """What the calendar says of the dates that a model used, if the model has it otherwise."""
        return [
            lesson
            for span in self.spans.values()
            for lesson in lessons(self.calendar, span, partial(_int, model))
        ]

    def person(self, model: Formula) -> tuple[dict[str, Answer], date]:
        """The facts that are known in a model, and its day."""
        facts: dict[str, Answer] = {}
        for name, fact in self.facts.items():
            if z3.is_true(model.eval(fact.known, model_completion=True)):
                facts[name] = _scalar(model, fact)
        for name, group in self.groups.items():
            flags = ((group.yes, True), (group.no, False), (group.unknown, None))
            members = tuple(v for flag, v in flags if z3.is_true(model.eval(flag, model_completion=True)))
            if members:
                facts[name] = members
        return facts, date.fromordinal(_int(model, self.today))


_COMPARE = {
    "=": lambda a, b: a == b,
    "<>": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}


def _scalar(model: Formula, fact: FactVariable) -> Scalar:
    if isinstance(fact.type, Boolean):
        return bool(z3.is_true(model.eval(fact.value, model_completion=True)))
    return scalar_of(_int(model, fact.value), fact.type)


def _int(model: Formula, term: Formula) -> int:
    return int(model.eval(term, model_completion=True).as_long())
