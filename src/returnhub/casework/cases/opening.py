"""Opening a case, saying who the person is, and whose case it is."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import connection

from returnhub.casework.access.officers import Officer
from returnhub.casework.access.roles import role_for
from returnhub.casework.access.visibility import may_own
from returnhub.casework.cases.changing import Change, Done, commit, create
from returnhub.casework.cases.reasons import Reasons
from returnhub.casework.refusals import Refused
from returnhub.casework.scheme_in_use import in_use
from returnhub.scheme.types import parse_day

_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


@dataclass(frozen=True, slots=True)
class Person:
    """Who a case is about. `born` may be a year, a month or a day (`1990`, `1990-04`, `1990-04-17`).

    `references` are numbers of other systems, such as {"home office": "…", "tribunal": "…"}.
    """

    names: tuple[str, ...]
    born: str = ""
    references: Mapping[str, str] = field(default_factory=dict)

    def checked(self) -> dict[str, Any]:
        """As the ledger keeps it, or `Refused`."""
        names = [n.strip()[:200] for n in self.names if n.strip()]
        if not names:
            raise Refused("not-a-value", "a person needs at least one name", field="names")
        if self.born and not _is_partial_date(self.born):
            raise Refused(
                "not-a-value", f"`{self.born}` is not a date of birth, nor the year or month of one"
            )
        references = {k.strip(): v.strip() for k, v in self.references.items() if v.strip()}
        return {"names": names, "born": self.born, "references": references}


@dataclass(frozen=True, slots=True)
class Responsibility:
    """Whose case it is and what comes next, or what it waits for. One of the two is always there."""

    owner: str = ""
    team: str = ""
    next_action: str = ""
    next_action_by: date | None = None
    waiting_for: str = ""

    def checked(self) -> dict[str, Any]:
        """As the ledger keeps it, or `Refused`."""
        if not (self.owner and self.next_action.strip()) and not self.waiting_for.strip():
            raise Refused(
                "no-next-action", "name an owner and the next action, or say what the case waits for"
            )
        return {
            "owner": self.owner,
            "team": self.team,
            "next_action": self.next_action.strip()[:200],
            "next_action_by": self.next_action_by.isoformat() if self.next_action_by else "",
            "waiting_for": self.waiting_for.strip()[:200],
        }


def refuse_blind_owner(owner: str, stage: str, named: Collection[str] | None) -> None:
    """Nobody owns a case that they cannot see or work on: it would be on nobody's list."""
    if not owner:
        return
    found = Officer.objects.filter(username=owner, is_active=True).first()
    if found is None:
        raise Refused("not-a-value", f"there is no officer `{owner}`", field="owner")
    if not may_own(found, stage, named):
        says = f"`{owner}` cannot own this case: they do not work on cases, or would not see this one"
        raise Refused("not-a-value", says, field="owner")


def open_case(
    by: Officer,
    person: Person,
    *,
    stage: str = "",
    occurred_at: datetime | None = None,
    responsibility: Responsibility | None = None,
    reference: str = "",
    synthetic: bool = False,
    reasons: Reasons | None = None,
    evidence: str = "",
    client_key: str = "",
) -> Done:
    """Open a case in an entry stage, or in one that another system keeps; others are reached by moves."""
    role = role_for(by, "open")
    scheme = in_use().scheme
    stage = stage or next(s.name for s in scheme.stages.values() if s.entry)
    if stage not in scheme.stages:
        raise Refused("not-a-value", f"`{stage}` is not a stage of {scheme.name}", field="stage")
    if not (scheme.stages[stage].entry or scheme.stages[stage].outside):
        raise Refused(
            "not-a-value", f"`{stage}` is reached by a move: no case is opened in it", field="stage"
        )
    whose = responsibility or Responsibility(by.username, by.team.name if by.team else "", "Read the file")
    refuse_blind_owner(whose.owner, stage, None)
    payload = {
        **person.checked(),
        **whose.checked(),
        "stage": stage,
        "final": scheme.stages[stage].final,
        "restricted": False,
        "synthetic": synthetic,
    }

    def work(change: Change) -> None:
        why = reasons.checked() if reasons else {}
        change.add("case_opened", payload, occurred_at=occurred_at, reasons=why, evidence=evidence)

    asked = [payload, occurred_at]
    return create(by, reference or new_reference(), role, work, client_key=client_key, request=asked)


def record_identity(
    by: Officer,
    reference: str,
    person: Person,
    *,
    reasons: Reasons,
    version: int | None = None,
    client_key: str = "",
) -> Done:
    """Replace the names, date of birth and references that the case is known under."""
    role, data, why = role_for(by, "open"), person.checked(), reasons.checked()

    def work(change: Change) -> None:
        change.add("identity_recorded", data, reasons=why)

    return commit(by, reference, role, work, version=version, client_key=client_key, request=data)


def assign(
    by: Officer,
    reference: str,
    responsibility: Responsibility,
    *,
    version: int | None = None,
    client_key: str = "",
) -> Done:
    """Say whose case it is and what comes next."""
    role, data = role_for(by, "assign"), responsibility.checked()

    def work(change: Change) -> None:
        state = change.state
        refuse_blind_owner(responsibility.owner, state.stage, state.access if state.restricted else None)
        change.add("assigned", data)

    return commit(by, reference, role, work, version=version, client_key=client_key, request=data)


def new_reference() -> str:
    """A reference that says nothing about the person and cannot be guessed: `RH-7K3M-9QWD`."""
    return new_references(1)[0]


def new_references(count: int) -> list[str]:
    """References that no case has. Among a million drawn at random, two are the same more often than not."""
    drawn: set[str] = set()
    while len(drawn) < count:
        more = [_draw() for _ in range(min(count - len(drawn), 5_000))]
        drawn.update(set(more) - set(_taken(more)))
    return list(drawn)


def _draw() -> str:
    number, letters = secrets.randbelow(len(_ALPHABET) ** 8), ""
    for _ in range(8):
        number, place = divmod(number, len(_ALPHABET))
        letters += _ALPHABET[place]
    return f"RH-{letters[:4]}-{letters[4:]}"


def _taken(references: list[str]) -> list[str]:
    marks = ", ".join(["%s"] * len(references))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT reference FROM casework_case WHERE reference IN ({marks})", references)
        return [row[0] for row in cursor.fetchall()]


def _is_partial_date(text: str) -> bool:
    try:
        parse_day(text + "-01-01"[len(text) - 4 :] if len(text) in (4, 7) else text)
    except ValueError:
        return False
    return True
