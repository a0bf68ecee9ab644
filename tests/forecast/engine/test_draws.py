"""Random numbers: none shared, none like its neighbours."""

import numpy as np

from returnhub.forecast.engine.draws import replicate_key, uniform


def test_replicates_share_no_draws():
    """Keys of the form `replicate × constant` shared 82.5% of all draws in a trial, and every total looked right."""
    asked = [(p, s, v, w) for p in range(300) for s in range(5) for v in range(1, 4) for w in range(3)]
    seen: set[float] = set()
    for replicate in range(8):
        key = np.uint64(replicate_key(1, replicate))
        draws = {uniform(key, *a) for a in asked}
        assert len(draws) == len(asked)
        assert not draws & seen
        seen |= draws


def test_draws_are_uniform_and_independent_of_their_neighbours():
    key = np.uint64(replicate_key(7, 0))
    u = np.array([[uniform(key, p, s, 1, 0) for s in range(8)] for p in range(20_000)])
    counts = np.histogram(u, bins=100, range=(0, 1))[0]
    expected = u.size / 100
    assert (
        (counts - expected) ** 2 / expected
    ).sum() < 149.4  # chi-squared, 99 degrees of freedom, p = 0.001
    correlations = np.corrcoef(u, rowvar=False)[np.triu_indices(8, 1)]
    assert np.abs(correlations).max() < 4 / np.sqrt(20_000)
    assert abs(np.corrcoef(u[:-1, 0], u[1:, 0])[0, 1]) < 4 / np.sqrt(20_000)


def test_spacings_of_birthdays_are_poisson():
    """Marsaglia's test, which finds counters that are mixed too little: equal spacings among 512 of 2^24 days."""
    equal = []
    for replicate in range(300):
        key = np.uint64(replicate_key(11, replicate))
        days = np.sort([int(uniform(key, p, 3, 1, 2) * 2**24) for p in range(512)])
        spacings = np.sort(np.diff(days))
        equal.append(int((np.diff(spacings) == 0).sum()))
    counts, mean = np.bincount(np.minimum(equal, 6), minlength=7), 512**3 / (4 * 2**24)
    chance = np.array([np.exp(-mean) * mean**k / np.prod(np.arange(1.0, k + 1)) for k in range(6)])
    expected = 300 * np.append(chance, 1 - chance.sum())
    assert ((counts - expected) ** 2 / expected).sum() < 22.5  # chi-squared, 6 degrees of freedom, p = 0.001


def test_every_bit_of_a_draw_changes_with_every_bit_of_who_asks():
    key, flips = np.uint64(replicate_key(5, 0)), np.zeros((20, 32))
    bits = np.arange(32, dtype=np.uint64)
    for person in range(1_000):
        mine = np.uint64(uniform(key, person, 2, 1, 0) * 2**32)
        for n in range(20):
            other = np.uint64(uniform(key, person ^ (1 << n), 2, 1, 0) * 2**32)
            flips[n] += ((mine ^ other) >> bits) & np.uint64(1)
    assert np.abs(flips / 1_000 - 0.5).max() < 5 * 0.5 / np.sqrt(1_000)
