"""Routes for hubs with their nights and over-capacity, and for flights."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router

from returnhub.casework import actions
from returnhub.casework.access.roles import role_for
from returnhub.casework.access.visibility import visible_to
from returnhub.casework.api.place_schemas import FlightIn, HubOut, OverCapacityIn, OverCapacityOut, PlacesIn
from returnhub.casework.api.running import PROBLEMS, reasons
from returnhub.casework.api.schemas import ReasonsIn
from returnhub.casework.api.writing import officer
from returnhub.casework.places.ahead import hub_seen, nights_ahead, nights_csv, over_capacity, running_out
from returnhub.casework.places.models import Flight, Hub, OverCapacity
from returnhub.casework.refusals import Refused

router = Router(tags=["places"])


@router.get("/places", response={200: dict[str, Any], **PROBLEMS})
def places(request: HttpRequest) -> dict[str, Any]:
    """Hubs with what is free tonight, and flights."""
    role_for(officer(request), "manifest")
    return {
        "hubs": [
            {
                "hub": h.name,
                "says": h.says,
                "places": night.places,
                "over_capacity": night.over_capacity,
                "free": night.free,
            }
            for h in Hub.objects.order_by("name")
            for night in nights_ahead(h, 1)
        ],
        "flights": [
            {
                "flight": f.name,
                "hub": f.hub_id,
                "departs_on": f.departs_on,
                "cancelled": f.cancelled,
                "seats": f.seats.count(),
                "free": f.seats.filter(case=None).count(),
            }
            for f in Flight.objects.order_by("departs_on", "name")
        ],
    }


@router.put("/places/{hub}", response={200: dict[str, Any], **PROBLEMS})
def set_places(request: HttpRequest, hub: str, body: PlacesIn) -> dict[str, Any]:
    """Say how many places a hub has."""
    why = reasons(body.reasons)
    made = actions.set_places(officer(request), hub, body.places, says=body.says, reasons=why)
    return {"hub": made.name, "places": made.places.filter(beyond=None).count()}


@router.get("/places/{hub}", response={200: HubOut, **PROBLEMS})
def hub(request: HttpRequest, hub: str) -> dict[str, Any]:
    """What lies ahead of a hub: its next nights, over-capacity, and whose nights run out."""
    by = officer(request)
    site = hub_seen(by, hub)
    counted = ("night", "places", "over_capacity", "held", "stayed_on", "free")
    return {
        "hub": site.name,
        "says": site.says,
        "nights": [{name: getattr(n, name) for name in counted} for n in nights_ahead(site)],
        "over_capacity": [over_capacity_out(o) for o in over_capacity(site)],
        "running_out": [
            {
                **{name: getattr(r, name) for name in ("last_night", "days_left", "promised_from")},
                "place": str(r.place),
                "case": r.case.reference if r.case else "",
                "promised_to": r.promised_to.reference if r.promised_to else "",
            }
            for r in running_out(by, site)
        ],
    }


@router.get("/places/{hub}/nights.csv", response={200: None, **PROBLEMS})
def hub_nights_file(request: HttpRequest, hub: str) -> HttpResponse:
    """The next nights of a hub as CSV."""
    return HttpResponse(nights_csv(hub_seen(officer(request), hub)), content_type="text/csv; charset=utf-8")


@router.post("/places/{hub}/over-capacity", response={200: OverCapacityOut, **PROBLEMS})
def ask_over_capacity(request: HttpRequest, hub: str, body: OverCapacityIn) -> dict[str, Any]:
    """Ask for places beyond those of a hub on some nights. It waits for a second officer."""
    given = body.dict(exclude={"reasons"})
    first, last = given.pop("first_night"), given.pop("last_night")
    made = actions.ask_over_capacity(
        officer(request), hub, **given, first=first, last=last, reasons=reasons(body.reasons)
    )
    return over_capacity_out(made)


@router.post("/places/{hub}/over-capacity/{asked}/countersign", response={200: OverCapacityOut, **PROBLEMS})
def countersign_over_capacity(request: HttpRequest, hub: str, asked: int, body: ReasonsIn) -> dict[str, Any]:
    """Countersign over-capacity that another officer asked for; from now on the places are there."""
    made = actions.countersign_over_capacity(officer(request), hub, asked, reasons=reasons(body))
    return over_capacity_out(made)


@router.post("/places/{hub}/over-capacity/{asked}/decline", response={200: dict[str, Any], **PROBLEMS})
def decline_over_capacity(request: HttpRequest, hub: str, asked: int, body: ReasonsIn) -> dict[str, Any]:
    """Decline over-capacity, or take back one's own request."""
    made = actions.decline_over_capacity(officer(request), hub, asked, reasons=reasons(body))
    return {"over_capacity": made.pk, "outcome": made.outcome}


def over_capacity_out(asked: OverCapacity) -> dict[str, Any]:
    """Over-capacity as the API shows it."""
    plain = ("name", "more", "first_night", "last_night", "because", "text", "asked_by", "asked_at")
    return {
        "over_capacity": asked.pk,
        **{name: getattr(asked, name) for name in plain},
        "countersigned_by": asked.settled_by,
        "countersigned_at": asked.settled_at,
    }


@router.get("/flights/{flight}", response={200: dict[str, Any], **PROBLEMS})
def manifest(request: HttpRequest, flight: str) -> dict[str, Any]:
    """Who holds a seat; a case that you cannot see is a taken seat and nothing more."""
    by = officer(request)
    role_for(by, "manifest")
    found = Flight.objects.filter(name=flight).first()
    if found is None:
        raise Refused("not-found", f"there is no flight `{flight}`")
    seen = dict(visible_to(by).filter(seats__flight=found).values_list("pk", "reference"))
    taken = found.seats.exclude(case=None).order_by("number").values_list("number", "case_id")
    seats = [{"seat": number, "case": seen.get(case, "")} for number, case in taken]
    return {"flight": flight, "departs_on": found.departs_on, "cancelled": found.cancelled, "seats": seats}


@router.post("/flights", response={200: dict[str, Any], **PROBLEMS})
def plan_flight(request: HttpRequest, body: FlightIn) -> dict[str, Any]:
    """Plan a flight."""
    why = reasons(body.reasons)
    made = actions.plan_flight(
        officer(request), body.name, body.departs_on, body.hub, body.seats, reasons=why
    )
    return {"flight": made.name}


@router.post("/flights/{flight}/cancel", response={200: dict[str, Any], **PROBLEMS})
def cancel_flight(request: HttpRequest, flight: str, body: ReasonsIn) -> dict[str, Any]:
    """Cancel a flight."""
    actions.cancel_flight(officer(request), flight, reasons=reasons(body))
    return {"flight": flight}
