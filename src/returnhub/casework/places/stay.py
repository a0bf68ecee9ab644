"""From which night to which somebody can stay in a hub, by the plan and by the scheme's longest stay."""

from __future__ import annotations

from datetime import date, timedelta

from returnhub.casework.cases.judging import PLANNED
from returnhub.casework.cases.state import CaseState
from returnhub.casework.ledger.entry import moment
from returnhub.casework.places.nights import has_left, hub_stages, in_words
from returnhub.casework.refusals import Refused
from returnhub.casework.scheme_in_use import in_use

AHEAD = 366
"""How many days ahead a night can begin: a year mistyped would keep a bed empty. Set by this service."""


def nights_meant(state: CaseState, first: date | None, last: date | None, tonight: date) -> tuple[date, date]:
    """The first and the last night that are asked for, or why nobody can hold these.

    Without a first: the night of the planned transfer, or tonight for who has left. Without a last: the last allowed.
    """
    if state.stage in hub_stages():
        if first not in (None, tonight):
            says = "the person is in the hub: what is held now begins tonight"
            raise Refused("not-a-value", says, field="first_night")
        first = tonight
    first = first or (tonight if has_left(state.stage) else planned_night(state, tonight))
    if first is None:
        says = "say from which night on: no day of transfer is known that is still to come"
        raise Refused("not-a-value", says, field="first_night")
    if not tonight <= first <= tonight + timedelta(days=AHEAD):
        says = f"the first night must be tonight or later, and within {AHEAD} days"
        raise Refused("not-a-value", says, field="first_night")
    allowed = last_night_allowed(state, first, tonight)
    last = last or max(first, allowed)
    if last < first:
        raise Refused(
            "not-a-value", f"the last night is before the first, {in_words(first)}", field="last_night"
        )
    if last > allowed:
        over = "has ended" if allowed < tonight else f"ends after {in_words(allowed)}"
        says = f"the longest stay in the hub that the scheme allows {over}"
        raise Refused("longest-stay", says, field="last_night", last_night=allowed.isoformat())
    return first, last


def last_night_allowed(state: CaseState, first: date, tonight: date) -> date:
    """The last night that the scheme's longest stay in the hub allows, were the first night in it `first`.

    Nights spent there count, those of an earlier stay too. A stage without a limit counts as `AHEAD`.
    """
    stages = [in_use().scheme.stages[name] for name in hub_stages()]
    longest = sum(s.longest.days if s.longest else AHEAD for s in stages)
    spent = sum(state.stays.get(s.name, 0) for s in stages)
    if state.stage in hub_stages():
        spent += (tonight - moment(state.stage_since).date()).days
        first = tonight
    return first + timedelta(days=longest - spent - 1)


def planned_night(state: CaseState, tonight: date) -> date | None:
    """The night of the planned transfer, if its day is known and still to come."""
    answer = state.facts.get(PLANNED)
    day = date.fromisoformat(answer.value) if answer and answer.value else None
    return day if day and day >= tonight else None
