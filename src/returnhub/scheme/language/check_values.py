"""From SQLGlot's tree to ours, the values: facts, constants, dates, sums, choices."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from sqlglot import exp

from returnhub.scheme.language.bounds import bounds
from returnhub.scheme.language.kinds import alike, sum_type, widest
from returnhub.scheme.language.parse import span
from returnhub.scheme.language.scope import Notes
from returnhub.scheme.language.tree import (
    TODAY,
    Choice,
    Condition,
    FactValue,
    Literal,
    Minus,
    Plus,
    Today,
    Value,
    WorkingDaysBetween,
    YearsBetween,
)
from returnhub.scheme.problems import nearest
from returnhub.scheme.types import Boolean, Code, Date, Integer, Money, Type, accepts


class ValueChecker:
    """Reads values. `condition` reads the tests of a CASE."""

    def __init__(self, notes: Notes, condition: Callable[[exp.Expression], Condition]) -> None:
        self.notes = notes
        self.condition = condition

    def pair(self, left: exp.Expression, right: exp.Expression) -> tuple[Value | None, Value | None]:
        """Both sides; a quoted code takes its list from the other side."""
        if _lacks_list(left) and not _lacks_list(right):
            second = self.value(right)
            return self.value(left, type_of(second)), second
        first = self.value(left)
        return first, self.value(right, type_of(first))

    def value(self, node: exp.Expression, expected: Type | None = None) -> Value | None:
        """The value that a node spells, or None after a mistake; `expected` is the type of the other side."""
        if isinstance(node, exp.Paren):
            return self.value(node.this, expected)
        if isinstance(node, exp.Literal):
            return self._literal(node, expected)
        if isinstance(node, exp.Neg) and isinstance(node.this, exp.Literal) and not node.this.is_string:
            return self._number(node.this, "-" + node.this.name)
        if isinstance(node, exp.Column):
            return self._value_name(node, expected)
        if isinstance(node, exp.Cast):
            return self._date_literal(node)
        if isinstance(node, exp.Add | exp.Sub):
            return self._arithmetic(node)
        if isinstance(node, exp.Case):
            return self._choice(node, expected)
        if isinstance(node, exp.Anonymous) and node.name.lower() in ("years_between", "working_days_between"):
            return self._between_dates(node)
        self.notes.refuse(node, "a value")
        return None

    def _literal(self, node: exp.Literal, expected: Type | None) -> Literal | None:
        if not node.is_string:
            return self._number(node, node.name)
        if isinstance(expected, Code):
            if node.name not in expected.codes:
                self.notes.mistake(
                    node, f"`{node.name}` is not in the list", nearest(node.name, expected.codes)
                )
            return Literal(node.name, expected)
        if expected is None:
            self.notes.mistake(node, f"`{node.name}` has no list to belong to", "compare a code with a fact")
        elif isinstance(expected, Date):
            self.notes.mistake(node, f"`{node.name}` is text, not a date", f"write DATE '{node.name}'")
        else:
            self.notes.mistake(node, f"`{node.name}` is text, not {expected}")
        return None

    def _number(self, node: exp.Literal, text: str) -> Literal | None:
        try:
            value = int(text)
        except ValueError:
            self.notes.mistake(
                node, f"`{text}` is not a whole number", "money is written in pence, time in days"
            )
            return None
        if abs(value) > 10**12:
            self.notes.mistake(node, f"`{text}` is out of range")
            return None
        return Literal(value, Integer(value, value))

    def _value_name(self, node: exp.Expression, expected: Type | None) -> Value | None:
        name = self.notes.plain_name(node)
        if name is None:
            return None
        if name == TODAY:
            return Today()
        fact = self.notes.scope.facts.get(name)
        if fact is not None:
            if isinstance(fact.type, Boolean):
                self.notes.mistake(
                    node, f"`{name}` is yes or no and is not compared", f"write `{name}` or `NOT {name}`"
                )
                return None
            if fact.group:
                self.notes.mistake(node, f"`{name}` has one answer for each member and is not compared")
                return None
            return FactValue(name, fact.type)
        constant = self.notes.scope.constants.get(name)
        if constant is not None:
            return constant
        if name in self.notes.scope.rule_names:
            self.notes.mistake(
                node, f"`{name}` is a rule and is not compared", f"write `{name}` or `NOT {name}`"
            )
        elif isinstance(expected, Code) and name in expected.codes:
            self.notes.mistake(node, f"`{name}` is a code and stands in quotes", f"write '{name}'")
        else:
            self.notes.unknown_name(node, name)
        return None

    def _date_literal(self, node: exp.Expression) -> Value | None:
        inner = node.this
        written = (
            isinstance(inner, exp.Literal) and inner.is_string and node.args["to"].this == exp.DType.DATE
        )
        if not written or not self.notes.text[: span(inner)[0]].rstrip().upper().endswith("DATE"):
            self.notes.refuse(node, "a value")
            return None
        try:
            value = date.fromisoformat(inner.name)
        except ValueError:
            self.notes.mistake(inner, f"`{inner.name}` is not a date", "write DATE '2026-12-31'")
            return None
        if why := accepts(Date(), value):
            self.notes.mistake(inner, f"`{inner.name}` {why}")
        return Literal(value, Date())

    def _arithmetic(self, node: exp.Expression) -> Value | None:
        left, right = self.value(node.this), self.value(node.expression)
        if left is None or right is None:
            return None
        plus = isinstance(node, exp.Add)
        kind = sum_type(left.type, right.type, plus)
        if kind is None:
            sign = "+" if plus else "-"
            self.notes.mistake(
                node,
                f"{left.type} {sign} {right.type} has no meaning",
                "a date takes days; a date minus a date is days",
            )
            return None
        made: Plus | Minus = Plus(left, right, kind) if plus else Minus(left, right, kind)
        low, high = bounds(made)
        if isinstance(kind, Date):
            if low < 1 or high > date.max.toordinal():
                self.notes.mistake(node, "can leave the calendar", "use a fact with a smaller range of days")
                return None
            return made
        ranged: Type = Money(low, high) if isinstance(kind, Money) else Integer(low, high)
        return Plus(left, right, ranged) if plus else Minus(left, right, ranged)

    def _choice(self, node: exp.Expression, expected: Type | None) -> Value | None:
        if node.this is not None:
            self.notes.mistake(node, "write CASE WHEN condition THEN value", "a test stands after WHEN")
            return None
        if node.args.get("default") is None:
            self.notes.mistake(node, "CASE has no ELSE", "say what holds otherwise")
            return None
        tests = [self.condition(branch.this) for branch in node.args["ifs"]]
        written = [*(branch.args["true"] for branch in node.args["ifs"]), node.args["default"]]
        values = self._results(written, expected)
        if any(value is None for value in values):
            return None
        known = [value for value in values if value is not None]
        kind = known[0].type
        for value, part in zip(known, written, strict=True):
            if not alike(kind, value.type):
                self.notes.mistake(part, f"one branch gives {kind}, this one {value.type}")
                return None
        kind = widest(known)
        return Choice(tuple(zip(tests, known[:-1], strict=True)), known[-1], kind)

    def _results(self, written: list[exp.Expression], expected: Type | None) -> list[Value | None]:
        """What each branch gives, in order; a quoted code takes its list from a branch that has one."""
        made: dict[int, Value | None] = {}
        for at, part in sorted(enumerate(written), key=lambda each: _lacks_list(each[1])):
            made[at] = self.value(part, expected)
            expected = expected or type_of(made[at])
        return [made[at] for at in range(len(written))]

    def _between_dates(self, node: exp.Expression) -> Value | None:
        name = node.name.lower()
        if len(node.expressions) != 2:
            self.notes.mistake(node, f"`{name}` takes two dates")
            return None
        first, last = (self.value(part) for part in node.expressions)
        if first is None or last is None:
            return None
        for value, part in ((first, node.expressions[0]), (last, node.expressions[1])):
            if not isinstance(value.type, Date):
                self.notes.mistake(part, f"`{name}` takes two dates; this is {value.type}")
                return None
        return YearsBetween(first, last) if name == "years_between" else WorkingDaysBetween(first, last)


def _lacks_list(node: exp.Expression) -> bool:
    """Whether a value is quoted codes only, so that what it is compared with must say of which list."""
    if isinstance(node, exp.Paren):
        return _lacks_list(node.this)
    if isinstance(node, exp.Case):
        results = [*(branch.args["true"] for branch in node.args["ifs"]), node.args.get("default")]
        return all(part is not None and _lacks_list(part) for part in results)
    return isinstance(node, exp.Literal) and bool(node.is_string)


def type_of(value: Value | None) -> Type | None:
    """The type of a value, if there is one."""
    return None if value is None else value.type
