"""The pages and routes of a hub: what lies ahead of it, who sees whom, and everything that is done with beds."""

from __future__ import annotations

import csv
import json
from typing import Any

import pytest
from django.test import Client

from returnhub.casework.access.roles import PERMISSIONS
from returnhub.casework.actions import Person, Reasons, hold_place, record_identity, restrict
from returnhub.casework.cases.models import Case
from returnhub.casework.places.ahead import AHEAD
from tests.casework.clock import days_later
from tests.casework.hub import arrived, hub_of, night, nights_of, referred
from tests.casework.people import TODAY, WHY, everybody, officer
from tests.casework.test_leaks import MARKER
from tests.casework.test_leaks_pages import reachable, signed_in

pytestmark = pytest.mark.usefixtures("database")
REASONS = {"because": "evidence", "text": "A test"}
HUB = "/places/hubs/small/"


def send(by: str, path: str, **body: Any) -> tuple[int, Any]:
    """Post to the API; status and answer."""
    answer = signed_in(officer(by)).post(
        f"/api{path}", json.dumps(body, default=str), content_type="application/json"
    )
    return answer.status_code, answer.json()


def opened(by: str, *references: str) -> Client:
    """A browser of an officer who said what they open these records for."""
    client = signed_in(officer(by))
    for reference in references:
        client.post(f"/cases/{reference}/purpose/", {"purpose": "casework"})
    return client


def ticked(name: str, day: Any) -> dict[str, Any]:
    return {f"{name}-day": day.day, f"{name}-month": day.month, f"{name}-year": day.year}


class TestTheHub:
    def test_those_who_see_manifests_see_it_and_nobody_else(self):
        hub_of(2)
        for role, by in everybody().items():
            sees = "manifest" in PERMISSIONS[role]
            client = signed_in(by)
            for path in (HUB, f"{HUB}nights.csv", "/api/places/small", "/api/places/small/nights.csv"):
                assert client.get(path).status_code == (200 if sees else 403), (role, path)
        client = signed_in(officer("hub_manager"))
        for path in ("/places/hubs/nowhere/", "/api/places/nowhere", "/places/hubs/nowhere/over-capacity/"):
            assert client.get(path).status_code == 404

    def test_pages_file_and_api_count_the_same_nights(self):
        hub_of(2)
        hold_place(officer("hub_manager"), referred(), "small", night(1), night(2))
        client = signed_in(officer("host_liaison"))
        file = list(csv.DictReader(client.get(f"{HUB}nights.csv").content.decode("utf-8-sig").splitlines()))
        api = client.get("/api/places/small").json()["nights"]
        assert len(file) == len(api) == AHEAD
        assert [int(row["Held"]) for row in file[:4]] == [0, 1, 1, 0]
        assert [(n["night"], n["held"], n["free"]) for n in api[:3]] == [
            (str(night(0)), 0, 2), (str(night(1)), 1, 1), (str(night(2)), 1, 1),
        ]  # fmt: skip
        assert [row["Night"] for row in file] == [n["night"] for n in api]
        page = client.get(HUB).content.decode()
        assert page.count('data-label="Held">1<') == 2
        assert client.get("/api/places/small/nights.csv").content == client.get(f"{HUB}nights.csv").content

    def test_who_stayed_on_is_counted_as_a_bed_that_nobody_is_given(self, monkeypatch: pytest.MonkeyPatch):
        arrived(1)
        days_later(monkeypatch, 2)
        tonight = signed_in(officer("monitor")).get("/api/places/small").json()["nights"][0]
        assert (tonight["places"], tonight["held"], tonight["stayed_on"], tonight["free"]) == (3, 0, 1, 2)
        page = signed_in(officer("hub_manager")).get("/places/").content.decode()
        assert 'data-label="Stayed on">1<' in page

    def test_nights_that_run_out_are_shown_with_what_comes_then(self, monkeypatch: pytest.MonkeyPatch):
        stays, follows = arrived(2), referred()
        hold_place(officer("hub_manager"), follows, "small", night(3), night(9))
        arrived(30)
        page = signed_in(officer("hub_manager")).get(HUB).content.decode()
        assert "In 2 days" in page
        assert "In 29" not in page
        assert page.count(stays) == page.count(follows) == 2  # the address and the words of one link each
        assert signed_in(officer("hub_manager")).get("/api/places/small").json()["running_out"] == [
            {"place": "small/1", "case": stays, "last_night": str(night(2)), "days_left": 2,
             "promised_from": str(night(3)), "promised_to": follows}
        ]  # fmt: skip
        days_later(monkeypatch, 3)
        assert ">Ended<" in signed_in(officer("hub_manager")).get(HUB).content.decode()


