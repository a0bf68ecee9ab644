"""The history of a case in words, with both clocks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from returnhub.casework.actions import BECAUSE, EVENTS, HOLDS, CaseView
from returnhub.casework.cases.redaction import is_medical
from returnhub.casework.cases.viewing import TimelineEntry
from returnhub.casework.pages.showing import moment, officer_name, plain_value, role_titles, stage_says
from returnhub.casework.places.nights import bed_in_words, from_to
from returnhub.casework.scheme_in_use import in_use
from returnhub.scheme.vocabulary import load_vocabulary

LANES = {"case": "", "medical": "Medical lane", "monitor": "Monitor's lane"}


@dataclass(frozen=True, slots=True)
class Line:
    """One entry: what, details, who, and when it happened and was recorded."""

    seq: int
    what: str
    details: list[str]
    who: str
    occurred: str
    recorded: str
    why: str
    evidence: str
    lane: str
    hash: str
    judged: bool = False


def lines(view: CaseView, *, clinician: bool, after: int = 0) -> list[Line]:
    """The entries after a version, newest first."""
    return [line(e, clinician) for e in reversed(view.timeline) if e.seq > after]


def line(entry: TimelineEntry, clinician: bool) -> Line:
    """One entry in words."""
    what, details = _words(entry.kind, entry.data, clinician)
    why = entry.reasons
    return Line(
        seq=entry.seq,
        what=what,
        details=details,
        who=f"{officer_name(entry.actor)}, {role_titles([entry.role])}"
        if entry.role
        else officer_name(entry.actor),
        occurred=_occurred(entry),
        recorded=moment(entry.recorded_at),
        why=f"{BECAUSE.get(why['because'], why['because'])}: {why['text']}" if why else "",
        evidence=entry.evidence,
        lane=LANES.get(entry.lane, entry.lane),
        hash=entry.hash[:12],
        judged=bool(entry.data and "verdict" in entry.data),
    )


def _occurred(entry: TimelineEntry) -> str:
    """When it happened, or by when."""
    at = moment(entry.occurred_at)
    return at if (entry.data or {}).get("day_known", True) else f"on a day that is not known, by {at}"


def _words(kind: str, data: dict[str, Any] | None, clinician: bool) -> tuple[str, list[str]]:
    if data is None:
        return "An entry in a lane that is closed to you", []
    scheme = in_use().scheme
    match kind:
        case "case_opened":
            return f"Case opened: {stage_says(data['stage'])}", []
        case "facts_established":
            return ("Corrected" if data.get("corrects") else "Established"), _facts(data["facts"], clinician)
        case "event_recorded":
            event = EVENTS.get(data["event"])
            return (event.says if event else data["event"]), _fields(event, data["fields"])
        case "hold_raised":
            held = HOLDS.get(data["kind"])
            return f"Hold raised: {held.says if held else data['kind']}", [data["says"]]
        case "hold_lifted":
            held = HOLDS.get(data["kind"])
            return f"Hold lifted: {held.says if held else data['kind']}", []
        case "move_requested" | "move_made":
            move = scheme.moves.get(data["move"])
            says = move.says if move else data["move"].replace("_", " ")
            if kind == "move_requested":
                return f"Move asked for: {says}", ["Waits for a second officer"]
            return f"Move made: {says}", [f"{stage_says(data['from'])} → {stage_says(data['to'])}"]
        case "move_declined":
            return f"Move {data['outcome']}", []
        case "assigned":
            return "Responsibility changed", [w for w in (data["next_action"], data["waiting_for"]) if w]
        case "note_added" | "observation_made":
            return ("Note" if kind == "note_added" else "Observation of the monitor"), [data["text"]]
        case "represented":
            ends = "no longer acts" if data["ends"] else "acts"
            return f"{officer_name(data['officer'])} {ends} for the person", []
        case "restricted" if data["restricted"]:
            return "Access limited to named officers", [officer_name(name) for name in data["officers"]]
        case "restricted":
            return "Access is no longer limited", []
        case "identity_recorded":
            return "Names, date of birth or references changed", [", ".join(data["names"]), data["born"]]
        case "place_held":
            nights = from_to(data["first_night"], data["last_night"])
            return "Place held in a hub", [f"place {data['number']} of {data['hub']}", nights]
        case "place_released":
            return "Place given back", [bed_in_words(data["place"])]
        case "seat_held":
            return "Seat held on a flight", [f"{data['flight']}, seat {data['number']}"]
        case "seat_released":
            return "Taken off a manifest", [data["flight"]]
        case "link_settled":
            return ("Link undone" if data["undone"] else "Link confirmed"), []
        case "link_made":
            other = data["other"] or "a case that you cannot see"
            return f"Linked to {other}", [data["says"]] if data["says"] else []
    return kind.replace("_", " ").capitalize(), []


def _facts(facts: dict[str, Any], clinician: bool) -> list[str]:
    known, found = load_vocabulary().facts, []
    for name, value in facts.items():
        if name not in known or (is_medical(name) and not clinician):
            continue
        found.append(f"{known[name].ask} {plain_value(known[name].type, value)}")
    return found


def _fields(event: Any, fields: dict[str, Any]) -> list[str]:
    found = []
    for asked in event.fields if event else ():
        if asked.name not in fields:
            continue  # passed over: not even "not known" was said
        value = fields[asked.name]
        said = value if str(asked.type) == "words" else plain_value(asked.type, value)
        found.append(f"{asked.ask} {said or 'Not known'}")
    return found
