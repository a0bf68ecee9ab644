"""Forecasts as they would have been made on past quarter-ends, with nothing that was published later.

Claims are given as they then came in ("claims known": the model is asked what follows from them) or forecast too. The
scheme is the one without a hub. Assumptions that no statistic tells are drawn from their ranges as everywhere.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from returnhub.forecast.calibrate import calibrate
from returnhub.forecast.engine.run import run
from returnhub.forecast.history import SCORED, History
from returnhub.forecast.model import build
from returnhub.forecast.numbers import Number
from returnhub.forecast.observe import published_series
from returnhub.forecast.people import everybody
from returnhub.forecast.plan import Plan
from returnhub.forecast.start import exhausted_lately
from returnhub.forecast.world import PERIOD, World, draw

FIRST, LAST = date(2021, 12, 31), date(2024, 12, 31)
SCALE = 0.1
"""Ten times as fast; the luck of single people adds less than a hundredth of the width of a range."""
QUANTILES = (0.025, 0.1, 0.5, 0.9, 0.975)
UNKNOWN = "people_exhausted_at_start"
"""The assumption that rests on figures later than the origins: `start.exhausted_lately` stands in for it."""


@dataclass(frozen=True, slots=True)
class Replay:
    """One origin: `series` → replicate × quarter."""

    origin: date
    quarters: tuple[date, ...]
    series: dict[str, np.ndarray]


def replay(
    plan: Plan,
    numbers: dict[str, Number],
    whole: History,
    origin: date,
    quarters: int,
    replicates: int,
    seed: int,
    claims_known: bool = True,
) -> Replay:
    """Forecast from `origin`; of later figures only the claims are read, and only if they count as known."""
    history = whole.until(origin)
    fitted, start = calibrate(history), len(history.quarters)
    span = min(quarters, len(whole.quarters) - start)
    stand_in = {UNKNOWN: exhausted_lately(history)}
    claims = whole["asylum_claims"][start : start + span] if claims_known else None
    # Each origin has luck of its own, so that a run of bad luck is not counted thirteen times.
    drawn = (draw(numbers, fitted, span, seed + start, r, claims) for r in range(replicates))
    series = simulate(plan, [w.given(**stand_in) for w in drawn], history, span, seed + start)
    return Replay(origin, whole.quarters[start : start + span], series)


def simulate(
    plan: Plan, worlds: Sequence[World], history: History, quarters: int, seed: int
) -> dict[str, np.ndarray]:
    """The published series of each world, for one group of people and a country a tenth the size (see `SCALE`)."""
    days, group = quarters * PERIOD, everybody()
    networks = [build(plan, w, history, group, days, seed, r, SCALE) for r, w in enumerate(worlds)]
    made = run(networks, replicates=len(worlds), seed=seed, workers=os.cpu_count() or 1)
    return published_series(plan, made, worlds, history, group, seed, SCALE)


def backtest(
    plan: Plan,
    numbers: dict[str, Number],
    whole: History,
    origins: Sequence[date],
    quarters: int,
    replicates: int,
    seed: int,
    claims_known: bool = True,
    progress: Callable[[str], None] = lambda _: None,
) -> pl.DataFrame:
    """One row for each origin, series and quarter ahead: quantiles of the forecast, the outcome, naive forecasts."""
    rows: list[dict[str, object]] = []
    for origin in origins:
        made = replay(plan, numbers, whole, origin, quarters, replicates, seed, claims_known)
        history, start = whole.until(origin), whole.quarters.index(origin) + 1
        for name in SCORED:
            past = history.known(name)
            for n, end in enumerate(made.quarters):
                at = np.quantile(made.series[name][:, n], QUANTILES)
                rows.append(
                    {
                        "origin": origin, "series": name, "period_end": end, "ahead": n + 1,
                        **{f"q{q * 100:g}": float(v) for q, v in zip(QUANTILES, at, strict=True)},
                        "outcome": float(whole[name][start + n]),
                        **naive(past, n + 1), "scale": scale(past),
                    }
                )  # fmt: skip
        progress(f"as on {origin}")
    return pl.DataFrame(rows)


def naive(past: np.ndarray, ahead: int) -> dict[str, float]:
    """The last value; that of the same quarter last year; the straight line through the last eight quarters."""
    line = np.polyfit(np.arange(8), past[-8:], 1)
    return {
        "last": float(past[-1]),
        "season": float(past[-4 + (ahead - 1) % 4]),
        "trend": max(float(np.polyval(line, 7 + ahead)), 0.0),
    }


def scale(past: np.ndarray) -> float:
    """The mean step from quarter to quarter up to the origin: the unit of errors (Hyndman and Koehler 2006)."""
    return float(np.mean(np.abs(np.diff(past[-40:]))))
