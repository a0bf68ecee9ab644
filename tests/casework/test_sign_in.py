"""Single sign-on against a provider that speaks OpenID Connect; who needs a passkey; one's own password."""

from __future__ import annotations

import logging
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.test import Client

from returnhub.casework.actions import dismiss, new_password
from tests.casework.identity_provider import CLIENT, Provider
from tests.casework.people import WHY, officer
from tests.casework.test_security import production

pytestmark = pytest.mark.usefixtures("database")
START, BACK = "/sign-in/single/oidc/sso/login/?process=login", "/sign-in/single/oidc/sso/login/callback/"


@pytest.fixture
def provider(monkeypatch):
    with Provider(sub="subject-1", preferred_username="Case.Worker@example.org", name="C W") as made:
        monkeypatch.setattr(settings, "SOCIALACCOUNT_PROVIDERS", made.settings())
        yield made


def come_from(provider: Provider, client: Client):
    """What a browser does: go to the provider, and come back with its code."""
    sent = client.get(START)
    assert sent["Location"].startswith(f"{provider.issuer}/authorization_endpoint?")
    asked = {k: v[0] for k, v in parse_qs(urlsplit(sent["Location"]).query).items()}
    back = client.get(BACK, {"code": "a-code", "state": asked["state"]}, follow=True)
    return asked, back


def test_the_provider_leads_to_the_account_of_its_name(provider, caplog):
    caplog.set_level(logging.INFO, "returnhub.security")
    officer("case.worker@example.org", "caseworker")
    client = Client()
    assert "Example sign-on" in client.get("/sign-in/").content.decode()
    asked, back = come_from(provider, client)
    assert (asked["client_id"], asked["response_type"]) == (CLIENT, "code")
    assert asked["code_challenge_method"] == "S256", "with PKCE"
    assert set(asked["scope"].split()) == {"openid", "profile"}
    assert provider.asked["/token_endpoint"]["code"] == "a-code"
    assert provider.asked["/token_endpoint"]["code_verifier"]
    assert "Your work" in back.content.decode()
    assert "signed in: account=case.worker@example.org" in caplog.text


def test_somebody_without_an_account_is_not_let_in(provider, caplog):
    _, back = come_from(provider, Client())
    assert "There is no account for you here" in back.content.decode()
    assert "single sign-on refused" in caplog.text
    assert not SocialAccount.objects.exists()


def test_a_name_that_is_given_to_somebody_else_opens_nothing(provider):
    officer("case.worker@example.org", "caseworker")
    come_from(provider, Client())
    provider.claims["sub"] = "subject-2"
    other = Client()
    _, back = come_from(provider, other)
    assert "There is no account for you here" in back.content.decode()
    assert other.get("/").status_code == 302


def test_a_closed_account_stays_closed_to_the_provider(provider):
    officer("case.worker@example.org", "caseworker")
    come_from(provider, Client())
    dismiss(officer("administrator"), "case.worker@example.org", reasons=WHY)
    _, back = come_from(provider, Client())
    assert "This account is closed" in back.content.decode()


def test_an_answer_that_was_not_asked_for_is_refused(provider):
    officer("case.worker@example.org", "caseworker")
    client = Client()
    client.get(START)
    back = client.get(BACK, {"code": "a-code", "state": "made up"}, follow=True)
    assert "Single sign-on did not work" in back.content.decode()
    assert client.get("/").status_code == 302


def test_without_its_secret_single_sign_on_is_not_half_there(tmp_path):
    start = "import django; django.setup()"
    done = production(start, tmp_path, RETURNHUB_OIDC_ISSUER="https://id.example")
    assert done.returncode != 0
    assert "RETURNHUB_OIDC_CLIENT_ID and RETURNHUB_OIDC_CLIENT_SECRET are not set" in done.stderr


def with_password(name: str) -> Client:
    by = officer(name)
    by.set_password("a long enough password")
    by.save()
    client = Client()
    client.post("/sign-in/", {"login": name, "password": "a long enough password"})
    return client


def test_where_passkeys_are_required_a_password_opens_one_page(monkeypatch):
    client = with_password("caseworker")
    assert client.get("/").status_code == 200
    monkeypatch.setattr(settings, "PASSKEYS_REQUIRED", True)
    for path in ("/", "/queues/all/", "/search/"):
        assert client.get(path)["Location"] == "/account/passkeys/"
    assert client.get("/api/queues").status_code == 403
    page = client.get("/account/passkeys/")
    assert "make a passkey to go on" in page.content.decode()
    assert "Make the passkey" in page.content.decode()


def test_the_provider_sees_to_its_own_factors(provider, monkeypatch):
    monkeypatch.setattr(settings, "PASSKEYS_REQUIRED", True)
    officer("case.worker@example.org", "caseworker")
    _, back = come_from(provider, Client())
    assert "Your work" in back.content.decode()


def test_passkeys_are_required_unless_the_operator_says_otherwise(tmp_path):
    ask = "from django.conf import settings; print(settings.PASSKEYS_REQUIRED, settings.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN)"
    assert production(ask, tmp_path).stdout.split() == ["True", "False"]
    assert production(ask, tmp_path, RETURNHUB_PASSKEYS="0").stdout.split() == ["False", "False"]


def test_an_account_with_a_passkey_is_not_opened_by_its_password_and_a_new_one_ends_the_passkey():
    client = with_password("caseworker")
    client.post("/sign-out/")
    Authenticator.objects.create(
        user=officer("caseworker"), type="webauthn", data={"name": "Phone", "credential": {}}
    )
    sent = client.post("/sign-in/", {"login": "caseworker", "password": "a long enough password"})
    assert sent["Location"] == "/sign-in/second/"
    assert client.get("/").status_code == 302
    made = new_password(officer("administrator"), "caseworker", reasons=WHY)
    again = Client()
    again.post("/sign-in/", {"login": "caseworker", "password": made})
    assert again.get("/").status_code == 200


def test_one_changes_ones_own_password_and_is_signed_out_elsewhere():
    here, elsewhere = with_password("caseworker"), Client()
    elsewhere.post("/sign-in/", {"login": "caseworker", "password": "a long enough password"})
    assert elsewhere.get("/").status_code == 200
    new = {"password1": "several words are good", "password2": "several words are good"}
    wrong = here.post("/account/password/", {"oldpassword": "not it", **new})
    assert "There is a problem" in wrong.content.decode()
    short = here.post(
        "/account/password/",
        {"oldpassword": "a long enough password", "password1": "short", "password2": "short"},
    )
    assert "at least 12 characters" in short.content.decode()
    here.post("/account/password/", {"oldpassword": "a long enough password", **new})
    assert here.get("/").status_code == 200
    assert elsewhere.get("/").status_code == 302
