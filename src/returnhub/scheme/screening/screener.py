"""A whole table of cases against a scheme: every rule and every move of every case, three-valued.

Within a screening a rule is a nullable Boolean column named `<rule>__rule` (true satisfied, false violated,
null not known): two bits a case. Files and people get words instead (`in_words`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property, reduce
from operator import and_

import polars as pl

from returnhub.scheme.case import is_current
from returnhub.scheme.language.interpret import Answer
from returnhub.scheme.language.tables import condition_expression, dtype_of
from returnhub.scheme.language.tree import RuleHolds, facts_in, walk
from returnhub.scheme.model import Scheme
from returnhub.scheme.problems import UserError, nearest
from returnhub.scheme.screening.columns import AS_OF, CASE, ON, STAGE
from returnhub.scheme.screening.stops import Counter
from returnhub.scheme.status import Door, Status
from returnhub.scheme.vocabulary import Fact

RULE, MOVE = "__rule", "__move"
STATUSES = pl.Enum([s.value for s in Status])
DOORS = pl.Enum([d.value for d in Door])


@dataclass(frozen=True)
class TableScreener:
    """A scheme made ready to judge tables on one day, under suppositions that hold for every case."""

    scheme: Scheme
    at: date
    suppose: Mapping[str, Answer]

    def __post_init__(self) -> None:
        for name in self.suppose:
            if name not in self.scheme.vocabulary.facts:
                hint = nearest(name, self.scheme.vocabulary.facts)
                raise UserError(f"`{name}` is not a fact", where="suppose", hint=hint)

    @cached_property
    def reads(self) -> tuple[str, ...]:
        """Every fact that some rule reads."""
        return tuple(dict.fromkeys(f for r in self.scheme.rules.values() for f in facts_in(r.condition)))

    def facts(self, frame: pl.DataFrame) -> pl.DataFrame:
        """What counts of each fact on the day, for every fact that a rule reads and the table holds."""
        columns = [pl.col(c) for c in (CASE, STAGE) if c in frame.columns]
        for name in self.reads:
            columns.append(self._fact(self.scheme.vocabulary.facts[name], frame).alias(name))
        return frame.lazy().select(columns).collect()

    def _fact(self, fact: Fact, frame: pl.DataFrame) -> pl.Expr:
        """Supposed, else the case's own if it is current, else established by the scheme, else not known."""
        dtype = dtype_of(fact.type, fact.group)
        if fact.name in self.suppose:
            return _constant(self.suppose[fact.name], dtype, fact.group)
        given = self.scheme.established.get(fact.name)
        known = given.value if given is not None and is_current(fact, given.on, self.at) else None
        established = _constant(known, dtype, fact.group)
        if fact.name not in frame.columns:
            return established
        own = pl.col(fact.name)
        current = own
        if fact.current_for is not None:
            on = self._established_on(fact, frame)
            age = pl.lit(self.at, dtype=pl.Date).to_physical() - on.to_physical()
            current = pl.when((age >= 0) & (age <= fact.current_for)).then(own)
        if known is None:
            return current
        return pl.when(own.is_null()).then(established).otherwise(current)

    def _established_on(self, fact: Fact, frame: pl.DataFrame) -> pl.Expr:
        dates = [pl.col(c) for c in (fact.name + ON, AS_OF) if c in frame.columns]
        return pl.coalesce(dates) if dates else pl.lit(None, dtype=pl.Date)

    def answers(self, facts: pl.DataFrame) -> pl.DataFrame:
        """The bare answer of every rule's condition, as columns `<rule>__rule`."""
        made = facts
        for level in self._levels:
            made = made.lazy().with_columns(level).collect()
        return made.select(pl.col(name + RULE) for name in self.scheme.rules)

    @cached_property
    def _levels(self) -> list[list[pl.Expr]]:
        """Rules in layers: each may take the answers of the layers before it."""
        rules = self.scheme.rules
        done: dict[str, str] = {}
        levels = []
        while len(done) < len(rules):
            layer = {}
            for name, rule in rules.items():
                named = {n.name for n in walk(rule.condition) if isinstance(n, RuleHolds) and n.name in rules}
                if name not in done and named <= done.keys():
                    made = condition_expression(rule.condition, self.at, self.scheme.calendar, done)
                    layer[name] = made.alias(name + RULE)
            levels.append(list(layer.values()))
            done.update({name: name + RULE for name in layer})
        return levels

    def rules(self, facts: pl.DataFrame) -> pl.DataFrame:
        """Every rule as a nullable Boolean, true where satisfied (a protection: by not applying)."""
        turned = [
            ~pl.col(name + RULE) if rule.protects else pl.col(name + RULE)
            for name, rule in self.scheme.rules.items()
        ]
        return self.answers(facts).select(turned)

    def moves(self, rules: pl.DataFrame, stage: pl.Series | None = None) -> pl.DataFrame:
        """Every move as `DOORS`, in columns `<move>__move`; null where it starts from another stage."""
        frame = rules if stage is None else rules.with_columns(stage.alias(STAGE))
        doors = []
        for name, move in self.scheme.moves.items():
            needs = self.scheme.needs_of(name)
            whole = reduce(and_, (pl.col(n + RULE) for n in needs)) if needs else pl.lit(True)
            door = (
                pl.when(whole)
                .then(pl.lit(Door.OPEN.value, DOORS))
                .when(~whole)
                .then(pl.lit(Door.BLOCKED.value, DOORS))
                .otherwise(pl.lit(Door.WAITING.value, DOORS))
            )
            if stage is not None:
                here = pl.col(STAGE).is_null() | pl.col(STAGE).cast(pl.String).is_in(list(move.sources))
                door = pl.when(here).then(door)
            doors.append(door.alias(name + MOVE))
        return frame.lazy().select(doors).collect()

    def judge(self, frame: pl.DataFrame, counter: Counter | None = None) -> pl.DataFrame:
        """One typed batch: the reference, stage, rules and moves of each case; counted on the way."""
        facts = self.facts(frame)
        rules = self.rules(facts)
        stage = frame[STAGE] if STAGE in frame.columns else None
        if counter is not None:
            counter.add(facts, rules, stage)
            counter.add_aged(frame, facts)
        kept = [c for c in frame.columns if c in (CASE, STAGE) or self._is_carried(c)]
        return pl.concat([frame.select(kept), rules, self.moves(rules, stage)], how="horizontal")

    def _is_carried(self, column: str) -> bool:
        facts = self.scheme.vocabulary.facts
        return column not in facts and column != AS_OF and column.removesuffix(ON) not in facts


def in_words(table: pl.DataFrame) -> pl.DataFrame:
    """The same with every rule as `satisfied`, `violated` or `not known`, for files and people."""
    satisfied, violated, not_known = (pl.lit(s.value, STATUSES) for s in Status)
    return table.with_columns(
        pl.when(pl.col(c)).then(satisfied).when(~pl.col(c)).then(violated).otherwise(not_known).alias(c)
        for c in table.columns
        if c.endswith(RULE)
    )


def _constant(value: Answer | None, dtype: pl.DataType, group: bool) -> pl.Expr:
    if group and value is not None:
        members = list(value) if isinstance(value, tuple) else [value]
        return pl.lit(pl.Series([members], dtype=dtype))
    return pl.lit(value, dtype=dtype)
