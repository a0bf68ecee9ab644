"""How long things take, compiled to probabilities of whole days.

A law of continuous time T becomes whole days with the same mean: P(day = k) spreads T linearly over the two nearest
whole days. Every law then costs the same to draw, and is monotone in the uniform number, so that common random
numbers keep people in order.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

GUIDE = 256


def fixed(days: int) -> np.ndarray:
    """Always this many days."""
    made = np.zeros(days + 1)
    made[days] = 1.0
    return made


def geometric(mean_days: float) -> np.ndarray:
    """Memoryless: the discrete form of the exponential, with this mean in days (at least 0)."""
    stay = mean_days / (1.0 + mean_days)
    longest = max(2, int(40 * (mean_days + 1)))
    made = (1 - stay) * stay ** np.arange(longest)
    return made / made.sum()


def lognormal(median_days: float, spread: float, longest: int = 7300) -> np.ndarray:
    """Log-normal with this median and sigma of the logarithm, on whole days, cut at `longest`."""
    grid = np.linspace(0, longest, 8 * longest + 1)
    with np.errstate(divide="ignore"):
        cdf = _normal((np.log(grid) - np.log(median_days)) / spread)
    cdf[0] = 0.0
    return from_cdf(grid, cdf, longest)


def from_cdf(grid: np.ndarray, cdf: np.ndarray, longest: int) -> np.ndarray:
    """Whole days from a distribution function on a fine grid: mass in [k, k+1] is shared between k and k + 1."""
    mass, middle = np.diff(cdf), (grid[1:] + grid[:-1]) / 2
    below = np.floor(middle).astype(int)
    above = middle - below
    made = np.zeros(longest + 2)
    np.add.at(made, below, mass * (1 - above))
    np.add.at(made, below + 1, mass * above)
    made[longest] += made[longest + 1] + (1 - mass.sum())
    return made[: longest + 1] / made[: longest + 1].sum()


def mean(law: np.ndarray) -> float:
    """Mean days."""
    return float(np.arange(len(law)) @ law)


def compile_laws(laws: Sequence[np.ndarray]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(where each law starts, all distribution functions in a row, guide tables): for drawing in constant time."""
    starts = np.zeros(len(laws) + 1, np.int64)
    guides = np.zeros((max(len(laws), 1), GUIDE), np.int32)
    cdfs = []
    for number, law in enumerate(laws):
        cdf = np.cumsum(law)
        cdf[-1] = 1.0
        cdfs.append(cdf)
        starts[number + 1] = starts[number] + len(cdf)
        guides[number] = np.searchsorted(cdf, np.arange(GUIDE) / GUIDE, side="right")
    return starts, np.concatenate(cdfs) if cdfs else np.zeros(0), guides


def _normal(x: np.ndarray) -> np.ndarray:
    """The normal distribution function (Abramowitz and Stegun 7.1.26; error below 2e-7), without scipy."""
    t = 1 / (1 + 0.3275911 * np.abs(x) / np.sqrt(2))
    tail = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))))
    erf = 1 - tail * np.exp(-(x**2) / 2)
    return 0.5 * (1 + np.sign(x) * erf)
