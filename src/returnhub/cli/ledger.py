"""Verbs of the ledger: verify, sign and export it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from returnhub.cli.help import Verbs
from returnhub.cli.in_service import Data, Demo, in_words, prepare


def register(app: typer.Typer, panel: str) -> None:
    """Add `ledger` with its verbs to the command line."""
    ledger = typer.Typer(help="Verify, sign and export the ledger.", no_args_is_help=True, cls=Verbs)
    ledger.command("verify")(in_words(verify))
    ledger.command("checkpoint")(in_words(checkpoint))
    ledger.command("export")(in_words(export_ledger))
    app.add_typer(ledger, name="ledger", rich_help_panel=panel)


def verify(demo: Demo = False, data: Data = None) -> None:
    """Check every chain and checkpoint, rebuild every projection and compare."""
    from returnhub.cli.console import console, progress

    prepare(demo, data)
    from returnhub.casework.ledger.verify import verify_ledger

    with progress() as bar:
        task = bar.add_task("entries", total=None)
        report = verify_ledger(lambda done, total: bar.update(task, completed=done, total=total))
    for finding in report.findings:
        console().print(f"{finding.where}: {finding.what}", markup=False)
    console().print(report.summary, markup=False)
    raise typer.Exit(1 if report.findings else 0)


def checkpoint(demo: Demo = False, data: Data = None) -> None:
    """Sign a Merkle root over the entries since the last checkpoint."""
    from returnhub.cli.console import console

    folder = prepare(demo, data)
    from returnhub.casework.ledger.checkpoint import make_checkpoint

    made = make_checkpoint(folder)
    if made is None:
        console().print("no entry since the last checkpoint", markup=False)
        return
    console().print(f"checkpoint {made.id}: {made.entries:,} entries, root {made.root}", markup=False)
    console().print(
        f"public key {made.public_key} (publish both where nobody here can change them)", markup=False
    )


def export_ledger(
    path: Annotated[Path, typer.Argument(help="File to write (JSON lines).")],
    without_contents: Annotated[
        bool, typer.Option("--without-contents", help="Leave out what entries say; chains still verify.")
    ] = False,
    demo: Demo = False,
    data: Data = None,
) -> None:
    """Write the ledger for outsiders to verify with `verify_ledger.py`, which needs nothing of ours."""
    from returnhub.cli.console import console

    folder = prepare(demo, data)
    from returnhub.casework.ledger.export import export

    count = export(path, folder, contents=not without_contents)
    console().print(f"{count:,} entries written to {path}", markup=False)
