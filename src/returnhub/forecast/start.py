"""Who is there on the first day: published stocks over groups, with the time already spent where it is known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache

import numpy as np
import polars as pl

from returnhub.figures import embedded
from returnhub.forecast.arrivals import on_the_way
from returnhub.forecast.calibrate import QUARTER
from returnhub.forecast.engine.network import Waiting
from returnhub.forecast.history import History
from returnhub.forecast.people import Groups, spread
from returnhub.forecast.plan import FLOWS, Plan, Starting
from returnhub.forecast.world import World

Present = Mapping[str, "Sequence[int] | Waiting"]
QUARTERS_OF_REFUSALS = 20


def present(
    plan: Plan, h: History, w: World, g: Groups, scale: float = 1.0
) -> dict[str, Sequence[int] | Waiting]:
    """Stage → people. `scale` shrinks everybody alike, for runs in which only proportions matter.

    Of a published stock that people join only some time after they came, those on the way are not in line yet.
    """
    counts: dict[str, float] = {}
    made: dict[str, Sequence[int] | Waiting] = {}
    refused = _among_refused(g)
    for s in plan.starting.values():
        count = _count(s, h, w) * scale - sum(counts[n] for n in s.less)
        if s.stage in plan.arrivals and plan.arrivals[s.stage].after:
            count -= float(on_the_way(plan.arrivals[s.stage], w, h, 0)[0]) * scale
        counts[s.stage] = max(count, 0.0)
        share = refused if s.among_refused else g.share
        total = round(counts[s.stage])
        if s.by_age:
            made[s.stage] = _by_age(total, share, h.origin)
        elif s.since_claim:
            made[s.stage] = _since_claim(total, share, h.origin)
        elif s.over:
            made[s.stage] = _evenly(total, s.over.number(w), share)
        else:
            made[s.stage] = spread(total, share)
    return made


def exhausted_lately(h: History) -> float:
    """Refusals and withdrawals of five years: for origins at which nobody had counted those with exhausted rights.

    Returns are limited by what can be carried out, not by how many wait for it.
    """
    return float((h["initial_refusals"] + h["withdrawals"])[-QUARTERS_OF_REFUSALS:].sum())


def _count(s: Starting, h: History, w: World) -> float:
    count = s.people.number(w) if s.people else 1.0
    if s.published:
        count *= float(h[s.published][-1])
    if s.published in FLOWS and s.over:
        count *= s.over.number(w) / QUARTER
    return count


def _among_refused(g: Groups) -> tuple[float, ...]:
    refused = [s * (1 - x) for s, x in zip(g.share, g.grant, strict=True)]
    return tuple(x / sum(refused) for x in refused)


def _people(total: int, share: Sequence[float]) -> np.ndarray:
    """The class of each person, in an order that mixes them."""
    classes = np.repeat(np.arange(len(share)), spread(max(total, 0), tuple(share)))
    return classes[np.random.default_rng(len(classes)).permutation(len(classes))]


def _evenly(total: int, days: float, share: Sequence[float]) -> Waiting:
    """People who came in at a steady rate over the last `days`."""
    classes = _people(total, share)
    spent = (np.arange(len(classes)) * max(days, 1) / max(len(classes), 1)).astype(np.int64)
    return Waiting(classes, spent, np.full(len(classes), -1))


AGES = {
    "under 3 months": (0, 91),
    "3 to 6 months": (91, 183),
    "6 to 12 months": (183, 365),
    "over 12 months": (365, 1096),
}
"""Published ages of undecided cases, in days; the oldest class has no published end and is taken to three years."""


def _by_age(total: int, share: Sequence[float], origin: date) -> Waiting | Sequence[int]:
    """People by how long undecided cases had waited, evenly within each age; where not published, by number only."""
    held = embedded.awaiting_by_age().filter(pl.col("period_end") == origin)
    cases = dict(held.select("waited", "value").iter_rows())
    if not cases:
        return spread(total, tuple(share))
    each = spread(total, tuple(cases[age] / cases["any"] for age in AGES))
    spent = [
        np.linspace(low, high, n, endpoint=False) for (low, high), n in zip(AGES.values(), each, strict=True)
    ]
    return Waiting(_people(total, share), np.concatenate(spent).astype(np.int64), np.full(total, -1))


def _since_claim(total: int, share: Sequence[float], origin: date) -> Waiting:
    """People whose rights were exhausted some time ago: about a year after their claim, by the published cohorts."""
    classes = _people(total, share)
    years, weight = _cohorts(origin)
    passed = [max((origin - date(y + 1, 7, 1)).days, 30) for y in years]
    spent = np.repeat(np.array(passed, np.int64), spread(len(classes), tuple(weight)))
    return Waiting(classes, np.zeros(len(classes), np.int64), spent)


@lru_cache
def _cohorts(origin: date) -> tuple[np.ndarray, np.ndarray]:
    """(claim years, share of those refused or withdrawn with no recorded return); equal years where not yet published.

    Asy_D04 of the year ending December 2025 serves the origins from then on; earlier ones take five equal years.
    """
    if origin < date(2025, 12, 31):
        return np.arange(origin.year - 5, origin.year), np.full(5, 0.2)
    held = embedded.cohorts("dec2025").filter(pl.col("claim_year") >= 2010)
    left = held.group_by("claim_year").agg(
        (
            pl.col("latest_refusals").sum()
            + pl.col("latest_withdrawn").sum()
            - pl.col("enforced_returns").sum()
            - pl.col("voluntary_returns").sum()
        ).alias("left")
    ).sort("claim_year")  # fmt: skip
    count = np.maximum(left["left"].to_numpy(), 0).astype(float)
    return left["claim_year"].to_numpy(), count / count.sum()
