"""Routes that change. `Idempotency-Key` makes each safe to repeat; `If-Match` is the version seen."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Router
from pydantic import Field, WithJsonSchema

from returnhub.casework import actions
from returnhub.casework.access.officers import Officer
from returnhub.casework.api.headers import add_to_document, both, key
from returnhub.casework.api.place_schemas import NightsIn, PlaceIn
from returnhub.casework.api.schemas import (
    AccessIn,
    CaseIn,
    DoneOut,
    EventIn,
    FactsIn,
    HoldIn,
    IdentityIn,
    LiftIn,
    LinkIn,
    MoveIn,
    ProblemOut,
    ReasonsIn,
    RepresentationIn,
    ResponsibilityIn,
    SettleIn,
    SubmissionsIn,
    TextIn,
)
from returnhub.casework.api.typed import event_body, facts_schema
from returnhub.casework.cases.event_types import EventKind

router = Router(tags=["write"])


class Facts(FactsIn):
    """Answers, each as its fact asks for it."""

    facts: Annotated[dict[str, Any], Field(min_length=1, max_length=200), WithJsonSchema(facts_schema())]


OUT = {200: DoneOut, frozenset({401, 403, 404, 409, 412, 422}): ProblemOut}


def officer(request: HttpRequest) -> Officer:
    """Who acts."""
    return request.user  # type: ignore[return-value]


def why(given: ReasonsIn | None) -> actions.Reasons | None:
    """Reasons as the actions take them."""
    return actions.Reasons(given.because, given.text) if given else None


@router.post("/cases", response=OUT)
def open_case(request: HttpRequest, body: CaseIn) -> actions.Done:
    """Open a case."""
    person = actions.Person(tuple(body.names), body.born, body.references)
    given = body.responsibility
    return actions.open_case(
        officer(request),
        person,
        stage=body.stage,
        occurred_at=body.occurred_at,
        evidence=body.evidence,
        responsibility=actions.Responsibility(**given.dict()) if given else None,
        client_key=key(request),
    )


@router.post("/cases/{reference}/identity", response=OUT)
def identity(request: HttpRequest, reference: str, body: IdentityIn) -> actions.Done:
    """Replace the names, date of birth and references."""
    person = actions.Person(tuple(body.names), body.born, body.references)
    reasons = actions.Reasons(body.reasons.because, body.reasons.text)
    return actions.record_identity(officer(request), reference, person, reasons=reasons, **both(request))


@router.post("/cases/{reference}/responsibility", response=OUT)
def responsibility(request: HttpRequest, reference: str, body: ResponsibilityIn) -> actions.Done:
    """Say whose case it is and what comes next."""
    whose = actions.Responsibility(**body.dict())
    return actions.assign(officer(request), reference, whose, **both(request))


@router.post("/cases/{reference}/facts", response=OUT)
def facts(request: HttpRequest, reference: str, body: Facts) -> actions.Done:
    """Establish facts."""
    return actions.establish_facts(
        officer(request),
        reference,
        body.facts,
        source=body.source,
        on=body.on,
        corrects=body.corrects,
        reasons=why(body.reasons),
        **both(request),
    )


def _event_route(kind: EventKind) -> None:
    """One route for each event, so that the document says what each asks."""
    body_type = event_body(kind)

    def record(request: HttpRequest, reference: str, body: Any) -> actions.Done:
        return event(request, reference, kind.name, body)

    record.__annotations__["body"] = body_type
    path = f"/cases/{{reference}}/events/{kind.name}"
    router.post(path, response=OUT, summary=kind.says, operation_id=f"event_{kind.name}")(record)


def event(request: HttpRequest, reference: str, event: str, body: EventIn) -> actions.Done:
    """Record an event."""
    return actions.record_event(
        officer(request),
        reference,
        event,
        body.fields,
        occurred_on=body.day,
        evidence=body.evidence,
        **both(request),
    )


@router.post("/cases/{reference}/further-submissions", response=OUT)
def further_submissions(request: HttpRequest, reference: str, body: SubmissionsIn) -> actions.Done:
    """Lodge further submissions for a client; a hold stands from that moment."""
    return actions.lodge_further_submissions(officer(request), reference, body.text, **both(request))


@router.post("/cases/{reference}/holds", response=OUT)
def hold(request: HttpRequest, reference: str, body: HoldIn) -> actions.Done:
    """Raise a hold. Without `If-Match` it is taken whatever happened to the case meanwhile."""
    given = {**body.dict(), **both(request)}
    return actions.raise_hold(officer(request), reference, given.pop("kind"), given.pop("says"), **given)


@router.post("/cases/{reference}/holds/{seq}/lift", response=OUT)
def lift(request: HttpRequest, reference: str, seq: int, body: LiftIn) -> actions.Done:
    """Lift a hold."""
    reasons = actions.Reasons(body.because, body.text)
    more = {"evidence": body.evidence, **both(request)}
    return actions.lift_hold(officer(request), reference, seq, reasons=reasons, **more)


@router.post("/cases/{reference}/moves/{move}", response=OUT)
def move(request: HttpRequest, reference: str, move: str, body: MoveIn) -> actions.Done:
    """Make a move of the scheme, or put it to a second officer."""
    reasons = actions.Reasons(body.reasons.because, body.reasons.text)
    return actions.request_move(
        officer(request), reference, move, reasons=reasons, occurred_at=body.occurred_at, **both(request)
    )


@router.post("/cases/{reference}/requests/{seq}/countersign", response=OUT)
def countersign(request: HttpRequest, reference: str, seq: int, body: ReasonsIn) -> actions.Done:
    """Countersign a move that another officer asked for."""
    reasons = actions.Reasons(body.because, body.text)
    return actions.countersign_move(officer(request), reference, seq, reasons=reasons, **both(request))


@router.post("/cases/{reference}/requests/{seq}/decline", response=OUT)
def decline(request: HttpRequest, reference: str, seq: int, body: ReasonsIn) -> actions.Done:
    """Decline a move, or take back one's own request."""
    reasons = actions.Reasons(body.because, body.text)
    return actions.decline_move(officer(request), reference, seq, reasons=reasons, **both(request))


