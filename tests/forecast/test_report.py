"""The report stands alone; its tables hold everything; numbers have the precision that the model supports."""

import re
from dataclasses import replace
from datetime import date

import numpy as np
import polars as pl
import pytest

from returnhub.forecast.assumptions import load_assumptions
from returnhub.forecast.calibrate import Fitted, read
from returnhub.forecast.charts import fan
from returnhub.forecast.drivers import Swing
from returnhub.forecast.history import published
from returnhub.forecast.make import make
from returnhub.forecast.measure import interval, rounded
from returnhub.forecast.numbers import Number
from returnhub.forecast.report.amounts import in_range, with_error
from returnhub.forecast.report.files import quarter_end, series_frame
from returnhub.forecast.report.page import html
from returnhub.forecast.report.words import _judged, pounds, spread, summary
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
    assert page.index("those who expect it") < page.index("those who doubt it")
    assert "Real prices of 2025" in page


def test_no_name_of_the_code_and_no_number_of_a_machine_is_shown(made):
    words = re.sub(
        r'href="[^"]*"|<style.*?</style>|<svg.*?</svg>|<code>.*?</code>', "", html(made), flags=re.S
    )
    assert re.findall(r"\d[.\d]*e[+-]?\d\d\b", re.sub(r"SHA-256\s+\w+", "", words)) == []
    assert set(re.findall(r"\b[a-z]+_[a-z_]+\b", words)) == set()
    assert "£60,000,000 (£20,000,000 to £120,000,000)" in words
    assert re.findall(r"\[S\d+\w?\]|\([A-Z]\d+\)", words) == []  # a code of a register that no reader has


def test_the_summary_says_what_it_supposes_before_what_would_happen(made):
    lines = summary(made)
    assert lines[0].startswith("All this supposes that a host agrees to take people")
    assert re.search(r"in about \w+ 202\d \(between \w+ 202\d and \w+ 202\d\)", lines[0])
    assert any("over 3 years" in line for line in lines)
    assert not any("about none" in line for line in lines)


def test_differences_are_taken_run_by_run_and_stand_in_a_row_of_their_own(made):
    page = html(made)
    assert page.index("Returns beyond the baseline</th>") > page.index("People, over the whole time")


def test_the_tables_hold_every_series_of_every_scheme(made):
    table = series_frame(made)
    assert set(table["scheme"]) == {"uk-return-hubs", "uk-no-hub"}
    assert table.filter(pl.col("low") > pl.col("high")).height == 0
    assert made.quarters[:2] == ["2026 Q1", "2026 Q2"]


@pytest.mark.parametrize(
    ("value", "words"), [(0.2, "0"), (7, "7"), (12_347.2, "12,000"), (99_900, "100,000"), (-1_234, "−1,200")]
)
def test_numbers_have_two_figures(value, words):
    assert rounded(value) == words


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (512_345_678, "£510 million"),
        (1.26e9, "£1.3 billion"),
        (-2e6, "−£2 million"),
        (4321, "£4,300"),
        (999.6e6, "£1 billion"),
    ],
)
def test_money_in_words(value, words):
    assert pounds(value) == words


def test_quarters_and_ranges():
    ends = [quarter_end(date(2025, 12, 31), n) for n in (1, 2, 4)]
    assert ends == [date(2026, 3, 31), date(2026, 6, 30), date(2026, 12, 31)]
    assert interval(np.arange(101)) == (10.0, 50.0, 90.0)


def test_what_moves_nothing_is_not_said_to_drive_anything(made):
    still, moving = Swing("Still", [5.0, 1.0], [5.0, 1.0]), Swing("Places in the hub", [5.0, 1.0], [5.0, 2.0])
    driven = replace(made, swings=[still, moving], middle=np.array([5.0, 1.0]))
    lines = summary(driven)
    assert not any("Still" in line or line.startswith("Additional returns hang") for line in lines)
    assert "hangs most on: “Places in the hub”. It is a judgement: nobody has published it." in lines[-1]
    assert "No assumption alone, at either end, moves the additional returns." in html(driven)


def test_every_pair_of_columns_is_compared_and_every_year_has_a_range(made):
    page = html(made)
    pairs = page[page.index("How often one was ahead") : page.index("<h2>Cost")]
    assert pairs.count("<tr>") == 1 + 6  # two schemes and two other uses of the money: six pairs
    years = page[page.index("cost by year from the start</caption>") : page.index("Cost for each</caption>")]
    assert all(" to " in cell for cell in re.findall(r"<td class=n>(£[^<]*)</td>", years))


@pytest.mark.parametrize(("years", "labels"), [(1, 1), (5, 5), (6, 6), (7, 4), (30, 6)])
def test_labels_of_quarters_do_not_run_into_each_other(years, labels):
    quarters = [f"{2026 + n // 4} Q{n % 4 + 1}" for n in range(4 * years)]
    picture = fan({"x": np.ones((2, 4 * years))}, quarters, "Some", "people")
    assert len(re.findall(r">20\d\d Q1</text>", picture)) == labels


def test_inputs_are_said_as_they_were_written():
    def number(unit, low, central, high):
        return in_range(Number("n", "N", low, central, high, unit, "judgement", date(2026, 7, 3), "s"))

    assert number("GBP", 2e7, 6e7, 1.2e8) == "£60,000,000 (£20,000,000 to £120,000,000)"
    assert number("share a month", 0.005, 0.012, 0.02) == "1.2% (0.5% to 2%) a month"
    assert number("days", 1, 1, 1) == "1 day, fixed"
    assert number("share", 0, 0, 0) == "0%, fixed"
    assert with_error(Fitted(2553.2, 0.0, 0, 1e6, "x"), "") == "2,550"
    assert with_error(Fitted(0.7481, 0.0271, 0, 1, "x"), "share") == "74.8% ± 2.7%"


@pytest.mark.parametrize(
    ("judged", "of", "says"),
    [
        (1, 1, " It is a judgement: nobody has published it."),
        (5, 5, " All 5 are judgements: nobody has published them."),
        (1, 3, " One of these 3 is a judgement: nobody has published it."),
        (2, 3, " Of these 3, 2 are judgements: nobody has published them."),
        (0, 3, " None of these 3 is a judgement."),
        (0, 1, " It is not a judgement."),
    ],
)
def test_how_many_are_judgements_in_words(judged, of, says):
    assert _judged(judged, of) == says


def test_a_range_of_nothing_is_none():
    assert spread(np.array([0.0] * 19 + [5.0])) == "none"
    assert spread(np.array([0.0] * 5 + [5.0] * 5)) == "2 (0 to 5)"
