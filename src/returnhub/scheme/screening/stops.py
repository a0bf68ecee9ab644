"""What stops whom: of every rule and every missing fact, how many cases it holds up, how many it alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import reduce
from operator import and_, or_

import polars as pl

from returnhub.scheme.model import Move, Scheme, Towards
from returnhub.scheme.screening.lack import Lack

_RULE = "__rule"
_STAGE = "stage"


@dataclass(frozen=True, slots=True)
class MoveCount:
    """Of the cases from whose stage a move starts: how many it is open to, blocked or waiting for."""

    move: str
    cases: int
    open: int
    blocked: int
    waiting: int


@dataclass(frozen=True, slots=True)
class RuleCount:
    """Over all cases; `only`: cases with a move towards removal that this rule alone keeps shut."""

    rule: str
    satisfied: int
    violated: int
    not_known: int
    only: int


@dataclass(frozen=True, slots=True)
class FactCount:
    """`cases` in which a needed rule is not known for lack of this fact; `only`: for lack of nothing else.

    `aged`: cases with an answer that does not count on the day, being too old, too new or without a date.
    """

    fact: str
    ask: str
    cases: int
    only: int
    aged: int = 0


@dataclass(frozen=True, slots=True)
class Stops:
    """What stops whom, over all cases; rules and facts ordered by how many cases they hold up."""

    cases: int
    moves: tuple[MoveCount, ...]
    rules: tuple[RuleCount, ...]
    missing: tuple[FactCount, ...]


@dataclass(slots=True)
class Counter:
    """Adds up batches. Considered are the moves towards removal that start from a case's stage."""

    scheme: Scheme
    at: date
    totals: dict[str, int] = field(default_factory=dict)

    @property
    def cases(self) -> int:
        """How many cases have been counted so far."""
        return self.totals.get("cases", 0)

    def add(self, facts: pl.DataFrame, rules: pl.DataFrame, stage: pl.Series | None) -> None:
        """Count one batch: facts, rules (true: satisfied), stages (null: every move is judged)."""
        scheme = self.scheme
        frame = pl.concat([facts.drop(_STAGE, strict=False), rules], how="horizontal")
        if stage is not None:
            frame = frame.with_columns(stage.cast(pl.String).alias(_STAGE))
        frame = (
            frame.lazy()
            .with_columns(_here(move, stage is not None) for move in scheme.moves.values())
            .with_columns(_alone(scheme, move) for move in _considered(scheme))
            .collect()
        )
        counts = [pl.len().alias("cases"), *_move_counts(scheme), *_rule_counts(scheme)]
        row = frame.lazy().select(counts).collect().row(0, named=True)
        row |= self._missing(frame)
        for name, count in row.items():
            self.totals[name] = self.totals.get(name, 0) + int(count or 0)

    def add_aged(self, given: pl.DataFrame, facts: pl.DataFrame) -> None:
        """Count in one batch the answers that a table gives (`given`) and that do not count on the day."""
        both = set(given.columns) & set(facts.columns)
        for name, fact in self.scheme.vocabulary.facts.items():
            if name not in both or fact.current_for is None:
                continue
            count = int((given[name].is_not_null() & facts[name].is_null()).sum())
            self.totals["aged:" + name] = self.totals.get("aged:" + name, 0) + count

    def _missing(self, frame: pl.DataFrame) -> dict[str, int]:
        lacking = _lacking(self.scheme, self.at)
        if not lacking:
            return {}
        made = frame.lazy().select(expr.alias(name) for name, expr in lacking.items()).collect()
        several = pl.sum_horizontal(pl.col(name).cast(pl.UInt16) for name in lacking) > 1
        counts = [pl.col(name).sum().alias("lack:" + name) for name in lacking]
        only = [(pl.col(name) & ~pl.col("several")).sum().alias("lack only:" + name) for name in lacking]
        made = made.lazy().with_columns(several.alias("several")).select(counts + only).collect()
        return made.row(0, named=True)

    def stops(self) -> Stops:
        """What has been counted so far."""
        t, scheme = self.totals, self.scheme
        moves = []
        for m in scheme.moves:
            cases, opened, blocked = (t.get(f"{key}:{m}", 0) for key in ("here", "open", "blocked"))
            moves.append(MoveCount(m, cases, opened, blocked, cases - opened - blocked))
        rules = []
        for r in scheme.rules:
            satisfied, violated, only = (t.get(f"{key}:{r}", 0) for key in ("satisfied", "violated", "only"))
            rules.append(RuleCount(r, satisfied, violated, self.cases - satisfied - violated, only))
        missing = []
        for key, count in t.items():
            if key.startswith("lack:") and count:
                fact = scheme.vocabulary.facts[key.removeprefix("lack:")]
                only, aged = t["lack only:" + fact.name], t.get("aged:" + fact.name, 0)
                missing.append(FactCount(fact.name, fact.ask, count, only, aged))
        rules.sort(key=lambda r: (-(r.violated + r.not_known), r.rule))
        missing.sort(key=lambda m: (-m.cases, m.fact))
        return Stops(self.cases, tuple(moves), tuple(rules), tuple(missing))


