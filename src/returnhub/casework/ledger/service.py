"""Tables of the service rebuilt from its own chain and compared: facts of the scheme, hubs, over-capacity, flights.

An answer changed there opens moves for everybody, and a bed more is a person more in a hub.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from django.db.models import Count, F, Max, Min, Q

from returnhub.casework.cases.scheme_facts import SchemeFact
from returnhub.casework.ledger.append import SERVICE
from returnhub.casework.ledger.models import Entry
from returnhub.casework.ledger.reading import snapshot
from returnhub.casework.places.models import Flight, Hub, OverCapacity

Held = dict[tuple[str, Any], dict[str, Any]]
"""What there is, by what kind of thing it is and its name: column → plain value. Beds: how many, first and last."""


def service_differences() -> Iterator[str]:
    """What these tables say that the entries of the service do not, or the other way round."""
    with snapshot():
        said, held = _said(), _held()
    for what in sorted(said.keys() | held.keys(), key=str):
        name = f"{what[0]} `{what[1]}`"
        if what not in held:
            yield f"{name}: its entries are there but not the row"
        elif what not in said:
            yield f"{name} is there without any entry"
        else:
            for column, value in said[what].items():
                if held[what][column] != value:
                    yield f"{name}: {column} is {held[what][column]!r}, its entries say {value!r}"


def _said() -> Held:
    """As the entries of the service make it."""
    held: Held = {}
    entries = Entry.objects.filter(stream=SERVICE, kind__in=_STEPS).order_by("seq")
    for entry in entries.iterator():
        _STEPS[entry.kind](held, entry, json.loads(entry.payload))
    return held


def _fact(held: Held, entry: Entry, data: dict[str, Any]) -> None:
    held["fact", data["fact"]] = {
        "value": data["value"], "on": data["on"], "source": data["source"], "actor": entry.actor, "seq": entry.seq
    }  # fmt: skip


def _hub(held: Held, entry: Entry, data: dict[str, Any]) -> None:
    held["hub", data["hub"]] = {"says": data["says"], "places": data["places"]}


def _asked(held: Held, entry: Entry, data: dict[str, Any]) -> None:
    held["over-capacity", data["over_capacity"]] = {
        **{name: data[name] for name in ("hub", "name", "more", "first_night", "last_night")},
        **json.loads(entry.reasons), "asked_by": entry.actor,
        "outcome": "", "settled_by": "", "places": (0, None, None),
    }  # fmt: skip


def _countersigned(held: Held, entry: Entry, data: dict[str, Any]) -> None:
    least, most = data["places"]
    beds = (most - least + 1, least, most)
    settled = {"outcome": "countersigned", "settled_by": entry.actor, "places": beds}
    held.setdefault(("over-capacity", data["over_capacity"]), {}).update(settled)


def _declined(held: Held, entry: Entry, data: dict[str, Any]) -> None:
    settled = {"outcome": data["outcome"], "settled_by": entry.actor}
    held.setdefault(("over-capacity", data["over_capacity"]), {}).update(settled)


def _planned(held: Held, entry: Entry, data: dict[str, Any]) -> None:
    held["flight", data["flight"]] = {
        "hub": data["hub"], "departs_on": data["departs_on"], "seats": data["seats"], "cancelled": False
    }  # fmt: skip


def _cancelled(held: Held, entry: Entry, data: dict[str, Any]) -> None:
    held.setdefault(("flight", data["flight"]), {})["cancelled"] = True


_STEPS: dict[str, Callable[[Held, Entry, dict[str, Any]], None]] = {
    "scheme_fact_established": _fact,
    "places_set": _hub,
    "over_capacity_asked": _asked,
    "over_capacity_countersigned": _countersigned,
    "over_capacity_declined": _declined,
    "flight_planned": _planned,
    "flight_cancelled": _cancelled,
}


def _held() -> Held:
    """As the rows have it."""
    held: Held = {}
    for fact in SchemeFact.objects.all():
        held["fact", fact.name] = {
            "value": json.loads(fact.value), "on": fact.on.isoformat(), "source": fact.source,
            "actor": fact.actor, "seq": fact.seq,
        }  # fmt: skip
    for hub in Hub.objects.annotate(own=Count("places", filter=Q(places__beyond=None))):
        held["hub", hub.name] = {"says": hub.says, "places": hub.own}
    there = Q(places__hub=F("hub"))
    beds = {"least": Min("places__number", filter=there), "most": Max("places__number", filter=there)}
    for asked in OverCapacity.objects.annotate(all=Count("places"), **beds):
        held["over-capacity", asked.pk] = {
            "hub": asked.hub_id, "name": asked.name, "more": asked.more,
            "first_night": asked.first_night.isoformat(), "last_night": asked.last_night.isoformat(),
            "because": asked.because, "text": asked.text, "asked_by": asked.asked_by,
            "outcome": asked.outcome, "settled_by": asked.settled_by,
            "places": (asked.all, asked.least, asked.most),
        }  # fmt: skip
    for flight in Flight.objects.annotate(all=Count("seats")):
        held["flight", flight.name] = {
            "hub": flight.hub_id, "departs_on": flight.departs_on.isoformat(),
            "seats": flight.all, "cancelled": flight.cancelled,
        }  # fmt: skip
    return held
