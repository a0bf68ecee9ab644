"""What a scheme is: frozen, typed objects, in the order of the file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from returnhub.scheme.calendar import Calendar
from returnhub.scheme.language.tree import Condition, Literal
from returnhub.scheme.problems import Place
from returnhub.scheme.types import Scalar
from returnhub.scheme.vocabulary import Vocabulary


class Towards(StrEnum):
    """Which way a move leads. Removal is the default: what is not said to lead elsewhere has its needs."""

    REMOVAL = "removal"
    RELEASE = "release"
    RECORDED = "recorded"


@dataclass(frozen=True, slots=True)
class Period:
    """From a day up to and including another; None is open."""

    start: date | None = None
    end: date | None = None

    def holds(self, day: date) -> bool:
        """Whether the day lies in the period."""
        return (self.start is None or self.start <= day) and (self.end is None or day <= self.end)


@dataclass(frozen=True, slots=True)
class CitedSource:
    """A source that citations name by its key; grade as in the evidence register (V, P, K, D, ?)."""

    key: str
    title: str
    url: str = ""
    grade: str = ""


@dataclass(frozen=True, slots=True)
class Constant:
    """A number, date or code that the scheme sets, and on whose authority."""

    name: str
    literal: Literal
    unit: str
    source: str


@dataclass(frozen=True, slots=True)
class Established:
    """A fact about the scheme or its host, the same for every case."""

    fact: str
    value: Scalar
    on: date | None
    source: str


@dataclass(frozen=True, slots=True)
class Host:
    """A country with an agreement, or without one."""

    name: str
    country: str
    agreement: Period | None
    binding: bool
    note: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """A sentence, a condition, a citation. `protects`: unknown grants the protection (polarity is turned)."""

    name: str
    says: str
    condition: Condition
    protects: bool
    cite: str
    blocks: tuple[str, ...] = ()
    needs_verification: bool = False
    text: str = ""


@dataclass(frozen=True, slots=True)
class Stay:
    """The longest stay in a stage; `in_total` counts all visits together: a circle cannot restart it.

    `constant` is the name of the constant that says how long, if one does.
    """

    days: int
    in_total: bool = False
    constant: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Stage:
    """Where a case stands. `outside` names the other system that a stage belongs to.

    `like` is what the stage is called in the schemes whose promises this one may be asked.
    """

    name: str
    says: str
    longest: Stay | None = None
    then: str | None = None
    final: bool = False
    entry: bool = False
    outside: str = ""
    place: str = ""
    like: str = ""


@dataclass(frozen=True, slots=True)
class Move:
    """From stages to a stage: who may make it, who must countersign, which rules it needs.

    `despite` names rules of `always` that this move is made without; `like` is as for a stage.
    """

    name: str
    says: str
    sources: tuple[str, ...]
    target: str
    by: tuple[str, ...]
    countersigned_by: tuple[str, ...] = ()
    different_team: bool = False
    towards: Towards = Towards.REMOVAL
    needs: tuple[str, ...] = ()
    despite: tuple[str, ...] = ()
    like: str = ""


@dataclass(frozen=True, slots=True)
class Never:
    """A condition that must be known to be false at the moment of every move."""

    name: str
    says: str
    condition: Condition
    cite: str = ""
    text: str = ""
    blocks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Within:
    """From any of `sources`, one of `targets` is reached in at most `days`, whatever happens."""

    name: str
    says: str
    days: int
    sources: tuple[str, ...]
    targets: tuple[str, ...]
    cite: str = ""
    blocks: tuple[str, ...] = ()


Promise = Never | Within


@dataclass(frozen=True, slots=True)
class Acceptance:
    """Stages in which the scheme accepts that a case can stay without limit, and why. Every report names it."""

    name: str
    stages: tuple[str, ...]
    because: str
    cite: str = ""


@dataclass(frozen=True, slots=True)
class Scheme:
    """One scheme, with everything it inherits. `digest` is the SHA-256 of the texts it was read from."""

    name: str
    title: str
    version: str
    extends: tuple[str, ...]
    in_force: Period
    sources: Mapping[str, CitedSource]
    roles: Mapping[str, str]
    lists: Mapping[str, tuple[str, ...]]
    constants: Mapping[str, Constant]
    established: Mapping[str, Established]
    hosts: Mapping[str, Host]
    rules: Mapping[str, Rule]
    always: tuple[str, ...]
    stages: Mapping[str, Stage]
    moves: Mapping[str, Move]
    promises: Mapping[str, Promise]
    vocabulary: Vocabulary = field(repr=False)
    calendar: Calendar = field(repr=False)
    accepted: Mapping[str, Acceptance] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    digest: str = ""
    places: Mapping[str, Mapping[str, Place]] = field(default_factory=dict, repr=False, compare=False)

    def place(self, section: str, name: str) -> Place | None:
        """Where a rule, stage, move, promise, host or acceptance stands in the file that gives it."""
        return self.places.get(section, {}).get(name)

    def needs_of(self, move: str | Move) -> tuple[str, ...]:
        """Every rule that a move needs: for a move towards removal, what is always needed comes first."""
        m = self.moves[move] if isinstance(move, str) else move
        inherited = self.always if m.towards is Towards.REMOVAL else ()
        return tuple(dict.fromkeys((*(name for name in inherited if name not in m.despite), *m.needs)))

    def moves_from(self, stage: str) -> tuple[Move, ...]:
        """The moves that start in a stage, in file order."""
        return tuple(m for m in self.moves.values() if stage in m.sources)
