"""What the deployment checklist of Django and OWASP ASVS ask of every answer: docs/security.md names each test."""

from __future__ import annotations

import json
import logging
import os
import re
import subprocess
import sys
import time

import pytest
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.test import Client, RequestFactory

from tests.casework.people import case, officer

PAGES = ("/", "/sign-in/", "/search/?text=x", "/scheme/", "/cases/RH-0000-0000/", "/nonsense/", "/api/queues",
         "/api/openapi.json")  # fmt: skip
PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "returnhub.casework.settings",
    "RETURNHUB_SECRET_KEY": "a-key-for-this-test-only-0123456789-abcdefghijklmnopqrstuvwxyz",
    "RETURNHUB_HOSTS": "casework.example",
}


@pytest.fixture
def known(database) -> Client:
    by = officer("caseworker")
    by.set_password("a long enough password")
    by.save()
    return Client()


def production(code: str, tmp_path, **more: str) -> subprocess.CompletedProcess[str]:
    """Run Python with the settings of production, in a process of its own."""
    env = {k: v for k, v in os.environ.items() if not k.startswith(("RETURNHUB", "DJANGO", "DATABASE"))}
    env |= PRODUCTION | {"RETURNHUB_DATA": str(tmp_path)} | more
    return subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, timeout=120)


def test_the_deployment_checklist_of_django_finds_nothing(tmp_path):
    done = production("from django.core.management import execute_from_command_line as run;"
                      "run(['manage', 'check', '--deploy', '--fail-level', 'INFO'])", tmp_path)  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "no issues (0 silenced)" in done.stdout


def test_settings_of_production(tmp_path):
    names = ("SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SESSION_COOKIE_HTTPONLY", "SESSION_COOKIE_NAME",
             "CSRF_COOKIE_NAME", "SECURE_HSTS_SECONDS", "SECURE_SSL_REDIRECT", "DEBUG", "ALLOWED_HOSTS",
             "PASSWORD_HASHERS", "SESSION_COOKIE_DOMAIN", "SESSION_COOKIE_PATH")  # fmt: skip
    code = f"import json; from django.conf import settings; print(json.dumps({{n: getattr(settings, n) for n in {names}}}))"
    held = json.loads(production(code, tmp_path).stdout)
    assert all(held[name] for name in names[:3])
    assert held["SESSION_COOKIE_NAME"] == "__Host-session"
    assert held["CSRF_COOKIE_NAME"].startswith("__Host-")
    assert (held["SESSION_COOKIE_DOMAIN"], held["SESSION_COOKIE_PATH"]) == (
        None,
        "/",
    )  # what `__Host-` asks for
    assert held["SECURE_HSTS_SECONDS"] >= 31_536_000
    assert (held["SECURE_SSL_REDIRECT"], held["DEBUG"]) == (True, False)
    assert held["ALLOWED_HOSTS"] == ["casework.example"]
    assert held["PASSWORD_HASHERS"][0].endswith("PBKDF2PasswordHasher")


def test_without_a_secret_key_the_service_does_not_start(tmp_path):
    done = production("import django; django.setup()", tmp_path, RETURNHUB_SECRET_KEY="")
    assert done.returncode != 0
    assert "RETURNHUB_SECRET_KEY is not set" in done.stderr


def test_passwords_are_kept_with_at_least_600_000_rounds_of_pbkdf2():
    """OWASP's password storage cheat sheet for PBKDF2-HMAC-SHA256. Tests use a fast hasher: this asks the slow one."""
    from django.contrib.auth.hashers import PBKDF2PasswordHasher

    assert PBKDF2PasswordHasher().iterations >= 600_000
    assert PBKDF2PasswordHasher().algorithm == "pbkdf2_sha256"


