"""The scheme that the service runs, compiled once in each process."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

from django.conf import settings

from returnhub.scheme.language.python import Judge, compile_conditions
from returnhub.scheme.load import load_scheme
from returnhub.scheme.model import Never, Scheme
from returnhub.scheme.verdict import Screener

_HUB_LEG = ("referred", "accepted_by_host", "notified", "approved", "travelling", "in_hub", "brought_back")


@dataclass(frozen=True)
class InUse:
    """A scheme, its screener, and what is derived from it once."""

    scheme: Scheme
    screener: Screener = field(init=False)
    nevers: tuple[Never, ...] = field(init=False)
    judge_nevers: Judge = field(init=False)
    hub_leg: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        scheme = self.scheme
        nevers = tuple(p for p in scheme.promises.values() if isinstance(p, Never))
        conditions = {
            **{name: rule.condition for name, rule in scheme.rules.items()},
            **{p.name: p.condition for p in nevers},
        }
        held = tuple(
            s.name for s in scheme.stages.values() if s.name in _HUB_LEG or s.place in ("host", "transit")
        )
        object.__setattr__(self, "screener", Screener(scheme))
        object.__setattr__(self, "nevers", nevers)
        object.__setattr__(self, "judge_nevers", compile_conditions(conditions, scheme.calendar))
        object.__setattr__(self, "hub_leg", held)


@lru_cache(maxsize=4)
def _load(reference: str) -> InUse:
    return InUse(load_scheme(reference))


def in_use() -> InUse:
    """The scheme named by the settings."""
    return _load(settings.RETURNHUB_SCHEME)
