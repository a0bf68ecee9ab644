"""The pictures of the report, each with its words and the data behind it."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from html import escape

import numpy as np
import polars as pl

from returnhub.forecast.charts import bars, fan, in_words, replay_lines
from returnhub.forecast.drivers import OUTCOMES
from returnhub.forecast.history import SCORED, published
from returnhub.forecast.measure import rounded
from returnhub.forecast.report import tables
from returnhub.forecast.report.files import series_frame
from returnhub.forecast.report.words import Forecast, pounds, widest_first
from returnhub.forecast.study import Column

CHARTS = {
    "Transfers to the hub": "people a quarter", "People in the hub": "at the quarter's end",
    "Places in use or kept": "mean of the quarter", "All returns": "people a quarter",
    "Exhausted rights, in the United Kingdom": "people at the quarter's end",
    "Exhausted rights for over a year": "people at the quarter's end",
    "Open appeals": "appeals at the quarter's end",
    "People awaiting a first decision": "at the quarter's end",
}  # fmt: skip
"""Series → what is counted."""
BEYOND = {"All returns": "Returns beyond the baseline", "Cost": "Cost beyond the baseline"}
MOST = 4
"""Lines that a chart can hold and still be read."""


def over_time(made: Forecast) -> str:
    """All that moves with time: differences to the baseline first."""
    few = ""
    if len(made.study.columns) > MOST:
        few = f"<p>Charts show the first {MOST - 1} schemes and the baseline; the tables show all.</p>"
    return few + _beyond(made) + "".join(_chart(made, name) for name in CHARTS)


def _shown(columns: Sequence[Column]) -> dict[str, Column]:
    """Label → scheme: at most `MOST`, the baseline always among them; labels short where that tells them apart."""
    kept = [*columns[: MOST - 1], columns[-1]] if len(columns) > MOST else columns
    short = [c.title.split(",")[0] for c in kept]
    return {s if short.count(s) == 1 else c.title: c for s, c in zip(short, kept, strict=True)}


def _chart(made: Forecast, name: str) -> str:
    shown = _shown(made.study.columns)
    series = {n: c.measures.series[name] for n, c in shown.items() if c.measures.series[name].any()}
    if not series:
        return ""
    words = in_words(series, made.quarters, name)
    data = series_frame(made).filter(pl.col("series") == name)
    return _figure(fan(series, made.quarters, name, CHARTS[name]), words, name, data)


def _beyond(made: Forecast) -> str:
    """The difference to the baseline, run by run on the same people: what two bands that overlap cannot show."""
    if len(made.study.columns) < 2:
        return ""
    base, parts = made.study.columns[-1].measures, []
    for key, title in BEYOND.items():
        money = key == "Cost"
        series = {
            n: (c.measures.cost - base.cost) / 1e6 if money else c.measures.series[key] - base.series[key]
            for n, c in _shown(made.study.columns).items()
            if c is not made.study.columns[-1]
        }
        unit = "million pounds a quarter" if money else "people a quarter"
        rows = [
            {"scheme": n, "quarter": q, "low": x[0], "middle": x[1], "high": x[2]}
            for n, v in series.items()
            for q, x in zip(made.quarters, np.quantile(v, [0.1, 0.5, 0.9], axis=0).T.tolist(), strict=True)
        ]
        if all(max(-r["low"], r["high"]) < (1e-6 if money else 1) for r in rows):
            few = "none" if money else "less than one person"
            parts.append(f"<p>{title}: {few} in any quarter, in four runs of five.</p>")
            continue
        words = in_words(series, made.quarters, f"{title}, {unit}")
        parts.append(_figure(fan(series, made.quarters, title, unit), words, title, pl.DataFrame(rows)))
    return "".join(parts)


def _figure(svg: str, words: str, name: str, data: pl.DataFrame) -> str:
    """A picture with its words, and the data behind it to download."""
    link = "data:text/csv;base64," + base64.b64encode(data.write_csv().encode()).decode()
    file = "".join(c if c.isalnum() else "-" for c in name.lower()) + ".csv"
    picture = svg.replace("<svg ", f'<svg role="img" aria-label="{escape(words)}" ', 1)
    caption = (
        f'{escape(words)} <a download="{file}" href="{link}">The numbers behind “{escape(name)}” (CSV)</a>'
    )
    return f"<figure>{picture}<figcaption>{caption}</figcaption></figure>"


def drivers(made: Forecast) -> str:
    """One assumption at a time, and each one's share of the spread."""
    if not made.swings or made.middle is None:
        return "<p>Left out of this run.</p>"
    parts = []
    for k, outcome in enumerate(OUTCOMES):
        widest = widest_first(made.swings, k)[:10]
        if not widest:
            parts.append(f"<p>No assumption alone, at either end, moves the {outcome}.</p>")
            continue
        rows = [(s.name, s.low[k], s.high[k]) for s in widest]
        data = pl.DataFrame(
            {
                "assumption": [r[0] for r in rows],
                "at its low end": [r[1] for r in rows],
                "at its high end": [r[2] for r in rows],
            }
        )  # fmt: skip
        money = k == 1
        title = f"{outcome[0].upper()}{outcome[1:]}, one assumption at a time"
        middle, say = float(made.middle[k]), pounds if money else rounded
        words = (
            f"{title}. The widest: {'; then '.join(r[0] for r in rows[:3])}. The line, {say(middle)}, is the result "
            "with every assumption at its central value; it need not be the middle of the runs, which draw all of them."
        )
        parts.append(_figure(bars(rows, middle, title, money), words, title, data))
    return "".join(parts) + (tables.drivers_table(made) if made.explained else "")


def past(made: Forecast) -> str:
    """What was forecast from past quarter-ends beside what came."""
    origins = sorted(made.replays["origin"].unique())
    parts = [
        f"<p>{len(origins)} forecasts, from {origins[0]:%-d %B %Y} to {origins[-1]:%-d %B %Y}, each with nothing "
        "published later but the claims that then came; the method was chosen with sight of these years, so the "
        "next ones are the true test (<code>returnhub score</code>). The surge of decisions in 2023 was a decision of "
        "government that no earlier figure foretold.</p>",
        tables.score_table(made.replays),
    ]
    for name in ("awaiting_initial_decision", "open_caseload", "returns_enforced"):
        held = made.replays.filter((pl.col("series") == name) & (pl.col("origin").dt.month() == 12))
        title = SCORED[name].split(",")[0]
        words = (
            f"Forecasts of “{title}” from the ends of 2021 to 2024 (middle and 80% range) beside what came."
        )
        heading = f"Past forecasts: {title}"
        parts.append(_figure(replay_lines(held, published(), name, heading), words, heading, held))
    return "".join(parts)
