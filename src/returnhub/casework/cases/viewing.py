"""Opening a person's record: what an officer may see of it, with the reading logged and its purpose."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.db import connection

from returnhub.casework.access.models import ReadLog
from returnhub.casework.access.officers import Officer
from returnhub.casework.access.roles import role_for
from returnhub.casework.access.visibility import sees_lane, sees_medical, visible_to
from returnhub.casework.cases.finding import find_case
from returnhub.casework.cases.judging import judge
from returnhub.casework.cases.models import Case
from returnhub.casework.cases.redaction import (
    HIDDEN,
    SHOWN,
    hold_without_medical,
    is_medical,
    without_medical,
)
from returnhub.casework.cases.state import CaseState, fold
from returnhub.casework.cases.storage import load
from returnhub.casework.deadlines.appeal_time import appeal_time_ends
from returnhub.casework.deadlines.deadline import Deadline
from returnhub.casework.deadlines.of_case import deadlines_of
from returnhub.casework.ledger.entry import EntryRecord, stamp
from returnhub.casework.ledger.models import Entry
from returnhub.casework.ledger.reading import chain_of
from returnhub.casework.refusals import Refused
from returnhub.casework.scheme_in_use import in_use
from returnhub.scheme.verdict import Verdict
from returnhub.scheme.vocabulary import Fact, load_vocabulary

PURPOSES = {
    "casework": "Working on this case",
    "decision": "Deciding on, or countersigning, a move",
    "medical": "Medical care or assessment",
    "representation": "Acting for this person",
    "monitoring": "Independent monitoring",
    "complaint": "A complaint or a request of the person",
    "quality": "Checking the quality of records",
}

_OWN_PURPOSES = {
    "monitor": ("monitoring", "complaint", "quality"),
    "legal_representative": ("representation",),
    "clinician": ("medical", "casework", "decision", "complaint", "quality"),
}
_PURPOSES = ("casework", "decision", "complaint", "quality")

_LOG = (
    "INSERT INTO casework_readlog (case_id, officer_id, role, at, purpose, what)"
    " VALUES (%s, %s, %s, %s, %s, %s)"
)


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One entry as this officer sees it. `data` is None where the lane is closed to them."""

    seq: int
    kind: str
    lane: str
    occurred_at: str
    recorded_at: str
    actor: str
    role: str
    reasons: dict[str, Any]
    evidence: str
    data: dict[str, Any] | None
    hash: str


@dataclass(frozen=True, slots=True)
class FactView:
    """A fact as this officer sees it. `hidden`: there is an answer, in a lane closed to them."""

    fact: Fact
    value: Any
    on: str
    source: str
    by: str
    role: str
    seq: int
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class CaseView:
    """Everything that an officer sees of a case at one moment."""

    row: Case
    state: CaseState
    verdict: Verdict
    facts: dict[str, FactView]
    timeline: list[TimelineEntry]
    deadlines: list[Deadline]
    at: date

    @property
    def version(self) -> int:
        """The version that a form on this page sends back."""
        return self.state.version


def view_case(
    by: Officer, reference: str, purpose: str, *, what: str = "case", at: date | None = None, log: bool = True
) -> CaseView:
    """Open a record. The reading is logged before anything is shown; a purpose is required."""
    role = role_for(by, "read")
    if purpose not in (mine := purposes_of(by)):
        raise Refused("reasons-required", "say what you open this record for", purposes=sorted(mine))
    row = find_case(by, reference)
    if log:
        log_read(row, by, role, purpose, what)
    state, day = load(row), at or datetime.now(UTC).date()
    verdict = judge(state, day)
    if not sees_medical(by):
        state.holds = {seq: hold_without_medical(hold) for seq, hold in state.holds.items()}
    unseen, entries = unseen_links(by, state), chain_of(reference)
    return CaseView(
        row=row,
        state=state,
        verdict=verdict if sees_medical(by) else without_medical(verdict),
        facts=_facts(by, state),
        timeline=[_shown(by, entry, unseen) for entry in entries],
        deadlines=_deadlines(state, day, entries),
        at=day,
    )


