"""Longest stays that count in total: by hand, beside the plain reference, and what keeping the days takes."""

from dataclasses import replace

import numpy as np
import pytest

from returnhub.forecast.engine.arrays import compile_network
from returnhub.forecast.engine.circles import days_kept
from returnhub.forecast.engine.draws import replicate_key
from returnhub.forecast.engine.kernel import simulate
from returnhub.forecast.engine.laws import fixed, geometric
from returnhub.forecast.engine.network import Exit, Move, Network, Resource, Stage, Waiting
from returnhub.forecast.engine.run import run
from returnhub.scheme.problems import UserError
from tests.forecast.engine.networks import hub
from tests.forecast.engine.test_engine import same

NOBODY = np.zeros((1, 60), int)


def turn(days: int, longest: int, elsewhere: Stage, *, in_total: bool = True, **present) -> Network:
    """Ten days here, then elsewhere and back; after the longest stay, out."""
    here = Stage(
        "here",
        time=fixed(days),
        ended=[Exit("go", 1.0)],
        longest=longest,
        after_longest="leave",
        in_total=in_total,
    )
    return Network(
        stages=[here, elsewhere, Stage("out")],
        moves=[Move("go", "elsewhere"), Move("back", "here"), Move("leave", "out")],
        resources=[Resource("desk", np.arange(60) % 5 == 4), Resource("chair", np.full(60, 1), daily=False)],
        classes=["all"],
        entry="here",
        arrivals=NOBODY,
        present=present or {"here": [1]},
    )


AWAY = Stage("elsewhere", time=fixed(5), ended=[Exit("back", 1.0)])


def steps(network: Network) -> list[tuple[int, str]]:
    """(day, stage reached) of the first person."""
    made = run(network, replicates=1, seed=1, traced=1)
    return [(day, network.stages[stage].name) for _, day, _, stage in made.steps[0].tolist()]


def test_a_circle_of_two_stages_by_hand():
    # Ten days here, five away, ten here, five away; of 25 days five are left, and the third visit ends with them.
    assert steps(turn(10, 25, AWAY)) == [
        (-1, "here"), (10, "elsewhere"), (15, "here"), (25, "elsewhere"), (30, "here"), (35, "out"),
    ]  # fmt: skip
    # Of 20 days none is left for the third visit: what follows comes on the day of arrival.
    assert steps(turn(10, 20, AWAY))[-2:] == [(30, "here"), (30, "out")]
    # Counted for each visit, no visit is ever too long.
    assert steps(turn(10, 20, AWAY, in_total=False))[-1] == (55, "elsewhere")


def test_days_spent_before_the_start_count():
    started = Waiting(np.zeros(1, int), np.array([8]), np.array([-1]))
    # Eight days before the start and two after it; of 15 days five are left for the second visit.
    assert steps(turn(10, 15, AWAY, here=started)) == [
        (-1, "here"), (2, "elsewhere"), (7, "here"), (12, "out"),
    ]  # fmt: skip
    longer = Waiting(np.zeros(1, int), np.array([90_000]), np.array([-1]))
    assert steps(turn(10, 15, AWAY, here=longer))[:2] == [(-1, "here"), (0, "elsewhere")]


def test_days_in_a_line_count_whatever_ends_them():
    """Served on days 4, 9, 14, …; back after a day: visits of 4, 4, and then of the two days that are left."""
    line = Stage(
        "here", resource="desk", served=[Exit("go", 1.0)], longest=10, after_longest="leave", in_total=True
    )
    network = turn(10, 10, replace(AWAY, time=fixed(1)))
    network = replace(network, stages=[line, *network.stages[1:]])
    assert steps(network) == [
        (-1, "here"), (4, "elsewhere"), (5, "here"), (9, "elsewhere"), (10, "here"), (12, "out"),
    ]  # fmt: skip
    same(network, seed=1)


def test_the_clock_goes_on_while_days_are_kept_and_after():
    """Wherever it starts, before the first kept day or after it, it counts from there to the end."""
    for clocks, days in (((True, False), 35), ((False, True), 25)):
        network = turn(10, 25, AWAY)
        stages = [replace(s, clock=c) for s, c in zip(network.stages, (*clocks, False), strict=True)]
        made = run(replace(network, stages=stages), replicates=1, seed=1, wait_width=1, wait_bins=60)
        assert np.flatnonzero(made.waits[0, 2]).tolist() == [days]


