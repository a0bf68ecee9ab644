"""Links between cases: people are linked, never merged, and a link can be undone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import transaction

from returnhub.casework.access.officers import Officer
from returnhub.casework.access.roles import role_for
from returnhub.casework.access.visibility import visible_to
from returnhub.casework.cases.changing import Change, Done, Work, commit
from returnhub.casework.cases.models import Link
from returnhub.casework.cases.reasons import Reasons
from returnhub.casework.refusals import Refused

LINK_KINDS = {"same_person": "May be the same person", "family": "Family"}


def link_cases(
    by: Officer,
    reference: str,
    other: str,
    kind: str,
    *,
    in_doubt: bool,
    says: str = "",
    version: int | None = None,
    client_key: str = "",
) -> Done:
    """Link two cases. While a link is in doubt, no move towards removal is made in either.

    `version` is that of `reference`; the other case is linked whatever happened to it.
    """
    role = role_for(by, "link")
    if kind not in LINK_KINDS or reference == other:
        raise Refused(
            "not-a-value", f"`{kind}` is not a kind of link between two cases", kinds=sorted(LINK_KINDS)
        )
    if not visible_to(by).filter(reference=other).exists():
        raise Refused("not-found", f"there is no case `{other}` that you can see")
    said = {"kind": kind, "in_doubt": in_doubt, "says": says[:200]}
    entries = {case: {"other": far, **said} for case, far in ((reference, other), (other, reference))}

    def adds(payload: dict[str, Any]) -> Work:
        def work(change: Change) -> None:
            change.add("link_made", payload)

        return work

    return _in_both(by, reference, role, adds, entries, version, client_key)


def settle_link(
    by: Officer,
    reference: str,
    link: int,
    *,
    undo: bool,
    reasons: Reasons,
    version: int | None = None,
    client_key: str = "",
) -> Done:
    """Confirm a link that was in doubt, or undo it, in both cases. `version` is that of `reference`."""
    role, why = role_for(by, "link"), reasons.checked()

    entries = {c: {"link": seq, "undone": undo} for c, seq in _ends(by, reference, link).items()}

    def settles(payload: dict[str, Any]) -> Work:
        def work(change: Change) -> None:
            held = change.state.links.get(payload["link"])
            if held is None or held["undone"]:
                raise Refused("not-found", f"no link {payload['link']} stands on this case")
            change.add("link_settled", payload, reasons=why)

        return work

    return _in_both(by, reference, role, settles, entries, version, client_key)


def _in_both(
    by: Officer,
    reference: str,
    role: str,
    work: Callable[[dict[str, Any]], Work],
    entries: dict[str, dict[str, Any]],
    version: int | None,
    client_key: str,
) -> Done:
    """An entry in each of two chains or in neither, always locked in the same order, each with a key of its own."""
    done: dict[str, Done] = {}
    with transaction.atomic():
        for case in sorted(entries):
            seen = version if case == reference else None
            key = f"{client_key}/{case}" if client_key else ""
            payload = entries[case]
            done[case] = commit(by, case, role, work(payload), version=seen, client_key=key, request=payload)
    return done[reference]


def _ends(by: Officer, reference: str, link: int) -> dict[str, int]:
    """Both ends of a link, standing or not: the case and the place of the entry in its chain.

    A link was written at both ends at once: the first of a kind here is the first of that kind there.
    """
    seen = visible_to(by)
    held = Link.objects.filter(case__in=seen, other__in=seen, case__reference=reference, seq=link)
    held = held.select_related("case", "other").first()
    if held is None:
        raise Refused("not-found", f"no link {link} stands on this case")
    here = _seqs(held.case_id, held.other_id, held.kind)
    there = _seqs(held.other_id, held.case_id, held.kind)
    return {held.case.reference: link, held.other.reference: there[here.index(link)]}


def _seqs(case: int, other: int, kind: str) -> list[int]:
    found = Link.objects.filter(case_id=case, other_id=other, kind=kind)
    return list(found.order_by("seq").values_list("seq", flat=True))
