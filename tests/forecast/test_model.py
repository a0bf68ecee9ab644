"""Networks of legal moves only; the groups of people; the same worlds for every scheme; the same seed, the same numbers."""

from dataclasses import replace

import numpy as np
import pytest

from returnhub.forecast.assumptions import load_assumptions
from returnhub.forecast.calibrate import read
from returnhub.forecast.history import published
from returnhub.forecast.model import build
from returnhub.forecast.people import everybody, groups, shifted, spread
from returnhub.forecast.study import Inputs, simulate
from returnhub.scheme.load import load_scheme
from returnhub.scheme.problems import SchemeErrors


@pytest.fixture(scope="module")
def inputs():
    numbers = load_assumptions([load_scheme("uk-return-hubs"), load_scheme("uk-no-hub")])
    return Inputs(numbers, read("uk-2025-12-31"), published().until(numbers.start), 2, 1)


def network(name, inputs):
    plan = inputs.assumptions.plans[name]
    return build(plan, inputs.worlds(1)[0], inputs.history, everybody(), inputs.days, 1, 0, 0.01)


def test_groups_are_the_twenty_largest_and_the_rest_and_their_grants_meet_the_published_share():
    found = groups()
    assert len(set(found.nationality)) == 21
    assert sum(found.share) == pytest.approx(1)
    assert found.nationality[0] == "Afghanistan"
    moved = shifted(found.grant, found.share, 0.41)
    assert sum(s * g for s, g in zip(found.share, moved, strict=True)) == pytest.approx(0.41, abs=1e-6)
    assert np.argsort(moved).tolist() == np.argsort(found.grant).tolist()


def test_spreading_a_number_over_groups_loses_nobody():
    assert sum(spread(64_426, groups().share)) == 64_426


@pytest.mark.parametrize("name", ["uk-no-hub", "uk-return-hubs"])
def test_every_step_of_the_model_is_a_legal_move_of_the_scheme(name, inputs):
    scheme = load_scheme(name)
    made = network(name, inputs)
    for stage in made.stages:
        ways = {w.move for w in (*stage.ended, *stage.served, *stage.left)} | ({stage.after_longest} - {None})
        for way in ways:
            assert stage.name in scheme.moves[way].sources
            assert next(m.target for m in made.moves if m.name == way) == scheme.moves[way].target
        longest = scheme.stages[stage.name].longest
        if stage.longest is not None:
            assert longest is not None
            assert stage.longest <= longest.days


def test_a_scheme_without_a_move_that_the_assumptions_take_is_refused():
    scheme = load_scheme("uk-no-hub")
    fewer = replace(scheme, moves={n: m for n, m in scheme.moves.items() if n != "lodge_appeal"})
    with pytest.raises(SchemeErrors, match="has no move `lodge_appeal` from `refused`"):
        load_assumptions([fewer])


def test_two_schemes_meet_the_same_world_upstream_and_the_same_seed_gives_the_same_numbers(inputs):
    worlds = inputs.worlds(2)
    hub, base, again = (
        simulate(load_scheme(name), worlds, inputs, everybody(), scale=0.05)
        for name in ("uk-return-hubs", "uk-no-hub", "uk-return-hubs")
    )
    claimed = [[s.name for s in made.network.stages].index("claimed") for made in (hub, base)]
    assert np.array_equal(hub.stock[:, claimed[0]], base.stock[:, claimed[1]])
    assert np.array_equal(hub.flow, again.flow)
    assert not np.array_equal(hub.flow[0], hub.flow[1])
