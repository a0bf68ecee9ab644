"""What would have to be established: every smallest way, by hand."""

from __future__ import annotations

from datetime import date

import pytest

from returnhub.scheme.language.check import read_condition
from returnhub.scheme.language.missing import Missing
from tests.scheme.agreement.words import CALENDAR, SCOPE

AT = date(2026, 7, 1)
ANY = None
YES, NO = frozenset({True}), frozenset({False})


def codes(*names: str) -> frozenset[str]:
    return frozenset(names)


OTHERS = codes("pending", "positive", "it's", "NONE", "Zürich")


@pytest.mark.parametrize(
    ("condition", "facts", "ways"),
    [
        ("p", {}, [{"p": YES}]),
        ("NOT p", {}, [{"p": NO}]),
        ("p", {"p": True}, [{}]),
        ("p", {"p": False}, []),
        ("p AND q", {}, [{"p": YES, "q": YES}]),
        ("p AND q", {"p": True}, [{"q": YES}]),
        ("p AND q", {"p": False}, []),
        ("p OR q", {}, [{"p": YES}, {"q": YES}]),
        ("p OR q", {"p": False}, [{"q": YES}]),
        ("NOT (p AND q)", {}, [{"p": NO}, {"q": NO}]),
        ("NOT (p OR q)", {}, [{"p": NO, "q": NO}]),
        ("p OR (p AND q)", {}, [{"p": YES}]),
        ("(p AND q) OR p", {}, [{"p": YES}]),
        ("(p AND q) OR r", {}, [{"r": YES}, {"p": YES, "q": YES}]),
        ("(p OR q) AND (p OR r)", {}, [{"p": YES}, {"q": YES, "r": YES}]),
        ("p AND NOT p", {}, []),
        ("(p AND NOT p) OR q", {}, [{"q": YES}]),
        ("status = 'none'", {}, [{"status": codes("none")}]),
        ("status <> 'none'", {}, [{"status": OTHERS}]),
        ("NOT status = 'none'", {}, [{"status": OTHERS}]),
        ("status IN closed", {}, [{"status": codes("none", "it's")}]),
        ("status NOT IN closed", {}, [{"status": OTHERS - {"it's"}}]),
        ("status = 'none' AND status = 'pending'", {}, []),
        ("status IN closed AND status <> 'none'", {}, [{"status": codes("it's")}]),
        ("status = 'none' AND status IN closed", {}, [{"status": codes("none")}]),
        ("status IN closed OR status = 'none'", {}, [{"status": codes("none", "it's")}]),
        ("status = 'none' OR status IN closed", {}, [{"status": codes("none")}, {"status": codes("none", "it's")}]),
        ("every(family, together)", {}, [{"together": ANY}]),
        ("NOT some(family, together)", {}, [{"together": ANY}]),
        ("every(family, together)", {"together": (True, None)}, [{"together": ANY}]),
        ("every(family, together)", {"together": (False, None)}, []),
        ("few > 3", {}, [{"few": ANY}]),
        ("few > days", {}, [{"few": ANY, "days": ANY}]),
        ("few > days", {"few": 3}, [{"days": ANY}]),
        ("few + days > 3", {"few": 3}, [{"days": ANY}]),
        ("few - days > many", {}, [{"few": ANY, "days": ANY, "many": ANY}]),
        ("years_between(born, today) >= 18", {}, [{"born": ANY}]),
        ("working_days_between(served, due) >= 5", {"due": date(2026, 7, 1)}, [{"served": ANY}]),
        ("working_days_between(served, due) >= 5", {"due": date(2150, 7, 1), "served": date(2150, 7, 1)}, []),
        ("few IN (1, 2)", {}, [{"few": ANY}]),
        ("served IN (DATE '2026-07-01')", {}, [{"served": ANY}]),
        ("served + days IN (DATE '2026-07-01')", {"days": 3}, [{"served": ANY}]),
        ("few > 3 OR (few > 3 AND p)", {}, [{"few": ANY}]),
        ("(few > 3 AND p) OR (few > 5 AND NOT p)", {}, [{"few": ANY, "p": YES}, {"few": ANY, "p": NO}]),
        ("CASE WHEN p THEN 1 ELSE 2 END = 2", {}, [{"p": NO}]),
        ("CASE WHEN p THEN 1 ELSE 2 END = 3", {}, []),
        ("CASE WHEN p THEN 1 ELSE 2 END <> 1", {}, [{"p": NO}]),
        ("CASE WHEN p THEN 1 ELSE 2 END IN (1, 3)", {}, [{"p": YES}]),
        ("CASE WHEN p THEN 1 ELSE 2 END NOT IN (1, 3)", {}, [{"p": NO}]),
        ("CASE WHEN p THEN today ELSE due END IN (DATE '2026-07-01')", {}, [{"p": YES}, {"p": NO, "due": ANY}]),
        ("CASE WHEN p THEN 1 WHEN q THEN 2 ELSE 3 END >= 2", {}, [{"p": NO, "q": YES}, {"p": NO, "q": NO}]),
        ("CASE WHEN p THEN 1 WHEN q THEN 2 ELSE 3 END = 3", {"p": False}, [{"q": NO}]),
        ("CASE WHEN p THEN few ELSE 2 END > 1", {}, [{"p": NO}, {"p": YES, "few": ANY}]),
        ("CASE WHEN p THEN few ELSE 2 END > 1", {"p": True}, [{"few": ANY}]),
        ("CASE WHEN p THEN few ELSE 2 END > 2", {"few": 1}, []),
    ],
)  # fmt: skip
def test_the_smallest_ways_in_which_a_condition_could_come_true(condition, facts, ways):
    tree, _ = read_condition(condition, SCOPE)
    assert Missing(facts, AT, CALENDAR).ways(tree, True) == ways


def smallest(wanted: list[tuple[str, bool]], facts: dict | None = None) -> tuple[str, ...] | None:
    trees = [(read_condition(text, SCOPE)[0], answer) for text, answer in wanted]
    return Missing(facts or {}, AT, CALENDAR).smallest(trees)


def test_several_conditions_at_once_in_the_order_in_which_they_are_read():
    assert smallest([]) == ()
    assert smallest([("q", True), ("p", False)]) == ("q", "p")
    assert smallest([("q", True), ("q", False)]) is None
    assert smallest([("p OR q", True), ("q OR r", True)]) == ("q",)
    assert smallest([("p OR q", True), ("q", False)]) == ("p", "q")
    assert smallest([("p OR status = 'none'", True), ("status = 'pending'", True)]) == ("p", "status")
    assert smallest([("few > 3", True), ("few < 3", True)]) == ("few",)
    assert smallest([("p", True)], {"p": True}) == ()
    assert smallest([("status IN nobody", True)]) is None
    assert smallest([("status IN nobody OR p", True)]) == ("p",)


def test_of_very_many_ways_a_smallest_is_still_found():
    pairs = " AND ".join(
        f"({a} OR {b})" for a, b in [("p", "q"), ("r", "s"), ("q", "t"), ("s", "t"), ("p", "r"), ("p", "t")]
    )
    assert len(smallest([(pairs, True)])) == 3