class TestRestricted:
    def secrets(self) -> tuple[str, str]:
        """One in the hub whose nights run out, and one to whom the bed is promised, both limited."""
        inside, follows = arrived(2), referred()
        hold_place(officer("hub_manager"), follows, "small", night(3), night(9))
        for reference in (inside, follows):
            person = Person((f"{MARKER} Name",), "1990", {"home office": MARKER})
            record_identity(officer("caseworker"), reference, person, reasons=WHY)
            restrict(officer("caseworker"), reference, [], reasons=Reasons("safeguarding", "A test"))
        return inside, follows

    def test_counts_include_them_and_no_page_names_them(self, monkeypatch: pytest.MonkeyPatch):
        secrets = self.secrets()
        for later in (0, 3):
            days_later(monkeypatch, later)
            for by in everybody().values():
                if by.holds("caseworker", "monitor"):
                    continue
                client = signed_in(by)
                pages = reachable(client, ["/places/", HUB, f"{HUB}nights.csv"], most=40)
                for path in ("/api/places", "/api/places/small", "/api/places/small/nights.csv"):
                    pages[path] = client.get(path).content.decode()
                for path, text in pages.items():
                    assert not [s for s in (*secrets, MARKER) if s in text], (by.username, later, path)
        assert (
            "Somebody whose case you cannot see"
            in signed_in(officer("hub_manager")).get(HUB).content.decode()
        )
        counted = signed_in(officer("approver")).get("/api/places/small").json()
        assert counted["nights"][0]["held"] == 1
        assert [(r["case"], r["promised_to"]) for r in counted["running_out"]] == [("", "")]

    def test_those_who_may_know_meet_them_there(self):
        """The test above is not empty."""
        inside, follows = self.secrets()
        page = signed_in(officer("monitor")).get(HUB).content.decode()
        assert inside in page
        assert follows in page
        assert MARKER in page

    def test_nobody_holds_a_bed_for_a_case_they_cannot_see(self):
        inside, _ = self.secrets()
        for path in ("place", "place/nights", "place/release"):
            status, answer = send(
                "hub_manager", f"/cases/{inside}/{path}", hub="small", reasons=REASONS, **REASONS
            )
            assert (status, answer["code"]) == (404, "not-found")


class TestBedsOfACase:
    def test_on_the_pages(self):
        hub_of(1)
        first, second = referred(), referred()
        hub = opened("hub_manager", first, second)
        path = f"/cases/{first}/place/"
        asked = hub.get(path).content.decode()
        assert "Small hub: 1 free tonight" in asked
        assert "The person is to travel on" in asked
        nights = {**ticked("first_night", TODAY), **ticked("last_night", night(4))}
        assert hub.post(path, {"hub": "small", **nights}).status_code == 302
        assert nights_of(first)[-1] == ("small/1", night(4))
        taken = hub.post(f"/cases/{second}/place/", {"hub": "small", **nights})
        assert taken.status_code == 422
        assert "No place in Small hub is free on each night that is asked for." in taken.content.decode()
        later = {**ticked("first_night", night(5)), **ticked("last_night", night(6))}
        assert hub.post(f"/cases/{second}/place/", {"hub": "small", **later}).status_code == 302
        change = f"/cases/{first}/place/nights/"
        assert "Held: place 1 of small, the nights of" in hub.get(change).content.decode()
        refused = hub.post(change, {**ticked("last_night", night(5)), "which": "same", **REASONS})
        assert refused.status_code == 422
        assert f"it is promised to {second} from the night of" in refused.content.decode()
        assert (
            hub.post(change, {**ticked("last_night", night(2)), "which": "same", **REASONS}).status_code
            == 302
        )
        assert nights_of(first)[-1] == ("small/1", night(2))
        assert hub.post(path, REASONS).status_code == 302
        assert nights_of(first) == []
        assert hub.get(change).status_code == 409

    def test_who_is_in_the_hub_is_not_asked_for_the_first_night(self):
        reference = arrived(2)
        hub = opened("hub_manager", reference)
        page = hub.get(f"/cases/{reference}/place/nights/").content.decode()
        assert "first_night" not in page
        assert "the longest stay that the scheme allows, until" in page
        sent = {**ticked("last_night", night(400)), "which": "same", **REASONS}
        refused = hub.post(f"/cases/{reference}/place/nights/", sent)
        assert (
            "The longest stay in the hub that the scheme allows ends after the night of"
            in refused.content.decode()
        )
        case_page = hub.get(f"/cases/{reference}/").content.decode()
        assert "Change the nights" in case_page
        assert "the last night held in small/1" in case_page.lower()

    def test_through_the_api(self):
        hub_of(1)
        first, second = referred(), referred()
        place = f"/cases/{first}/place"
        status, done = send("hub_manager", place, hub="small", first_night=TODAY, last_night=night(4))
        assert (status, done["reference"]) == (200, first)
        shown = signed_in(officer("hub_manager")).get(f"/api/cases/{first}?purpose=casework").json()
        assert (shown["place"], shown["nights"]) == ("small/1", [str(TODAY), str(night(4))])
        status, refused = send("hub_manager", f"/cases/{second}/place", hub="small", first_night=TODAY)
        assert (status, refused["code"], refused["free_until"]) == (409, "no-place-free", "")
        send("hub_manager", f"/cases/{second}/place", hub="small", first_night=night(5), last_night=night(6))
        status, refused = send("hub_manager", f"{place}/nights", last_night=night(5), reasons=REASONS)
        assert (status, refused["code"], refused["free_until"]) == (409, "bed-promised", str(night(4)))
        assert refused["type"].endswith("bed-promised")
        assert send("hub_manager", f"{place}/nights", last_night=night(1), reasons=REASONS)[0] == 200
        assert send("hub_manager", f"{place}/nights", last_night="soon", reasons=REASONS)[0] == 422
        assert send("caseworker", f"{place}/nights", last_night=night(1), reasons=REASONS)[0] == 403
        stale = signed_in(officer("hub_manager")).post(
            f"/api{place}/release", json.dumps(REASONS), content_type="application/json",
            headers={"If-Match": '"1"'},
        )  # fmt: skip
        assert stale.status_code == 412
        assert send("hub_manager", f"{place}/release", **REASONS)[0] == 200
        assert Case.objects.get(reference=first).nights.count() == 0


