"""Every cell of (stage × move × role) of the scheme in use: allowed cells succeed, all others are refused.

The expectation is read from the table of the scheme's moves alone; facts are such that no rule stands in the way.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import transaction

from returnhub.casework.access.officers import Officer
from returnhub.casework.actions import Refused, countersign_move, release_place, request_move
from returnhub.casework.cases.models import Case
from returnhub.casework.cases.storage import load, save
from returnhub.casework.ledger.models import Entry
from returnhub.casework.moves.texts import same_answer
from returnhub.casework.scheme_in_use import in_use
from returnhub.scheme.model import Move
from tests.casework.people import WHY, answer_everything, case, everybody, officer, suppose_an_agreement

pytestmark = pytest.mark.usefixtures("database")
VOLUNTARY = {"return_voluntarily", "return_voluntarily_from_hub"}


class Undo(Exception):
    """Leaves a transaction without keeping it."""


def place(reference: str, stage: str, accepted: bool) -> None:
    """Put the projection into a stage, for this test only (within a transaction that is undone)."""
    row = Case.objects.get(reference=reference)
    state = load(row)
    state.stage = stage
    state.closed = in_use().scheme.stages[stage].final
    held = state.facts["voluntary_return_offer"]
    value = "accepted" if accepted else "declined"
    state.facts["voluntary_return_offer"] = type(held)(value, held.on, *[getattr(held, n) for n in
                                                       ("source", "actor", "role", "seq", "recorded_at")])  # fmt: skip
    state.touched.add(("fact", "voluntary_return_offer"))
    save(state, row)


def attempt(reference: str, move: str, by: Officer) -> str:
    """The code of the refusal, or `made` or `asked`; nothing is kept."""
    try:
        with transaction.atomic():
            done = request_move(by, reference, move, reasons=WHY)
            kind = Entry.objects.get(stream=reference, seq=done.seq).kind
            raise Undo({"move_made": "made", "move_requested": "asked"}[kind])
    except Refused as refused:
        rules = [c.rule for c in refused.rules if c.status != "satisfied"]
        return f"{refused.code} {rules}" if rules else refused.code
    except Undo as undone:
        return str(undone)


def cells(reference: str, officers: dict[str, Officer]) -> Iterator[tuple[str, Move, str, str]]:
    """Stage, move, role and what came of it, for every cell."""
    for stage in in_use().scheme.stages:
        for accepted in (False, True):
            try:
                with transaction.atomic():
                    place(reference, stage, accepted)
                    for name, move in in_use().scheme.moves.items():
                        if (name in VOLUNTARY) is accepted:
                            for role, by in officers.items():
                                yield stage, move, role, attempt(reference, name, by)
                    raise Undo
            except Undo:
                pass


def ready() -> tuple[str, dict[str, Officer]]:
    officers = everybody()
    suppose_an_agreement()
    reference = case()
    answer_everything(reference)
    request_move(officers["caseworker"], reference, "refer", reasons=WHY)
    answer_everything(reference, hub_leg=True)
    return reference, officers


def test_every_cell_of_stage_move_and_role():
    scheme = in_use().scheme
    reference, officers = ready()
    allowed = refused = 0
    wrong = []
    for stage, move, role, result in cells(reference, officers):
        if stage in move.sources and role in move.by:
            allowed += 1
            expected = {"asked" if move.countersigned_by else "made"}
        else:
            refused += 1
            # The hub's own officers do not see cases outside the hub leg: for them there is none.
            expected = {"not-allowed"} if role not in move.by else {"not-from-this-stage", "not-found"}
        if result not in expected:
            wrong.append((stage, move.name, role, result))
    assert wrong == []
    assert allowed >= sum(len(m.sources) for m in scheme.moves.values())
    assert allowed + refused == len(scheme.stages) * len(scheme.moves) * len(officers)


def test_the_countersigner_is_another_person_of_another_team_where_the_scheme_says_so():
    reference, officers = ready()
    both = officer("both", "approver", "senior_officer", team="Approvals")
    colleague = officer("colleague", "senior_officer", team="Approvals")
    request_move(officers["host_liaison"], reference, "accept_by_host", reasons=WHY)
    request_move(officers["caseworker"], reference, "serve_notice", reasons=WHY)
    asked = request_move(both, reference, "approve", reasons=WHY)
    codes = []
    for by in (both, colleague, officers["caseworker"]):
        with pytest.raises(Refused) as refused:
            countersign_move(by, reference, asked.seq, reasons=WHY)
        codes.append(refused.value.code)
    assert codes == ["same-officer", "same-team", "not-allowed"]
    countersign_move(officers["senior_officer"], reference, asked.seq, reasons=WHY)
    assert Case.objects.get(reference=reference).stage == "approved"


def test_a_countersignature_is_judged_again_at_that_moment():
    reference, officers = ready()
    request_move(officers["host_liaison"], reference, "accept_by_host", reasons=WHY)
    request_move(officers["caseworker"], reference, "serve_notice", reasons=WHY)
    asked = request_move(officers["approver"], reference, "approve", reasons=WHY)
    release_place(officers["hub_manager"], reference, reasons=WHY)
    with pytest.raises(Refused) as refused:
        countersign_move(officers["senior_officer"], reference, asked.seq, reasons=WHY)
    assert refused.value.code == "rules-not-satisfied"
    assert [c.rule for c in refused.value.rules] == ["place_is_held"]


def test_a_stored_verdict_replays_to_the_same_answer():
    reference, officers = ready()
    request_move(officers["host_liaison"], reference, "accept_by_host", reasons=WHY)
    stored = [e.data["verdict"] for e in Entry.objects.filter(stream=reference, kind="move_made")]
    assert len(stored) == 2
    assert all(same_answer(verdict) for verdict in stored)
    changed = {**stored[1], "facts": {**stored[1]["facts"], "place_held": [False, stored[1]["at"]]}}
    assert not same_answer(changed)


def test_a_verdict_replays_from_the_kept_text_when_another_scheme_is_in_use(monkeypatch: pytest.MonkeyPatch):
    from django.conf import settings

    reference, officers = ready()
    request_move(officers["host_liaison"], reference, "accept_by_host", reasons=WHY)
    stored = Entry.objects.filter(stream=reference, kind="move_made").order_by("-seq")[0].data["verdict"]
    monkeypatch.setattr(settings, "RETURNHUB_SCHEME", "uk-no-hub")
    assert "accept_by_host" not in in_use().scheme.moves
    assert same_answer(stored)
