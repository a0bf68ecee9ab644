"""Problem details (RFC 9457), with a stable code in every one, also where no route of the API was reached."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse

from returnhub.casework.ledger.entry import canonical

TYPE = "urn:returnhub:problem:"
PROBLEM = "application/problem+json"
BEFORE_ROUTES = {
    400: ("not-a-request", "the request cannot be read"),
    403: ("no-csrf-token", "a write with a session carries its CSRF token; nothing was changed"),
    404: ("no-such-route", "the document at /api/openapi.json lists the routes"),
    405: ("no-such-method", "this route does not take this method"),
    413: ("too-large", "the request is too large; nothing was read or changed"),
    500: ("fault", "a fault in the service itself; nothing was changed"),
}
"""What Django answers itself, with a page for people, said to a machine."""
Next = Callable[[HttpRequest], HttpResponse]


def problems_only(get_response: Next) -> Next:
    """Middleware: under `/api/` every refusal is a problem, whoever refused."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        known = BEFORE_ROUTES.get(response.status_code)
        if known is None or not request.path.startswith("/api/"):
            return response
        kind, (code, says) = response.headers.get("Content-Type", ""), known
        if kind == PROBLEM:
            return response
        if kind.startswith("text/plain"):
            says = response.content.decode()
        made = problem(response.status_code, code, says)
        if "Allow" in response.headers:
            made["Allow"] = response["Allow"]
        return made

    return middleware


def problem(status: int, code: str, says: str, **more: Any) -> HttpResponse:
    """A problem as a response. `code` is stable; `detail` is a sentence for people."""
    body = {
        "type": TYPE + code,
        "title": code.replace("-", " "),
        "status": status,
        "code": code,
        "detail": says,
    }
    return HttpResponse(canonical({**more, **body}), status=status, content_type=PROBLEM)
