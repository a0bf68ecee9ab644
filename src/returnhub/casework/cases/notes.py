"""Notes of officers, observations of the monitor, links between cases, and who may see or represent."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from returnhub.casework.access.officers import Officer
from returnhub.casework.access.roles import role_for
from returnhub.casework.access.visibility import visible_to
from returnhub.casework.cases.changing import Change, Done, Work, commit
from returnhub.casework.cases.models import Link
from returnhub.casework.cases.reasons import Reasons
from returnhub.casework.refusals import Refused

LINK_KINDS = {"same_person": "May be the same person", "family": "Family"}


def add_note(by: Officer, reference: str, text: str, *, medical: bool = False, client_key: str = "") -> Done:
    """Add a note; a medical note only by a clinician, for clinicians."""
    role = role_for(by, "note")
    if medical and "clinician" not in by.roles:
        raise Refused("not-allowed", "medical notes are written by clinicians")
    role = "clinician" if medical else role
    return _text(by, reference, role, "note_added", text, "medical" if medical else "case", client_key)


def observe(by: Officer, reference: str, text: str, *, client_key: str = "") -> Done:
    """The monitor's observation, in the monitor's own lane."""
    return _text(by, reference, role_for(by, "observe"), "observation_made", text, "monitor", client_key)


def link_cases(
    by: Officer,
    reference: str,
    other: str,
    kind: str,
    *,
    in_doubt: bool,
    says: str = "",
    client_key: str = "",
) -> Done:
    """Link two cases. While a link is in doubt, no move towards removal is made in either."""
    role = role_for(by, "link")
    if kind not in LINK_KINDS or reference == other:
        raise Refused(
            "not-a-value", f"`{kind}` is not a kind of link between two cases", kinds=sorted(LINK_KINDS)
        )
    if not visible_to(by).filter(reference=other).exists():
        raise Refused("not-found", f"there is no case `{other}` that you can see")
    payload = {"other": other, "kind": kind, "in_doubt": in_doubt, "says": says[:200]}

    def work(change: Change) -> None:
        change.add("link_made", payload)

    first, second = sorted((reference, other))
    done: dict[str, Done] = {}
    with transaction.atomic():  # both chains or neither, always locked in the same order
        for case in (first, second):
            payload["other"] = second if case == first else first
            key = f"{client_key}/{case}" if client_key else ""
            done[case] = commit(by, case, role, work, client_key=key, request=dict(payload))
    return done[reference]


def settle_link(
    by: Officer, reference: str, link: int, *, undo: bool, reasons: Reasons, client_key: str = ""
) -> Done:
    """Confirm a link that was in doubt, or undo it, in both cases."""
    role, why = role_for(by, "link"), reasons.checked()
    seen = visible_to(by)
    held = _standing(Link.objects.filter(case__in=seen, other__in=seen, case__reference=reference, seq=link))
    if held is None:
        raise Refused("not-found", f"no link {link} stands on this case")
    back = _standing(Link.objects.filter(case=held.other, other=held.case, kind=held.kind))
    ends = {held.case.reference: held} | ({back.case.reference: back} if back else {})
    done: dict[str, Done] = {}
    with transaction.atomic():
        for case in sorted(ends):
            payload = {"link": ends[case].seq, "undone": undo}
            key = f"{client_key}/{case}" if client_key else ""
            work = _adds("link_settled", payload, why)
            done[case] = commit(by, case, role, work, client_key=key, request=payload)
    return done[reference]


def _standing(links: QuerySet[Link]) -> Link | None:
    return links.filter(undone=False).select_related("case", "other").order_by("seq").first()


def _adds(kind: str, payload: dict[str, Any], why: dict[str, Any]) -> Work:
    def work(change: Change) -> None:
        change.add(kind, payload, reasons=why)

    return work


def restrict(
    by: Officer,
    reference: str,
    officers: Sequence[str],
    *,
    restricted: bool = True,
    reasons: Reasons,
    version: int | None = None,
    client_key: str = "",
) -> Done:
    """Limit a case to named officers (who then include the one who limits it), or open it again.

    Whoever owns the case must be among them.
    """
    role, why = role_for(by, "restrict"), reasons.checked()
    names = sorted({*officers, by.username}) if restricted else []
    _officers_exist(names)

    def work(change: Change) -> None:
        owner = change.state.owner
        if restricted and owner and owner not in names:
            says = f"`{owner}` owns this case: name them as well, or give it to another officer first"
            raise Refused("not-a-value", says, field="officers")
        change.add("restricted", {"restricted": restricted, "officers": names}, reasons=why)

    request = ["restrict", names]
    return commit(by, reference, role, work, version=version, client_key=client_key, request=request)


def represent(
    by: Officer,
    reference: str,
    officer: str,
    *,
    ends: bool = False,
    reasons: Reasons,
    version: int | None = None,
    client_key: str = "",
) -> Done:
    """Record that a legal representative acts for the person, or no longer does."""
    role, why = role_for(by, "represent"), reasons.checked()
    _officers_exist([officer])
    if not ends and not Officer.objects.get(username=officer).holds("legal_representative"):
        raise Refused("not-a-value", f"`{officer}` is not a legal representative", field="officer")

    def work(change: Change) -> None:
        change.add("represented", {"officer": officer, "ends": ends}, reasons=why)

    request = ["represent", officer, ends]
    return commit(by, reference, role, work, version=version, client_key=client_key, request=request)


def _officers_exist(names: Sequence[str]) -> None:
    held = set(Officer.objects.filter(username__in=names).values_list("username", flat=True))
    if missing := sorted(set(names) - held):
        raise Refused("not-a-value", f"there is no officer `{missing[0]}`")


def _text(by: Officer, reference: str, role: str, kind: str, text: str, lane: str, client_key: str) -> Done:
    said = text.strip()
    if not said or len(said) > 10_000:
        raise Refused("not-a-value", "write between 1 and 10,000 characters", field="text")

    def work(change: Change) -> None:
        change.add(kind, {"text": said}, lane=lane)

    return commit(by, reference, role, work, client_key=client_key, request=[kind, said])
