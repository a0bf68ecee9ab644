"""What would happen, in plain English, with as many figures as the model supports."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
import polars as pl

from returnhub.forecast.breakeven import BreakEven, Point, cost_of_each
from returnhub.forecast.drivers import OUTCOMES, Swing
from returnhub.forecast.hosts import begins
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


A_SMALL_PART = 0.05
"""An item of cost that differs by less than this part of the one that differs most is not named."""
SEEN = 200
"""Worlds that are looked at to say what an input is."""


def pounds(value: float) -> str:
    """Money with two significant figures."""
    for size, word in ((1e9, " billion"), (1e6, " million")):
        shown = float(f"{abs(value):.2g}")
        if shown >= size:
            return f"{'−' if value < 0 else ''}£{shown / size:g}{word}"
    return f"{'−' if value < 0 else ''}£{rounded(abs(value))}"


def spread(values: np.ndarray, words: Callable[[float], str] = rounded) -> str:
    """Middle and range, in words; "none" where all of the range is nothing."""
    held = values[np.isfinite(values)]
    if not len(held) or not any(interval(held)):
        return "none"
    low, middle, high = interval(held)
    return f"{words(middle)} ({words(low)} to {words(high)})"


def about(values: np.ndarray, words: Callable[[float], str] = rounded) -> str:
    """Middle and range as part of a sentence."""
    said = spread(values, words)
    return said if said == "none" else f"about {said}"


def summary(made: Forecast) -> list[str]:
    """The findings, the first scheme beside the last; what they suppose first, what they hang on last."""
    mine, base = made.study.columns[0].measures, made.study.columns[-1].measures
    years = round(len(made.quarters) / 4)
    over = f"over {years} year{'s' if years > 1 else ''}"
    lines = [*_supposed(made)] + [
        f"{what} {over}: {about(mine.totals[what])} people."
        for what in ("Transfers to the hub", "Brought back from the hub")
        if spread(mine.totals[what]) != "none"
    ]
    if len(made.study.columns) == 1:
        return [
            *lines,
            f"Returns of refused asylum applicants {over}: {about(mine.totals['All returns'])} people.",
        ]
    lines += _beside(mine, base)
    for column in made.study.instead:
        few = column.replicates
        more = column.measures.totals["All returns"] - base.totals["All returns"][:few]
        line = f"With {column.title}: {about(more) if more.any() else 'no'} returns beyond the baseline"
        if column.unspent is not None and column.unspent.any():
            left = spread(column.unspent, pounds)
            line += f"; {left} of the money left over, because returns save support and money is not their only limit"
        lines.append(line + ".")
    if made.study.instead:
        lines.append(
            "How far more money could raise voluntary and direct returns nobody has published: the last two lines rest "
            "on judged limits, and on who would be willing."
        )
    return lines + _hangs_on(made)


def _supposed(made: Forecast) -> list[str]:
    """When the hub is supposed to open: without a host that agrees there is nothing to forecast."""
    inputs = made.study.inputs
    plan = inputs.assumptions.plans[made.study.columns[0].name]
    if not plan.hosts:
        return []
    days = [begins(plan, w) for w in inputs.worlds(min(made.study.replicates, SEEN))]
    early, middle, last = (
        f"{inputs.assumptions.start + timedelta(days=x):%B %Y}" for x in interval(np.array(days))
    )
    when = middle if early == last else f"about {middle} (between {early} and {last})"
    said = f"All this supposes that a host agrees to take people, and takes the first of them in {when}."
    late = np.array(days) >= inputs.days
    return [said + (f" That is after the time looked at {how_often(late)}." if late.any() else "")]


def _hangs_on(made: Forecast) -> list[str]:
    """The assumptions that move the results most, and how many of them nobody has published."""
    if not made.swings:
        return []
    grades = {n.says: n.grade for n in made.study.inputs.assumptions.numbers.values()}
    lines, named = [], set()
    for k, (outcome, verb) in enumerate(zip(OUTCOMES, ("hang", "hangs"), strict=True)):
        widest = [s.name for s in widest_first(made.swings, k)[:3]]
        if widest:
            said = "; ".join(f"“{n}”" for n in widest)
            lines.append(f"{outcome[0].upper()}{outcome[1:]} {verb} most on: {said}.")
            named |= set(widest)
    if named:
        lines[-1] += _judged(sum(grades.get(name) == "judgement" for name in named), len(named))
    return lines


def _judged(judged: int, of: int) -> str:
    if judged == of:
        return (
            " It is a judgement: nobody has published it."
            if of == 1
            else (f" All {of} are judgements: nobody has published them.")
        )
    if judged == 0:
        return " It is not a judgement." if of == 1 else f" None of these {of} is a judgement."
    if judged == 1:
        return f" One of these {of} is a judgement: nobody has published it."
    return f" Of these {of}, {judged} are judgements: nobody has published them."


def widest_first(swings: Sequence[Swing], outcome: int) -> list[Swing]:
    """Those that move an outcome at all, the one that moves it most first."""
    moving = [s for s in swings if s.high[outcome] != s.low[outcome]]
    return sorted(moving, key=lambda s: -abs(s.high[outcome] - s.low[outcome]))


def _beside(mine: Measures, base: Measures) -> list[str]:
    more = mine.totals["All returns"] - base.totals["All returns"]
    dearer, undiscounted = mine.net_present_cost - base.net_present_cost, (mine.cost - base.cost).sum(axis=1)
    each = cost_of_each(mine, base)["Cost beyond the baseline for each additional return"]
    there, without = (m.series["Exhausted rights, in the United Kingdom"][:, -1] for m in (mine, base))
    runs = "" if (more > 0).all() else ", in the runs that had any"
    lines = [
        f"Returns beyond the baseline: {about(more)}; more {how_often(more > 0)}.",
        f"Net present cost beyond the baseline: {about(dearer, pounds)}; before discounting "
        f"{spread(undiscounted, pounds)}; "
        f"cheaper {how_often(dearer < 0)}.",
        *_where_it_goes(mine, base),
    ]
    if np.isfinite(each).any():
        lines.append(f"Cost of each additional return: {about(each, pounds)}{runs}.")
    else:
        lines.append("Cost of each additional return: cannot be said, because most runs have none.")
    if there.any():
        lines.append(
            "People in the United Kingdom whose rights are exhausted, at the end: "
            f"{about(there)}; in the baseline {about(without)}; the difference, run by run, {spread(there - without)}."
        )
    return lines


def _where_it_goes(mine: Measures, base: Measures) -> list[str]:
    """The items of cost that differ most from the baseline's: a scheme can cost more without a hub or a payment."""
    differ = {item: (mine.costs[item] - base.costs[item]).sum(axis=1) for item in mine.costs}
    size = {item: abs(float(np.median(values))) for item, values in differ.items()}
    most = sorted(size, key=lambda item: -size[item])[:2]
    said = [
        f"{item}, {about(differ[item], pounds)}" for item in most if size[item] > A_SMALL_PART * size[most[0]]
    ]
    return [f"Before discounting, the difference is mostly: {'; '.join(said)}."] if said else []


