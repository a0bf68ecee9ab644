"""Assumptions: every number with its range, source, date and grade; every mistake named at its place, all at once."""

from datetime import date
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest

from returnhub.forecast.assumptions import load_assumptions, read_assumptions
from returnhub.forecast.numbers import Number
from returnhub.scheme.load import load_scheme, read_scheme
from returnhub.scheme.problems import SchemeErrors, UserError
from returnhub.scheme.source import Source

SCHEME = """scheme: small
title: A small scheme
version: 1
stages:
  waiting: {says: Waiting, entry: yes, outside: Another system}
  placed: {says: In a place, longest: 100 days, then: leave}
  gone: {says: Gone, final: yes}
moves:
  give_place: {says: Give a place, from: waiting, to: placed, by: officer, towards: release}
  withdraw: {says: Withdraw, from: waiting, to: gone, by: officer, towards: release}
  leave: {says: Leave, from: placed, to: gone, by: officer, towards: release}
  move_on: {says: Move on, from: placed, to: gone, by: officer, towards: release}
roles: {officer: An officer}
"""
TEXT = """assumptions: small
version: 1
start: 2025-12-31
numbers:
  coming: {says: People who come, low: 90, central: 100, high: 120, unit: people a quarter, distribution: triangular, grade: judgement, date: 2025-12-31, source: not published}
  places: {says: Places, low: 5, central: 10, high: 20, unit: places, distribution: triangular, grade: judgement, date: 2025-12-31, source: not published}
  stay: {says: Days in a place, central: 40, unit: days, distribution: fixed, grade: judgement, date: 2025-12-31, source: not published}
  ready: {says: Ready after the stay, low: 0.5, central: 0.6, high: 0.7, unit: share, distribution: uniform, grade: judgement, date: 2025-12-31, source: not published}
  giving_up: {says: Giving up in a month, low: 0.1, central: 0.2, high: 0.3, unit: share a month, distribution: normal, grade: judgement, date: 2025-12-31, source: not published}
  opening: {says: Days until it opens, central: 0, unit: days, distribution: fixed, grade: judgement, date: 2025-12-31, source: not published}
  lasting: {says: Days that it lasts, central: 900, unit: days, distribution: fixed, grade: judgement, date: 2025-12-31, source: not published}
hosts:
  house: {opens: opening, lasts: lasting, places: places}
capacities:
  beds: {hosts: house}
stages:
  waiting:
    waits_for: beds
    then: give_place
    monthly: {withdraw: giving_up}
  placed:
    time: {fixed: stay}
    then: {move_on: ready, leave: rest}
    holds: beds
priority: [waiting]
arrivals:
  waiting: {a_quarter: coming}
starting:
  waiting: {people: places}
"""


def reading(text: str):
    return read_assumptions(Source.of("small.yaml", text), read_scheme(SCHEME))


@pytest.mark.parametrize("name", ["uk-no-hub", "uk-return-hubs"])
def test_every_number_has_a_source_a_date_and_a_grade_and_judgements_say_what_is_not_published(name):
    numbers = load_assumptions([load_scheme(name)]).numbers
    for number in numbers.values():
        assert number.source
        assert number.date.year > 2000
        assert number.low <= number.central <= number.high
    unpublished = [n for n in numbers.values() if n.name.startswith("hub_")]
    assert all(n.grade == "judgement" and "not published" in n.source for n in unpublished)


def test_no_number_rests_on_a_period_after_2025():
    """A release of 2026 may carry figures to December 2025; the hold-out begins on 1 January 2026."""
    for number in load_assumptions([load_scheme("uk-return-hubs")]).numbers.values():
        assert "2026" not in number.source or "3 July 2026" in number.source


def test_a_file_without_mistakes_is_read():
    made = reading(TEXT)
    assert made.start == date(2025, 12, 31)
    assert made.plans["small"].stages["placed"].holds == "beds"


