"""Holds and moves: each is an officer's act, with reasons; nothing is chosen beforehand."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from django.http import HttpRequest, HttpResponse

from returnhub.casework import actions
from returnhub.casework.access.roles import role_for
from returnhub.casework.actions import HOLDS, Done, Reasons, Refused
from returnhub.casework.pages.forms import Question, reasons
from returnhub.casework.pages.moves_shown import move_shown
from returnhub.casework.pages.showing import moment, officer_name, role_titles
from returnhub.casework.pages.views.serving import ask, officer, open_record, page
from returnhub.casework.scheme_in_use import in_use
from returnhub.scheme.model import Towards


@page
def hold(request: HttpRequest, reference: str) -> HttpResponse:
    """Raise a hold: every move towards removal stops until it is lifted."""
    by = officer(request)
    role_for(by, "hold")
    view = open_record(request, reference, "hold")
    kinds = tuple((name, kind.says) for name, kind in HOLDS.items() if name != "monitor_stop")
    questions = [Question("kind", "What is the hold for?", "radios", options=kinds), *_hold_words()]
    if by.holds("clinician"):
        questions[1].hint = "Of a clinician's stop only clinicians read this; others see that it stands"

    def act(answers: dict[str, str], version: int, key: str) -> Done:
        return actions.raise_hold(
            by,
            reference,
            answers["kind"],
            answers["says"],
            authority=answers["authority"],
            review_by=_date(answers["review"]),
            client_key=key,
        )

    return ask(
        request,
        view,
        questions,
        act,
        title="Raise a hold",
        button="Raise the hold",
        done="A hold stands",
        warning="This stops every move towards removal from this moment.",
    )


@page
def stop(request: HttpRequest, reference: str) -> HttpResponse:
    """The monitor's stop."""
    by = officer(request)
    role_for(by, "stop")
    view = open_record(request, reference, "stop")
    words = [q for q in _hold_words() if q.name != "authority"]

    def act(answers: dict[str, str], version: int, key: str) -> Done:
        return actions.raise_hold(
            by, reference, "monitor_stop", answers["says"], review_by=_date(answers["review"]), client_key=key
        )

    return ask(
        request,
        view,
        words,
        act,
        title="Stop every move towards removal",
        button="Stop",
        done="Your stop stands",
        warning="Only the monitor can lift this stop.",
    )


@page
def observe(request: HttpRequest, reference: str) -> HttpResponse:
    """The monitor's observation, in a lane that nobody else can write to."""
    by = officer(request)
    role_for(by, "observe")
    view = open_record(request, reference, "observation")
    questions = [Question("observation", "What did you observe?", "words", rows=8)]

    def act(answers: dict[str, str], version: int, key: str) -> Done:
        return actions.observe(by, reference, answers["observation"], client_key=key)

    return ask(
        request,
        view,
        questions,
        act,
        title="Record an observation",
        button="Record",
        done="The observation is recorded",
    )


@page
def lift(request: HttpRequest, reference: str, hold: int) -> HttpResponse:
    """Lift a hold, with reasons and evidence."""
    by = officer(request)
    view = open_record(request, reference, "hold")
    held = view.state.holds.get(hold)
    if held is None:
        raise Refused("not-found", f"there is no hold {hold} on this case")
    if not actions.may_lift(by, held["kind"]):
        raise Refused("not-allowed", f"this hold is lifted by: {role_titles(HOLDS[held['kind']].lifted_by)}")
    questions = [*reasons(), Question("evidence", "What is the evidence?", "line", longest=200)]

    def act(answers: dict[str, str], version: int, key: str) -> Done:
        why = Reasons(answers["because"], answers["text"])
        return actions.lift_hold(
            by, reference, hold, reasons=why, evidence=answers["evidence"], version=version, client_key=key
        )

    return ask(
        request,
        view,
        questions,
        act,
        title="Lift a hold",
        button="Lift the hold",
        done="The hold is lifted",
        intro=f"{HOLDS[held['kind']].says}: {held['says']}",
    )


@page
def move(request: HttpRequest, reference: str, move: str) -> HttpResponse:
    """Make a move or ask for it: the verdict is above the reasons, and is judged again when they are sent."""
    by = officer(request)
    view = open_record(request, reference, f"move: {move}")
    wanted = in_use().scheme.moves.get(move)
    if wanted is None:
        raise Refused("move-not-of-the-scheme", f"`{move}` is not a move of the scheme")
    if move not in view.verdict.moves:
        raise Refused("not-from-this-stage", f"`{wanted.says}` does not start from where this case stands")
    recorded = wanted.towards is Towards.RECORDED
    questions = reasons()
    if recorded:
        questions.insert(0, Question("on", "On which day did it happen?", "date", "For example, 31 3 2026"))
    second = bool(wanted.countersigned_by)

    def act(answers: dict[str, str], version: int, key: str) -> Done:
        why, day = Reasons(answers["because"], answers["text"]), _date(answers.get("on", ""))
        at = datetime.combine(day, time(12), UTC) if day and day != datetime.now(UTC).date() else None
        return actions.request_move(
            by, reference, move, reasons=why, version=version, occurred_at=at, client_key=key
        )

    return ask(
        request,
        view,
        questions,
        act,
        template="pages/move.html",
        title=wanted.says,
        button="Ask for this move" if second else "Make this move",
        done=f"Asked for: {wanted.says}. A second officer decides."
        if second
        else f"Move made: {wanted.says}",
        move=move_shown(by, view, view.verdict.moves[move]),
    )


@page
def countersign(request: HttpRequest, reference: str, seq: int) -> HttpResponse:
    """The second officer's page: the verdict now, who asked and why, and both answers."""
    by = officer(request)
    view = open_record(request, reference, "countersignature")
    waiting = view.state.open_request
    if waiting is None or waiting[0] != seq:
        raise Refused("nothing-to-countersign", "this request is settled already, or was never made")
    asked = waiting[1]
    own, wanted = asked["requested_by"] == by.username, in_use().scheme.moves[asked["move"]]
    agree = (
        ("countersign", "Countersign: make the move now"),
        ("decline", "Decline: the case stays where it is"),
    )
    options = (("decline", "Take my request back"),) if own else agree
    questions = [Question("decision", "What do you decide?", "radios", options=options), *reasons()]

    def act(answers: dict[str, str], version: int, key: str) -> Done:
        why = Reasons(answers["because"], answers["text"])
        chosen = actions.countersign_move if answers["decision"] == "countersign" else actions.decline_move
        return chosen(by, reference, seq, reasons=why, version=version, client_key=key)

    entry = next((e for e in view.timeline if e.seq == seq), None)
    return ask(
        request,
        view,
        questions,
        act,
        template="pages/move.html",
        title=wanted.says,
        button="Record my decision",
        done="Your decision is recorded",
        move=move_shown(by, view, view.verdict.moves[wanted.name]),
        asked={
            "by": officer_name(asked["requested_by"]),
            "team": asked["requested_team"],
            "at": moment(asked["requested_at"]),
            "why": entry.reasons.get("text", "") if entry else "",
        },
    )


def _hold_words() -> list[Question]:
    return [
        Question("says", "Say what stands in the way", "words"),
        Question(
            "authority",
            "Whose authority, with reference? (optional)",
            "line",
            "For example, a court and its case number",
            required=False,
            longest=200,
        ),
        Question("review", "Review by (optional)", "date", "For example, 31 3 2026", required=False),
    ]


def _date(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
