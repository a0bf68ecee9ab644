"""Paths in the order in which one drives another: claims, decisions, refusals, appeals lodged, appeals decided.

Decisions go after what is asked of them (claims, and a share of those who wait) or stay as they are; the tribunal goes
after the appeals that come in. Who must be decided is counted here only as far as capacities need it; the people
themselves, and how long they wait, are simulated (`engine`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from returnhub.forecast.levels import Path, Toward

QUARTER_DAYS = 365.25 / 4
CLEARED = 0.05
"""Of those waiting, the share whose decision is asked for in a quarter beside the claims that come: a judgement (a
backlog is to be gone in five years); no figure up to 2021 tells it apart from nothing."""
FREE = (
    "claims_a_quarter", "claim_withdrawn_monthly", "first_decisions_granted", "enforced_returns_a_quarter",
    "voluntary_returns_a_quarter",
)  # fmt: skip
DECISIONS, APPEALS = "first_decisions_a_quarter", "appeals_decided_a_quarter"


@dataclass(frozen=True, slots=True)
class Last:
    """The last figures before the paths begin."""

    claims: tuple[float, ...]
    """Of the last four quarters."""
    receipts: tuple[float, ...]
    """Appeals lodged, of the last four quarters."""
    refusals: float
    """Of the last quarter."""
    waiting: float
    """People awaiting a first decision."""
    withdrawn: float
    """Of claims, the share that was withdrawn in the last five years."""


@dataclass(frozen=True, slots=True)
class Numbers:
    """What ties the paths together: one value for each path, or one for all."""

    counted: np.ndarray | float
    """Of claims, those that reach the stock."""
    appealed: np.ndarray | float
    """Of refusals, those appealed."""
    lodged_after: np.ndarray | float
    """Days from a refusal to its appeal."""
    other: np.ndarray | float
    """Appeals a quarter that no first refusal explains."""


def follow(
    paths: Mapping[str, Path],
    last: Last,
    numbers: Numbers,
    which: Mapping[str, np.ndarray],
    uniforms: Mapping[str, np.ndarray],
    widened: float,
    given: Mapping[str, np.ndarray],
) -> dict[str, np.ndarray]:
    """Every path, name → path × quarter.

    `which` and `uniforms` as in `Path.draw`, by name; `given` are paths that are known or set and not drawn.
    """
    made = dict(given)
    for name in FREE:
        if name not in made:
            made[name] = paths[name].draw(which[name], uniforms[name], widened)
    if DECISIONS not in made:
        wanted = decisions_wanted(made, last, numbers.counted)
        made[DECISIONS] = paths[DECISIONS].draw(which[DECISIONS], uniforms[DECISIONS], widened, wanted)
    if APPEALS not in made:
        coming = np.column_stack([_before(last.receipts, made), appeals_lodged(made, last, numbers)])
        made[APPEALS] = paths[APPEALS].draw(
            which[APPEALS], uniforms[APPEALS], widened, lambda q, _: np.maximum(_year(coming, q), 1.0)
        )
    return made


def decisions_wanted(made: Mapping[str, np.ndarray], last: Last, counted: np.ndarray | float) -> Toward:
    """The decisions asked for in a quarter: a year's claims less those withdrawn, and a share of those who wait."""
    claims, monthly = made["claims_a_quarter"], made["claim_withdrawn_monthly"]
    coming = np.column_stack([_before(last.claims, made), claims])
    waiting = np.full(len(claims), last.waiting)

    def wanted(q: int, decided: np.ndarray) -> np.ndarray:
        if q:
            leaving = decided[:, q - 1] + np.minimum(3 * monthly[:, q - 1], 0.3) * waiting
            waiting[:] = np.maximum(waiting + counted * claims[:, q - 1] - leaving, 0.0)
        return _year(coming, q) * (1 - last.withdrawn) + CLEARED * waiting

    return wanted


def appeals_lodged(made: Mapping[str, np.ndarray], last: Last, numbers: Numbers) -> np.ndarray:
    """Appeals that come in: those of the refusals of this quarter and of the one before, and others."""
    refused = made[DECISIONS] * (1 - made["first_decisions_granted"])
    before = np.column_stack([np.full(len(refused), last.refusals), refused[:, :-1]])
    later = np.asarray(numbers.lodged_after) / QUARTER_DAYS
    share, other, later = (
        np.broadcast_to(x, len(refused))[:, None] for x in (numbers.appealed, numbers.other, later)
    )
    return np.asarray(other + share * ((1 - later) * refused + later * before))


def _before(values: tuple[float, ...], made: Mapping[str, np.ndarray]) -> np.ndarray:
    """The three quarters before, for each path."""
    return np.tile(np.array(values[-3:]), (len(made["claims_a_quarter"]), 1))


def _year(coming: np.ndarray, q: int) -> np.ndarray:
    """The mean of the four quarters up to quarter `q`; `coming` begins three quarters before."""
    return np.asarray(coming[:, q : q + 4].mean(axis=1))
