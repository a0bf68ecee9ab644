"""Where a rate or a capacity goes next: a level that is learnt, what draws it, and shocks of the size seen before.

Exponential smoothing with a damped trend in the innovations form (Hyndman, Koehler, Ord and Snyder, *Forecasting with
Exponential Smoothing*, 2008, model ETS(A,Ad,N)), on the scale of the logarithm or the logit, so that nothing becomes
negative or more than a whole. A level may also be drawn to its own mean, or to what is demanded of it (an error
correction). Shocks are drawn from the one-step errors themselves: fat tails stay fat.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from returnhub.scheme.problems import UserError

WINDOW = 80
"""At most twenty years of quarters: the surge of the early 2000s and the fall after it may come again."""
LEAST = 8
SETTLED = 3
"""Errors of the first quarters, before the level has settled, do not count."""
TAIL = 4.0
"""Shocks beyond so many sigmas are cut there: the one quarter of April 2020 is not to decide every range."""
STEPS = 101
Toward = Callable[[int, np.ndarray], np.ndarray]
"""(quarter, what was made so far: path × quarter) → what is demanded of that quarter, on the scale of the figures."""


@dataclass(frozen=True, slots=True)
class Level:
    """One way to go on, on its `scale` ("log" or "logit"): where it stands, what moves it, how far it jumps."""

    scale: str
    level: float
    trend: float
    follow: float
    """Weight of a new value on the level, 0 to 1."""
    turn: float
    """Weight of a new value on the trend."""
    fade: float
    """What is left of the trend after a quarter, 0 to 0.95."""
    pull: float
    """Of the way to the mean (or to the demand), the share gone in a quarter."""
    mean: float | None
    """The mean to which it is drawn, on the scale; without one it is drawn to the demand."""
    least: float
    most: float
    """A path stays between half of the least and half more than the most published."""
    shocks: tuple[float, ...]
    """What may come in a quarter, from the least to the greatest, equally likely."""

    def as_dict(self) -> dict[str, Any]:
        """For a file."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Path:
    """A series and the ways in which it may go on; each world goes one of them."""

    ways: tuple[Level, ...]

    def draw(
        self, which: np.ndarray, uniforms: np.ndarray, widened: float = 1.0, toward: Toward | None = None
    ) -> np.ndarray:
        """Paths on the scale of the figures, path × quarter.

        `which` in [0, 1) chooses the way of each path, `uniforms` (path × quarter in [0, 1)) the shocks, which are
        made `widened` times as large; `toward` gives the demand for the ways that are drawn to one.
        """
        chosen = np.minimum((which * len(self.ways)).astype(int), len(self.ways) - 1)
        errors = np.zeros(uniforms.shape)
        for n, way in enumerate(self.ways):
            rows = chosen == n
            steps = np.linspace(0, 1, len(way.shocks))
            errors[rows] = widened * np.interp(uniforms[rows], steps, way.shocks)
        scale, least, most = self.ways[0].scale, self.ways[0].least, self.ways[0].most

        def of_way(values: list[float]) -> np.ndarray:
            return np.array(values, float)[chosen]

        follow, turn = of_way([w.follow for w in self.ways]), of_way([w.turn for w in self.ways])
        fade, pull = of_way([w.fade for w in self.ways]), of_way([w.pull for w in self.ways])
        mean = of_way([np.nan if w.mean is None else w.mean for w in self.ways])
        level, trend = of_way([w.level for w in self.ways]), of_way([w.trend for w in self.ways])
        made = np.zeros(uniforms.shape)
        for q in range(uniforms.shape[1]):
            aim = mean
            if toward is not None:
                aim = np.where(np.isnan(mean), onto(toward(q, made), scale), mean)
            expected = level + fade * trend + np.where(pull > 0, pull * (aim - level), 0.0)
            made[:, q] = np.clip(back(expected + errors[:, q], scale), least, most)
            level = expected + follow * errors[:, q]
            trend = fade * trend + turn * errors[:, q]
        return made


@dataclass(frozen=True, slots=True)
class Series:
    """What is published of one: quarterly values without gaps, and the ways in which it may go on.

    `demand`: what was demanded of it in the same quarters (nan where not known), for ways with `to_demand`.
    """

    values: np.ndarray
    scale: str
    ways: tuple[Way, ...]
    demand: np.ndarray | None = None


@dataclass(frozen=True, slots=True)
class Way:
    """How a series goes on: weights of smoothing, or drawn to its mean or to a demand at a speed that is fitted."""

    follow: float
    turn: float = 0.0
    fade: float = 0.0
    to_mean: bool = False
    to_demand: bool = False
    faster: float = 1.0
    """So many times the speed that was fitted."""


