"""Problem details (RFC 9457), with a stable code in every one."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse

from returnhub.casework.ledger.entry import canonical

TYPE = "urn:returnhub:problem:"


def problem(status: int, code: str, says: str, **more: Any) -> HttpResponse:
    """A problem as a response. `code` is stable; `detail` is a sentence for people."""
    body = {
        "type": TYPE + code,
        "title": code.replace("-", " "),
        "status": status,
        "code": code,
        "detail": says,
    }
    return HttpResponse(canonical({**more, **body}), status=status, content_type="application/problem+json")