@pytest.mark.parametrize("path", PAGES)
def test_every_answer_carries_the_headers(known, path):
    for client in (Client(), known):
        client.force_login(officer("caseworker"), backend="django.contrib.auth.backends.ModelBackend")
        answer = client.get(path)
        policy = answer["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert "*" not in policy
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["X-Frame-Options"] == "DENY"
        assert answer["Referrer-Policy"] == "same-origin"
        assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
        assert "no-store" in answer["Cache-Control"]
        assert "Server" not in answer.headers


def test_no_page_has_inline_script_or_style(known):
    known.force_login(officer("caseworker"), backend="django.contrib.auth.backends.ModelBackend")
    reference = case()
    known.post(f"/cases/{reference}/purpose/", {"purpose": "casework"})
    for path in ("/", "/sign-in/", f"/cases/{reference}/", f"/cases/{reference}/hold/", "/queues/all/"):
        text = (Client() if path == "/sign-in/" else known).get(path).content.decode()
        text = re.sub(r"<script [^>]*type=.application/json.[^>]*>", "", text)  # data: nothing runs it
        assert "<h1" in text
        assert not re.search(r"<script(?![^>]*\bsrc=)|\bstyle=|<style|\son\w+=|javascript:", text), path


def test_cookies_are_kept_from_scripts_and_other_sites(known):
    known.post("/sign-in/", {"login": "caseworker", "password": "a long enough password"})
    session = known.cookies[settings.SESSION_COOKIE_NAME]
    assert session["httponly"]
    assert session["samesite"] == "Lax"
    assert not session["domain"]


def test_a_new_session_is_given_on_signing_in(known):
    known.get("/sign-in/")
    known.post("/sign-in/", {"login": "caseworker", "password": "a long enough password"})
    first = known.cookies[settings.SESSION_COOKIE_NAME].value
    known.post("/sign-out/")
    known.post("/sign-in/", {"login": "caseworker", "password": "a long enough password"})
    assert known.cookies[settings.SESSION_COOKIE_NAME].value != first


def test_sign_in_is_limited_and_says_the_same_whatever_was_wrong(known, caplog):
    caplog.set_level(logging.INFO, "returnhub.security")
    says = set()
    for who in ("caseworker", "nobody-of-that-name"):
        answer = known.post("/sign-in/", {"login": who, "password": "wrong"})
        says.add(re.sub(r'value="[^"]*"', "", answer.content.decode()))
    assert len(says) == 1
    for _ in range(5):
        answer = known.post("/sign-in/", {"login": "caseworker", "password": "wrong"})
    assert "Too many" in answer.content.decode()
    known.post("/sign-in/", {"login": "caseworker", "password": "a long enough password"})
    assert known.get("/").status_code == 302, "the right password does not help while the limit holds"
    assert "sign-in failed: account='caseworker'" in caplog.text


def test_signing_in_is_logged(known, caplog):
    caplog.set_level(logging.INFO, "returnhub.security")
    known.post("/sign-in/", {"login": "caseworker", "password": "a long enough password"})
    assert known.get("/").status_code == 200
    assert "signed in: account=caseworker" in caplog.text


def test_after_half_an_hour_without_a_request_an_officer_signs_in_again(known, monkeypatch):
    known.force_login(officer("caseworker"), backend="django.contrib.auth.backends.ModelBackend")
    now = time.time()
    assert known.get("/").status_code == 200
    monkeypatch.setattr(time, "time", lambda: now + 29 * 60)
    assert known.get("/").status_code == 200
    monkeypatch.setattr(time, "time", lambda: now + (29 + 31) * 60)
    assert known.get("/").status_code == 302


def test_forms_and_the_api_refuse_writes_from_other_sites(known):
    reference = case()
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(officer("caseworker"), backend="django.contrib.auth.backends.ModelBackend")
    assert strict.post(f"/cases/{reference}/note/", {"note": "x"}).status_code == 403
    written = strict.post(
        f"/api/cases/{reference}/notes", json.dumps({"text": "x"}), content_type="application/json"
    )
    assert written.status_code == 403
    assert strict.post("/sign-in/", {"login": "x", "password": "y"}).status_code == 403


@pytest.mark.parametrize("path", ["/sign-in/", "/api/cases", "/cases/RH-0000-0000/note/"])
def test_a_request_that_is_too_large_is_refused_before_it_is_read(database, path):
    class Body:
        """A body that fails when anybody reads it."""

        def read(self, *_: object) -> bytes:
            raise AssertionError("it was read")

        readline = read

    said: dict[str, object] = {}
    environ = RequestFactory().post(path, b"", content_type="text/plain").environ
    environ |= {"CONTENT_LENGTH": "3000001", "wsgi.input": Body()}
    body = get_wsgi_application()(
        environ, lambda status, headers: said.update(status=status, **dict(headers))
    )
    assert str(said["status"]).startswith("413")
    assert "larger than 3,000,000 bytes" in b"".join(body).decode()
    assert "default-src 'none'" in str(said["Content-Security-Policy"])


def test_a_form_with_too_many_fields_is_refused(known):
    known.force_login(officer("caseworker"), backend="django.contrib.auth.backends.ModelBackend")
    assert known.post("/cases/new/", {f"f{n}": "x" for n in range(1_001)}).status_code == 400


def test_a_mistake_of_ours_shows_no_traceback(known, monkeypatch):
    from returnhub.casework.pages.views import lists

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("Xsecret in a traceback")

    monkeypatch.setattr(lists, "queue_counts", broken)
    known.raise_request_exception = False
    known.force_login(officer("caseworker"), backend="django.contrib.auth.backends.ModelBackend")
    answer = known.get("/")
    assert answer.status_code == 500
    assert b"Xsecret" not in answer.content
    assert b"The mistake is ours" in answer.content


def test_an_unknown_host_is_refused(known):
    assert known.get("/sign-in/", headers={"host": "elsewhere.example"}).status_code == 400


def test_nobody_makes_an_account_for_themselves(known):
    for path in ("/account/signup/", "/account/3rdparty/signup/"):
        answer = known.get(path)
        assert answer.status_code in (302, 404) or "closed" in answer.content.decode().lower()


def test_purposes_lead_nowhere_else(known):
    """An address after signing in or giving a purpose stays within the service."""
    reference = case()
    known.force_login(officer("caseworker"), backend="django.contrib.auth.backends.ModelBackend")
    sent = {"purpose": "casework", "next": "https://elsewhere.example/"}
    assert known.post(f"/cases/{reference}/purpose/", sent)["Location"] == f"/cases/{reference}/"
    fresh = Client()
    signed = fresh.post("/sign-in/?next=https://elsewhere.example/",
                        {"login": "caseworker", "password": "a long enough password"})  # fmt: skip
    assert signed["Location"] == "/"


@pytest.mark.parametrize(
    "path",
    ["/places/hubs/%00/", "/cases/%00/", "/search/?text=a%00", "/api/places/%00", "/api/cases/%00?purpose=casework",
     "/api/queues/all?reference=%00"],
)  # fmt: skip
def test_an_address_with_a_nul_character_is_refused_on_both_databases(either, path: str):
    """PostgreSQL keeps no such character in a text: without this it would be a fault of the service."""
    client = Client()
    client.force_login(officer("hub_manager"), backend="django.contrib.auth.backends.ModelBackend")
    answer = client.get(path)
    assert (answer.status_code, "NUL character" in answer.content.decode()) == (400, True)
    assert not path.startswith("/api/") or answer.json()["code"] == "not-a-request"
