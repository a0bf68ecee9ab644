"""Establishing facts and recording events."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import Any, Literal

from returnhub.casework.access.officers import Officer
from returnhub.casework.access.roles import may, role_for
from returnhub.casework.cases.changing import Change, Done, commit
from returnhub.casework.cases.event_types import NOT_KNOWN, EventKind, is_not_known, read_value
from returnhub.casework.cases.events import EVENTS
from returnhub.casework.cases.judging import COMPUTED
from returnhub.casework.cases.reasons import Reasons
from returnhub.casework.refusals import Refused
from returnhub.scheme.problems import nearest
from returnhub.scheme.types import Boolean
from returnhub.scheme.vocabulary import Fact, load_vocabulary

Day = date | Literal["not known"]


def establish_facts(
    by: Officer,
    reference: str,
    facts: Mapping[str, Any],
    *,
    source: str,
    on: date | None = None,
    reasons: Reasons | None = None,
    corrects: bool = False,
    version: int | None = None,
    client_key: str = "",
) -> Done:
    """Record answers: fact → typed value or its text, None for "not known"; `source` is the evidence.

    `on` is the day on which it was established (today without one). A fact is established by those who settle
    it; `corrects` with reasons replaces an answer that was wrong, even a fixed or a newer one.
    """
    role, values = _checked(by, facts)
    day = on or datetime.now(UTC).date()
    why = reasons.checked() if reasons else {}
    if corrects and not why:
        raise Refused("reasons-required", "a correction needs reasons")
    if not source.strip():
        raise Refused("reasons-required", "say what the answers rest on (evidence, document, interview)")

    def work(change: Change) -> None:
        if not corrects:
            _refuse_fixed(change, values)
        payload = {"facts": _plain(values), "on": day.isoformat(), "source": source, "corrects": corrects}
        lane = _lane(values)
        change.add("facts_established", payload, occurred_at=_moment(day, change.now), reasons=why,
                   evidence=source, lane=lane)  # fmt: skip

    asked = [_plain(values), day, source, corrects]
    return commit(by, reference, role, work, version=version, client_key=client_key, request=asked)


def record_event(
    by: Officer,
    reference: str,
    event: str,
    fields: Mapping[str, Any],
    *,
    occurred_on: Day | None = None,
    evidence: str = "",
    reasons: Reasons | None = None,
    version: int | None = None,
    client_key: str = "",
    action: str = "event",
) -> Done:
    """Record an event of `EVENTS`; what it establishes and the hold it raises are in the same transaction.

    Without `occurred_on` it occurred on the day that its own answers say, or else today. Where the day is not known,
    the entry stands at the moment of recording, by which it had occurred, and says that its day is not known.
    """
    kind = EVENTS.get(event)
    if kind is None:
        raise Refused("not-an-event", f"`{event}` is not an event", hint=nearest(event, EVENTS))
    role = _event_role(by, kind, action)
    answers = kind.read(fields)
    day, day_known = _day(kind, answers, occurred_on)
    why = reasons.checked() if reasons else {}

    def settles(fact: str) -> bool:
        return load_vocabulary().facts[fact].settled_by in by.roles

    def work(change: Change) -> None:
        facts = kind.facts(answers, settles, day_known=day_known)
        _refuse_fixed(change, facts)
        payload = {
            "event": event,
            "fields": _plain(answers),
            "facts": _plain(facts),
            "on": day.isoformat(),
            "day_known": day_known,
            "source": evidence or kind.says,
        }
        at = _moment(day, change.now)
        _refuse_future(answers, kind, change.now.date())
        change.add("event_recorded", payload, occurred_at=at, reasons=why, evidence=evidence, lane=kind.lane)
        if kind.raises and kind.raises.stands(facts):
            hold = {
                "kind": kind.raises.kind,
                "authority": kind.raises.authority,
                "says": kind.says,
                "review_by": "",
            }
            change.add("hold_raised", hold, occurred_at=at, evidence=evidence)

    asked = [event, _plain(answers), occurred_on]
    return commit(by, reference, role, work, version=version, client_key=client_key, request=asked)


def lodge_further_submissions(
    by: Officer,
    reference: str,
    summary: str | None,
    *,
    lodged_on: date | None = None,
    version: int | None = None,
    client_key: str = "",
) -> Done:
    """What a legal representative can do: lodge further submissions (None: what they say is not known).

    A hold stands from that moment.
    """
    day = lodged_on or datetime.now(UTC).date()
    return record_event(
        by,
        reference,
        "further_submissions_lodged",
        {"lodged_on": day, "summary": summary},
        occurred_on=day,
        version=version,
        client_key=client_key,
        action="lodge",
    )


def events_for(officer: Officer) -> list[EventKind]:
    """The events that an officer may record."""
    if not may(officer, "event"):
        return [EVENTS["further_submissions_lodged"]] if may(officer, "lodge") else []
    return [kind for kind in EVENTS.values() if not kind.by or officer.holds(*kind.by)]


def _event_role(by: Officer, kind: EventKind, action: str) -> str:
    role = role_for(by, action)
    if not kind.by or action == "lodge":
        return role
    for held in by.roles:
        if held in kind.by:
            return str(held)
    raise Refused("not-allowed", f"`{kind.name}` is recorded by: {', '.join(kind.by)}", roles=list(kind.by))


def _checked(by: Officer, given: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    vocabulary = load_vocabulary().facts
    values, role = {}, role_for(by, "establish")
    for name, value in given.items():
        fact = vocabulary.get(name)
        if fact is None:
            raise Refused("not-a-fact", f"`{name}` is not a fact", hint=nearest(name, vocabulary))
        if name in COMPUTED:
            raise Refused("computed-fact", f"`{name}` follows from the record: {COMPUTED[name]}")
        if fact.about in ("host", "scheme"):
            raise Refused(
                "fact-of-the-scheme", f"`{name}` is the same for every case: it is set with the scheme"
            )
        if fact.settled_by not in by.roles:
            title = load_vocabulary().settled_by[fact.settled_by]
            raise Refused(
                "not-yours-to-settle", f"`{name}` is settled by: {title}", settled_by=fact.settled_by
            )
        role = fact.settled_by
        values[name] = _read(fact, value)
    if not values:
        raise Refused("not-a-value", "no answer was given")
    return role, values


def _read(fact: Fact, value: Any) -> Any:
    if value == "" or is_not_known(value):
        return None
    if fact.group:
        members = value if isinstance(value, list | tuple) else [value]
        return [None if m == "" or is_not_known(m) else read_value(Boolean(), m, fact.name) for m in members]
    return read_value(fact.type, value, fact.name)


def _refuse_fixed(change: Change, values: Mapping[str, Any]) -> None:
    vocabulary = load_vocabulary().facts
    for name, value in _plain(values).items():
        held = change.state.facts.get(name)
        if vocabulary[name].fixed and held is not None and held.value not in (None, value):
            raise Refused(
                "fixed-fact",
                f"`{name}` was established as {held.value}: it cannot change, only be corrected with reasons",
                held=held.value,
                given=value,
            )


def _refuse_future(answers: Mapping[str, Any], kind: EventKind, today: date) -> None:
    for field in kind.fields:
        value = answers.get(field.name)
        past = field.name.endswith("_on")
        if past and isinstance(value, date) and value > today:
            raise Refused("in-the-future", f"`{field.name}`: {value} has not been yet", field=field.name)


def _day(kind: EventKind, answers: Mapping[str, Any], given: Day | None) -> tuple[date, bool]:
    """The day of an event, and whether it is known; where it is not, today."""
    own, today = answers.get(kind.day), datetime.now(UTC).date()
    known = own is not None if kind.day else given != NOT_KNOWN
    if given is not None and (given != NOT_KNOWN) is not known:
        says = f"`{kind.day}` and `occurred_on` disagree on whether the day is known: give it in both or in neither"
        raise Refused("not-a-value", says, field=kind.day)
    if own is not None and isinstance(given, date) and given != own:
        # Taken for the day of the event, a later one would make what was found long ago count as fresh.
        says = f"`{kind.day}` ({own}) and `occurred_on` ({given}) are not the same day: give it once"
        raise Refused("not-a-value", says, field=kind.day)
    return (given if isinstance(given, date) else own or today), known


def _lane(values: Mapping[str, Any]) -> str:
    vocabulary = load_vocabulary().facts
    return "medical" if any(vocabulary[name].settled_by == "clinician" for name in values) else "case"


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    return {k: v.isoformat() if isinstance(v, date) else v for k, v in values.items()}


def _moment(day: date, now: datetime) -> datetime:
    """The day as a moment: now for today, noon for an earlier day; a later day is refused by the change."""
    return now if day == now.date() else datetime.combine(day, time(12), UTC)
