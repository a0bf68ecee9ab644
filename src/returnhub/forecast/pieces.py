"""What all sections of an assumptions file are read with: terms, names of other entries, lists, dates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from returnhub.forecast.terms import Term, Terms
from returnhub.scheme.model import Scheme
from returnhub.scheme.nodes import Mapping as MappingNode
from returnhub.scheme.nodes import Node, Sequence, Text
from returnhub.scheme.problems import nearest
from returnhub.scheme.reading import Reading

Entries = Mapping[str, tuple[Text, Node]]
AMOUNTS = ("people", "places", "people a quarter", "people a week", "appeals a quarter")


class Pieces:
    """The sections of a file for one scheme. `units`: name → unit, of all that may be named in a term."""

    def __init__(
        self, reading: Reading, sections: Mapping[str, Entries], scheme: Scheme, units: Mapping[str, str]
    ) -> None:
        self.reading = reading
        self.sections = sections
        self.scheme = scheme
        self.used: set[str] = set()
        self.terms = Terms(reading, units, self.used)

    def _of(self, section: str, keys: tuple[str, ...]) -> list[tuple[str, MappingNode]]:
        return [(n, self.reading.mapping(node, keys)) for n, (_, node) in self.sections[section].items()]

    def _term(self, entry: MappingNode, key: str, units: tuple[str, ...]) -> Term | None:
        return self.terms.read(entry.get(key), units)

    def _needed(self, entry: MappingNode, key: str, units: tuple[str, ...]) -> Term | None:
        if entry.get(key) is None:
            self.reading.problem(entry, f"`{key}` is missing")
        return self._term(entry, key, units)

    def _names(self, entry: MappingNode, key: str, known: Iterable[str], what: str) -> tuple[str, ...]:
        words = self.reading.texts(entry, key)
        for word in words:
            if word.value not in known:
                self.reading.problem(word, f"there is no {what} `{word.value}`", nearest(word.value, known))
        return tuple(
            word.value for word in words
        )  # an unknown one is noted, and stands in for what was meant

    def _name(self, entry: MappingNode, key: str, known: Iterable[str], what: str) -> str | None:
        return next(iter(self._names(entry, key, known, what)), None)

    def _described(self, stage: str, section: str) -> None:
        if stage not in self.sections["stages"]:
            key = self.sections[section][stage][0]
            self.reading.problem(key, f"`{stage}` is not described", nearest(stage, self.sections["stages"]))

    def _list(self, entry: MappingNode, key: str, keys: tuple[str, ...]) -> list[MappingNode]:
        node = entry.get(key)
        if node is not None and not isinstance(node, Sequence):
            self.reading.problem(node, f"`{key}` is a list", "put `- ` before each")
        items = node.items if isinstance(node, Sequence) else []
        return [self.reading.mapping(item, keys) for item in items]

    def _date(self, entry: MappingNode, key: str) -> date | None:
        if entry.get(key) is None:
            self.reading.problem(entry, f"`{key}` is missing", "write the day as 2026-12-31")
        return self.reading.day(entry, key)


def entries_of(node: Node | None) -> list[tuple[Text, Node]]:
    """The entries of a mapping; none of anything else."""
    return node.entries if isinstance(node, MappingNode) else []
