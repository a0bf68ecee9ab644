"""The verb forecast."""

from __future__ import annotations

import os
import shlex
import sys
from pathlib import Path
from typing import Annotated

import typer

from returnhub.cli.options import JsonOption, SchemeArgument
from returnhub.scheme.problems import UserError

Seed = Annotated[int, typer.Option(min=0, max=2**32 - 1, help="Same seed, same numbers.")]
Numbers = Annotated[
    str | None,
    typer.Option(
        "--assumptions",
        help="A shipped file or a path, instead of the scheme's own; its numbers hold for all schemes.",
    ),
]
PANEL = "Forecast"


def register(app: typer.Typer) -> None:
    """Add the verb to the command line."""
    app.command(rich_help_panel=PANEL)(forecast)


def forecast(
    scheme: SchemeArgument,
    against: Annotated[
        list[str] | None,
        typer.Option(help="A shipped scheme or a path; may be given again. The last one is the baseline."),
    ] = None,
    output: Annotated[
        Path, typer.Option("--output", "-o", help="A folder for the report and its tables.")
    ] = Path("forecast"),
    assumptions: Numbers = None,
    calibration: Annotated[
        str, typer.Option(help="A shipped calibration, or a file of `returnhub calibrate`.")
    ] = "uk-2025-12-31",
    caseload: Annotated[
        Path | None, typer.Option(help="A table of cases for the start, instead of the published stocks.")
    ] = None,
    years: Annotated[int, typer.Option(help="How far ahead, from 1 to 30.")] = 5,
    replicates: Annotated[int, typer.Option(help="Runs of every person, from 2 to 10,000.")] = 100,
    seed: Seed = 1,
    drivers: Annotated[bool, typer.Option(help="Also say what drives the result.")] = True,
    cluster: Annotated[
        str | None, typer.Option(help="Address of a Dask scheduler, as tcp://host:8786, to run there.")
    ] = None,
    keep: Annotated[
        Path | None,
        typer.Option(help="A folder for finished parts: the same command, interrupted, goes on from there."),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """What a scheme would do beside a baseline, with ranges, and how far to believe it."""
    _can_be_written(output, "-o")
    if keep is not None:
        _can_be_written(keep, "--keep")
    from returnhub.cli.console import console, print_json, progress
    from returnhub.forecast import api
    from returnhub.forecast.cluster import Machine
    from returnhub.forecast.report.files import write
    from returnhub.forecast.report.page import html
    from returnhub.forecast.report.words import summary

    with progress(as_json) as bar:
        task = bar.add_task("getting ready (the first run compiles)", total=None)
        made = api.forecast(
            scheme, tuple(against or ["uk-no-hub"]), years=years, replicates=replicates, seed=seed,
            assumptions=assumptions, calibration=calibration, caseload=caseload, drivers=drivers,
            machine=Machine(cluster, keep), command="returnhub " + shlex.join(sys.argv[1:]),
            started=lambda steps: bar.update(task, total=int(steps)),
            progress=lambda what: bar.update(task, advance=1, description=what),
        )  # fmt: skip
        bar.update(task, description="writing the report")
        frames = {
            "series": api.series_frame(made),
            "totals": api.totals_frame(made),
            "break_even": api.break_even_frame(made),
            "published": api.published_frame(made),
        }
        write(frames, {"report.html": html(made)}, output)
    if as_json:
        tables = {name: frames[name].to_dicts() for name in ("totals", "break_even")}
        print_json({"summary": summary(made), **tables, "folder": str(output)})
        return
    console().print(f"The middle of {replicates} runs, with the range that holds four in five of them.")
    for line in summary(made):
        console().print(line)
    console().print(f"\nreport: {output / 'report.html'}")


def _can_be_written(folder: Path, option: str) -> None:
    """`UserError` now rather than after the work, where no files can be put."""
    there = next(p for p in (folder, *folder.absolute().parents) if p.exists())
    if not there.is_dir():
        raise UserError(
            f"{there.name} is a file, not a folder", where=str(folder), hint=f"{option} takes a folder"
        )
    if not os.access(there, os.W_OK):
        raise UserError(
            "the folder cannot be written", where=str(folder), hint=f"{option} takes another folder"
        )
