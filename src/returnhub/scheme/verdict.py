"""The verdict on one case at one time: every rule, every move, the facts used, what is missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from returnhub.scheme.case import Case, Known, current_facts
from returnhub.scheme.language.decisive import decisive, decisive_literals, literals
from returnhub.scheme.language.interpret import Answer, Facts, plain
from returnhub.scheme.language.missing import Missing
from returnhub.scheme.language.python import compile_conditions
from returnhub.scheme.language.tree import facts_in
from returnhub.scheme.model import Move, Rule, Scheme
from returnhub.scheme.status import Door, Status, status_of


@dataclass(frozen=True, slots=True)
class UsedFact:
    """A fact as a rule saw it. `value` None: not known, and `why_not` says why if an answer was given."""

    name: str
    value: Answer | None
    on: date | None = None
    source: str = ""
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class RuleOutcome:
    """One rule: its status, every fact it reads, and those that decided."""

    rule: Rule
    status: Status
    used: tuple[UsedFact, ...]
    decisive: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MoveOutcome:
    """One move: whether it is open, what stops it, and the smallest set of facts that could open it.

    `establish` is empty for an open move and None where no facts could open it today (a rule is violated).
    """

    move: Move
    status: Door
    violated: tuple[str, ...]
    not_known: tuple[str, ...]
    establish: tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Verdict:
    """Everything the scheme says of a case on a day, with the scheme's version and digest."""

    reference: str
    at: date
    stage: str | None
    scheme: str
    version: str
    digest: str
    rules: Mapping[str, RuleOutcome]
    moves: Mapping[str, MoveOutcome]

    def as_json(self) -> dict[str, Any]:
        """Plain data for machines and for the ledger."""
        return {
            "case": self.reference,
            "at": self.at.isoformat(),
            "stage": self.stage,
            "scheme": {"name": self.scheme, "version": self.version, "digest": self.digest},
            "rules": {name: _rule_json(outcome) for name, outcome in self.rules.items()},
            "moves": {name: _move_json(outcome) for name, outcome in self.moves.items()},
        }


class Screener:
    """A scheme made ready to judge cases. Compiling takes milliseconds; judging microseconds."""

    def __init__(self, scheme: Scheme) -> None:
        self.scheme = scheme
        self._conditions = {name: rule.condition for name, rule in scheme.rules.items()}
        self._judge = compile_conditions(self._conditions, scheme.calendar)
        self._rules = tuple(scheme.rules.values())
        self._reads = {name: facts_in(condition) for name, condition in self._conditions.items()}
        self._all_reads = tuple(dict.fromkeys(fact for reads in self._reads.values() for fact in reads))
        self._literals = {name: literals(condition) for name, condition in self._conditions.items()}
        self._needs = {name: scheme.needs_of(name) for name in scheme.moves}

    def statuses(self, facts: Facts, at: date) -> dict[str, Status]:
        """The status of every rule from facts that already count on the day (see `current_facts`)."""
        answers = self._judge(facts, at.toordinal())
        return {rule.name: status_of(rule, answer) for rule, answer in zip(self._rules, answers, strict=True)}

    def answers(self, facts: Facts, at: date) -> tuple[bool | None, ...]:
        """The bare answer of every rule's condition, in the order of the scheme: the fastest form."""
        return self._judge(facts, at.toordinal())

    def verdict(self, case: Case, at: date) -> Verdict:
        """Judge a case on a day, with explanations; the moves from its stage, or all if it names none."""
        known, dropped = current_facts(self.scheme, case, at)
        facts = {name: k.value for name, k in known.items()}
        statuses = self.statuses(facts, at)
        used = {name: _used(name, known.get(name), dropped) for name in self._all_reads}
        rules = {name: self._outcome(name, statuses[name], facts, used, at) for name in self.scheme.rules}
        missing = Missing(facts, at, self.scheme.calendar)
        moves = {
            name: self._move(move, statuses, missing)
            for name, move in self.scheme.moves.items()
            if case.stage is None or case.stage in move.sources
        }
        scheme = self.scheme
        return Verdict(
            case.reference, at, case.stage, scheme.name, scheme.version, scheme.digest, rules, moves
        )

    def _outcome(
        self, name: str, status: Status, facts: Facts, used: Mapping[str, UsedFact], at: date
    ) -> RuleOutcome:
        parts = self._literals[name]
        if parts is None:
            deciding = decisive(self._conditions[name], facts, at, self.scheme.calendar)
        else:
            protects = self.scheme.rules[name].protects
            answer = None if status is Status.NOT_KNOWN else (status is Status.SATISFIED) is not protects
            deciding = decisive_literals(parts, answer, facts)
        return RuleOutcome(
            self.scheme.rules[name], status, tuple(map(used.__getitem__, self._reads[name])), deciding
        )

    def _move(self, move: Move, statuses: Mapping[str, Status], missing: Missing) -> MoveOutcome:
        needs = self._needs[move.name]
        violated = tuple([n for n in needs if statuses[n] is Status.VIOLATED])
        not_known = tuple([n for n in needs if statuses[n] is Status.NOT_KNOWN])
        if violated:
            return MoveOutcome(move, Door.BLOCKED, violated, not_known, None)
        if not not_known:
            return MoveOutcome(move, Door.OPEN, (), (), ())
        rules = self.scheme.rules
        establish = missing.smallest((rules[n].condition, not rules[n].protects) for n in not_known)
        return MoveOutcome(move, Door.WAITING, (), not_known, establish)


def _used(name: str, known: Known | None, dropped: Mapping[str, str]) -> UsedFact:
    if known is None:
        return UsedFact(name, None, why_not=dropped.get(name, ""))
    return UsedFact(name, known.value, known.on, known.source)


def verdict(scheme: Scheme, case: Case, at: date) -> Verdict:
    """Judge one case once. For many cases keep a `Screener`."""
    return Screener(scheme).verdict(case, at)


def _rule_json(outcome: RuleOutcome) -> dict[str, Any]:
    return {
        "status": outcome.status.value,
        "says": outcome.rule.says,
        "cite": outcome.rule.cite,
        "used": [
            {
                "fact": u.name,
                "value": plain(u.value),
                "on": u.on.isoformat() if u.on else None,
                "source": u.source or None,
                "why_not": u.why_not or None,
            }
            for u in outcome.used
        ],
        "decisive": list(outcome.decisive),
    }


def _move_json(outcome: MoveOutcome) -> dict[str, Any]:
    return {
        "status": outcome.status.value,
        "violated": list(outcome.violated),
        "not_known": list(outcome.not_known),
        "establish": None if outcome.establish is None else list(outcome.establish),
    }
