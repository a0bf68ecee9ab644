"""Somebody at a browser, for tests of pages."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

AXE = (Path(__file__).parent / "axe" / "axe.min.js").read_text(encoding="utf-8")
_SIGNED_IN: dict[tuple[str, str], Any] = {}


class Desk:
    """A browser of one officer. `bypass_csp` lets the test's own axe-core run; the pages have no inline script."""

    def __init__(
        self, browser: Any, address: str, *, width: int = 1280, script: bool = True, state: Any = None
    ):
        self.context = browser.new_context(
            viewport={"width": width, "height": 900},
            bypass_csp=True,
            java_script_enabled=script,
            storage_state=state,
        )
        self.context.set_default_timeout(10_000)
        self.page, self.address = self.context.new_page(), address

    def go(self, path: str) -> None:
        """Open a page of the service."""
        self.page.goto(self.address + path)

    def words(self) -> str:
        """What the page says."""
        return str(self.page.inner_text("main"))

    def sign_in(self, who: str, password: str) -> None:
        """With the keyboard alone."""
        self.go("/sign-in/")
        self.reach("#id_login")
        self.page.keyboard.type(who)
        self.page.keyboard.press("Tab")
        self.page.keyboard.type(password)
        self.page.keyboard.press("Enter")
        self.page.wait_for_url(re.compile(r"^(?!.*sign-in)"))

    def reach(self, selector: str) -> None:
        """Press Tab until the focus is there. A group of radio buttons is one stop: arrows do the rest."""
        for _ in range(250):
            if self.page.evaluate("s => document.activeElement.matches(s)", selector):
                return
            self.page.keyboard.press("Tab")
        pytest.fail(f"{selector} cannot be reached with the keyboard on {self.page.url}")

    def press(self, selector: str, key: str = "Enter") -> None:
        """Reach something and press a key on it."""
        self.reach(selector)
        if key == "Space":
            self.page.keyboard.press(key)
            return
        with self.page.expect_navigation():
            self.page.keyboard.press(key)

    def click(self, selector: str) -> None:
        """Click what leads to another page, and wait for that page: a click alone returns before it is there."""
        with self.page.expect_navigation():
            self.page.locator(selector).first.click()

    def choose(self, name: str, number: int) -> None:
        """Choose an answer of a group: Space on the first, arrows to the others."""
        self.press(f"input[name={name}]", "Space")
        for _ in range(number - 1):
            self.page.keyboard.press("ArrowDown")

    def write(self, selector: str, text: str) -> None:
        """Reach a field and type into it."""
        self.reach(selector)
        self.page.keyboard.type(text)

    def day(self, name: str, day: Any) -> None:
        """Type a date."""
        for part, text in (("day", day.day), ("month", day.month), ("year", day.year)):
            self.write(f"#{name}-{part}", str(text))

    def give_reasons(self) -> None:
        """Answer why, with the keyboard."""
        self.choose("because", 1)
        self.write("#text", "A test of the pages")

    def send(self) -> None:
        """Press the button of the form."""
        self.press("main button[type=submit]")

    def violations(self) -> list[str]:
        """What axe-core finds on this page, with everything that can be opened open."""
        self.page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        self.page.evaluate(AXE)
        found = self.page.evaluate(
            "axe.run().then(r => r.violations.map(v => v.id + ' ' + v.nodes.map(n => n.html).join()))"
        )
        return list(found)

    def fits(self) -> bool:
        """Whether the page needs no scrolling to the side."""
        return bool(self.page.evaluate("document.documentElement.scrollWidth <= innerWidth"))

    def open_case(self, reference: str) -> None:
        """Open a record, answering what it is opened for."""
        self.go(f"/cases/{reference}/")
        if "/purpose/" in self.page.url:
            self.choose("purpose", 1)
            self.send()
        assert reference in self.words()

    def open_first_case(self) -> None:
        """From a list to a case, through the question of purpose."""
        self.press("tbody th a")
        if "/purpose/" in self.page.url:
            self.choose("purpose", 1)
            self.send()
        assert self.page.locator("h1").is_visible()


def signed_in(browser: Any, service: Any, who: str, **more: Any) -> Desk:
    """A desk of somebody who signed in before; each account signs in once for all tests."""
    key = (service.address, who)
    if key not in _SIGNED_IN:
        first = Desk(browser, service.address)
        first.sign_in(who, service.password)
        _SIGNED_IN[key] = first.context.storage_state()
        first.context.close()
    return Desk(browser, service.address, state=_SIGNED_IN[key], **more)
