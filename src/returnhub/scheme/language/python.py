"""All conditions of a scheme as one generated Python function: the fast way to judge one case.

Each condition becomes two ordinary Python expressions, one for "is true" and one for "is false"; a case for
which neither holds is not known. Only names, numbers and codes of the checked tree enter the generated text.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from itertools import count

from returnhub.scheme.calendar import Calendar
from returnhub.scheme.language.interpret import every, some, years_between
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
    walk,
)
from returnhub.scheme.types import Date, Scalar

Judge = Callable[[Mapping[str, object], int], tuple[bool | None, ...]]
"""(facts by name, today as an ordinal) → one answer per condition, in order. Dates are `datetime.date`."""


def compile_conditions(conditions: Mapping[str, Condition], calendar: Calendar) -> Judge:
    """One function that answers every condition; conditions may name each other, in any order."""
    writer = _Writer(conditions)
    text = writer.function()
    scope: dict[str, object] = {
        "_years": years_between,
        "_working": calendar.between,
        "_every": every,
        "_some": some,
    }
    exec(compile(text, "<conditions>", "exec"), scope)
    judge = scope["judge"]
    assert callable(judge)
    return judge


class _Writer:
    def __init__(self, conditions: Mapping[str, Condition]) -> None:
        self.conditions = conditions
        self.index: dict[str, int] = {}
        self.temporary = count()

    def function(self) -> str:
        facts = {n.name: n for c in self.conditions.values() for n in walk(c) if isinstance(n, _READS)}
        self.local = {name: f"f{number}" for number, name in enumerate(facts)}
        lines = ["def judge(facts, today):", "    get = facts.get"]
        for name, node in facts.items():
            lines.append(f"    {self.local[name]} = get({name!r})")
            if isinstance(node, FactValue) and isinstance(node.type, Date):
                v = self.local[name]
                lines.append(f"    if {v} is not None: {v} = {v}.toordinal()")
        for name in self._in_order():
            condition = self.conditions[name]
            yes, no = self.true(condition), self.false(condition)
            self.index[name] = len(self.index)
            lines.append(f"    r{self.index[name]} = True if {yes} else False if {no} else None")
        results = ", ".join(f"r{self.index[name]}" for name in self.conditions)
        lines.append(f"    return ({results}{',' if results else ''})")
        return "\n".join(lines)

    def _in_order(self) -> list[str]:
        """Conditions after those they name."""
        done: dict[str, None] = {}

        def visit(name: str) -> None:
            for node in walk(self.conditions[name]):
                if isinstance(node, RuleHolds) and node.name in self.conditions and node.name not in done:
                    visit(node.name)
            done.setdefault(name)

        for name in self.conditions:
            visit(name)
        return list(done)

    def true(self, node: Condition) -> str:
        """A Python expression for "known to be true"."""
        match node:
            case Holds(name):
                return f"({self.local[name]} is True)"
            case RuleHolds(name, part):
                return f"(r{self.index[name]} is True)" if name in self.index else self.true(part)
            case Not(part):
                return self.false(part)
            case All(parts):
                return "(" + " and ".join(map(self.true, parts)) + ")"
            case Any(parts):
                return "(" + " or ".join(map(self.true, parts)) + ")"
            case _:
                return self.test(node, wanted=True)

    def false(self, node: Condition) -> str:
        """A Python expression for "known to be false"."""
        match node:
            case Holds(name):
                return f"({self.local[name]} is False)"
            case RuleHolds(name, part):
                return f"(r{self.index[name]} is False)" if name in self.index else self.false(part)
            case Not(part):
                return self.true(part)
            case All(parts):
                return "(" + " or ".join(map(self.false, parts)) + ")"
            case Any(parts):
                return "(" + " and ".join(map(self.false, parts)) + ")"
            case _:
                return self.test(node, wanted=False)

    def test(self, node: Condition, wanted: bool) -> str:
        match node:
            case Compare(operator, left, right):
                (known_a, a), (known_b, b) = self.operand(left), self.operand(right)
                sign = _PYTHON[operator] if wanted else _PYTHON[_OPPOSITE[operator]]
                return "(" + " and ".join(filter(None, (known_a, known_b, f"{a} {sign} {b}"))) + ")"
            case OneOf(value, options):
                known, v = self.operand(value)
                listed = "(" + "".join(f"{_plain(option)!r}, " for option in options) + ")"
                test = f"{v} {'in' if wanted else 'not in'} {listed}"
                return "(" + " and ".join(filter(None, (known, test))) + ")"
            case Every(name) | Some(name):
                fold = "_every" if isinstance(node, Every) else "_some"
                v = self.local[name]
                return f"({v} and {fold}({v}) is {wanted})"
        raise AssertionError(node)

    def operand(self, node: Value) -> tuple[str, str]:
        """(a test that the value is known, or nothing where it always is; the value after that test)."""
        match node:
            case Literal(value):
                return "", repr(_plain(value))
            case Today():
                return "", "today"
            case FactValue(name):
                return f"{self.local[name]} is not None", self.local[name]
            case _:
                name = f"t{next(self.temporary)}"
                return f"({name} := {self.value(node)}) is not None", name

    def value(self, node: Value) -> str:
        """A Python expression for the value, None if not known."""
        match node:
            case Literal() | Today() | FactValue():
                return self.operand(node)[1]
            case Plus(left, right) | Minus(left, right):
                made = "{} + {}" if isinstance(node, Plus) else "{} - {}"
                return self._if_known(left, right, made)
            case YearsBetween(first, last):
                return self._if_known(first, last, "_years({}, {})")
            case WorkingDaysBetween(first, last):
                return self._if_known(first, last, "_working({}, {})")
            case Choice(branches, otherwise):
                text = self.value(otherwise)
                for condition, value in reversed(branches):
                    yes, no = self.true(condition), self.false(condition)
                    text = f"({self.value(value)} if {yes} else {text} if {no} else None)"
                return text

    def _if_known(self, left: Value, right: Value, made: str) -> str:
        (known_a, a), (known_b, b) = self.operand(left), self.operand(right)
        known = " and ".join(filter(None, (known_a, known_b)))
        text = made.format(a, b)
        return f"({text} if {known} else None)" if known else f"({text})"


_READS = (FactValue, Holds, Every, Some)
_PYTHON = {"=": "==", "<>": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">="}
_OPPOSITE = {"=": "<>", "<>": "=", "<": ">=", "<=": ">", ">": "<=", ">=": "<"}


def _plain(value: Scalar) -> int | str:
    return value.toordinal() if isinstance(value, date) else value