def _considered(scheme: Scheme) -> list[Move]:
    return [m for m in scheme.moves.values() if m.towards is Towards.REMOVAL and scheme.needs_of(m)]


def _here(move: Move, staged: bool) -> pl.Expr:
    """Whether a move starts from the case's stage."""
    here = pl.lit(True)
    if staged:
        here = pl.col(_STAGE).is_null() | pl.col(_STAGE).is_in(list(move.sources))
    return here.alias("here:" + move.name)


def _move_counts(scheme: Scheme) -> Iterable[pl.Expr]:
    for move in scheme.moves.values():
        here, needs = pl.col("here:" + move.name), [pl.col(n + _RULE) for n in scheme.needs_of(move)]
        whole = reduce(and_, needs) if needs else pl.lit(True)
        yield here.sum()
        yield (here & whole).sum().alias("open:" + move.name)
        yield (here & ~whole).sum().alias("blocked:" + move.name)


def _rule_counts(scheme: Scheme) -> Iterable[pl.Expr]:
    only: dict[str, list[pl.Expr]] = {}
    for move in _considered(scheme):
        for name in scheme.needs_of(move):
            only.setdefault(name, []).append(pl.col("alone:" + move.name) & _stops(name))
    for name in scheme.rules:
        column = pl.col(name + _RULE)
        yield column.sum().alias("satisfied:" + name)
        yield (~column).sum().alias("violated:" + name)
        if name in only:
            yield reduce(or_, only[name]).sum().alias("only:" + name)


def _stops(rule: str) -> pl.Expr:
    """Whether a rule is anything but satisfied."""
    return ~pl.col(rule + _RULE).fill_null(False)


def _alone(scheme: Scheme, move: Move) -> pl.Expr:
    """Whether exactly one rule keeps a move shut that starts here."""
    count = pl.sum_horizontal(_stops(n).cast(pl.UInt8) for n in scheme.needs_of(move))
    return (pl.col("here:" + move.name) & (count == 1)).alias("alone:" + move.name)


def _lacking(scheme: Scheme, at: date) -> dict[str, pl.Expr]:
    """For each fact, whether a rule that a considered move needs is not known for lack of it."""
    needed: dict[str, list[pl.Expr]] = {}
    for move in _considered(scheme):
        for name in scheme.needs_of(move):
            needed.setdefault(name, []).append(pl.col("here:" + move.name))
    found: dict[str, list[pl.Expr]] = {}
    for name, moves in needed.items():
        unknown = reduce(or_, moves) & pl.col(name + _RULE).is_null()
        for fact, lack in Lack(at, scheme.calendar).condition(scheme.rules[name].condition).items():
            found.setdefault(fact, []).append(unknown & lack)
    return {fact: reduce(or_, parts) for fact, parts in found.items()}
