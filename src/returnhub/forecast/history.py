"""The published quarterly series up to a day, and nothing after it: what a forecast made on that day could know."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

import numpy as np
import polars as pl

from returnhub.figures import embedded
from returnhub.scheme.problems import UserError

FIRST = date(2001, 3, 31)
NAMES = {
    "asylum_claims": "quarterly", "initial_grants": "quarterly", "initial_refusals": "quarterly",
    "withdrawals": "quarterly", "awaiting_initial_decision": "quarterly", "supported": "quarterly",
    "returns_enforced": "quarterly", "returns_voluntary": "quarterly",
    "receipts": "tribunal", "disposals": "tribunal", "open_caseload": "tribunal", "allowed_share": "tribunal",
}  # fmt: skip
"""Series → the embedded table that holds it. Appeals are counted by the tribunal, in appeals, not in people."""
SCORED = {
    "first_decisions": "first decisions (initial grants and refusals), people a quarter, Home Office Asy_D02",
    "initial_refusals": "initial refusals, people a quarter, Home Office Asy_D02",
    "withdrawals": "claims withdrawn, people a quarter, Home Office Asy_D02",
    "awaiting_initial_decision": "awaiting a first decision, people at the quarter's end, Home Office Asy_D03",
    "receipts": "appeals lodged, appeals a quarter, Ministry of Justice (First-tier Tribunal)",
    "disposals": "appeals disposed of, appeals a quarter, Ministry of Justice (First-tier Tribunal)",
    "open_caseload": "open appeals, appeals at the quarter's end, Ministry of Justice (First-tier Tribunal)",
    "supported": "supported, people at the quarter's end, Home Office Asy_D09",
    "returns_enforced": "enforced returns, people a quarter (everybody, not asylum alone), Home Office Ret_D01",
    "returns_voluntary": "voluntary returns, people a quarter (everybody, not asylum alone), Home Office Ret_D01",
}
"""What a forecast is judged on, with the names, bases and periods of the published figures."""


@dataclass(frozen=True, slots=True)
class History:
    """Quarter-ends in order, the last of them the origin, and a value of each series (nan: not published)."""

    quarters: tuple[date, ...]
    series: Mapping[str, np.ndarray]

    @property
    def origin(self) -> date:
        """The day up to which something is known."""
        return self.quarters[-1]

    def __getitem__(self, name: str) -> np.ndarray:
        return self.series[name]

    def until(self, origin: date) -> History:
        """What was known on an earlier quarter-end. `UserError` where none of the series has that day."""
        if origin not in self.quarters:
            first, last = self.quarters[0], self.quarters[-1]
            raise UserError(f"{origin} is no quarter-end of the series", hint=f"from {first} to {last}")
        count = self.quarters.index(origin) + 1
        return History(self.quarters[:count], {n: v[:count] for n, v in self.series.items()})

    def known(self, name: str) -> np.ndarray:
        """The published values of a series, without those before its first."""
        values = self[name]
        return values[np.flatnonzero(~np.isnan(values))[0] :] if not np.isnan(values).all() else values[:0]


@cache
def published() -> History:
    """Every series that is embedded, from 2001 (some later) to its end (31 December 2025)."""
    frames = [
        embedded.table(table)
        .filter(pl.col("series").is_in([n for n, t in NAMES.items() if t == table] + _prefixed(table)))
        .select(pl.col("series").str.strip_prefix(f"{table}_"), "period_end", "value")
        for table in ("quarterly", "tribunal")
    ]
    held = pl.concat(frames).filter(pl.col("period_end") >= FIRST)
    return from_table(held)


def from_table(held: pl.DataFrame) -> History:
    """From rows `series, period_end, value`; series that no forecast uses are left out.

    Adds `first_decisions`, which the statistics define as initial grants plus initial refusals.
    """
    quarters = tuple(sorted(set(held["period_end"].to_list())))
    where = {q: n for n, q in enumerate(quarters)}
    series = {name: np.full(len(quarters), np.nan) for name in NAMES}
    for name, end, value in held.select("series", "period_end", "value").iter_rows():
        if name in series and value is not None:
            series[name][where[end]] = value
    series["first_decisions"] = series["initial_grants"] + series["initial_refusals"]
    return History(quarters, series)


def _prefixed(table: str) -> list[str]:
    return [f"{table}_{n}" for n, t in NAMES.items() if t == table]
