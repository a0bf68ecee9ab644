"""A name for everything that a result depends on: the same name only if all of it is the same."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

import numpy as np

from returnhub.scheme.model import Scheme


def fingerprint(*things: object) -> str:
    """SHA-256 of values and of the code of the forecast. `TypeError` for what it cannot tell apart."""
    made = hashlib.sha256(code().encode())
    _feed(made, things)
    return made.hexdigest()


@lru_cache
def code() -> str:
    """SHA-256 of every source file of the forecast: another version never takes an older one's results."""
    made, root = hashlib.sha256(), Path(str(files("returnhub.forecast")))
    for path in sorted(root.rglob("*.py")):
        made.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes())
    return made.hexdigest()


def _feed(made: hashlib._Hash, thing: object) -> None:
    """Every value with its type and its length, so that no two lists of values read alike."""
    if isinstance(thing, Scheme):
        thing = ("scheme", thing.digest)
    made.update(type(thing).__name__.encode() + b":")
    if thing is None or isinstance(thing, bool | int | float | str | date):
        said = repr(thing).encode()
        made.update(f"{len(said)}:".encode() + said)
    elif isinstance(thing, np.ndarray):
        plain = thing.astype("U") if thing.dtype == object else np.ascontiguousarray(thing)
        made.update(f"{plain.dtype.str}{plain.shape}:".encode() + plain.tobytes())
    elif isinstance(thing, np.generic):
        _feed(made, thing.item())
    elif isinstance(thing, Mapping):
        made.update(f"{len(thing)}:".encode())
        for key in sorted(thing, key=repr):
            _feed(made, key)
            _feed(made, thing[key])
    elif isinstance(thing, tuple | list):
        made.update(f"{len(thing)}:".encode())
        for part in thing:
            _feed(made, part)
    elif is_dataclass(thing):
        for field in fields(thing):
            made.update(field.name.encode() + b"=")
            _feed(made, getattr(thing, field.name))
    else:
        raise TypeError(f"no fingerprint for {type(thing).__name__}")
