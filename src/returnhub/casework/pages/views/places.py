"""Hubs and flights: what is free, who is on a manifest, and a seat for a case."""

from __future__ import annotations

from datetime import UTC, date, datetime

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from returnhub.casework import actions
from returnhub.casework.access.roles import may, role_for
from returnhub.casework.access.visibility import visible_to
from returnhub.casework.actions import Done, Reasons, Refused
from returnhub.casework.pages.forms import Question, reasons
from returnhub.casework.pages.showing import day
from returnhub.casework.pages.views.serving import ask, ask_service, officer, open_record, page
from returnhub.casework.places.ahead import nights_ahead
from returnhub.casework.places.models import Flight, Hub

_NUMBER = "A whole number"


@page
def places(request: HttpRequest) -> HttpResponse:
    """Hubs and flights with what is free."""
    by = officer(request)
    role_for(by, "manifest")
    flights = (
        Flight.objects.select_related("hub")
        .annotate(all=Count("seats"), held=Count("seats__case"))
        .order_by("departs_on", "name")
    )
    context = {
        "hubs": [(hub, nights_ahead(hub, 1)[0]) for hub in Hub.objects.order_by("name")],
        "flights": [(f, day(f.departs_on), f.all, f.held, f.all - f.held) for f in flights],
        "may_places": may(by, "places"),
        "may_flights": may(by, "flights"),
    }
    return render(request, "pages/places.html", context)


@page
def set_places(request: HttpRequest, hub: str = "") -> HttpResponse:
    """Say how many places a hub has."""
    by = officer(request)
    role_for(by, "places")
    own = Count("places", filter=Q(places__beyond=None))
    held = Hub.objects.annotate(all=own).filter(name=hub).first() if hub else None
    if hub and held is None:
        raise Refused("not-found", "there is no such hub")
    questions = [
        Question("says", "Name as others see it", "line", longest=120),
        Question("places", "How many places are there?", "number", _NUMBER, longest=6),
        *reasons(),
    ]
    if held is None:
        questions.insert(0, Question("hub", "Short name", "line", "Letters, figures and hyphens", longest=40))
    elif request.method == "GET":
        questions[0].value, questions[1].value = held.says, str(held.all)

    def act(answers: dict[str, str], key: str) -> str:
        why = Reasons(answers["because"], answers["text"])
        count = number(answers["places"], "places")
        made = actions.set_places(by, hub or answers["hub"], count, says=answers["says"], reasons=why)
        return reverse("hub", kwargs={"hub": made.name})

    title = f"Places of {held.says}" if held else "Add a hub"
    return ask_service(
        request, questions, act, title=title, button="Save", done="The places are set", back="places"
    )


@page
def plan_flight(request: HttpRequest) -> HttpResponse:
    """Plan a flight."""
    by = officer(request)
    role_for(by, "flights")
    hubs = tuple((h.name, h.says) for h in Hub.objects.order_by("name"))
    questions = [
        Question(
            "name", "Number or short name of the flight", "line", "Letters, figures and hyphens", longest=40
        ),
        Question("hub", "To which hub?", "radios", options=hubs),
        Question("departs_on", "On which day?", "date", "For example, 31 3 2027"),
        Question("seats", "How many seats for people who are moved?", "number", _NUMBER, longest=6),
        *reasons(),
    ]

    def act(answers: dict[str, str], key: str) -> str:
        why, on = Reasons(answers["because"], answers["text"]), date.fromisoformat(answers["departs_on"])
        seats = number(answers["seats"], "seats")
        actions.plan_flight(by, answers["name"], on, answers["hub"], seats, reasons=why)
        return reverse("manifest", kwargs={"flight": answers["name"]})

    return ask_service(
        request, questions, act, title="Plan a flight", button="Plan the flight", done="The flight is planned",
        back="places",
    )  # fmt: skip


@page
def manifest(request: HttpRequest, flight: str) -> HttpResponse:
    """Who holds a seat. A case that the officer cannot see is a taken seat and nothing more."""
    by = officer(request)
    role_for(by, "manifest")
    row = Flight.objects.select_related("hub").filter(name=flight).first()
    if row is None:
        raise Refused("not-found", f"there is no flight `{flight}`")
    seen = {case.pk: case for case in visible_to(by).filter(seats__flight=row)}
    seats = row.seats.exclude(case=None).order_by("number").values_list("number", "case_id")
    context = {
        "flight": row,
        "on": day(row.departs_on),
        "seats": [(number, seen.get(key)) for number, key in seats],
        "all": row.seats.count(),
        "may_cancel": may(by, "flights") and not row.cancelled and row.departs_on >= datetime.now(UTC).date(),
    }
    return render(request, "pages/manifest.html", context)


@page
def cancel_flight(request: HttpRequest, flight: str) -> HttpResponse:
    """Cancel a flight."""
    by = officer(request)
    role_for(by, "flights")

    def act(answers: dict[str, str], key: str) -> str:
        actions.cancel_flight(by, flight, reasons=Reasons(answers["because"], answers["text"]))
        return reverse("places")

    return ask_service(
        request, reasons(), act, title=f"Cancel the flight {flight}", button="Cancel the flight",
        done="The flight is cancelled", back="places", warning="Its seats count for no journey any more.",
    )  # fmt: skip


@page
def hold_seat(request: HttpRequest, reference: str) -> HttpResponse:
    """Put a case on a manifest, or take it off."""
    by = officer(request)
    role_for(by, "flights")
    view = open_record(request, reference, "seat")
    planned = (
        Flight.objects.select_related("hub")
        .filter(cancelled=False, departs_on__gte=datetime.now(UTC).date())
        .annotate(all=Count("seats"), held=Count("seats__case"))
        .order_by("departs_on", "name")
    )
    options = tuple(
        (f"take {f.name}", f"Take off {f.name}, {day(f.departs_on)}")
        if f.name in view.state.seats
        else (
            f"seat {f.name}",
            f"{f.name} to {f.hub.says}, {day(f.departs_on)}: {f.all - f.held} of {f.all} free",
        )
        for f in planned
    )
    questions = [Question("flight", "Which flight?", "radios", options=options), *reasons()]

    def act(answers: dict[str, str], version: int, key: str) -> Done:
        what, _, name = answers["flight"].partition(" ")
        if what == "seat":
            return actions.hold_seat(by, reference, name, version=version, client_key=key)
        why = Reasons(answers["because"], answers["text"])
        return actions.release_seat(by, reference, name, reasons=why, version=version, client_key=key)

    return ask(
        request, view, questions, act, title="Seat on a flight", button="Save", done="The manifest is changed"
    )


def number(text: str, field: str) -> int:
    """A whole number from a form."""
    if not text.isdecimal():
        raise Refused("not-a-value", "write a whole number in figures, such as 20", field=field)
    return int(text)
