"""Signing in: who can have an account, which account single sign-on leads to, and passkeys.

Nobody makes an account for themselves. Somebody who comes from the identity provider is let in where an
administrator has made an account of the name that the provider gives (`RETURNHUB_OIDC_CLAIM`); from then on
the provider's own number for the person counts, so that a name given to somebody else later opens nothing.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount, SocialLogin
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from returnhub.casework.access.officers import Officer
from returnhub.casework.access.signing_in import PASSKEY_MADE
from returnhub.casework.api.problems import problem

log = logging.getLogger("returnhub.security")
JUST_NOW = 300
STRONG = {"socialaccount", "mfa"}
"""Ways of signing in that are more than a password: the identity provider sees to its own factors."""
WITHOUT_PASSKEY = ("/account/", "/sign-in/", "/sign-out/", "/static/")
Next = Callable[[HttpRequest], HttpResponse]


class Accounts(DefaultAccountAdapter):  # type: ignore[misc]
    """Local accounts are made by the administrator."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never."""
        return False

    def is_reauthentication_required(self, *, app: str) -> bool:
        """Not within five minutes of signing in: whoever has just typed a password is not asked for it again."""
        methods = context.request.session.get(AUTHENTICATION_METHODS_SESSION_KEY, [])
        return not any(time.time() - method.get("at", 0) < JUST_NOW for method in methods)


class SingleSignOn(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """A person known to the identity provider still needs an account here."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: object) -> bool:
        """Never."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """At the first time, find the account of the name that the provider gives and join the two for good."""
        if sociallogin.is_existing:
            return
        name = _claimed(sociallogin.account.extra_data)
        account = Officer.objects.filter(username=name, is_active=True).first() if name else None
        if account is None or SocialAccount.objects.filter(user=account).exists():
            log.warning("single sign-on refused: name=%r", name[:60])
            return
        sociallogin.connect(request, account)
        log.info("single sign-on joined: account=%s subject=%r", name, sociallogin.account.uid[:60])


class Passkeys(DefaultMFAAdapter):  # type: ignore[misc]
    """Passkeys name the service as its operator does."""

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """The host that the passkey is for, under the name of the service."""
        entity: dict[str, str] = super().get_public_key_credential_rp_entity()
        return {**entity, "name": settings.SERVICE_NAME}

    def generate_authenticator_name(self, user: Officer, type: Authenticator.Type) -> str:
        """What a passkey is called until its owner says better."""
        return f"Passkey {Authenticator.objects.filter(user_id=user.pk).count() + 1}"


def passkey_first(get_response: Next) -> Next:
    """Where passkeys are required, a password alone opens one page: the one on which a passkey is made."""

    def middleware(request: HttpRequest) -> HttpResponse:
        weak = settings.PASSKEYS_REQUIRED and request.user.is_authenticated and not _strong(request)
        if not weak or request.path.startswith(WITHOUT_PASSKEY):
            return get_response(request)
        if request.path.startswith("/api/"):
            return problem(403, "passkey-required", "make a passkey on the pages first, or use a token")
        return redirect("mfa_add_webauthn")

    return middleware


def _strong(request: HttpRequest) -> bool:
    """Whether this session began with more than a password, or a passkey was made in it."""
    methods: list[dict[str, Any]] = request.session.get(AUTHENTICATION_METHODS_SESSION_KEY, [])
    return PASSKEY_MADE in request.session or any(method.get("method") in STRONG for method in methods)


def _claimed(data: dict[str, Any]) -> str:
    """The name of an account that the provider gives, from its answer or the token in it."""
    for part in (data.get("userinfo"), data.get("id_token"), data):
        if isinstance(part, dict) and isinstance(part.get(settings.OIDC_CLAIM), str):
            return str(part[settings.OIDC_CLAIM]).lower()
    return ""
