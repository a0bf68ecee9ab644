"""Figures shown: arrivals, series side by side, and the list of what is held."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from returnhub.cli.options import JsonOption, day_or_none, plain_rows
from returnhub.scheme.problems import UserError

if TYPE_CHECKING:
    from returnhub.figures.held import View
    from returnhub.figures.sentences import Report

PublishedOption = Annotated[
    str | None,
    typer.Option("--published", metavar="DATE", help="As published by this day: later editions are ignored."),
]
PICTURES = {".png", ".svg"}


def register(parent: typer.Typer) -> None:
    """Add the verbs to `figures`."""
    for verb in (arrivals, show, catalogue):
        parent.command()(verb)


def arrivals(
    on: Annotated[
        str | None, typer.Option(metavar="DATE", help="Up to this day (default: the last one held).")
    ] = None,
    published: PublishedOption = None,
    to: Annotated[Path | None, typer.Option(metavar="FILE", help="Save a chart: .png or .svg.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Small-boat arrivals this year against every earlier year on the same date."""
    from returnhub.cli.console import console, print_json
    from returnhub.figures.arrivals import load
    from returnhub.figures.sentences import document, report, sentences

    daily = load(as_published_on=day_or_none(published))
    found = report(daily, day_or_none(on) or daily.last)
    if to is not None:
        from returnhub.figures import arrivals_chart, charts

        charts.save(arrivals_chart.year_so_far(daily, found.on), to)
    if as_json:
        print_json(document(found))
        return
    console().print(_arrivals_table(found))
    console().print("\n".join(["", *sentences(found)]))


def _arrivals_table(found: Report) -> Any:
    from rich.table import Table

    from returnhub.figures.sentences import against

    this = found.years[0]
    date_ = f"{found.on.day} {found.on:%B}"
    headings = ("year", f"people by {date_}", f"{this.year} against it", "boats", "people per boat")
    table = Table(*headings, "days with arrivals", "whole year", box=None, header_style="bold")
    for column in table.columns[1:]:
        column.justify = "right"
    for y in found.years:
        table.add_row(
            *(str(y.year), _count(y.people), against(this, y), _count(y.boats)),
            f"{y.people_per_boat:.1f}" if y.people_per_boat is not None else "",
            str(y.days_with_arrivals),
            _count(y.whole_year) if y.whole_year is not None else "",
            style="bold" if y is this else None,
        )
    return table


def _count(number: int | None) -> str:
    return "not known" if number is None else f"{number:,}"


def show(
    series: Annotated[
        list[str], typer.Argument(help="Series, as `figures catalogue` names them.", metavar="SERIES…")
    ],
    where: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME=VALUE", help="Only this part, as in nationality=Albania."),
    ] = None,
    by: Annotated[
        str | None, typer.Option(metavar="NAME", help="Divide by this: nationality, length, …")
    ] = None,
    release: Annotated[str | None, typer.Option(help="Of this release, where several are held.")] = None,
    published: PublishedOption = None,
    to: Annotated[
        list[Path] | None,
        typer.Option(metavar="FILE", help="Save as .csv, .ods, .xlsx, .png or .svg (repeatable)."),
    ] = None,
    rows: Annotated[int, typer.Option(min=1, help="How many of the last rows to print.")] = 24,
    as_json: JsonOption = False,
) -> None:
    """Show series side by side: a table, a chart, or a spreadsheet with its notes."""
    from returnhub.cli.console import print_json
    from returnhub.figures import held
    from returnhub.figures.store import Store

    pairs = dict(_pair(text) for text in where or [])
    view = held.view(held.figures(Store(), series, release, day_or_none(published)), pairs, by)
    for path in to or []:
        if path.suffix.lower() in PICTURES:
            from returnhub.figures import charts

            charts.save(charts.series(view), path)
        else:
            from returnhub.figures import spreadsheets

            spreadsheets.save(view, path)
    if as_json:
        print_json(
            {"title": view.title, "unit": view.unit, "source": view.source, "rows": plain_rows(view.frame)}
        )
    else:
        _print_view(view, rows)


def _pair(text: str) -> tuple[str, str]:
    name, sign, value = text.partition("=")
    if not sign:
        raise UserError(f"`{text}` is not a pair", hint="write it as `nationality=Albania`")
    return name.strip(), value.strip()


def _print_view(view: View, rows: int) -> None:
    from rich.table import Table

    from returnhub.cli.console import console

    columns = ["period", *([view.by] if view.by else []), *view.names]
    table = Table(*columns, box=None, header_style="bold")
    for name in view.names:
        table.columns[columns.index(name)].justify = "right"
    for row in view.frame.tail(rows).select(columns).iter_rows():
        table.add_row(
            *("not known" if c is None else f"{c:,.10g}" if isinstance(c, float) else str(c) for c in row)
        )
    console().print(view.title, style="bold")
    console().print(f"unit: {view.unit}")
    if view.frame.height > rows:
        console().print(f"the last {rows} of {view.frame.height} rows; `--rows` shows more")
    console().print(table)
    console().print("\n".join([view.source, *view.notes]))


def catalogue(
    words: Annotated[
        list[str] | None, typer.Argument(help="Only series whose name or title has these words.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """List every series held: coverage, basis, source."""
    from rich.table import Table

    from returnhub.cli.console import console, print_json
    from returnhub.figures import held
    from returnhub.figures.store import Store

    found = [
        row
        for row in plain_rows(held.catalogue(Store()))
        if all(w.lower() in f"{row['series']} {row['title']} {row['table']}".lower() for w in words or [])
    ]
    if as_json:
        print_json(found)
        return
    if not found:
        raise UserError("no series has these words", hint="`returnhub figures catalogue` lists every series")
    table = Table(
        "series", "from", "to", "figures", "basis", "source, table, release", box=None, header_style="bold"
    )
    for row in found:
        source = f"{row['source']}, {row['table']}, {row['release']}" + (
            " (imported)" if row["held"] == "imported" else ""
        )
        table.columns[0].overflow = "fold"
        table.add_row(row["series"], row["first"], row["last"], f"{row['figures']:,}", row["basis"], source)
    console().print(table)
