"""Verbs of the casework room: serve, and what is done to its ledger and its caseload."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Annotated, Any

import typer

from returnhub.cli.help import Verbs
from returnhub.scheme.problems import UserError

Data = Annotated[Path | None, typer.Option("--data", help="Folder of the database and the keys.")]
Demo = Annotated[bool, typer.Option("--demo", help="The demonstration's data, not the service's.")]
_DATA = "~/.local/share/returnhub"
_WORTH_PROCESSES = 5_000_000
"""Bytes of a file from which starting other processes pays."""


def register(app: typer.Typer) -> None:
    """Add the verbs to the command line."""
    panel = "The casework service"
    app.command(rich_help_panel=panel)(in_words(serve))
    ledger = typer.Typer(help="Verify, sign and export the ledger.", no_args_is_help=True, cls=Verbs)
    ledger.command("verify")(in_words(verify))
    ledger.command("checkpoint")(in_words(checkpoint))
    ledger.command("export")(in_words(export_ledger))
    app.add_typer(ledger, name="ledger", rich_help_panel=panel)
    caseload = typer.Typer(
        help="Bring cases in, take them out, tell a person what is held.", no_args_is_help=True, cls=Verbs
    )
    caseload.command("import")(in_words(import_caseload))
    caseload.command("import-events")(in_words(import_events))
    caseload.command("export")(in_words(export_caseload))
    caseload.command("rescreen")(in_words(rescreen_caseload))
    caseload.command("subject-access")(in_words(subject_access))
    app.add_typer(caseload, name="cases", rich_help_panel=panel)
    app.command("officer", rich_help_panel=panel)(in_words(add_officer))
    app.command(rich_help_panel=panel)(in_words(deliver))


def in_words(verb: Callable[..., None]) -> Callable[..., None]:
    """The verb, with what the service, the disk or the database refuses said as every verb says it."""

    @wraps(verb)
    def said(*args: Any, **given: Any) -> None:
        try:
            verb(*args, **given)
        except OSError as error:
            if error.filename is None:
                raise
            raise UserError(f"cannot be used: {error.strerror}", where=str(error.filename)) from None
        except Exception as error:
            if (why := _refusal(error)) is None:
                raise
            raise why from None

    return said


def _refusal(error: Exception) -> UserError | None:
    """What an error of the service says to whoever gave the command; None for a fault."""
    if "django" not in sys.modules:
        return None
    from django.db import OperationalError, ProgrammingError

    from returnhub.casework.refusals import Refused

    if isinstance(error, Refused):
        return UserError(error.says, hint=str(error.details.get("hint", "")))
    missing = isinstance(error, ProgrammingError) and "does not exist" in str(error)
    if isinstance(error, OperationalError) or missing:
        hint = "is DATABASE_URL or --data right, is the server up, has `returnhub serve` made the tables?"
        return UserError(f"the database cannot be used: {str(error).splitlines()[0]}", hint=hint)
    return None


def prepare(demo: bool, data: Path | None) -> Path:
    """Set Django up for the service or the demonstration; returns the data folder."""
    folder = (data or Path(os.environ.get("RETURNHUB_DATA", _DATA + ("/demo" if demo else "")))).expanduser()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "returnhub.casework.settings")
    os.environ["RETURNHUB_DATA"] = str(folder)
    if demo:
        os.environ["RETURNHUB_DEMO"] = "1"
    try:
        import django
        from django.core.exceptions import ImproperlyConfigured
    except ImportError:
        raise UserError(
            "the casework service is not installed", hint="pip install 'returnhub[serve]'"
        ) from None
    try:
        django.setup()
    except ImproperlyConfigured as error:
        hint = "set it, or try the service with --demo"
        raise UserError(str(error), where="settings", hint=hint) from None
    return folder


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

    refuse_taken(host, port)
    call_command("migrate", verbosity=0)
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


def import_caseload(
    path: Annotated[Path, typer.Argument(help="CSV or XLSX; one row a case.")],
    officer: Annotated[str, typer.Option(help="The officer who imports.")],
    apply: Annotated[
        bool, typer.Option("--apply", help="Write; without it everything is only checked.")
    ] = False,
    demo: Demo = False,
    data: Data = None,
) -> None:
    """Check a file of cases and, with --apply, bring them in."""
    from returnhub.cli.console import console, progress

    prepare(demo, data)
    from returnhub.casework.exchange.importing import import_file
    from returnhub.casework.processes import usable

    large = path.is_file() and path.stat().st_size > _WORTH_PROCESSES
    with progress() as bar:
        checked, written = bar.add_task("checked", total=None), bar.add_task("written", total=None)

        def told(rows: int, made: int) -> None:
            bar.update(checked, completed=rows)
            bar.update(written, completed=made)

        report = import_file(
            _officer(officer), path, apply=apply, processes=usable() if large else 1, progress=told
        )
    for problem in report.problems:
        console().print(str(problem), markup=False)
    console().print(report.summary, markup=False)
    raise typer.Exit(1 if report.problems else 0)


def import_events(
    path: Annotated[Path, typer.Argument(help="CSV or XLSX; one row an event.")],
    officer: Annotated[str, typer.Option(help="The officer who imports.")],
    apply: Annotated[
        bool, typer.Option("--apply", help="Write; without it everything is only checked.")
    ] = False,
    demo: Demo = False,
    data: Data = None,
) -> None:
    """Check a file of events of cases that are here and, with --apply, record them."""
    from returnhub.cli.console import console, progress

    prepare(demo, data)
    from returnhub.casework.exchange.importing_events import import_events as bring_in

    with progress() as bar:
        task = bar.add_task("rows", total=None)
        report = bring_in(
            _officer(officer), path, apply=apply, progress=lambda n: bar.update(task, completed=n)
        )
    for problem in report.problems:
        console().print(str(problem), markup=False)
    console().print(report.summary, markup=False)
    raise typer.Exit(1 if report.problems else 0)


def export_caseload(
    path: Annotated[Path, typer.Argument(help="File to write (.csv).")],
    officer: Annotated[str, typer.Option(help="The analyst who exports.")],
    demo: Demo = False,
    data: Data = None,
) -> None:
    """Write the caseload without names or numbers, for `screen` and `forecast`."""
    from returnhub.cli.console import console

    prepare(demo, data)
    from returnhub.casework.exchange.deidentified import export_deidentified

    count = export_deidentified(_officer(officer), path)
    console().print(f"{count:,} cases written to {path}", markup=False)


def rescreen_caseload(demo: Demo = False, data: Data = None) -> None:
    """Judge every open case anew, so that "blocked by what" answers for the whole caseload; run it from a timer."""
    from returnhub.cli.console import console, progress

    prepare(demo, data)
    from returnhub.casework.cases.models import Case
    from returnhub.casework.screening.rescreen import rescreen

    with progress() as bar:
        task = bar.add_task("cases", total=Case.objects.filter(closed=False).count())
        made = rescreen(progress=lambda n: bar.update(task, completed=n))
    console().print(f"{made.cases:,} cases judged on {made.at} by {made.scheme} {made.version}", markup=False)


def subject_access(
    reference: Annotated[str, typer.Argument(help="The reference of the case.")],
    path: Annotated[Path, typer.Argument(help="File to write (JSON).")],
    officer: Annotated[str, typer.Option(help="The officer who answers the request.")],
    demo: Demo = False,
    data: Data = None,
) -> None:
    """Everything held about a person, with who read it."""
    from returnhub.cli.console import console

    prepare(demo, data)
    from returnhub.casework.exchange.subject_access import write_subject_access

    write_subject_access(_officer(officer), reference, path)
    console().print(f"written to {path}", markup=False)


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


def _officer(username: str):  # type: ignore[no-untyped-def]
    from returnhub.casework.access.officers import Officer
    from returnhub.scheme.problems import nearest

    found = Officer.objects.select_related("team").filter(username=username).first()
    if found is None:
        names = list(Officer.objects.values_list("username", flat=True))
        raise UserError(f"there is no officer `{username}`", hint=nearest(username, names))
    return found
