"""YAML as positioned nodes: every scalar is text, so `NO` stays Norway and `1.10` stays as written.

Built from parser events in one loop: no recursion to exhaust, no aliases to expand, no object construction.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

from returnhub.scheme.problems import Place, Problem, SchemeErrors
from returnhub.scheme.source import Source

DEEPEST, MOST = 20, 50_000
_Loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


@dataclass(frozen=True, slots=True)
class Text:
    """A scalar: its text, where it starts, and the raw stretch of the file that spells it."""

    value: str
    source: Source
    line: int
    column: int
    start: int
    end: int

    @property
    def place(self) -> Place:
        """Where the scalar stands."""
        first = self.source.text[self.start : self.end].split("\n")[0]
        return self.source.place(self.line, self.column, max(1, len(first.rstrip())))

    def place_at(self, offset: int, width: int = 1) -> Place:
        """Where the character `offset` of the value stands in the file (folded or quoted, too)."""
        at = self._raw_positions()[min(offset, len(self.value) - 1)] if self.value else self.start
        text = self.source.text
        line_start = text.rfind("\n", 0, at) + 1
        return self.source.place(text.count("\n", 0, at) + 1, at - line_start + 1, width)

    def _raw_positions(self) -> list[int]:
        """For each character of the value, its index in the file: walk value and raw text side by side."""
        text, at = self.source.text, self.start
        if text[at : at + 1] in ("|", ">"):
            at = text.find("\n", at) + 1
        elif text[at : at + 1] in ("'", '"'):
            at += 1
        positions = []
        for character in self.value:
            if not character.isspace():
                while at < self.end and text[at] != character:
                    at += 1
            positions.append(min(at, max(self.start, self.end - 1)))
            at += 1 if not character.isspace() or (at < self.end and text[at] == character) else 0
        return positions


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list of nodes."""

    items: list[Node]
    place: Place


@dataclass(frozen=True, slots=True)
class Mapping:
    """Keys and values in file order; duplicates are kept, so that they can be reported."""

    entries: list[tuple[Text, Node]]
    place: Place

    def get(self, key: str) -> Node | None:
        """The value of the first entry with this key."""
        return next((value for k, value in self.entries if k.value == key), None)


Node = Text | Sequence | Mapping


@dataclass(slots=True)
class _Open:
    """A collection that is being read; `key` is a mapping's key still waiting for its value."""

    node: Sequence | Mapping
    key: Text | None = field(default=None)

    def add(self, child: Node, problems: list[Problem]) -> None:
        if isinstance(self.node, Sequence):
            self.node.items.append(child)
        elif self.key is not None:
            self.node.entries.append((self.key, child))
            self.key = None
        elif isinstance(child, Text):
            self.key = child
        else:
            problems.append(Problem("a key must be a word", child.place))
            self.key = Text("", Source.of("", ""), 1, 1, 0, 0)


def parse_nodes(source: Source) -> Mapping:
    """The file as a mapping of nodes, or `SchemeErrors`."""
    problems: list[Problem] = []
    roots: list[Node] = []
    stack: list[_Open] = []
    for count, event in enumerate(_events(source)):
        place = _place(source, event)
        if count > MOST:
            raise SchemeErrors([Problem(f"more than {MOST:,} entries; this is not a scheme", place)])
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise SchemeErrors(
                [Problem("anchors and aliases (`&`, `*`) are not allowed", place, "write the value out")]
            )
        if getattr(event, "tag", None):
            raise SchemeErrors([Problem("tags (`!`) are not allowed", place, "write the plain value")])
        if isinstance(event, yaml.ScalarEvent):
            m, e = _mark(event.start_mark), _mark(event.end_mark)
            _attach(
                Text(event.value, source, m.line + 1, m.column + 1, m.index, e.index), stack, roots, problems
            )
        elif isinstance(event, yaml.SequenceStartEvent | yaml.MappingStartEvent):
            if len(stack) >= DEEPEST:
                raise SchemeErrors([Problem(f"nested more than {DEEPEST} deep", place)])
            is_list = isinstance(event, yaml.SequenceStartEvent)
            stack.append(_Open(Sequence([], place) if is_list else Mapping([], place)))
        elif isinstance(event, yaml.SequenceEndEvent | yaml.MappingEndEvent):
            _attach(stack.pop().node, stack, roots, problems)
    if len(roots) != 1 or not isinstance(roots[0], Mapping):
        what = "holds more than one document" if len(roots) > 1 else "is not a list of `key: value` lines"
        raise SchemeErrors([Problem(what, source.place(1, 1))])
    if problems:
        raise SchemeErrors(problems)
    return roots[0]


def _attach(node: Node, stack: list[_Open], roots: list[Node], problems: list[Problem]) -> None:
    if stack:
        stack[-1].add(node, problems)
    else:
        roots.append(node)


def _events(source: Source) -> Iterator[yaml.Event]:
    try:
        yield from yaml.parse(source.text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = source.place(mark.line + 1, mark.column + 1) if mark else None
        what = f"cannot be read as YAML: {error.problem or error.context or 'mistake'}"
        hint = "put the text in single quotes" if "mapping values" in what or "token" in what else ""
        if "tab character" in what or "'\\t'" in what:
            hint = "indent with spaces"
        raise SchemeErrors([Problem(what, place, hint)]) from None
    except yaml.reader.ReaderError as error:
        line = source.text.count("\n", 0, error.position) + 1
        what = f"holds the control character {error.character!r}" if error.character else "cannot be read"
        raise SchemeErrors([Problem(what, source.place(line, 1))]) from None
    except (yaml.YAMLError, RecursionError, ValueError):
        raise SchemeErrors([Problem("cannot be read as YAML", source.place(1, 1))]) from None


def _place(source: Source, event: yaml.Event) -> Place:
    mark = _mark(event.start_mark)
    return source.place(mark.line + 1, mark.column + 1)


def _mark(mark: Any) -> Any:
    """A parser's position (the type stubs allow none; events of a stream always have one)."""
    return mark
