"""The case page, and the question that comes before it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme

from returnhub.casework.access.officers import Officer
from returnhub.casework.access.roles import may
from returnhub.casework.actions import HOLDS, LINK_KINDS, PURPOSES, CaseView, may_lift, who_read
from returnhub.casework.cases.finding import find_case
from returnhub.casework.cases.viewing import purposes_of, unseen_links
from returnhub.casework.pages.forms import Form, Question
from returnhub.casework.pages.moves_shown import moves_shown
from returnhub.casework.pages.showing import (
    day,
    fact_line,
    may_settle,
    moment,
    officer_name,
    role_titles,
    stage_says,
)
from returnhub.casework.pages.timeline import lines
from returnhub.casework.pages.today import today
from returnhub.casework.pages.views.serving import officer, open_record, page
from returnhub.casework.scheme_in_use import in_use

SYSTEMS = {"home office": "Home Office reference", "tribunal": "Tribunal reference"}
_PAPERS = ("travel_document", "document", "etd", "passport", "nationality")


@page
def purpose(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask what the record is opened for. Kept for this case until the session ends; logged at each reading."""
    find_case(officer(request), reference)
    question = Question(
        "purpose",
        "What do you open this record for?",
        "radios",
        options=tuple(purposes_of(officer(request)).items()),
    )
    question.hint = "This is kept with your name and the time. The person and the monitor can see it."
    form = Form([question])
    after = request.POST.get("next") or request.GET.get("next", "")
    if not url_has_allowed_host_and_scheme(after, allowed_hosts=None):
        after = f"/cases/{reference}/"
    if request.method == "POST":
        given = form.read(request.POST)["purpose"]
        if not form.errors:
            request.session["purposes"] = {**request.session.get("purposes", {}), reference: given}
            return redirect(after)
    context = {"form": form, "reference": reference, "next": after}
    return render(request, "pages/purpose.html", context, status=422 if form.errors else 200)


@page
def case(request: HttpRequest, reference: str) -> HttpResponse:
    """Who, where they stand, whether they may be moved today, what comes next, and everything that happened."""
    by = officer(request)
    view = open_record(request, reference, "case")
    wanted = (f for f in view.facts.values() if f.value is not None or f.hidden or may_settle(by, f.fact))
    facts = [fact_line(by, shown, view.at) for shown in wanted]
    groups = moves_shown(by, view)
    removal = next((cards for title, cards in groups if title == "Towards removal"), [])
    context = {
        "view": view,
        "stage": stage_says(view.row.stage),
        "since": day(view.row.stage_since),
        "groups": groups,
        "may": today(view, removal),
        "today": day(view.at),
        "deadlines": [(d, day(d.on), d.days_left(view.at)) for d in view.deadlines],
        "holds": _holds(by, view),
        "links": _links(by, view),
        "request_open": _request(by, view),
        "papers": [f for f in facts if f.known and f.name.startswith(_PAPERS)],
        "known": [f for f in facts if f.known],
        "mine_unknown": [f for f in facts if f.mine and not f.known],
        "timeline": lines(view, clinician="clinician" in by.roles),
        "can": {
            a: may(by, a)
            for a in (
                "establish",
                "event",
                "hold",
                "note",
                "assign",
                "link",
                "observe",
                "stop",
                "read-log",
                "lodge",
                "restrict",
                "represent",
                "places",
                "flights",
                "open",
            )
        },
        "may_read_log": may(by, "read-log"),
        "references": [(SYSTEMS.get(s, s), n) for s, n in sorted(view.row.references.items())],
        "born": day(view.row.born) if len(view.row.born) == 10 else view.row.born,
        "owner": str(view.row.owner or ""),
        "lawyer": may(by, "lodge"),
    }
    return render(request, "pages/case.html", context)


@page
def readers(request: HttpRequest, reference: str) -> HttpResponse:
    """Who read this record, when and why: for the monitor."""
    reads = who_read(officer(request), reference)
    rows = [
        (moment(r.at), str(r.officer), role_titles([r.role]), PURPOSES.get(r.purpose, r.purpose), r.what)
        for r in reads
    ]
    return render(request, "pages/readers.html", {"rows": rows, "reference": reference})


def _holds(by: Officer, view: CaseView) -> list[dict[str, object]]:
    found = []
    for seq, hold in sorted(view.state.holds.items(), reverse=True):
        kind = HOLDS.get(hold["kind"])
        found.append(
            {
                "seq": seq,
                "says": hold["says"],
                "kind": kind.says if kind else hold["kind"],
                "authority": hold["authority"],
                "raised": f"{moment(hold['raised_at'])} by {officer_name(hold['raised_by'])}",
                "review": day(hold["review_by"]),
                "lifted": moment(hold["lifted_at"]),
                "may_lift": kind is not None and not hold["lifted_at"] and may_lift(by, hold["kind"]),
                "lifted_by": role_titles(kind.lifted_by) if kind else "",
            }
        )
    return found


def _links(by: Officer, view: CaseView) -> list[dict[str, object]]:
    links = {seq: link for seq, link in view.state.links.items() if not link["undone"]}
    unseen = unseen_links(by, view.state)
    return [
        {**link, "seq": seq, "kind": LINK_KINDS.get(link["kind"], link["kind"])}
        for seq, link in links.items()
        if link["other"] not in unseen
    ]


def _request(by: Officer, view: CaseView) -> dict[str, object] | None:
    waiting = view.state.open_request
    if waiting is None:
        return None
    seq, asked = waiting
    move = in_use().scheme.moves.get(asked["move"])
    own = asked["requested_by"] == by.username
    return {
        "seq": seq,
        "says": move.says if move else asked["move"],
        "by": officer_name(asked["requested_by"]),
        "at": moment(asked["requested_at"]),
        "own": own,
        "mine": bool(move) and by.holds(*(move.by if own else move.countersigned_by)) if move else False,
        "second": role_titles(move.countersigned_by) if move else "",
    }