LATELY, GOING, LAST = Way(0.5), Way(0.3, 0.2, 0.9), Way(1.0)
"""As it was lately; as it was going; as last seen."""
RETURNING, CATCHING_UP = Way(1.0, to_mean=True), Way(1.0, to_demand=True)
"""Back to its mean of the years behind; after what is asked of it."""
IN_HASTE = Way(1.0, to_demand=True, faster=2.0)
"""After what is asked of it, twice as fast as was usual: what is steered can be put first (a judgement)."""


def fit(series: Mapping[str, Series]) -> dict[str, Path]:
    """Follow what is published. `UserError` for a series of fewer than eight quarters or with gaps.

    The shape of the shocks is learnt from all series together, their size (root mean square of the one-step errors)
    from each.
    """
    fitted, shapes = {}, []
    for name, s in series.items():
        if len(s.values) < LEAST or np.isnan(s.values).any():
            raise UserError(
                f"`{name}` needs at least {LEAST} quarters without gaps; it has {len(s.values)}",
                hint="a later origin",
            )
        y = onto(s.values[-WINDOW:], s.scale)
        demand = None if s.demand is None else onto(s.demand[-WINDOW:], s.scale)
        fitted[name] = [_way(y, way, demand) for way in s.ways]
        errors = fitted[name][-1][1]
        shapes.append(errors / _size(errors))
    seen = np.clip(np.concatenate([*shapes, *(-x for x in shapes)]), -TAIL, TAIL)
    steps = np.quantile(seen, (np.arange(STEPS) + 0.5) / STEPS)
    return {
        name: Path(
            tuple(
                Level(
                    series[name].scale, *at, *_bounds(series[name]), tuple(float(_size(e) * x) for x in steps)
                )
                for at, e in made
            )
        )
        for name, made in fitted.items()
    }


_At = tuple[float, float, float, float, float, float, float | None]


def _way(y: np.ndarray, way: Way, demand: np.ndarray | None) -> tuple[_At, np.ndarray]:
    """((level, trend, follow, turn, fade, pull, mean), one-step errors)."""
    last = float(y[-1])
    if way.to_mean:
        mean = float(y.mean())
        pull, errors = _speed(y, np.full(len(y), mean))
        pull = max(pull, SLOWEST)
        return (last, 0.0, way.follow, 0.0, 0.0, pull, mean), errors
    if way.to_demand:
        if demand is None:
            raise ValueError("a series that follows a demand needs one")
        pull, errors = _speed(y, demand)
        pull = min(pull * way.faster, FASTEST)
        return (last, 0.0, way.follow, 0.0, 0.0, pull, None), errors
    errors, level, trend = _smooth(y, way)
    return (level, trend, way.follow, way.turn, way.fade, 0.0, None), errors


SLOWEST = 0.1
"""Whatever returns to its mean goes a tenth of the way in a quarter at least: least squares on one slow swing cannot
tell a slow return from none, and as one of several ways it must be one."""
FASTEST = 0.9
"""Of a gap, at most so much is closed in a quarter: nothing here is built or emptied at once."""


def _speed(y: np.ndarray, aim: np.ndarray) -> tuple[float, np.ndarray]:
    """(share of the gap closed in a quarter by least squares, the errors it leaves)."""
    gap, step = aim[1:] - y[:-1], np.diff(y)
    known = ~np.isnan(gap)
    gap, step = gap[known], step[known]
    pull = float(np.clip(gap @ step / max(float(gap @ gap), 1e-9), 0.0, FASTEST))
    return pull, step - pull * gap


def _smooth(y: np.ndarray, way: Way) -> tuple[np.ndarray, float, float]:
    """(one-step errors, the last level, the last trend)."""
    level, trend = float(np.mean(y[:3])), 0.0
    found = []
    for value in y[1:]:
        expected = level + way.fade * trend
        error = float(value) - expected
        found.append(error)
        level, trend = expected + way.follow * error, way.fade * trend + way.turn * error
    return np.array(found[SETTLED:]), level, trend


def _bounds(s: Series) -> tuple[float, float]:
    held = s.values[-WINDOW:]
    least, most = 0.5 * float(held.min()), 1.5 * float(held.max())
    return (least, most) if s.scale == "log" else (least, min(most, 1 - least))


def _size(errors: np.ndarray) -> float:
    return float(max(np.sqrt(np.mean(errors**2)), 1e-9))


def onto(values: np.ndarray, scale: str) -> np.ndarray:
    """From figures to the scale on which they move."""
    if scale == "log":
        return np.log(np.maximum(values, 1e-6))
    held = np.clip(values, 1e-4, 1 - 1e-4)
    return np.log(held / (1 - held))


def back(values: np.ndarray, scale: str) -> np.ndarray:
    """From the scale to figures."""
    return np.exp(values) if scale == "log" else 1 / (1 + np.exp(-values))
