"""Values that are well formed and yet none: refused in words, or kept so that nothing breaks later."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.test import Client

from returnhub.casework.actions import Refused, establish_facts
from returnhub.casework.cases.opening import Person
from returnhub.casework.ledger.entry import moment, stamp
from returnhub.casework.ledger.verify import verify_ledger
from tests.casework.hub import hub_of
from tests.casework.people import case, everybody, officer
from tests.casework.test_api import REASONS, post, signed_in


def test_text_order_of_moments_is_time_order_in_every_year():
    long_ago, now = datetime(500, 3, 1, 12, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC)
    assert stamp(long_ago) == "0500-03-01T12:00:00.000000Z" < stamp(now)
    assert moment(stamp(long_ago)) == long_ago


@pytest.mark.usefixtures("database")
def test_a_day_with_a_year_mistyped_is_no_finding_of_the_verifier():
    establish_facts(
        officer("caseworker"), case(), {"in_contact": True}, source="a letter", on=date(206, 1, 1)
    )
    assert not verify_ledger().findings


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize(
    "at",
    [
        "2026-01-01T00:00:00",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-14:00",
        "0206-01-01T00:00:00Z",
    ],
)
def test_a_moment_without_a_time_zone_or_out_of_reach_is_refused(at: str):
    case_of, named = case(), {"names": ["Synthetic Person"], "occurred_at": at}
    opened = post(signed_in("caseworker"), "/cases", named)
    lost = {"reasons": REASONS, "occurred_at": at}
    moved = post(signed_in("other_system"), f"/cases/{case_of}/moves/lose_contact", lost)
    for answer in (opened, moved):
        assert (answer.status_code, answer.json()["code"]) == (422, "not-valid")
        assert answer.json()["errors"][0]["at"].endswith("occurred_at")


@pytest.mark.parametrize("born", ["2026-W01-1", "19900417", "1990-13", "1990-4", "199", "１９９０"])
def test_a_date_of_birth_is_written_in_one_way(born: str):
    with pytest.raises(Refused):
        Person(("Synthetic Person",), born).checked()


@pytest.mark.parametrize("born", ["", "1990", "1990-04", "1992-02-29"])
def test_a_date_of_birth_may_be_known_in_part(born: str):
    assert Person(("Synthetic Person",), born).checked()["born"] == born


@pytest.mark.usefixtures("database")
def test_a_figure_that_is_no_number_is_refused_on_a_page_and_the_first_page_of_a_list():
    everybody()
    hub_of(1)
    client: Client = signed_in("hub_manager")
    sent = {"says": "Small hub", "places": "²", "because": "evidence", "text": "A test"}
    answer = client.post("/places/hubs/small/places/", sent)
    assert (answer.status_code, "Write a whole number" in answer.content.decode()) == (422, True)
    assert client.get("/queues/mine/", {"page": "²"}).status_code == 200
