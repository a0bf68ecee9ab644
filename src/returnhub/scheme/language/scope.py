"""The names that a condition may use, and the mistakes found in it so far."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from sqlglot import exp

from returnhub.scheme.language.parse import Mistake, span
from returnhub.scheme.language.refused import refusal
from returnhub.scheme.language.tree import TODAY, Condition, Literal
from returnhub.scheme.problems import nearest
from returnhub.scheme.vocabulary import Fact


@dataclass(frozen=True, slots=True)
class Scope:
    """The names a condition may use. `rule` gives another rule's condition, or None if there is none."""

    facts: Mapping[str, Fact]
    lists: Mapping[str, tuple[str, ...]]
    constants: Mapping[str, Literal]
    rule_names: frozenset[str]
    rule: Callable[[str], Condition | None]

    def names(self) -> list[str]:
        """Every name, for hints."""
        return [TODAY, *self.facts, *self.constants, *self.rule_names, *self.lists]


@dataclass(slots=True)
class Notes:
    """One condition being read: its text, its scope, and every mistake noted on the way."""

    text: str
    scope: Scope
    mistakes: list[Mistake] = field(default_factory=list)

    def plain_name(self, node: exp.Expression) -> str | None:
        """The name that a node spells; a name with dots is a mistake."""
        if node.args.get("table") or not isinstance(node.this, exp.Identifier):
            self.mistake(node, "names have no dots", "facts are named without a table")
            return None
        return str(node.name)

    def unknown_name(self, node: exp.Expression, name: str) -> None:
        """Note a name that no fact, constant or rule has."""
        if name in self.scope.lists:
            self.mistake(node, f"`{name}` is a list", f"write IN {name}")
            return
        self.mistake(node, f"`{name}` is not known", nearest(name, self.scope.names()))

    def refuse(self, node: exp.Expression, wanted: str) -> None:
        """Note a construct that the grammar does not name, and what to write instead."""
        what, hint = refusal(node, wanted)
        self.mistake(node, what, hint)
        if not isinstance(node, exp.Query):  # its names are of columns, not of facts
            self.unknown_names(node.this if isinstance(node, exp.Is) else node)

    def unknown_names(self, node: exp.Expression) -> None:
        """Note every name within a node, refused itself, that nothing has."""
        for column in node.find_all(exp.Column, bfs=False):
            if column.name != "family" and column.name not in self.scope.names():
                self.unknown_name(column, str(column.name))

    def mistake(self, node: exp.Expression, what: str, hint: str = "") -> None:
        """Note a mistake at a node."""
        start, width = span(node)
        self.mistakes.append(Mistake(what, start, width, hint))
