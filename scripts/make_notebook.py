"""Make docs/forecast.ipynb: run its cells and keep what they print. `python -m scripts.make_notebook`"""

from __future__ import annotations

import io
import json
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

NOTEBOOK = Path(__file__).parents[1] / "docs" / "forecast.ipynb"
CELLS: list[tuple[str, str]] = [
    (
        "markdown",
        "# A forecast from Python\n\nWhat `returnhub forecast` does, with the results as Polars frames. Few "
        "replicates, so that it runs in a minute: use a hundred for figures that you show to anybody.",
    ),
    (
        "code",
        "from returnhub.forecast import api\n\n"
        'made = api.forecast("uk-return-hubs", against=["uk-no-hub"], years=3, replicates=8, seed=1)',
    ),
    ("markdown", "## In words\n\nThe same sentences as at the top of the report."),
    (
        "code",
        "from returnhub.forecast.report.words import summary\n\nfor line in summary(made):\n    print(line)",
    ),
    ("markdown", "## As tables\n\nOne row for each scheme, series and quarter, with the range of four runs in five."),
    (
        "code",
        "import polars as pl\n\n"
        'places = api.series_frame(made).filter(\n    (pl.col("series") == "People in the hub") & (pl.col("scheme") == '
        '"uk-return-hubs")\n)\n'
        'print(places.select("quarter", pl.col("low", "middle", "high").round_sig_figs(2)).tail(4))',
    ),
    (
        "markdown",
        "## Run by run\n\nEvery replicate is kept, on the same people in both schemes, so differences are taken run by "
        "run and not between two ranges.",
    ),
    (
        "code",
        "hub, base = (column.measures for column in made.study.columns)\n"
        'more = hub.totals["All returns"] - base.totals["All returns"]\n'
        "dearer = hub.net_present_cost - base.net_present_cost\n"
        'print("returns beyond the baseline, each run:", sorted(int(round(x, -2)) for x in more))\n'
        'print("net present cost beyond it, million pounds:", sorted(int(round(x / 1e6, -1)) for x in dearer))',
    ),
    (
        "markdown",
        "## What it rests on\n\nEach number has a range, a source and a grade of evidence. What nobody has published "
        "is a judgement.",
    ),
    (
        "code",
        "from collections import Counter\n\n"
        "numbers = made.study.inputs.assumptions.numbers\n"
        "print(Counter(n.grade for n in numbers.values()))\n"
        'print(numbers["hub_places"].source)',
    ),
    (
        "markdown",
        "## How far to believe it\n\nThe replay that ships with this version: forecasts from past quarter-ends, "
        "beside what came (`returnhub backtest` makes it again).",
    ),
    (
        "code",
        "from returnhub.forecast.scoring import scores\n\n"
        'at_four = scores(made.replays.filter(pl.col("ahead") == 4))\n'
        'print(at_four.select("series", pl.col("model", "last", "trend", "beside the best naive").round(2)))',
    ),
]  # fmt: skip


def run(cells: list[tuple[str, str]]) -> list[dict[str, Any]]:
    """The cells in order, in one namespace, each with what it printed."""
    held: dict[str, Any] = {}
    made: list[dict[str, Any]] = []
    for n, (kind, text) in enumerate(cells):
        cell: dict[str, Any] = {
            "cell_type": kind,
            "id": f"cell-{n}",
            "metadata": {},
            "source": text.splitlines(True),
        }
        if kind == "code":
            printed = io.StringIO()
            with redirect_stdout(printed):
                exec(compile(text, f"cell {n}", "exec"), held)
            said = printed.getvalue().splitlines(True)
            outputs = [{"name": "stdout", "output_type": "stream", "text": said}] if said else []
            cell |= {"execution_count": sum(c["cell_type"] == "code" for c in made) + 1, "outputs": outputs}
        made.append(cell)
    return made


def notebook() -> str:
    """The file, after running every cell."""
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    body = {"cells": run(CELLS), "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(body, indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    NOTEBOOK.write_text(notebook(), encoding="utf-8")
    print(NOTEBOOK)
