"""Routes for what is not about one case: the scheme, accounts, counts and files."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import File, Router, UploadedFile

from returnhub.casework import actions, queues
from returnhub.casework.access.officers import Officer
from returnhub.casework.access.roles import role_for
from returnhub.casework.access.tokens import Token
from returnhub.casework.api.schemas import (
    AccountIn,
    AgainIn,
    ImportOut,
    ProblemOut,
    ReasonsIn,
    SchemeFactIn,
    SubscriberIn,
    SubscriberMade,
    SubscriberOut,
    TokenHeld,
    TokenIn,
    TokenOut,
)
from returnhub.casework.api.subscribing import subscribers as all_subscribers
from returnhub.casework.api.writing import officer
from returnhub.casework.cases.scheme_facts import scheme_facts
from returnhub.casework.exchange.queue_files import export_queue
from returnhub.casework.pages.views.importing import KINDS, import_upload
from returnhub.casework.refusals import Refused
from returnhub.casework.scheme_in_use import in_use
from returnhub.scheme.problems import UserError

router = Router(tags=["running"])
PROBLEMS = {frozenset({401, 403, 404, 409, 422}): ProblemOut}
_FILES = {"csv": "text/csv; charset=utf-8", "ods": "application/vnd.oasis.opendocument.spreadsheet"}


def reasons(given: ReasonsIn) -> actions.Reasons:
    """Reasons as the actions take them."""
    return actions.Reasons(given.because, given.text)


@router.get("/scheme", response={200: dict[str, Any], **PROBLEMS})
def scheme(request: HttpRequest) -> dict[str, Any]:
    """The scheme in use, and what is established of it and its host."""
    used = in_use().scheme
    facts = {n: {"value": k.value, "on": k.on, "source": k.source} for n, k in scheme_facts().items()}
    return {
        "name": used.name, "title": used.title, "version": used.version, "digest": used.digest, "facts": facts
    }  # fmt: skip


@router.post("/scheme/facts/{fact}", response={200: dict[str, Any], **PROBLEMS})
def scheme_fact(request: HttpRequest, fact: str, body: SchemeFactIn) -> dict[str, Any]:
    """Establish a fact of the scheme or its host."""
    why = reasons(body.reasons)
    entry = actions.establish_scheme_fact(
        officer(request), fact, body.value, source=body.source, reasons=why, on=body.on
    )
    return {"seq": entry.seq, "hash": entry.hash}


@router.get("/counts", response={200: dict[str, int], **PROBLEMS})
def counts(request: HttpRequest, on: date | None = None) -> dict[str, int]:
    """Cases in each stage, as recorded by the end of a day."""
    now = datetime.now(UTC)
    return queues.counts_as_at(officer(request), min(now, datetime.combine(on, time.max, UTC)) if on else now)


@router.get("/queues/{name}/file.{kind}", response={200: None, **PROBLEMS})
def queue_file(request: HttpRequest, name: str, kind: str) -> HttpResponse:
    """A queue as CSV or ODS; other parameters filter. The taking of it is recorded."""
    if kind not in _FILES:
        raise Refused("not-a-value", f"a queue is taken as csv or ods, not as `{kind}`")
    filters = dict(request.GET.items())
    return HttpResponse(export_queue(officer(request), name, kind, filters), content_type=_FILES[kind])


@router.post("/imports/{what}", response={200: ImportOut, **PROBLEMS})
def bring_in(
    request: HttpRequest, what: str, file: File[UploadedFile], apply: bool = False
) -> dict[str, Any]:
    """Check a CSV or XLSX file of `cases` or `events`; with `apply` and no problem, write all of it."""
    if what not in KINDS:
        raise Refused("not-a-value", f"`{what}` cannot be brought in: cases or events")
    try:
        report = import_upload(officer(request), file, what, apply=apply)
    except UserError as error:
        raise Refused("not-a-value", str(error)) from None
    problems = [{"row": p.row, "says": p.what} for p in report.problems]
    return {"rows": report.rows, "good": report.good, "written": report.written, "problems": problems}


@router.get("/accounts", response={200: list[dict[str, Any]], **PROBLEMS})
def accounts(request: HttpRequest) -> list[dict[str, Any]]:
    """Every account with its roles."""
    role_for(officer(request), "administer")
    return [
        {
            "username": o.username,
            "name": str(o),
            "team": str(o.team or ""),
            "roles": o.roles,
            "active": o.is_active,
        }
        for o in Officer.objects.select_related("team").order_by("username")
    ]


@router.post("/accounts", response={200: dict[str, Any], **PROBLEMS})
def appoint(request: HttpRequest, body: AccountIn) -> dict[str, Any]:
    """Make an account or change its roles. It has no password until one is made."""
    made = actions.appoint(
        officer(request), body.username, body.roles, team=body.team, display_name=body.display_name,
        reasons=reasons(body.reasons),
    )  # fmt: skip
    return {"username": made.username, "roles": made.roles}


@router.get("/accounts/{username}/tokens", response={200: list[TokenHeld], **PROBLEMS})
def tokens(request: HttpRequest, username: str) -> list[dict[str, Any]]:
    """The tokens of an account."""
    role_for(officer(request), "administer")
    plain = ("role", "name", "ends_on", "revoked", "used_on")
    held = Token.objects.filter(officer__username=username).order_by("-pk")
    return [{"token": t.pk, **{name: getattr(t, name) for name in plain}} for t in held]


@router.post("/accounts/{username}/tokens", response={200: TokenOut, **PROBLEMS})
def make_token(request: HttpRequest, username: str, body: TokenIn) -> dict[str, Any]:
    """Make a token of an account; the secret is in this answer and nowhere else."""
    made, secret = actions.make_token(
        officer(request), username, body.role, body.name, body.ends_on, reasons=reasons(body.reasons)
    )
    return {"token": made.pk, "secret": secret}


@router.post("/tokens/{token}/revoke", response={200: dict[str, Any], **PROBLEMS})
def revoke_token(request: HttpRequest, token: int, body: ReasonsIn) -> dict[str, Any]:
    """End a token."""
    if token > 2**62:
        raise Refused("not-found", "there is no such token")
    actions.revoke_token(officer(request), token, reasons=reasons(body))
    return {"token": token}


@router.post("/accounts/{username}/close", response={200: dict[str, Any], **PROBLEMS})
def dismiss(request: HttpRequest, username: str, body: ReasonsIn) -> dict[str, Any]:
    """Close an account; its tokens end with it."""
    actions.dismiss(officer(request), username, reasons=reasons(body))
    return {"username": username}


@router.get("/subscribers", response={200: list[SubscriberOut], **PROBLEMS})
def subscribers(request: HttpRequest) -> list[dict[str, Any]]:
    """Who is told of entries, and what has not reached them."""
    plain = ("name", "url", "kinds", "active", "waiting", "late")
    found = all_subscribers(officer(request))
    return [
        {**{n: getattr(s, n) for n in plain}, "officer": str(s.officer.username if s.officer else "")}
        for s in found
    ]


@router.post("/subscribers", response={200: SubscriberMade, **PROBLEMS})
def subscribe(request: HttpRequest, body: SubscriberIn) -> dict[str, Any]:
    """Tell a system of entries from now on; the secret is in this answer and nowhere else."""
    made, secret = actions.subscribe(
        officer(request), body.name, body.url, body.officer, kinds=body.kinds, reasons=reasons(body.reasons)
    )
    return {"name": made.name, "secret": secret}


@router.post("/subscribers/{name}/again", response={200: dict[str, Any], **PROBLEMS})
def tell_again(request: HttpRequest, name: str, body: AgainIn) -> dict[str, Any]:
    """Send everything from a day on once more, in order within each case."""
    count = actions.tell_again(officer(request), name, body.since, reasons=reasons(body.reasons))
    return {"name": name, "deliveries": count}


@router.post("/subscribers/{name}/end", response={200: dict[str, Any], **PROBLEMS})
def unsubscribe(request: HttpRequest, name: str, body: ReasonsIn) -> dict[str, Any]:
    """Tell a subscriber nothing more."""
    actions.unsubscribe(officer(request), name, reasons=reasons(body))
    return {"name": name}
