"""One hub: its nights ahead, over-capacity and who asked for it, and the people whose nights run out."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from returnhub.casework import actions
from returnhub.casework.access.roles import may, role_for
from returnhub.casework.actions import BECAUSE, Reasons, Refused
from returnhub.casework.pages.forms import Question, reasons
from returnhub.casework.pages.showing import day, moment, officer_name, short_day
from returnhub.casework.pages.views.places import number
from returnhub.casework.pages.views.serving import ask_service, officer, page
from returnhub.casework.places.ahead import hub_seen, nights_ahead, nights_csv, over_capacity, running_out
from returnhub.casework.places.models import OverCapacity
from returnhub.casework.places.nights import from_to

_DAY = "For example, 31 3 2027"


@page
def hub(request: HttpRequest, hub: str) -> HttpResponse:
    """What lies ahead of a hub. A case that the officer cannot see is somebody and nothing more."""
    by = officer(request)
    site = hub_seen(by, hub)
    context = {
        "hub": site,
        "nights": [(short_day(n.night), n) for n in nights_ahead(site)],
        "exceptions": [_shown(o) for o in over_capacity(site)],
        "ending": [(r, day(r.last_night), day(r.promised_from)) for r in running_out(by, site)],
        "may_places": may(by, "places"),
        "may_settle": may(by, "over-capacity"),
    }
    return render(request, "pages/hub.html", context)


@page
def nights_file(request: HttpRequest, hub: str) -> HttpResponse:
    """The nights ahead as CSV: counts, and nobody's name."""
    response = HttpResponse(
        nights_csv(hub_seen(officer(request), hub)), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="{hub}-nights.csv"'
    return response


@page
def ask_over_capacity(request: HttpRequest, hub: str) -> HttpResponse:
    """Ask for more people than a hub has places, on some nights."""
    by = officer(request)
    role_for(by, "places")
    site = hub_seen(by, hub)
    questions = [
        Question("name", "What is this exception called?", "line", "Others see it by this name", longest=120),
        Question("more", "How many places more?", "number", "A whole number", longest=6),
        Question("first_night", "From the night of which day?", "date", _DAY),
        Question("last_night", "Until the night of which day?", "date", f"{_DAY}. It ends by itself"),
        *reasons(),
    ]

    def act(answers: dict[str, str], key: str) -> str:
        first, last = (date.fromisoformat(answers[name]) for name in ("first_night", "last_night"))
        why, more = Reasons(answers["because"], answers["text"]), number(answers["more"], "more")
        actions.ask_over_capacity(by, hub, answers["name"], more, first, last, reasons=why)
        return reverse("hub", kwargs={"hub": hub})

    return ask_service(
        request, questions, act, title=f"Over-capacity of {site.says}", button="Ask for it",
        done="It waits for a second officer", back="places",
        intro="No place is there before another officer has countersigned.",
    )  # fmt: skip


@page
def settle(request: HttpRequest, hub: str, asked: int) -> HttpResponse:
    """Countersign over-capacity, decline it, or take one's own request back."""
    by = officer(request)
    site = hub_seen(by, hub)
    waits = next((o for o in over_capacity(site) if o.pk == asked and not o.outcome), None)
    if waits is None:
        raise Refused("nothing-to-countersign", "no such over-capacity waits for a second officer")
    own = waits.asked_by == by.username
    role_for(by, "places" if own else "over-capacity")
    options = (("no", "Take it back"),) if own else (("yes", "Countersign it"), ("no", "Decline it"))
    questions = [Question("decision", "What do you decide?", "radios", options=options), *reasons()]
    shown = _shown(waits)

    def act(answers: dict[str, str], key: str) -> str:
        settled = (
            actions.countersign_over_capacity
            if answers["decision"] == "yes"
            else actions.decline_over_capacity
        )
        settled(by, hub, asked, reasons=Reasons(answers["because"], answers["text"]))
        return reverse("hub", kwargs={"hub": hub})

    return ask_service(
        request, questions, act, title=f"Over-capacity: {waits.name}", button="Save", done="Recorded",
        back="places", intro=f"{shown['what']} in {site.says}. Asked for by {shown['asked']}. {shown['why']}",
    )  # fmt: skip


def _shown(asked: OverCapacity) -> dict[str, object]:
    """Over-capacity in words."""
    places = "1 place more" if asked.more == 1 else f"{asked.more} places more"
    settled = f"{officer_name(asked.settled_by)}, {moment(asked.settled_at)}" if asked.outcome else ""
    return {
        "id": asked.pk,
        "name": asked.name,
        "what": f"{places}, on {from_to(asked.first_night, asked.last_night)}",
        "asked": f"{officer_name(asked.asked_by)}, {moment(asked.asked_at)}",
        "asked_by": asked.asked_by,
        "countersigned": settled,
        "why": f"{BECAUSE.get(asked.because, asked.because)}: {asked.text}",
    }
