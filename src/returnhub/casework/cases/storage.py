"""Between a `CaseState` and its rows: load it under the lock of the case, write back what was touched."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db import IntegrityError

from returnhub.casework.access.models import Representation, RestrictedAccess
from returnhub.casework.access.officers import Officer, Team
from returnhub.casework.cases.children import NAMES, read_children
from returnhub.casework.cases.columns import DAY
from returnhub.casework.cases.fact_rows import read_facts
from returnhub.casework.cases.facts import CaseFacts
from returnhub.casework.cases.models import Case, Hold, Link, SearchKey
from returnhub.casework.cases.names import search_keys
from returnhub.casework.cases.state import CaseState, as_date
from returnhub.casework.moves.models import MoveRequest
from returnhub.casework.places.models import Night, Place, Seat
from returnhub.scheme.types import Date
from returnhub.scheme.vocabulary import load_vocabulary

PLAIN = ("reference", "version", "head", "changed_at", "opened_at", "stage", "stage_since", "stays", "closed",
         "names", "born", "references", "next_action", "waiting_for", "restricted", "synthetic")  # fmt: skip


def load(row: Case) -> CaseState:
    """The state that the rows of a case say."""
    state = CaseState(**{name: getattr(row, name) for name in PLAIN})
    state.owner = row.owner.username if row.owner else ""
    state.team = row.team.name if row.team else ""
    state.next_action_by = row.next_action_by.isoformat() if row.next_action_by else ""
    state.facts = read_facts(row.pk)
    children = read_children([row.pk])[row.pk]
    for name in NAMES:
        setattr(state, name, getattr(children, name))
    return state


def save(state: CaseState, row: Case | None) -> Case:
    """Write what was touched; the caller's transaction also writes the entries."""
    row = row or Case()
    for name in PLAIN:
        setattr(row, name, getattr(state, name))
    if state.owner != (row.owner.username if row.owner else ""):
        row.owner_id = officer_id(state.owner)
    if state.team != (row.team.name if row.team else ""):
        row.team_id = team_id(state.team)
    row.next_action_by = as_date(state.next_action_by)
    row.holds_in_force, row.links_in_doubt = state.holds_in_force, state.links_in_doubt
    row.save()
    _save_facts(state, row)
    for kind, key in state.touched:
        if kind in _CHILDREN:
            _CHILDREN[kind](state, row, key)
    state.touched.clear()
    return row


def fact_values(state: CaseState, names: list[str]) -> dict[str, Any]:
    """The columns of these facts, typed."""
    vocabulary = load_vocabulary().facts
    columns: dict[str, Any] = {}
    for name in names:
        if name in vocabulary:
            answer, fact = state.facts[name], vocabulary[name]
            day = isinstance(fact.type, Date) and answer.value is not None
            columns[name] = date.fromisoformat(answer.value) if day else answer.value
            columns[DAY.format(name)] = as_date(answer.on)
    return columns


def provenance(state: CaseState) -> dict[str, list[Any]]:
    """Where each answer came from."""
    return {n: [a.source, a.actor, a.role, a.seq, a.recorded_at] for n, a in state.facts.items()}


def _save_facts(state: CaseState, row: Case) -> None:
    names = [name for kind, name in state.touched if kind == "fact"]
    if ("case", "opened") in state.touched:
        CaseFacts.objects.create(case=row, provenance=provenance(state), **fact_values(state, names))
    elif names:
        columns = fact_values(state, names)
        CaseFacts.objects.filter(case=row).update(provenance=provenance(state), **columns)


def _save_hold(state: CaseState, row: Case, seq: int) -> None:
    hold = dict(state.holds[seq])
    hold["review_by"] = as_date(hold["review_by"])
    Hold.objects.update_or_create(case=row, seq=seq, defaults=hold)


def _save_request(state: CaseState, row: Case, seq: int) -> None:
    MoveRequest.objects.update_or_create(case=row, seq=seq, defaults=state.requests[seq])


def _save_link(state: CaseState, row: Case, seq: int) -> None:
    link = dict(state.links[seq])
    other = Case.objects.only("pk").get(reference=link.pop("other"))
    Link.objects.update_or_create(case=row, seq=seq, defaults={**link, "other": other})


def _save_identity(state: CaseState, row: Case, _: str) -> None:
    row.search_keys.all().delete()
    keys = search_keys(state.reference, state.names, state.born, state.references)
    SearchKey.objects.bulk_create(SearchKey(case=row, kind=kind, value=value) for kind, value in keys)


def _save_access(state: CaseState, row: Case, _: str) -> None:
    row.access.all().delete()
    granted = [RestrictedAccess(case=row, officer_id=officer_id(name)) for name in sorted(state.access)]
    RestrictedAccess.objects.bulk_create(granted)


def _save_representatives(state: CaseState, row: Case, _: str) -> None:
    row.representations.all().delete()
    made = [Representation(case=row, officer_id=officer_id(name)) for name in sorted(state.representatives)]
    Representation.objects.bulk_create(made)


def _save_beds(state: CaseState, row: Case, _: str) -> None:
    row.nights.all().delete()
    for place, nights in state.beds.items():
        hub, _, number = place.rpartition("/")
        bed, first = Place.objects.get(hub=hub, number=number), date.fromisoformat(nights.first)
        each = (first + timedelta(days=n) for n in range(nights.number))
        Night.objects.bulk_create(Night(place=bed, night=night, case=row) for night in each)


def _save_seat(state: CaseState, row: Case, flight: str) -> None:
    Seat.objects.filter(case=row, flight=flight).update(case=None)
    if flight in state.seats:
        free = Seat.objects.filter(flight=flight, number=state.seats[flight], case=None)
        if free.update(case=row) != 1:  # not there, or not free: the transaction is undone
            raise IntegrityError("the seat is not free")


_CHILDREN: dict[str, Any] = {
    "hold": _save_hold,
    "request": _save_request,
    "link": _save_link,
    "identity": _save_identity,
    "access": _save_access,
    "representatives": _save_representatives,
    "beds": _save_beds,
    "seat": _save_seat,
}


def officer_id(username: str) -> int | None:
    """The key of an officer's row."""
    return Officer.objects.values_list("pk", flat=True).get(username=username) if username else None


def team_id(name: str) -> int | None:
    """The key of a team's row; a team that is new is made."""
    return Team.objects.get_or_create(name=name)[0].pk if name else None
