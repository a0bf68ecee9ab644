"""The user's store of editions: a folder an edition, a Parquet file a table, nothing ever overwritten.

    $RETURNHUB_DATA/figures/<publication>/<release>[-v2]/edition.json, SB_01.parquet, SB_02.parquet

An edition is written beside its place and renamed into it, so a reader sees all of it or none.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

import polars as pl

from returnhub.figures.basis import refuse_mixture
from returnhub.figures.tables import PUBLICATIONS
from returnhub.scheme.problems import UserError


@dataclass(frozen=True, slots=True, order=True)
class Edition:
    """One publication as it stood on one day. `version` counts corrections published for the same day."""

    publication: str
    released: str  # ISO date
    version: int
    file: str
    digest: str  # SHA-256 of the file
    tables: tuple[str, ...]

    @property
    def name(self) -> str:
        """`2026-02-20`, or `2026-02-20-v2` for a correction."""
        return self.released if self.version == 1 else f"{self.released}-v{self.version}"

    @property
    def source(self) -> str:
        """Who publishes it."""
        return PUBLICATIONS[self.publication][0]


def data_folder() -> Path:
    """Where this user's data is kept: `RETURNHUB_DATA`, or the usual place of the platform."""
    if named := os.environ.get("RETURNHUB_DATA"):
        return Path(named).expanduser()
    home = Path.home()
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", home / "AppData" / "Local")) / "returnhub"
    if sys.platform == "darwin":
        return home / "Library" / "Application Support" / "returnhub"
    return Path(os.environ.get("XDG_DATA_HOME") or home / ".local" / "share") / "returnhub"


class Store:
    """The editions imported so far."""

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = (folder or data_folder()) / "figures"

    def editions(self, publication: str | None = None) -> list[Edition]:
        """All editions, or those of one publication, oldest first."""
        return sorted(self._editions(publication or "*"))

    def _editions(self, publication: str) -> Iterator[Edition]:
        for path in self.folder.glob(f"{publication}/*/edition.json"):
            if path.parent.name.startswith("."):
                continue
            try:
                values = json.loads(path.read_text(encoding="utf-8"))
                yield Edition(**{**values, "tables": tuple(values["tables"])})
            except (ValueError, TypeError, KeyError) as error:
                raise UserError(
                    "this note of an edition is damaged",
                    where=str(path),
                    hint="remove its folder and import the file again",
                ) from error

    def holds(self, digest: str) -> Edition | None:
        """The edition that was imported from this very file."""
        return next((e for e in self.editions() if e.digest == digest), None)

    def add(
        self, publication: str, released: date, file: str, digest: str, tables: dict[str, pl.DataFrame]
    ) -> Edition:
        """Store the tables of a file as a new edition.

        Raises UserError, with nothing stored, where a series would change what it counts.
        """
        earlier = self.editions(publication)
        if same := next((e for e in earlier if e.digest == digest), None):
            return same
        self._refuse_new_basis(earlier, tables)
        version = 1 + max((e.version for e in earlier if e.released == released.isoformat()), default=0)
        edition = Edition(publication, released.isoformat(), version, file, digest, tuple(sorted(tables)))
        place = self.folder / publication / edition.name
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            beside = Path(tempfile.mkdtemp(prefix=".", dir=place.parent))
        except OSError as error:
            raise UserError(
                f"the store cannot be written: {error.strerror}", where=str(self.folder)
            ) from error
        try:
            for code, frame in tables.items():
                frame.write_parquet(beside / f"{code}.parquet", compression="zstd")
            (beside / "edition.json").write_text(json.dumps(asdict(edition), indent=1), encoding="utf-8")
            beside.rename(place)
        except OSError as error:
            if other := self.holds(digest):  # another import of the same file was a moment earlier
                return other
            raise UserError(f"the edition cannot be stored: {error.strerror}", where=str(place)) from error
        finally:
            shutil.rmtree(beside, ignore_errors=True)
        return edition

    def _refuse_new_basis(self, earlier: list[Edition], tables: dict[str, pl.DataFrame]) -> None:
        for code, frame in tables.items():
            if last := next((e for e in reversed(earlier) if code in e.tables), None):
                old = dict(self.read(last, code).select("series", "basis").unique().iter_rows())
                for series, basis in frame.select("series", "basis").unique().iter_rows():
                    refuse_mixture({basis, old.get(series, basis)}, [], where=f"series `{series}` of {code}")

    def read(self, edition: Edition, code: str) -> pl.DataFrame:
        """One table of one edition, tidy, with its source, table and release."""
        frame = pl.read_parquet(self.folder / edition.publication / edition.name / f"{code}.parquet")
        return frame.select(
            pl.lit(edition.source).alias("source"),
            pl.lit(code).alias("table"),
            pl.lit(edition.name).alias("release"),
            pl.all(),
        )

    def latest(self, code: str, as_published_on: date | None = None) -> pl.DataFrame | None:
        """A table as it stood on a day: of the last edition released by then, or None where there is none."""
        day = (as_published_on or date.max).isoformat()
        editions = [e for e in self.editions() if code in e.tables and e.released <= day]
        return self.read(editions[-1], code) if editions else None

    def codes(self) -> list[str]:
        """The codes of all tables held."""
        return sorted({code for e in self.editions() for code in e.tables})
