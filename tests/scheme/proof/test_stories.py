"""Promises: how a broken one is told as a story, and what another scheme's promises can ask."""

from __future__ import annotations

from datetime import date

import pytest

from returnhub.scheme.proof import check, promises
from returnhub.scheme.proof.report import PromiseResult
from returnhub.scheme.proof.search import Undecided
from tests.scheme import small
from tests.scheme.proof.changing import changed, promise

ONWARD = (
    "promises:\n",
    "  onward: {says: On, from: moved, to: closed, by: caseworker, needs: [fit]}\npromises:\n",
)


def broken(never: str, *pairs: tuple[str, str]) -> PromiseResult:
    line = ("  no_limbo:", f"  subject: {{says: It never happens, never: {never!r}}}\n  no_limbo:")
    return promise(changed(*pairs, line), "subject")


def test_the_story_is_a_path_from_an_entry_with_what_each_door_reads():
    found = broken("move = 'onward' AND fit_until > today", ONWARD)
    assert (found.proved, found.why, found.says) == (False, "", "It never happens")
    assert [(s.move, s.source, s.target) for s in found.story] == [
        ("go", "waiting", "moved"), ("onward", "moved", "closed")
    ]  # fmt: skip
    first, last = found.story
    assert set(first.facts) == {
        "appeal_pending", "claim_open", "fit_until", "move_on", "born", "claims_minor", "notice_on"
    }  # fmt: skip
    assert set(last.facts) == {"appeal_pending", "claim_open", "fit_until", "move_on"}
    assert last.facts["fit_until"] > last.day
    assert first.day <= last.day
    assert all(date(2026, 1, 5) <= s.day <= date(2026, 12, 31) for s in found.story)
    assert all(
        date(1960, 1, 1) <= v <= date(2027, 12, 31) for v in last.facts.values() if isinstance(v, date)
    )
    assert found.reads == ("fit_until",)


def test_what_may_change_changes_along_a_path_and_every_door_on_it_must_open():
    """Out with no open claim, on with one, and out again with none: three moments of one life."""
    ways = (
        "promises:\n",
        "  claim: {says: Claim, from: moved, to: apart, by: caseworker, towards: recorded, needs: [claims_again]}\n"
        "  again: {says: Again, from: apart, to: closed, by: caseworker, needs: [fit]}\n"
        "  leave: {says: Leave, from: apart, to: closed, by: caseworker, towards: release}\npromises:\n",
    )
    apart = ("  closed: {", "  apart: {says: Apart, longest: 9 days, then: leave}\n  closed: {")
    rule = ("rules:\n", "rules:\n  claims_again: {says: Claims, when: claim_open AND size = 7, cite: x}\n")
    story = broken("move = 'again' AND size > 3", ways, apart, rule).story
    assert [s.move for s in story] == ["go", "claim", "again"]
    assert [s.facts["claim_open"] for s in story] == [False, True, False]
    assert story[1].facts["size"] == 7
    assert [s.day for s in story] == sorted(s.day for s in story)


def test_a_person_who_breaks_it_outright_is_preferred_to_one_of_whom_nothing_is_known():
    (step,) = broken("move = 'go' AND size > 3").story
    assert step.facts["size"] > 3
    (step,) = broken("move = 'go' AND some(family, together)").story
    assert True in step.facts["together"]


def test_what_is_not_known_breaks_a_promise_too():
    """Whoever goes is known to be fit; of a fact that no rule asks for, nothing need be known."""
    assert broken("move = 'go' AND fit_until < move_on").proved
    found = broken("move = 'go' AND size > 3 AND size < 3")
    assert not found.proved
    assert found.story[0].facts.keys().isdisjoint({"size"})


@pytest.mark.parametrize(
    ("never", "kept"),
    [
        ("stage = 'closed' AND appeal_pending", False),
        ("stage = 'moved' AND appeal_pending", True),
        ("from_stage = 'waiting' AND stage = 'moved' AND claims_minor", True),
        ("from_stage = 'moved' AND stage = 'waiting' AND claims_minor", True),
        ("from_stage = 'moved' AND claims_minor", False),
        ("move IN ('go') AND appeal_pending", True),
        ("move IN ('go', 'close') AND appeal_pending", False),
        ("today > DATE '2030-01-01' AND move = 'close'", False),
        ("move <> 'close' AND move <> 'bring_back' AND claim_open", True),
    ],
)
def test_a_promise_may_speak_of_the_move_and_the_stages_it_joins(never, kept):
    assert broken(never).proved is kept


