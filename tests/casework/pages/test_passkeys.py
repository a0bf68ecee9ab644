"""A passkey made and used in a real browser, with a virtual authenticator; and every page of signing in."""

from __future__ import annotations

import pytest

from tests.casework.pages.desk import Desk

pytestmark = pytest.mark.browser
DEVICE = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
          "isUserVerified": True, "automaticPresenceSimulation": True}  # fmt: skip


@pytest.fixture
def phone(service, chromium):
    """Somebody whose device can keep passkeys; a passkey is for a host with a name."""
    desk = Desk(chromium, service.address.replace("127.0.0.1", "localhost"))
    device = desk.context.new_cdp_session(desk.page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    yield desk
    desk.context.close()


def look(desk) -> None:
    """No violation, and it fits a narrow screen."""
    assert desk.violations() == [], desk.page.url
    desk.page.set_viewport_size({"width": 390, "height": 900})
    assert desk.fits(), desk.page.url
    desk.page.set_viewport_size({"width": 1280, "height": 900})


def test_a_passkey_is_made_and_signs_in_with_the_keyboard_alone(phone, service):
    phone.sign_in("voluntary", service.password)
    phone.press("nav a[href='/account/']")
    assert "You have none" in phone.words()
    look(phone)
    phone.press("main a[href='/account/passkeys/']")
    look(phone)
    phone.press("#passkey_add")
    phone.page.wait_for_url("**/account/")
    assert "The passkey is made" in phone.words()
    assert "Passkey 1" in phone.words()
    look(phone)

    phone.press("nav form button")
    look(phone)
    phone.press("#passkey_login")
    phone.page.wait_for_url(f"{phone.address}/")
    assert "Your work" in phone.words()

    phone.press("nav form button")
    phone.write("#id_login", "voluntary")
    phone.write("#id_password", service.password)
    phone.press("main form button[type=submit]")
    assert "This account also has a passkey" in phone.words(), "a password alone is no longer enough"
    look(phone)
    phone.press("#passkey_use")
    phone.page.wait_for_url(f"{phone.address}/")

    phone.go("/account/")
    phone.press("main td a")
    look(phone)
    phone.send()
    assert "You have none" in phone.words()


def test_what_a_device_refuses_is_said_on_the_page(service, chromium):
    desk = Desk(chromium, service.address)  # by number: no passkey is for that
    desk.go("/sign-in/")
    desk.reach("#passkey_login")
    desk.page.keyboard.press("Enter")
    desk.page.wait_for_function("document.getElementById('passkey-says').textContent !== ''")
    assert "Passkeys need the name of a host" in desk.words()
    desk.context.close()


@pytest.mark.parametrize(
    "path",
    ["/sign-in/closed/", "/sign-in/no-account/", "/sign-in/single/failed/", "/sign-in/single/cancelled/"],
)
def test_pages_that_say_why_somebody_is_not_signed_in(service, chromium, path):
    desk = Desk(chromium, service.address)
    desk.go(path)
    look(desk)
    assert "Go to the sign-in page" in desk.words()
    desk.context.close()


def test_ones_own_password(at_desk):
    desk = at_desk("voluntary")
    desk.go("/account/password/")
    look(desk)
    desk.send()
    assert "There is a problem" in desk.words()
    look(desk)
