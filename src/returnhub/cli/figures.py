"""Verbs about official statistics: what is imported, from which editions, and what those revised."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from returnhub.cli import figures_shown
from returnhub.cli.help import Verbs
from returnhub.cli.options import JsonOption, day_or_none, plain_rows
from returnhub.scheme.problems import UserError

app = typer.Typer(
    help="Official statistics, read from the files as published.",
    no_args_is_help=True,
    rich_markup_mode=None,
    cls=Verbs,
)


def register(parent: typer.Typer) -> None:
    """Add the verbs to the command line."""
    figures_shown.register(app)
    parent.add_typer(app, name="figures", rich_help_panel="Figures")


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

    day, store = day_or_none(released), Store()
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
    found = plain_rows(between_editions(store, table))
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
