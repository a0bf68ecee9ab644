"""What each role may do. Moves are not listed here: the scheme says who makes them.

Roles are those below, those that settle facts (`facts.yaml`), and those of the scheme; an officer holds any
number of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from returnhub.casework.refusals import Refused

if TYPE_CHECKING:
    from returnhub.casework.access.officers import Officer

TITLES = {
    "caseworker": "Caseworker",
    "approver": "Approver",
    "hub_manager": "Hub manager",
    "host_liaison": "Host liaison",
    "clinician": "Clinician",
    "monitor": "Independent monitor",
    "legal_representative": "Legal representative",
    "analyst": "Analyst",
    "administrator": "Administrator",
}
"""The roles of the service; `titles()` adds those of the vocabulary and the scheme."""

_WORK = {"read", "search", "establish", "event", "hold", "note", "assign"}
_CASEWORK = _WORK | {"open", "lift", "link", "export", "import", "restrict", "represent", "subject-access"}
PERMISSIONS: dict[str, frozenset[str]] = {
    "caseworker": frozenset(_CASEWORK),
    "approver": frozenset(_CASEWORK | {"manifest", "over-capacity"}),
    "senior_officer": frozenset(_CASEWORK | {"manifest", "over-capacity"}),
    "protection_officer": frozenset(_WORK | {"lift"}),
    "court_liaison": frozenset(_WORK | {"lift"}),
    "voluntary_returns": frozenset(_WORK),
    "documents_officer": frozenset(_WORK),
    "detention_manager": frozenset(_WORK),
    "escort_lead": frozenset(_WORK | {"flights", "manifest"}),
    "other_system": frozenset({"read", "event"}),
    "scheme_owner": frozenset(),
    "hub_manager": frozenset(_WORK | {"places", "manifest"}),
    "host_liaison": frozenset({"read", "search", "establish", "event", "hold", "note", "manifest"}),
    "clinician": frozenset({"read", "search", "establish", "event", "hold", "lift", "note"}),
    "monitor": frozenset({"read", "search", "observe", "stop", "read-log", "manifest"}),
    "legal_representative": frozenset({"read", "lodge"}),
    "analyst": frozenset({"statistics", "deidentified-export"}),
    "administrator": frozenset({"administer"}),
}


def titles() -> dict[str, str]:
    """Every role an officer can hold, with its title."""
    from returnhub.casework.scheme_in_use import in_use

    scheme = in_use().scheme
    return {**scheme.vocabulary.settled_by, **scheme.roles, **TITLES}


def may(officer: Officer, action: str) -> bool:
    """Whether any role of the officer allows an action."""
    return bool(officer.is_active) and any(action in PERMISSIONS.get(role, ()) for role in officer.roles)


def role_for(officer: Officer, action: str) -> str:
    """The role in which the officer does this, for the record; `Refused` when there is none."""
    if officer.is_active:
        for role in officer.roles:
            if action in PERMISSIONS.get(role, ()):
                return str(role)
    raise Refused(
        "not-allowed", f"none of your roles allows this; it is for: {_whose(action)}", action=action
    )


def _whose(action: str) -> str:
    """The roles that allow an action, by their titles."""
    named = titles()
    return ", ".join(sorted(named.get(role, role) for role, held in PERMISSIONS.items() if action in held))
