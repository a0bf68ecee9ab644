"""Requests of every shape that the OpenAPI document allows, and some that it does not: never a fault (500)."""

from __future__ import annotations

import os
from typing import Any

import pytest
import schemathesis
from django.conf import settings as settings_of_django
from django.middleware.csrf import _get_new_csrf_string
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings

from returnhub.casework.wsgi import application
from tests.casework.people import case, officer

EXAMPLES = int(os.environ.get("RETURNHUB_FUZZ", "8"))


def door(role: str) -> dict[str, dict[str, str]]:
    client = Client()
    client.force_login(officer(role), backend="django.contrib.auth.backends.ModelBackend")
    token = _get_new_csrf_string()
    session = client.cookies[settings_of_django.SESSION_COOKIE_NAME].value
    return {
        "cookies": {settings_of_django.SESSION_COOKIE_NAME: session, "csrftoken": token},
        "headers": {"X-CSRFToken": token},
    }


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize("role", ["caseworker", "monitor"])
def test_no_request_is_a_fault(role: str):
    document = schemathesis.openapi.from_wsgi("/api/openapi.json", application)
    signed_in = door(role)
    reference = case()
    tried, statuses = 0, set()
    for found in document.get_all_operations():
        operation = found.ok()

        @given(request=operation.as_strategy())
        @settings(max_examples=EXAMPLES, deadline=None, database=None, phases=[Phase.generate],
                  suppress_health_check=list(HealthCheck))  # fmt: skip
        def attempt(request: Any) -> None:
            nonlocal tried
            tried += 1
            if "reference" in (request.path_parameters or {}) and tried % 3:
                request.path_parameters["reference"] = reference
            answer = request.call(**signed_in)
            statuses.add(answer.status_code)
            assert answer.status_code < 500, (request.method, request.formatted_path, request.body)

        attempt()
    assert tried >= 20
    assert {200, 422} <= statuses  # it came through the door
    assert 401 not in statuses
