"""The HTTP API: everything that the pages can do. Its document is at `/api/openapi.json`."""

from typing import Any

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, ValidationError
from ninja.security import django_auth

from returnhub.casework.api.doors import Tokens
from returnhub.casework.api.problems import problem
from returnhub.casework.pages.showing import cited
from returnhub.casework.refusals import Refused, busy

api = NinjaAPI(
    title="returnhub casework",
    version="1",
    description=(
        "A machine sends its token (`Authorization: Bearer …`). An officer's browser sends its session, and the CSRF "
        "token with writes. Refusals are problem details (RFC 9457) with a stable `code`."
    ),
    docs_url=None,
    auth=[Tokens(), django_auth],
    urls_namespace="api",
)


@api.exception_handler(Refused)
def _refused(request: HttpRequest, refused: Refused) -> HttpResponse:
    rules = [
        {"rule": r.rule, "says": r.says, "cite": cited(r.cite), "status": r.status} for r in refused.rules
    ]
    extra: dict[str, Any] = {"rules": rules} if rules else {}
    return problem(refused.status, refused.code, refused.says, **extra, **refused.details)


@api.exception_handler(OperationalError)
def _busy(request: HttpRequest, error: OperationalError) -> HttpResponse:
    refused = busy(error)
    if refused is None:
        raise error
    response = problem(refused.status, refused.code, refused.says)
    response["Retry-After"] = "5"
    return response


@api.exception_handler(ValidationError)
def _not_valid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    where = [
        {"at": "/".join(map(str, e.get("loc", ()))), "says": str(e.get("msg", ""))} for e in error.errors
    ]
    return problem(422, "not-valid", "the request is not as the document says", errors=where)


@api.exception_handler(AuthenticationError)
def _who(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    return problem(401, "not-signed-in", "sign in first")


def _add_routes() -> None:
    from returnhub.casework.api.places import router as places
    from returnhub.casework.api.reading import router as reading
    from returnhub.casework.api.running import router as running
    from returnhub.casework.api.writing import router as writing

    api.add_router("", running)
    api.add_router("", places)
    api.add_router("", reading)
    api.add_router("", writing)


_add_routes()
