"""What every page shares: signing in first, refusals in plain words, opening a record with a purpose."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from copy import copy
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode

from returnhub.casework.access.officers import Officer
from returnhub.casework.access.visibility import visible_to
from returnhub.casework.actions import CaseView, Done, Refused, view_case
from returnhub.casework.cases.finding import find_case
from returnhub.casework.pages.forms import Form, Question
from returnhub.casework.pages.timeline import lines
from returnhub.casework.refusals import busy

View = Callable[..., HttpResponse]
ON_THE_FORM = {
    "reasons-required",
    "impossible-order",
    "in-the-future",
    "not-a-value",
    "fixed-fact",
    "already-open",
    "no-next-action",
    "no-place-free",
    "no-seat-free",
    "no-place-held",
    "bed-promised",
    "bed-occupied",
    "longest-stay",
    "places-taken",
}
"""Refusals that the officer answers on the same form; the others have a page of their own."""


class NeedsPurpose(Exception):
    """The officer has not said in this session what they open this record for."""


def page(view: View) -> View:
    """A page for those who are signed in; refusals become pages."""

    @wraps(view)
    def shown(request: HttpRequest, **where: Any) -> HttpResponse:
        try:
            return view(request, **where)
        except NeedsPurpose:
            asked = reverse("purpose", kwargs={"reference": where["reference"]})
            return redirect(f"{asked}?{urlencode({'next': request.path})}")
        except Refused as refused:
            return refusal(request, refused, where.get("reference", ""))
        except OperationalError as error:
            if refused := busy(error):
                return refusal(request, refused, where.get("reference", ""))
            raise

    return login_required(shown)


def officer(request: HttpRequest) -> Officer:
    """Who is signed in, themselves: `request.user` is a stand-in that is asked anew at each of hundreds of looks."""
    return copy(request.user)  # type: ignore[return-value]


def open_record(request: HttpRequest, reference: str, what: str) -> CaseView:
    """The record as this officer sees it, with the reading logged under the purpose that they gave."""
    purpose = request.session.get("purposes", {}).get(reference)
    if not purpose:
        find_case(officer(request), reference)
        raise NeedsPurpose
    return view_case(officer(request), reference, purpose, what=what)


def refusal(request: HttpRequest, refused: Refused, reference: str = "") -> HttpResponse:
    """The page that says no, with the sentence and citation of everything that stands in the way."""
    context = {"refused": refused, "reference": reference, "says": sentence(refused.says)}
    return render(request, "pages/refused.html", context, status=refused.status)


def sentence(says: str) -> str:
    """A message as a sentence of a page."""
    return says[:1].upper() + says[1:] + ("" if says.endswith((".", "?")) else ".")


def ask(
    request: HttpRequest,
    view: CaseView,
    questions: list[Question],
    act: Callable[[dict[str, str], int, str], Done],
    **shown: Any,
) -> HttpResponse:
    """Show a form about a case, read it, and act. `shown`: title, button, done, and what the template adds."""
    form, reference = Form(questions), view.row.reference
    template = shown.pop("template", "pages/form.html")
    done = shown.pop("done", "Recorded")
    version, client_key = view.version, uuid.uuid4().hex
    if request.method == "POST":
        version, client_key = _seen(request, version)
        answers = form.read(request.POST)
        if not form.errors:
            try:
                act(answers, version, client_key)
            except Refused as refused:
                if refused.code == "stale-version":
                    return stale(request, view, form, version, shown.get("title", ""))
                if refused.code not in ON_THE_FORM:
                    raise
                form.blame(str(refused.details.get("field", "")), sentence(refused.says))
            else:
                messages.success(request, done)
                return redirect(after(officer(request), reference))
    status = 422 if form.errors else 200
    context = {"view": view, "form": form, "version": version, "client_key": client_key, **shown}
    return render(request, template, context, status=status)


def ask_service(
    request: HttpRequest,
    questions: list[Question],
    act: Callable[[dict[str, str], str], str | HttpResponse],
    *,
    done: str = "Recorded",
    back: str = "home",
    **shown: Any,
) -> HttpResponse:
    """Show a form that is not about one case, read it, and act. `act` returns where to go next, or a page."""
    form, client_key = Form(questions), uuid.uuid4().hex
    if request.method == "POST":
        client_key = _seen(request, 0)[1]
        answers = form.read(request.POST)
        if not form.errors:
            try:
                to = act(answers, client_key)
            except Refused as refused:
                if refused.code not in ON_THE_FORM:
                    raise
                form.blame(str(refused.details.get("field", "")), sentence(refused.says))
            else:
                if isinstance(to, HttpResponse):
                    return to
                messages.success(request, done)
                return redirect(to)
    context = {"form": form, "client_key": client_key, "back": reverse(back), **shown}
    return render(request, "pages/service_form.html", context, status=422 if form.errors else 200)


def stale(request: HttpRequest, view: CaseView, form: Form, seen: int, title: str) -> HttpResponse:
    """The case changed while the form was open: what was entered beside what was recorded meanwhile."""
    meanwhile = lines(view, clinician="clinician" in officer(request).roles, after=seen)
    context = {"view": view, "form": form, "seen": seen, "meanwhile": meanwhile, "title": title}
    return render(request, "pages/stale.html", context, status=412)


def after(by: Officer, reference: str) -> str:
    """The case if it can still be seen (a move can take it out of sight), else the home page."""
    if visible_to(by).filter(reference=reference).exists():
        return reverse("case", kwargs={"reference": reference})
    return reverse("home")


def _seen(request: HttpRequest, current: int) -> tuple[int, str]:
    version = request.POST.get("version", "")
    return (int(version) if version.isdecimal() else current), request.POST.get("client_key", "")[:64]
