"""Tables of the report as HTML."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape

import numpy as np
import polars as pl

from returnhub.forecast.assumptions import CALIBRATED
from returnhub.forecast.breakeven import cost_of_each, occupancy
from returnhub.forecast.drivers import OUTCOMES, PATHS
from returnhub.forecast.history import SCORED
from returnhub.forecast.make import SAMPLES
from returnhub.forecast.measure import quantile_of_counts
from returnhub.forecast.report.amounts import amount, figures, in_range, with_error
from returnhub.forecast.report.words import SEEN, Forecast, pounds, spread
from returnhub.forecast.scoring import NAIVE, NAMES, scores
from returnhub.forecast.study import Column, Inputs
from returnhub.forecast.world import central


def table(caption: str, heads: Sequence[str], rows: Sequence[Sequence[str]], numbers: int) -> str:
    """A table whose last `numbers` columns are numbers, that can be scrolled with the keyboard."""
    first = len(heads) - numbers
    top = "".join(
        f'<th scope="col"{" class=n" if n >= first else ""}>{escape(h) or "<span class=v>what</span>"}</th>'
        for n, h in enumerate(heads)
    )
    body = "".join(
        "<tr>"
        + "".join(
            f'<th scope="row">{escape(cell)}</th>'
            if n == 0
            else f"<td{' class=n' if n >= first else ''}>{_kept(escape(cell)) if n >= first else escape(cell)}</td>"
            for n, cell in enumerate(row)
        )
        + "</tr>"
        for row in rows
    )
    whole = f"<table><caption>{escape(caption)}</caption><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>"
    return f'<div class="wide" tabindex="0" role="region" aria-label="{escape(caption)}">{whole}</div>'


def _kept(cell: str) -> str:
    """A number stays in one line with its sign and unit: a range breaks before its bracket and between its ends."""
    cell = cell.replace("−", "−\N{WORD JOINER}")
    return re.sub(r" (billion|million|people|places|days)\b", "\N{NO-BREAK SPACE}\\1", cell)


def _all(made: Forecast) -> list[Column]:
    return [*made.study.columns, *made.study.instead]


def totals(made: Forecast) -> str:
    """People over the whole time, and how long they waited."""
    columns = _all(made)
    rows = [
        [name, *(spread(c.measures.totals[name]) for c in columns)]
        for name in columns[0].measures.totals
        if any(c.measures.totals[name].any() for c in columns)
    ]
    if len(columns) > 1:
        rows.insert(1, ["Returns beyond the baseline", *(_more(made, c) for c in columns)])
    for share, words in ((0.25, "A quarter"), (0.5, "Half"), (0.75, "Three quarters")):
        rows.append(
            [
                f"{words} of returns within (days since rights were exhausted)",
                *(_days(c, share) for c in columns),
            ]
        )
    return table("People, over the whole time", ["", *(c.title for c in columns)], rows, len(columns))


def _more(made: Forecast, column: Column) -> str:
    base = made.study.columns[-1]
    if column is base:
        return "is the baseline"
    held = base.measures.totals["All returns"][: column.replicates]
    return spread(column.measures.totals["All returns"] - held)


def _days(column: Column, share: float) -> str:
    days = np.array([quantile_of_counts(counts, share, 30) for counts in column.measures.days_to_return])
    return spread(days)


def costs(made: Forecast) -> str:
    """Cost by item over the whole time."""
    columns = _all(made)
    rows = [
        [name, *(spread(c.measures.costs[name].sum(axis=1), pounds) for c in columns)]
        for name in columns[0].measures.costs
        if any(c.measures.costs[name].any() for c in columns)
    ]
    rows.append(["Net present cost", *(spread(c.measures.net_present_cost, pounds) for c in columns)])
    if len(columns) > 1:
        rows.append(["Net present cost beyond the baseline", *(_beyond(made, c) for c in columns)])
    whole = table("Cost by item", ["", *(c.title for c in columns)], rows, len(columns))
    return whole + _by_year(made) + _each(made)


def _beyond(made: Forecast, column: Column) -> str:
    base = made.study.columns[-1]
    if column is base:
        return "is the baseline"
    held = base.measures.net_present_cost[: column.replicates]
    return spread(column.measures.net_present_cost - held, pounds)


def _by_year(made: Forecast) -> str:
    """Each item for the first scheme, by year from the start."""
    mine = made.study.columns[0].measures.costs
    years = -(-made.study.inputs.quarters // 4)
    rows = [
        [name, *(spread(c[:, 4 * y : 4 * y + 4].sum(axis=1), pounds) for y in range(years))]
        for name, c in mine.items()
        if c.any()
    ]
    heads = ["", *(f"year {y + 1}" for y in range(years))]
    return table(f"{made.study.columns[0].title}: cost by year from the start", heads, rows, years)


def _each(made: Forecast) -> str:
    base, rows = made.study.columns[-1].measures, []
    for column in made.study.columns[:-1]:
        for name, values in cost_of_each(column.measures, base).items():
            said = (
                spread(values, pounds) if np.isfinite(values).any() else "cannot be said: most runs have none"
            )
            rows.append([f"{column.title}: {name.lower()}", said])
    return table("Cost for each", ["", "pounds, not discounted"], rows, 1) if rows else ""


def side_by_side(made: Forecast) -> str:
    """How often each scheme, or other use of the money, gave more returns, and cost less, than each other one."""
    columns, rows = _all(made), []
    for n, a in enumerate(columns):
        for b in columns[n + 1 :]:
            few = min(a.replicates, b.replicates)
            more, cheaper = (
                (x[:few] > y[:few]).mean()
                for x, y in (
                    (a.measures.totals["All returns"], b.measures.totals["All returns"]),
                    (b.measures.net_present_cost, a.measures.net_present_cost),
                )
            )
            rows.append([f"{a.title} beside {b.title}", f"{more:.0%}", f"{cheaper:.0%}"])
    heads = ["", "more returns, share of runs", "cheaper, share of runs"]
    return (
        table("How often one was ahead of the other, under these assumptions", heads, rows, 2) if rows else ""
    )


def assumptions(inputs: Inputs, replicates: int) -> str:
    """What nobody has published comes first; then what the figures were fitted to."""
    held, fitted = inputs.assumptions, inputs.fitted
    order = {"judgement": 0, "press": 1, "derived": 2, "published": 3}
    numbers = sorted(held.numbers.values(), key=lambda n: (order[n.grade], n.name))
    rows = [[n.says, n.grade, f"{n.source} ({n.date:%-d %B %Y})", in_range(n)] for n in numbers]
    own = f"fitted to the published series to {fitted.origin:%-d %B %Y}"
    rows += [
        [f.says, "derived", f"{own}, with its standard error", with_error(f, CALIBRATED.get(n, ""))]
        for n, f in fitted.numbers.items()
        if n not in held.numbers
    ]
    worlds = inputs.worlds(min(replicates, SEEN))
    for n in fitted.paths:
        if n in held.numbers:
            continue
        ends = [np.quantile([w.paths[n][q] for w in worlds], [0.1, 0.5, 0.9]) for q in (0, -1)]
        first, last = (_path_end(end, CALIBRATED[n]) for end in ends)
        said = f"first quarter {first}; last quarter {last}"
        rows.append([PATHS[n], "derived", f"{own}, with shocks of the size seen before", said])
    return table("Assumptions, judgements first", ["", "evidence", "source", "central (range)"], rows, 1)


def _path_end(ends: np.ndarray, unit: str) -> str:
    low, middle, high = (amount(figures(float(x), 2), unit) for x in ends)
    return f"{middle} ({low} to {high})"


def score_table(replays: pl.DataFrame) -> str:
    """Errors four quarters ahead beside naive forecasts, and how often the ranges held at all horizons."""
    ahead = scores(replays.filter(pl.col("ahead") == 4))
    ranges = {r["series"]: r for r in scores(replays).iter_rows(named=True)}
    rows = [
        [
            SCORED[r["series"]],
            _two(r["model"]),
            *(_two(r[n]) for n in NAIVE),
            "better" if r["beside the best naive"] < 1 else "worse",
            f"{ranges[r['series']]['within 80%']:.0%}",
            f"{ranges[r['series']]['within 95%']:.0%}",
        ]
        for r in ahead.iter_rows(named=True)
    ]
    heads = [
        "", "model", *(NAMES[n] for n in NAIVE), "beside the best naive", "in the 80% range", "in the 95% range",
    ]  # fmt: skip
    caption = (
        "Forecasts from past quarter-ends: mean error four quarters ahead, in usual steps of a quarter; "
        "ranges at all horizons"
    )
    return table(caption, heads, rows, 7)


def _two(value: float) -> str:
    """Two figures, so that 2.0 stands beside 3.2."""
    return f"{value:.1f}" if value < 9.95 else f"{value:.0f}"


def occupancy_table(made: Forecast) -> str:
    """What empty places cost."""
    inputs = made.study.inputs
    plan = inputs.assumptions.plans[made.study.schemes[0].name]
    world = central(inputs.assumptions.numbers, inputs.fitted, inputs.quarters)
    rows = [
        [f"{share:.0%} of places in use", pounds(night), pounds(stay)]
        for share, night, stay in occupancy(plan, world)
    ]
    heads = ["", "a person and night", "a person for 90 nights, with transfer and payment"]
    return table("Cost by how full the hub is, other numbers in the middle", heads, rows, 2) if rows else ""


def drivers_table(made: Forecast) -> str:
    """Share of the variance that each assumption explains by itself, the greatest first."""
    best = sorted(made.explained, key=lambda e: -max(e[1]))[:12]
    rows = [[name, *(f"{s:.0%}" for s in shares)] for name, shares in best]
    caption = (
        "Share of the spread of results that an assumption explains by itself (first order, RBD-FAST); "
        f"the rest is what they do together. From {SAMPLES} drawn worlds: a share below 6% may be chance"
    )
    return table(caption, ["", *(f"of {o}" for o in OUTCOMES)], rows, len(OUTCOMES))
