"""The API's document says what each event and fact asks, and there is a route for everything that pages do."""

from __future__ import annotations

import html
import json
from pathlib import Path

import jsonschema
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from returnhub.casework import actions
from returnhub.casework.actions import EVENTS
from returnhub.casework.ledger.models import Entry
from returnhub.scheme.vocabulary import load_vocabulary
from tests.casework.people import TODAY, case, days_ago, officer

pytestmark = pytest.mark.usefixtures("database")
REASONS = {"because": "evidence", "text": "A test"}


def document() -> dict:
    return Client().get("/api/openapi.json").json()


def signed_in(name: str) -> Client:
    client = Client()
    client.force_login(officer(name), backend="django.contrib.auth.backends.ModelBackend")
    return client


def body_of(found: dict, path: str, method: str = "post") -> dict:
    """The schema of a route's body, with references to other schemas resolved."""
    schema = found["paths"][path][method]["requestBody"]["content"]["application/json"]["schema"]
    name = schema["$ref"].rsplit("/", 1)[1]
    return {**found["components"]["schemas"][name], "components": found["components"]}


def test_each_event_has_a_route_whose_schema_is_its_definition():
    found = document()
    for name, kind in EVENTS.items():
        fields = body_of(found, f"/api/cases/{{reference}}/events/{name}")["properties"]["fields"]
        assert set(fields["properties"]) == {f.name for f in kind.fields}, name
        assert fields["required"] == [f.name for f in kind.fields if f.required]
        for asked in kind.fields:
            assert asked.ask in fields["properties"][asked.name]["description"]


def test_the_schema_of_an_event_tells_good_answers_from_bad_ones():
    """By a validator that knows nothing of the service; the service agrees."""
    schema = body_of(document(), "/api/cases/{reference}/events/document_issued")["properties"]["fields"]
    good = {"paper": "etd", "issued_on": days_ago(9).isoformat(), "valid_until": TODAY.isoformat()}
    bad = [{**good, "paper": "ticket"}, {k: v for k, v in good.items() if k != "paper"}, {**good, "more": 1}]
    jsonschema.validate(good, schema)
    client, reference = signed_in("documents_officer"), case()
    for fields in bad:
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(fields, schema)
    for fields, status in ((good, 200), *((b, 422) for b in bad)):
        answer = client.post(f"/api/cases/{reference}/events/document_issued", json.dumps({"fields": fields}),
                             content_type="application/json")  # fmt: skip
        assert answer.status_code == status, answer.content


def test_the_schema_of_facts_is_the_vocabulary():
    found = body_of(document(), "/api/cases/{reference}/facts")["properties"]["facts"]
    expected = {
        name for name, fact in load_vocabulary().facts.items()
        if fact.about not in ("host", "scheme") and name not in ("hold_in_force", "place_held")
    }  # fmt: skip
    assert set(found["properties"]) == expected
    assert "are_confirmed_by_tribunal" in json.dumps(found["properties"]["are_status"])


def test_every_action_of_the_pages_has_a_route():
    """Each function that the pages call is called by some module of the API too."""
    here = Path(actions.__file__).parent
    pages = "".join(p.read_text(encoding="utf-8") for p in (here / "pages" / "views").glob("*.py"))
    api = "".join(p.read_text(encoding="utf-8") for p in (here / "api").glob("*.py"))
    called = {name for name in actions.__all__ if name[0].islower() and f"{name}(" in pages}
    assert {name for name in called if f"{name}(" not in api} == {"new_password", "may_lift"}


def test_a_file_of_events_is_checked_row_by_row_and_written_once(tmp_path: Path):
    client, reference, other = signed_in("caseworker"), case(), case()
    rows = [
        "case,event,occurred_on,evidence,lodged_on,forum,tracing",
        f"{reference},appeal_lodged,{days_ago(2)},letter,{days_ago(2)},ftt,",
        f"{other},lost_contact,{days_ago(1)},,,,last address",
    ]
    bad = [
        *rows,
        f"{other},appeal_lodged,{days_ago(1)},,{days_ago(1)},nowhere,",
        f"RH-0000-0000,reported,{TODAY},,,,",
    ]

    def send(lines: list[str], **how: str) -> dict:
        file = SimpleUploadedFile("events.csv", "\n".join(lines).encode())
        answer = client.post("/api/imports/events" + ("?apply=true" if how else ""), {"file": file})
        assert answer.status_code == 200, answer.content
        return answer.json()

    before = Entry.objects.count()
    checked = send(rows)
    assert (checked["rows"], checked["good"], checked["written"], checked["problems"]) == (2, 2, 0, [])
    refused = send(bad, apply="yes")
    assert [p["row"] for p in refused["problems"]] == [4, 5]
    assert Entry.objects.count() == before, "a file with a problem writes nothing"
    assert send(rows, apply="yes")["written"] == 2
    event = Entry.objects.get(stream=reference, kind="event_recorded")
    assert event.evidence == "events.csv row 2: letter"
    assert event.occurred_at[:10] == days_ago(2).isoformat()
    assert Entry.objects.filter(stream=reference, kind="hold_raised").exists()
    assert send(rows, apply="yes")["written"] == 0, "the same file again records nothing twice"