def how_often(held: np.ndarray) -> str:
    """The share of runs, which is no chance: it says what follows from the assumptions, not how likely they are."""
    share = float(held.mean())
    if share in (0.0, 1.0):
        return f"in {'every run' if share else 'no run'} under these assumptions"
    return f"in {share:.0%} of the runs under these assumptions"


def even_in_words(even: BreakEven) -> list[str]:
    """When costs would be the same as the baseline's; what has no meaning in the scheme is said to have none."""
    since = "the day the first host opens" if even.hosts else "the start"
    return [
        f"Fall in claims, from {since}, at which it costs the same: {_fall(even.fall_in_claims)}.",
        f"Returns for each place: {_returns(even.returns_a_place)}.",
        f"Price for each person moved: {_price(even.price_a_person)}.",
    ]


def _returns(point: Point | str) -> str:
    if isinstance(point, str):
        return f"has no meaning here, because {point}"
    gives = f"the model gives {_tenths(point.now)}"
    if np.isfinite(point.needed).mean() >= 0.5:
        some = "" if np.isfinite(point.needed).all() else ", in the runs where a number breaks even"
        return f"{_tenths(point.needed)} additional returns for each place and year{some}; {gives}"
    return f"no number breaks even in most runs; {gives}"


def _price(point: Point | str) -> str:
    if isinstance(point, str):
        return f"has no meaning here, because {point}"
    needed = point.needed[np.isfinite(point.needed)]
    if not len(needed):
        return "nobody is moved within the time looked at"
    now = f"in the assumptions it is {spread(point.now, pounds)}"
    if (needed > 0).mean() > 0.5:
        return f"about {spread(needed, pounds)}, with flight and escort; {now}"
    return (
        "none is low enough: it would cost more even if nothing were paid for each person moved, nor for flight and "
        f"escort, {how_often(needed <= 0)}; {now}"
    )


def _fall(fall: np.ndarray) -> str:
    """A share of claims; where more than all of them would be needed, no fall is enough."""
    possible = fall[np.isfinite(fall) & (fall <= 1)]
    if not len(possible):
        return "no fall, however large, is enough in any run"
    low, middle, high = interval(possible)
    shown = f"about {middle:.0%} ({low:.0%} to {high:.0%})"
    if len(possible) == len(fall):
        return shown
    return (
        f"{shown} where a fall can do it; in {len(fall) - len(possible)} of {len(fall)} runs none is enough"
    )


def _tenths(values: np.ndarray) -> str:
    held = values[np.isfinite(values)]
    if not len(held):
        return "none"
    low, middle, high = (
        f"{x:.1f}".replace("-", "−") if abs(x) < 9.95 else rounded(x) for x in interval(held)
    )
    return f"about {middle} ({low} to {high})"
