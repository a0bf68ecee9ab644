"""The verdict on one move at one moment, in the form in which the ledger keeps it and replays it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from returnhub.casework.cases.judging import as_case
from returnhub.casework.cases.redaction import hold_without_medical
from returnhub.casework.cases.state import CaseState
from returnhub.casework.refusals import Citation, Refused
from returnhub.casework.scheme_in_use import InUse, in_use
from returnhub.scheme.case import Case, Known, current_facts
from returnhub.scheme.model import Move, Rule, Towards
from returnhub.scheme.status import Status


@dataclass(frozen=True, slots=True)
class Judgement:
    """What every needed rule and every promise says of a move, with the facts that were held."""

    move: Move
    at: date
    stage: str
    used: InUse
    facts: dict[str, Known]
    rules: dict[str, Status]
    promises: dict[str, str]

    @property
    def stops(self) -> tuple[Citation, ...]:
        """The rules that are not satisfied, with citation."""
        made = self.used.scheme.rules
        return tuple(
            Citation(name, sentence_of(made[name]), made[name].cite, status.value)
            for name, status in self.rules.items()
            if status is not Status.SATISFIED
        )

    @property
    def broken(self) -> tuple[Citation, ...]:
        """The promises that are not known to be kept."""
        promises = {p.name: p for p in self.used.nevers}
        return tuple(
            Citation(name, promises[name].says, promises[name].cite, status)
            for name, status in self.promises.items()
            if status != "kept"
        )

    def stored(self) -> dict[str, Any]:
        """Plain data: enough to judge again, without the words, which the kept text of the scheme has."""
        scheme = self.used.scheme
        return {
            "scheme": {"name": scheme.name, "version": scheme.version, "digest": scheme.digest},
            "at": self.at.isoformat(),
            "move": self.move.name,
            "stage": self.stage,
            "facts": {
                n: [_plain(k.value), k.on.isoformat() if k.on else None] for n, k in self.facts.items()
            },
            "rules": {name: status.value for name, status in self.rules.items()},
            "promises": self.promises,
        }


def judge_move(state: CaseState, move: Move, at: date) -> Judgement:
    """Judge a move with what is known of the case now."""
    return judge_case(in_use(), as_case(state, at), move, state.stage, at)


def judge_case(used: InUse, case: Case, move: Move, stage: str, at: date) -> Judgement:
    """Judge a move of a scheme for a case: the same sums for today and for a replay."""
    counts, _ = current_facts(used.scheme, case, at)
    values: dict[str, Any] = {name: known.value for name, known in counts.items()}
    statuses = used.screener.statuses(values, at)
    rules = {name: statuses[name] for name in used.scheme.needs_of(move)}
    asked = {**values, "stage": move.target, "move": move.name, "from_stage": stage}
    answers = used.judge_nevers(asked, at.toordinal())[-len(used.nevers) or len(used.scheme.rules) :]
    words = {True: "broken", False: "kept", None: "not known"}
    promises = {p.name: words[answer] for p, answer in zip(used.nevers, answers, strict=False)}
    return Judgement(move, at, stage, used, dict(case.facts), rules, promises)


def refuse_unless_open(state: CaseState, judgement: Judgement) -> None:
    """Refuse a move that anything stands against; every stop is named."""
    removal = judgement.move.towards is Towards.REMOVAL
    if removal and state.holds_in_force:
        holds = [hold_without_medical(h) for h in state.holds.values() if not h["lifted_at"]]
        says = "; ".join(h["says"] for h in holds)
        raise Refused(
            "hold-in-force",
            f"a hold stands: {says}",
            rules=tuple(Citation(h["kind"], h["says"], h["authority"], "in force") for h in holds),
        )
    if removal and state.links_in_doubt:
        raise Refused("identity-in-doubt", "a link to another case is in doubt: settle it first")
    if judgement.stops:
        raise Refused(
            "rules-not-satisfied",
            _in_words(judgement),
            rules=judgement.stops,
        )
    if judgement.broken and judgement.move.towards is not Towards.RECORDED:
        raise Refused(
            "promise-would-be-broken",
            f"`{judgement.move.name}` would break a promise of the scheme",
            rules=judgement.broken,
        )


def sentence_of(rule: Rule) -> str:
    """A rule in words; one that protects is said as what must not apply, or it would read as a finding."""
    return f"Protection that must not apply: {rule.says}" if rule.protects else rule.says


def _in_words(judgement: Judgement) -> str:
    statuses = [stop.status for stop in judgement.stops]
    counted = (("not met", Status.VIOLATED), ("not known", Status.NOT_KNOWN))
    parts = [
        f"{number} {'is' if number == 1 else 'are'} {words}"
        for words, status in counted
        if (number := statuses.count(status.value))
    ]
    return f"{judgement.move.says}: of {len(judgement.rules)} conditions, {' and '.join(parts)}"


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value
