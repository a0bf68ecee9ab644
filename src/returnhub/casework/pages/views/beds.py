"""A bed for a case: held, held for other nights, given back."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest, HttpResponse

from returnhub.casework import actions
from returnhub.casework.access.roles import role_for
from returnhub.casework.actions import CaseView, Done, Reasons, Refused
from returnhub.casework.pages.forms import Question, reasons
from returnhub.casework.pages.showing import day
from returnhub.casework.pages.views.serving import ask, officer, open_record, page
from returnhub.casework.places.ahead import nights_ahead, tonight
from returnhub.casework.places.models import Hub
from returnhub.casework.places.nights import bed_in_words, from_to, hub_stages
from returnhub.casework.places.stay import last_night_allowed, planned_night


@page
def hold_place(request: HttpRequest, reference: str) -> HttpResponse:
    """Hold a bed for a case, or give it back."""
    by = officer(request)
    role_for(by, "places")
    view = open_record(request, reference, "place")
    if view.state.place:
        return _give_back(request, view)
    hubs = [(hub, nights_ahead(hub, 1)[0]) for hub in Hub.objects.order_by("name")]
    options = tuple((h.name, f"{h.says}: {n.free} free tonight") for h, n in hubs)
    planned = planned_night(view.state, tonight())
    hint = f"The person is to travel on {day(planned)}" if planned else ""
    questions = [
        Question("hub", "In which hub?", "radios", options=options),
        *_nights(view, "From the night of which day?", hint, required=True),
    ]

    def act(answers: dict[str, str], version: int, key: str) -> Done:
        first, last = _days(answers)
        return actions.hold_place(by, reference, answers["hub"], first, last, version=version, client_key=key)

    return ask(
        request, view, questions, act, title="Hold a place", button="Hold a place", done="A place is held"
    )


@page
def change_nights(request: HttpRequest, reference: str) -> HttpResponse:
    """Hold other nights: fewer, more, later, or in another bed."""
    by = officer(request)
    role_for(by, "places")
    view = open_record(request, reference, "place")
    if not view.state.place:
        raise Refused("not-held", "no place is held for this case")
    nights = view.state.beds[view.state.place]
    which = (("same", "The same place"), ("another", "Another place that is free on all of these nights"))
    questions = [
        *_nights(view, "From the night of which day? (optional)", f"Without a day: {day(nights.first)}"),
        Question("which", "In which place of the hub?", "radios", options=which),
        *reasons(),
    ]

    def act(answers: dict[str, str], version: int, key: str) -> Done:
        first, last = _days(answers)
        return actions.change_nights(
            by, reference, first, last, another_bed=answers["which"] == "another",
            reasons=Reasons(answers["because"], answers["text"]), version=version, client_key=key,
        )  # fmt: skip

    return ask(
        request, view, questions, act, title="Change the nights", button="Change the nights",
        done="The nights are changed", intro=_held(view),
    )  # fmt: skip


def _give_back(request: HttpRequest, view: CaseView) -> HttpResponse:
    def act(answers: dict[str, str], version: int, key: str) -> Done:
        why = Reasons(answers["because"], answers["text"])
        return actions.release_place(
            officer(request), view.row.reference, reasons=why, version=version, client_key=key
        )

    return ask(
        request, view, reasons(), act, title="Give the place back", button="Give it back",
        done="The place is free again", intro=_held(view),
    )  # fmt: skip


def _held(view: CaseView) -> str:
    nights = view.state.beds[view.state.place]
    return f"Held: {bed_in_words(view.state.place)}, {from_to(nights.first, nights.last)}"


def _nights(view: CaseView, ask_first: str, hint: str, *, required: bool = False) -> list[Question]:
    """The questions for nights; of who is in the hub only the last is asked, the first is tonight."""
    allowed = last_night_allowed(view.state, tonight(), tonight())
    longest = "Without a day: the longest stay that the scheme allows"
    last = Question("last_night", "Until the night of which day? (optional)", "date", longest, required=False)
    if view.state.stage in hub_stages():
        last.hint += f", until {day(allowed)}"
        return [last]
    return [Question("first_night", ask_first, "date", hint, required=required), last]


def _days(answers: dict[str, str]) -> tuple[date | None, date | None]:
    first, last = (answers.get(name, "") for name in ("first_night", "last_night"))
    return (date.fromisoformat(first) if first else None), (date.fromisoformat(last) if last else None)
