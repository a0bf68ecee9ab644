"""The night that a place must be held for, at each point of the journey, and what is seen when nights run out."""

from __future__ import annotations

from functools import partial

import pytest

from returnhub.casework.actions import (
    Reasons,
    change_nights,
    countersign_move,
    establish_facts,
    hold_place,
    hold_seat,
    plan_flight,
    request_move,
    restrict,
    view_case,
)
from returnhub.casework.cases.models import Case
from returnhub.casework.cases.storage import load
from returnhub.casework.places.models import Place
from returnhub.casework.queues import queue_page
from returnhub.casework.scheme_in_use import in_use
from returnhub.casework.screening.rescreen import rescreen
from tests.casework.clock import days_later
from tests.casework.hub import approved, arrived, hub_of, moved, night, referred, refusal
from tests.casework.people import TODAY, WHY, answer_everything, everybody, officer
from tests.casework.test_places import code
from tests.casework.test_screening import what_pages_say, what_was_screened


def satisfied(reference: str) -> bool:
    """Whether the rule that a place is held is met today, as the case's page judges it."""
    verdict = view_case(officer("caseworker"), reference, "casework").verdict
    return verdict.rules["place_is_held"].status.value == "satisfied"


@pytest.mark.usefixtures("database")
class TestTheNightThatCounts:
    def test_before_the_journey_it_is_the_night_of_the_planned_transfer(self):
        hub, escort, reference = officer("hub_manager"), officer("escort_lead"), referred()
        hub_of(1)
        hold_place(hub, reference, "small", night(3), night(6))
        for planned, held in (
            (None, True),
            (night(2), False),
            (night(3), True),
            (night(6), True),
            (night(7), False),
        ):
            establish_facts(escort, reference, {"transfer_date": planned}, source="plan")
            assert satisfied(reference) is held, planned

    def test_a_plan_that_is_over_counts_no_more(self, monkeypatch):
        hub, escort, reference = officer("hub_manager"), officer("escort_lead"), referred()
        hub_of(1)
        establish_facts(escort, reference, {"transfer_date": night(1)}, source="plan")
        hold_place(hub, reference, "small", night(1), night(4))
        days_later(monkeypatch, 3)
        assert satisfied(reference)
        days_later(monkeypatch, 5)
        assert not satisfied(reference)

    def test_boarding_needs_the_bed_tonight_at_the_request_and_at_the_countersignature(self):
        officers, reference = everybody(), approved(0, 9)
        hub, board = (
            officers["hub_manager"],
            partial(request_move, officers["escort_lead"], reference, "transfer", reasons=WHY),
        )
        change_nights(hub, reference, night(1), night(9), reasons=WHY)
        assert [c.rule for c in refusal(board).rules] == ["place_is_held"]
        change_nights(hub, reference, night(0), night(9), reasons=WHY)
        asked = board()
        change_nights(hub, reference, night(1), night(9), reasons=WHY)
        countersign = partial(countersign_move, officers["senior_officer"], reference, asked.seq, reasons=WHY)
        assert [c.rule for c in refusal(countersign).rules] == ["place_is_held"]
        change_nights(hub, reference, night(0), night(9), reasons=WHY)
        countersign()
        assert Case.objects.get(reference=reference).stage == "travelling"

    def test_boarding_needs_the_bed_tonight_whatever_the_rules_of_the_scheme_read(self):
        """A scheme may not ask that today is the planned day; the journey itself asks for a bed tonight."""
        from returnhub.casework.places.journeys import journey_stop

        reference = approved(0, 9)
        change_nights(officer("hub_manager"), reference, night(1), night(9), reasons=WHY)
        state, move = load(Case.objects.get(reference=reference)), in_use().scheme.moves["transfer"]
        stop = journey_stop(officer("escort_lead"), state, move, TODAY)
        assert (stop.code, stop.says) == ("no-place-held", "no place in the hub is held for tonight")

    def test_who_is_in_the_hub_needs_tonight(self, monkeypatch):
        """Whatever the day on which they are to travel on from it."""
        reference = arrived(2)
        establish_facts(officer("escort_lead"), reference, {"transfer_date": night(20)}, source="plan")
        assert satisfied(reference)
        days_later(monkeypatch, 2)
        assert satisfied(reference)
        days_later(monkeypatch, 3)
        assert not satisfied(reference)

    def test_a_seat_needs_the_bed_for_the_night_of_the_flight(self):
        reference, escort = referred(), officer("escort_lead")
        hub_of(1)
        hold_place(officer("hub_manager"), reference, "small", night(3), night(6))
        for name, after in (("EARLY", 2), ("RIGHT", 3), ("LATE", 7)):
            plan_flight(escort, name, night(after), "small", 2, reasons=WHY)
        seat = partial(hold_seat, escort, reference)
        assert [code(partial(seat, name)) for name in ("EARLY", "LATE")] == ["no-place-held"] * 2
        seat("RIGHT")