MISTAKES = [
    ("low: 0.5", "low: 0.65", "`ready`: low, central and high are not in order"),
    ("high: 0.7", "high: 7", "`ready` is a share and above 1"),
    ("central: 40", "central: many", "`many` is not a number"),
    ("low: 5, central: 10", "low: -5, central: 10", "`places` is negative"),
    ("distribution: uniform, ", "", "`ready` does not say which distribution is meant"),
    ("distribution: uniform", "distribution: unifrom", "did you mean `uniform`?"),
    ("distribution: normal, grade: judgement", "distribution: normal, grade: guess", "`guess` is not one of"),
    ("central: 0, unit: days, distribution: fixed, grade: judgement", "central: 0, unit: days, distribution: fixed", "`opening` has no grade"),
    ("central: 0, unit: days, distribution: fixed, grade: judgement, date: 2025-12-31", "central: 0, unit: days, distribution: fixed, grade: judgement", "the source of `opening` has no date"),
    ("central: 40, unit", "low: 3, central: 40, unit", "`stay` is fixed and has a range"),
    ("unit: days", "unit: day", "did you mean `days`?"),
    ("high: 0.7", "high: 1e-1", "write it with digits and a point"),
    ("numbers:\n", "numbers:\n  stay: {}\n", "`stay` is given twice"),
    ("start: 2025-12-31", "start: 2025-12-30", "2025-12-30 is not the end of a quarter"),
    ("start: 2025-12-31", "start: soon", "`soon` is not a date"),
    ("start: 2025-12-31\n", "", "`start` is missing"),
    ("leave: rest", "leave: ready", "the shares of `placed` add up to 1.2, not to 1"),
    ("move_on: ready", "move_on: rest", "only one of them can be `rest`"),
    ("{withdraw: giving_up}", "{withdraw: reddy}", "did you mean `ready`?"),
    ("{withdraw: giving_up}", "{withdraw: stay}", "`stay` is in days; here it must be in share or share a month"),
    ("{withdraw: giving_up}", "{withdraw: 0.2}", "`0.2` is not a name"),
    ("time: {fixed: stay}", "time: {fixed: ready}", "`ready` is in share; here it must be in days"),
    ("time: {fixed: stay}", "time: {gamma: stay}", "one of fixed, geometric, lognormal"),
    ("time: {fixed: stay}\n    then", "then", "`placed` has `then`, but neither `time` nor `waits_for`"),
    ("  waiting: {a_quarter: coming}", "  waiting: {a_quarter: lasting}", "`lasting` is in days"),
    ("  waiting: {a_quarter: coming}", "  wating: {a_quarter: coming}", "did you mean `waiting`?"),
    ("{hosts: house}", "{hosts: hose}", "there is no host `hose`"),
    ("{hosts: house}", "{}", "`beds` has no capacity"),
    ("{hosts: house}", "{a_week: places}", "`beds` is served by the day and cannot be held"),
    ("{hosts: house}", "{seats: places}", "needs both `seats` and `flights_a_month`"),
    ("waits_for: beds", "waits_for: bed", "there is no capacity `bed`"),
    ("then: give_place", "then: give_plce", "did you mean `give_place`?"),
    ("then: give_place", "then: leave", "scheme `small` has no move `leave` from `waiting`"),
    ("  placed:\n    time", "  palced:\n    time", "`palced` is described, which scheme `small` does not have"),
    ("  placed:\n    time", "  gone:\n    time", "`gone` is described, which is an end"),
    ("priority: [waiting]\n", "", "does not say when those in `waiting` are served"),
    ("priority: [waiting]", "priority: [waiting, placed]", "`placed` waits for nothing"),
    ("{people: places}", "{published: asylum_claims}", "counts what happens in a quarter: over how many days?"),
    ("{people: places}", "{published: claims}", "there is no published series `claims`"),
    ("{people: places}", "{}", "who is in `waiting` at the start?"),
    ("{opens: opening, lasts: lasting, places: places}", "{lasts: lasting, places: places}", "`opens` is missing"),
    ("places: places}", "places: places, suspended: {monthly: giving_up}}", "needs its chance (`monthly`) and its `days`"),
    ("assumptions: small", "assumptions: small\nextends: tall", "there are no assumptions `tall`"),
    ("priority: [waiting]", "priorities: [waiting]", "did you mean `priority`?"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "says"), MISTAKES, ids=[says for _, _, says in MISTAKES])
def test_a_mistake_is_named_at_its_place(old, new, says):
    assert TEXT.count(old) >= 1
    with pytest.raises(SchemeErrors) as caught:
        reading(TEXT.replace(old, new, 1))
    assert says in str(caught.value)
    assert "small.yaml:" in str(caught.value)


def test_what_nothing_uses_and_what_is_not_described_are_named_with_everything_else():
    stage = TEXT.index("  placed:\n")
    without = TEXT[:stage] + TEXT[TEXT.index("priority") :].replace("{people: places}", "{people: palces}")
    with pytest.raises(SchemeErrors) as caught:
        reading(without)
    said = str(caught.value)
    assert "nothing uses `stay`" in said
    assert "stage `placed` of scheme `small` is not described" in said
    assert "there is no number `palces`" in said


