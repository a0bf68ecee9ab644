"""The two headers of a write: a key that makes it safe to repeat, and the version of the case that was seen."""

from __future__ import annotations

import re
from typing import Any

from django.http import HttpRequest
from ninja import Router

from returnhub.casework.refusals import Refused

_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "schema": {"type": "string", "maxLength": 90},
    "description": "The same key with the same request is done once.",
}
_VERSION = {
    "name": "If-Match",
    "in": "header",
    "schema": {"type": "string"},
    "description": (
        'The version of the case that was seen (its ETag, such as "7"): another one now is refused with '
        "`stale-version` and both. Left out, any version is taken."
    ),
}


def key(request: HttpRequest) -> str:
    """The client's key, if it gave one."""
    given = request.headers.get("Idempotency-Key", "")
    if len(given) > 90 or "\0" in given:
        raise Refused("not-a-value", "an Idempotency-Key has at most 90 characters")
    return given


def version(request: HttpRequest) -> int | None:
    """The version that the client saw (`If-Match: "7"`), if it says so; `*` is any version."""
    given = request.headers.get("If-Match", "").strip()
    if given in ("", "*"):
        return None
    found = re.fullmatch(r'(?:W/)?"?(\d{1,9})"?', given)
    if not found:
        raise Refused("not-a-value", 'If-Match holds the version of the case, such as "7"')
    return int(found[1])


def both(request: HttpRequest) -> dict[str, Any]:
    """Key and version for an action."""
    return {"client_key": key(request), "version": version(request)}


def add_to_document(router: Router) -> None:
    """Describe them for every write of a router; there is no version of a case that is yet to be opened."""
    for path, view in router.path_operations.items():
        for operation in view.operations:
            operation.openapi_extra = {"parameters": [_KEY, _VERSION] if "{reference}" in path else [_KEY]}
