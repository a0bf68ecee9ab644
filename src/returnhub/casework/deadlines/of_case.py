"""Every date by which something must happen in a case: functions of what is held of it, never counters."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from returnhub.casework.cases.state import CaseState
from returnhub.casework.deadlines.deadline import Deadline
from returnhub.casework.deadlines.time_limits import add_working_days
from returnhub.casework.ledger.entry import moment
from returnhub.casework.places.nights import hub_stages
from returnhub.casework.scheme_in_use import in_use
from returnhub.scheme.calendar import load_calendar
from returnhub.scheme.vocabulary import load_vocabulary

NOTICE_WORKING_DAYS = 5
"""Between the notice and the move: IAA 1999 s.10, NABA 2022 s.46 (HB-06), as the AVID handbook has them; not read."""
RECOVERY_DAYS = 30
"""A recovery period is at least this long: NABA 2022 s.61 (grade K: needs verification)."""
HOLD_REVIEW_DAYS = 28
"""A hold without a day of review is looked at after this long, so that none is forgotten. Set by this service."""
FITNESS_FACT = "fit_to_travel"
TOO_OLD = "An answer older than its longest age does not count (hard block HB-28)"


def deadlines_of(state: CaseState, at: date) -> list[Deadline]:
    """The deadlines of a case, soonest first."""
    if state.closed:
        return []
    found = [
        *_next_action(state), *_longest_stay(state), *_nights(state), *_notice(state), *_recovery(state),
        *_papers(state), *_fitness(state), *_reviews(state), *_stale(state, at),
    ]  # fmt: skip
    return sorted(found, key=lambda d: (d.on, d.kind))


def stay_ends_on(state: CaseState) -> date | None:
    """The last day in this stage that the scheme allows; days of earlier visits count where it says so."""
    stage = in_use().scheme.stages.get(state.stage)
    if stage is None or stage.longest is None:
        return None
    spent = state.stays.get(state.stage, 0) if stage.longest.in_total else 0
    return moment(state.stage_since).date() + timedelta(days=max(0, stage.longest.days - spent))


def notice_ends_on(served: date, calendar: str = "england-and-wales") -> date:
    """The fifth working day after service: no move before it."""
    return add_working_days(load_calendar(calendar), served, NOTICE_WORKING_DAYS)


def _next_action(state: CaseState) -> Iterator[Deadline]:
    if state.next_action_by:
        yield Deadline("next action", date.fromisoformat(state.next_action_by), state.next_action)


def _longest_stay(state: CaseState) -> Iterator[Deadline]:
    on = stay_ends_on(state)
    if on is not None:
        stage = in_use().scheme.stages[state.stage]
        assert stage.longest is not None
        then = in_use().scheme.moves[stage.then].says if stage.then else "a decision"
        says = f"the longest stay here, {stage.longest.days} days, ends. Then: {then}"
        yield Deadline("longest stay", on, says, f"The scheme {in_use().scheme.name}: {stage.says}")


def _nights(state: CaseState) -> Iterator[Deadline]:
    if state.stage in hub_stages():
        for place, nights in state.beds.items():
            yield Deadline(
                "nights run out", date.fromisoformat(nights.last), f"the last night held in {place}"
            )


def _day(state: CaseState, fact: str) -> date | None:
    answer = state.facts.get(fact)
    return date.fromisoformat(answer.value) if answer and answer.value else None


def _notice(state: CaseState) -> Iterator[Deadline]:
    if served := _day(state, "notice_served_on"):
        cite = "IAA 1999 s.10; NABA 2022 s.46; AVID handbook on notices (citation to be verified)"
        says = f"the notice period ends: {NOTICE_WORKING_DAYS} working days after service"
        yield Deadline("end of notice", notice_ends_on(served), says, cite)


def _recovery(state: CaseState) -> Iterator[Deadline]:
    if ends := _day(state, "nrm_recovery_period_ends"):
        yield Deadline(
            "end of recovery", ends, "the recovery period ends", "NABA 2022 s.61 (citation to be verified)"
        )


def _papers(state: CaseState) -> Iterator[Deadline]:
    if until := _day(state, "travel_document_valid_until"):
        yield Deadline(
            "papers expire",
            until,
            "the travel document expires",
            "Home Office guidance, Documents for enforced removals, 30 December 2020",
        )


def _fitness(state: CaseState) -> Iterator[Deadline]:
    answer, fact = state.facts.get(FITNESS_FACT), load_vocabulary().facts.get(FITNESS_FACT)
    if answer and answer.value and fact is not None and fact.current_for is not None:
        on = date.fromisoformat(answer.on) + timedelta(days=fact.current_for)
        yield Deadline("fitness expires", on, "the examination of fitness no longer counts", fact.source)


def _reviews(state: CaseState) -> Iterator[Deadline]:
    for hold in state.holds.values():
        if hold["lifted_at"]:
            continue
        on, note = hold["review_by"], ""
        if not on:
            raised = moment(hold["raised_at"]).date()
            on = (raised + timedelta(days=HOLD_REVIEW_DAYS)).isoformat()
            note = f"No day was set: {HOLD_REVIEW_DAYS} days after it was raised."
        says = f"review of a hold: {hold['says']}"
        yield Deadline("review of hold", date.fromisoformat(on), says, hold["authority"], note)


def _stale(state: CaseState, at: date) -> Iterator[Deadline]:
    """The first answer in force that stops counting (HB-28)."""
    vocabulary = load_vocabulary().facts
    ends = [
        (date.fromisoformat(answer.on) + timedelta(days=vocabulary[name].current_for or 0), name)
        for name, answer in state.facts.items()
        if name in vocabulary and vocabulary[name].current_for is not None and answer.value is not None
    ]
    coming = [pair for pair in ends if pair[0] >= at]
    if coming:
        on, name = min(coming)
        yield Deadline("answer expires", on, f"`{name}` has to be asked again", TOO_OLD)
