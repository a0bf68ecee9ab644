"""What stands against a journey to a hub besides the rules of the scheme: no seat, no bed tonight, a bed not left."""

from __future__ import annotations

from datetime import date

from returnhub.casework.access.officers import Officer
from returnhub.casework.cases.models import Case
from returnhub.casework.cases.state import CaseState
from returnhub.casework.places.beds import occupied
from returnhub.casework.places.finding import still_in
from returnhub.casework.places.models import Flight, Place
from returnhub.casework.places.nights import HOST, TRANSIT, hub_stages
from returnhub.casework.refusals import Refused
from returnhub.casework.scheme_in_use import in_use
from returnhub.scheme.model import Move


def journey_stop(by: Officer, state: CaseState, move: Move, day: date) -> Refused | None:
    """Why a move to a journey or into a hub cannot be made on a day; None for other moves, and if nothing stands."""
    target = in_use().scheme.stages[move.target]
    if target.final or target.place not in (TRANSIT, HOST) or state.stage in hub_stages():
        return None
    hub, _, number = state.place.rpartition("/")
    if target.place == TRANSIT:
        flights = Flight.objects.filter(name__in=list(state.seats), departs_on=day, cancelled=False, hub=hub)
        if not state.seats or not flights.exists():
            return Refused("no-seat-held", "no seat is held on a flight that leaves for the hub today")
    if hub:
        if not state.beds[state.place].holds(day.isoformat()):
            return Refused("no-place-held", "no place in the hub is held for tonight")
        case = Case.objects.only("pk").get(reference=state.reference).pk
        place = Place.objects.select_related("hub").get(hub=hub, number=number)
        if other := still_in(place, day, case):
            return Refused("bed-occupied", occupied(by, state.place, other.pk))
    return None
