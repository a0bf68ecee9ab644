"""Everything that a report holds, made in one go."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import files

import polars as pl

from returnhub.forecast.breakeven import WORLDS, break_even
from returnhub.forecast.drivers import tornado, variance
from returnhub.forecast.report.words import Forecast
from returnhub.forecast.study import INSTEAD_REPLICATES, WAYS, Inputs, Progress, study
from returnhub.scheme.model import Scheme

SAMPLES = 240
"""Worlds behind the shares of variance."""


def make(
    schemes: Sequence[Scheme],
    inputs: Inputs,
    replicates: int,
    command: str,
    samples: int = SAMPLES,
    progress: Progress = lambda _: None,
) -> Forecast:
    """Run the study and all that is shown with it; without `samples` what drives the result is left out."""
    made = study(schemes, inputs, replicates, progress)
    even, middle, swings, explained = None, None, [], []
    if len(schemes) > 1:
        mine, base = made.columns[0].measures, made.columns[-1].measures
        even = break_even(schemes[0], mine, base, inputs.worlds(replicates), inputs, progress)
    if len(schemes) > 1 and samples:
        middle, swings = tornado(schemes[0], schemes[-1], inputs, progress)
        explained = variance(schemes[0], schemes[-1], inputs, samples, progress)
    return Forecast(made, even, middle, swings, explained, replays(), command)


def steps(schemes: Sequence[Scheme], inputs: Inputs, replicates: int, samples: int) -> int:
    """How often `make` reports progress."""
    count = len(schemes) * replicates
    if len(schemes) > 1:
        count += len(WAYS) * min(replicates, INSTEAD_REPLICATES)
        count += 2 * min(WORLDS, replicates)
    if len(schemes) > 1 and samples:
        numbers = inputs.assumptions.numbers
        ends = sum(n.high > n.low for n in numbers.values()) + sum(
            p not in numbers for p in inputs.fitted.paths
        )
        count += 1 + 2 * ends + samples
    return count


def replays() -> pl.DataFrame:
    """The backtest that comes with this version; `returnhub backtest` makes it again."""
    return pl.read_parquet(str(files("returnhub.library") / "backtests" / "uk.parquet"))
