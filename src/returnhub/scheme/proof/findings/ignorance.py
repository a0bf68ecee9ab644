"""Nothing is granted by ignorance, proved rule by rule."""

from __future__ import annotations

import z3

from returnhub.scheme.language.logic import Logic
from returnhub.scheme.model import Rule, Scheme
from returnhub.scheme.proof.report import Finding, Severity
from returnhub.scheme.proof.search import Undecided, impossible


def ignorance(scheme: Scheme) -> tuple[int, list[Finding]]:
    """Prove of every rule that learning more never undoes an answer, so not knowing never grants one."""
    proved, found = 0, []
    for rule in scheme.rules.values():
        try:
            if _monotone(scheme, rule):
                proved += 1
                continue
            code, what = (
                "granted-by-ignorance",
                "can be answered by ignorance: learning could undo its answer",
            )
        except Undecided:
            code, what = (
                "ignorance-undecided",
                "was neither proved nor refuted: the prover found no answer in time",
            )
        hint = "report this as a fault in returnhub"
        found.append(
            Finding(
                Severity.ERROR, code, f"rule `{rule.name}` {what}", hint, scheme.place("rules", rule.name)
            )
        )
    return proved, found


def _monotone(scheme: Scheme, rule: Rule) -> bool:
    less, more = Logic(scheme.calendar, "-less"), Logic(scheme.calendar, "-more")
    before, after = less.pair(rule.condition), more.pair(rule.condition)
    same = [less.today == more.today]
    for name, fact in less.facts.items():
        other = more.facts[name]
        same += [z3.Implies(fact.known, other.known), z3.Implies(fact.known, fact.value == other.value)]
    for name, group in less.groups.items():
        other_group = more.groups[name]
        anybody = z3.Or(group.yes, group.no, group.unknown)
        same += [z3.Implies(group.yes, other_group.yes), z3.Implies(group.no, other_group.no)]
        complete = z3.And(anybody, z3.Not(group.unknown))
        kept = z3.And(other_group.yes == group.yes, other_group.no == group.no, z3.Not(other_group.unknown))
        same.append(z3.Implies(complete, kept))
    # The same two dates are the same days apart, whatever else is known.
    for node, span in less.spans.items():
        other_span = more.spans[node]
        equal = z3.And(span.first == other_span.first, span.last == other_span.last)
        same.append(z3.Implies(equal, span.result == other_span.result))
    undone = z3.Or(z3.And(before.true, z3.Not(after.true)), z3.And(before.false, z3.Not(after.false)))
    return impossible(less, [*same, *more.limits, undone])
