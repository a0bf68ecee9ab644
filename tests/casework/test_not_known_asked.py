"""How "not known" is offered, written and shown: on pages, in the API, in files, in the history."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
from django.test import Client

from returnhub.casework.actions import EVENTS, Refused, record_event, view_case
from returnhub.casework.cases.event_types import DAY_OF_IT, NOT_KNOWN
from returnhub.casework.exchange.importing_events import import_events
from returnhub.casework.ledger.models import Entry
from returnhub.casework.pages.timeline import lines
from returnhub.scheme.types import Boolean, Code
from tests.casework.event_answers import as_form, as_json, form_day, open_fields
from tests.casework.people import (
    TODAY,
    case,
    days_ago,
    held,
    officer,
    open_case_in_the_hub_leg,
    represent_by,
)
from tests.casework.writes import recorder, signed_in

pytestmark = pytest.mark.usefixtures("database")


def test_every_question_on_every_page_offers_not_known_and_none_is_passed_over():
    """An answer together with "Not known" is refused as well."""
    reference = open_case_in_the_hub_leg()
    for kind in EVENTS.values():
        client = signed_in(recorder(kind))
        purpose = "medical" if recorder(kind) == "clinician" else "casework"
        client.post(f"/cases/{reference}/purpose/", {"purpose": purpose})
        path, version = f"/cases/{reference}/events/{kind.name}/", held(reference).version
        page = client.get(path).content.decode()
        asked = [(f.name, f.ask, f.required, isinstance(f.type, Boolean | Code)) for f in kind.fields]
        if not kind.day:
            asked.append(("happened_on", "On which day did it happen?", True, False))
        for name, _, _, radio in asked:
            assert (
                f'name="{name}" type="radio" value="{NOT_KNOWN}"' if radio else f'name="{name}-unknown"'
            ) in page
        empty = client.post(path, {})
        said = empty.content.decode()
        assert empty.status_code == 422, kind.name
        for name, ask, required, radio in asked:
            assert (f'id="{name}-error"' in said) is required, (kind.name, name)
            assert (
                radio
                or not required
                or f"Answer this, or tick “Not known”: {ask}" in said.replace("&#x27;", "'")
            )
        both = client.post(path, {
            **as_form(kind, open_fields(kind)), **form_day("happened_on", TODAY),
            **{f"{name}-unknown": "1" for name, _, _, radio in asked if not radio},
        })  # fmt: skip
        contradicted = sum(not radio for *_, radio in asked)
        says = "Give an answer or tick “Not known”, not both"
        assert (both.status_code, both.content.decode().count(says)) == (422, 2 * contradicted), kind.name
        assert held(reference).version == version


def test_every_question_takes_null_by_the_document_and_a_required_one_is_not_passed_over():
    reference = open_case_in_the_hub_leg()
    document = Client().get("/api/openapi.json").json()
    for kind in EVENTS.values():
        client = signed_in(recorder(kind))
        path = f"/api/cases/{reference}/events/{kind.name}"
        route = document["paths"][path.replace(reference, "{reference}")]["post"]
        name = route["requestBody"]["content"]["application/json"]["schema"]["$ref"].rsplit("/", 1)[1]
        schema = document["components"]["schemas"][name]["properties"]
        jsonschema.validate(dict.fromkeys(open_fields(kind)), schema["fields"])
        assert "default" not in schema["occurred_on"], "left out is not null"
        for asked in (f for f in kind.fields if f.required):
            fields = {n: v for n, v in as_json(open_fields(kind)).items() if n != asked.name}
            with pytest.raises(jsonschema.ValidationError):
                jsonschema.validate(fields, schema["fields"])
            for passed_over in (fields, {**fields, asked.name: " "}):
                answer = client.post(
                    path, json.dumps({"fields": passed_over}), content_type="application/json"
                )
                found = answer.json()
                assert (answer.status_code, found["code"], found["field"]) == (422, "not-a-value", asked.name)
                assert found["detail"] == f"`{asked.name}` needs an answer, if only `not known`: {asked.ask}"


def test_no_event_is_without_a_day_that_may_be_not_known():
    """Either among its questions or asked apart; and no question is an exception."""
    for kind in EVENTS.values():
        assert [f.name for f in kind.fields if f.ask == DAY_OF_IT] == ([kind.day] if kind.day else [])
        assert kind.read(dict.fromkeys(f.name for f in kind.fields)) == dict.fromkeys(
            f.name for f in kind.fields
        )


def test_a_file_writes_not_known_in_a_cell_and_an_empty_cell_says_nothing(tmp_path: Path):
    by, reference, other = officer("caseworker"), case(), case()
    file = tmp_path / "events.csv"
    rows = [
        "case,event,occurred_on,forum,lodged_on,outcome,sent_on",
        f"{reference},appeal_lodged,,Not known,not known,,",
        f"{other},appeal_determined,not known,ftt,,not known,{days_ago(9)}",
    ]
    file.write_text("\n".join([*rows, f"{reference},appeal_lodged,,,not known,,"]), encoding="utf-8")
    says = [str(p) for p in import_events(by, file, apply=True).problems]
    assert says == ["row 4: `forum` needs an answer, if only `not known`: Before which court or tribunal?"]
    file.write_text("\n".join(rows), encoding="utf-8")
    assert import_events(by, file, apply=True).written == 2
    lodged, determined = held(reference), held(other)
    assert (lodged.facts["appeal_pending"].value, lodged.holds_in_force) == (True, 1)
    assert determined.facts["appeal_pending"].value is None
    days = Entry.objects.filter(kind="event_recorded").order_by("stream")
    assert [e.data["day_known"] for e in days] == [False, False]


def test_a_day_that_is_not_known_is_said_so_where_the_history_is_shown():
    reference, by = case(), officer("caseworker")
    record_event(by, reference, "traced", {"where": "at the reporting centre"}, occurred_on=NOT_KNOWN)
    assert held(reference).facts["in_contact"].value is None
    entry = lines(view_case(by, reference, "casework"), clinician=False)[0]
    assert entry.occurred.startswith("on a day that is not known, by ")
    with pytest.raises(Refused) as refused:
        record_event(by, reference, "appeal_lodged", {"forum": "ftt", "lodged_on": None}, occurred_on=TODAY)
    assert "disagree on whether the day is known" in refused.value.says


def test_no_deadline_is_counted_from_a_day_that_is_not_known():
    reference, by = case(), officer("caseworker")
    record_event(by, reference, "protection_claim_decided", {"outcome": "refused", "sent_on": None})
    view = view_case(by, reference, "casework")
    assert view.state.facts["time_to_appeal_running"].value is True
    assert not [d for d in view.deadlines if d.kind == "time to appeal"]
    record_event(by, reference, "time_to_appeal_ended", {"ended_on": NOT_KNOWN})
    state = held(reference)
    assert (state.facts["time_to_appeal_running"].value, state.facts["are_status"].value) == (None, None)


def test_a_lawyer_who_does_not_know_what_the_submissions_say_is_not_kept_from_lodging_them():
    reference, lawyer = case(), officer("legal_representative")
    represent_by(reference, lawyer)
    client = signed_in(lawyer.username)
    client.post(f"/cases/{reference}/purpose/", {"purpose": "representation"})
    assert client.post(f"/cases/{reference}/submissions/", {}).status_code == 422
    assert client.post(f"/cases/{reference}/submissions/", {"summary-unknown": "1"}).status_code == 302
    path = f"/api/cases/{reference}/further-submissions"
    assert client.post(path, "{}", content_type="application/json").status_code == 422
    assert client.post(path, json.dumps({"text": None}), content_type="application/json").status_code == 200
    assert held(reference).holds_in_force == 2
