"""Charts as SVG with real text, and the words that say what they show."""

from __future__ import annotations

import io
import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import polars as pl

from returnhub.forecast.history import History

SIZE = (5.4, 3.2)
"""Inches: as wide as a phone, so that letters of 10 points stay letters; wider screens show it larger."""
COLOURS = ("#12436D", "#28A197", "#801650", "#F46A25")
"""The Government Analysis Function's categorical palette, in its order; at most four lines."""


def fan(series: Mapping[str, np.ndarray], quarters: list[str], title: str, unit: str) -> str:
    """One line for each scheme with the range of four replicates in five; `series`: name → replicate × quarter."""
    plt = _pyplot()
    figure, axis = plt.subplots(figsize=SIZE)
    across = np.arange(len(quarters))
    ranges = {n: np.quantile(v, [0.1, 0.5, 0.9], axis=0) for n, v in series.items()}
    for (name, (low, middle, high)), colour in zip(ranges.items(), COLOURS, strict=False):
        axis.fill_between(across, low, high, color=colour, alpha=0.18, linewidth=0)
        axis.plot(across, middle, color=colour, linewidth=2, label=textwrap.fill(name, 60))
    least = min(float(low.min()) for low, _, _ in ranges.values())
    most = max(float(high.max()) for _, _, high in ranges.values())
    axis.set_ylim(min(least * 1.08, 0), max(most * 1.08, 1))
    if least < 0:
        axis.axhline(0, color="#0b0c0c", linewidth=1)
    every = 4 * -(-len(quarters) // 24)  # whole years, six labels at most: more run into each other
    axis.set_xticks(across[::every], quarters[::every])
    axis.yaxis.set_major_locator(plt.MaxNLocator(8, steps=[1, 2, 5, 10], integer=True))
    axis.yaxis.set_major_formatter(lambda v, _: f"{v:,.0f}")
    axis.spines[["top", "right"]].set_visible(False)
    axis.grid(axis="y", color="#cccccc", linewidth=0.6)
    axis.set_title(textwrap.fill(f"{title} ({unit})", 58), loc="left", fontsize=11)
    if len(series) > 1:
        axis.legend(frameon=False, loc="upper left", bbox_to_anchor=(0, -0.22), borderaxespad=0, fontsize=9.5)
    axis.text(
        0, -0.16, "Line: the middle run. Band: four runs in five.",
        transform=axis.transAxes, fontsize=9.5, color="#505a5f", va="center",
    )  # fmt: skip
    return _svg(figure)


def bars(rows: Sequence[tuple[str, float, float]], middle: float, title: str, money: bool) -> str:
    """A tornado: for each assumption the outcome at its low and at its high end, round the middle."""
    from returnhub.forecast.report.words import pounds

    plt = _pyplot()
    figure, axis = plt.subplots(figsize=(SIZE[0], 0.58 * len(rows) + 1.1))
    ends = ((1, COLOURS[0], "at its low end"), (2, COLOURS[3], "at its high end"))
    for n, row in enumerate(reversed(rows)):
        for end, colour, says in ends:
            label = says if not n else None
            axis.barh(n, row[end] - middle, left=middle, color=colour, height=0.42, label=label)
        # Above its bar, not beside it: beside it half of a narrow screen would be names.
        white = {"facecolor": "white", "edgecolor": "none", "pad": 0.8}
        axis.text(
            0, n + 0.26, row[0], transform=axis.get_yaxis_transform(), fontsize=9, va="bottom", bbox=white
        )
    axis.set_yticks([])
    axis.set_ylim(-0.5, len(rows) - 0.2)
    axis.axvline(middle, color="#0b0c0c", linewidth=1)
    axis.xaxis.set_major_locator(plt.MaxNLocator(4))
    axis.xaxis.set_major_formatter(lambda v, _: pounds(v) if money else f"{v:,.0f}")
    axis.spines[["top", "right", "left"]].set_visible(False)
    axis.set_title(textwrap.fill(title, 58), loc="left", fontsize=11)
    axis.legend(
        frameon=False, loc="upper left", bbox_to_anchor=(0, -0.08), borderaxespad=0, ncols=2, fontsize=9.5
    )
    return _svg(figure)


def replay_lines(held: pl.DataFrame, history: History, series: str, title: str) -> str:
    """What came, and what was forecast from each origin."""
    plt = _pyplot()
    figure, axis = plt.subplots(figsize=SIZE)
    shown = [n for n, q in enumerate(history.quarters) if q.year >= 2019]
    days = [history.quarters[n] for n in shown]
    for origin in held["origin"].unique(maintain_order=True):
        rows = held.filter(pl.col("origin") == origin).sort("ahead")
        when, start = rows["period_end"].to_list(), history[series][history.quarters.index(origin)]
        axis.fill_between(when, rows["q10"], rows["q90"], color=COLOURS[1], alpha=0.16, linewidth=0)
        axis.plot([origin, *when], [start, *rows["q50"]], color=COLOURS[1], linewidth=1.4)
    axis.plot(days, history[series][shown], color="#0b0c0c", linewidth=2)
    axis.set_ylim(0)
    axis.yaxis.set_major_formatter(lambda v, _: f"{v:,.0f}")
    axis.spines[["top", "right"]].set_visible(False)
    axis.grid(axis="y", color="#cccccc", linewidth=0.6)
    axis.set_title(f"{title}\n(black: as published; green: forecast)", loc="left", fontsize=11)
    return _svg(figure)


def _pyplot() -> Any:
    import matplotlib as mpl

    mpl.use("svg")
    fonts = {"font.family": "sans-serif", "font.sans-serif": ["Arial", "DejaVu Sans"], "font.size": 10}
    mpl.rcParams.update({"svg.fonttype": "none", "svg.hashsalt": "returnhub", **fonts})
    from matplotlib import pyplot

    return pyplot


def _svg(figure: Any) -> str:
    out = io.StringIO()
    figure.savefig(out, format="svg", bbox_inches="tight", metadata={"Date": None})
    _pyplot().close(figure)
    svg = out.getvalue()
    return svg[svg.index("<svg") :]


def in_words(series: Mapping[str, np.ndarray], quarters: list[str], title: str) -> str:
    """What a chart shows, for those who do not see it."""
    from returnhub.forecast.measure import interval, rounded

    parts = []
    for name, values in series.items():
        low, middle, high = interval(values[:, -1])
        parts.append(
            f"{name}: about {rounded(middle)} in {quarters[-1]} (range {rounded(low)} to {rounded(high)})"
        )
    return f"{title}. " + "; ".join(parts) + "."