def test_a_case_is_found_by_the_number_of_another_system(tmp_path: Path):
    from returnhub.casework.actions import Person
    from returnhub.casework.exchange.importing_events import import_events

    case(person=Person(("One",), "", {"home office": "HO-77"}))
    file = tmp_path / "events.csv"
    file.write_text("ref: home office,event\nHO-77,reported\nHO-78,reported\n", encoding="utf-8")
    report = import_events(officer("caseworker"), file, apply=True)
    assert (report.good, [str(p) for p in report.problems]) == (
        1, ["row 3: no case that you can see has the number `HO-78`"],
    )  # fmt: skip


def test_the_page_that_brings_in_a_file():
    client, reference = signed_in("caseworker"), case()
    sent = {"what": "events", "how": "apply",
            "file": SimpleUploadedFile("../../e.csv", f"case,event\n{reference},reported\n".encode())}  # fmt: skip
    answer = client.post("/import/", sent)
    assert "1 rows: 1 good, 0 with problems; 1 written" in answer.content.decode()
    assert Entry.objects.get(stream=reference, kind="event_recorded").evidence.startswith("e.csv row 2")
    broken = client.post("/import/", {**sent, "file": SimpleUploadedFile("x.xlsx", b"no workbook")})
    assert broken.status_code == 422
    assert "cannot be read" in broken.content.decode()
    assert signed_in("clinician").get("/import/").status_code == 403


def test_places_and_accounts_through_the_api():
    hub, administrator = signed_in("hub_manager"), signed_in("administrator")
    sent = {"places": 2, "says": "Small hub", "reasons": REASONS}
    assert (
        hub.put("/api/places/small", json.dumps(sent), content_type="application/json").json()["places"] == 2
    )
    assert hub.get("/api/places").json()["hubs"] == [
        {"hub": "small", "says": "Small hub", "places": 2, "over_capacity": 0, "free": 2}
    ]
    made = {"username": "new.one", "roles": ["caseworker"], "reasons": REASONS}
    post = {"content_type": "application/json"}
    assert administrator.post("/api/accounts", json.dumps(made), **post).status_code == 200
    wrong = {**made, "username": "Ünïcode name"}
    assert administrator.post("/api/accounts", json.dumps(wrong), **post).json()["code"] == "not-a-value"
    assert hub.post("/api/accounts", json.dumps(made), **post).status_code == 403


def test_a_question_of_an_event_shows_what_is_held_of_the_fact():
    """When it was established, by whom, and how long it counts."""
    client, reference = signed_in("caseworker"), case()
    client.post(f"/cases/{reference}/purpose/", {"purpose": "casework"})
    path = f"/cases/{reference}/events/family_recorded/"
    assert client.get(path).content.decode().count("Never established") == 2
    actions.establish_facts(officer("caseworker"), reference, {"family_includes_child": True}, source="file")
    page = client.get(path).content.decode()
    assert "Held now: Yes. Established " in page
    assert "by Caseworker" in page


def test_the_page_of_an_event_shows_what_is_held_of_everything_that_it_may_change():
    client, reference = signed_in("caseworker"), case()
    client.post(f"/cases/{reference}/purpose/", {"purpose": "casework"})
    actions.establish_facts(officer("caseworker"), reference, {"appeal_pending": True}, source="file")
    facts = load_vocabulary().facts
    page = html.unescape(client.get(f"/cases/{reference}/events/appeal_determined/").content.decode())
    held = f"{facts['appeal_pending'].ask} <strong>Yes</strong>, established "
    assert held in page
    assert "by Caseworker" in page
    for fact in ("time_to_appeal_running", "are_status"):
        assert f"{facts[fact].ask} <strong>Not known</strong>. Never established." in page
