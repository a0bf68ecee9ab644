"""The engine beside queueing theory and beside a general-purpose peer.

A step is one day, theory is in continuous time: with services of a hundred days a step is a hundredth of a service,
and the tolerance of each test says how much of the difference that step can explain.
"""

from math import exp, factorial

import numpy as np
import pytest
from benchmarks import forecast_network, forecast_peers

from returnhub.forecast.engine.laws import geometric
from returnhub.forecast.engine.network import Exit, Move, Network, Resource, Stage
from returnhub.forecast.engine.run import run
from tests.forecast.engine.networks import line

DAYS, WARM = 30_000, 3_000


def erlang_c(servers: int, load: float) -> float:
    """The chance to wait, Erlang 1917."""
    last = load**servers / factorial(servers) * servers / (servers - load)
    return last / (sum(load**k / factorial(k) for k in range(servers)) + last)


def poisson(rate: float, days: int, seed: int) -> np.ndarray:
    return np.random.default_rng(seed).poisson(rate, days)


def mean_in_line(network_of, replicates: int) -> tuple[float, float]:
    """Mean number waiting after the warm-up, and its standard error over independent arrivals."""
    means = []
    for seed in range(replicates):
        made = run(network_of(seed), replicates=1, seed=seed, period=10)
        means.append(made.stock[0, 0, 0, WARM // 10 :].mean())
    return float(np.mean(means)), float(np.std(means, ddof=1) / np.sqrt(replicates))


def test_the_mean_line_of_m_m_c_is_erlangs():
    servers, service, rate = 10, 100.0, 0.08
    load = rate * service
    expected = erlang_c(servers, load) * load / (servers - load)
    found, error = mean_in_line(lambda seed: line(poisson(rate, DAYS, seed), servers, service), replicates=24)
    assert found == pytest.approx(expected, abs=3 * error + 0.02 * expected)


def test_a_tandem_of_lines_behaves_as_jackson_says():
    """Two stations in a row: each as if it were alone with the same arrivals (Jackson 1957)."""
    first, second, rate = (4, 30.0), (3, 20.0), 0.1

    def network(seed: int) -> Network:
        stages = [
            Stage("one", resource="a", served=[Exit("start_a", 1.0)]),
            Stage("at_a", time=geometric(first[1]), ended=[Exit("on", 1.0)], holds="a"),
            Stage("two", resource="b", served=[Exit("start_b", 1.0)]),
            Stage("at_b", time=geometric(second[1]), ended=[Exit("finish", 1.0)], holds="b"),
            Stage("done"),
        ]
        moves = [Move("start_a", "at_a"), Move("on", "two"), Move("start_b", "at_b"), Move("finish", "done")]
        places = [Resource(n, np.full(DAYS, c), daily=False) for n, c in (("a", first[0]), ("b", second[0]))]
        return Network(stages, moves, places, ["all"], "one", poisson(rate, DAYS, seed).reshape(1, -1))

    for stage, (servers, service) in ((0, first), (2, second)):
        load = rate * service
        expected = erlang_c(servers, load) * load / (servers - load)
        means = []
        for seed in range(16):
            made = run(network(seed), replicates=1, seed=seed, period=10)
            means.append(made.stock[0, stage, 0, WARM // 10 :].mean())
        error = np.std(means, ddof=1) / np.sqrt(len(means))
        assert np.mean(means) == pytest.approx(expected, abs=3 * error + 0.06 * expected)


def test_the_share_who_give_up_is_that_of_erlang_a():
    """M/M/c with impatience (Palm 1946): computed from the birth and death chain."""
    servers, service, rate, patience = 6, 100.0, 0.07, 150.0
    weights = [1.0]
    for n in range(1, 400):
        out = min(n, servers) / service + max(0, n - servers) / patience
        weights.append(weights[-1] * rate / out)
    chance = np.array(weights) / np.sum(weights)
    expected = sum(chance[n] * (n - servers) for n in range(servers, 400)) / patience / rate
    monthly = 1 - exp(-30 / patience)
    shares = []
    for seed in range(24):
        made = run(line(poisson(rate, DAYS, seed), servers, service, monthly), replicates=1, seed=seed)
        left, started = made.flow[0, 2].sum(), made.flow[0, 0].sum()
        shares.append(left / (left + started))
    error = np.std(shares, ddof=1) / np.sqrt(len(shares))
    assert np.mean(shares) == pytest.approx(expected, abs=3 * error + 0.02 * expected)


def test_the_same_line_in_simpy_gives_the_same_distribution():
    """Two samples of the number served in 1,500 days; Kolmogorov and Smirnov, 1 in 1,000."""
    simpy = pytest.importorskip("simpy")
    servers, service, rate, days, runs = 5, 40.0, 0.12, 1_500, 120

    def theirs(seed: int) -> int:
        rng, env, served = np.random.default_rng(10_000 + seed), simpy.Environment(), [0]
        desk = simpy.Resource(env, servers)

        def person():
            with desk.request() as turn:
                yield turn
                yield env.timeout(rng.exponential(service))
                served[0] += 1

        def arrivals():
            while True:
                yield env.timeout(rng.exponential(1 / rate))
                env.process(person())

        env.process(arrivals())
        env.run(until=days)
        return served[0]

    a = np.sort([theirs(seed) for seed in range(runs)])
    b = np.sort(
        [
            run(line(poisson(rate, days, seed), servers, service), replicates=1, seed=seed).flow[0, 1].sum()
            for seed in range(runs)
        ]
    )
    assert gap(a, b) < 1.95 * np.sqrt(2 / runs)


def gap(a: np.ndarray, b: np.ndarray) -> float:
    """The largest distance between two distributions, Kolmogorov and Smirnov."""
    a, b = np.sort(a), np.sort(b)
    both = np.concatenate([a, b])
    below = np.searchsorted(a, both, side="right") / len(a) - np.searchsorted(b, both, side="right") / len(b)
    return float(np.abs(below).max())


@pytest.mark.parametrize(("peer", "runs"), [("lean", 30), ("simpy", 12)])
def test_six_stages_in_simpy_give_the_same_distribution_of_every_outcome(peer, runs):
    """The network of the benchmarks in the two forms that it is raced against; 1 in 1,000 for each outcome.

    A line by class for decisions, places and seats, patience, a longest wait, places held, weekly flights, a longest
    stay. Seats given out in the order of boarding, whatever the class, are told apart at once (1 in 10^17).
    """
    size, replicates = forecast_network.Size(10_000), 60
    network = forecast_network.network(size)
    made, moves = run(network, replicates=replicates, seed=5), [m.name for m in network.moves]
    theirs = [forecast_peers.PARTS[peer](size, seed) for seed in range(runs)]
    for outcome in ("grant", "withdraw", "allow", "return", "close", "fly", "back"):
        ours = made.flow[:, moves.index(outcome)].sum(axis=(1, 2))
        most = 1.95 * np.sqrt((runs + replicates) / (runs * replicates))
        assert gap(ours, np.array([t[outcome] for t in theirs])) < most, outcome