def test_what_only_the_calendar_rules_out_is_no_broken_promise():
    """From 2008 to 2026 eighteen years are 6,574 days or more; to the prover's bounds 6,570 would do."""
    july = "today BETWEEN DATE '2026-07-01' AND DATE '2026-07-03'"
    assert broken(
        f"move = 'go' AND {july} AND years_between(born, today) = 18 AND today - born < 6574"
    ).proved
    (step,) = broken(
        f"move = 'go' AND {july} AND years_between(born, today) = 18 AND today - born < 6575"
    ).story
    born = step.facts["born"]
    assert isinstance(born, date)
    assert (step.day - born).days == 6574


def test_a_door_that_nobody_reaches_breaks_nothing():
    island = ("  closed: {", "  island: {says: Island, outside: elsewhere}\n  closed: {")
    ways = ("promises:\n", "  off: {says: Off, from: island, to: closed, by: caseworker, towards: release}\n"
            "  on: {says: On, from: waiting, to: island, by: caseworker, needs: [shut]}\npromises:\n")  # fmt: skip
    shut = ("rules:\n", "rules:\n  shut: {says: Shut, when: size > 3 AND size < 3, cite: x}\n")
    assert broken("move = 'off'", island, ways, shut).proved
    ajar = ("rules:\n", "rules:\n  shut: {says: Ajar, when: size > 3, cite: x}\n")
    assert not broken("move = 'off'", island, ways, ajar).proved


def test_no_answer_in_time_is_said_of_the_promise(monkeypatch):
    def no_answer(*_):
        raise Undecided

    monkeypatch.setattr(promises, "impossible", no_answer)
    found = promise(small.scheme(), "no_open_route")
    assert (found.proved, found.story) == (False, ())
    assert found.why == "the prover found no answer in time: neither proved nor refuted"


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("x: {never: \"move = 'fly' AND claim_open\"}", "move `fly`"),
        ("x: {never: \"stage = 'heaven' AND claim_open\"}", "stage `heaven`"),
        ("x: {never: \"from_stage IN ('heaven') AND claim_open\"}", "stage `heaven`"),
        ("x: {never: \"stage = 'heaven' AND move = 'fly'\"}", "move `fly`"),
        ("x: {never: \"move IN ('fly') AND claim_open\"}", "move `fly`"),
        ("x: {within: 3 days, from: heaven, to: closed}", "stage `heaven`"),
        ("x: {within: 3 days, from: hell, to: heaven}", "stage `hell`"),
        ("x: {within: 3 days, from: waiting, to: heaven}", "stage `heaven`"),
    ],
)
def test_what_a_scheme_does_not_have_it_cannot_be_asked_about(line, why):
    asking = changed(
        ("  closed: {", "  heaven: {says: Heaven, final: yes}\n  hell: {says: Hell, final: yes}\n  closed: {"),
        ("promises:\n", "  fall: {says: Fall, from: waiting, to: hell, by: caseworker, towards: release}\npromises:\n"),
        ("promises:\n", "  fly: {says: Fly, from: waiting, to: heaven, by: caseworker, towards: release}\npromises:\n"),
        ("  no_limbo:", f"  {line}\n  no_limbo:"),
    )  # fmt: skip
    found = next(p for p in check(small.scheme(), asking).promises if p.name == "x")
    assert (found.asked, found.proved) == (False, False)
    assert found.why == f"cannot be asked of this scheme: it has no {why}"
    assert check(asking).promises[1].asked


def test_moves_and_stages_that_are_alike_answer_for_each_other():
    text = small.SCHEME.replace("scheme: small", "scheme: other")
    for old, new in (
        ("waiting: {says", "first: {like: waiting, says"), ("moved: {says", "abroad: {like: moved, says"),
        ("closed: {says", "done: {like: closed, says"), ("go: {says", "carry: {like: go, says"),
        ("from: waiting", "from: first"), ("to: moved", "to: abroad"), ("from: moved", "from: abroad"),
        ("to: closed", "to: done"), ("move = 'go'", "move = 'carry'"),
    ):  # fmt: skip
        text = text.replace(old, new)
    other = small.scheme(text=text.replace("NOT appeal_pending AND", ""))
    asking = changed(
        ("  no_limbo: {within: 400 days}", "  no_limbo: {within: 400 days, from: waiting, to: closed}")
    )
    route, limbo = check(other, asking).promises
    assert (route.asked, route.proved) == (True, False)
    assert [(s.move, s.source, s.target) for s in route.story] == [("carry", "first", "abroad")]
    assert (limbo.proved, limbo.why) == (True, "at most 208 days: first → abroad")
