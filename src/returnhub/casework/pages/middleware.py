"""What holds for every request: its size, its headers, its session; and what every page shows."""

from __future__ import annotations

import time
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse

from returnhub.casework.access.roles import may, titles

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


FILE_PAGES = ("/import/", "/api/imports/")
"""Addresses of pages that take a file; everywhere else a request is small."""
Next = Callable[[HttpRequest], HttpResponse]


def sizes(get_response: Next) -> Next:
    """A request that is too large is refused before a byte of its body is read."""

    def middleware(request: HttpRequest) -> HttpResponse:
        most = settings.LARGEST_FILE if request.path.startswith(FILE_PAGES) else settings.LARGEST_REQUEST
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not length.isdigit() or int(length) > most:
            says = f"The request is larger than {most:,} bytes. Nothing was read or changed."
            return HttpResponse(says, status=413, content_type="text/plain; charset=utf-8")
        return get_response(request)

    return middleware


def addresses(get_response: Next) -> Next:
    """An address with a NUL character is refused: PostgreSQL keeps none in a text, and nothing here has one."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if "\0" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            says = "The address holds a NUL character. Nothing was read or changed."
            return HttpResponse(says, status=400, content_type="text/plain; charset=utf-8")
        return get_response(request)

    return middleware


def idle(get_response: Next) -> Next:
    """An officer who has made no request for `IDLE_MINUTES` signs in again.

    The time is written at most once in a tenth of that, so that reading pages does not write sessions.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            now, most = int(time.time()), settings.IDLE_MINUTES * 60
            since = now - request.session.get("seen", now)
            if since > most:
                logout(request)
            elif "seen" not in request.session or since > most / 10:
                request.session["seen"] = now
        return get_response(request)

    return middleware


def headers(get_response: Next) -> Next:
    """No inline script or style runs, nothing is framed, and no page with a person is kept by a browser."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        if not request.path.startswith("/" + settings.STATIC_URL.lstrip("/")):
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    return middleware


def shown(request: HttpRequest) -> dict[str, object]:
    """For templates: the service's name, the demonstration, and what to navigate to."""
    user = getattr(request, "user", None)
    signed_in = bool(user and user.is_authenticated)
    roles = ", ".join(titles().get(r, r) for r in user.roles) if signed_in else ""
    return {
        "service_name": settings.SERVICE_NAME,
        "demonstration": settings.DEMO,
        "passkeys_required": settings.PASSKEYS_REQUIRED,
        "signed_in": signed_in,
        "my_roles": roles,
        "may_open": signed_in and may(user, "open"),
        "may_manifest": signed_in and may(user, "manifest"),
        "may_search": signed_in and may(user, "search"),
        "may_count": signed_in and (may(user, "statistics") or may(user, "search")),
        "may_administer": signed_in and may(user, "administer"),
    }
