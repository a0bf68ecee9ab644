"""What the published series say about the model's numbers, with how sure they are; using nothing after the origin.

Paths (`levels`, `driven`): claims, first decisions, the share granted, withdrawals, appeals disposed of, returns.
Numbers fitted by least squares within bounds (`scipy.optimize.lsq_linear`, their covariance that without bounds): how
refusals become appeals, and how the number supported follows the number with a claim or an appeal. How far shocks are
widened is learnt from replays of the years before (`widening`).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from pathlib import Path as File
from typing import Any

import numpy as np

from returnhub.forecast.driven import Last
from returnhub.forecast.history import History
from returnhub.forecast.levels import (
    CATCHING_UP,
    GOING,
    IN_HASTE,
    LAST,
    LATELY,
    LEAST,
    RETURNING,
    Level,
    Path,
    Series,
    fit,
)  # fmt: skip
from returnhub.scheme.problems import UserError

QUARTER = 365.25 / 4
SINCE = 8
"""Quarters after which a figure counts half as much in the least squares."""
DECIDED, STEERED = (LAST, CATCHING_UP, IN_HASTE), (LATELY, RETURNING, LAST)
FORMAT = "returnhub calibration 2"


@dataclass(frozen=True, slots=True)
class Fitted:
    """A number with its standard error; drawn from a normal, kept between `low` and `high`."""

    value: float
    error: float
    low: float
    high: float
    says: str

    def at(self, z: float) -> float:
        """The value `z` standard errors away."""
        return float(min(max(self.value + z * self.error, self.low), self.high))


@dataclass(frozen=True, slots=True)
class Calibration:
    """All that was fitted, up to `origin`."""

    origin: date
    paths: Mapping[str, Path]
    numbers: Mapping[str, Fitted]
    last: Last
    widened: float = 1.0
    """Shocks of the paths are made so many times as large as those seen one step ahead (see `widening`)."""

    def text(self) -> str:
        """As a file, with the hash of its contents."""
        body: dict[str, Any] = {
            "format": FORMAT,
            "origin": self.origin.isoformat(),
            "paths": {n: [way.as_dict() for way in p.ways] for n, p in self.paths.items()},
            "numbers": {n: {k: getattr(f, k) for k in f.__slots__} for n, f in self.numbers.items()},
            "last": {k: getattr(self.last, k) for k in self.last.__slots__},
            "widened": self.widened,
        }
        return json.dumps(body, indent=1, sort_keys=True) + "\n"

    @property
    def digest(self) -> str:
        """SHA-256 of the file."""
        return hashlib.sha256(self.text().encode()).hexdigest()


def read(reference: str | File) -> Calibration:
    """A shipped calibration by its name, or a path. `UserError` if it is not one."""
    shipped = File(str(files("returnhub.library") / "calibrations" / f"{reference}.json"))
    path = shipped if shipped.exists() else File(reference)
    try:
        body = json.loads(path.read_text(encoding="utf-8"))
        if body["format"] != FORMAT:
            raise KeyError("format")
        paths = {
            n: Path(tuple(Level(**{**way, "shocks": tuple(way["shocks"])}) for way in ways))
            for n, ways in body["paths"].items()
        }
        numbers = {n: Fitted(**f) for n, f in body["numbers"].items()}
        last = Last(**{k: tuple(v) if isinstance(v, list) else v for k, v in body["last"].items()})
        return Calibration(date.fromisoformat(body["origin"]), paths, numbers, last, float(body["widened"]))
    except (OSError, UnicodeDecodeError, ValueError, KeyError, TypeError) as error:
        raise UserError(
            f"{path} is not a calibration", hint="make one with `returnhub calibrate -o FILE`"
        ) from error


def calibrate(history: History) -> Calibration:
    """Fit everything to the history; the same history gives the same calibration."""
    from returnhub.forecast.widening import surprise, widening

    made = at_first(history)
    widened = widening(history)
    numbers = {
        **made.numbers,
        **_supported(history),
        "appeals_surprise": _surprise(surprise(history) * widened),
    }
    return Calibration(made.origin, made.paths, numbers, made.last, widened)


def at_first(history: History) -> Calibration:
    """The paths and what ties them together, before anything is widened."""
    h = history
    if len(h.known("receipts")) < LEAST:
        has = len(h.known("receipts"))
        raise UserError(
            f"`receipts` needs at least {LEAST} quarters without gaps; it has {has}", hint="a later origin"
        )
    granted = h["initial_grants"] / h["first_decisions"]
    withdrawn = float(min(h["withdrawals"][-20:].sum() / h["asylum_claims"][-20:].sum(), 0.4))
    asked = _year(h["asylum_claims"]) * (1 - withdrawn)
    lodged, decided = h.known("receipts"), h.known("disposals")
    paths = fit(
        {
            "claims_a_quarter": Series(h.known("asylum_claims"), "log", STEERED),
            "first_decisions_granted": Series(granted, "logit", STEERED),
            "claim_withdrawn_monthly": Series(withdrawn_monthly(h), "log", STEERED),
            "enforced_returns_a_quarter": Series(h.known("returns_enforced"), "log", (GOING, LAST)),
            "voluntary_returns_a_quarter": Series(h.known("returns_voluntary"), "log", (GOING, LAST)),
            "first_decisions_a_quarter": Series(h["first_decisions"], "log", DECIDED, asked),
            "appeals_decided_a_quarter": Series(
                decided, "log", (CATCHING_UP,), _year(lodged)[-len(decided) :]
            ),
        }
    )
    last = Last(
        tuple(float(x) for x in h["asylum_claims"][-4:]),
        tuple(float(x) for x in lodged[-4:]),
        float(h["initial_refusals"][-1]),
        float(h["awaiting_initial_decision"][-1]),
        withdrawn,
    )
    return Calibration(h.origin, paths, {**_appeals(h), **_claims_counted(h)}, last)


def withdrawn_monthly(h: History) -> np.ndarray:
    """Of those awaiting a decision, the share that withdraws in a month, by quarter."""
    stock = h["awaiting_initial_decision"]
    average = np.concatenate([[np.nan], (stock[1:] + stock[:-1]) / 2])
    monthly = h["withdrawals"] / 3 / average
    return np.asarray(monthly[~np.isnan(monthly)])


def _year(values: np.ndarray) -> np.ndarray:
    """The mean of four quarters, nan for the first three."""
    mean = np.convolve(values, np.ones(4) / 4, "valid")
    return np.concatenate([np.full(3, np.nan), mean])


def _surprise(error: float) -> Fitted:
    return Fitted(
        0.0,
        error,
        -1.2,
        1.2,
        "Logarithm of appeals lodged over those that refusals explain, lasting for years",
    )


def _least_squares(
    rows: np.ndarray, target: np.ndarray, weight: np.ndarray, bounds: Any
) -> tuple[np.ndarray, np.ndarray]:
    """(values, standard errors) of target ≈ rows @ values, errors divided by `weight`."""
    from scipy.optimize import lsq_linear

    design = rows / weight[:, None]
    made = lsq_linear(design, target / weight, bounds=bounds, method="bvls")
    free = max(len(target) - rows.shape[1], 1)
    covariance = np.linalg.pinv(design.T @ design) * 2 * made.cost / free
    return made.x, np.sqrt(np.diag(covariance))


def appeal_relation(refused: np.ndarray, lodged: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """((others, share appealed in the same quarter, share appealed in the next), their errors), by least squares.

    Appeals lodged in a quarter = those that no first refusal explains + shares of the refusals of it and of the one
    before; both series end with the same quarter. What is two years old counts half as much as what is new: in years
    with few refusals the newest quarters alone do not tell the share from the others.
    """
    count = int((~np.isnan(lodged[1:]) & ~np.isnan(refused[:-1])).sum())
    rows = np.column_stack([np.ones(count), refused[-count:], refused[-count - 1 : -1]])
    target, age = lodged[-count:], np.arange(count)[::-1]
    return _least_squares(rows, target, target**0.5 * 2 ** (age / SINCE / 2), ([0, 0, 0], [4000, 1.0, 0.6]))


def _appeals(h: History) -> dict[str, Fitted]:
    """How refusals become appeals."""
    (other, now, later), errors = appeal_relation(h["initial_refusals"], h["receipts"])
    share = min(now + later, 1.0)
    days = min(max(QUARTER * later / max(share, 1e-9), 14.0), 80.0)
    return {
        "appealed_share": Fitted(
            float(share), float(errors[1]), 0.05, 1.0, "Of initial refusals, appealed (appeals over people)"
        ),
        "appeal_lodged_after": Fitted(float(days), 7.0, 14.0, 80.0, "Days from a refusal to its appeal"),
        "other_appeals_a_quarter": Fitted(
            float(other), float(errors[0]), 0.0, 5000.0, "Appeals a quarter that no first refusal explains"
        ),
    }


def _supported(h: History) -> dict[str, Fitted]:
    """How far the number supported moves with the number who have a claim or an appeal, over four quarters."""
    both = h["awaiting_initial_decision"] + h["open_caseload"]
    usable = ~np.isnan(both) & ~np.isnan(h["supported"])
    supported, people = h["supported"][usable], both[usable]
    change, moved = supported[4:] - supported[:-4], people[4:] - people[:-4]
    (follows,), (error,) = _least_squares(
        moved[:, None], change, np.full(len(change), 1000.0), ([0.0], [1.0])
    )
    spread = float(np.std(change - follows * moved)) / 2
    return {
        "supported_follows": Fitted(
            float(follows), float(error), 0.0, 1.0, "Of each person more with a claim or an appeal, supported"
        ),
        "supported_wanders": Fitted(
            spread,
            0.0,
            0.0,
            1e6,
            "People by which the number supported departs from that, a quarter (one sigma)",
        ),
    }


def _claims_counted(h: History) -> dict[str, Fitted]:
    """Claims that enter the stock: the rest are closed otherwise (the published stock and flows do not quite meet)."""
    claims = h["asylum_claims"]
    leaves = h["first_decisions"] + h["withdrawals"]
    stock = h["awaiting_initial_decision"]
    span = min(SINCE, int((~np.isnan(stock)).sum()) - 1)
    gap = (stock[-1] - stock[-1 - span]) - (claims[-span:] - leaves[-span:]).sum()
    share = 1 + gap / claims[-span:].sum()
    return {
        "claims_counted": Fitted(
            float(share), 0.02, 0.7, 1.1, "Of claims, those that the published stock and outflows account for"
        )
    }
