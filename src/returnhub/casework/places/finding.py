"""Which bed of a hub is free on every night from one to another."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

from django.db.models import Count, Exists, F, Max, Min, OuterRef, Q, QuerySet, Subquery

from returnhub.casework.cases.models import Case
from returnhub.casework.places.models import Hub, Night, Place
from returnhub.casework.places.nights import Beds, Nights, hub_stages

ONE = timedelta(days=1)


class Bed(NamedTuple):
    """A bed that is free on a night, until when, and since when."""

    place: Place
    until: date
    since: date


def free_beds(site: Hub, first: date, tonight: date, *, but: int | None = None) -> list[Bed]:
    """Beds that are free on a night, the best first: one of the hub's own, and empty for the shortest time before.

    So what stays free stays in one piece. `but`: a case whose own nights do not count (the key of its row).
    """
    others = Night.objects.filter(place=OuterRef("pk")).exclude(case=but).values("night")
    places = (
        site.places.filter(Q(beyond=None) | Q(beyond__first_night__lte=first, beyond__last_night__gte=first))
        .exclude(pk__in=stayed_on(site, tonight).exclude(pk=but).values("bed"))
        .annotate(
            before=Subquery(others.filter(night__lt=first).order_by("-night")[:1]),
            after=Subquery(others.filter(night__gte=first).order_by("night")[:1]),
            ends=F("beyond__last_night"),
        )
    )
    free = [
        Bed(p, min(p.after - ONE if p.after else date.max, p.ends or date.max), p.before or date.min)
        for p in places
        if p.after != first
    ]
    return sorted(free, key=lambda b: (b.place.beyond_id is not None, -b.since.toordinal(), b.place.number))


def beds_of(cases: Iterable[int]) -> dict[int, Beds]:
    """What is held for each of these cases (keys); cases with nothing are left out."""
    held = {}
    rows = (
        Night.objects.filter(case__in=list(cases))
        .order_by()
        .values_list("case", "place__hub", "place__number")
    )
    for case, hub, number, first, last, count in rows.annotate(Min("night"), Max("night"), Count("pk")):
        held[case] = {f"{hub}/{number}": Nights(first.isoformat(), last.isoformat(), count)}
    return held


def stayed_on(site: Hub, tonight: date) -> QuerySet[Case]:
    """Cases of people who are in the hub although their nights have ended; `bed` is the place they lie in (its key).

    Such a bed is given to nobody until they have left it or hold it again.
    """
    own = Night.objects.filter(case=OuterRef("pk"))
    sleeping = Case.objects.filter(~Exists(own.filter(night__gte=tonight)), stage__in=hub_stages())
    bed = Subquery(own.filter(place__hub=site).values("place")[:1])
    return sleeping.annotate(bed=bed).exclude(bed=None)


def still_in(place: Place, tonight: date, case: int) -> Case | None:
    """Somebody else than `case` (a key) who still lies in a bed although their nights have ended."""
    others = stayed_on(place.hub, tonight).filter(nights__place=place).exclude(pk=case)
    return others.order_by("pk").first()
