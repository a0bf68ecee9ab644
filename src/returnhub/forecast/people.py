"""Who comes: nationality groups by way of arrival, and how decisions went for each, from the published figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from returnhub.figures import embedded

LARGEST = 20
FIRST_YEAR = 2022
BOAT_YEARS = (2022, 2023)
"""Whole years for which both claims and small-boat arrivals are published by nationality, in people."""
REST = "All others"
SMALL_BOAT, OTHERWISE = "small_boat", "regular"
"""Ways of arrival, as the vocabulary of facts calls them. Those hidden in vehicles are not published by nationality:
they count as having come otherwise."""


@dataclass(frozen=True, slots=True)
class Groups:
    """Classes of people: a nationality group and a way of arrival each, their share of all, and their grant rate."""

    names: tuple[str, ...]
    share: tuple[float, ...]
    grant: tuple[float, ...]
    nationality: tuple[str, ...]
    arrival: tuple[str, ...]


def groups() -> Groups:
    """The 20 largest nationalities of claims since 2022 and the rest, each by small boat and otherwise.

    Claims and initial grants over grants and refusals: Asy_D04, release of December 2025 (main applicants). By small
    boat: arrivals of 2022 and 2023 over claims of the same years (Irr_D01, Asy_D01; people), at most all. Grants are
    published by nationality, not by arrival: both ways have the same rate.
    """
    held = embedded.cohorts("dec2025").filter(pl.col("claim_year") >= FIRST_YEAR)
    counted = held.group_by("nationality").agg(
        pl.col("claims").sum(),
        (pl.col("initial_grants_protection") + pl.col("initial_grants_other_leave")).sum().alias("granted"),
        pl.col("initial_refusals").sum().alias("refused"),
    )
    ordered = counted.sort("claims", "nationality", descending=[True, False])
    top, rest = ordered.head(LARGEST), ordered.slice(LARGEST)
    rows = [*top.iter_rows(), (REST, *(rest[c].sum() for c in ("claims", "granted", "refused")))]
    by_boat = _by_boat([row[0] for row in rows])
    total = sum(row[1] for row in rows)
    made = []
    for name, claims, granted, refused in rows:
        grant = granted / max(1, granted + refused)
        for arrival, part in ((SMALL_BOAT, by_boat[name]), (OTHERWISE, 1 - by_boat[name])):
            if part > 0:
                label = f"{name}, {'by small boat' if arrival == SMALL_BOAT else 'otherwise'}"
                made.append((label, claims / total * part, grant, name, arrival))
    return Groups(*zip(*made, strict=True))


def by_arrival() -> Groups:
    """Two classes, by small boat and otherwise: where nationalities do not matter but the way of arrival may."""
    g = groups()
    boats = sum(s for s, a in zip(g.share, g.arrival, strict=True) if a == SMALL_BOAT)
    return Groups(
        ("by small boat", "otherwise"), (boats, 1 - boats), (0.5, 0.5), (REST, REST), (SMALL_BOAT, OTHERWISE)
    )


def _by_boat(nationalities: Sequence[str]) -> dict[str, float]:
    """Of the claims of each nationality, the share of people who came by small boat."""
    boats, claims = (
        dict(
            table.filter(pl.col("period_end").dt.year().is_in(BOAT_YEARS))
            .group_by("nationality")
            .agg(pl.col("value").sum())
            .iter_rows()
        )
        for table in (embedded.small_boats().filter(pl.col("nationality") != "any"), embedded.claims())
    )
    named = set(nationalities)
    for table in (boats, claims):
        table[REST] = sum(v for n, v in table.items() if n not in named)
    return {n: min(boats.get(n, 0.0) / max(claims.get(n, 0.0), 1.0), 1.0) for n in nationalities}


def shifted(rates: Sequence[float], weights: Sequence[float], mean: float) -> np.ndarray:
    """The rates moved together on the logit scale until their weighted mean is `mean`: the order is kept."""
    logits, share = np.log(_inside(rates) / (1 - _inside(rates))), np.asarray(weights)
    low, high, move = -12.0, 12.0, 0.0
    for _ in range(60):
        moved = 1 / (1 + np.exp(-(logits + move)))
        over = share @ moved - mean
        low, high = (low, move) if over > 0 else (move, high)
        # Newton's step, or the middle where it would leave the bracket.
        step = move - over / (share @ (moved * (1 - moved)))
        step = step if low < step < high else (low + high) / 2
        if abs(step - move) < 1e-14:
            break
        move = step
    return np.asarray(moved)


def _inside(p: Sequence[float]) -> np.ndarray:
    return np.clip(p, 1e-4, 1 - 1e-4)


def spread(total: int, share: tuple[float, ...]) -> list[int]:
    """A whole number over groups by largest remainder: the parts add up to it."""
    exact = [total * s for s in share]
    parts = [int(x) for x in exact]
    order = sorted(range(len(share)), key=lambda n: (parts[n] - exact[n], n))
    for n in order[: total - sum(parts)]:
        parts[n] += 1
    return parts


def everybody() -> Groups:
    """One group: for replays of years for which no cohorts had been published."""
    return Groups(("everybody",), (1.0,), (0.5,), (REST,), (OTHERWISE,))
