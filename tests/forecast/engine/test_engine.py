"""The kernel beside its plain reference, and beside what must hold whatever the network."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from returnhub.forecast.engine import memory, reference
from returnhub.forecast.engine.arrays import compile_network
from returnhub.forecast.engine.circles import without_a_day
from returnhub.forecast.engine.kernel import simulate
from returnhub.forecast.engine.laws import fixed, geometric, lognormal
from returnhub.forecast.engine.memory import estimate
from returnhub.forecast.engine.network import Exit, Move, Network, Resource, Stage, Waiting
from returnhub.forecast.engine.run import run
from returnhub.scheme.problems import UserError
from tests.forecast.engine.networks import hub


def plain(network: Network, seed: int, replicate: int = 0, period: int = 91, traced: int = 50):
    made = reference.Reference(compile_network(network), seed, replicate, period, 30, 244, 365, traced)
    made.run()
    return made


def same(network: Network, seed: int) -> None:
    fast = run(network, replicates=1, seed=seed, traced=50)
    slow = plain(network, seed)
    assert np.array_equal(fast.flow[0], slow.flow)
    assert np.array_equal(fast.left[0], slow.left)
    assert np.array_equal(fast.stock[0], slow.stock)
    assert np.array_equal(fast.used_days[0], slow.used_days)
    assert np.array_equal(fast.waits[0], slow.waits)
    assert np.array_equal(fast.person_days[0], slow.person_days)
    assert np.array_equal(fast.overdue[0], slow.overdue)
    assert fast.people[0] == slow.people
    assert fast.steps[0].tolist() == [list(step) for step in slow.steps]


def test_the_kernel_equals_the_reference_to_the_last_person():
    same(hub(), seed=1)


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_on_random_networks_too(data):
    network, seed = random_network(data), data.draw(st.integers(0, 2**31))
    same(network, seed)
    the_books_keep_littles_law(network, seed)


def the_books_keep_littles_law(network: Network, seed: int) -> None:
    """People there on average = people who come each day × mean time they stay, in every stage, to the day."""
    made = run(network, replicates=1, seed=seed, traced=10**6, period=7)
    stayed, came = np.zeros(len(network.stages), int), np.zeros(len(network.stages), int)
    paths: dict[int, list[tuple[int, int]]] = {}
    for person, day, _, stage in made.steps[0].tolist():
        paths.setdefault(person, []).append((max(day, 0), stage))
    for path in paths.values():
        for (day, stage), (until, _) in zip(path, [*path[1:], (network.days, -1)], strict=True):
            stayed[stage] += until - day
            came[stage] += 1
    average = made.person_days[0].sum(axis=1) / network.days
    assert np.allclose(average, came / network.days * (stayed / np.maximum(came, 1)), rtol=1e-12)
    inside = came.copy()
    for _, day, move, _ in made.steps[0].tolist():
        assert -1 <= day < network.days
        assert move < len(network.moves)
    for path in paths.values():
        for _, stage in path[:-1]:
            inside[stage] -= 1
    assert inside.tolist() == made.stock[0, :, :, -1].sum(axis=1).tolist()


def random_network(data) -> Network:
    """Stages in a row or round, some with lines, some with times; any resource daily or held."""
    draw = data.draw
    days, classes, inner = draw(st.integers(1, 120)), draw(st.integers(1, 3)), draw(st.integers(1, 4))
    names = [f"s{n}" for n in range(inner)] + ["end", "gone"]
    moves = [Move(f"to_{n}", n) for n in names]
    stages, resources = [], []
    for n in range(inner):
        onward = [
            Exit(f"to_{names[draw(st.integers(n + 1, inner))]}", np.array([[0.6], [0.1]])),
            Exit(f"to_{names[draw(st.integers(0, inner))]}", np.array([[0.4], [0.9]])),
        ]
        monthly = draw(st.sampled_from([0.0, 0.2, 0.9, np.array([[0.0], [0.5], [0.02]])]))
        away = [Exit("to_gone", 0.5), Exit(f"to_{names[draw(st.integers(0, inner))]}", 0.5)]
        leave = {"monthly_exit": monthly, "left": away if np.any(monthly) else ()}
        longest = draw(st.sampled_from([None, 1, 9, 20]))
        after = draw(st.sampled_from(["to_gone", "to_s0"])) if longest is not None else None
        stay = {"longest": longest, "after_longest": after, "in_total": draw(st.booleans())}
        if draw(st.booleans()):
            capacity = np.array(draw(st.lists(st.integers(0, 5), min_size=days, max_size=days)))
            resources.append(Resource(f"r{n}", capacity))
            stages.append(Stage(f"s{n}", resource=f"r{n}", served=onward, clock=n == 0, **leave, **stay))
        else:
            law = draw(
                st.sampled_from([fixed(1), fixed(3), geometric(4) if n else fixed(2), lognormal(9, 0.7, 60)])
            )
            law = law if law[0] == 0 else fixed(2)  # no circle without time
            stages.append(Stage(f"s{n}", time=law, ended=onward, clock=n == 0, **leave, **stay))
    stages += [Stage("end"), Stage("gone")]
    a_day = st.lists(st.integers(0, 3), min_size=days, max_size=days)
    arrivals = np.array([draw(a_day) for _ in range(classes)])
    counted, seated = draw(st.permutations(range(inner)))[:1], draw(st.integers(0, inner - 1))
    there = draw(st.integers(0, 20))
    number = st.lists(st.integers(0, 40), min_size=there, max_size=there)
    waiting = Waiting(
        np.array(draw(number), int) % classes,
        np.array(draw(number), int),
        np.array(draw(number), int) * 20 - 1,
    )
    made = Network(
        stages,
        moves,
        resources,
        [f"c{n}" for n in range(classes)],
        "s0",
        arrivals,
        present={
            **{f"s{n}": [draw(st.integers(0, 20)) for _ in range(classes)] for n in counted},
            f"s{seated}": waiting,
        },
        joining={f"s{inner - 1}": np.array([draw(a_day) for _ in range(classes)])}
        if draw(st.booleans())
        else {},
        class_priority=draw(st.sampled_from([(), ("c0",), (f"c{classes - 1}",)])),
        epoch=draw(st.sampled_from([1, 7, 30])),
    )
    assume(not without_a_day(made))
    return made


def test_a_line_is_first_come_first_served_across_classes_unless_the_policy_says_otherwise():
    network = Network(
        stages=[Stage("line", resource="desk", served=[Exit("go", 1.0)]), Stage("end")],
        moves=[Move("go", "end")],
        resources=[Resource("desk", np.array([1, 1, 1]))],
        classes=["a", "b"],
        entry="line",
        arrivals=np.array([[0, 1, 0], [1, 1, 0]]),
    )
    assert run(network, replicates=1, seed=1, period=1).flow[0, 0].tolist() == [[0, 1, 0], [1, 0, 1]]
    first = replace(network, class_priority=["b"])
    assert run(first, replicates=1, seed=1, period=1).flow[0, 0].tolist() == [[0, 0, 1], [1, 1, 0]]


def test_time_already_spent_counts_towards_its_end_and_the_longest_stay():
    def stage(**kind) -> Network:
        return Network(
            stages=[Stage("here", ended=[Exit("go", 1.0)], clock=True, **kind), Stage("end"), Stage("sent")],
            moves=[Move("go", "end"), Move("send", "sent")],
            resources=[],
            classes=["all"],
            entry="here",
            arrivals=np.zeros((1, 60), int),
            present={"here": Waiting(np.zeros(3, int), np.array([0, 25, 90]), np.array([-1, 25, 400]))},
        )

    made = run(stage(time=fixed(30)), replicates=1, seed=1, period=1, wait_width=10)
    assert np.flatnonzero(made.flow[0, 0, 0]).tolist() == [0, 5, 30]
    assert np.flatnonzero(made.waits[0, 1]).tolist() == [3, 40]
    assert made.overdue[0, 0] == 0  # the one of 400 days has gone on the first day
    made = run(
        stage(time=fixed(500), longest=28, after_longest="send"),
        replicates=1,
        seed=1,
        period=1,
        wait_width=10,
    )
    assert np.flatnonzero(made.flow[0, 1, 0]).tolist() == [0, 3, 28]


def test_the_rest_of_a_time_that_has_no_memory_is_as_long_as_the_whole():
    people = 20_000
    network = Network(
        stages=[Stage("here", time=geometric(40), ended=[Exit("go", 1.0)]), Stage("end")],
        moves=[Move("go", "end")],
        resources=[],
        classes=["all"],
        entry="here",
        arrivals=np.zeros((1, 1200), int),
        present={"here": Waiting(np.zeros(people, int), np.full(people, 300), np.full(people, -1))},
    )
    gone = run(network, replicates=1, seed=3, period=1).flow[0, 0, 0]
    mean_days = (np.arange(1200) @ gone) / gone.sum()
    # A geometric time that is known to be longer than 300 days goes on for 1 + a fresh one.
    assert abs(mean_days - 41) < 4 * 40 / people**0.5


def test_a_chance_that_changes_by_epoch_leaves_as_many_as_its_table_says():
    people = 40_000
    network = Network(
        stages=[
            Stage(
                "here",
                time=fixed(500),
                ended=[Exit("go", 1.0)],
                monthly_exit=np.array([[0.1], [0.0], [0.4]]),
                left=[Exit("leave", 1.0)],
            ),
            Stage("end"),
        ],
        moves=[Move("go", "end"), Move("leave", "end")],
        resources=[],
        classes=["all"],
        entry="here",
        arrivals=np.zeros((1, 120), int),
        present={"here": [people]},
        epoch=30,
    )
    left = run(network, replicates=1, seed=2, period=30).flow[0, 1, 0]
    for got, share in zip(left, [0.1, 0.0, 0.9 * 0.4, 0.9 * 0.6 * 0.4], strict=True):
        assert abs(got / people - share) < 0.012


def test_people_are_conserved_in_every_class_on_every_day():
    network = hub(days=800)
    made = run(network, replicates=3, seed=5, period=1)
    start = np.zeros(2, np.int64)
    for counts in network.present.values():
        start += np.array(counts)
    come = np.array(
        [
            [network.arrivals[c, : (p + 1) * made.period].sum() for p in range(made.stock.shape[3])]
            for c in range(2)
        ]
    )
    for replicate in range(3):
        assert np.array_equal(made.stock[replicate].sum(axis=0), start[:, None] + come)


def test_stock_change_is_inflow_less_outflow_in_every_stage():
    network = hub(days=800)
    made = run(network, replicates=1, seed=5)
    names = [s.name for s in network.stages]
    for number, name in enumerate(names):
        into = sum(made.flow[0, m].sum(axis=0) for m, move in enumerate(network.moves) if move.target == name)
        ways = {
            w.move
            for w in (
                *network.stages[number].ended,
                *network.stages[number].served,
                *network.stages[number].left,
            )
        }
        ways |= {network.stages[number].after_longest}
        out = sum(
            made.flow[0, m].sum(axis=0)
            for m, move in enumerate(network.moves)
            if move.name in ways and leaves(network, move.name, name)
        )
        if any(
            leaves(network, move.name, other)
            for move in network.moves
            if move.name in ways
            for other in names
            if other != name
        ):
            continue  # a move that two stages share cannot be told apart by its total
        stock = made.stock[0, number].sum(axis=0)
        start = sum(network.present.get(name, (0, 0)))
        come = (
            np.array([network.arrivals[:, p * 91 : (p + 1) * 91].sum() for p in range(len(stock))])
            if name == network.entry
            else 0
        )
        assert np.array_equal(np.diff(stock, prepend=start), into - out + come)


def leaves(network: Network, move: str, stage: str) -> bool:
    found = next(s for s in network.stages if s.name == stage)
    return move in {w.move for w in (*found.ended, *found.served, *found.left)} | {found.after_longest}


def test_places_are_never_more_than_there_are():
    network = hub(days=800)
    made = run(network, replicates=2, seed=9)
    inside = made.stock[:, [s.name for s in network.stages].index("in_hub")].sum(axis=1)
    assert inside.max() == 12  # the hub fills, and never holds a thirteenth
    assert (made.used_days[:, 1] <= 12 * 91).all()


def test_the_same_seed_gives_the_same_numbers_on_one_worker_and_on_two():
    one = run(hub(), replicates=6, seed=3, workers=1)
    two = run(hub(), replicates=6, seed=3, workers=2)
    assert np.array_equal(one.flow, two.flow)
    assert np.array_equal(one.stock, two.stock)
    assert not np.array_equal(one.flow[0], one.flow[1])


def test_another_generator_gives_the_same_results_on_average(monkeypatch):
    """Philox (Salmon and others 2011), of which no weakness is known, in place of the hash."""
    network, runs = hub(days=60), 14

    def philox(key, person, stage, visit, purpose):
        who = [int(person), int(stage), int(visit), int(purpose)]
        return np.random.Generator(np.random.Philox(key=int(key), counter=who)).random()

    ours = run(network, replicates=runs, seed=2).flow.sum(axis=(2, 3))
    monkeypatch.setattr(reference, "uniform", philox)
    theirs = np.array(
        [plain(network, seed=2, replicate=r, traced=0).flow.sum(axis=(1, 2)) for r in range(runs)]
    )
    error = np.sqrt((ours.var(axis=0, ddof=1) + theirs.var(axis=0, ddof=1)) / runs)
    assert np.all(np.abs(ours.mean(axis=0) - theirs.mean(axis=0)) <= 4 * error + 1e-9)


def test_a_person_alive_takes_at_most_64_bytes():
    network = hub(days=1_000, scale=40)
    made = compile_network(network)
    shapes = [(len(made.target), 2, 11), (9, 4, 11), (9, 2, 11), (3, 11), (9, 244)]
    outputs = [np.zeros(shape, np.int64) for shape in shapes]
    more = (np.zeros((9, 11), np.int64), np.zeros(11, np.int64), 365)
    ran = simulate(np.uint64(1), made, 91, *outputs, 30, *more)
    assert ran.most > 20_000
    assert ran.memory <= 64 * ran.most
    assert estimate(network) >= ran.memory


def test_more_people_than_memory_is_said_before_it_starts(monkeypatch):
    monkeypatch.setattr(memory, "available", lambda: 1_000_000)
    with pytest.raises(UserError, match="GB with 2 at work at once") as caught:
        run(hub(scale=20), replicates=2, seed=1, workers=2)
    assert f"{20 * (300 + 4_000) + 40:,} people" in str(caught.value)


def test_what_happens_upstream_of_a_change_is_exactly_the_same():
    """Common random numbers: more hub places change nothing for those who are still deciding or appealing."""
    base, more = hub(), hub()
    bigger = [
        r if r.name != "places" else Resource("places", r.capacity * 2, daily=False) for r in more.resources
    ]
    changed = replace(more, resources=bigger)
    a, b = run(base, replicates=2, seed=4), run(changed, replicates=2, seed=4)
    upstream = [n for n, m in enumerate(base.moves) if m.name in ("grant", "refuse", "withdraw", "refer")]
    assert np.array_equal(a.flow[:, upstream[:3]], b.flow[:, upstream[:3]])
    fly = [m.name for m in base.moves].index("enter")
    assert b.flow[:, fly].sum() > a.flow[:, fly].sum()


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (
            {"resources": [Resource("decisions", np.full(400, -1)), *hub().resources[1:]]},
            "is negative on some day",
        ),
        (
            {"resources": [Resource("decisions", np.full(399, 1)), *hub().resources[1:]]},
            "399 days of capacity, not 400",
        ),
        (
            {"stages": [Stage("claimed", time=fixed(1), ended=[Exit("grant", 0.5)]), *hub().stages[1:]]},
            "add up to 0.5",
        ),
        (
            {"stages": [Stage("claimed", time=fixed(1), ended=[Exit("grnt", 1.0)]), *hub().stages[1:]]},
            "which is no move",
        ),
        ({"moves": [Move("grant", "nowhere"), *hub().moves[1:]]}, "which is no stage"),
        ({"present": {"claimed": (3, -1)}}, "`claimed` begins with fewer people than none"),
        ({"arrivals": np.full((2, 400), -1)}, "fewer people than none arrive on some day"),
        ({"arrivals": np.zeros((2, 0), np.int64)}, "a horizon of 0 days"),
        ({"arrivals": np.zeros((2, 110_000), np.int64)}, "a horizon of 110,000 days"),
    ],
)
def test_a_network_that_cannot_be_is_refused(change, says):
    base = hub()
    fields = {
        n: getattr(base, n)
        for n in ("stages", "moves", "resources", "classes", "entry", "arrivals", "present", "priority")
    }
    with pytest.raises(UserError, match=says):
        compile_network(Network(**{**fields, **change}))
