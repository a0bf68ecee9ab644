"""Systems that are told what happens, for the administrator."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from returnhub.casework import actions
from returnhub.casework.access.officers import Officer
from returnhub.casework.access.roles import role_for
from returnhub.casework.actions import Reasons
from returnhub.casework.api.subscribing import subscribers as all_subscribers
from returnhub.casework.pages.forms import Question, reasons
from returnhub.casework.pages.views.serving import ask_service, officer, page


@page
def subscribers(request: HttpRequest) -> HttpResponse:
    """Who is told, and what has not reached them."""
    return render(request, "pages/subscribers.html", {"subscribers": all_subscribers(officer(request))})


@page
def subscribe(request: HttpRequest) -> HttpResponse:
    """Tell a system from now on; the secret is shown once."""
    by = officer(request)
    role_for(by, "administer")
    accounts = Officer.objects.filter(is_active=True).order_by("username")
    options = tuple((o.username, f"{o.username} ({o})") for o in accounts)
    hint = "Whose cases does it hear of? A restricted case is told only where the account can see it"
    questions = [
        Question(
            "name", "What is the system called?", "line", "Small letters, figures, dots, hyphens", longest=80
        ),
        Question("url", "At which address does it listen?", "line", "https://…", longest=500),
        Question("officer", "As which account does it listen?", "select", hint, options=options),
        *reasons(),
    ]

    def act(answers: dict[str, str], key: str) -> HttpResponse:
        made, secret = actions.subscribe(
            by, answers["name"], answers["url"], answers["officer"],
            reasons=Reasons(answers["because"], answers["text"]),
        )  # fmt: skip
        return render(request, "pages/new_subscriber.html", {"made": made, "secret": secret})

    return ask_service(
        request,
        questions,
        act,
        title="Tell a system what happens",
        button="Tell it from now on",
        back="subscribers",
    )


@page
def tell_again(request: HttpRequest, name: str) -> HttpResponse:
    """Send everything from a day on once more."""
    by = officer(request)
    role_for(by, "administer")
    since = Question("since", "From which day on?", "date", "Everything since then is sent again, in order")

    def act(answers: dict[str, str], key: str) -> str:
        why = Reasons(answers["because"], answers["text"])
        actions.tell_again(by, name, date.fromisoformat(answers["since"]), reasons=why)
        return reverse("subscribers")

    return ask_service(
        request, [since, *reasons()], act, title=f"Tell {name} again", button="Send again",
        done="It is told again", back="subscribers",
    )  # fmt: skip


@page
def unsubscribe(request: HttpRequest, name: str) -> HttpResponse:
    """Tell a system nothing more."""
    by = officer(request)
    role_for(by, "administer")

    def act(answers: dict[str, str], key: str) -> str:
        actions.unsubscribe(by, name, reasons=Reasons(answers["because"], answers["text"]))
        return reverse("subscribers")

    return ask_service(
        request, reasons(), act, title=f"Tell {name} nothing more", button="Tell it nothing more",
        done="It is told nothing more", back="subscribers", warning="What waits for it is not sent either.",
    )  # fmt: skip
