"""Holding a place in a hub and a seat on a flight for a case.

The order of locks is always: the case, then the hub or the flight. So two officers cannot take the last one, and
nobody waits in a circle.
"""

from __future__ import annotations

from datetime import date

from returnhub.casework.access.officers import Officer
from returnhub.casework.access.roles import role_for
from returnhub.casework.cases.changing import Change, Done, commit
from returnhub.casework.cases.reasons import Reasons
from returnhub.casework.cases.state import CaseState
from returnhub.casework.places.models import Flight, Hub, Place, Seat
from returnhub.casework.refusals import Refused
from returnhub.casework.scheme_in_use import in_use
from returnhub.scheme.model import Move

TRANSIT = "transit"


def hold_place(
    by: Officer, reference: str, hub: str, *, version: int | None = None, client_key: str = ""
) -> Done:
    """Hold a place for a case that is in the hub leg; refused when none is free."""
    role = role_for(by, "places")

    def work(change: Change) -> None:
        _refuse_outside(change)
        if change.state.place:
            raise Refused("already-held", f"a place is held already: {change.state.place}")
        site = Hub.objects.select_for_update().filter(name=hub).first()
        if site is None:
            raise Refused("not-a-value", f"there is no hub `{hub}`", field="hub")
        free = Place.objects.filter(hub=site, case=None).order_by("number").first()
        if free is None:
            raise Refused("no-place-free", f"every place is held: {site.says}", hub=hub, field="hub")
        change.add("place_held", {"hub": hub, "number": free.number})

    return commit(by, reference, role, work, version=version, client_key=client_key, request=["place", hub])


def release_place(
    by: Officer, reference: str, *, reasons: Reasons, version: int | None = None, client_key: str = ""
) -> Done:
    """Give a place back."""
    role, why = role_for(by, "places"), reasons.checked()

    def work(change: Change) -> None:
        if not change.state.place:
            raise Refused("not-held", "no place is held for this case")
        if in_use().scheme.stages[change.state.stage].place == "host":
            raise Refused(
                "already-held", "the person is in the hub: the place is given back by the move out of it"
            )
        change.add("place_released", {"place": change.state.place}, reasons=why)

    key = ["release place", why]
    return commit(by, reference, role, work, version=version, client_key=client_key, request=key)


def hold_seat(
    by: Officer, reference: str, flight: str, *, version: int | None = None, client_key: str = ""
) -> Done:
    """Put a case on the manifest of a flight; refused when no seat is free, or without a place where it goes."""
    role = role_for(by, "flights")

    def work(change: Change) -> None:
        _refuse_outside(change)
        row = Flight.objects.select_for_update().filter(name=flight, cancelled=False).first()
        if row is None or row.departs_on < change.now.date():
            raise Refused("not-a-value", f"no flight `{flight}` is planned", field="flight")
        if flight in change.state.seats:
            raise Refused("already-held", f"a seat on {flight} is held already")
        if change.state.place.rpartition("/")[0] != row.hub_id:
            raise Refused(
                "no-place-held", f"no place is held where {flight} goes: {row.hub.says}", field="flight"
            )
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
        if in_use().scheme.stages[change.state.stage].place in (TRANSIT, "host"):
            raise Refused("already-held", "the person has left: the manifest stays as it was")
        change.add("seat_released", {"flight": flight}, reasons=why)

    key = ["release seat", flight, why]
    return commit(by, reference, role, work, version=version, client_key=client_key, request=key)


def journey_stop(state: CaseState, move: Move, day: date) -> str:
    """What stands against a move that is a journey: no seat on a flight of that day. Empty for other moves."""
    if in_use().scheme.stages[move.target].place != TRANSIT:
        return ""
    hub = state.place.rpartition("/")[0]
    flights = Flight.objects.filter(name__in=list(state.seats), departs_on=day, cancelled=False, hub=hub)
    return (
        ""
        if state.seats and flights.exists()
        else "no seat is held on a flight that leaves for the hub today"
    )


def give_back(change: Change, move: Move) -> None:
    """After a move out of the hub leg, or to its end: the place, and seats on flights that have not left."""
    target = in_use().scheme.stages[move.target]
    if target.name in in_use().hub_leg and not target.final:
        return
    if change.state.place:
        change.add("place_released", {"place": change.state.place})
    planned = Flight.objects.filter(name__in=list(change.state.seats), departs_on__gte=change.now.date())
    if change.state.seats:
        for flight in planned.order_by("name"):
            change.add("seat_released", {"flight": flight.name})


def _refuse_outside(change: Change) -> None:
    stage = change.state.stage
    if change.state.closed or stage not in in_use().hub_leg:
        raise Refused("not-from-this-stage", f"nothing is held for a case in `{stage}`", stage=stage)
