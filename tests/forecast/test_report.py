"""The report stands alone; its tables hold everything; numbers have the precision that the model supports."""

from datetime import date

import numpy as np
import polars as pl
import pytest

from returnhub.forecast.assumptions import load_assumptions
from returnhub.forecast.calibrate import read
from returnhub.forecast.history import published
from returnhub.forecast.make import make
from returnhub.forecast.measure import interval, rounded
from returnhub.forecast.report.files import quarter_end, series_frame
from returnhub.forecast.report.page import html
from returnhub.forecast.report.words import pounds
from returnhub.forecast.study import Inputs
from returnhub.scheme.load import load_scheme


@pytest.fixture(scope="module")
def made():
    schemes = [load_scheme("uk-return-hubs"), load_scheme("uk-no-hub")]
    fitted = read("uk-2025-12-31")
    numbers = load_assumptions(schemes)
    inputs = Inputs(numbers, fitted, published().until(fitted.origin), 12, 1)
    return make(schemes, inputs, 2, "returnhub forecast uk-return-hubs", samples=0)


def test_the_report_stands_alone_and_says_how_far_to_believe_it(made):
    page = html(made)
    assert "<script" not in page
    assert 'src="http' not in page
    assert "How far to believe it" in page
    assert "No replay can judge the hub itself" in page
    assert made.study.schemes[0].digest in page
    assert made.study.inputs.assumptions.digest in page
    assert made.study.inputs.fitted.digest in page
    assert page.index("judgement") < page.index("derived")
    assert page.count("<svg ") == page.count('role="img"')
    assert "Deterrence is set to zero" in page


def test_the_tables_hold_every_series_of_every_scheme(made):
    table = series_frame(made)
    assert set(table["scheme"]) == {"uk-return-hubs", "uk-no-hub"}
    assert table.filter(pl.col("low") > pl.col("high")).height == 0
    assert made.quarters[:2] == ["2026 Q1", "2026 Q2"]


@pytest.mark.parametrize(
    ("value", "words"), [(0.2, "0"), (7, "7"), (12_347.2, "12,000"), (99_900, "100,000"), (-1_234, "-1,200")]
)
def test_numbers_have_two_figures(value, words):
    assert rounded(value) == words


@pytest.mark.parametrize(
    ("value", "words"),
    [(512_345_678, "£510 million"), (1.26e9, "£1.3 billion"), (-2e6, "−£2 million"), (4321, "£4,300")],
)
def test_money_in_words(value, words):
    assert pounds(value) == words


def test_quarters_and_ranges():
    ends = [quarter_end(date(2025, 12, 31), n) for n in (1, 2, 4)]
    assert ends == [date(2026, 3, 31), date(2026, 6, 30), date(2026, 12, 31)]
    assert interval(np.arange(101)) == (10.0, 50.0, 90.0)
