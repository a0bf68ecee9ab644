"""Verbs of the casework room: serve, accounts made from the machine, what waits for subscribers."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from returnhub.cli import cases, ledger
from returnhub.cli.in_service import Data, Demo, in_words, prepare
from returnhub.scheme.problems import UserError


def register(app: typer.Typer) -> None:
    """Add the verbs to the command line."""
    panel = "The casework service"
    app.command(rich_help_panel=panel)(in_words(serve))
    ledger.register(app, panel)
    cases.register(app, panel)
    app.command("officer", rich_help_panel=panel)(in_words(add_officer))
    app.command(rich_help_panel=panel)(in_words(deliver))


def serve(
    demo: Demo = False,
    port: Annotated[int, typer.Option(help="Port to listen on.", min=1, max=65535)] = 8000,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    data: Data = None,
    cases: Annotated[
        int, typer.Option(help="Synthetic cases of a new demonstration.", min=20, max=5000)
    ] = 200,
    workers: Annotated[int, typer.Option(help="Processes (PostgreSQL only).", min=1, max=64)] = 2,
) -> None:
    """Run the casework service; with --demo on synthetic cases, with nothing to set up."""
    from returnhub.cli.console import console

    folder = prepare(demo, data)
    from django.core.management import call_command
    from django.db import connection, connections

    from returnhub.casework.server import refuse_taken, run
    from returnhub.casework.tables import what_is_missing

    refuse_taken(host, port)
    call_command("migrate", verbosity=0)
    if missing := what_is_missing():
        raise UserError(
            f"the tables were made by an earlier version of returnhub: `{missing}` is not there",
            where=str(folder),
            hint="take another folder with `--data`, or remove this one, with all that was recorded in it",
        )
    if demo:
        _prepare_demo(folder, cases)
    on_sqlite = connection.vendor == "sqlite"
    connections.close_all()
    console().print(f"\nThe service listens at http://{host}:{port}/ (stop it with Ctrl-C)", markup=False)
    run(host, port, workers=1 if on_sqlite else workers)


def _prepare_demo(folder: Path, cases: int) -> None:
    from rich.table import Table

    from returnhub.casework.cases.models import Case
    from returnhub.casework.demo.accounts import ACCOUNTS, demo_password, make_accounts
    from returnhub.casework.demo.caseload import make_caseload
    from returnhub.cli.console import console, errors

    password = demo_password(folder)
    officers = make_accounts(password)
    if not Case.objects.exists():
        errors().print(f"making {cases} synthetic cases; nobody in them is real", markup=False)
    made = make_caseload(officers, cases)
    table = Table("sign in as", "who works as", box=None, header_style="bold")
    for username, (title, _, _) in ACCOUNTS.items():
        table.add_row(username, title)
    console().print(table)
    console().print(f"\nThe password of all of them: {password}", markup=False)
    console().print(f"{made} synthetic cases, kept in {folder}", markup=False)


def deliver(demo: Demo = False, data: Data = None) -> None:
    """Send subscribers what waits in the outbox; run it from a timer."""
    from returnhub.cli.console import console

    prepare(demo, data)
    from returnhub.casework.api.delivery import deliver_due

    arrived, failed = deliver_due()
    console().print(f"{arrived:,} delivered, {failed:,} to be tried again", markup=False)
    raise typer.Exit(1 if failed else 0)


def add_officer(
    username: Annotated[str, typer.Argument(help="The name to sign in with.")],
    role: Annotated[list[str], typer.Option(help="A role; may be given several times.")],
    team: Annotated[str, typer.Option(help="The team.")] = "",
    demo: Demo = False,
    data: Data = None,
) -> None:
    """Make an account from the machine itself: the first administrator, or any officer. Prints a password once."""
    import secrets

    from returnhub.cli.console import console

    prepare(demo, data)
    from returnhub.casework.access.appointing import check_name, check_roles
    from returnhub.casework.access.officers import Officer, Team
    from returnhub.casework.cases.scheme_facts import record_for_service

    check_name(username)
    check_roles(role)
    if Officer.objects.filter(username=username).exists():
        raise UserError(f"there is an officer `{username}` already")
    password = secrets.token_urlsafe(12)
    officer = Officer(username=username, display_name=username, roles=sorted(set(role)))
    officer.team = Team.objects.get_or_create(name=team)[0] if team else None
    officer.set_password(password)
    officer.save()
    appointed = {"officer": username, "roles": officer.roles, "before": [], "team": team}
    record_for_service(officer, "administrator", "officer_appointed", {**appointed, "on_the_machine": True})
    console().print(f"{username} signs in with {password} (shown once)", markup=False)
