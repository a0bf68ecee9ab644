"""Officers come, change roles and leave; each time an entry in the ledger of the service says who did it."""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence

from allauth.mfa.models import Authenticator
from django.db import transaction

from returnhub.casework.access.officers import Officer, Team
from returnhub.casework.access.roles import role_for, titles
from returnhub.casework.cases.reasons import Reasons
from returnhub.casework.cases.scheme_facts import record_for_service
from returnhub.casework.refusals import Refused
from returnhub.scheme.problems import nearest

ALONE = {
    "monitor": "independent of those who are monitored",
    "legal_representative": "on the side of the person",
    "administrator": "without sight of cases",
}
"""Roles that nobody holds together with another, and why."""


def appoint(
    by: Officer,
    username: str,
    roles: Sequence[str],
    *,
    team: str = "",
    display_name: str = "",
    reasons: Reasons,
) -> Officer:
    """Make an officer, or give one other roles. A new officer has no password until one is set."""
    role = role_for(by, "administer")
    why = reasons.checked()
    check_roles(roles)
    check_name(username)
    if by.username == username:
        raise Refused("not-allowed", "nobody gives roles to themselves")
    with transaction.atomic():
        officer, made = Officer.objects.get_or_create(username=username)
        before = [] if made else list(officer.roles)
        officer.roles, officer.is_active = sorted(set(roles)), True
        officer.display_name = display_name or officer.display_name
        if team:
            officer.team = Team.objects.get_or_create(name=team)[0]
        if made:
            officer.set_unusable_password()
        officer.save()
        payload = {"officer": username, "roles": officer.roles, "before": before, "team": team}
        record_for_service(by, role, "officer_appointed", payload, why)
    return officer


def dismiss(by: Officer, username: str, *, reasons: Reasons) -> None:
    """Close an officer's account. Their cases stay theirs until somebody assigns them."""
    role, why = role_for(by, "administer"), reasons.checked()
    officer = Officer.objects.filter(username=username).first()
    if officer is None:
        raise Refused("not-a-value", f"there is no officer `{username}`", field="officer")
    with transaction.atomic():
        officer.is_active = False
        officer.save(update_fields=["is_active"])
        record_for_service(by, role, "officer_dismissed", {"officer": username, "before": officer.roles}, why)


def new_password(by: Officer, username: str, *, reasons: Reasons) -> str:
    """Give an officer a new password and return it: it is kept nowhere. Whoever was signed in is signed out.

    Their passkeys end with the old password: this is how somebody comes back who has lost both.
    """
    role, why = role_for(by, "administer"), reasons.checked()
    officer = Officer.objects.filter(username=username, is_active=True).first()
    if officer is None:
        raise Refused("not-a-value", f"there is no officer `{username}`", field="officer")
    made = secrets.token_urlsafe(12)
    with transaction.atomic():
        officer.set_password(made)
        officer.save(update_fields=["password"])
        passkeys, _ = Authenticator.objects.filter(user=officer).delete()
        record_for_service(by, role, "password_made", {"officer": username, "passkeys_ended": passkeys}, why)
    return made


def check_name(username: str) -> None:
    """Refuse a name that cannot be typed and told apart by everybody."""
    if not re.fullmatch(r"[a-z0-9][a-z0-9.@_-]{1,59}", username):
        says = "an account is named in 2 to 60 small letters, figures and (not first) the signs . - _ @"
        raise Refused("not-a-value", says, field="username")


def check_roles(roles: Sequence[str]) -> None:
    """Refuse roles that do not exist, and those that must not be held together."""
    known = titles()
    for role in roles:
        if role not in known:
            hint = nearest(role, known) or f"one of {', '.join(sorted(known))}"
            raise Refused("not-a-value", f"`{role}` is not a role", field="roles", hint=hint)
        if role in ALONE and len(set(roles)) > 1:
            raise Refused("not-a-value", f"`{role}` is held alone: {ALONE[role]}", field="roles")
