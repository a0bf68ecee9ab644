"""How the command line speaks: results to standard output, problems and progress to standard error."""

from __future__ import annotations

import json
import sys
import tempfile
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from returnhub import __version__
from returnhub.scheme.problems import SchemeErrors, UserError

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress
    from rich.text import Text


@cache
def console() -> Console:
    """Standard output; wide enough for tables when it is not a terminal.

    Neither markup nor emoji names: what authors wrote is printed as written, `[S01]` and `:100:` too.
    """
    from rich.console import Console

    class Output(Console):
        def on_broken_pipe(self) -> None:
            raise BrokenPipeError  # whoever reads has read enough; that is no finding

    return Output(highlight=False, markup=False, emoji=False, width=None if sys.stdout.isatty() else 110)


@cache
def errors() -> Console:
    """Standard error."""
    from rich.console import Console

    return Console(stderr=True, highlight=False, markup=False, emoji=False, soft_wrap=True)


def styled(*parts: str | tuple[str, str]) -> Text:
    """One line of plain parts and `(text, style)` parts."""
    from rich.text import Text

    return Text.assemble(*parts)


def print_json(data: Any) -> None:
    """One JSON document on standard output."""
    sys.stdout.write(json.dumps(data, ensure_ascii=False, indent=2, default=str) + "\n")


@contextmanager
def progress(quiet: bool = False) -> Iterator[Progress]:
    """A progress bar on standard error, gone when the work is done."""
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f}%"),
        TimeElapsedColumn(),
    )
    shown = sys.stderr.isatty() and not quiet  # elsewhere it would leave lines behind
    with Progress(*columns, console=errors(), transient=True, disable=not shown) as bar:
        yield bar


def report_user_error(error: UserError, as_json: bool = False) -> None:
    """Where, what and a hint, on standard error; for machines also as JSON on standard output."""
    if as_json:
        rows = [{"where": error.where or None, "what": error.what, "hint": error.hint or None}]
        if isinstance(error, SchemeErrors):
            rows = [problem.as_row() for problem in error.problems]
        print_json({"problems": rows})
    errors().print(str(error))
    if isinstance(error, SchemeErrors):
        errors().print(f"\n{error.what}")


def report_fault(error: Exception) -> None:
    """Our own fault: say so, keep the details in a file, show no traceback."""
    with tempfile.NamedTemporaryFile(
        "w", prefix="returnhub-fault-", suffix=".txt", delete=False, encoding="utf-8"
    ) as file:
        file.write(f"returnhub {__version__}\n{' '.join(sys.argv[1:])}\n\n")
        file.write("".join(traceback.format_exception(error)))
    errors().print(
        f"a fault in returnhub itself: {type(error).__name__}\n"
        f"hint: please report it with the details kept in {Path(file.name)}"
    )
