"""For an answer that is not known, the facts for lack of which it is not: for a whole table at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_

import polars as pl

from returnhub.scheme.calendar import Calendar
from returnhub.scheme.language.tables import condition_expression
from returnhub.scheme.language.tree import (
    All,
    Any,
    Choice,
    Condition,
    Every,
    FactValue,
    Holds,
    Node,
    Not,
    RuleHolds,
    Some,
    children,
)


@dataclass(frozen=True, slots=True)
class Lack:
    """For an answer that is not known, the facts for lack of which it is not (as in `language.decisive`)."""

    at: date
    calendar: Calendar

    def condition(self, node: Condition) -> dict[str, pl.Expr]:
        """Fact → whether its absence leaves this condition open; to be read only where it is not known."""
        match node:
            case Holds(name):
                return {name: pl.col(name).is_null()}
            case RuleHolds(_, part) | Not(part):
                return self.condition(part)
            case All(parts) | Any(parts):
                return _merge((self.answer(p).is_null(), self.condition(p)) for p in parts)
            case Every(name) | Some(name):
                return {name: pl.lit(True)}
            case _:
                return _merge((pl.lit(True), self.value(part)) for part in children(node))

    def value(self, node: Node) -> dict[str, pl.Expr]:
        """The same for a value."""
        if isinstance(node, FactValue):
            return {node.name: pl.col(node.name).is_null()}
        if not isinstance(node, Choice):
            return _merge((pl.lit(True), self.value(part)) for part in children(node))
        reached, ways = pl.lit(True), []
        for test, value in node.branches:
            answer = self.answer(test)
            ways += [
                (reached & answer.is_null(), self.condition(test)),
                (reached & answer, self.value(value)),
            ]
            reached = reached & ~answer
        return _merge([*ways, (reached, self.value(node.otherwise))])

    def answer(self, node: Condition) -> pl.Expr:
        """The condition itself."""
        return condition_expression(node, self.at, self.calendar)


def _merge(ways: Iterable[tuple[pl.Expr, Mapping[str, pl.Expr]]]) -> dict[str, pl.Expr]:
    found: dict[str, list[pl.Expr]] = {}
    for reached, facts in ways:
        for fact, lack in facts.items():
            found.setdefault(fact, []).append(reached.fill_null(False) & lack)
    return {fact: reduce(or_, parts) for fact, parts in found.items()}
