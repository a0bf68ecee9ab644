"""Whoever owns a case sees it and works on cases: otherwise it would be on nobody's list."""

from __future__ import annotations

import pytest
from django.test import Client

from returnhub.casework.actions import (
    Refused,
    Responsibility,
    assign,
    dismiss,
    represent,
    request_move,
    restrict,
)
from returnhub.casework.cases.models import Case
from returnhub.casework.exchange.importing import import_file
from returnhub.casework.queues.pages import queue_cases
from tests.casework.people import WHY, case, officer

pytestmark = pytest.mark.usefixtures("database")


def to(owner: str) -> Responsibility:
    return Responsibility(owner, "North", "Read the file")


@pytest.mark.parametrize(
    "role", ["administrator", "analyst", "legal_representative", "monitor", "scheme_owner", "hub_manager"]
)
def test_a_case_is_not_given_to_somebody_who_would_not_see_or_work_on_it(role: str):
    by, reference = officer("caseworker"), case()
    officer(role)
    with pytest.raises(Refused, match="cannot own this case"):
        assign(by, reference, to(role))
    client = Client()
    client.force_login(by, backend="django.contrib.auth.backends.ModelBackend")
    client.post(f"/cases/{reference}/purpose/", {"purpose": "casework"})
    page = client.get(f"/cases/{reference}/responsibility/").content.decode()
    assert 'value="caseworker"' in page
    assert f'value="{role}"' not in page


def test_the_owner_of_a_limited_case_is_one_of_those_who_see_it():
    by, other, reference = officer("caseworker"), officer("approver"), case()
    with pytest.raises(Refused, match="`caseworker` owns this case"):
        restrict(other, reference, [], reasons=WHY)
    restrict(other, reference, ["caseworker"], reasons=WHY)
    officer("senior_officer")
    with pytest.raises(Refused, match="cannot own this case"):
        assign(by, reference, to("senior_officer"))
    assign(by, reference, to("approver"))


def test_a_case_whose_owner_left_is_in_a_queue_and_waits_for_an_owner_after_the_next_move():
    by, administrator = officer("caseworker"), officer("administrator")
    officer("gone", "caseworker")
    reference = case()
    assign(by, reference, to("gone"))
    assert not queue_cases(by, "owner_left").exists()
    dismiss(administrator, "gone", reasons=WHY)
    assert [row.reference for row in queue_cases(by, "owner_left")] == [reference]
    request_move(by, reference, "offer_voluntary_return", reasons=WHY)
    row = Case.objects.get(reference=reference)
    assert row.owner is None
    assert row.waiting_for.startswith("an owner, in: ")


def test_only_a_legal_representative_represents():
    by, reference = officer("caseworker"), case()
    with pytest.raises(Refused, match="is not a legal representative"):
        represent(by, reference, "caseworker", reasons=WHY)


def test_a_file_gives_no_case_to_somebody_who_could_not_own_it(tmp_path):
    officer("analyst")
    file = tmp_path / "cases.csv"
    file.write_text("names,owner,next_action\nOne,analyst,Ring\nTwo,nobody,Ring\nThree,caseworker,Ring\n")
    report = import_file(officer("caseworker"), file, apply=False)
    assert [(p.row, "who could own a case" in p.what) for p in report.problems] == [(2, True), (3, True)]
