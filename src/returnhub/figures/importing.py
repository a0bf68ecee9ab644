"""Import one published file: open, recognise, read, check, and only then store."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from returnhub.figures import checks, periods, reading
from returnhub.figures.basis import refuse_mixture
from returnhub.figures.known import TABLES
from returnhub.figures.opening import Sheet, open_sheets
from returnhub.figures.store import Edition, Store
from returnhub.scheme.problems import UserError

PUBLISHED = re.compile(r"(?:date )?(?:first )?published:?\s+(?:on )?(\d{1,2} [a-z]+ \d{4})", re.IGNORECASE)
DATE_IN_NAME = re.compile(
    r"(?<!\d)(\d{1,2})[ _-]+([a-z]{3,9})[ _-]+(\d{4})(?!\d)|(?<!\d)(\d{4}-\d{2}-\d{2})", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of a file."""

    edition: Edition
    new: bool
    figures: int
    tables: dict[str, int]
    passed_over: tuple[str, ...]  # sheets that hold no table this version knows


@dataclass(frozen=True, slots=True)
class Contents:
    """What a file holds, before it is stored."""

    publication: str
    released: date
    tables: dict[str, pl.DataFrame]
    passed_over: tuple[str, ...]


def import_file(path: Path, store: Store, released: date | None = None) -> Imported:
    """Read a published file and store it as an edition; the same file again changes nothing.

    Raises UserError, with nothing stored, for a file that is not to be trusted or understood.
    """
    contents = read_file(path, released)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    counts = {code: frame.height for code, frame in contents.tables.items()}
    held = store.holds(digest)
    edition = held or store.add(contents.publication, contents.released, path.name, digest, contents.tables)
    return Imported(edition, held is None, sum(counts.values()), counts, contents.passed_over)


def read_file(path: Path, released: date | None = None) -> Contents:
    """The checked tables of a published file."""
    where = path.name
    sheets = open_sheets(path)
    found = [(sheet, reading.find(sheet)) for sheet in sheets]
    known = [f for _, f in found if f is not None]
    if not known:
        raise UserError(
            "no table here is one this version knows",
            where=where,
            hint="it reads " + ", ".join(t.code for t in TABLES),
        )
    publication = _publication(known, where)
    tables: dict[str, pl.DataFrame] = {}
    for table in known:
        code = table.table.code
        if code in tables:
            raise UserError(f"the file holds {code} twice", where=where, hint="keep one of the sheets")
        tables[code] = checks.check(table, reading.read(table, where), where)
    _weeks_are_the_sum_of_their_days(tables, where)
    covers = [sheet for sheet, table in found if table is None]
    day = released or _released(covers, path)
    _nothing_after(day, tables.values(), where)
    return Contents(publication, day, tables, tuple(s.name for s in covers))


def _publication(found: list[reading.Found], where: str) -> str:
    """The one publication that all tables of the file belong to."""
    refuse_mixture((), (m.series for f in found for m in f.table.measures), where=where)
    publications = sorted({f.table.publication for f in found})
    if len(publications) > 1:
        raise UserError(
            f"the file mixes tables of {' and '.join(publications)}",
            where=where,
            hint="import each as it was published",
        )
    return publications[0]


def _released(covers: Iterable[Sheet], path: Path) -> date:
    """The day of release: from the cover, or else from the name of the file."""
    for sheet in covers:
        for cell in (c for row in sheet.rows for c in row if isinstance(c, str)):
            if said := PUBLISHED.search(cell):
                return periods.read_date(said[1])
    if named := DATE_IN_NAME.search(path.stem):
        try:
            return periods.read_date(named[4] or f"{named[1]} {named[2][:3]} {named[3]}")
        except ValueError:
            pass
    raise UserError(
        "neither the cover nor the file's name says when this was published",
        where=path.name,
        hint="give the day, as in `--released 2026-01-09`",
    )


def _nothing_after(day: date, tables: Iterable[pl.DataFrame], where: str) -> None:
    for frame in tables:
        counted = frame.filter(pl.col("value").is_not_null(), pl.col("period_end") > day)
        daily = counted.filter(pl.col("period").str.contains(r"^(week ending )?\d{4}-\d{2}-\d{2}$"))
        if daily.height:
            raise UserError(
                f"cell {daily['cell'][0]} has a figure for {daily['period'][0]}, after the release on {day}",
                where=where,
                hint="check the day of release, or get the file from its publisher",
            )


def _weeks_are_the_sum_of_their_days(tables: dict[str, pl.DataFrame], where: str) -> None:
    """The weekly sheet of the small-boats file is a total of the daily one, and is held to it."""
    if not {"SB_01", "SB_02"} <= set(tables):
        return
    daily = tables["SB_01"].filter(pl.col("series") == "small_boats_people").select("period_end", "value")
    weekly = tables["SB_02"].filter(pl.col("series") == "small_boats_people_weekly")
    sums = (
        daily.sort("period_end")
        .with_columns(sum=pl.col("value").rolling_sum_by("period_end", window_size="7d"), days=pl.lit(1))
        .select("period_end", "sum")
    )
    wrong = weekly.join(sums, on="period_end").filter((pl.col("value") - pl.col("sum")).abs() > checks.NEAR)
    if wrong.height:
        row = wrong.row(0, named=True)
        raise UserError(
            f"cell {row['cell']} says {row['value']:,.0f} people for the {row['period']}, "
            f"but the days in SB_01 add up to {row['sum']:,.0f}",
            where=where,
            hint="the file is incomplete or was changed by hand: get it from its publisher",
        )
