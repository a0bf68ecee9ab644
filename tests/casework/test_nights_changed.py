"""Nights that change: more or fewer, later, in another bed, and given back by the moves out of the hub."""

from __future__ import annotations

from functools import partial

import pytest

from returnhub.casework.actions import (
    Reasons,
    change_nights,
    countersign_move,
    establish_facts,
    hold_place,
    request_move,
    restrict,
)
from returnhub.casework.cases.models import Case
from returnhub.casework.cases.storage import load
from returnhub.casework.ledger.models import Entry
from returnhub.casework.ledger.verify import verify_ledger
from returnhub.casework.places.stay import last_night_allowed
from returnhub.casework.scheme_in_use import in_use
from tests.casework.clock import days_later
from tests.casework.hub import LONGEST, arrived, hub_of, night, nights_of, referred, refusal
from tests.casework.people import TODAY, WHY, officer


@pytest.mark.usefixtures("database")
class TestChanging:
    def test_a_flight_that_slips_moves_the_nights_in_one_transaction(self):
        hub, reference = officer("hub_manager"), referred()
        hub_of(1)
        hold_place(hub, reference, "small", night(0), night(9))
        before = Entry.objects.filter(stream=reference).count()
        change_nights(hub, reference, night(3), night(12), reasons=Reasons("decision", "The flight slipped"))
        assert nights_of(reference) == [("small/1", night(n)) for n in range(3, 13)]
        made = Entry.objects.filter(stream=reference, seq__gt=before).order_by("seq")
        assert [e.kind for e in made] == ["place_released", "place_held"]
        assert len({e.recorded_at for e in made}) == 1
        assert verify_ledger().findings == []

    def test_what_is_refused_leaves_the_nights_as_they_were(self):
        hub, reference, other = officer("hub_manager"), referred(), referred()
        hub_of(1)
        hold_place(hub, reference, "small", night(0), night(4))
        hold_place(hub, other, "small", night(5), night(9))
        assert (
            refusal(partial(change_nights, hub, reference, last=night(5), reasons=WHY)).code == "bed-promised"
        )
        assert nights_of(reference) == [("small/1", night(n)) for n in range(5)]

    def test_extending_into_a_promise_names_both_to_those_who_may_know(self):
        hub, reference, other = officer("hub_manager"), referred(), referred()
        hub_of(1)
        hold_place(hub, reference, "small", night(0), night(4))
        hold_place(hub, other, "small", night(5), night(9))
        extend = partial(change_nights, hub, reference, last=night(20), reasons=WHY)
        refused = refusal(extend)
        assert reference in refused.says
        assert other in refused.says
        assert refused.details["free_until"] == night(4).isoformat()
        restrict(officer("caseworker"), other, [], reasons=Reasons("safeguarding", "A test"))
        refused = refusal(extend)
        assert refused.code == "bed-promised"
        assert other not in refused.says + str(refused.details)
        assert "promised to somebody whose case you cannot see from the night of" in refused.says

    def test_another_bed_is_taken_if_it_is_asked_for(self):
        hub, reference = officer("hub_manager"), referred()
        hub_of(2)
        hold_place(hub, reference, "small", night(0), night(4))
        hold_place(hub, referred(), "small", night(5), night(9))
        assert nights_of(reference)[0][0] == "small/1"
        assert (
            refusal(partial(change_nights, hub, reference, last=night(9), reasons=WHY)).code == "bed-promised"
        )
        change_nights(hub, reference, last=night(9), another_bed=True, reasons=WHY)
        assert nights_of(reference) == [("small/2", night(n)) for n in range(10)]
        refused = refusal(
            partial(change_nights, hub, reference, last=night(5), another_bed=True, reasons=WHY)
        )
        assert (refused.code, "no other place" in refused.says) == ("no-place-free", True)

    def test_in_the_hub_nights_begin_tonight_and_end_with_the_longest_stay(self, monkeypatch):
        hub, reference = officer("hub_manager"), arrived(9)
        days_later(monkeypatch, 4)
        refused = refusal(partial(change_nights, hub, reference, night(6), night(8), reasons=WHY))
        assert refused.details["field"] == "first_night"
        assert (
            refusal(partial(change_nights, hub, reference, last=night(3), reasons=WHY)).code == "not-a-value"
        )
        refused = refusal(partial(change_nights, hub, reference, last=night(LONGEST), reasons=WHY))
        assert (refused.code, refused.details["last_night"]) == (
            "longest-stay",
            night(LONGEST - 1).isoformat(),
        )
        change_nights(hub, reference, reasons=WHY)
        assert [n for _, n in nights_of(reference)] == [night(n) for n in range(4, LONGEST)]
        assert verify_ledger().findings == []

    def test_when_the_longest_stay_is_over_no_night_is_held(self, monkeypatch):
        hub, reference = officer("hub_manager"), arrived(LONGEST - 1)
        days_later(monkeypatch, LONGEST)
        refused = refusal(partial(change_nights, hub, reference, reasons=WHY))
        assert (refused.code, refused.says) == (
            "longest-stay", "the longest stay in the hub that the scheme allows has ended",
        )  # fmt: skip

    def test_days_of_an_earlier_stay_count(self):
        state = load(Case.objects.get(reference=referred()))
        assert last_night_allowed(state, night(2), TODAY) == night(2 + LONGEST - 1)
        state.stays["in_hub"] = 30
        assert last_night_allowed(state, night(2), TODAY) == night(2 + LONGEST - 31)


@pytest.mark.usefixtures("database")
def test_every_move_out_of_the_hub_gives_back_the_nights_that_remain():
    hub, out = officer("hub_manager"), [m for m in in_use().scheme.moves.values() if "in_hub" in m.sources]
    assert len(out) >= 5
    for move in out:
        reference = arrived(9)
        if move.name == "return_voluntarily_from_hub":
            accepted = {"voluntary_return_offer": "accepted"}
            establish_facts(officer("voluntary_returns"), reference, accepted, source="the person")
        asked = request_move(officer(move.by[0]), reference, move.name, reasons=WHY)
        if move.countersigned_by:
            countersign_move(officer(move.countersigned_by[0]), reference, asked.seq, reasons=WHY)
        assert nights_of(reference) == [], move.name
        made = Entry.objects.filter(stream=reference, kind__in=("move_made", "place_released")).order_by(
            "-seq"
        )
        assert [e.kind for e in made[:2]] == ["place_released", "move_made"]
        assert made[0].recorded_at == made[1].recorded_at
    hold_place(hub, referred(), "small", night(0), night(9))
    assert verify_ledger().findings == []
