"""The one vocabulary of facts: what can be known about a case, as it is asked of a person."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

from returnhub.scheme.nodes import Mapping as Mapping_
from returnhub.scheme.nodes import Node, parse_nodes
from returnhub.scheme.reading import Reading
from returnhub.scheme.source import Source, read_source
from returnhub.scheme.types import Boolean, Code, Date, Integer, Money, Type

RESERVED = frozenset({"today", "stage", "move", "from_stage", "family"})
_ABOUT = ("person", "member", "host", "scheme", "transfer")
_SENSITIVITY = ("ordinary", "personal", "special category")
_GRADES = ("V", "P", "K", "D", "?")
_KEYS = ("type", "ask", "about", "current_for", "fixed", "sensitivity", "settled_by", "source", "grade",
         "codes", "range", "unit", "needs_verification", "note", "block")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fact:
    """A typed, named thing about a case, or not known.

    `current_for` is in days (None: for ever): an older answer counts as not known (HB-28). `fixed` facts
    cannot change in the life of a case. `about` "member" means one answer for each member of the family.
    """

    name: str
    type: Type
    ask: str
    about: str = "person"
    current_for: int | None = None
    fixed: bool = False
    sensitivity: str = "personal"
    settled_by: str = "caseworker"
    source: str = ""
    grade: str = ""
    note: str = ""

    @property
    def group(self) -> bool:
        """Whether the fact has one answer for each member of the family."""
        return self.about == "member"


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Every fact there is, by name, and who can settle them (key to title)."""

    facts: Mapping[str, Fact]
    settled_by: Mapping[str, str]


def read_vocabulary(source: Source) -> Vocabulary:
    """The vocabulary from its file; `SchemeErrors` with every problem."""
    reading = Reading(parse_nodes(source))
    top = reading.top
    reading.keys(top, ("version", "settled_by", "facts"))
    settlers = {k.value: reading.text(v) for k, v in reading.entries(top, "settled_by")}
    facts = {}
    for key, node in reading.entries(top, "facts"):
        if not re.fullmatch(r"[a-z][a-z0-9_]*", key.value):
            reading.problem(key, f"`{key.value}` is not a name", "lower-case words joined by `_`")
        elif key.value in RESERVED:
            reading.problem(key, f"`{key.value}` is a reserved word")
        else:
            facts[key.value] = _fact(reading, key.value, node, settlers)
    reading.finish()
    return Vocabulary(facts, settlers)


def _fact(reading: Reading, name: str, node: Node, settlers: Mapping[str, str]) -> Fact:
    entry = reading.mapping(node, _KEYS)
    return Fact(
        name=name,
        type=_type(reading, entry),
        ask=reading.field(entry, "ask"),
        about=reading.one_of(entry, "about", _ABOUT, "person"),
        current_for=_currency(reading, entry),
        fixed=reading.flag(entry, "fixed"),
        sensitivity=reading.one_of(entry, "sensitivity", _SENSITIVITY, "personal"),
        settled_by=reading.one_of(entry, "settled_by", tuple(settlers), "caseworker"),
        source=reading.authority(entry, "source"),
        grade=reading.one_of(entry, "grade", _GRADES, ""),
        note=reading.field(entry, "note", optional=True),
    )


def _type(reading: Reading, entry: Mapping_) -> Type:
    kind = reading.one_of(entry, "type", ("boolean", "integer", "money", "date", "code"), "boolean")
    if kind == "code":
        codes = {k.value: reading.text(v) for k, v in reading.entries(entry, "codes", required=True)}
        return Code(codes)
    if kind in ("integer", "money"):
        low, high = reading.range(entry, "range")
        return Integer(low, high, reading.field(entry, "unit")) if kind == "integer" else Money(low, high)
    return Date() if kind == "date" else Boolean()


def _currency(reading: Reading, entry: Mapping_) -> int | None:
    always = reading.text(entry.get("current_for")) == "always"
    return None if always else reading.days(entry, "current_for")


@lru_cache(maxsize=1)
def load_vocabulary() -> Vocabulary:
    """The vocabulary that ships with returnhub (`library/facts.yaml`)."""
    return read_vocabulary(read_source(Path(str(files("returnhub.library") / "facts.yaml"))))
