"""A case as its entries make it: a fold over the chain. Rows of the database are this, written down.

`apply` is the only place where an entry changes what is held to be true of a case; the live service and the
rebuilding of projections both go through it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from returnhub.casework.ledger.entry import EntryRecord, moment
from returnhub.casework.places.nights import Nights, nights_between

Data = dict[str, Any]


class Answer(NamedTuple):
    """What was last established of a fact (plain data; None: it was established that it is not known)."""

    value: Any
    on: str
    source: str
    actor: str
    role: str
    seq: int
    recorded_at: str


@dataclass(slots=True)
class CaseState:
    """Everything that is projected of one case."""

    reference: str = ""
    version: int = 0
    head: str = ""
    changed_at: str = ""
    opened_at: str = ""
    stage: str = ""
    stage_since: str = ""
    stays: dict[str, int] = field(default_factory=dict)
    closed: bool = False
    names: list[str] = field(default_factory=list)
    born: str = ""
    references: dict[str, str] = field(default_factory=dict)
    owner: str = ""
    team: str = ""
    next_action: str = ""
    next_action_by: str = ""
    waiting_for: str = ""
    restricted: bool = False
    synthetic: bool = False
    facts: dict[str, Answer] = field(default_factory=dict)
    holds: dict[int, Data] = field(default_factory=dict)
    requests: dict[int, Data] = field(default_factory=dict)
    links: dict[int, Data] = field(default_factory=dict)
    access: set[str] = field(default_factory=set)
    representatives: set[str] = field(default_factory=set)
    beds: dict[str, Nights] = field(default_factory=dict)
    """The place held in a hub, as `hub/number`, and the nights."""
    seats: dict[str, int] = field(default_factory=dict)
    """Seats held: flight → number."""
    touched: set[tuple[str, Any]] = field(default_factory=set)

    @property
    def holds_in_force(self) -> int:
        """How many holds stand."""
        return sum(1 for hold in self.holds.values() if not hold["lifted_at"])

    @property
    def links_in_doubt(self) -> int:
        """How many links to other cases are in doubt."""
        return sum(1 for link in self.links.values() if link["in_doubt"] and not link["undone"])

    @property
    def place(self) -> str:
        """The place held in a hub, as `hub/number`; empty without one."""
        return next(iter(self.beds), "")

    @property
    def open_request(self) -> tuple[int, Data] | None:
        """The move that waits for a second officer, if any."""
        return next(((seq, r) for seq, r in self.requests.items() if not r["outcome"]), None)


def fold(entries: Iterable[EntryRecord], state: CaseState | None = None) -> CaseState:
    """The state after these entries."""
    state = state or CaseState()
    for entry in entries:
        apply(state, entry)
    return state


def apply(state: CaseState, entry: EntryRecord) -> None:
    """Change the state by one entry. A kind that is not known here changes nothing but the version."""
    state.version, state.head, state.changed_at = entry.seq, entry.hash, entry.recorded_at
    step = _STEPS.get(entry.kind)
    if step is not None:
        step(state, entry, entry.data)


def _opened(state: CaseState, entry: EntryRecord, data: Data) -> None:
    state.reference, state.opened_at = entry.stream, entry.recorded_at
    state.stage, state.stage_since = data["stage"], entry.occurred_at
    state.closed = data["final"]
    state.synthetic = data.get("synthetic", False)
    state.restricted = data.get("restricted", False)
    _identity(state, entry, data)
    _assigned(state, entry, data)
    state.touched.add(("case", "opened"))


def _identity(state: CaseState, entry: EntryRecord, data: Data) -> None:
    state.names, state.born = list(data["names"]), data["born"]
    state.references = dict(data["references"])
    state.touched.add(("identity", ""))


def _assigned(state: CaseState, entry: EntryRecord, data: Data) -> None:
    state.owner, state.team = data["owner"], data["team"]
    state.next_action, state.next_action_by = data["next_action"], data["next_action_by"]
    state.waiting_for = data["waiting_for"]


def _established(state: CaseState, entry: EntryRecord, data: Data) -> None:
    on, source = data["on"], data.get("source", "")
    for name, value in data["facts"].items():
        held = state.facts.get(name)
        # A late record of an older answer joins the history; it does not replace a newer answer.
        if held is not None and held.on > on and not data.get("corrects"):
            continue
        state.facts[name] = Answer(value, on, source, entry.actor, entry.role, entry.seq, entry.recorded_at)
        state.touched.add(("fact", name))


def _hold_raised(state: CaseState, entry: EntryRecord, data: Data) -> None:
    state.holds[entry.seq] = {
        "kind": data["kind"],
        "lane": entry.lane,
        "authority": data["authority"],
        "says": data["says"],
        "review_by": data["review_by"],
        "raised_at": entry.occurred_at,
        "raised_by": entry.actor,
        "lifted_at": "",
        "lifted_by": "",
    }
    state.touched.add(("hold", entry.seq))


def _hold_lifted(state: CaseState, entry: EntryRecord, data: Data) -> None:
    state.holds[data["hold"]].update(lifted_at=entry.occurred_at, lifted_by=entry.actor)
    state.touched.add(("hold", data["hold"]))


def _move_requested(state: CaseState, entry: EntryRecord, data: Data) -> None:
    state.requests[entry.seq] = {
        "move": data["move"],
        "requested_by": entry.actor,
        "requested_team": data["team"],
        "requested_at": entry.recorded_at,
        "outcome": "",
        "settled_by": "",
    }
    state.touched.add(("request", entry.seq))


def _move_declined(state: CaseState, entry: EntryRecord, data: Data) -> None:
    _settle(state, data["request"], data["outcome"], entry.actor)


def _settle(state: CaseState, seq: int, outcome: str, actor: str) -> None:
    state.requests[seq].update(outcome=outcome, settled_by=actor)
    state.touched.add(("request", seq))


def _move_made(state: CaseState, entry: EntryRecord, data: Data) -> None:
    spent = (moment(entry.occurred_at) - moment(state.stage_since)).days
    state.stays[state.stage] = state.stays.get(state.stage, 0) + spent
    state.stage, state.stage_since, state.closed = data["to"], entry.occurred_at, data["final"]
    if data["request"]:
        _settle(state, data["request"], "made", entry.actor)
    open_request = state.open_request
    if open_request is not None:  # another move was made meanwhile: what was asked for no longer applies
        _settle(state, open_request[0], "overtaken", entry.actor)
    _assigned(state, entry, data)


def _link_made(state: CaseState, entry: EntryRecord, data: Data) -> None:
    state.links[entry.seq] = {
        "other": data["other"], "kind": data["kind"], "in_doubt": data["in_doubt"],
        "says": data["says"], "undone": False,
    }  # fmt: skip
    state.touched.add(("link", entry.seq))


def _link_settled(state: CaseState, entry: EntryRecord, data: Data) -> None:
    state.links[data["link"]].update(in_doubt=False, undone=data["undone"])
    state.touched.add(("link", data["link"]))


def _restricted(state: CaseState, entry: EntryRecord, data: Data) -> None:
    state.restricted, state.access = data["restricted"], set(data["officers"])
    state.touched.add(("access", ""))


def _represented(state: CaseState, entry: EntryRecord, data: Data) -> None:
    change = state.representatives.discard if data["ends"] else state.representatives.add
    change(data["officer"])
    state.touched.add(("representatives", ""))


def _place_held(state: CaseState, entry: EntryRecord, data: Data) -> None:
    nights = nights_between(date.fromisoformat(data["first_night"]), date.fromisoformat(data["last_night"]))
    state.beds = {f"{data['hub']}/{data['number']}": nights}
    state.touched.add(("beds", ""))


def _place_released(state: CaseState, entry: EntryRecord, data: Data) -> None:
    state.beds = {}
    state.touched.add(("beds", ""))


def _seat_held(state: CaseState, entry: EntryRecord, data: Data) -> None:
    state.seats[data["flight"]] = data["number"]
    state.touched.add(("seat", data["flight"]))


def _seat_released(state: CaseState, entry: EntryRecord, data: Data) -> None:
    state.seats.pop(data["flight"], None)
    state.touched.add(("seat", data["flight"]))


_STEPS: dict[str, Callable[[CaseState, EntryRecord, Data], None]] = {
    "case_opened": _opened,
    "identity_recorded": _identity,
    "assigned": _assigned,
    "facts_established": _established,
    "event_recorded": _established,
    "hold_raised": _hold_raised,
    "hold_lifted": _hold_lifted,
    "move_requested": _move_requested,
    "move_declined": _move_declined,
    "move_made": _move_made,
    "link_made": _link_made,
    "link_settled": _link_settled,
    "restricted": _restricted,
    "represented": _represented,
    "place_held": _place_held,
    "place_released": _place_released,
    "seat_held": _seat_held,
    "seat_released": _seat_released,
}


def as_date(text: str) -> date | None:
    """A day as the projection writes it; empty is none."""
    return date.fromisoformat(text) if text else None
