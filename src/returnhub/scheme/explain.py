"""A verdict in plain English."""

from __future__ import annotations

from datetime import date

from returnhub.scheme.language.interpret import Answer
from returnhub.scheme.model import Rule, Scheme
from returnhub.scheme.status import Door, Status
from returnhub.scheme.types import Boolean, Code, Money, Type
from returnhub.scheme.verdict import MoveOutcome, RuleOutcome, UsedFact, Verdict


def value_in_words(kind: Type, value: Answer | None) -> str:
    """A value as a person would say it."""
    if value is None:
        return "not known"
    if isinstance(value, tuple):
        return ", ".join(value_in_words(kind, v) for v in value) or "nobody"
    if isinstance(kind, Boolean):
        return "yes" if value else "no"
    if isinstance(kind, Money) and isinstance(value, int):
        return f"£{value / 100:,.2f}"
    if isinstance(kind, Code):
        return f"{kind.codes.get(str(value), value)}"
    return f"{value.day} {value:%B %Y}" if isinstance(value, date) else f"{value:,}"


def sentence(rule: Rule) -> str:
    """What a rule says; a protection is called one, because its sentence says when it applies."""
    return f"Protection: {rule.says}" if rule.protects else rule.says


def because(scheme: Scheme, outcome: RuleOutcome) -> list[str]:
    """One line for each decisive fact."""
    used = {u.name: u for u in outcome.used}
    return [_fact_line(scheme, used[name]) for name in outcome.decisive if name in used]


def _fact_line(scheme: Scheme, used: UsedFact) -> str:
    fact = scheme.vocabulary.facts[used.name]
    if used.value is None:
        return f"{used.name} is not known" + (f" ({used.why_not})" if used.why_not else "")
    when = f" (established {used.on})" if used.on else ""
    return f"{used.name} is {value_in_words(fact.type, used.value)}{when}"


def explain_move(scheme: Scheme, verdict: Verdict, name: str) -> list[str]:
    """The lines that say whether a move is open, and exactly why not."""
    outcome = verdict.moves[name]
    needs = scheme.needs_of(name)
    met = sum(verdict.rules[n].status is Status.SATISFIED for n in needs)
    word = {Door.OPEN: "OPEN TO DECISION", Door.BLOCKED: "BLOCKED", Door.WAITING: "WAITING FOR FACTS"}[
        outcome.status
    ]
    lines = [f"{word}  {name}: {outcome.move.says}; {met} of {len(needs)} conditions met"]
    for status, names in ((Status.VIOLATED, outcome.violated), (Status.NOT_KNOWN, outcome.not_known)):
        for rule_name in names:
            rule = verdict.rules[rule_name]
            word = "PROTECTED" if rule.rule.protects and status is Status.VIOLATED else status.value.upper()
            lines.append(f"{word:<10} {sentence(rule.rule)}  [{rule.rule.cite}]")
            lines += [f"{'':<10} because {line}" for line in because(scheme, rule)]
    return lines + _next(scheme, outcome)


def _next(scheme: Scheme, outcome: MoveOutcome) -> list[str]:
    if outcome.establish is None:
        return []
    facts, who = scheme.vocabulary.facts, scheme.vocabulary.settled_by
    return [f"{'ASK NEXT':<10} {facts[n].ask}  ({who[facts[n].settled_by]})" for n in outcome.establish]
