"""How many places and seats there are: said by those who run them, recorded in the ledger of the service."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

from django.db import transaction
from django.db.models import Exists, OuterRef

from returnhub.casework.access.officers import Officer
from returnhub.casework.access.roles import role_for
from returnhub.casework.cases.reasons import Reasons
from returnhub.casework.cases.scheme_facts import record_for_service
from returnhub.casework.places.models import Flight, Hub, Night, Place, Seat
from returnhub.casework.refusals import Refused

MOST = 5_000


def set_places(by: Officer, hub: str, places: int, *, says: str = "", reasons: Reasons) -> Hub:
    """Say how many places a hub has, apart from over-capacity. Refused below the number that are held on some night:
    nobody loses a place by it.
    """
    role, why = role_for(by, "places"), reasons.checked()
    _check_name(hub)
    check_number(places, field="places")
    with transaction.atomic():
        Hub.objects.get_or_create(name=hub, defaults={"says": says or hub})
        row = Hub.objects.select_for_update().get(name=hub)
        if says and says != row.says:
            row.says = says
            row.save(update_fields=["says"])
        own = row.places.filter(beyond=None)
        nights = Night.objects.filter(place=OuterRef("pk"))
        held = own.filter(Exists(nights)).count()
        if places < held:
            says = f"places held, or not given back after their nights: {held}. Fewer cannot be offered"
            raise Refused("places-taken", says, held=held)
        surplus = own.count() - places
        if surplus > 0:
            free = own.filter(~Exists(nights)).order_by("-number").values_list("pk", flat=True)[:surplus]
            Place.objects.filter(pk__in=list(free)).delete()
        numbers = set(row.places.values_list("number", flat=True))
        new = [n for n in range(1, places + len(numbers) + 1) if n not in numbers][: max(0, -surplus)]
        Place.objects.bulk_create(Place(hub=row, number=n) for n in new)
        payload = {"hub": hub, "says": row.says, "places": places}
        record_for_service(by, role, "places_set", payload, why)
    return row


def plan_flight(
    by: Officer, name: str, departs_on: date, hub: str, seats: int, *, reasons: Reasons
) -> Flight:
    """Plan a flight to a hub with a number of seats."""
    role, why = role_for(by, "flights"), reasons.checked()
    _check_name(name)
    check_number(seats, field="seats")
    if departs_on < datetime.now(UTC).date():
        raise Refused("not-a-value", f"{departs_on} is over", field="departs_on")
    with transaction.atomic():
        site = Hub.objects.filter(name=hub).first()
        if site is None:
            raise Refused("not-a-value", f"there is no hub `{hub}`", field="hub")
        if Flight.objects.filter(name=name).exists():
            raise Refused("already-open", f"there is a flight `{name}` already", field="name")
        flight = Flight.objects.create(name=name, hub=site, departs_on=departs_on)
        Seat.objects.bulk_create(Seat(flight=flight, number=n) for n in range(1, seats + 1))
        payload = {"flight": name, "hub": hub, "departs_on": departs_on.isoformat(), "seats": seats}
        record_for_service(by, role, "flight_planned", payload, why)
    return flight


def cancel_flight(by: Officer, name: str, *, reasons: Reasons) -> None:
    """Cancel a flight: its seats no longer count for any journey."""
    role, why = role_for(by, "flights"), reasons.checked()
    with transaction.atomic():
        flight = Flight.objects.select_for_update().filter(name=name, cancelled=False).first()
        if flight is None:
            raise Refused("not-found", f"there is no flight `{name}` that is planned")
        flight.cancelled = True
        flight.save(update_fields=["cancelled"])
        record_for_service(by, role, "flight_cancelled", {"flight": name}, why)


def _check_name(name: str) -> None:
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9-]{0,39}", name):
        raise Refused("not-a-value", "use letters, figures and hyphens, 40 at most", field="name")


def check_number(number: int, *, least: int = 0, field: str = "number") -> None:
    """Refuse a number of places or seats that is none."""
    if not least <= number <= MOST:
        raise Refused("not-a-value", f"give a number from {least} to {MOST:,}", field=field)
