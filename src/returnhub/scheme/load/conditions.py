"""The conditions of a scheme: each read once, in the order that their references ask for."""

from __future__ import annotations

from collections.abc import Mapping

from returnhub.scheme.language.check import read_condition
from returnhub.scheme.language.parse import is_plain_name
from returnhub.scheme.language.scope import Scope
from returnhub.scheme.language.tree import Condition, Holds, Literal
from returnhub.scheme.model import Constant
from returnhub.scheme.nodes import Mapping as MappingNode
from returnhub.scheme.nodes import Node, Text
from returnhub.scheme.problems import nearest
from returnhub.scheme.reading import Reading
from returnhub.scheme.types import Code
from returnhub.scheme.vocabulary import RESERVED, Fact, Vocabulary

Entry = tuple[Text, Node]


class Conditions:
    """Reads rules on demand, so that one may name another wherever it stands in the file."""

    nothing: Condition = Holds("")

    def __init__(
        self,
        reading: Reading,
        vocabulary: Vocabulary,
        lists: Mapping[str, tuple[str, ...]],
        constants: Mapping[str, Constant],
        sections: Mapping[str, Mapping[str, Entry]],
        always: list[Text],
    ) -> None:
        self.reading = reading
        self.lists = dict(lists)
        self.literals: dict[str, Literal] = {name: c.literal for name, c in constants.items()}
        self.entries = sections["rules"]
        self.sections = sections
        self.vocabulary = vocabulary
        self._done: dict[str, Condition | None] = {}
        self._doing: list[str] = []
        self._check_names()

    def rule(self, name: str) -> Condition | None:
        """The condition of a rule; None if it has a mistake (reported once)."""
        if name in self._done:
            return self._done[name]
        key, node = self.entries[name]
        if name in self._doing:
            circle = " → ".join([*self._doing[self._doing.index(name) :], name])
            self.reading.problem(key, f"a rule cannot rest on itself: {circle}")
            return None
        self._doing.append(name)
        self._done[name] = self._read(self._text(key, node), self.vocabulary.facts)
        self._doing.pop()
        return self._done[name]

    def promise(self, node: Node | None) -> Condition | None:
        """A promise's condition: it may also speak of the `stage` entered, the `move` and the stage left."""
        stages = Code({name: name for name in self.sections["stages"]})
        moves = Code({name: name for name in self.sections["moves"]})
        path = {
            "stage": Fact("stage", stages, "the stage entered"),
            "from_stage": Fact("from_stage", stages, "the stage left"),
            "move": Fact("move", moves, "the move made"),
        }
        text = node if isinstance(node, Text) else None
        if text is None and node is not None:
            self.reading.problem(node, "a condition is expected here")
        return self._read(text, {**self.vocabulary.facts, **path})

    def _text(self, key: Text, node: Node) -> Text | None:
        when = node.get("when") if isinstance(node, MappingNode) else None
        protects = node.get("protects") if isinstance(node, MappingNode) else None
        if (when is None) == (protects is None):
            self.reading.problem(key, f"rule `{key.value}` must have either `when` or `protects`")
            return None
        text = when if when is not None else protects
        if not isinstance(text, Text):
            self.reading.problem(key, f"the condition of `{key.value}` must be text")
            return None
        return text

    def _read(self, text: Text | None, facts: Mapping[str, Fact]) -> Condition | None:
        if text is None:
            return None
        scope = Scope(facts, self.lists, self.literals, frozenset(self.entries), self.rule)
        condition, mistakes = read_condition(text.value, scope)
        for m in mistakes:
            self.reading.problem(text.place_at(m.start, m.width), m.what, m.hint)
        return condition

    def _check_names(self) -> None:
        """A name means one thing; and every code of a list belongs to some fact."""
        codes = {
            code for f in self.vocabulary.facts.values() if isinstance(f.type, Code) for code in f.type.codes
        }
        for section in ("rules", "constants", "lists"):
            for name, (key, _) in self.sections[section].items():
                if not is_plain_name(name):
                    hint = "lower-case words joined by `_`, and no word of SQL such as `grant`"
                    self.reading.problem(key, f"`{name}` cannot be a name here", hint)
        for name, (key, _) in self.entries.items():
            if name in self.vocabulary.facts or name in self.literals or name in RESERVED:
                self.reading.problem(
                    key, f"`{name}` is already a fact, a constant or a reserved word", "choose another name"
                )
        for name, listed in self.lists.items():
            key, node = self.sections["lists"][name]
            for code in listed:
                if code not in codes:
                    self.reading.problem(node, f"`{code}` is not a code of any fact", nearest(code, codes))
