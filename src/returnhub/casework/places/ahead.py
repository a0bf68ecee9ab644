"""What lies ahead of a hub: its nights with what is free, over-capacity, and the people whose nights run out.

Counts include restricted cases, or the sum would lie about what is free; who somebody is, is said only to those who
may know of the case.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.db.models import Count, Max

from returnhub.casework.access.officers import Officer
from returnhub.casework.access.roles import may, role_for
from returnhub.casework.access.visibility import visible_to
from returnhub.casework.cases.models import Case
from returnhub.casework.places.finding import stayed_on
from returnhub.casework.places.models import Hub, Night, OverCapacity, Place
from returnhub.casework.places.nights import hub_stages
from returnhub.casework.places.over_capacity import COUNTERSIGNED
from returnhub.casework.refusals import Refused

AHEAD = 30
"""Nights shown of a hub, tonight the first."""
SOON = 7
"""Days before the last night from which somebody is seen among those whose nights run out."""


@dataclass(frozen=True, slots=True)
class NightAhead:
    """What there is of beds in a hub on a night, and how many are held.

    `stayed_on`: beds of the hub in which somebody lies whose nights have ended; they are nobody's, and not free.
    """

    night: date
    places: int
    over_capacity: int
    held: int
    stayed_on: int

    @property
    def free(self) -> int:
        """Beds that could be held."""
        return self.places + self.over_capacity - self.held - self.stayed_on


@dataclass(frozen=True, slots=True)
class RunningOut:
    """Somebody in the hub whose nights end soon, or have ended. A case is None where the officer may not know of it."""

    place: Place
    last_night: date
    days_left: int
    case: Case | None
    promised_from: date | None = None
    promised_to: Case | None = None


def tonight() -> date:
    """The night that counts now."""
    return datetime.now(UTC).date()


def hub_seen(by: Officer, hub: str) -> Hub:
    """A hub, for those who may look at what is free."""
    role_for(by, "manifest")
    site = Hub.objects.filter(name=hub).first()
    if site is None:
        raise Refused("not-found", f"there is no hub `{hub}`")
    return site


def nights_ahead(site: Hub, days: int = AHEAD) -> list[NightAhead]:
    """The next nights of a hub, tonight the first."""
    first = tonight()
    nights = [first + timedelta(days=n) for n in range(days)]
    within = Night.objects.filter(place__hub=site, night__range=(first, nights[-1]))
    held = dict(within.order_by().values_list("night").annotate(Count("pk")))
    signed = [o for o in over_capacity(site) if o.outcome == COUNTERSIGNED]
    places = site.places.filter(beyond=None)
    lain_in = set(places.filter(pk__in=stayed_on(site, first).values("bed")).values_list("pk", flat=True))
    again = dict(within.filter(place__in=lain_in).order_by().values_list("night").annotate(Count("pk")))
    own = places.count()
    return [
        NightAhead(
            night,
            own,
            sum(o.more for o in signed if o.first_night <= night <= o.last_night),
            held.get(night, 0),
            len(lain_in) - again.get(night, 0),
        )
        for night in nights
    ]


def nights_csv(site: Hub) -> bytes:
    """The nights ahead as CSV: counts only."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(["Night", "Places", "Over-capacity", "Held", "Stayed on", "Free"])
    for n in nights_ahead(site):
        writer.writerow([n.night.isoformat(), n.places, n.over_capacity, n.held, n.stayed_on, n.free])
    return file.getvalue().encode("utf-8-sig")


def over_capacity(site: Hub) -> Sequence[OverCapacity]:
    """What is asked for or countersigned beyond the places of a hub, as long as its last night is not over."""
    return list(
        site.over_capacity.filter(last_night__gte=tonight(), outcome__in=("", COUNTERSIGNED)).order_by(
            "first_night", "pk"
        )
    )


def over_capacity_to_settle(by: Officer) -> Sequence[OverCapacity]:
    """What waits for a second officer in any hub and could be settled by this one: none that they asked for."""
    if not may(by, "over-capacity"):
        return []
    waits = OverCapacity.objects.filter(last_night__gte=tonight(), outcome="").exclude(asked_by=by.username)
    return list(waits.select_related("hub").order_by("first_night", "pk"))


def running_out(by: Officer, site: Hub, days: int = SOON) -> list[RunningOut]:
    """People in a hub whose last night is within some days, or is over: the first to end first."""
    today = tonight()
    sleeping = Night.objects.filter(place__hub=site, case__stage__in=hub_stages())
    ending = sleeping.order_by().values_list("case", "place").annotate(last=Max("night"))
    rows = sorted(ending.filter(last__lt=today + timedelta(days=days)), key=lambda row: (row[2], row[1]))
    places = Place.objects.in_bulk([place for _, place, _ in rows])
    promised = _promised({place for _, place, _ in rows}, today, {case for case, _, _ in rows})
    seen = visible_to(by).in_bulk({case for case, _, _ in rows} | {case for _, case in promised.values()})
    found = []
    for case, place, last in rows:
        since, other = promised.get(place, (None, 0))
        found.append(
            RunningOut(places[place], last, (last - today).days, seen.get(case), since, seen.get(other))
        )
    return found


def _promised(places: set[int], today: date, but: set[int]) -> dict[int, tuple[date, int]]:
    """Of each of these beds (keys), from when and for which case (key) it is held next."""
    ahead = Night.objects.filter(place__in=places, night__gte=today).exclude(case__in=but)
    found: dict[int, tuple[date, int]] = {}
    for place, night, case in ahead.order_by("night").values_list("place", "night", "case"):
        found.setdefault(place, (night, case))
    return found
