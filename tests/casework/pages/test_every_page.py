"""axe-core on every page and every refused form, at two widths: found by following links from where each role starts."""

from __future__ import annotations

import re
from datetime import date, timedelta
from urllib.parse import urlsplit

import pytest
from django.urls import get_resolver, resolve

from returnhub.casework.access.officers import Officer
from returnhub.casework.actions import raise_hold
from returnhub.casework.cases.models import Case, Hold, Link

pytestmark = pytest.mark.browser
ROLES = (
    "caseworker",
    "escort",
    "monitor",
    "lawyer",
    "clinician",
    "administrator",
    "owner",
    "analyst",
    "hub",
    "senior",
)
_REACHED: set[str] = set()
"""Names of pages that somebody reached; the last test compares them with all that there are."""
PARTICULAR = {"settle", "lift", "countersign", "revoke-token", "tell-again", "unsubscribe"}
"""Reached only from what is made for it: below, and the countersignature among the journeys."""
ELSEWHERE = {"sign-in", "sign-out", "queue-csv", "queue-ods", "hub-csv"}
"""A page of its own test, a button, and three files."""


def links(desk) -> list[str]:
    """Where this page leads within the service."""
    found = desk.page.eval_on_selector_all("main a[href], nav a[href]", "all => all.map(a => a.href)")
    return [urlsplit(href).path for href in found if href.startswith(desk.address)]


def name_of(path: str) -> str:
    """The page that answers an address, with what makes it look different."""
    found = resolve(path)
    detail = found.kwargs.get("event") or found.kwargs.get("name") or ""
    return f"{found.view_name}:{detail}" if found.view_name == "queue" else str(found.view_name)


@pytest.mark.parametrize("who", ROLES)
def test_every_page_of_a_role(at_desk, who):
    """Each kind of page once in a role; those that another role has shown already are only measured again."""
    desk, seen, waiting = at_desk(who), set(), ["/"]
    while waiting:
        path = waiting.pop(0)
        name = name_of(path)
        if name in seen or name in ELSEWHERE:
            continue
        seen.add(name)
        desk.go(path)
        if "/purpose/" in desk.page.url:
            look(desk, "purpose")
            desk.page.check("#purpose-1")
            desk.click("main button[type=submit]")
        waiting += links(desk)
        look(desk, name)
        if (
            name not in ("case", "home")
            and desk.page.locator("main form[method=post] button[type=submit]").count()
        ):
            desk.click("main form[method=post] button[type=submit]")
            look(desk, f"{name} refused")


def look(desk, name: str) -> None:
    """No violation, and nothing that needs scrolling to the side at either width."""
    path = urlsplit(desk.page.url).path
    if name not in _REACHED:
        assert desk.violations() == [], path
    _REACHED.add(name)
    desk.page.set_viewport_size({"width": 390, "height": 900})
    assert desk.fits(), f"{path} does not fit on a narrow screen"
    assert not re.search(r"\[S\d+", desk.words()), f"a code that says nobody anything on {path}"
    desk.page.set_viewport_size({"width": 1280, "height": 900})
    assert desk.fits(), path


def test_every_page_was_reached():
    """By some role, except those that a test of their own opens."""
    names = {
        p.name for p in get_resolver("returnhub.casework.pages.urls").url_patterns if getattr(p, "name", "")
    }
    reached = {name.split(":")[0] for name in _REACHED}
    assert names - reached - ELSEWHERE - PARTICULAR == set()


@pytest.mark.usefixtures("database_of_the_service")
def test_the_page_that_settles_a_link(at_desk):
    """It is reached only from a case in doubt."""
    doubt = Link.objects.filter(in_doubt=True).select_related("case").order_by("pk")[0]
    desk = at_desk("caseworker")
    desk.open_case(doubt.case.reference)
    desk.click("text=Settle this link")
    assert "What is to happen with the link?" in desk.words()
    look(desk, "settle")


@pytest.mark.usefixtures("database_of_the_service")
def test_the_page_that_lifts_a_hold(at_desk):
    """And the refusal to those who may not."""
    held = Hold.objects.filter(kind="medical", lifted_at="").select_related("case").order_by("pk").first()
    if held is None:
        clinician, some = (
            Officer.objects.get(username="clinician"),
            Case.objects.filter(closed=False, restricted=False),
        )
        raise_hold(clinician, some.order_by("pk")[0].reference, "medical", "Under assessment")
        held = Hold.objects.filter(kind="medical", lifted_at="").select_related("case").order_by("pk")[0]
    for who, title in (("clinician", "Lift a hold"), ("caseworker", "This cannot be done")):
        desk = at_desk(who)
        desk.open_case(held.case.reference)
        desk.go(f"/cases/{held.case.reference}/holds/{held.seq}/")
        assert title in desk.words()
        look(desk, f"lift by {who}")


@pytest.mark.usefixtures("database_of_the_service")
def test_an_event_of_which_nothing_is_known(at_desk):
    """Days, words and choices: passed over, contradicted, then "Not known" with the keyboard alone."""
    desk = at_desk("caseworker")
    reference = Case.objects.filter(closed=False, restricted=False).order_by("pk")[0].reference
    desk.open_case(reference)
    desk.go(f"/cases/{reference}/events/judicial_review_lodged/")
    look(desk, "event of every kind")
    desk.send()
    assert "Answer this, or tick “Not known”: On which day?" in desk.words()
    look(desk, "event passed over")
    desk.write("#reference", "JR/1")
    for name in ("reference", "lodged_on"):
        desk.press(f"#{name}-unknown", "Space")
    desk.choose("suspends", 3)
    desk.send()
    assert (
        "Give an answer or tick “Not known”, not both: What is its reference at the court or tribunal?"
        in desk.words()
    )
    look(desk, "event contradicted")
    desk.page.fill("#reference", "")
    desk.send()
    assert "Happened on a day that is not known, by " in desk.words()


def test_a_token_and_a_system_that_is_told(at_desk):
    """Made on the pages, each with its secret shown once, and ended there."""
    desk = at_desk("administrator")
    desk.go("/accounts/other-system/tokens/new/")
    desk.page.fill("#name", "The tribunal's computer")
    desk.page.check("#role-1")
    desk.day("ends_on", date.today() + timedelta(days=30))
    send(desk)
    assert desk.page.inner_text("#secret").startswith("rht_")
    look(desk, "new-token")
    desk.go("/accounts/other-system/tokens/")
    look(desk, "tokens")
    desk.click("text=Take back")
    look(desk, "revoke-token")
    send(desk)
    assert "The token no longer works" in desk.words()
    desk.go("/subscribers/new/")
    desk.page.fill("#name", "archive")
    desk.page.fill("#url", "https://archive.example/")
    desk.page.select_option("#officer", "caseworker")
    send(desk)
    assert len(desk.page.inner_text("#secret")) > 40
    look(desk, "new-subscriber")
    desk.go("/subscribers/")
    look(desk, "subscribers")
    desk.click("text=Tell again")
    look(desk, "tell-again")
    desk.go("/subscribers/archive/end/")
    look(desk, "unsubscribe")
    send(desk)
    assert "It is told nothing more" in desk.words()


def send(desk) -> None:
    """Give reasons and press the button."""
    desk.page.check("#because-1")
    desk.page.fill("#text", "A test of the pages")
    desk.click("main button[type=submit]")
