"""Nothing after the origin is used; what is fitted is what was simulated; ranges and scores by hand; later publications."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from importlib.resources import files
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from returnhub.forecast.assumptions import load_assumptions
from returnhub.forecast.backtest import backtest, naive, replay, scale
from returnhub.forecast.calibrate import appeal_relation, at_first, calibrate, read
from returnhub.forecast.driven import Last, Numbers, decisions_wanted, follow
from returnhub.forecast.history import SCORED, History, published
from returnhub.forecast.later import beside, read_forecast, read_publication
from returnhub.forecast.levels import CATCHING_UP, LAST, LATELY, RETURNING, Series, fit
from returnhub.forecast.scoring import in_words, scores
from returnhub.forecast.widening import widening
from returnhub.forecast.world import central, draw
from returnhub.scheme.load import load_scheme
from returnhub.scheme.problems import UserError

ORIGIN = date(2022, 12, 31)


@pytest.fixture(scope="module")
def plan_and_numbers():
    scheme = load_scheme("uk-no-hub")
    made = load_assumptions([scheme])
    return made.plans[scheme.name], dict(made.numbers)


def nonsense_after(origin: date) -> History:
    whole = published()
    luck = np.random.default_rng(1)
    later = np.array([q > origin for q in whole.quarters])
    return History(
        whole.quarters,
        {n: np.where(later, luck.uniform(1, 9e5, len(v)), v) for n, v in whole.series.items()},
    )


def test_nothing_after_the_origin_is_used(plan_and_numbers):
    whole, changed = published(), nonsense_after(ORIGIN)
    assert calibrate(whole.until(ORIGIN)).text() == calibrate(changed.until(ORIGIN)).text()
    one, other = (replay(*plan_and_numbers, h, ORIGIN, 1, 1, 1, claims_known=False) for h in (whole, changed))
    assert {n: v.tolist() for n, v in one.series.items()} == {n: v.tolist() for n, v in other.series.items()}


def test_the_shipped_calibration_is_what_the_command_makes_and_reads_back_whole():
    shipped = read("uk-2025-12-31")
    made = calibrate(published().until(shipped.origin))
    kept, again = (list(numbers(json.loads(c.text()))) for c in (shipped, made))
    # To the last digit on one machine; another's arithmetic may differ in the last few.
    assert again == pytest.approx(kept, rel=1e-6, abs=1e-9)


def numbers(held: object) -> Iterator[float]:
    """Every number of a document, in its order."""
    if isinstance(held, dict | list):
        for part in held.values() if isinstance(held, dict) else held:
            yield from numbers(part)
    elif isinstance(held, int | float):
        yield float(held)


def test_the_shipped_replay_holds_every_origin_and_its_scores_are_those_of_the_documentation():
    rows = pl.read_parquet(str(files("returnhub.library") / "backtests" / "uk.parquet"))
    assert rows["origin"].n_unique() == 13
    assert set(rows["series"]) == set(SCORED)
    at_four = scores(rows.filter(pl.col("ahead") == 4))
    said = (Path(__file__).parents[2] / "docs" / "backtest.md").read_text(encoding="utf-8")
    better = at_four.filter(pl.col("beside the best naive") < 1).height
    held = scores(rows.with_columns(all=1), ("all",))["within 80%"][0]
    assert f"better than the best naive forecast on {better} of 10 series" in said
    assert f"held {held:.0%} of what came at all horizons" in said
    words = in_words(at_four, scores(rows.with_columns(all=1), ("all",)), scores(rows))
    assert words.endswith("They held least, 53%, of open appeals.")
    for r in at_four.iter_rows(named=True):
        assert f"| {r['model']:.2f} | {r['last']:.2f} | {r['season']:.2f} | {r['trend']:.2f} |" in said


def test_the_shipped_replay_is_what_the_command_makes(plan_and_numbers):
    """For the last origin; all thirteen take more than a minute."""
    origin = date(2024, 12, 31)
    made = backtest(*plan_and_numbers, published(), [origin], 16, 100, 1)
    kept = pl.read_parquet(str(files("returnhub.library") / "backtests" / "uk.parquet"))
    kept = kept.filter(pl.col("origin") == origin)
    assert made.select("series", "period_end").equals(kept.select("series", "period_end"))
    for quantile in ("q2.5", "q10", "q50", "q90", "q97.5"):
        assert made[quantile].to_list() == pytest.approx(kept[quantile].to_list(), rel=0.01)


def test_the_outcomes_of_the_shipped_replay_are_the_published_figures():
    rows = pl.read_parquet(str(files("returnhub.library") / "backtests" / "uk.parquet"))
    one = rows.filter(
        (pl.col("origin") == ORIGIN) & (pl.col("ahead") == 4) & (pl.col("series") == "first_decisions")
    )
    # Asy_D02: 28,443 initial grants and 19,265 initial refusals in the last quarter of 2023; 5,063 and 1,792 a year before.
    assert one.select("outcome", "last").row(0) == (47_708.0, 6_855.0)


def test_naive_forecasts_and_the_scaled_error_by_hand():
    past = np.array([10.0, 12, 14, 16, 18, 20, 22, 24])
    assert naive(past, 3) == {"last": 24.0, "season": 22.0, "trend": pytest.approx(30.0)}
    assert scale(past) == 2.0
    made = {
        "series": ["x", "x"],
        "ahead": [1, 2],
        "q2.5": [0.0, 0.0],
        "q10": [20.0, 20.0],
        "q50": [26.0, 30.0],
    }
    made |= {"q90": [30.0, 30.0], "q97.5": [40.0, 40.0], "outcome": [28.0, 36.0], "scale": [2.0, 2.0]}
    made |= {"last": [24.0, 24.0], "season": [18.0, 20.0], "trend": [26.0, 28.0]}
    row = scores(pl.DataFrame(made)).row(0, named=True)
    # |26 − 28| / 2 = 1 and |30 − 36| / 2 = 3; the straight line 1 and 4; one of two in 20 to 30, both in 0 to 40.
    assert (row["model"], row["trend"], row["within 80%"], row["within 95%"]) == (2.0, 2.5, 0.5, 1.0)
    assert row["beside the best naive"] == 0.8


def walk(quarters: int, sigma: float, seed: int) -> np.ndarray:
    return np.exp(8 + np.random.default_rng(seed).normal(0, sigma, quarters).cumsum())


def test_ranges_of_a_random_walk_hold_four_in_five():
    held = []
    for seed in range(120):
        values = walk(44, 0.1, seed)
        path = fit({"x": Series(values[:40], "log", (LAST,))})["x"]
        luck = np.random.default_rng(seed)
        drawn = path.draw(luck.random(400), luck.random((400, 4)))
        low, high = np.quantile(drawn, [0.1, 0.9], axis=0)
        held += list((low <= values[40:]) & (values[40:] <= high))
    # 120 walks, four steps each that hang together: about 120 looks, a standard error of 3.6 in a hundred.
    assert np.mean(held) == pytest.approx(0.8, abs=0.09)


def test_how_fast_something_goes_after_its_demand_is_found_again():
    luck = np.random.default_rng(3)
    demand = np.exp(9 + luck.normal(0, 0.2, 400).cumsum() * 0.3)
    made = [demand[0]]
    for aim in demand[1:]:
        made.append(float(np.exp(np.log(made[-1]) + 0.3 * np.log(aim / made[-1]) + luck.normal(0, 0.05))))
    path = fit({"x": Series(np.array(made), "log", (CATCHING_UP,), demand)})["x"]
    assert path.ways[0].pull == pytest.approx(0.3, abs=0.1)


def test_without_shocks_a_path_goes_where_its_way_leads():
    values = np.array([100.0] * 20 + [200.0] * 20)
    middle = np.full((1, 12), 0.5)
    for way, end in ((LAST, 200.0), (LATELY, 200.0), (RETURNING, 100.0 * 2**0.5)):
        path = fit({"x": Series(values, "log", (way,))})["x"]
        gone = path.draw(np.array([0.0]), middle)[0]
        before, after = abs(np.log(200.0 / end)), abs(np.log(gone[-1] / end))
        assert after <= 0.5 * before + 1e-6


def test_decisions_wanted_by_hand():
    last = Last((800.0, 900, 1000, 1100), (1.0, 1, 1, 1), 0.0, 5_000.0, 0.1)
    made = {
        "claims_a_quarter": np.array([[1000.0, 1000]]),
        "claim_withdrawn_monthly": np.array([[0.01, 0.01]]),
    }
    wanted = decisions_wanted(made, last, 1.0)
    # (900 + 1000 + 1100 + 1000) / 4 × 0.9 + 5% of 5,000; then 5,000 + 1,000 − 700 − 3% of 5,000 = 5,150 wait.
    assert wanted(0, np.zeros((1, 2)))[0] == pytest.approx(900 + 250)
    assert wanted(1, np.array([[700.0, 0.0]]))[0] == pytest.approx(1025 * 0.9 + 0.05 * 5_150)


def test_refusals_become_appeals_as_in_the_figures_that_were_made_up():
    luck = np.random.default_rng(5)
    refused = luck.uniform(1_000, 9_000, 60)
    lodged = 300 + 0.5 * refused + 0.25 * np.concatenate([[refused[0]], refused[:-1]])
    (other, now, later), _ = appeal_relation(refused, lodged)
    assert (other, now, later) == pytest.approx((300, 0.5, 0.25), abs=1e-2)


def test_shocks_are_widened_until_ranges_held(monkeypatch):
    history = published().until(date(2016, 12, 31))
    found = widening(history)
    monkeypatch.setattr("returnhub.forecast.widening.ASKED", 0.2)
    assert widening(history) == 1.0 <= found <= 4.0


def test_every_second_world_mirrors_the_one_before(plan_and_numbers):
    fitted, numbers = read("uk-2025-12-31"), plan_and_numbers[1]
    one, two, other = (draw(numbers, fitted, 4, 1, r) for r in range(3))
    name, number = next((n, x) for n, x in numbers.items() if x.low < x.central < x.high)
    mean = (number.low + number.central + number.high) / 3
    spread = number.high - number.low
    assert abs((one[name] + two[name]) / 2 - mean) < 0.2 * spread
    assert one[name] != other[name]
    assert one.paths["claims_a_quarter"].tolist() != two.paths["claims_a_quarter"].tolist()


def test_the_middle_world_goes_after_what_is_asked_of_it(plan_and_numbers):
    world = central(plan_and_numbers[1], read("uk-2025-12-31"), 20)
    claims, decided = world.paths["claims_a_quarter"], world.paths["first_decisions_a_quarter"]
    assert decided[-1] < 1.3 * claims[-1]


def test_paths_that_are_set_are_kept(plan_and_numbers):
    made = at_first(published().until(ORIGIN))
    which = {n: np.array([0.2]) for n in made.paths}
    uniforms = {n: np.full((1, 3), 0.4) for n in made.paths}
    given = {"first_decisions_a_quarter": np.full((1, 3), 9_999.0)}
    ties = Numbers(0.95, 0.7, 28.0, 500.0)
    paths = follow(made.paths, made.last, ties, which, uniforms, 1.0, given)
    assert paths["first_decisions_a_quarter"].tolist() == [[9_999.0] * 3]
    assert set(paths) == set(made.paths)


FORECAST = pl.DataFrame(
    {
        "origin": ["2025-12-31"] * 2, "series": ["asylum_claims", "first_decisions"],
        "period_end": ["2026-03-31"] * 2, "ahead": [1, 1], "q2.5": [1.0, 1.0], "q10": [2.0, 2.0],
        "q50": [100.0, 100.0], "q90": [200.0, 200.0], "q97.5": [300.0, 300.0], "last": [90.0, 90.0],
        "season": [80.0, 80.0], "trend": [95.0, 95.0], "scale": [10.0, 10.0],
    }
)  # fmt: skip


def test_a_later_publication_is_laid_beside_an_older_forecast(tmp_path):
    FORECAST.write_csv(tmp_path / "published.csv")
    # Made up: nothing of 2026 is known here.
    (tmp_path / "later.csv").write_text(
        "source_table,series,period,period_end,value\n"
        "x,asylum_claims,2026 Q1,2026-03-31,120\nx,initial_grants,2026 Q1,2026-03-31,70\n"
        "x,initial_refusals,2026 Q1,2026-03-31,60\nx,asylum_claims,2025 Q4,2025-12-31,90\n"
    )
    rows = beside(read_forecast(tmp_path / "published.csv"), read_publication(tmp_path / "later.csv"))
    assert dict(rows.select("series", "outcome").iter_rows()) == {
        "asylum_claims": 120.0,
        "first_decisions": 130.0,
    }
    assert dict(scores(rows).select("series", "model").iter_rows()) == {
        "asylum_claims": 2.0,
        "first_decisions": 3.0,
    }


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("series,value\nx,1\n", "column `period_end` is missing"),
        ("series,period_end,value\nasylum_claims,soon,1\n", "`soon` is no day"),
        ("series,period_end,value\nasylum_claims,2024-03-31,1\n", "none of the series and periods"),
        ("series,period_end,value\nasylum_claims,2026-03-31,many\n", "`many` is not a number"),
        (
            "series,period_end,value\nasylum_claims,2026-03-31,1\nasylum_claims,2026-03-31,2\n",
            "`asylum_claims` has two values for 2026-03-31",
        ),
        ("", "cannot be read as a table"),
    ],
)
def test_a_publication_that_cannot_be_used_is_refused_with_the_reason(tmp_path, text, says):
    FORECAST.write_csv(tmp_path / "published.csv")
    (tmp_path / "later.csv").write_text(text)
    with pytest.raises(UserError, match=says):
        beside(read_forecast(tmp_path / "published.csv"), read_publication(tmp_path / "later.csv"))


def test_what_is_no_forecast_is_refused(tmp_path):
    (tmp_path / "x.csv").write_text("series,period_end\n")
    with pytest.raises(UserError, match="it is no forecast: column `ahead` is missing"):
        read_forecast(tmp_path / "x.csv")
    with pytest.raises(UserError, match="there is no such file"):
        read_forecast(tmp_path / "nothing.csv")
    with pytest.raises(UserError, match=r"is a folder, not a table\nhint: perhaps .*published.csv is meant"):
        read_forecast(tmp_path)


def test_a_file_that_is_no_calibration_is_refused(tmp_path):
    (tmp_path / "c.json").write_text('{"format": "returnhub calibration 1"}')
    for name in (tmp_path / "c.json", tmp_path / "none.json"):
        with pytest.raises(UserError, match="is not a calibration"):
            read(name)
    with pytest.raises(UserError, match="is no quarter-end of the series"):
        published().until(date(2024, 5, 1))


@pytest.mark.parametrize(
    ("origin", "says"),
    [
        (date(2002, 3, 31), "`receipts` needs at least 8 quarters"),
        (date(2010, 12, 31), "needs at least 8 quarters"),
    ],
)
def test_an_origin_before_there_were_figures_is_refused(origin, says):
    with pytest.raises(UserError, match=says):
        calibrate(published().until(origin))
