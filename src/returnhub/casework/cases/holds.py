"""Holds: raised by anybody who works on cases, lifted only by those with authority over their kind."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from returnhub.casework.access.officers import Officer
from returnhub.casework.access.roles import role_for
from returnhub.casework.cases.changing import Change, Done, commit
from returnhub.casework.cases.reasons import Reasons
from returnhub.casework.refusals import Refused


@dataclass(frozen=True, slots=True)
class HoldKind:
    """What a hold is about, and which roles may lift it."""

    says: str
    lifted_by: tuple[str, ...]


_SENIOR = ("approver", "senior_officer")
HOLDS = {
    "court_order": HoldKind("Order of a court, or interim measure", ("court_liaison",)),
    "judicial_review": HoldKind("A judicial review, not known not to suspend removal", ("court_liaison",)),
    "new_claim": HoldKind("A new claim, or a fear of return not yet decided", ("protection_officer",)),
    "appeal": HoldKind("An appeal is pending", ("court_liaison", *_SENIOR)),
    "further_submissions": HoldKind("Further submissions not yet decided", ("protection_officer",)),
    "medical": HoldKind("A clinician's stop", ("clinician",)),
    "trafficking_referral": HoldKind("A trafficking referral", ("protection_officer",)),
    "age_dispute": HoldKind("Age in dispute", ("protection_officer",)),
    "leave_granted": HoldKind("Leave was granted", _SENIOR),
    "criminal_proceedings": HoldKind("Criminal proceedings, extradition or duty as a witness", _SENIOR),
    "records_disagree": HoldKind("Two records disagree, or an answer is too old", ("caseworker", *_SENIOR)),
    "monitor_stop": HoldKind("The independent monitor's stop", ("monitor",)),
    "other": HoldKind("Another reason", _SENIOR),
}


def raise_hold(
    by: Officer,
    reference: str,
    kind: str,
    says: str,
    *,
    authority: str = "",
    review_by: date | None = None,
    reasons: Reasons | None = None,
    evidence: str = "",
    version: int | None = None,
    client_key: str = "",
) -> Done:
    """Stop every move towards removal. No page gives a `version`: a hold is not refused for a stale page.

    What a clinician says of a medical stop is in the medical lane: others see that it stands, and no more.
    """
    if kind not in HOLDS:
        raise Refused("not-a-value", f"`{kind}` is not a kind of hold", kinds=sorted(HOLDS))
    if not says.strip():
        raise Refused("reasons-required", "say what the hold is for")
    role = role_for(by, "stop" if kind == "monitor_stop" else "hold")
    lane = "monitor" if kind == "monitor_stop" else "case"
    if kind == "medical" and by.holds("clinician"):
        role, lane = "clinician", "medical"
    payload = {
        "kind": kind,
        "authority": authority or HOLDS[kind].says,
        "says": says.strip(),
        "review_by": review_by.isoformat() if review_by else "",
    }
    why = reasons.checked() if reasons else {}

    def work(change: Change) -> None:
        change.add("hold_raised", payload, reasons=why, evidence=evidence, lane=lane)

    return commit(by, reference, role, work, version=version, client_key=client_key, request=payload)


def lift_hold(
    by: Officer,
    reference: str,
    hold: int,
    *,
    reasons: Reasons,
    evidence: str = "",
    version: int | None = None,
    client_key: str = "",
) -> Done:
    """Lift a hold (named by the place of its entry) with reasons."""
    why = reasons.checked()

    def work(change: Change) -> None:
        held = change.state.holds.get(hold)
        if held is None or held["lifted_at"]:
            raise Refused("hold-not-in-force", f"no hold {hold} stands on this case")
        change.role = _lifter(by, held["kind"])
        payload = {"hold": hold, "kind": held["kind"]}
        lane = "medical" if change.role == "clinician" else held["lane"]
        change.add("hold_lifted", payload, reasons=why, evidence=evidence, lane=lane)

    asked = ["lift", hold, why]
    return commit(by, reference, "", work, version=version, client_key=client_key, request=asked)


def may_lift(by: Officer, kind: str) -> bool:
    """Whether the officer may lift holds of this kind."""
    return by.is_active and by.holds(*HOLDS[kind].lifted_by)


def _lifter(by: Officer, kind: str) -> str:
    for role in by.roles:
        if role in HOLDS[kind].lifted_by:
            return str(role)
    roles = ", ".join(HOLDS[kind].lifted_by)
    raise Refused(
        "not-allowed", f"a hold of this kind is lifted by: {roles}", roles=list(HOLDS[kind].lifted_by)
    )
