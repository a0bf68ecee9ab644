"""Reading a tree of nodes into typed things, collecting every problem on the way."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from returnhub.scheme.nodes import Mapping, Node, Sequence, Text
from returnhub.scheme.problems import Place, Problem, SchemeErrors, nearest
from returnhub.scheme.types import parse_day

TO_BE_VERIFIED = " (citation to be verified)"
_EMPTY_PLACE = Place("", 0, 0, "")
_EMPTY = Mapping([], _EMPTY_PLACE)


class Reading:
    """Typed access to a file's nodes. Every method goes on after a problem with a harmless stand-in."""

    def __init__(self, top: Mapping) -> None:
        self.top = top
        self.problems: list[Problem] = []

    def problem(self, where: Node | Place, what: str, hint: str = "") -> None:
        """Note a problem at a node or a place; not at a stand-in, of which the mistake is noted already."""
        place = where if isinstance(where, Place) else where.place
        if place.line:
            self.problems.append(Problem(what, place, hint))

    def finish(self) -> None:
        """Raise everything noted, file by file, in the order of the file."""
        if self.problems:
            self.problems.sort(
                key=lambda p: (p.place.file, p.place.line, p.place.column) if p.place else ("", 0, 0)
            )
            raise SchemeErrors(list(dict.fromkeys(self.problems)))

    def keys(self, node: Mapping, known: Iterable[str]) -> None:
        """Refuse unknown and repeated keys."""
        names, seen = tuple(known), set()
        for key, _ in node.entries:
            if key.value not in names:
                self.problem(key, f"`{key.value}` is not a key here", nearest(key.value, names))
            elif key.value in seen:
                self.problem(key, f"`{key.value}` is given twice")
            seen.add(key.value)

    def mapping(self, node: Node | None, known: Iterable[str] | None = None) -> Mapping:
        """The node as `key: value` lines."""
        if isinstance(node, Mapping):
            if known is not None:
                self.keys(node, known)
            return node
        if isinstance(node, Text) and node.value == "":
            return Mapping([], node.place)
        if node is not None:
            self.problem(node, "`key: value` lines are expected here")
        return _EMPTY

    def entries(self, parent: Mapping, key: str, required: bool = False) -> list[tuple[Text, Node]]:
        """The entries of a mapping of names; repeated names are reported and dropped."""
        node = parent.get(key)
        if node is None:
            if required:
                self.problem(parent, f"`{key}` is missing")
            return []
        seen: dict[str, tuple[Text, Node]] = {}
        for name, value in self.mapping(node).entries:
            if name.value in seen:
                self.problem(
                    name, f"`{name.value}` is given twice", f"first given in line {seen[name.value][0].line}"
                )
            else:
                seen[name.value] = (name, value)
        return list(seen.values())

    def text(self, node: Node | None) -> str:
        """The node as text."""
        if isinstance(node, Text):
            return " ".join(node.value.split())
        if node is not None:
            self.problem(node, "text is expected here")
        return ""

    def field(self, parent: Mapping, key: str, optional: bool = False) -> str:
        """A text field; missing or empty is a problem unless optional."""
        node = parent.get(key)
        value = self.text(node)
        if not value and not optional and (node is None or isinstance(node, Text)):
            self.problem(node or parent, f"`{key}` is {'missing' if node is None else 'empty'}")
        return value

    def authority(self, parent: Mapping, key: str, optional: bool = False) -> str:
        """A citation or a source, marked where the entry says that nobody has read it at its source yet.

        The mark is part of the words, so that no page, print-out or file can leave it out.
        """
        words = self.field(parent, key, optional)
        return words + TO_BE_VERIFIED if self.flag(parent, "needs_verification") and words else words

    def texts(self, parent: Mapping, key: str) -> list[Text]:
        """A field that is one word or a list of words."""
        node = parent.get(key)
        if node is None:
            return []
        if isinstance(node, Text):
            return [node] if node.value else []
        items = node.items if isinstance(node, Sequence) else []
        if not isinstance(node, Sequence):
            self.problem(node, "a word or a list of words is expected here")
        words = [item for item in items if isinstance(item, Text)]
        for item in items:
            if not isinstance(item, Text):
                self.problem(item, "a word is expected here")
        return words

    def one_of(self, parent: Mapping, key: str, options: tuple[str, ...], default: str) -> str:
        """A field with a closed list of answers."""
        node = parent.get(key)
        value = self.text(node)
        if not value:
            return default
        if value not in options:
            self.problem(
                node or parent,
                f"`{value}` is not one of the answers here",
                nearest(value, filter(None, options)),
            )
            return default
        return value

    def flag(self, parent: Mapping, key: str) -> bool:
        """A yes-or-no field; no when it is not there."""
        return self.one_of(parent, key, ("yes", "no", "true", "false"), "no") in ("yes", "true")

    def days(self, parent: Mapping, key: str) -> int:
        """A field such as `28 days`."""
        node = parent.get(key)
        match = re.fullmatch(r"(\d{1,5}) days?", self.text(node))
        if not match:
            self.problem(
                node or parent, f"`{key}` is {'missing' if node is None else 'not a time'}", "write `28 days`"
            )
            return 1
        return int(match.group(1))

    def integer(self, node: Node | None, parent: Node, key: str) -> int:
        """A whole number; underscores and thin grouping are not numbers."""
        value = self.text(node)
        if not re.fullmatch(r"-?\d{1,12}", value):
            what = f"`{value}` is not a whole number" if value else f"`{key}` is missing"
            self.problem(node or parent, what)
            return 0
        return int(value)

    def range(self, parent: Mapping, key: str) -> tuple[int, int]:
        """A field such as `[0, 130]`."""
        node = parent.get(key)
        items = node.items if isinstance(node, Sequence) else []
        if len(items) != 2:
            self.problem(
                node or parent, f"`{key}` must give the lowest and highest value", "write `[0, 130]`"
            )
            return 0, 1
        low, high = (self.integer(item, parent, key) for item in items)
        if low > high:
            self.problem(node or parent, "the lowest value is above the highest")
        return low, high

    def day(self, parent: Mapping, key: str) -> date | None:
        """An optional date field."""
        node = parent.get(key)
        value = self.text(node)
        if not value:
            return None
        try:
            return parse_day(value)
        except ValueError:
            self.problem(node or parent, f"`{value}` is not a date", "write it as 2026-12-31")
            return None
