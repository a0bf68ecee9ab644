"""Verbs about official statistics: figures import, arrivals, show, catalogue, revisions."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from returnhub.cli.help import Verbs
from returnhub.scheme.problems import UserError

if TYPE_CHECKING:
    from datetime import date

    import polars as pl

    from returnhub.figures.held import View
    from returnhub.figures.sentences import Report

app = typer.Typer(
    help="Official statistics, read from the files as published.",
    no_args_is_help=True,
    rich_markup_mode=None,
    cls=Verbs,
)
JsonOption = Annotated[bool, typer.Option("--json", help="One JSON document for machines.")]
PublishedOption = Annotated[
    str | None,
    typer.Option("--published", metavar="DATE", help="As published by this day: later editions are ignored."),
]
PICTURES = {".png", ".svg"}


def register(parent: typer.Typer) -> None:
    """Add the verbs to the command line."""
    parent.add_typer(app, name="figures", rich_help_panel="Figures")


def _day(text: str | None) -> date | None:
    from datetime import date

    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise UserError(f"`{text}` is not a date", hint="write it as 2025-05-12") from None


def _rows(frame: pl.DataFrame) -> list[dict[str, Any]]:
    return [
        {k: (str(v) if hasattr(v, "isoformat") else v) for k, v in row.items()} for row in frame.to_dicts()
    ]


@app.command("import")
def import_(
    files: Annotated[
        list[Path], typer.Argument(help="ODS, XLSX or CSV files as published.", metavar="FILE…")
    ],
    released: Annotated[
        str | None,
        typer.Option(
            metavar="DATE", help="Day of release, where neither the cover nor the file's name gives it."
        ),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Import published files: each becomes an edition, and earlier editions stay."""
    from returnhub.cli.console import console, errors, print_json, progress
    from returnhub.figures.importing import import_file
    from returnhub.figures.store import Store

    day, store = _day(released), Store()
    done, refused = [], []
    with progress(quiet=as_json) as bar:
        task = bar.add_task("importing", total=len(files))
        for file in files:
            try:
                done.append((file, import_file(file, store, day)))
            except UserError as refusal:
                refused.append(refusal)
            bar.advance(task)
    if as_json:
        editions = [
            {"file": str(f), "publication": i.edition.publication, "release": i.edition.name, "new": i.new}
            | {"tables": i.tables, "passed_over": i.passed_over}
            for f, i in done
        ]
        print_json({"imported": editions, "refused": [str(e) for e in refused]})
    for file, imported in [] if as_json else done:
        tables = ", ".join(
            f"{code} ({count:,} figure{'s' * (count != 1)})" for code, count in imported.tables.items()
        )
        edition = f"{imported.edition.publication} {imported.edition.name}"
        console().print(
            f"{file.name}: {edition}{'' if imported.new else ', already held: nothing changed'}\n  {tables}",
        )
        if imported.passed_over:
            others = len(imported.passed_over)
            console().print(f"  passed over: {others} other sheet{'s' * (others > 1)} (`--json` names them)")
    for error in refused:
        errors().print(f"{error}\nnothing of this file was stored")
    if refused:
        raise typer.Exit(2)


@app.command()
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

    daily = load(as_published_on=_day(published))
    found = report(daily, _day(on) or daily.last)
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


@app.command()
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
    view = held.view(held.figures(Store(), series, release, _day(published)), pairs, by)
    for path in to or []:
        if path.suffix.lower() in PICTURES:
            from returnhub.figures import charts

            charts.save(charts.series(view), path)
        else:
            from returnhub.figures import spreadsheets

            spreadsheets.save(view, path)
    if as_json:
        print_json({"title": view.title, "unit": view.unit, "source": view.source, "rows": _rows(view.frame)})
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


@app.command()
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
        for row in _rows(held.catalogue(Store()))
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


@app.command()
def editions(as_json: JsonOption = False) -> None:
    """List the editions imported, and where they are kept."""
    from dataclasses import asdict

    from rich.table import Table

    from returnhub.cli.console import console, print_json
    from returnhub.figures.store import Store

    store = Store()
    found = store.editions()
    if as_json:
        print_json([asdict(e) for e in found])
        return
    table = Table("publication", "release", "file", "tables", box=None, header_style="bold")
    for e in found:
        table.add_row(e.publication, e.name, e.file, ", ".join(e.tables))
    if found:
        console().print(table)
    console().print(f"{len(found)} editions in {store.folder}")


@app.command()
def revisions(
    table: Annotated[
        str | None, typer.Argument(help="Only of this table, as SB_01.", metavar="[TABLE]")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """List what changed between the editions imported."""
    from rich.table import Table

    from returnhub.cli.console import console, print_json
    from returnhub.figures.revisions import between_editions
    from returnhub.figures.store import Store

    store = Store()
    found = _rows(between_editions(store, table))
    if as_json:
        print_json(found)
        return
    if not found:
        console().print(f"no figure changed between the {len(store.editions())} editions imported")
        return
    shown = Table(
        "series", "period", "from", "to", "before", "after", "what", "cell", box=None, header_style="bold"
    )
    for row in found:
        values = ("" if row[k] is None else f"{row[k]:,.10g}" for k in ("before", "after"))
        shown.add_row(
            *(row["series"], row["period"], row["from_release"], row["to_release"]),
            *values,
            *(row["change"], row["cell"] or ""),
        )
    console().print(shown)
