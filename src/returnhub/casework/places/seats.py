"""Holding a seat on a flight for a case, and giving back what is scarce."""

from __future__ import annotations

from datetime import timedelta

from returnhub.casework.access.officers import Officer
from returnhub.casework.access.roles import role_for
from returnhub.casework.cases.changing import Change, Done, commit
from returnhub.casework.cases.reasons import Reasons
from returnhub.casework.places.models import Flight, Seat
from returnhub.casework.places.nights import has_left
from returnhub.casework.refusals import Refused
from returnhub.casework.scheme_in_use import in_use
from returnhub.scheme.model import Move


def hold_seat(
    by: Officer, reference: str, flight: str, *, version: int | None = None, client_key: str = ""
) -> Done:
    """Put a case on the manifest of a flight; refused when no seat is free, or without a bed there that night."""
    role = role_for(by, "flights")

    def work(change: Change) -> None:
        refuse_outside(change)
        row = Flight.objects.select_for_update().filter(name=flight, cancelled=False).first()
        if row is None or row.departs_on < change.now.date():
            raise Refused("not-a-value", f"no flight `{flight}` is planned", field="flight")
        if flight in change.state.seats:
            raise Refused("already-held", f"a seat on {flight} is held already")
        if not _bed_there(change, row):
            says = f"no place is held where {flight} goes for the night of {row.departs_on}: {row.hub.says}"
            raise Refused("no-place-held", says, field="flight")
        free = Seat.objects.filter(flight=row, case=None).order_by("number").first()
        if free is None:
            raise Refused("no-seat-free", f"every seat of {flight} is taken", flight=flight, field="flight")
        change.add("seat_held", {"flight": flight, "number": free.number})

    return commit(by, reference, role, work, version=version, client_key=client_key, request=["seat", flight])


def release_seat(
    by: Officer,
    reference: str,
    flight: str,
    *,
    reasons: Reasons,
    version: int | None = None,
    client_key: str = "",
) -> Done:
    """Take a case off the manifest of a flight."""
    role, why = role_for(by, "flights"), reasons.checked()

    def work(change: Change) -> None:
        if flight not in change.state.seats:
            raise Refused("not-held", f"no seat on {flight} is held for this case")
        if has_left(change.state.stage):
            raise Refused("already-held", "the person has left: the manifest stays as it was")
        change.add("seat_released", {"flight": flight}, reasons=why)

    key = ["release seat", flight, why]
    return commit(by, reference, role, work, version=version, client_key=client_key, request=key)


def give_back(change: Change, move: Move) -> None:
    """After a move out of the hub leg, or to its end: the place with its nights, and seats on flights to come."""
    target = in_use().scheme.stages[move.target]
    if target.name in in_use().hub_leg and not target.final:
        return
    if change.state.place:
        change.add("place_released", {"place": change.state.place})
    # Who has left has used the seat of today: the manifest of that flight stays as it was.
    today = change.now.date()
    to_come = today + timedelta(days=1) if has_left(change.state.stage) else today
    planned = Flight.objects.filter(name__in=list(change.state.seats), departs_on__gte=to_come)
    if change.state.seats:
        for flight in planned.order_by("name"):
            change.add("seat_released", {"flight": flight.name})


def _bed_there(change: Change, flight: Flight) -> bool:
    """Whether a bed is held where a flight goes, for the night of its day."""
    place = change.state.place
    there = place.rpartition("/")[0] == flight.hub_id
    return there and change.state.beds[place].holds(flight.departs_on.isoformat())


def refuse_outside(change: Change) -> None:
    """Nothing is held for a case outside the hub leg."""
    stage = change.state.stage
    if change.state.closed or stage not in in_use().hub_leg:
        raise Refused("not-from-this-stage", f"nothing is held for a case in `{stage}`", stage=stage)