def test_probabilities_that_can_add_up_to_more_than_one_are_refused():
    text = TEXT.replace("monthly: {withdraw: giving_up}", "monthly: {withdraw: ready, give_place: giving_up}")
    assert "waiting" in reading(text.replace("high: 0.3,", "high: 0.29,")).plans["small"].stages
    with pytest.raises(
        SchemeErrors, match=r"the monthly chances of `waiting` can add up to 1.2, more than 1"
    ):
        reading(text.replace("high: 0.3, unit: share a month", "high: 0.5, unit: share a month"))


def test_a_scheme_without_assumptions_is_refused_and_its_stages_are_named():
    scheme = read_scheme(SCHEME)
    with pytest.raises(
        UserError, match="`small` has no assumptions: nothing is said of its stages `waiting`, `placed`"
    ):
        load_assumptions([scheme])


def test_a_file_that_extends_a_schemes_own_takes_its_place_and_its_numbers_hold_for_all(tmp_path: Path):
    mine = tmp_path / "mine.yaml"
    number = "low: 80, central: 90, high: 95, unit: GBP, distribution: triangular, grade: judgement"
    mine.write_text(
        "assumptions: mine\nversion: 1\nextends: uk-return-hubs\nnumbers:\n"
        f"  support_night: {{says: A night, {number}, date: 2025-12-31, source: not published}}\n"
    )
    schemes = [load_scheme("uk-return-hubs"), load_scheme("uk-no-hub")]
    made = load_assumptions(schemes, mine)
    assert made.numbers["support_night"].central == 90
    assert made.name == "mine"
    assert set(made.plans) == {"uk-return-hubs", "uk-no-hub"}
    assert made.digest != load_assumptions(schemes).digest


OTHER = "says: Other, low: 1, central: 2, high: 3, distribution: uniform, grade: judgement, date: 2026-07-03, source: none"


@pytest.mark.parametrize(
    ("number", "says"),
    [
        ("flights_a_month: {unit: days", "is in days; what it takes the place of is in flights a month"),
        ("hub_place: {unit: places", "nothing uses `hub_place`\nhint: did you mean `hub_places`?"),
    ],
)
def test_a_number_that_does_not_fit_is_named_where_it_is_written_and_once(tmp_path: Path, number, says):
    file = tmp_path / "mine.yaml"
    file.write_text(
        f"assumptions: mine\nversion: 1\nextends: uk-return-hubs\nnumbers:\n  {number}, {OTHER}}}\n"
    )
    with pytest.raises(SchemeErrors) as caught:
        load_assumptions([load_scheme("uk-return-hubs")], file)
    said = "\n".join(line for line in str(caught.value).splitlines() if " | " not in line and "^" not in line)
    assert says in said
    assert len(caught.value.problems) == 1
    assert "mine.yaml:5:" in said


def test_a_changed_copy_of_a_shipped_file_is_read_for_its_scheme(tmp_path: Path):
    shipped = Path(str(files("returnhub.library"))) / "assumptions" / "uk-return-hubs.yaml"
    copy = tmp_path / "copy.yaml"
    copy.write_text(shipped.read_text().replace("    waits_for: hub places", "    waits_for: hub place"))
    with pytest.raises(SchemeErrors) as caught:
        load_assumptions([load_scheme("uk-return-hubs"), load_scheme("uk-no-hub")], copy)
    assert len(caught.value.problems) == 1
    assert "there is no capacity `hub place`" in str(caught.value)
    assert "did you mean `hub places`?" in str(caught.value)


@pytest.mark.parametrize(
    ("distribution", "mean"), [("triangular", 30.0), ("uniform", 35.0), ("normal", 20.0), ("fixed", 20.0)]
)
def test_a_distribution_has_its_mean(distribution, mean):
    """Means from the formulas: (10 + 20 + 60) / 3; (10 + 60) / 2; the middle (less 0.5 for what is cut at zero)."""
    number = Number("x", "", 10, 20, 60, "people", "judgement", date(2025, 12, 31), "x", distribution)
    values = np.array([number.at((k + 0.5) / 10_000) for k in range(10_000)])
    assert values.min() >= 0
    assert values.mean() == pytest.approx(mean, rel=0.03)
