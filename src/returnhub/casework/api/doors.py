"""Who comes in through the API: a machine with a token, or an officer who signed in on the pages."""

from __future__ import annotations

from django.http import HttpRequest
from ninja.security import HttpBearer

from returnhub.casework.access.officers import Officer
from returnhub.casework.access.tokens import bearer


class Tokens(HttpBearer):
    """`Authorization: Bearer rht_…`. No cookie is read for it, so no other site can send it."""

    def authenticate(self, request: HttpRequest, token: str) -> Officer | None:
        """The account with the token's role alone."""
        officer = bearer(token)
        if officer is not None:
            request.user = officer
        return officer
