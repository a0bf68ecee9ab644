"""Files that are there whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from returnhub.scheme.problems import UserError


@contextmanager
def whole_file(target: Path) -> Iterator[Path]:
    """A temporary path to write to, which becomes `target` at the end; on any error nothing is left of it.

    Raises `UserError` if the file cannot be written.
    """
    if not target.parent.is_dir():
        raise UserError(f"there is no folder `{target.parent}`", where=str(target))
    if target.is_dir():
        raise UserError("is a folder, not a file", where=str(target))
    temporary = target.with_name(f".{target.name}.part")
    try:
        yield temporary
        os.replace(temporary, target)
    except OSError as error:
        raise UserError(f"cannot be written: {error.strerror or error}", where=str(target)) from None
    finally:
        temporary.unlink(missing_ok=True)
