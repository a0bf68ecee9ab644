"""What a verdict shows to those for whom the medical lane is closed: whether, never why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

from returnhub.scheme.verdict import UsedFact, Verdict
from returnhub.scheme.vocabulary import load_vocabulary

HIDDEN = "held in the medical lane"
SHOWN = frozenset({"fit_to_travel"})
"""What others learn of the medical lane: fit, not fit or not known, and on which day; not on what it rests."""


def is_medical(name: str) -> bool:
    """Whether a fact belongs to the medical lane."""
    return name in _medical()


@lru_cache(maxsize=1)
def _medical() -> frozenset[str]:
    return frozenset(n for n, fact in load_vocabulary().facts.items() if fact.settled_by == "clinician")


def hold_without_medical(hold: Mapping[str, Any]) -> dict[str, Any]:
    """A hold as others see a clinician's stop: that it stands, since when and until when it is reviewed."""
    if hold["lane"] != "medical":
        return dict(hold)
    return {**hold, "says": "only clinicians can read why", "authority": "A clinician's stop"}


def without_medical(verdict: Verdict) -> Verdict:
    """The same verdict with the values of medical facts taken out; statuses stay."""
    medical = _medical()  # most rules read none of them, and stay as they are
    rules = {
        name: replace(outcome, used=tuple(_hide(used) for used in outcome.used))
        if any(used.name in medical for used in outcome.used)
        else outcome
        for name, outcome in verdict.rules.items()
    }
    return replace(verdict, rules=rules)


def _hide(used: UsedFact) -> UsedFact:
    if used.name in SHOWN:
        return replace(used, source=HIDDEN if used.source else "")
    return UsedFact(used.name, None, why_not=HIDDEN) if is_medical(used.name) else used
