"""Moves: asked for, judged under the lock of the case, countersigned, recorded with the verdict."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from returnhub.casework.access.officers import Officer
from returnhub.casework.access.visibility import may_own
from returnhub.casework.cases.changing import Change, Done, commit
from returnhub.casework.cases.reasons import Reasons
from returnhub.casework.ledger.entry import moment
from returnhub.casework.moves.judgement import Judgement, judge_move, refuse_unless_open
from returnhub.casework.moves.texts import keep_scheme_text
from returnhub.casework.places.journeys import journey_stop
from returnhub.casework.places.seats import give_back
from returnhub.casework.refusals import Refused
from returnhub.casework.scheme_in_use import in_use
from returnhub.scheme.model import Move, Towards


@dataclass(frozen=True, slots=True)
class Next:
    """What comes after a move. Without it the owner keeps the case, with the default of the stage reached.

    An owner who would not see the case there, or whose account is closed, does not keep it: it waits for another.
    """

    owner: str = ""
    next_action: str = ""
    next_action_by: date | None = None
    waiting_for: str = ""


def request_move(
    by: Officer,
    reference: str,
    move: str,
    *,
    reasons: Reasons,
    version: int | None = None,
    occurred_at: datetime | None = None,
    then: Next | None = None,
    client_key: str = "",
) -> Done:
    """Make a move, or put it to the second officer where the scheme wants one.

    `occurred_at` is only for moves that record what another system did. Refused unless every rule that the
    move needs is satisfied now, no hold stands, and the officer holds a role that makes it.
    """
    wanted = _move(move)
    role = _role(by, wanted.by, wanted)
    why = reasons.checked()
    recorded = wanted.towards is Towards.RECORDED
    if occurred_at is not None and not recorded:
        raise Refused("impossible-order", f"`{move}` is made when it is decided: it cannot be dated back")

    def work(change: Change) -> None:
        change.role = role
        _refuse_from(change, wanted)
        at = occurred_at or change.now
        judgement = judge_move(change.state, wanted, at.date())
        refuse_unless_open(change.state, judgement)
        _refuse_journey(change, wanted)
        if wanted.countersigned_by:
            _put_to_second(change, wanted, judgement, why)
        else:
            _make(change, wanted, judgement, why, at, request=0, then=then)

    asked = [move, why, occurred_at]
    return commit(by, reference, role, work, version=version, client_key=client_key, request=asked)


def countersign_move(
    by: Officer,
    reference: str,
    request: int,
    *,
    reasons: Reasons,
    version: int | None = None,
    then: Next | None = None,
    client_key: str = "",
) -> Done:
    """Make a move that another officer asked for. Everything is judged again, now."""
    why = reasons.checked()

    def work(change: Change) -> None:
        asked = _open_request(change, request)
        wanted = _move(asked["move"])
        change.role = _role(by, wanted.countersigned_by, wanted)
        _refuse_same(by, wanted, asked)
        _refuse_from(change, wanted)
        judgement = judge_move(change.state, wanted, change.now.date())
        refuse_unless_open(change.state, judgement)
        _refuse_journey(change, wanted)
        _make(change, wanted, judgement, why, change.now, request=request, then=then)

    key = ["countersign", request, why]
    return commit(by, reference, "", work, version=version, client_key=client_key, request=key)


def decline_move(
    by: Officer,
    reference: str,
    request: int,
    *,
    reasons: Reasons,
    version: int | None = None,
    client_key: str = "",
) -> Done:
    """Say no to a move that was asked for, or take back one's own request."""
    why = reasons.checked()

    def work(change: Change) -> None:
        asked = _open_request(change, request)
        wanted = _move(asked["move"])
        own = asked["requested_by"] == by.username
        change.role = _role(by, wanted.by if own else wanted.countersigned_by, wanted)
        outcome = "taken back" if own else "declined"
        change.add("move_declined", {"request": request, "outcome": outcome}, reasons=why)

    key = ["decline", request, why]
    return commit(by, reference, "", work, version=version, client_key=client_key, request=key)


def _move(name: str) -> Move:
    scheme = in_use().scheme
    if name not in scheme.moves:
        raise Refused("move-not-of-the-scheme", f"`{name}` is not a move of {scheme.name}")
    return scheme.moves[name]


def _role(by: Officer, roles: tuple[str, ...], move: Move) -> str:
    for role in by.roles if by.is_active else ():
        if role in roles:
            return str(role)
    raise Refused(
        "not-allowed", f"`{move.name}` is for: {', '.join(roles)}", move=move.name, roles=list(roles)
    )


def _refuse_from(change: Change, move: Move) -> None:
    state = change.state
    if state.stage not in move.sources:
        raise Refused(
            "not-from-this-stage",
            f"`{move.name}` does not start in `{state.stage}`",
            stage=state.stage,
            starts_in=list(move.sources),
        )


def _refuse_journey(change: Change, move: Move) -> None:
    if stop := journey_stop(change.by, change.state, move, change.now.date()):
        raise stop


def _refuse_same(by: Officer, move: Move, asked: dict[str, Any]) -> None:
    if asked["requested_by"] == by.username:
        raise Refused("same-officer", "the officer who asked for a move cannot countersign it")
    mine = by.team.name if by.team else ""
    if move.different_team and (not mine or not asked["requested_team"] or mine == asked["requested_team"]):
        raise Refused("same-team", "this move is countersigned by an officer of another team", team=mine)


def _open_request(change: Change, request: int) -> dict[str, Any]:
    asked = change.state.requests.get(request)
    if asked is None or asked["outcome"]:
        raise Refused("nothing-to-countersign", f"no request {request} waits on this case")
    return asked


def _put_to_second(change: Change, move: Move, judgement: Judgement, why: dict[str, Any]) -> None:
    if change.state.open_request is not None:
        raise Refused("already-open", "a move already waits for a second officer on this case")
    team = change.by.team.name if change.by.team else ""
    change.add(
        "move_requested", {"move": move.name, "team": team, "verdict": judgement.stored()}, reasons=why
    )


def _make(
    change: Change, move: Move, judgement: Judgement, why: dict[str, Any], at: datetime, *, request: int,
    then: Next | None,
) -> None:  # fmt: skip
    state = change.state
    if at < moment(state.stage_since):
        raise Refused(
            "impossible-order",
            f"the case came into `{state.stage}` after that moment",
            came=state.stage_since,
        )
    keep_scheme_text()
    target = in_use().scheme.stages[move.target]
    payload = {
        "move": move.name,
        "from": state.stage,
        "to": move.target,
        "final": target.final,
        "request": request,
        "verdict": judgement.stored(),
        **_next(change, move, then),
    }
    change.add("move_made", payload, occurred_at=at, reasons=why)
    give_back(change, move)


def _next(change: Change, move: Move, then: Next | None) -> dict[str, Any]:
    state, stage = change.state, in_use().scheme.stages[move.target]
    then = then or Next()
    due = then.next_action_by
    if due is None and stage.longest is not None:
        due = (datetime.now(UTC) + timedelta(days=stage.longest.days)).date()
    owner = then.owner or state.owner
    held = Officer.objects.filter(username=owner).first() if owner else None
    if held is None or not may_own(held, move.target, state.access if state.restricted else None):
        owner = ""
    waiting = then.waiting_for or ("" if owner else f"an owner, in: {stage.says}"[:200])
    return {
        "owner": owner,
        "team": state.team,
        "next_action": (then.next_action or f"Take the next step: {stage.says}")[:200],
        "next_action_by": "" if stage.final or due is None else due.isoformat(),
        "waiting_for": waiting,
    }
