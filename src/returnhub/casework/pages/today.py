""" "May this person be moved today?": the answer in one word, why, and who can settle what is not known."""

from __future__ import annotations

from dataclasses import dataclass

from returnhub.casework.actions import HOLDS, CaseView
from returnhub.casework.pages.moves_shown import MoveShown
from returnhub.casework.pages.showing import FactLine, stage_says


@dataclass(frozen=True, slots=True)
class Settler:
    """A role and the open questions that are theirs; `mine` when the officer who looks can answer them."""

    title: str
    mine: bool
    facts: list[FactLine]


@dataclass(frozen=True, slots=True)
class Today:
    """The answer at the top of a case page. It is never "yes": an officer decides."""

    answer: str
    open: bool
    because: list[str]
    settlers: list[Settler]


def today(view: CaseView, removal: list[MoveShown]) -> Today:
    """The answer from the moves towards removal that start where the case stands."""
    stops = [
        f"A hold stands. {HOLDS[h['kind']].says}: {h['says']}"
        for h in view.state.holds.values()
        if not h["lifted_at"]
    ]
    if view.state.links_in_doubt:
        stops.append("It is in doubt whether this case and another are about the same person or family")
    settlers = _settlers(removal)
    if view.row.closed:
        return Today("No. This case has ended.", False, [stage_says(view.row.stage)], [])
    if not removal:
        here = f"No move towards removal starts from here: {_lower(stage_says(view.row.stage))}"
        return Today("No.", False, [*stops, here], [])
    free = [move for move in removal if move.colour == "blue"]
    if free:
        words = [f"{m.says}: all {m.total} conditions are met" for m in free]
        return Today("Nothing stands against it today. An officer decides.", True, words, settlers)
    return Today("No.", False, [*stops, *(f"{m.says}: {m.counted}" for m in removal if m.counted)], settlers)


def _settlers(removal: list[MoveShown]) -> list[Settler]:
    """The questions without an answer that counts, by who settles them; one's own first."""
    open_facts: dict[str, FactLine] = {}
    for move in removal:
        for group in move.groups:
            if group.style == "not-known":
                for rule in group.rules:
                    open_facts.update({f.name: f for f in rule.facts if not f.known or f.out_of_date})
    by_title: dict[str, list[FactLine]] = {}
    for fact in open_facts.values():
        by_title.setdefault(fact.settled_by, []).append(fact)
    found = [Settler(title, facts[0].mine, facts) for title, facts in by_title.items()]
    return sorted(found, key=lambda s: (not s.mine, s.title))


def _lower(says: str) -> str:
    return says[:1].lower() + says[1:]
