"""Forecasts beside outcomes: absolute scaled errors, naive forecasts, and how often the ranges held."""

from __future__ import annotations

import polars as pl

from returnhub.forecast.history import SCORED

COUNT = {1: "One quarter", 2: "Two quarters", 3: "Three quarters", 4: "Four quarters"}
NAIVE = ("last", "season", "trend")
NAMES = {"last": "last value", "season": "same quarter last year", "trend": "straight line"}


def scores(rows: pl.DataFrame, by: tuple[str, ...] = ("series",)) -> pl.DataFrame:
    """Mean absolute scaled error of the middle and of each naive forecast; share of outcomes in the 80% and 95% ranges.

    `rows`: as made by `backtest.backtest`; rows whose outcome is not published do not count.
    """
    held = rows.filter(pl.col("outcome").is_not_null() & pl.col("outcome").is_not_nan())

    def error(column: str) -> pl.Expr:
        return ((pl.col(column) - pl.col("outcome")).abs() / pl.col("scale")).mean()

    def within(low: str, high: str) -> pl.Expr:
        return pl.col("outcome").is_between(pl.col(low), pl.col(high)).mean()

    made = held.group_by(*by, maintain_order=True).agg(
        error("q50").alias("model"),
        *(error(n).alias(n) for n in NAIVE),
        within("q10", "q90").alias("within 80%"),
        within("q2.5", "q97.5").alias("within 95%"),
        pl.len().alias("forecasts"),
    )
    best = pl.min_horizontal(*NAIVE)
    return made.with_columns((pl.col("model") / best).alias("beside the best naive"))


def in_words(at_four: pl.DataFrame, everywhere: pl.DataFrame, each: pl.DataFrame, ahead: int = 4) -> str:
    """What the scores say, plainly.

    `at_four`: scores `ahead` quarters ahead; `everywhere`: all horizons, one row; `each`: all horizons, by series.
    """
    better = at_four.filter(pl.col("beside the best naive") < 1)["series"].to_list()
    worse = at_four.filter(pl.col("beside the best naive") >= 1)["series"].to_list()
    within = float(everywhere["within 80%"][0])
    much = "wide enough" if within >= 0.75 else "too narrow"
    much = "wider than needed" if within > 0.9 else much
    said = [_says(w) for w in worse]
    lost = (
        f" It was worse on {' and '.join([', '.join(said[:-1]), said[-1]] if said[1:] else said)}."
        if worse
        else ""
    )
    return (
        f"{COUNT.get(ahead, str(ahead))} ahead the model was better than the best of three naive forecasts on "
        f"{len(better)} of {at_four.height} published series.{lost} Its ranges of 80% held {within:.0%} of what "
        f"was then published: they are {much} on the whole.{_narrowest(each)}"
    )


def _narrowest(each: pl.DataFrame) -> str:
    """The series whose ranges held least: a share of all hides it."""
    least = each.sort("within 80%").row(0, named=True)
    if least["within 80%"] >= 0.75:
        return ""
    return f" They held least, {least['within 80%']:.0%}, of {_says(least['series'])}."


def _says(series: str) -> str:
    return SCORED[series].split(",")[0] if series in SCORED else series.replace("_", " ")
