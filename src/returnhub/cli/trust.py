"""The verbs by which a forecast earns trust: calibrate, backtest, score."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from returnhub.cli.forecast import PANEL, Numbers, Seed
from returnhub.cli.options import JsonOption, parse_day
from returnhub.scheme.problems import UserError

if TYPE_CHECKING:
    import polars as pl


def register(app: typer.Typer) -> None:
    """Add the verbs to the command line."""
    for verb in (backtest, calibrate, score):
        app.command(rich_help_panel=PANEL)(verb)


def calibrate(
    origin: Annotated[
        str | None, typer.Option(help="A quarter-end; nothing later is used. Otherwise the last one held.")
    ] = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="A file for the result.")] = None,
) -> None:
    """Fit the model's numbers and paths to the published series, with their uncertainty."""
    _can_be_written(output)
    from returnhub.cli.console import console
    from returnhub.forecast.calibrate import calibrate as fit
    from returnhub.forecast.history import published

    whole = published()
    made = fit(whole.until(parse_day(origin) if origin else whole.quarters[-1]))
    if output is None:
        sys.stdout.write(made.text())
        return
    _whole(output, lambda path: path.write_text(made.text(), encoding="utf-8"))
    console().print(f"{output}: fitted to {made.origin}, SHA-256 {made.digest}")


def backtest(
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="A Parquet file for every forecast.")
    ] = None,
    scheme: Annotated[str, typer.Option(help="The scheme in force then: one without a hub.")] = "uk-no-hub",
    assumptions: Numbers = None,
    quarters: Annotated[int, typer.Option(help="How far ahead, from 1 to 16.")] = 16,
    replicates: Annotated[int, typer.Option(help="Runs of every person for each origin, from 10.")] = 100,
    seed: Seed = 1,
    claims_known: Annotated[
        bool, typer.Option(help="Give the claims that then came, or forecast them too.")
    ] = True,
    as_json: JsonOption = False,
) -> None:
    """Forecast from past quarter-ends with what was known then, and score it against what came."""
    if not 1 <= quarters <= 16:
        raise UserError(f"{quarters} quarters ahead are not possible", hint="--quarters 1 to 16")
    if replicates < 10:
        raise UserError(f"{replicates} replicates give no range", hint="--replicates 10 or more")
    _can_be_written(output)
    from returnhub.cli.console import progress
    from returnhub.forecast import backtest as replays
    from returnhub.forecast.assumptions import load_assumptions
    from returnhub.forecast.history import published
    from returnhub.scheme.load import load_scheme

    whole, loaded = published(), load_scheme(scheme)
    numbers = load_assumptions([loaded], assumptions)
    origins = [q for q in whole.quarters if replays.FIRST <= q <= replays.LAST]
    with progress(as_json) as bar:
        task = bar.add_task("getting ready (the first run compiles)", total=len(origins))
        rows = replays.backtest(
            numbers.plans[loaded.name], dict(numbers.numbers), whole, origins, quarters, replicates, seed, claims_known,
            lambda what: bar.update(task, advance=1, description=what),
        )  # fmt: skip
    if output is not None:
        _whole(output, rows.write_parquet)
    _print_scores(rows, as_json)


def score(
    forecast: Annotated[Path, typer.Argument(help="published.csv or .parquet of an older forecast.")],
    figures: Annotated[
        Path, typer.Argument(help="A later publication: a CSV with series, period_end, value.")
    ],
    as_json: JsonOption = False,
) -> None:
    """Lay a later publication beside an older forecast: errors, naive forecasts, how often the ranges held."""
    from returnhub.forecast.later import beside, read_forecast, read_publication

    _print_scores(beside(read_forecast(forecast), read_publication(figures)), as_json)


def _print_scores(rows: pl.DataFrame, as_json: bool) -> None:
    import polars as pl
    from rich.table import Table

    from returnhub.cli.console import console, print_json
    from returnhub.forecast.scoring import NAIVE, NAMES, in_words, scores

    far = 4 if (rows["ahead"] == 4).any() else int(rows["ahead"].max())  # type: ignore[arg-type]
    ahead, ranges = scores(rows.filter(pl.col("ahead") == far)), scores(rows.with_columns(all=1), ("all",))
    by_series = scores(rows)
    if as_json:
        print_json(
            {
                "quarters_ahead": far,
                "at_that_horizon": ahead.to_dicts(),
                "all_horizons": by_series.to_dicts(),
                "by_quarters_ahead": scores(rows, ("ahead",)).sort("ahead").to_dicts(),
            }
        )
        return
    table = Table("series", "model", *(NAMES[n] for n in NAIVE), "in 80%", "in 95%", box=None)
    within = {r["series"]: r for r in by_series.iter_rows(named=True)}
    for r in ahead.iter_rows(named=True):
        own = within[r["series"]]
        shown = [f"{r[c]:.2f}" for c in ("model", *NAIVE)]
        table.add_row(r["series"], *shown, f"{own['within 80%']:.0%}", f"{own['within 95%']:.0%}")
    console().print(
        f"Mean error {far} quarter{'s' if far > 1 else ''} ahead, in usual steps of a quarter; ranges over all horizons"
    )
    console().print(table)
    console().print(_by_horizon(rows))
    console().print(in_words(ahead, ranges, by_series, far))


def _by_horizon(rows: pl.DataFrame) -> str:
    """How often the ranges held, all series together, at each number of quarters ahead."""
    from returnhub.forecast.scoring import scores

    held = [f"{r['ahead']}: {r['within 80%']:.0%}" for r in scores(rows, ("ahead",)).sort("ahead").to_dicts()]
    return "In 80%, by quarters ahead: " + ", ".join(held)


def _can_be_written(path: Path | None) -> None:
    """`UserError` now rather than after the work."""
    if path is not None and (path.is_dir() or not path.absolute().parent.is_dir()):
        what = "is a folder, not a file" if path.is_dir() else "there is no such folder to write into"
        raise UserError(what, where=str(path), hint="-o takes a file")


def _whole(path: Path, write: Any) -> None:
    """Write under a temporary name and rename."""
    beside = path.with_name(f".{path.name}.part")
    try:
        write(beside)
        os.replace(beside, path)
    except OSError as error:
        raise UserError(f"the file cannot be written: {error.strerror}", where=str(path)) from error
    finally:
        beside.unlink(missing_ok=True)
