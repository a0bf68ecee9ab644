"""Random numbers without state: a hash of who asks, where, how often and what for.

No stream, so no order of asking: the answer does not depend on the number of workers, and the same person meets the
same luck at the same place in two schemes (common random numbers). The mixing function is SplitMix64's finaliser,
Steele, Lea and Flood, OOPSLA 2014; two rounds, because the inputs are counters. Replicate keys are hashed themselves:
keys of the form `replicate × constant` share draws between replicates, which no total shows.
"""

from __future__ import annotations

import numba as nb
import numpy as np

from returnhub.forecast.engine.compiled import compiled

_GOLDEN, _MIX1, _MIX2 = (
    np.uint64(0x9E3779B97F4A7C15),
    np.uint64(0xBF58476D1CE4E5B9),
    np.uint64(0x94D049BB133111EB),
)
DURATION, HAZARD, ROUTE = 0, 1, 2
"""What a draw is for; each is a number of its own."""


@nb.njit
def _mix(z: np.uint64) -> np.uint64:
    z = (z ^ (z >> np.uint64(30))) * _MIX1
    z = (z ^ (z >> np.uint64(27))) * _MIX2
    return z ^ (z >> np.uint64(31))


@compiled()
def replicate_key(seed: int, replicate: int) -> np.uint64:
    """The key of a replicate: hashed, so that no two share draws."""
    first = _mix(np.uint64(seed) + _GOLDEN)
    return _mix(first ^ _mix(np.uint64(replicate) * _GOLDEN + _MIX1))


@compiled()
def uniform(key: np.uint64, person: int, stage: int, visit: int, purpose: int) -> float:
    """A number in [0, 1) with 53 bits, from who (`person`), where (`stage`, `visit`) and what for (`purpose`)."""
    counter = (np.uint64(person) << np.uint64(24)) ^ (
        (np.uint64(stage) << np.uint64(14)) ^ (np.uint64(visit) << np.uint64(2)) ^ np.uint64(purpose)
    )
    z = _mix(_mix(counter * _GOLDEN + key) ^ key)
    return float(z >> np.uint64(11)) * (1.0 / 9007199254740992.0)
