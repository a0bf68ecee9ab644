"""How much larger shocks are than those seen one step ahead, learnt from replays of the years before the origin.

A path fitted to the past flatters itself: its speeds and shares were chosen on the same figures, and practice changes
in ways that no quarter has yet shown. So the paths alone (no people) are replayed from earlier quarter-ends, with what
was known then, and the shocks are widened until the ranges held (Gneiting and Raftery 2007: as sharp as can be, subject
to calibration; the idea of conformal prediction, with replays for the calibration set).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from datetime import date

import numpy as np

from returnhub.forecast.calibrate import SINCE, Calibration, appeal_relation, at_first, withdrawn_monthly
from returnhub.forecast.driven import APPEALS, DECISIONS, Numbers, follow
from returnhub.forecast.history import History

EARLIEST = date(2012, 9, 30)
"""The first quarter-end with two years of the number awaiting a decision (published since June 2010)."""
REPLAYS = 32
"""Quarter-ends, eight years of them."""
AHEAD = 8
ASKED = 0.85
"""Ranges meant to hold 80% are widened until they held this share: replays see fewer surprises than the future, as what
is fitted and how was chosen with sight of them."""
WIDTHS = tuple(1 + 0.25 * n for n in range(13))
PATHS = 200


def widening(h: History) -> float:
    """The least factor with which the ranges of replays up to the origin held `ASKED` of what came."""
    replays = list(_replays(h))

    def enough(width: float) -> bool:
        held = [ok for made, start in replays for ok in _held(made, h, start, width)]
        return not held or bool(np.mean(held) >= ASKED)

    # Wider ranges hold more: the first width that is enough is found by halving.
    return WIDTHS[min(bisect_left(WIDTHS, True, key=enough), len(WIDTHS) - 1)]


def _replays(h: History) -> Iterator[tuple[Calibration, int]]:
    count = len(h.quarters)
    for start in range(max(count - REPLAYS, 0), count):
        if h.quarters[start - 1] >= EARLIEST:
            yield at_first(h.until(h.quarters[start - 1])), start


def _held(made: Calibration, h: History, start: int, width: float) -> Iterator[bool]:
    """For every path and quarter up to the origin: was what came within the range of 80%?"""
    span = min(AHEAD, len(h.quarters) - start)
    luck = np.random.default_rng(start)
    which = {n: luck.random(PATHS) for n in sorted(made.paths)}
    uniforms = {n: luck.random((PATHS, AHEAD))[:, :span] for n in sorted(made.paths)}
    came = np.tile(h["asylum_claims"][start : start + span], (PATHS, 1))
    n = made.numbers
    ties = Numbers(
        n["claims_counted"].value,
        n["appealed_share"].value,
        n["appeal_lodged_after"].value,
        n["other_appeals_a_quarter"].value,
    )
    paths = follow(made.paths, made.last, ties, which, uniforms, width, {"claims_a_quarter": came})
    monthly = withdrawn_monthly(h)
    actual = {
        DECISIONS: h["first_decisions"],
        "initial_refusals": h["initial_refusals"],
        "claim_withdrawn_monthly": np.concatenate([np.full(len(h.quarters) - len(monthly), np.nan), monthly]),
        APPEALS: h["disposals"],
        "enforced_returns_a_quarter": h["returns_enforced"],
        "voluntary_returns_a_quarter": h["returns_voluntary"],
    }
    paths["initial_refusals"] = paths[DECISIONS] * (1 - paths["first_decisions_granted"])
    for name, published in actual.items():
        low, high = np.quantile(paths[name], [0.1, 0.9], axis=0)
        came_then = published[start : start + span]
        yield from (came_then >= low) & (came_then <= high)


def surprise(h: History) -> float:
    """How far appeals departed from what refusals explained in the two years before: the root mean square logarithm."""
    refused, lodged = h["initial_refusals"], h["receipts"]
    first = int(np.flatnonzero(~np.isnan(lodged))[0]) + 2 * SINCE
    missed = []
    for start in range(max(first, len(lodged) - 4 * REPLAYS), len(lodged)):
        (other, now, later), _ = appeal_relation(refused[:start], lodged[:start])
        for q in range(start, min(start + AHEAD, len(lodged))):
            missed.append(np.log(lodged[q] / max(other + now * refused[q] + later * refused[q - 1], 1.0)))
    return float(np.sqrt(np.mean(np.square(missed)))) if missed else 0.3
