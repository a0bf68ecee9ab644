"""Options and arguments that several verbs share, and how their text is read."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from returnhub.scheme.problems import UserError

if TYPE_CHECKING:
    import polars as pl

SchemeArgument = Annotated[
    str, typer.Argument(help="A shipped scheme (see `returnhub schemes`) or a path to a file.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="One JSON document for machines.")]


def parse_day(text: str | None) -> date:
    """A day given on the command line; today without one."""
    from returnhub.scheme.types import Date, parse_scalar

    if text is None:
        return date.today()
    try:
        day = parse_scalar(Date(), text)
    except ValueError as why:
        raise UserError(f"`{text}` {why}") from None
    assert isinstance(day, date)
    return day


def day_or_none(text: str | None) -> date | None:
    """A day given on the command line; None without one."""
    return parse_day(text) if text else None


def plain_rows(frame: pl.DataFrame) -> list[dict[str, Any]]:
    """The rows of a table as JSON takes them, with days as text."""
    return [
        {k: (str(v) if hasattr(v, "isoformat") else v) for k, v in row.items()} for row in frame.to_dicts()
    ]


def parse_suppositions(pairs: list[str]) -> dict[str, Any]:
    """`fact=value` pairs, each checked against the vocabulary."""
    from returnhub.scheme.problems import nearest
    from returnhub.scheme.types import parse_scalar
    from returnhub.scheme.vocabulary import load_vocabulary

    facts, made = load_vocabulary().facts, {}
    for pair in pairs:
        name, equals, text = pair.partition("=")
        if name not in facts:
            hint = nearest(name, facts) or "write --suppose fact=value"
            raise UserError(f"`{name}` is not a fact", where="--suppose", hint=hint)
        if not equals:
            raise UserError(
                f"`{name}` is given no value", where="--suppose", hint=f"write --suppose {name}=…"
            )
        if name in made:
            raise UserError(f"`{name}` is supposed twice", where="--suppose")
        try:
            made[name] = _members(text) if facts[name].group else parse_scalar(facts[name].type, text)
        except ValueError as why:
            raise UserError(f"`{text}` {why}", where=f"--suppose {name}") from None
    return made


def _members(text: str) -> tuple[bool | None, ...]:
    """One answer for each member of a family, as `yes; no; ?`."""
    from returnhub.scheme.types import Boolean, parse_scalar

    return tuple(
        None if part.strip() == "?" else bool(parse_scalar(Boolean(), part)) for part in text.split(";")
    )
