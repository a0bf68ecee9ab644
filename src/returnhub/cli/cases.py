"""Verbs of the caseload: bring cases in, take them out, judge them anew, tell a person what is held."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from returnhub.cli.help import Verbs
from returnhub.cli.in_service import Data, Demo, in_words, prepare
from returnhub.scheme.problems import UserError

if TYPE_CHECKING:
    from returnhub.casework.access.officers import Officer

Apply = Annotated[bool, typer.Option("--apply", help="Write; without it everything is only checked.")]
_WORTH_PROCESSES = 5_000_000
"""Bytes of a file from which starting other processes pays."""


def register(app: typer.Typer, panel: str) -> None:
    """Add `cases` with its verbs to the command line."""
    cases = typer.Typer(
        help="Bring cases in, take them out, tell a person what is held.", no_args_is_help=True, cls=Verbs
    )
    cases.command("import")(in_words(import_caseload))
    cases.command("import-events")(in_words(import_events))
    cases.command("export")(in_words(export_caseload))
    cases.command("rescreen")(in_words(rescreen_caseload))
    cases.command("subject-access")(in_words(subject_access))
    app.add_typer(cases, name="cases", rich_help_panel=panel)


def import_caseload(
    path: Annotated[Path, typer.Argument(help="CSV or XLSX; one row a case.")],
    officer: Annotated[str, typer.Option(help="The officer who imports.")],
    apply: Apply = False,
    demo: Demo = False,
    data: Data = None,
) -> None:
    """Check a file of cases and, with --apply, bring them in."""
    from returnhub.cli.console import progress

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
    _end_with(report.problems, report.summary)


def import_events(
    path: Annotated[Path, typer.Argument(help="CSV or XLSX; one row an event.")],
    officer: Annotated[str, typer.Option(help="The officer who imports.")],
    apply: Apply = False,
    demo: Demo = False,
    data: Data = None,
) -> None:
    """Check a file of events of cases that are here and, with --apply, record them."""
    from returnhub.cli.console import progress

    prepare(demo, data)
    from returnhub.casework.exchange.importing_events import import_events as bring_in

    with progress() as bar:
        task = bar.add_task("rows", total=None)
        report = bring_in(
            _officer(officer), path, apply=apply, progress=lambda n: bar.update(task, completed=n)
        )
    _end_with(report.problems, report.summary)


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
    console().print(
        f"to screen it: returnhub screen SCHEME {path} --carry days_in_stage --carry age_years",
        markup=False,
        soft_wrap=True,
    )


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


def _end_with(problems: Iterable[object], summary: str) -> NoReturn:
    """Print what is wrong, row by row, and the totals; exit code 1 if anything is wrong."""
    from returnhub.cli.console import console

    found = list(problems)
    for problem in found:
        console().print(str(problem), markup=False)
    console().print(summary, markup=False)
    raise typer.Exit(1 if found else 0)


def _officer(username: str) -> Officer:
    from returnhub.casework.access.officers import Officer
    from returnhub.scheme.problems import nearest

    found = Officer.objects.select_related("team").filter(username=username).first()
    if found is None:
        names = list(Officer.objects.values_list("username", flat=True))
        raise UserError(f"there is no officer `{username}`", hint=nearest(username, names))
    return found
