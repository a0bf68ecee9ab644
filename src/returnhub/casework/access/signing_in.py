"""Who signed in, who failed to and from where: lines of the log `returnhub.security`, for the operator to keep."""

from __future__ import annotations

import logging
from typing import Any

from allauth.account.signals import password_changed
from allauth.mfa.signals import authenticator_added, authenticator_removed
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver
from django.http import HttpRequest

from returnhub.casework.access.officers import Officer

log = logging.getLogger("returnhub.security")
PASSKEY_MADE = "passkey_made"


@receiver(user_logged_in)
def _came(user: Officer, request: HttpRequest | None = None, **_: Any) -> None:
    log.info("signed in: account=%s address=%s", user.username, _address(request))


@receiver(user_logged_out)
def _left(user: Officer | None = None, request: HttpRequest | None = None, **_: Any) -> None:
    log.info("signed out: account=%s address=%s", user.username if user else "-", _address(request))


@receiver(user_login_failed)
def _failed(credentials: dict[str, Any], request: HttpRequest | None = None, **_: Any) -> None:
    """The name that was tried is cut and made one line: it is whatever a stranger typed."""
    tried = str(credentials.get("username", credentials.get("login", "")))[:60]
    log.warning("sign-in failed: account=%r address=%s", tried, _address(request))


@receiver(authenticator_added)
def _passkey_made(user: Officer, request: HttpRequest, **_: Any) -> None:
    """From here on this session counts as one with a passkey; sessions elsewhere do not."""
    request.session[PASSKEY_MADE] = True
    log.info("passkey made: account=%s address=%s", user.username, _address(request))


@receiver(authenticator_removed)
def _passkey_removed(user: Officer, request: HttpRequest, **_: Any) -> None:
    log.info("passkey removed: account=%s address=%s", user.username, _address(request))


@receiver(password_changed)
def _password_changed(user: Officer, request: HttpRequest, **_: Any) -> None:
    log.info("password changed: account=%s address=%s", user.username, _address(request))


def _address(request: HttpRequest | None) -> str:
    return str(request.META.get("REMOTE_ADDR", "-")) if request is not None else "-"