@router.post("/cases/{reference}/notes", response=OUT)
def note(request: HttpRequest, reference: str, body: TextIn, medical: bool = False) -> actions.Done:
    """Add a note."""
    return actions.add_note(officer(request), reference, body.text, medical=medical, **both(request))


@router.post("/cases/{reference}/observations", response=OUT)
def observation(request: HttpRequest, reference: str, body: TextIn) -> actions.Done:
    """The monitor's observation."""
    return actions.observe(officer(request), reference, body.text, **both(request))


@router.post("/cases/{reference}/links", response=OUT)
def link(request: HttpRequest, reference: str, body: LinkIn) -> actions.Done:
    """Link two cases."""
    given = {**body.dict(), **both(request)}
    return actions.link_cases(officer(request), reference, given.pop("other"), given.pop("kind"), **given)


@router.post("/cases/{reference}/links/{seq}/settle", response=OUT)
def settle(request: HttpRequest, reference: str, seq: int, body: SettleIn) -> actions.Done:
    """Confirm a link that was in doubt, or undo it."""
    reasons = actions.Reasons(body.reasons.because, body.reasons.text)
    by = officer(request)
    return actions.settle_link(by, reference, seq, undo=body.undo, reasons=reasons, **both(request))


@router.post("/cases/{reference}/access", response=OUT)
def access(request: HttpRequest, reference: str, body: AccessIn) -> actions.Done:
    """Limit a case to named officers, or open it again."""
    reasons = actions.Reasons(body.reasons.because, body.reasons.text)
    by, officers = officer(request), body.officers
    return actions.restrict(
        by, reference, officers, restricted=body.restricted, reasons=reasons, **both(request)
    )


@router.post("/cases/{reference}/representation", response=OUT)
def representation(request: HttpRequest, reference: str, body: RepresentationIn) -> actions.Done:
    """Say who acts for the person, or no longer does."""
    reasons = actions.Reasons(body.reasons.because, body.reasons.text)
    by, lawyer = officer(request), body.officer
    return actions.represent(by, reference, lawyer, ends=body.ends, reasons=reasons, **both(request))


@router.post("/cases/{reference}/place", response=OUT)
def place(request: HttpRequest, reference: str, body: PlaceIn) -> actions.Done:
    """Hold a place in a hub on some nights; `no-place-free` when no place is free on all of them."""
    return actions.hold_place(
        officer(request), reference, body.hub, body.first_night, body.last_night, **both(request)
    )


@router.post("/cases/{reference}/place/nights", response=OUT)
def nights(request: HttpRequest, reference: str, body: NightsIn) -> actions.Done:
    """Hold other nights; `bed-promised` when the place is held for somebody else on one of them."""
    reasons = actions.Reasons(body.reasons.because, body.reasons.text)
    more = {"another_bed": body.another_bed, "reasons": reasons, **both(request)}
    return actions.change_nights(officer(request), reference, body.first_night, body.last_night, **more)


@router.post("/cases/{reference}/place/release", response=OUT)
def release_place(request: HttpRequest, reference: str, body: ReasonsIn) -> actions.Done:
    """Give the place back."""
    reasons = actions.Reasons(body.because, body.text)
    return actions.release_place(officer(request), reference, reasons=reasons, **both(request))


@router.post("/cases/{reference}/seats/{flight}", response=OUT)
def seat(request: HttpRequest, reference: str, flight: str) -> actions.Done:
    """Hold a seat on a flight; `no-seat-free` when there is none."""
    return actions.hold_seat(officer(request), reference, flight, **both(request))


@router.post("/cases/{reference}/seats/{flight}/release", response=OUT)
def release_seat(request: HttpRequest, reference: str, flight: str, body: ReasonsIn) -> actions.Done:
    """Give the seat back."""
    reasons = actions.Reasons(body.because, body.text)
    return actions.release_seat(officer(request), reference, flight, reasons=reasons, **both(request))


for _kind in actions.EVENTS.values():
    _event_route(_kind)
router.post("/cases/{reference}/events/{event}", response=OUT, include_in_schema=False)(event)
add_to_document(router)
