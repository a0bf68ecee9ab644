"""Who is there at the start, from a table of cases instead of published stocks: stage, dates, nationality, arrival.

The columns are those that the casework service exports without names (`stage`, `days_in_stage`, and facts of the
vocabulary), or dates in their place (`in_stage_since`). Times already spent count: whoever has waited long is served
before others, and nears the longest stay.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TypeVar

import numpy as np
import polars as pl

from returnhub.forecast.engine.network import Waiting
from returnhub.forecast.people import OTHERWISE, REST, SMALL_BOAT, Groups
from returnhub.forecast.plan import Plan
from returnhub.scheme.model import Scheme
from returnhub.scheme.problems import UserError, nearest
from returnhub.scheme.vocabulary import load_vocabulary

NEEDED = "stage"
SINCE, SPENT, EXHAUSTED = "in_stage_since", "days_in_stage", "exhausted_since"
COLUMNS = (
    f"needed: `{NEEDED}`, and `{SPENT}` or `{SINCE}`; used: `nationality`, `way_of_arrival`, `{EXHAUSTED}`"
)
WAY = "way_of_arrival"
T = TypeVar("T")
EARLIEST = date(1990, 1, 1)
MOST_SAID = 5
"""Mistakes that are named one by one; the rest are counted."""


@dataclass(frozen=True, slots=True)
class Caseload:
    """Cases in order. `stage` and `who` are numbers: places in `stages` and in `people` (nationality, way of arrival).

    `days`: spent in the stage; `since`: since rights were exhausted, -1 where that is not known.
    """

    stage: np.ndarray
    days: np.ndarray
    since: np.ndarray
    who: np.ndarray
    stages: Sequence[str]
    people: Sequence[tuple[str, str]]
    left_out: int
    """Cases in a final stage: they are over."""
    came_from: Mapping[str, Sequence[str]]
    """Stage → stages from which people come there, the nearest first."""
    name: str
    digest: str
    """SHA-256 of the file, or of the frame as CSV."""

    def present(self, plan: Plan, g: Groups, scale: float = 1.0) -> Mapping[str, Waiting]:
        """Stage → people; with `scale` below 1, as many of them evenly spread over the table.

        In a scheme that does not have their stage, people stand where they would have come from.
        """
        taken = np.floor(np.arange(1, len(self.stage) + 1) * scale + 1e-9)
        kept = np.flatnonzero(np.diff(taken, prepend=0) > 0)
        number = {who: n for n, who in enumerate(zip(g.nationality, g.arrival, strict=True))}
        classes = np.array([_class(number, *who) for who in self.people], np.int64)[self.who[kept]]
        stands = [self._standing(stage, plan) for stage in self.stages]
        order = list(dict.fromkeys(stands))
        at = np.array([order.index(stage) for stage in stands])[self.stage[kept]]
        days, since = self.days[kept], self.since[kept]
        each = ((stage, at == n) for n, stage in enumerate(order))
        return {stage: Waiting(classes[here], days[here], since[here]) for stage, here in each if here.any()}

    def _standing(self, stage: str, plan: Plan) -> str:
        found = next((s for s in (stage, *self.came_from[stage]) if s in plan.stages), None)
        if found is None:
            raise UserError(f"scheme `{plan.scheme.name}` has no stage for the cases in `{stage}`")
        return found


def _came_from(scheme: Scheme) -> dict[str, list[str]]:
    """Breadth first, against the moves."""
    made = {}
    for stage in scheme.stages:
        found = [stage]
        for at in found:
            before = [s for m in scheme.moves.values() if m.target == at for s in m.sources]
            found += [s for s in dict.fromkeys(before) if s not in found]
        made[stage] = found[1:]
    return made


def _class(number: Mapping[tuple[str, str], int], nationality: str, arrival: str) -> int:
    """The class of a person: their own, else that of their nationality, else that of the rest."""
    tried = [(n, a) for n in (nationality, REST) for a in (arrival, OTHERWISE, SMALL_BOAT)]
    return next(number[who] for who in tried if who in number)


def from_caseload(given: Path | pl.DataFrame, plan: Plan) -> Caseload:
    """A CSV or Parquet file, or a frame, for a scheme. `UserError` names the row and the column of what is wrong.

    Rows count from 1, without the header. A nationality that is no group of its own counts to the rest.
    """
    table = _read(given) if isinstance(given, Path) else given.select(pl.all().cast(pl.String))
    whole = given.read_bytes() if isinstance(given, Path) else table.write_csv().encode()
    where = given.name if isinstance(given, Path) else "the caseload"
    if NEEDED not in table.columns or not {SINCE, SPENT} & set(table.columns):
        lacks = NEEDED if NEEDED not in table.columns else f"{SPENT}` or `{SINCE}"
        raise UserError(
            f"there is no column `{lacks}`", where=where, hint=nearest(lacks, table.columns) or COLUMNS,
        )  # fmt: skip
    if not table.height:
        raise UserError("holds no case", where=where)
    wrong = _Wrong(where)
    final = {name for name, stage in plan.scheme.stages.items() if stage.final}
    stages = table[NEEDED].to_list()
    for n, stage in enumerate(stages):
        if stage in plan.stages or stage in final:
            continue
        known = stage in plan.scheme.stages
        what = f"`{stage}` is {'not described' if known else 'no stage of scheme `' + plan.scheme.name + '`'}"
        what = what if stage else "the stage is missing"
        wrong.add(n, NEEDED, what, nearest(stage or "", plan.scheme.stages))
    if SPENT in table.columns:
        days = [_whole(wrong, n, text) for n, text in enumerate(table[SPENT])]
    else:
        days = [_ago(wrong, n, SINCE, text, plan.start) for n, text in enumerate(table[SINCE])]
    since = np.full(table.height, -1)
    if EXHAUSTED in table.columns:
        ago = (
            _ago(wrong, n, EXHAUSTED, text, plan.start) if text else -1
            for n, text in enumerate(table[EXHAUSTED])
        )
        since = np.fromiter(ago, np.int64, table.height)
    if WAY in table.columns:
        ways = load_vocabulary().facts[WAY].type.codes  # type: ignore[union-attr]
        for n, way in enumerate(table[WAY]):
            if way and way not in ways:
                wrong.add(
                    n, WAY, f"`{way}` is no way of arrival", f"one of {', '.join(f'`{w}`' for w in ways)}"
                )
    wrong.finish()
    kept = np.array([s not in final for s in stages])
    if not kept.any():
        raise UserError("every case is over: all are in final stages", where=where)
    names, stage = _numbered([s for s, keep in zip(stages, kept, strict=True) if keep])
    nationality, arrival = (
        table[name].fill_null(otherwise).to_list() if name in table.columns else [otherwise] * table.height
        for name, otherwise in (("nationality", REST), (WAY, OTHERWISE))
    )
    people, who = _numbered(list(zip(nationality, arrival, strict=True)))
    return Caseload(
        stage, np.array(days, np.int64)[kept], since[kept], who[kept], names, people, int((~kept).sum()),
        _came_from(plan.scheme), where, hashlib.sha256(whole).hexdigest(),
    )  # fmt: skip


def _numbered(values: Sequence[T]) -> tuple[list[T], np.ndarray]:
    """(what there is, in the order of its first case; which of it each is)."""
    number: dict[T, int] = {}
    each = [number.setdefault(value, len(number)) for value in values]
    return list(number), np.array(each, np.int64)


class _Wrong:
    """Collects mistakes of cells, and says all at once."""

    def __init__(self, where: str) -> None:
        self.where, self.found, self.hint = where, [], ""  # type: ignore[var-annotated]

    def add(self, row: int, column: str, what: str, hint: str = "") -> None:
        self.found.append(f"row {row + 1}, column `{column}`: {what}")
        self.hint = self.hint or hint

    def finish(self) -> None:
        if self.found:
            more = len(self.found) - MOST_SAID
            said = [*self.found[:MOST_SAID], *([f"and {more:,} more"] if more > 0 else [])]
            raise UserError("\n".join(said), where=self.where, hint=self.hint)


def _whole(wrong: _Wrong, row: int, text: str | None) -> int:
    if text is None or not text.isascii() or not text.isdigit() or len(text) > 5:
        wrong.add(row, SPENT, f"`{text or ''}` is not a whole number of days", "write 0 or more, as 28")
        return 0
    return int(text)


def _ago(wrong: _Wrong, row: int, column: str, text: str | None, start: date) -> int:
    try:
        day = date.fromisoformat(text or "")
    except ValueError:
        wrong.add(row, column, f"`{text or ''}` is not a date", "write it as 2025-12-31")
        return 0
    if day > start:
        wrong.add(row, column, f"{day} is after the start of the forecast, {start}")
    elif day < EARLIEST:
        wrong.add(row, column, f"{day} is before {EARLIEST}")
    return max((start - day).days, 0)


def _read(path: Path) -> pl.DataFrame:
    if path.is_dir():
        raise UserError("is a folder, not a table of cases", where=str(path))
    try:
        if path.suffix == ".parquet":
            return pl.read_parquet(path).select(pl.all().cast(pl.String))
        return pl.read_csv(path, infer_schema=False)
    except FileNotFoundError:
        raise UserError("there is no such file", where=str(path)) from None
    except pl.exceptions.NoDataError:
        raise UserError("is empty", where=str(path)) from None
    except (OSError, pl.exceptions.PolarsError) as error:
        why = str(error).splitlines()[0]
        raise UserError(f"cannot be read as a table: {why}", where=str(path)) from None
