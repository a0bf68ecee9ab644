"""The tables of a forecast: tidy frames, written as CSV, Parquet and ODS, whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl

from returnhub.forecast.backtest import QUANTILES, naive, scale
from returnhub.forecast.breakeven import Point
from returnhub.forecast.history import SCORED
from returnhub.forecast.measure import interval
from returnhub.forecast.report.words import Forecast
from returnhub.scheme.problems import UserError

_NUMBERS = ("low", "middle", "high", "now", "runs")
BREAK_EVEN = {"item": pl.String, "unit": pl.String, **dict.fromkeys(_NUMBERS, pl.Float64), "note": pl.String}
"""Columns of `break_even_frame`."""


def series_frame(made: Forecast) -> pl.DataFrame:
    """Every series of every scheme: scheme, series, quarter, low (10%), middle, high (90%)."""
    rows = []
    for column in made.study.columns:
        for name, values in column.measures.series.items():
            low, middle, high = np.quantile(values, [0.1, 0.5, 0.9], axis=0)
            rows += [
                {"scheme": column.name, "series": name, "quarter": q, "low": a, "middle": b, "high": c}
                for q, a, b, c in zip(made.quarters, low, middle, high, strict=True)
            ]
    return pl.DataFrame(rows)


def totals_frame(made: Forecast) -> pl.DataFrame:
    """Totals and costs over the whole time: column, item, unit, low, middle, high."""
    rows = []
    for column in (*made.study.columns, *made.study.instead):
        items = [(n, "people", v) for n, v in column.measures.totals.items()]
        items += [(n, "GBP", v.sum(axis=1)) for n, v in column.measures.costs.items()]
        items.append(("Net present cost", "GBP", column.measures.net_present_cost))
        for name, unit, values in items:
            low, middle, high = np.quantile(values, [0.1, 0.5, 0.9])
            rows.append(
                {
                    "column": column.name,
                    "item": name,
                    "unit": unit,
                    "low": low,
                    "middle": middle,
                    "high": high,
                }
            )
    return pl.DataFrame(rows)


def break_even_frame(made: Forecast) -> pl.DataFrame:
    """Where costs break even: item, unit, low (10%), middle, high (90%), now, runs, note.

    `now`: the middle of what the scheme has. `runs`: the share of runs in which a value breaks even; the range is that
    of these runs. `note`: why there can be none, where it has no meaning in the scheme. No rows without a baseline.
    """
    even = made.even
    if even is None:
        return pl.DataFrame(schema=BREAK_EVEN)
    fall = even.fall_in_claims
    rows = [
        _breaks_even("Fall in claims", "share", Point(fall, np.zeros(len(fall))), (0.0, 1.0)),
        _breaks_even("Returns for each place and year", "people", even.returns_a_place, (-np.inf, np.inf)),
        _breaks_even("Price for each person moved", "GBP", even.price_a_person, (0.0, np.inf)),
    ]
    return pl.DataFrame(rows, schema=BREAK_EVEN)


def _breaks_even(
    item: str, unit: str, point: Point | str, possible: tuple[float, float]
) -> dict[str, object]:
    if isinstance(point, str):
        return {"item": item, "unit": unit, "note": f"has no meaning here, because {point}"}
    x = point.needed
    held = x[np.isfinite(x) & (x >= possible[0]) & (x <= possible[1])]
    low, middle, high = interval(held) if len(held) else (None, None, None)
    now, runs = float(np.median(point.now)), len(held) / len(x)
    note = "" if len(held) else "none breaks even in any run"
    return {
        "item": item, "unit": unit, "low": low, "middle": middle, "high": high, "now": now, "runs": runs, "note": note,
    }  # fmt: skip


def published_frame(made: Forecast) -> pl.DataFrame:
    """The baseline as the statistics would publish it, for `returnhub score`: quantiles, naive forecasts, scale."""
    history, start = made.study.inputs.history, made.study.inputs.assumptions.start
    rows: list[dict[str, object]] = []
    for name, says in SCORED.items():
        if name not in made.study.published:
            continue
        past = history.known(name)
        at = np.quantile(made.study.published[name], QUANTILES, axis=0)
        for n in range(made.study.inputs.quarters):
            quantiles = {f"q{q * 100:g}": float(v) for q, v in zip(QUANTILES, at[:, n], strict=True)}
            rows.append(
                {
                    "origin": start, "series": name, "period_end": quarter_end(start, n + 1), "ahead": n + 1,
                    **quantiles, **naive(past, n + 1), "scale": scale(past), "basis": says,
                }
            )  # fmt: skip
    return pl.DataFrame(rows)


def quarter_end(start: date, quarters: int) -> date:
    """The last day of the calendar quarter so many quarters after a quarter's end."""
    month = start.year * 12 + start.month + 3 * quarters
    return date.fromordinal(date((month) // 12, month % 12 + 1, 1).toordinal() - 1)


def write(frames: Mapping[str, pl.DataFrame], text: Mapping[str, str], folder: Path) -> None:
    """All files of a forecast into a folder; each under a temporary name first, then renamed.

    `frames`: name → table, written as CSV and Parquet, and all together as `tables.ods`; `text`: file name → contents.
    """
    writers: dict[str, Callable[[Path], object]] = {}
    for name, frame in frames.items():
        writers[f"{name}.csv"] = frame.write_csv
        writers[f"{name}.parquet"] = frame.write_parquet
    writers["tables.ods"] = lambda path: _ods(frames, path)
    for name, body in text.items():
        writers[name] = lambda path, body=body: path.write_text(body, encoding="utf-8")  # type: ignore[misc]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, writer in writers.items():
            writer(folder / f".{name}.part")
        for name in writers:
            os.replace(folder / f".{name}.part", folder / name)
    except OSError as error:
        raise UserError(f"the folder cannot be written: {error.strerror}", where=str(folder)) from error
    finally:
        if folder.is_dir():
            for name in writers:
                (folder / f".{name}.part").unlink(missing_ok=True)


def _ods(frames: Mapping[str, pl.DataFrame], path: Path) -> None:
    from odf.opendocument import OpenDocumentSpreadsheet
    from odf.table import Table, TableCell, TableRow
    from odf.text import P

    book = OpenDocumentSpreadsheet()
    for name, frame in frames.items():
        sheet = Table(name=name)
        for cells in (frame.columns, *frame.iter_rows()):
            row = TableRow()
            for cell in cells:
                if isinstance(cell, (int, float)):
                    made = TableCell(valuetype="float", value=repr(cell))
                else:
                    made = TableCell(valuetype="string")
                made.addElement(P(text=str(cell)))
                row.addElement(made)
            sheet.addElement(row)
        book.spreadsheet.addElement(sheet)
    with open(path, "wb") as file:
        book.write(file)