def purposes_of(by: Officer) -> dict[str, str]:
    """What an officer can open a record for: each role has its own purposes."""
    own = [name for role in by.roles for name in _OWN_PURPOSES.get(role, ())]
    return {name: PURPOSES[name] for name in dict.fromkeys(own or _PURPOSES)}


def log_read(row: Case, by: Officer, role: str, purpose: str, what: str) -> None:
    """Note who read what, when and why."""
    at = stamp(datetime.now(UTC))
    with connection.cursor() as cursor:
        cursor.execute(_LOG, [row.pk, by.pk, role, at, purpose, what[:80]])


def who_read(by: Officer, reference: str) -> list[ReadLog]:
    """Everybody who read a record, for the monitor and for subject access; the look is logged as well."""
    role = role_for(by, "read-log")
    row = find_case(by, reference)
    log_read(row, by, role, "monitoring", "who read this record")
    return list(row.reads.select_related("officer").order_by("-at"))


def known_as_at(by: Officer, reference: str, recorded_until: datetime) -> CaseState:
    """What was recorded of a case up to a moment: "what did we know on the day we decided"."""
    find_case(by, reference)
    until = stamp(recorded_until)
    return fold(
        e.record for e in Entry.objects.filter(stream=reference, recorded_at__lte=until).order_by("seq")
    )


def _deadlines(state: CaseState, day: date, entries: Sequence[EntryRecord]) -> list[Deadline]:
    """Every deadline; the end of the time to appeal from the entry by which that time is known to run."""
    found = deadlines_of(state, day)
    running = state.facts.get("time_to_appeal_running")
    if running is not None and running.value and not state.closed:
        started = next((e for e in entries if e.seq == running.seq and e.kind == "event_recorded"), None)
        stage = in_use().scheme.stages.get(state.stage)
        abroad = stage is not None and stage.place == "host"
        data = started.data if started else {"event": "", "fields": {}}
        if ends := appeal_time_ends(data["event"], data["fields"], abroad=abroad):
            found.append(ends)
    return sorted(found, key=lambda d: (d.on, d.kind))


def unseen_links(by: Officer, state: CaseState) -> set[str]:
    """The cases linked to this one that the officer cannot see: for them they are not there."""
    others = {link["other"] for link in state.links.values()}
    if not others:
        return others
    return others - set(visible_to(by).filter(reference__in=others).values_list("reference", flat=True))


def _shown(by: Officer, record: EntryRecord, unseen: set[str]) -> TimelineEntry:
    open_to_me = sees_lane(by, record.lane)
    data = record.data if open_to_me else None
    if data is not None and data.get("other") in unseen:
        data = {**data, "other": "", "says": ""}
    return TimelineEntry(
        seq=record.seq,
        kind=record.kind,
        lane=record.lane,
        occurred_at=record.occurred_at,
        recorded_at=record.recorded_at,
        actor=record.actor,
        role=record.role,
        reasons=_json(record.reasons) if open_to_me else {},
        evidence=record.evidence if open_to_me else "",
        data=_without_medical(by, data),
        hash=record.hash,
    )


def _without_medical(by: Officer, data: dict[str, Any] | None) -> dict[str, Any] | None:
    """A verdict that is kept with a move holds the facts it used: those of the medical lane stay there."""
    if data is None or sees_medical(by) or "verdict" not in data:
        return data
    facts = {n: v for n, v in data["verdict"]["facts"].items() if not is_medical(n)}
    return {**data, "verdict": {**data["verdict"], "facts": facts}}


def _facts(by: Officer, state: CaseState) -> dict[str, FactView]:
    shown = {}
    for name, fact in load_vocabulary().facts.items():
        answer = state.facts.get(name)
        if answer is None:
            shown[name] = FactView(fact, None, "", "", "", "", 0)
        elif is_medical(name) and not sees_medical(by):
            value, hidden = (answer.value, False) if name in SHOWN else (None, True)
            shown[name] = FactView(fact, value, answer.on, HIDDEN, "", answer.role, answer.seq, hidden=hidden)
        else:
            shown[name] = FactView(
                fact, answer.value, answer.on, answer.source, answer.actor, answer.role, answer.seq
            )
    return shown


def _json(text: str) -> dict[str, Any]:
    return dict(json.loads(text)) if text else {}
