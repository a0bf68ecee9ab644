"""Home, queues, search, and the pages of those who see no person."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from functools import lru_cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.http import urlencode
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator

from returnhub.casework.access.roles import may, role_for
from returnhub.casework.access.visibility import visible_to
from returnhub.casework.actions import Refused
from returnhub.casework.cases.judging import COMPUTED
from returnhub.casework.cases.redaction import is_medical
from returnhub.casework.exchange.queue_files import export_queue
from returnhub.casework.pages.forms import Form, Question
from returnhub.casework.pages.showing import stage_says
from returnhub.casework.pages.views.serving import officer, page
from returnhub.casework.places.ahead import over_capacity_to_settle
from returnhub.casework.queues import (
    COLUMNS,
    MOST_SHOWN,
    QUEUES,
    Page,
    blocked_by,
    blocked_cases,
    counts_as_at,
    find_cases,
    queue_counts,
    queue_page,
)
from returnhub.casework.scheme_in_use import in_use
from returnhub.scheme.vocabulary import load_vocabulary

SELECTED = mark_safe(" selected")
_FILES = {"csv": "text/csv; charset=utf-8", "ods": "application/vnd.oasis.opendocument.spreadsheet"}


@page
def home(request: HttpRequest) -> HttpResponse:
    """Where an officer starts: queues, clients, counts or accounts, by what their roles allow."""
    by = officer(request)
    if may(by, "search"):
        counts = queue_counts(by)
        queues = [(QUEUES[name], count) for name, count in counts.items()]
        first = [q for q in queues if q[0].name in ("mine", "team", "overdue", "due_soon", "countersign")]
        rest = [q for q in queues if q not in first]
        context = {
            "first": first,
            "rest": rest,
            "over_capacity": over_capacity_to_settle(by),
            "may_import": may(by, "import"),
        }
        return render(request, "pages/home.html", context)
    if may(by, "lodge"):
        clients = visible_to(by).order_by("reference")
        return render(request, "pages/clients.html", {"cases": clients})
    if may(by, "statistics"):
        return redirect("counts")
    if may(by, "administer"):
        return redirect("accounts")
    if by.roles:
        return redirect("scheme")
    return render(request, "pages/nothing.html")


@page
def queue(request: HttpRequest, name: str) -> HttpResponse:
    """One queue, sorted and filtered by any column."""
    by = officer(request)
    if name not in QUEUES:
        raise Refused("not-found", f"there is no queue `{name}`")
    filters = {k[2:]: v for k, v in request.GET.items() if k.startswith("f.") and v}
    if request.GET.get("column") and request.GET.get("value", "").strip():
        filters[request.GET["column"]] = request.GET["value"].strip()
        return redirect(f"{request.path}?{_query(request.GET.get('sort', ''), filters)}")
    sort, number = request.GET.get("sort", ""), request.GET.get("page", "1")
    problem, found = "", None
    try:
        found = queue_page(by, name, number=_number(number), sort=sort, filters=filters)
    except Refused as refused:
        if refused.code not in ("not-a-value", "not-a-fact"):
            raise
        problem = refused.says
    context = {
        "queue": QUEUES[name],
        "page": found,
        "problem": problem,
        "headings": _headings(sort, filters),
        "filters": [_filter(request.path, sort, filters, column) for column in filters],
        "columns": _columns("clinician" in by.roles),
        "stages": _stages(filters.get("stage", "")),
        "links": _page_links(found, sort, filters) if found else {},
        "query": _query(sort, filters),
        "sort": sort,
        "may_export": may(by, "export"),
    }
    return render(request, "pages/queue.html", context, status=422 if problem else 200)


@page
def queue_file(request: HttpRequest, name: str, kind: str) -> HttpResponse:
    """A queue as a file; the taking of it is recorded."""
    filters = {k[2:]: v for k, v in request.GET.items() if k.startswith("f.") and v}
    response = HttpResponse(export_queue(officer(request), name, kind, filters), content_type=_FILES[kind])
    response["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return response


@page
def search(request: HttpRequest) -> HttpResponse:
    """Find a case by a name in any spelling, part of a date of birth, or any reference."""
    text = request.GET.get("text", "").strip()
    role_for(officer(request), "search")
    found = find_cases(officer(request), text) if text else []
    return render(request, "pages/search.html", {"text": text, "cases": found})


@page
def counts(request: HttpRequest) -> HttpResponse:
    """How many cases stood in each stage, as recorded by the end of a day. No personal data."""
    asked = Question("on", "Counted as at the end of", "date", "For example, 31 3 2026", required=False)
    form = Form([asked])
    day = form.read(request.GET)["on"] if request.GET else ""
    moment = datetime.now(UTC)
    if day:
        moment = min(moment, datetime.combine(datetime.fromisoformat(day), time.max, UTC))
    found = counts_as_at(officer(request), moment)
    rows = sorted(((stage_says(stage), number) for stage, number in found.items()), key=lambda r: -r[1])
    context = {"rows": rows, "total": sum(found.values()), "form": form, "moment": moment, "question": asked}
    return render(request, "pages/counts.html", context, status=422 if form.errors else 200)


@page
def blocked(request: HttpRequest) -> HttpResponse:
    """What stops cases: rules with how many cases wait on each, today or as recorded by a day."""
    form, on = _as_at(request)
    found = blocked_by(officer(request), on)
    context = {
        "form": form,
        "blocks": found,
        "on": on,
        "query": f"?{request.GET.urlencode()}" if on else "",
        "may_open": may(officer(request), "search"),
    }
    return render(request, "pages/blocked.html", context, status=422 if form.errors else 200)


@page
def blocked_by_rule(request: HttpRequest, rule: str) -> HttpResponse:
    """The cases that wait on one rule."""
    _, on = _as_at(request)
    cases = blocked_cases(officer(request), rule, on)
    known = in_use().scheme.rules[rule]
    groups = [
        (title, [case for case, status in cases if status == title]) for title in ("not met", "not known")
    ]
    context = {
        "rule": known,
        "groups": [g for g in groups if g[1]],
        "on": on,
        "total": len(cases),
        "most": MOST_SHOWN,
    }
    return render(request, "pages/blocked_by.html", context)


def _as_at(request: HttpRequest) -> tuple[Form, date | None]:
    """The day that is asked about; none is today."""
    form = Form(
        [Question("on", "As recorded by the end of", "date", "Leave empty for today", required=False)]
    )
    text = form.read(request.GET)["on"] if request.GET else ""
    day = date.fromisoformat(text) if text and not form.errors else None
    return form, day if day != datetime.now(UTC).date() else None


def _number(text: str) -> int:
    return min(int(text), 1_000_000) if text.isdecimal() else 1


def _query(sort: str, filters: dict[str, str], number: int = 1) -> str:
    asked = {f"f.{k}": v for k, v in filters.items()}
    if sort:
        asked["sort"] = sort
    if number > 1:
        asked["page"] = str(number)
    return urlencode(asked)


def _headings(sort: str, filters: dict[str, str]) -> list[dict[str, str]]:
    shown = ("reference", "stage", "owner", "next_action", "next_action_by", "holds_in_force")
    found = []
    for name in shown:
        now = {name: "ascending", f"-{name}": "descending"}.get(sort, "none")
        turned = f"-{name}" if sort == name else name
        found.append({"title": COLUMNS[name], "sorted": now, "query": _query(turned, filters)})
    found.insert(1, {"title": "Name", "sorted": "", "query": ""})
    return found


def _filter(path: str, sort: str, filters: dict[str, str], column: str) -> dict[str, str]:
    facts = load_vocabulary().facts
    title = COLUMNS.get(column) or (facts[column].ask if column in facts else column)
    value = stage_says(filters[column]) if column == "stage" else filters[column]
    left = {k: v for k, v in filters.items() if k != column}
    return {
        "column": column,
        "value": filters[column],
        "says": f"{title}: {value}",
        "without": f"{path}?{_query(sort, left)}",
    }


@lru_cache(maxsize=2)
def _columns(clinician: bool) -> SafeString:
    """What a queue can be filtered by, as options: the same hundred for everybody, but for the medical lane."""
    facts = load_vocabulary().facts
    mine = [n for n in facts if n not in COMPUTED and (clinician or not is_medical(n))]
    shown = [*COLUMNS.items(), *((n, facts[n].ask) for n in sorted(mine, key=lambda n: facts[n].ask))]
    options = [(name, Truncator(says).chars(70)) for name, says in shown]
    return format_html_join("", '<option value="{}">{}</option>', options)


@lru_cache(maxsize=64)
def _stages(chosen: str) -> SafeString:
    stages = in_use().scheme.stages.values()
    options = [(s.name, SELECTED if s.name == chosen else "", Truncator(s.says).chars(60)) for s in stages]
    return format_html_join("", '<option value="{}"{}>{}</option>', options)


def _page_links(found: Page, sort: str, filters: dict[str, str]) -> dict[str, Any]:
    numbers = sorted(
        {1, found.pages, *range(max(1, found.number - 1), min(found.pages, found.number + 1) + 1)}
    )
    items: list[dict[str, Any]] = []
    for number in numbers:
        if items and number - items[-1]["number"] > 1:
            items.append({"number": number - 1, "gap": True})
        items.append(
            {"number": number, "query": _query(sort, filters, number), "current": number == found.number}
        )
    before = _query(sort, filters, found.number - 1) if found.number > 1 else None
    more = _query(sort, filters, found.number + 1) if found.number < found.pages else None
    return {"numbers": items if found.pages > 1 else [], "before": before, "more": more}


def queue_address(name: str) -> str:
    """Where a queue is."""
    return reverse("queue", kwargs={"name": name})
