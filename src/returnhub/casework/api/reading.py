"""Routes that read. Opening a record takes a purpose and is logged."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router

from returnhub.casework import actions, queues
from returnhub.casework.api.schemas import BlockedOut, CaseOut, PageOut, ProblemOut, ReadOut, RowOut
from returnhub.casework.api.writing import officer
from returnhub.casework.cases.models import Case
from returnhub.casework.cases.viewing import unseen_links
from returnhub.casework.ledger.entry import canonical
from returnhub.casework.pages.showing import cited
from returnhub.scheme.types import Code

router = Router(tags=["read"])
PROBLEMS = {frozenset({401, 403, 404, 422}): ProblemOut}


def row(case: Case) -> dict[str, Any]:
    """A case as lists show it."""
    plain = ("reference", "name", "stage", "stage_since", "next_action", "next_action_by", "waiting_for")
    return {
        **{name: getattr(case, name) for name in (*plain, "holds_in_force", "version")},
        "owner": case.owner.username if case.owner else "",
        "team": case.team.name if case.team else "",
    }


@router.get("/queues", response={200: dict[str, int], **PROBLEMS})
def counts(request: HttpRequest) -> dict[str, int]:
    """How many cases each queue holds for you."""
    return queues.queue_counts(officer(request))


@router.get("/queues/{name}", response={200: PageOut, **PROBLEMS})
def queue(request: HttpRequest, name: str, page: int = 1, size: int = 25, sort: str = "") -> dict[str, Any]:
    """A page of a queue; every other parameter of the query filters a column or a fact."""
    known = ("page", "size", "sort")
    filters = {k: v for k, v in request.GET.items() if k not in known}
    page, size = min(max(page, 1), 1_000_000), min(max(size, 1), 200)
    found = queues.queue_page(officer(request), name, number=page, size=size, sort=sort, filters=filters)
    return {
        "queue": name,
        "total": found.total,
        "page": found.number,
        "pages": found.pages,
        "cases": [row(case) for case in found.rows],
    }


@router.get("/search", response={200: list[RowOut], **PROBLEMS})
def search(request: HttpRequest, text: str) -> list[dict[str, Any]]:
    """Cases by any name, reference or date of birth: at most 50, those whose written name fits best first."""
    return [row(case) for case in queues.find_cases(officer(request), text)]


@router.get("/blocked", response={200: list[BlockedOut], **PROBLEMS})
def blocked(request: HttpRequest, on: date | None = None) -> list[dict[str, Any]]:
    """The rules that stop cases, with how many wait on each; `on` as recorded by the end of a day."""
    return [
        {
            "rule": b.rule.name,
            "says": b.rule.says,
            "cite": cited(b.rule.cite),
            "not_met": b.violated,
            "not_known": b.not_known,
        }
        for b in queues.blocked_by(officer(request), on).rules
    ]


@router.get("/blocked/{rule}", response={200: list[RowOut], **PROBLEMS})
def blocked_by(request: HttpRequest, rule: str, on: date | None = None) -> list[dict[str, Any]]:
    """The cases that wait on a rule: at most 3,000."""
    return [row(case) for case, _ in queues.blocked_cases(officer(request), rule, on)]


@router.get("/events", response={200: list[dict[str, Any]], **PROBLEMS})
def events(request: HttpRequest) -> list[dict[str, Any]]:
    """The events that you may record, with their questions."""
    return [
        {
            "event": kind.name,
            "group": kind.group,
            "says": kind.says,
            "raises_hold": bool(kind.raises),
            "fields": [
                {
                    "name": f.name,
                    "ask": f.ask,
                    "type": type(f.type).__name__.lower(),
                    "required": f.required,
                    "codes": dict(f.type.codes) if isinstance(f.type, Code) else None,
                }
                for f in kind.fields
            ],
        }
        for kind in actions.events_for(officer(request))
    ]


@router.get("/cases/{reference}", response={200: CaseOut, **PROBLEMS})
def case(request: HttpRequest, reference: str, purpose: str) -> HttpResponse:
    """Open a record. The `ETag` is the version for `If-Match`."""
    by = officer(request)
    view = actions.view_case(by, reference, purpose, what="api")
    verdict, state, unseen = view.verdict.as_json(), view.state, unseen_links(by, view.state)
    body = {
        **row(view.row),
        **{name: getattr(state, name) for name in ("names", "born", "references", "restricted")},
        "place": state.place,
        "nights": [day for nights in state.beds.values() for day in (nights.first, nights.last)],
        "seats": state.seats,
        "links": [{"seq": seq, **made} for seq, made in state.links.items() if made["other"] not in unseen],
        "requests": [{"seq": seq, **asked} for seq, asked in state.requests.items() if not asked["outcome"]],
        "facts": {
            name: {"value": f.value, "on": f.on, "source": f.source, "by": f.by, "hidden": f.hidden}
            for name, f in view.facts.items()
        },
        "rules": verdict["rules"],
        "moves": verdict["moves"],
        "holds": [{"seq": seq, **hold} for seq, hold in state.holds.items()],
        "deadlines": [
            {"kind": d.kind, "on": d.on, "says": d.says, "cite": cited(d.cite), "note": d.note}
            for d in view.deadlines
        ],
        "timeline": [
            {name: getattr(entry, name) for name in entry.__dataclass_fields__} for entry in view.timeline
        ],
    }
    response = HttpResponse(canonical(body), content_type="application/json")
    response["ETag"] = f'"{view.version}"'
    return response


@router.get("/cases/{reference}/reads", response={200: list[ReadOut], **PROBLEMS})
def reads(request: HttpRequest, reference: str) -> list[dict[str, Any]]:
    """Who read a record (for the monitor)."""
    return [
        {"at": r.at, "officer": r.officer.username, "role": r.role, "purpose": r.purpose, "what": r.what}
        for r in actions.who_read(officer(request), reference)
    ]


@router.get("/cases/{reference}/entries/{seq}/verdict", response={200: dict[str, Any], **PROBLEMS})
def verdict(request: HttpRequest, reference: str, seq: int, purpose: str) -> dict[str, Any]:
    """The verdict kept with a move, and whether judging it again now gives the same answer."""
    by = officer(request)
    view = actions.view_case(by, reference, purpose, what=f"verdict of entry {seq}")
    entry = next((e for e in view.timeline if e.seq == seq), None)
    _, again = actions.replayed(by, reference, seq)
    kept = (entry.data or {}).get("verdict", {}) if entry else {}
    same = {k: again.stored()[k] for k in ("rules", "promises")} == {
        k: kept.get(k) for k in ("rules", "promises")
    }
    return {"kept": kept, "same_when_judged_again": same}
