"""Durations in whole days."""

import numpy as np
import pytest

from returnhub.forecast.engine.laws import compile_laws, fixed, geometric, lognormal, mean


@pytest.mark.parametrize(
    ("law", "expected"),
    [(fixed(17), 17.0), (geometric(40), 40.0), (lognormal(60, 0.8, 4000), 60 * np.exp(0.32))],
)
def test_whole_days_keep_the_mean(law, expected):
    assert law.sum() == pytest.approx(1)
    assert mean(law) == pytest.approx(expected, rel=0.002)


def test_the_guide_table_starts_at_or_before_the_answer():
    laws = [geometric(3), lognormal(20, 1.0, 500), fixed(5)]
    starts, cdf, guide = compile_laws(laws)
    for number in range(3):
        part = cdf[starts[number] : starts[number + 1]]
        for cell in range(256):
            assert guide[number, cell] == np.searchsorted(part, cell / 256, side="right")
