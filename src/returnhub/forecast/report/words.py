"""What would happen, in plain English, with as many figures as the model supports."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import polars as pl

from returnhub.forecast.breakeven import BreakEven, cost_of_each
from returnhub.forecast.drivers import Swing
from returnhub.forecast.measure import Measures, interval, rounded
from returnhub.forecast.study import Study


@dataclass(frozen=True, slots=True)
class Forecast:
    """A study with what was made of it, and how to do it again."""

    study: Study
    even: BreakEven | None
    middle: np.ndarray | None
    swings: list[Swing]
    explained: list[tuple[str, list[float]]]
    """Assumption → share of the variance of each outcome."""
    replays: pl.DataFrame
    """The backtest that was made with this version (see `backtest.backtest`)."""
    command: str

    @property
    def quarters(self) -> list[str]:
        """The calendar quarters of the horizon."""
        start = self.study.inputs.assumptions.start
        first = start.year * 4 + (start.month + 2) // 3
        return [f"{n // 4} Q{n % 4 + 1}" for n in range(first, first + self.study.inputs.quarters)]


def pounds(value: float) -> str:
    """Money with two significant figures."""
    for size, word in ((1e9, " billion"), (1e6, " million")):
        if abs(value) >= size:
            return f"{'−' if value < 0 else ''}£{float(f'{abs(value) / size:.2g}'):g}{word}"
    return f"{'−' if value < 0 else ''}£{rounded(abs(value))}"


def spread(values: np.ndarray, words: Callable[[float], str] = rounded) -> str:
    """Middle and range, in words; "none" where all is nothing."""
    held = values[np.isfinite(values)]
    if not len(held) or not held.any():
        return "none"
    low, middle, high = interval(held)
    return f"{words(middle)} ({words(low)} to {words(high)})"


def summary(made: Forecast) -> list[str]:
    """The findings, the first scheme beside the last."""
    mine, base = made.study.columns[0].measures, made.study.columns[-1].measures
    years = round(len(made.quarters) / 4)
    lines = [
        f"{what} over {years} years: about {spread(mine.totals[what])} people."
        for what in ("Transfers to the hub", "Brought back from the hub")
        if mine.totals[what].any()
    ]
    if len(made.study.columns) == 1:
        return [*lines, f"Returns over {years} years: about {spread(mine.totals['All returns'])} people."]
    lines += _beside(mine, base)
    for column in made.study.instead:
        few = column.replicates
        more = column.measures.totals["All returns"] - base.totals["All returns"][:few]
        line = f"With {column.title}: about {spread(more)} returns beyond the baseline"
        if column.unspent is not None and column.unspent.any():
            line += f", and {spread(column.unspent, pounds)} of the money left"
        lines.append(line + ".")
    if made.study.instead:
        lines.append(
            "How far more money could raise voluntary and direct returns nobody has published: the last two lines rest "
            "on judged limits, and on who would be willing."
        )
    return lines


def _beside(mine: Measures, base: Measures) -> list[str]:
    more = mine.totals["All returns"] - base.totals["All returns"]
    dearer = mine.net_present_cost - base.net_present_cost
    each = cost_of_each(mine, base)["Cost beyond the baseline for each additional return"]
    return [
        f"Returns beyond the baseline: about {spread(more)}; more {how_often(more > 0)}.",
        f"Net present cost beyond the baseline: about {spread(dearer, pounds)}; cheaper {how_often(dearer < 0)}.",
        f"For each additional return, of the runs with any: about {spread(each, pounds)}.",
    ]


def how_often(held: np.ndarray) -> str:
    """The share of runs, which is no chance: it says what follows from the assumptions, not how likely they are."""
    share = float(held.mean())
    if share in (0.0, 1.0):
        return f"in {'every run' if share else 'no run'} under these assumptions"
    return f"in {share:.0%} of the runs under these assumptions"


def even_in_words(even: BreakEven) -> list[str]:
    """When costs would be the same as the baseline's."""
    needed, now = even.returns_a_place, even.returns_a_place_now
    if np.isfinite(needed).mean() >= 0.5:
        places = (
            f"{_tenths(needed)} additional returns for each place and year; the model gives {_tenths(now)}"
        )
    else:
        places = (
            f"no number of returns for each place breaks even in most runs; the model gives {_tenths(now)}"
        )
    payment = even.payment_a_person[np.isfinite(even.payment_a_person)]
    possible = float((payment > 0).mean()) if len(payment) else 0.0
    if not len(payment):
        price = "nobody is moved within the time looked at"
    elif possible > 0.5:
        price = f"a payment of about {spread(payment, pounds)} for each person moved"
    else:
        price = (
            f"no payment to the host is low enough: in {1 - possible:.0%} of the runs it would cost more even if "
            "the payment for each person were nothing"
        )
    return [
        f"Fall in claims, from the day the hub opens, at which it costs the same: {_fall(even.fall_in_claims)}.",
        f"Returns: {places}.",
        f"Price: {price}.",
    ]


def _fall(fall: np.ndarray) -> str:
    """A share of claims; where more than all of them would be needed, no fall is enough."""
    possible = fall[np.isfinite(fall) & (fall <= 1)]
    never = 1 - len(possible) / len(fall)
    if not len(possible):
        return "no fall, however large, is enough in any run"
    low, middle, high = interval(possible)
    shown = f"about {middle:.0%} ({low:.0%} to {high:.0%})"
    return shown if never < 0.005 else f"{shown}; in {never:.0%} of the runs no fall is enough"


def _tenths(values: np.ndarray) -> str:
    held = values[np.isfinite(values)]
    low, middle, high = (f"{x:.1f}" if abs(x) < 9.95 else rounded(x) for x in interval(held))
    return f"about {middle} ({low} to {high})"
