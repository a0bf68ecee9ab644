""" "May this person be moved today?": each move with its rules, grouped by what is held of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache

from returnhub.casework.access.officers import Officer
from returnhub.casework.actions import CaseView
from returnhub.casework.cases.judging import COMPUTED
from returnhub.casework.pages.showing import FactLine, fact_line, role_titles, stage_says
from returnhub.casework.places.journeys import journey_stop
from returnhub.casework.scheme_in_use import in_use
from returnhub.scheme.model import Towards
from returnhub.scheme.status import Door, Status
from returnhub.scheme.verdict import MoveOutcome, UsedFact

_GROUPS = (
    (Status.VIOLATED, "Not met", "violated"),
    (Status.NOT_KNOWN, "Not known", "not-known"),
    (Status.SATISFIED, "Met", "satisfied"),
)
_TAGS = {
    Door.OPEN: ("Open to a decision", "blue"),
    Door.BLOCKED: ("Blocked", "red"),
    Door.WAITING: ("Waiting for facts", "orange"),
}


@dataclass(frozen=True, slots=True)
class RuleShown:
    """A rule on the page: its sentence, citation, the facts it reads and who can settle them."""

    name: str
    says: str
    cite: str
    protects: bool
    facts: list[FactLine]
    settlers: str


@dataclass(frozen=True, slots=True)
class Group:
    """Rules with one status."""

    title: str
    style: str
    rules: list[RuleShown]


@dataclass(frozen=True, slots=True)
class MoveShown:
    """A move from this stage. `may_ask`: the officer holds a role that makes it, and nothing stands against it."""

    name: str
    says: str
    to: str
    tag: str
    colour: str
    answer: str
    by: str
    second: str
    groups: list[Group]
    may_ask: bool
    total: int
    counted: str
    recorded: bool


def moves_shown(by: Officer, view: CaseView) -> list[tuple[str, list[MoveShown]]]:
    """Moves by direction: towards removal first, then away from it, then what other systems did."""
    titles = {
        Towards.REMOVAL: "Towards removal",
        Towards.RELEASE: "Towards release",
        Towards.RECORDED: "Recorded as it happened elsewhere",
    }
    found, rule = [], _rules(by, view)
    for towards, title in titles.items():
        moves = [o for o in view.verdict.moves.values() if o.move.towards is towards]
        cards = [move_shown(by, view, outcome, rule) for outcome in moves]
        if cards:
            found.append((title, cards))
    return found


def move_shown(
    by: Officer, view: CaseView, outcome: MoveOutcome, rule: Callable[[str], RuleShown] | None = None
) -> MoveShown:
    """One move with the rules it needs, grouped; `rule` shows one, so that several moves can share it."""
    move, rule = outcome.move, rule or _rules(by, view)
    needs = [view.verdict.rules[name] for name in in_use().scheme.needs_of(move.name)]
    groups = [
        Group(title, style, [rule(r.rule.name) for r in needs if r.status is status])
        for status, title, style in _GROUPS
    ]
    stop = journey_stop(by, view.state, move, view.at)
    journey = stop.says if stop else ""
    held = view.state.holds_in_force or view.state.links_in_doubt
    stopped = move.towards is Towards.REMOVAL and bool(held or journey)
    tag, colour = _TAGS[Door.BLOCKED if stopped else outcome.status]
    if move.towards is Towards.RECORDED and outcome.status is Door.OPEN:
        tag, colour = "Can be recorded", "grey"
    return MoveShown(
        name=move.name,
        says=move.says,
        to=stage_says(move.target),
        tag=tag,
        colour=colour,
        answer=_answer(view, outcome, len(needs), journey),
        by=role_titles(move.by),
        second=role_titles(move.countersigned_by),
        groups=[g for g in groups if g.rules],
        may_ask=by.holds(*move.by) and outcome.status is Door.OPEN and not stopped,
        total=len(needs),
        counted="; ".join(w for w in (_counted(outcome, len(needs)), journey) if w),
        recorded=move.towards is Towards.RECORDED,
    )


def _answer(view: CaseView, outcome: MoveOutcome, total: int, journey: str) -> str:
    stops = []
    if outcome.move.towards is Towards.REMOVAL:
        if view.state.holds_in_force:
            stops.append(
                "a hold stands"
                if view.state.holds_in_force == 1
                else f"{view.state.holds_in_force} holds stand"
            )
        if view.state.links_in_doubt:
            stops.append("a link to another case is in doubt")
    stops += [words for words in (_counted(outcome, total), journey) if words]
    if stops:
        return f"No: {'; '.join(stops)}."
    if outcome.move.towards is Towards.RECORDED:
        return "Recorded as it happened elsewhere; it is not decided here."
    if not total:
        return "The scheme asks for no conditions. An officer decides, with reasons."
    met = "its one condition is met" if total == 1 else f"all {total} conditions are met"
    return f"Nothing stands against it: {met}. An officer decides, with reasons."


def _counted(outcome: MoveOutcome, total: int) -> str:
    """How many conditions stand in the way, in words; empty when none does."""
    parts = []
    for names, what in ((outcome.violated, "not met"), (outcome.not_known, "not known")):
        if names:
            parts.append(f"{len(names)} {'is' if len(names) == 1 else 'are'} {what}")
    return f"of {total} condition{'' if total == 1 else 's'}, {' and '.join(parts)}" if parts else ""


def _rules(by: Officer, view: CaseView) -> Callable[[str], RuleShown]:
    """Rules of this case by name, each put into words once: most stand in several moves, and facts in several rules."""
    line = cache(lambda used: _line(by, view, used))

    @cache
    def shown(name: str) -> RuleShown:
        outcome = view.verdict.rules[name]
        rule, facts = outcome.rule, [line(used) for used in outcome.used if used.name in view.facts]
        return RuleShown(
            name=name,
            says=rule.says,
            cite=rule.cite,
            protects=rule.protects,
            facts=facts,
            settlers=", ".join(dict.fromkeys(f.settled_by for f in facts)),
        )

    return shown


def _line(by: Officer, view: CaseView, used: UsedFact) -> FactLine:
    """A fact as the rule saw it: what is the same for all cases, or follows from the record, is not of the case."""
    held = view.facts[used.name]
    if used.name in COMPUTED or held.fact.about in ("host", "scheme"):
        on = used.on.isoformat() if used.on and used.name not in COMPUTED else ""
        held = replace(held, value=used.value, on=on, source=used.source, by="")
    return fact_line(by, held, view.at)
