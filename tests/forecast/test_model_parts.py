"""Hosts that open, fill, are stopped and end; capacities in time; moves closed by a rule; people served first."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from returnhub.forecast.assumptions import load_assumptions, read_assumptions
from returnhub.forecast.calibrate import read
from returnhub.forecast.history import published
from returnhub.forecast.hosts import closing, openings, resources
from returnhub.forecast.model import build
from returnhub.forecast.people import OTHERWISE, by_arrival, groups
from returnhub.forecast.plan import Ruling
from returnhub.forecast.scope import stranded
from returnhub.forecast.stages import stages
from returnhub.forecast.study import Inputs, simulate, study
from returnhub.forecast.terms import Term
from returnhub.forecast.world import PERIOD, World
from returnhub.scheme.load import load_scheme, read_scheme
from returnhub.scheme.source import Source
from tests.forecast.test_assumptions import SCHEME, TEXT

WORLD = World(
    {
        "coming": 0.0,
        "places": 10.0,
        "stay": 40.0,
        "ready": 0.6,
        "giving_up": 0.2,
        "opening": 0.0,
        "lasting": 900.0,
    }
)
CROWD = (
    "  crowd: {says: People there, central: 500, unit: people, distribution: fixed, grade: judgement, "
    "date: 2025-12-31, source: not published}"
)
NUMBER = "unit: days, distribution: fixed, grade: judgement, date: 2025-12-31, source: not published"


def plan(*changes: tuple[str, str]):
    text = TEXT
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return read_assumptions(Source.of("small.yaml", text), read_scheme(SCHEME)).plans["small"]


def places(made, world: World, days: int = 400) -> np.ndarray:
    return resources(made, world, days, openings(made, world, days, 1, 0), 1.0)[0].capacity


def test_a_host_opens_on_its_day_and_ends_on_another():
    held = places(plan(), World({**WORLD.values, "opening": 100.0, "lasting": 150.0}))
    assert held[:100].max() == 0
    assert held[100:250].tolist() == [10] * 150
    assert held[250:].max() == 0


def test_a_host_fills_evenly():
    made = plan(("places: places}\ncap", "places: places, fills: stay}\ncap"))
    held = places(made, WORLD)
    assert held[3] == 1
    assert held[19] == 5
    assert held[39:].tolist() == [10] * 361


def test_a_ruling_stops_a_host_from_its_day_on_for_so_many_days():
    """31 March 2026 is the ninetieth day after 31 December 2025."""
    made = plan(("places: places}\ncap", "places: places, rulings: [{on: 2026-03-31, days: stay}]}\ncap"))
    assert made.hosts["house"].rulings == (Ruling(date(2026, 3, 31), Term((("stay",),))),)
    held = places(made, WORLD)
    assert np.flatnonzero(held == 0).tolist() == list(range(89, 129))


def test_a_host_is_stopped_by_chance_about_as_often_as_the_chance_says():
    made = plan(("places: places}\ncap", "places: places, suspended: {monthly: giving_up, days: stay}}\ncap"))
    world = World({**WORLD.values, "lasting": 36_000.0})
    stopped = np.mean([places(made, replace(world), 9_000) == 0 for _ in range(1)])
    # Open for 150 days on average (a fifth a month), then 40 days stopped.
    assert stopped == pytest.approx(40 / 190, abs=0.06)


def test_places_of_several_hosts_are_added_and_who_must_leave_is_their_share():
    made = plan(
        (
            "places: places}\ncap",
            "places: places}\n  hut: {opens: opening, lasts: stay, places: places}\ncap",
        ),
        ("{hosts: house}", "{hosts: [house, hut]}"),
    )
    held = places(made, WORLD)
    assert (held[0], held[39], held[40]) == (20, 20, 10)
    ends = closing(made, ("house", "hut"), World({**WORLD.values, "lasting": 200.0}), 4)
    assert ends.tolist() == [0.5, 0.0, 1.0, 1.0]  # a half in the first quarter; all once both have ended


def test_a_capacity_changes_from_a_day_on_and_flights_go_in_batches():
    steps = "steps: [{from: 2026-03-31, times: ready}, {from: 2026-06-29, becomes: coming}]"
    made = plan(("{hosts: house}", "{places: places, " + steps + "}"))
    held = places(made, World({**WORLD.values, "coming": 3.0}))
    assert (held[88], held[89], held[178], held[179]) == (10, 6, 6, 3)
    number = (
        "  often: {says: x, central: 2, "
        + NUMBER.replace("unit: days", "unit: flights a month")
        + "}\nhosts:"
    )
    made = plan(
        ("hosts:\n", number + "\n"),
        ("{hosts: house}", "{seats: places, flights_a_month: often}"),
        ("    holds: beds\n", ""),
    )
    flown = places(made, World({**WORLD.values, "often": 2.0}), 60)
    assert np.flatnonzero(flown).tolist() == [14, 29, 44, 59]
    assert set(flown[flown > 0]) == {10}


@pytest.fixture(scope="module")
def rwanda():
    schemes = [load_scheme("uk-rwanda"), load_scheme("uk-albania")]
    numbers = load_assumptions(schemes)
    return schemes, Inputs(numbers, read("uk-2025-12-31"), published().until(numbers.start), 8, 1)


def test_the_scheme_says_who_is_in_scope_by_the_same_rules_as_in_screening(rwanda):
    """Rule `journey_dangerous` of UK-Rwanda: by small boat or hidden in a vehicle; nobody else is ever considered."""
    (scheme, _), inputs = rwanda
    numbers = inputs.assumptions
    assert "consider_third_country" in numbers.plans[scheme.name].closed[OTHERWISE]
    assert stranded(numbers.plans[scheme.name]) is None
    world = inputs.worlds(1)[0].given(rwanda_opens_after=100.0, rwanda_suspended_monthly=0.0)
    made = simulate(scheme, [world], inputs, by_arrival(), scale=0.1)
    move = [m.name for m in made.network.moves].index("consider_third_country")
    boat, other = made.flow[0, move]
    assert boat[:1].sum() == 0  # the host opens in the second quarter
    assert boat.sum() > 100
    assert other.sum() == 0


def test_nationalities_that_are_served_first_are_first_in_every_line(rwanda):
    (_, scheme), inputs = rwanda
    g = groups()
    made = build(
        inputs.assumptions.plans[scheme.name], inputs.worlds(1)[0], inputs.history, g, 91, 1, 0, scale=0.01
    )
    assert list(made.class_priority) == ["Albania, by small boat", "Albania, otherwise"]


@pytest.mark.parametrize("name", ["uk-no-hub", "uk-return-hubs", "uk-rwanda", "uk-albania"])
def test_no_stage_lasts_longer_than_the_scheme_allows(name):
    scheme = load_scheme(name)
    numbers = load_assumptions([scheme])
    inputs = Inputs(numbers, read("uk-2025-12-31"), published().until(numbers.start), 2, 1)
    world, made = inputs.worlds(1)[0], numbers.plans[name]
    for stage in stages(made, world, by_arrival(), openings(made, world, 2 * PERIOD, 1, 0), 2):
        allowed = scheme.stages[stage.name].longest
        if allowed:
            surely = len(stage.time) - 1 if isinstance(stage.time, np.ndarray) else 0
            assert (stage.longest or surely) <= allowed.days


def test_any_scheme_whose_stages_a_file_describes_can_be_forecast(tmp_path):
    """Places let go after 30 days serve more people than places kept for 40: nothing here knows the scheme."""
    file = tmp_path / "small.yaml"
    file.write_text(
        TEXT.replace("people: places", "people: crowd").replace("numbers:\n", f"numbers:\n{CROWD}\n")
    )
    schemes = [
        read_scheme(
            SCHEME.replace("scheme: small", "scheme: short").replace("longest: 100 days", "longest: 30 days")
        ),
        read_scheme(SCHEME),
    ]
    numbers = load_assumptions(schemes, file)
    inputs = Inputs(numbers, read("uk-2025-12-31"), published().until(numbers.start), 4, 1)
    short, long = study(schemes, inputs, 2).columns
    assert (short.name, long.name) == ("short", "small")
    given = [simulate(s, inputs.worlds(2), inputs, groups()) for s in schemes]
    moves = [m.name for m in given[0].network.moves]
    served = [made.flow[:, moves.index("give_place")].sum() for made in given]
    assert served[0] > served[1] > 0