def test_days_are_kept_only_where_somebody_can_come_back():
    network = hub()
    assert days_kept(network)[0].tolist() == [-1] * 9
    total = replace(network, stages=[replace(s, in_total=True) for s in network.stages])
    kept, parted = days_kept(total)
    names = [s.name for s in network.stages]
    # Who waits may lodge an appeal and come to wait again; nobody comes from the hub to the hub.
    assert [n for n, k in zip(names, kept, strict=True) if k >= 0] == ["waiting"]
    assert [n for n, p in zip(names, parted, strict=True) if p] == [
        "in_hub",
        "granted",
        "returned",
        "back",
        "closed",
    ]


def circling(scale: int, days: int = 800) -> Network:
    """The hub of `networks`, in which people are brought back to wait again, in total 28 days there."""
    network = hub(days, scale)
    moves = [replace(m, target="exhausted") if m.name == "bring_back" else m for m in network.moves]
    return replace(
        network, moves=moves, stages=[replace(s, in_total=s.longest is not None) for s in network.stages]
    )


def test_the_reference_keeps_the_same_days():
    same(circling(1), seed=4)


def test_the_same_numbers_on_any_number_of_workers():
    one, two = (run(circling(1), replicates=4, seed=3, workers=n) for n in (1, 2))
    assert np.array_equal(one.flow, two.flow)
    assert np.array_equal(one.waits, two.waits)


def test_nobody_stays_longer_in_all_visits_together():
    network = circling(2)
    made = run(network, replicates=1, seed=6, traced=10**6)
    spent: dict[tuple[int, int], int] = {}
    last: dict[int, tuple[int, int]] = {}
    for person, day, _, stage in made.steps[0].tolist():
        since, here = last.get(person, (0, stage))
        spent[person, here] = spent.get((person, here), 0) + max(day, 0) - since
        last[person] = max(day, 0), stage
    for stage, s in enumerate(network.stages):
        days = [n for (_, here), n in spent.items() if here == stage]
        assert s.longest is None or max(days) == s.longest


@pytest.mark.parametrize("scale", [1, 100])
def test_records_follow_the_living(scale):
    network = circling(scale)
    made = compile_network(network)
    shapes = [(12, 2, 9), (9, 4, 9), (9, 2, 9), (3, 9), (9, 244)]
    outputs = [np.zeros(shape, np.int64) for shape in shapes]
    more = (np.zeros((9, 9), np.int64), np.zeros(9, np.int64), 365)
    ran = simulate(np.uint64(replicate_key(1, 0)), made, 91, *outputs, 30, *more)
    # Eight bytes a record: a clock and two stays. More people have one in turn than ever live at once.
    visits = outputs[0][[m.name for m in network.moves].index("refer")].sum()
    assert visits > 1_000 * scale
    assert ran.memory <= 64 * ran.most + 100_000


def test_a_stay_that_cannot_be_kept_is_refused():
    with pytest.raises(UserError, match="a longest stay of 65,536 days in total"):
        compile_network(turn(10, 65_536, AWAY))


@pytest.mark.parametrize(
    "elsewhere",
    [
        replace(AWAY, time=fixed(0)),
        Stage("elsewhere", time=geometric(9), ended=[Exit("back", 1.0)], longest=0, after_longest="back"),
        Stage("elsewhere", time=geometric(9), ended=[Exit("back", 1.0)], longest=9, after_longest="back", in_total=True),
        Stage("elsewhere", resource="chair", served=[Exit("back", 1.0)], holds="chair"),
    ],
)  # fmt: skip
def test_a_circle_without_a_day_is_refused(elsewhere):
    network = turn(10, 9, elsewhere)
    network = replace(
        network, moves=[Move("go", "elsewhere"), Move("back", "here"), Move("leave", "elsewhere")]
    )
    with pytest.raises(UserError, match="for ever within one day: `here` → `elsewhere` → `here`"):
        compile_network(network)
    if elsewhere.resource is None:
        wait = replace(network, moves=[*network.moves[:2], Move("leave", "out")])
        assert run(wait, replicates=1, seed=1).people[0] == 1
