"""One case out of a table, as the rules see a single case."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from returnhub.scheme.case import Case, Known
from returnhub.scheme.language.interpret import Answer
from returnhub.scheme.model import Scheme
from returnhub.scheme.problems import UserError
from returnhub.scheme.screening.columns import AS_OF, CASE, ON, STAGE
from returnhub.scheme.screening.read import read_cases


def find_case(
    scheme: Scheme,
    path: Path,
    reference: str,
    at: date,
    suppose: Mapping[str, Answer],
    carry: tuple[str, ...] = (),
) -> Case:
    """The case of that reference; suppositions stand in for its own answers. `UserError` if there is none."""
    found: Mapping[str, Any] | None = None
    for batch in read_cases(
        path, scheme.vocabulary.facts, scheme.stages, carry
    ):  # to the end: two may claim it
        rows = batch.filter(pl.col(CASE) == reference)
        found = rows.row(0, named=True) if rows.height else found
    if found is None:
        raise UserError(f"there is no case `{reference}`", where=path.name)
    facts = {name: known for name in scheme.vocabulary.facts if (known := _known(found, name)) is not None}
    facts |= {name: Known(value, at, "supposed") for name, value in suppose.items()}
    return Case(reference, facts, found.get(STAGE))


def _known(row: Mapping[str, Any], name: str) -> Known | None:
    value = row.get(name)
    if value is None:
        return None
    on = row.get(name + ON) or row.get(AS_OF)
    return Known(tuple(value) if isinstance(value, list) else value, on)
