"""Holding a bed in a hub for a case, night by night: given, moved, given back.

The order of locks is always: the case, then the hub (or the flight). So two officers cannot take the last one, and
nobody waits in a circle.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from returnhub.casework.access.officers import Officer
from returnhub.casework.access.roles import role_for
from returnhub.casework.access.visibility import visible_to
from returnhub.casework.cases.changing import Change, Done, commit
from returnhub.casework.cases.models import Case
from returnhub.casework.cases.reasons import Reasons
from returnhub.casework.places.finding import ONE, free_beds, still_in
from returnhub.casework.places.models import Hub, Night, Place
from returnhub.casework.places.nights import bed_in_words, hub_stages, in_words
from returnhub.casework.places.seats import refuse_outside
from returnhub.casework.places.stay import nights_meant
from returnhub.casework.refusals import Refused


def hold_place(
    by: Officer,
    reference: str,
    hub: str,
    first: date | None = None,
    last: date | None = None,
    *,
    version: int | None = None,
    client_key: str = "",
) -> Done:
    """Hold a bed for a case that is in the hub leg, for every night from `first` to `last`.

    Without `first`: from the night of the planned transfer, or tonight for who has left. Without `last`: the
    longest that the scheme allows. Refused where no one bed is free on all of them.
    """
    role = role_for(by, "places")

    def work(change: Change) -> None:
        refuse_outside(change)
        if change.state.place:
            raise Refused("already-held", f"a place is held already: {bed_in_words(change.state.place)}")
        site = Hub.objects.select_for_update().filter(name=hub).first()
        if site is None:
            raise Refused("not-a-value", f"there is no hub `{hub}`", field="hub")
        begins, ends = nights_meant(change.state, first, last, change.now.date())
        _hold(change, _free(change, site, begins, ends), begins, ends)

    asked = ["place", hub, first, last]
    return commit(by, reference, role, work, version=version, client_key=client_key, request=asked)


def change_nights(
    by: Officer,
    reference: str,
    first: date | None = None,
    last: date | None = None,
    *,
    another_bed: bool = False,
    reasons: Reasons,
    version: int | None = None,
    client_key: str = "",
) -> Done:
    """Hold other nights in the same hub: fewer, more, or later when a flight slips. Given back and held in one go.

    `first` and `last` as for `hold_place`, but without `first` the nights begin as they did. The bed stays the same
    and is refused where it is promised to somebody else, unless `another_bed` is asked for.
    """
    role, why = role_for(by, "places"), reasons.checked()

    def work(change: Change) -> None:
        refuse_outside(change)
        held = change.state.place
        if not held:
            raise Refused("not-held", "no place is held for this case")
        site = Hub.objects.select_for_update().get(name=held.rpartition("/")[0])
        was, tonight = date.fromisoformat(change.state.beds[held].first), change.now.date()
        begins, ends = nights_meant(change.state, first or max(was, tonight), last, tonight)
        bed = (
            _free(change, site, begins, ends, but=held)
            if another_bed
            else _same(change, site, held, begins, ends)
        )
        change.add("place_released", {"place": held}, reasons=why)
        _hold(change, bed, begins, ends, why)

    key = ["nights", first, last, another_bed, why]
    return commit(by, reference, role, work, version=version, client_key=client_key, request=key)


def release_place(
    by: Officer, reference: str, *, reasons: Reasons, version: int | None = None, client_key: str = ""
) -> Done:
    """Give a place back, with every night of it."""
    role, why = role_for(by, "places"), reasons.checked()

    def work(change: Change) -> None:
        if not change.state.place:
            raise Refused("not-held", "no place is held for this case")
        if change.state.stage in hub_stages():
            raise Refused(
                "already-held", "the person is in the hub: the place is given back by the move out of it"
            )
        change.add("place_released", {"place": change.state.place}, reasons=why)

    key = ["release place", why]
    return commit(by, reference, role, work, version=version, client_key=client_key, request=key)


def seen_as(by: Officer, case: int) -> str:
    """The reference of a case (by its key) if the officer may know of it; else that they may not."""
    reference = visible_to(by).filter(pk=case).values_list("reference", flat=True).first()
    return reference or "somebody whose case you cannot see"


def _free(change: Change, site: Hub, first: date, last: date, *, but: str = "") -> Place:
    """A bed that is free on all of these nights (not `but`); the refusal says for how long there would be one."""
    beds = free_beds(site, first, change.now.date(), but=_key(change))
    beds = [bed for bed in beds if str(bed.place) != but]
    for bed in beds:
        if bed.until >= last:
            return bed.place
    until = max((bed.until for bed in beds), default=None)
    raise Refused(
        "no-place-free",
        f"no {'other ' if but else ''}place in {site.says} is free on each night that is asked for"
        + (f"; one is free until {in_words(until)}" if until else ""),
        hub=site.name,
        field="last_night" if until else "hub",
        free_until=until.isoformat() if until else "",
    )


def _same(change: Change, site: Hub, held: str, first: date, last: date) -> Place:
    """The bed that is held, if it is free on these nights; who it is promised to is named to those who may know."""
    place, case = site.places.select_related("beyond").get(number=held.rpartition("/")[2]), _key(change)
    there = place.beyond
    if there and (first < there.first_night or last > there.last_night):
        nights = f"from {in_words(there.first_night)} to {in_words(there.last_night)}"
        says, until = f"{bed_in_words(held)} is over-capacity, there {nights}", there.last_night.isoformat()
        field = "first_night" if first < there.first_night else "last_night"
        raise Refused("no-place-free", says, field=field, free_until=until)
    others = Night.objects.filter(place=place, night__range=(first, last)).exclude(case=case)
    if promised := others.order_by("night").first():
        raise Refused(
            "bed-promised",
            f"{change.state.reference} holds {bed_in_words(held)} until"
            f" {in_words(date.fromisoformat(change.state.beds[held].last))}; it is promised to"
            f" {seen_as(change.by, promised.case_id)} from {in_words(promised.night)} on",
            field="last_night",
            place=held,
            free_until=(promised.night - ONE).isoformat(),
        )
    if other := still_in(place, change.now.date(), case):
        raise Refused("bed-occupied", occupied(change.by, held, other.pk), field="which", place=held)
    return place


def occupied(by: Officer, place: str, other: int) -> str:
    """What is said of a bed in which somebody (the key of a case) still lies."""
    return f"{seen_as(by, other)} still lies in {bed_in_words(place)} although their nights have ended: hold another"


def _key(change: Change) -> int:
    return Case.objects.only("pk").get(reference=change.state.reference).pk


def _hold(change: Change, bed: Place, first: date, last: date, why: dict[str, Any] | None = None) -> None:
    payload = {"hub": bed.hub_id, "number": bed.number, "first_night": first, "last_night": last}
    change.add("place_held", payload, reasons=why)
