"""What every verb of the casework service needs: its settings, its two options, its refusals in words."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Annotated, Any

import typer

from returnhub.scheme.problems import UserError

Data = Annotated[Path | None, typer.Option("--data", help="Folder of the database and the keys.")]
Demo = Annotated[bool, typer.Option("--demo", help="The demonstration's data, not the service's.")]
_DATA = "~/.local/share/returnhub"


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
