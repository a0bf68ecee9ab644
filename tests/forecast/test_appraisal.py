"""Cost as the Green Book has it, break-even put back into the model, the same money otherwise, and the page in a browser."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from returnhub.forecast import api
from returnhub.forecast.breakeven import occupancy
from returnhub.forecast.measure import discount, quantile_of_counts
from returnhub.forecast.report.page import html
from returnhub.forecast.report.words import how_often, summary
from returnhub.forecast.world import central
from returnhub.scheme.load import load_scheme
from returnhub.scheme.problems import UserError
from tests.casework.pages.desk import AXE

WORLDS = 3


@pytest.fixture(scope="module")
def made() -> api.Forecast:
    return api.forecast("uk-return-hubs", years=3, replicates=WORLDS)


@pytest.fixture(scope="module")
def page(made) -> str:
    return html(made)


def test_a_pound_is_discounted_at_three_and_a_half_per_cent():
    # HM Treasury, The Green Book: £1 a year from now is worth 1 / 1.035 = £0.9662, ten years from now £0.7089.
    assert (discount(5)[4] / discount(1)[0]) == pytest.approx(0.9662, abs=5e-5)
    assert (discount(41)[40] / discount(1)[0]) == pytest.approx(0.7089, abs=5e-5)


def test_the_net_present_cost_by_hand(made):
    cost = made.study.columns[0].measures.cost
    by_hand = sum(cost[0, q] / 1.035 ** ((q + 0.5) / 4) for q in range(cost.shape[1]))
    assert made.study.columns[0].measures.net_present_cost[0] == pytest.approx(by_hand)


def test_the_summary_names_the_items_of_cost_that_differ_most(made):
    mine, base = (column.measures for column in made.study.columns)
    differ = {c: abs(np.median((mine.costs[c] - base.costs[c]).sum(axis=1))) for c in mine.costs}
    first, second = sorted(differ, key=lambda c: -differ[c])[:2]
    (said,) = [
        line for line in summary(made) if line.startswith("Before discounting, the difference is mostly: ")
    ]
    assert f"mostly: {first}, about " in said
    assert (f"; {second}, about " in said) is bool(differ[second] > 0.05 * differ[first])
    assert not [c for c in differ if c in said and c not in (first, second)]


def test_an_empty_hub_costs_more_for_each_person(made):
    inputs = made.study.inputs
    plan = inputs.assumptions.plans["uk-return-hubs"]
    shares = occupancy(plan, central(inputs.assumptions.numbers, inputs.fitted, inputs.quarters))
    nights = [night for _, night, _ in shares]
    assert nights == sorted(nights, reverse=True)
    # Twice as full, half the cost of a night: all of it is paid whether places are used or not.
    assert nights[1] / nights[2] == pytest.approx(2)


def test_the_same_money_otherwise_is_always_beside_it_and_never_spends_more(made):
    assert [c.title for c in made.study.instead] == [
        "the same money on voluntary return", "the same money on faster direct return",
    ]  # fmt: skip
    extra = (made.study.columns[0].measures.cost - made.study.columns[1].measures.cost).sum(axis=1)
    for column in made.study.instead:
        assert column.unspent is not None
        assert (column.unspent <= np.maximum(extra, 0) + 1).all()


def test_quantiles_of_waits_by_hand():
    assert quantile_of_counts(np.array([1, 1, 2]), 0.5, 30) == 45.0
    assert np.isnan(quantile_of_counts(np.zeros(3), 0.5, 30))


@pytest.mark.parametrize(
    ("held", "words"),
    [
        ([True, True], "in every run under these assumptions"),
        ([False], "in no run under these assumptions"),
        ([True, False, False, False], "in 25% of the runs under these assumptions"),
    ],
)
def test_how_often_is_not_how_likely(held, words):
    assert how_often(np.array(held)) == words


def results(page: str) -> str:
    """The page without the assumptions, the replays and how to do it again: what the model says of the future."""
    start, end = page.index("<h2>In short"), page.index("<h2>How well the model did")
    return re.sub(r'href="[^"]*"|<svg.*?</svg>', "", page[start:end], flags=re.S)


def test_no_result_is_more_precise_than_the_model(page):
    text = re.sub(r"\b20\d\d( Q\d)?\b", "", results(page))
    numbers = re.findall(r"\d[\d,]*\.?\d*", text)
    assert len(numbers) > 100
    for number in numbers:
        digits = number.replace(",", "").replace(".", "").strip("0")
        assert len(digits) <= 2, number


def test_what_nobody_published_is_said_first(page):
    table = page[page.index("Assumptions, judgements first") :]
    grades = re.findall(r"<td>(judgement|press|derived|published)</td>", table)
    assert grades[0] == "judgement"
    assert grades == sorted(grades, key=["judgement", "press", "derived", "published"].index)


@pytest.mark.browser
def test_the_page_is_accessible_on_a_phone_and_on_a_desk(page, tmp_path, chromium):
    file = Path(tmp_path) / "report.html"
    file.write_text(page, encoding="utf-8")
    for width in (390, 1280):
        shown = chromium.new_page(viewport={"width": width, "height": 900})
        asked = []
        shown.on("request", lambda r, asked=asked: asked.append(r.url))
        shown.goto(file.as_uri())
        assert shown.evaluate("document.documentElement.scrollWidth") <= width
        letters = "[...document.querySelectorAll('svg text')].map(t => t.getBoundingClientRect().height)"
        assert min(shown.evaluate(letters)) >= 9  # pixels from top to bottom: letters that can be read
        shown.evaluate(AXE)
        found = shown.evaluate("axe.run().then(r => r.violations.map(v => v.id + ' ' + v.nodes[0].html))")
        assert found == []
        assert [u for u in asked if not u.startswith(("file:", "data:"))] == []
        shown.close()


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"years": 0}, "a horizon of 0 years is not possible"),
        ({"years": 300}, "a horizon of 300 years is not possible"),
        ({"replicates": 1}, "1 replicates are not possible"),
        ({"against": ("uk-no-hubs",)}, "uk-no-hubs"),
        ({"calibration": "nothing"}, "is not a calibration"),
        ({"seed": -1}, "-1 is no seed"),
        ({"seed": 2**32}, "4294967296 is no seed"),
        ({"against": ("uk-return-hubs", "uk-no-hub")}, "scheme `uk-return-hubs` is given twice"),
    ],
)
def test_what_cannot_be_forecast_is_refused_before_anything_runs(given, says):
    with pytest.raises(UserError, match=says):
        api.forecast("uk-return-hubs", **given)


@pytest.fixture
def variant(tmp_path) -> Callable[[str, str], str]:
    """A scheme file with another name, or another text, than the shipped one that it extends."""

    def write(name: str, title: str) -> str:
        path = tmp_path / f"{name}.yaml"
        path.write_text(f"scheme: {name}\ntitle: {title}\nversion: 1\nextends: uk-return-hubs\n")
        return str(path)

    return write


def test_two_schemes_of_one_name_are_never_shown_as_one(variant):
    """A changed copy that kept its name was run twice as the other one, and found to differ in nothing."""
    with pytest.raises(UserError, match="two different schemes are both called `uk-no-hub`"):
        api.forecast("uk-no-hub", (variant("uk-no-hub", "A copy"),))


def test_schemes_of_one_title_are_told_apart_and_the_baseline_is_in_every_chart(variant):
    title = load_scheme("uk-return-hubs").title
    copies = [variant(f"hub-{n}", title) for n in range(4)]
    made = api.forecast(copies[0], (*copies[1:], "uk-no-hub"), years=1, replicates=2)
    titles = [c.title for c in made.study.columns]
    assert titles[0] == f"{title} (hub-0)"
    assert len(set(titles)) == 5
    page = html(made)
    assert "Charts show the first 3 schemes and the baseline" in page
    shown = next(line for line in re.findall(r'aria-label="([^"]*)"', page) if line.startswith("All returns"))
    assert [t for t in (*titles[:4], "No hub") if t in shown] == [*titles[:3], "No hub"]


def test_a_hub_that_opens_after_the_horizon_is_said_to():
    lines = summary(api.forecast("uk-return-hubs", years=1, replicates=2))
    assert "after the time looked at in every run" in lines[0]
    assert "With the same money on voluntary return: no returns beyond the baseline." in lines


def test_a_scheme_beside_itself_is_one_scheme():
    made = api.forecast("uk-no-hub", years=1, replicates=2)
    assert len(made.study.columns) == 1
    assert "Deterrence" not in html(made)


def test_a_hub_without_places_is_a_forecast_too(tmp_path):
    file = tmp_path / "mine.yaml"
    file.write_text(
        "assumptions: mine\nversion: 1\nextends: uk-return-hubs\nnumbers:\n  hub_places: {says: Places, central: 0, "
        "unit: places, distribution: fixed, grade: judgement, date: 2026-07-03, source: not published}\n"
    )
    made = api.forecast("uk-return-hubs", years=3, replicates=2, assumptions=file)
    assert "nobody is moved within the time looked at" in html(made)


def test_a_caseload_is_named_in_the_report(tmp_path):
    file = tmp_path / "cases.csv"
    file.write_text("stage,days_in_stage\nclaimed,4\nreturned,9\n")
    page = html(api.forecast("uk-no-hub", years=1, replicates=2, caseload=file))
    assert "with the 1 cases of cases.csv; 1 that are over are left out" in page
    assert hashlib.sha256(file.read_bytes()).hexdigest() in page


def test_frames_are_tidy(made):
    series, totals, published = (f(made) for f in (api.series_frame, api.totals_frame, api.published_frame))
    assert series.columns == ["scheme", "series", "quarter", "low", "middle", "high"]
    assert set(totals["unit"]) == {"people", "GBP"}
    assert {"origin", "series", "period_end", "q50", "basis"} <= set(published.columns)


def test_from_python_a_frame_is_a_caseload_and_one_name_is_one_baseline():
    cases = pl.DataFrame({"stage": ["claimed"] * 3, "days_in_stage": [1, 2, 3]})
    made = api.forecast("uk-return-hubs", "uk-no-hub", years=1, replicates=2, caseload=cases)
    assert [c.name for c in made.study.columns] == ["uk-return-hubs", "uk-no-hub"]
    assert made.study.inputs.caseload is not None
    assert made.study.inputs.caseload.name == "the caseload"
    with pytest.raises(UserError, match="there is no such file"):
        api.forecast("uk-return-hubs", caseload="none.csv")
