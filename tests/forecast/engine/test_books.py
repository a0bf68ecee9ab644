"""What every run checks of itself."""

import inspect

import numpy as np
import pytest

from returnhub.forecast.engine import kernel
from returnhub.forecast.engine.books import balanced, keep_littles_law
from returnhub.forecast.engine.run import run
from tests.forecast.engine.networks import hub


def test_every_run_checks_its_books_each_evening():
    """What the check looks at, one thing wrong at a time: all else is as three people in two stages leave it."""
    right = {
        "came": np.array([2, 1]),
        "count": np.array([[1, 1], [1, 0]]),
        "there": np.array([2, 1]),
        "wants": np.array([0, -1]),
        "line_length": np.array([[1, 1], [0, 0]]),
        "holds": np.array([-1, 1]),
        "used": np.array([0, 1]),
        "daily": np.array([True, False]),
    }
    assert balanced(*right.values())
    wrong = {
        "came": [3, 1],  # somebody of the first class is in no stage
        "count": [[2, 1], [1, 0]],  # somebody is in two
        "there": [2, 2],
        "line_length": [[1, 0], [0, 0]],  # somebody waits who is in no line
        "used": [0, 2],  # a place is taken by nobody
    }
    for name, value in wrong.items():
        assert not balanced(*{**right, name: np.array(value)}.values()), name


def test_every_run_ends_with_littles_law_in_each_stage():
    """Three people came on days 0, 1 and 4; two went on days 3 and 6; one is there when day 9 ends."""
    days = 3 + 5 + 6
    keep_littles_law(10, np.array([days]), np.array([1]), np.array([5]), np.array([9]))
    with pytest.raises(RuntimeError, match="Little's law does not hold in stage 0"):
        keep_littles_law(10, np.array([days - 1]), np.array([1]), np.array([5]), np.array([9]))


@pytest.mark.parametrize(
    ("book", "says"),
    [("came", "lost or doubled somebody"), ("came_on", "Little's law does not hold in stage 0")],
)
def test_a_run_whose_books_do_not_balance_is_no_result(book, says, monkeypatch):
    advance = kernel.advance
    where = list(inspect.signature(advance.py_func).parameters).index(book)

    def tampered(*given):
        given[where][0] += 1
        return advance(*given)

    monkeypatch.setattr(kernel, "advance", tampered)
    with pytest.raises(RuntimeError, match=says):
        run(hub(), replicates=1, seed=1)
