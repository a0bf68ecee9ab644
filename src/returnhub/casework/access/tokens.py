"""Tokens for machines: each acts as one account in one role, is kept as a hash, can be taken back, and is logged."""

from __future__ import annotations

# ruff: noqa: D106 (what Django calls Meta)
import hashlib
import logging
import secrets
from datetime import UTC, date, datetime

from django.conf import settings
from django.db import models, transaction

from returnhub.casework.access.officers import Officer
from returnhub.casework.access.roles import role_for
from returnhub.casework.cases.reasons import Reasons
from returnhub.casework.cases.scheme_facts import record_for_service
from returnhub.casework.refusals import Refused

log = logging.getLogger("returnhub.security")
PREFIX = "rht_"


class Token(models.Model):
    """A token of an account. The secret itself is shown once and kept nowhere."""

    id = models.BigAutoField(primary_key=True)
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="tokens")
    role = models.CharField(max_length=60)
    name = models.CharField(max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    ends_on = models.DateField()
    revoked = models.BooleanField(default=False)
    used_on = models.DateField(null=True)

    class Meta:
        app_label = "casework"
        db_table = "casework_token"


def make_token(
    by: Officer, username: str, role: str, name: str, ends_on: date, *, reasons: Reasons
) -> tuple[Token, str]:
    """Make a token of an account, in one of its roles, until a day at most a year away; also returns the secret."""
    mine, why = role_for(by, "administer"), reasons.checked()
    officer = Officer.objects.filter(username=username, is_active=True).first()
    if officer is None:
        raise Refused("not-a-value", f"there is no officer `{username}`", field="officer")
    if role not in officer.roles:
        raise Refused("not-a-value", f"`{username}` does not hold the role `{role}`", field="role")
    if not 0 <= (ends_on - datetime.now(UTC).date()).days <= 366:
        raise Refused("not-a-value", "a token ends within a year", field="ends_on")
    if not name.strip():
        raise Refused("not-a-value", "say which machine the token is for", field="name")
    secret = PREFIX + secrets.token_urlsafe(32)
    with transaction.atomic():
        made = Token.objects.create(
            officer=officer, role=role, name=name.strip()[:80], digest=_digest(secret), ends_on=ends_on
        )
        payload = {
            "token": made.pk,
            "officer": username,
            "role": role,
            "name": made.name,
            "ends_on": ends_on.isoformat(),
        }
        record_for_service(by, mine, "token_made", payload, why)
    return made, secret


def revoke_token(by: Officer, token: int, *, reasons: Reasons) -> None:
    """End a token at once."""
    role, why = role_for(by, "administer"), reasons.checked()
    with transaction.atomic():
        if not Token.objects.filter(pk=token, revoked=False).update(revoked=True):
            raise Refused("not-found", f"there is no token {token} that can be used")
        record_for_service(by, role, "token_revoked", {"token": token}, why)


def bearer(secret: str) -> Officer | None:
    """The account that a token acts as, with the token's role and no other; None for a token that does not count.

    A digest is looked up, not compared letter by letter: 256 random bits cannot be guessed from how long that takes.
    """
    today = datetime.now(UTC).date()
    found = (
        Token.objects.select_related("officer__team")
        .filter(digest=_digest(secret), revoked=False, ends_on__gte=today, officer__is_active=True)
        .first()
    )
    if found is None or found.role not in found.officer.roles:
        log.warning("token refused")
        return None
    if found.used_on != today:
        Token.objects.filter(pk=found.pk).update(used_on=today)
        log.info("token used: token=%s account=%s role=%s", found.pk, found.officer.username, found.role)
    officer: Officer = found.officer
    officer.roles = [found.role]
    return officer


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