@pytest.mark.usefixtures("database")
class TestRunningOut:
    def test_it_is_seen_beforehand_in_a_queue_and_among_the_deadlines(self, monkeypatch):
        hub, soon, later = officer("hub_manager"), arrived(6), arrived(7)
        assert [c.reference for c in queue_page(hub, "nights").rows] == [soon]
        deadlines = {d.kind: d for d in view_case(hub, soon, "casework").deadlines}
        assert deadlines["nights run out"].on == night(6)
        days_later(monkeypatch, 1)
        assert {c.reference for c in queue_page(hub, "nights").rows} == {soon, later}

    def test_a_bed_that_somebody_still_lies_in_is_given_to_nobody(self, monkeypatch):
        """The next person neither boards nor arrives while the one before them is there."""
        hub, stays = officer("hub_manager"), arrived(0)
        nobody = referred()
        Place.objects.exclude(number=1).delete()
        following = next_in_the_bed(1)
        days_later(monkeypatch, 1)
        assert code(partial(hold_place, hub, nobody, "small", night(9), night(9))) == "no-place-free"
        assert stays in refusal(boarding(following)).says
        assert refusal(boarding(following)).code == "bed-occupied"
        refused = refusal(partial(change_nights, hub, following, last=night(3), reasons=WHY))
        assert (refused.code, refused.details["field"]) == ("bed-occupied", "which")
        request_move(hub, stays, "bring_back", reasons=WHY)
        change_nights(hub, following, last=night(3), reasons=WHY)
        boarding(following)()

    def test_who_lies_there_is_named_only_to_those_who_may_know(self, monkeypatch):
        stays = arrived(0)
        Place.objects.exclude(number=1).delete()
        following = next_in_the_bed(1)
        restrict(officer("caseworker"), stays, [], reasons=Reasons("safeguarding", "A test"))
        days_later(monkeypatch, 1)
        refused = refusal(boarding(following))
        assert (refused.code, stays in refused.says) == ("bed-occupied", False)
        assert refused.says.startswith("somebody whose case you cannot see still lies in place 1 of small")


def next_in_the_bed(first: int) -> str:
    """A case approved for transfer some days on, in the bed that is free from that night."""
    officers, reference = everybody(), referred()
    answer_everything(reference, hub_leg=True, hold=False)
    establish_facts(officers["escort_lead"], reference, {"transfer_date": night(first)}, source="plan")
    hold_place(officers["hub_manager"], reference, "small", night(first), night(first + 5))
    plan_flight(officers["escort_lead"], "NEXT", night(first), "small", 2, reasons=WHY)
    hold_seat(officers["escort_lead"], reference, "NEXT")
    moved(reference, "accept_by_host", "serve_notice", "approve")
    return reference


def boarding(reference: str) -> partial[object]:
    return partial(request_move, officer("escort_lead"), reference, "transfer", reasons=WHY)


def test_the_whole_caseload_is_screened_to_the_same_night(either, monkeypatch: pytest.MonkeyPatch):
    """Every way in which a bed is held or not, before the journey and in the hub, on both databases."""
    hub, escort = officer("hub_manager"), officer("escort_lead")
    arrived(1), arrived(4)
    hub_of(9)
    for planned, begins in ((None, None), (None, 3), (3, 4), (5, 5), (9, 5), (0, 0), (0, 3)):
        reference = referred()
        day = None if planned is None else night(planned)
        establish_facts(escort, reference, {"transfer_date": day}, source="plan")
        if begins is not None:
            hold_place(hub, reference, "small", night(begins), night(begins + 2))
    seen = set()
    for later in (0, 2, 6):
        days_later(monkeypatch, later)
        rescreen(processes=1)
        said = what_pages_say()
        assert what_was_screened() == said
        rule = list(in_use().scheme.rules).index("place_is_held")
        seen |= {signs[rule] for _, signs in said.values()}
    assert seen == {"S", "V"}