class TestOverCapacity:
    def test_on_the_pages(self):
        hub_of(0)
        hub, senior = signed_in(officer("hub_manager")), signed_in(officer("senior_officer"))
        path = f"{HUB}over-capacity/"
        nights = {**ticked("first_night", night(1)), **ticked("last_night", night(3))}
        assert hub.post(path, {"name": "Repairs", "more": "no", **nights, **REASONS}).status_code == 422
        none = hub.post(path, {"name": "Repairs", "more": "0", **nights, **REASONS})
        assert "Give a number from 1 to 5,000." in none.content.decode()
        turned = {**ticked("first_night", night(3)), **ticked("last_night", night(1))}
        refused = hub.post(path, {"name": "Repairs", "more": "2", **turned, **REASONS}).content.decode()
        assert "The last night is before the first, the night of" in refused
        assert hub.post(path, {"name": "Repairs", "more": "2", **nights, **REASONS}).status_code == 302
        settle = f"{path}{signed_in(officer('monitor')).get('/api/places/small').json()['over_capacity'][0]['over_capacity']}/"
        page = hub.get(HUB).content.decode()
        assert "Waits for a second officer" in page
        assert "Take it back" in page
        assert "Countersign or decline" not in page
        assert "Countersign or decline" in senior.get(HUB).content.decode()
        waits = "Over-capacity of Small hub waits for a second officer: Repairs"
        assert waits in senior.get("/").content.decode()
        assert waits not in hub.get("/").content.decode()
        assert "2 places more, on the nights of" in senior.get(settle).content.decode()
        assert (
            hub.post(settle, {"decision": "yes", **REASONS}).status_code == 422
        )  # it is not among the answers
        assert signed_in(officer("escort_lead")).get(settle).status_code == 403
        assert senior.post(settle, {"decision": "yes", **REASONS}).status_code == 302
        page = hub.get(HUB).content.decode()
        for words in ("Repairs", "Countersigned by Senior_Officer", "Asked for by Hub_Manager", "A test"):
            assert words in page
        assert senior.get(settle).status_code == 409
        assert waits not in senior.get("/").content.decode()
        assert page.count('data-label="Over-capacity">2<') == 3

    def test_through_the_api(self):
        hub_of(0)
        body = {
            "name": "Repairs",
            "more": 1,
            "first_night": TODAY,
            "last_night": night(3),
            "reasons": REASONS,
        }
        path = "/places/small/over-capacity"
        status, made = send("hub_manager", path, **body)
        assert (status, made["countersigned_by"]) == (200, "")
        assert send("hub_manager", path, **{**body, "more": 0})[1]["code"] == "not-valid"
        assert send("hub_manager", path, **{**body, "last_night": night(200)})[1]["code"] == "not-a-value"
        assert send("hub_manager", "/places/nowhere/over-capacity", **body)[0] == 404
        one = f"{path}/{made['over_capacity']}"
        both = officer("both", "hub_manager", "approver")
        status, own = send(both.username, path, **body)
        status, refused = send(both.username, f"{path}/{own['over_capacity']}/countersign", **REASONS)
        assert (status, refused["code"]) == (403, "same-officer")
        status, declined = send("approver", f"{path}/{own['over_capacity']}/decline", **REASONS)
        assert (status, declined["outcome"]) == (200, "declined")
        status, signed = send("approver", f"{one}/countersign", **REASONS)
        assert (status, signed["countersigned_by"]) == (200, "approver")
        status, refused = send("approver", f"{one}/countersign", **REASONS)
        assert (status, refused["code"]) == (409, "nothing-to-countersign")
        assert send("approver", f"{path}/{2**70}/countersign", **REASONS)[0] == 409
        assert send("caseworker", f"{one}/countersign", **REASONS)[0] == 403
        ahead = signed_in(officer("monitor")).get("/api/places/small").json()
        assert [o["name"] for o in ahead["over_capacity"]] == ["Repairs"]
        assert [n["over_capacity"] for n in ahead["nights"][:5]] == [1, 1, 1, 1, 0]
