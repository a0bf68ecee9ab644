"""The command line: each area registers its own verbs; heavy libraries are imported only where used."""

from __future__ import annotations

import os
import signal
import sys
from types import FrameType
from typing import Annotated

import typer

from returnhub.cli import casework, demo, figures, forecast, scheme, screening, trust
from returnhub.cli.console import report_fault, report_user_error
from returnhub.cli.help import Verbs
from returnhub.scheme.problems import UserError

app = typer.Typer(
    name="returnhub",
    help="A return-hub scheme is one file: prove it, run it, forecast it.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    cls=Verbs,
    epilog="Exit codes: 0 fine, 1 findings, 2 misuse, 3 a fault in returnhub itself.",
)
for area in (demo, scheme, screening, figures, forecast, trust, casework):
    area.register(app)


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"returnhub {version('returnhub')}")
        raise typer.Exit


@app.callback()
def _every_verb(
    version: Annotated[
        bool, typer.Option("--version", help="Say which version this is.", is_eager=True, callback=_version)
    ] = False,
) -> None:
    """What is asked before any verb."""


EXTRAS = {
    "numpy": "forecast",
    "numba": "forecast",
    "matplotlib": "figures",
    "gptables": "figures",
    "django": "serve",
    "cryptography": "serve",
}
"""Libraries that a slim install leaves out, and the extra that brings each."""


STOPPED = (128 + signal.SIGINT, 128 + signal.SIGTERM)
"""Exit codes of somebody's Ctrl-C and of being told to end."""


def _interrupt(number: int, frame: FrameType | None) -> None:
    """Ctrl-C, once: Polars raises it too, and a second one would break off what takes half-written files away."""
    if not isinstance(sys.exception(), KeyboardInterrupt):
        raise KeyboardInterrupt


def _stop(number: int, frame: FrameType | None) -> None:
    """Being told to end is like being interrupted: what is half-written is taken away first."""
    raise SystemExit(128 + number)


def _stopped(code: int) -> None:
    """Say so and end at once: threads of libraries that go on while Python takes itself apart end in alarm."""
    sys.stderr.write("\nstopped; nothing half-written was left\n")
    sys.stderr.flush()
    os._exit(code)


def main() -> None:
    """Run the command line; a person never sees a traceback."""
    signal.signal(signal.SIGINT, _interrupt)
    signal.signal(signal.SIGTERM, _stop)
    sys.unraisablehook = lambda _: None  # what fails while being thrown away is nothing to tell a person
    try:
        app()
    except UserError as error:
        report_user_error(error, as_json="--json" in sys.argv[1:])
        sys.exit(error.exit_code)
    except ModuleNotFoundError as error:
        if error.name not in EXTRAS:
            report_fault(error)
            sys.exit(3)
        what = f"this verb needs `{error.name}`, which is not installed"
        report_user_error(UserError(what, hint=f"pip install 'returnhub[{EXTRAS[error.name]}]'"))
        sys.exit(2)
    except KeyboardInterrupt:
        _stopped(128 + signal.SIGINT)
    except SystemExit as ended:
        # Typer turns Ctrl-C into this exit code, without a word
        if ended.code in STOPPED:
            _stopped(int(ended.code))
        raise
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
    except Exception as error:
        report_fault(error)
        sys.exit(3)
