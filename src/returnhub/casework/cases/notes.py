"""Notes of officers, observations of the monitor, and who may see a case or represent the person."""

from __future__ import annotations

from collections.abc import Sequence

from returnhub.casework.access.officers import Officer
from returnhub.casework.access.roles import role_for
from returnhub.casework.cases.changing import Change, Done, commit
from returnhub.casework.cases.reasons import Reasons
from returnhub.casework.refusals import Refused


def add_note(
    by: Officer,
    reference: str,
    text: str,
    *,
    medical: bool = False,
    version: int | None = None,
    client_key: str = "",
) -> Done:
    """Add a note; a medical note only by a clinician, for clinicians."""
    role = role_for(by, "note")
    if medical and "clinician" not in by.roles:
        raise Refused("not-allowed", "medical notes are written by clinicians")
    said, lane = _said(text), "medical" if medical else "case"

    def work(change: Change) -> None:
        change.add("note_added", {"text": said}, lane=lane)

    role = "clinician" if medical else role
    request = ["note_added", said]
    return commit(by, reference, role, work, version=version, client_key=client_key, request=request)


def observe(
    by: Officer, reference: str, text: str, *, version: int | None = None, client_key: str = ""
) -> Done:
    """The monitor's observation, in the monitor's own lane."""
    role, said = role_for(by, "observe"), _said(text)

    def work(change: Change) -> None:
        change.add("observation_made", {"text": said}, lane="monitor")

    request = ["observation_made", said]
    return commit(by, reference, role, work, version=version, client_key=client_key, request=request)


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


def _said(text: str) -> str:
    said = text.strip()
    if not said or len(said) > 10_000:
        raise Refused("not-a-value", "write between 1 and 10,000 characters", field="text")
    return said
