"""Charts that say what they show: title, unit, source; told apart by label and shade, not by colour alone.

Colours are those of the Government Analysis Function's guidance on data visualisation.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import matplotlib

matplotlib.use("agg")

import matplotlib.dates as mdates
import polars as pl
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from returnhub.figures import periods
from returnhub.figures.held import View
from returnhub.figures.titles import title
from returnhub.scheme.problems import UserError

COLOURS = ("#12436D", "#28A197", "#801650", "#F46A25", "#3D3D3D", "#A285D1")
GREY, INK = "#8A8A8A", "#1D1D1D"
MOST_LINES = len(COLOURS)
BARS_UP_TO = 12  # periods of a single series
# Thin and dotted, so that it is not taken for the line going on
LEADER = {
    "arrowstyle": "-",
    "linewidth": 1.4,
    "linestyle": ":",
    "shrinkA": 2,
    "shrinkB": 1,
    "relpos": (0, 0.5),
}
NAMED_UP_TO = 12  # periods named one by one under lines


def save(figure: Figure, path: Path) -> None:
    """Write a chart as PNG or SVG by the ending of its name, whole or not at all.

    Raises UserError for another ending or a place that cannot be written.
    """
    kind = path.suffix.lower().lstrip(".")
    if kind not in {"png", "svg"}:
        raise UserError(f"`{path}` is neither .png nor .svg")
    beside = path.with_name(f".{path.name}.part")
    try:
        metadata: dict[str, Any] = {"Title": figure.get_suptitle()}  # what a screen reader finds in an SVG
        if kind == "svg":
            metadata["Date"] = None  # equal charts are equal files
        with matplotlib.rc_context({"svg.hashsalt": "returnhub", "svg.fonttype": "none"}):
            figure.savefig(beside, format=kind, dpi=150, metadata=metadata)
        beside.replace(path)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise UserError(f"the chart cannot be written: {error.strerror}", where=str(path)) from error


def series(view: View) -> Figure:
    """A chart of one or more series over time.

    Raises UserError where there would be too many lines to tell apart.
    """
    lines = _lines(view)
    figure, axes = paper(view.title, _capital(view.unit), " ".join([f"{view.source}.", *view.warnings]))
    if len(lines) == 1 and view.frame.height <= BARS_UP_TO:
        _bars(axes, view)
        return figure
    ends = []
    for colour, (name, frame) in zip(COLOURS, lines, strict=False):
        axes.plot(
            _middles(frame), frame["value"].fill_null(float("nan")).to_list(), color=colour, linewidth=2.2
        )
        if len(lines) > 1:
            ends.append((frame["value"][-1], name, colour))
    _time_axis(axes, view.frame)
    _from_zero(axes)
    label_ends(axes, ends)
    return figure


def _lines(view: View) -> list[tuple[str, pl.DataFrame]]:
    """Name and points of each line, the largest last value first."""
    lines = []
    for name in view.names:
        frame = view.frame.select(
            "period", "period_end", pl.col(name).alias("value"), *([view.by] if view.by else [])
        )
        if view.by is None:
            lines.append((title(name), _known_stretch(frame)))
            continue
        for (part,), points in frame.group_by(view.by, maintain_order=True):
            label = str(part) if len(view.names) == 1 else f"{title(name)}: {part}"
            lines.append((label, _known_stretch(points)))
    lines = [(n, f) for n, f in lines if f.height]
    if not lines:
        raise UserError("there is nothing to draw: no figure is known")
    if len(lines) > MOST_LINES:
        raise UserError(
            f"{len(lines)} lines cannot be told apart",
            hint=f"choose up to {MOST_LINES} with `--where`, or save the figures as .csv, .ods or .xlsx",
        )
    return lines


def _known_stretch(points: pl.DataFrame) -> pl.DataFrame:
    """From the first known figure to the last: what is not known between them stays a gap in the line."""
    known = points["value"].is_not_null().arg_true()
    return points[known[0] : known[-1] + 1] if len(known) else points.clear()


def paper(heading: str, unit: str, source: str) -> tuple[Figure, Any]:
    """A white sheet with title, unit and source, and axes that leave room for labels at the right."""
    figure = Figure(figsize=(10, 6), facecolor="white")
    axes = figure.add_axes((0.085, 0.13, 0.70, 0.69))
    lines = textwrap.wrap(heading, 78)
    figure.suptitle(
        "\n".join(lines), x=0.02, y=0.975, ha="left", va="top", fontsize=14, fontweight="bold", color=INK
    )
    figure.text(0.02, 0.915 - 0.045 * (len(lines) - 1), unit, fontsize=11, color=INK, va="top")
    figure.text(0.02, 0.02, "\n".join(textwrap.wrap(source, 130)), fontsize=9, color=INK, va="bottom")
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.grid(axis="y", color="#D9D9D9", linewidth=0.8)
    axes.set_axisbelow(True)
    axes.tick_params(colors=INK, length=0, labelsize=10)
    axes.yaxis.set_major_formatter(FuncFormatter(lambda v, _: f"{v:,.10g}"))
    return figure, axes


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _middles(frame: pl.DataFrame) -> list[date]:
    """Where each period is drawn: a flow in the middle of its time, a stock on its day."""
    read = (periods.read(text) for text in frame["period"])
    return [p.start + timedelta(days=p.days // 2) for p in read]


def _time_axis(axes: Any, frame: pl.DataFrame) -> None:
    """Few periods are named one by one: the end of 2018 must not seem to be 2019."""
    each = frame.unique("period", maintain_order=True)
    if each.height <= NAMED_UP_TO:
        labels = [_on_axis(p) for p in each["period"]]
        axes.set_xticks(_middles(each), labels)
    else:
        locator = mdates.AutoDateLocator(minticks=4, maxticks=9)  # type: ignore[no-untyped-call]
        axes.xaxis.set_major_locator(locator)
        axes.xaxis.set_major_formatter(mdates.ConciseDateFormatter(locator))  # type: ignore[no-untyped-call]
    axes.set_xmargin(0)


def _on_axis(period: str) -> str:
    """`at 2018-12-31` → `31 Dec` over `2018`."""
    found = periods.read(period)
    if found.kind is periods.Kind.AT:
        return f"{found.end.day} {found.end:%b}\n{found.end.year}"
    return period.replace(" to ", "\nto ")


def _from_zero(axes: Any) -> None:
    axes.set_ylim(bottom=0)


def _bars(axes: Any, view: View) -> None:
    values = view.frame[view.names[0]].to_list()
    labels = [_on_axis(p) for p in view.frame["period"]]
    bars = axes.bar(labels, [v or 0 for v in values], color=COLOURS[0], width=0.7)
    axes.bar_label(
        bars, [f"{v:,.10g}" if v is not None else "[x]" for v in values], padding=3, fontsize=10, color=INK
    )
    axes.set_position((0.085, 0.13, 0.89, 0.69))
    _from_zero(axes)


def label_ends(axes: Any, ends: Sequence[tuple[float, str, str]]) -> None:
    """Name each line at its end: pushed apart where ends are close, led to it by dots of its colour.

    The words themselves are dark: two of the six colours are too light for text.
    """
    if not ends:
        axes.set_position((0.085, 0.13, 0.89, 0.69))
        return
    bottom, top = axes.get_ylim()
    labels = [
        (value, "\n".join(textwrap.wrap(name, 23)), colour)
        for value, name, colour in sorted(ends, reverse=True)
    ]
    heights = [(top - bottom) * (0.045 * (text.count("\n") + 1) + 0.012) for _, text, _ in labels]
    places = _spread([value for value, _, _ in labels], heights, top)
    for place, (value, text, colour) in zip(places, labels, strict=True):
        axes.annotate(
            text,
            xy=(1.0, value),
            xycoords=("axes fraction", "data"),
            xytext=(1.035, place),
            textcoords=("axes fraction", "data"),
            fontsize=10,
            color=INK,
            va="center",
            arrowprops=LEADER | {"color": colour},
            annotation_clip=False,
        )


def _spread(wanted: Sequence[float], heights: Sequence[float], top: float) -> list[float]:
    """Middles for labels of these heights, in falling order, as near as fits to what is wanted."""
    places: list[float] = []
    ceiling = top + heights[0] / 2
    for value, height in zip(wanted, heights, strict=True):
        places.append(min(value, ceiling - height / 2))
        ceiling = places[-1] - height / 2
    floor = -heights[-1] / 2
    for index in range(len(places) - 1, -1, -1):
        places[index] = max(places[index], floor + heights[index] / 2)
        floor = places[index] + heights[index] / 2
    return places
