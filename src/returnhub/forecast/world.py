"""One world: a value of every number and a path of everything that moves, the same for every scheme."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from statistics import NormalDist
from zlib import crc32

import numpy as np

from returnhub.forecast.calibrate import Calibration
from returnhub.forecast.driven import Numbers, follow
from returnhub.forecast.engine.draws import replicate_key, uniform
from returnhub.forecast.numbers import Number

PERIOD = 91
"""Days that stand for a quarter."""
_NUMBERS, _FITTED, _PATHS = 0, 1, 2


@dataclass(frozen=True, slots=True)
class World:
    """`values`: a number for each name; `paths`: one for each quarter."""

    values: Mapping[str, float]
    paths: Mapping[str, np.ndarray] = field(default_factory=dict)

    def __getitem__(self, name: str) -> float:
        return self.values[name]

    def given(self, **values: float) -> World:
        """The same world but for these numbers."""
        return replace(self, values={**self.values, **values})

    def along(self, **paths: np.ndarray) -> World:
        """The same world but for these paths."""
        return replace(self, paths={**self.paths, **paths})


def draw(
    numbers: Mapping[str, Number],
    fitted: Calibration,
    quarters: int,
    seed: int,
    replicate: int,
    claims: np.ndarray | None = None,
) -> World:
    """The world of a replicate: assumptions by their triangles, fitted numbers and paths by their own errors.

    A number is drawn by its name, wherever it stands: the same for every scheme, whatever else their files hold.
    One of the assumptions that has the name of a path takes its place: so many in every quarter. `claims`: those that
    came, where they are known.
    """
    luck = _luck(seed, replicate)
    values = {n: number.at(luck(crc32(n.encode()), 0, _NUMBERS)) for n, number in numbers.items()}
    normal = NormalDist()
    for i, (name, number) in enumerate(sorted(fitted.numbers.items())):
        u = min(max(luck(i, 0, _FITTED), 1e-12), 1 - 1e-12)
        values.setdefault(name, number.at(normal.inv_cdf(u)))
    # Where refusals explain more or fewer appeals than they did, they do so for years.
    surprise = float(np.exp(values.get("appeals_surprise", 0.0)))
    values["appealed_share"] = min(values["appealed_share"] * surprise, 0.98)
    values["other_appeals_a_quarter"] *= surprise
    which, uniforms = {}, {}
    for i, name in enumerate(sorted(fitted.paths)):
        which[name] = np.array([luck(i, 0, _PATHS)])
        uniforms[name] = np.array([[luck(i, q + 1, _PATHS) for q in range(quarters)]])
    given = _given(fitted, values, quarters)
    if claims is not None:
        given["claims_a_quarter"] = claims[None, :quarters]
    made = follow(fitted.paths, fitted.last, _ties(values), which, uniforms, fitted.widened, given)
    return World(values, {name: path[0] for name, path in made.items()})


def _luck(seed: int, replicate: int) -> Callable[[int, int, int], float]:
    """Uniform numbers for (which, quarter, what for). Every second replicate mirrors the one before (u, then 1 - u).

    Antithetic pairs: where ranges are wide, the middle of a hundred independent worlds would be off by luck alone.
    """
    key, mirrored = np.uint64(replicate_key(seed + 1, replicate // 2)), bool(replicate % 2)

    def draw_one(which: int, quarter: int, what: int) -> float:
        u = float(uniform(key, which, quarter, 0, what))
        return 1 - u if mirrored else u

    return draw_one


MIDDLES = 12


def central(numbers: Mapping[str, Number], fitted: Calibration, quarters: int) -> World:
    """Every number at its most likely value, every path without shocks: the middle of the ways it may go."""
    values = {n: number.central for n, number in numbers.items()}
    values = {**{n: f.value for n, f in fitted.numbers.items()}, **values}
    which = {n: (np.arange(MIDDLES) + 0.5) / MIDDLES for n in fitted.paths}
    uniforms = {n: np.full((MIDDLES, quarters), 0.5) for n in fitted.paths}
    given = {n: np.repeat(v, MIDDLES, axis=0) for n, v in _given(fitted, values, quarters).items()}
    made = follow(fitted.paths, fitted.last, _ties(values), which, uniforms, 1.0, given)
    return World(values, {name: np.median(path, axis=0) for name, path in made.items()})


def _given(fitted: Calibration, values: Mapping[str, float], quarters: int) -> dict[str, np.ndarray]:
    """Paths whose name is that of an assumption: so many in every quarter."""
    return {n: np.full((1, quarters), values[n]) for n in fitted.paths if n in values}


def _ties(values: Mapping[str, float]) -> Numbers:
    return Numbers(
        values["claims_counted"],
        values["appealed_share"],
        values["appeal_lodged_after"],
        values["other_appeals_a_quarter"],
    )
