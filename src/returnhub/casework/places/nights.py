"""The bed that is held for a case, night by night, and whether it is held on the night that counts.

Nothing here asks the database: a case, a row of a queue and a table of the caseload are judged by the same words.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from returnhub.casework.scheme_in_use import in_use

TRANSIT, HOST = "transit", "host"


class Nights(NamedTuple):
    """Every night from the first to the last (days as the ledger writes them), and how many they are."""

    first: str
    last: str
    number: int

    def holds(self, night: str) -> bool:
        """Whether a night is one of them."""
        return self.first <= night <= self.last


Beds = Mapping[str, Nights]
"""What is held for a case: `hub/number` → nights. One bed at most; more are a fault that `ledger verify` finds."""


def nights_between(first: date, last: date) -> Nights:
    """All nights from one to another, both included."""
    return Nights(first.isoformat(), last.isoformat(), (last - first).days + 1)


def has_left(stage: str) -> bool:
    """Whether who stands in a stage is on the way to the hub or in it: then the night that counts is tonight."""
    return stage in left_stages()


def left_stages() -> tuple[str, ...]:
    """The stages of the journey and of the hub."""
    return _stages(TRANSIT, HOST)


def hub_stages() -> tuple[str, ...]:
    """The stages of those who sleep in a hub."""
    return _stages(HOST)


def _stages(*places: str) -> tuple[str, ...]:
    return tuple(s.name for s in in_use().scheme.stages.values() if s.place in places and not s.final)


def in_words(night: date) -> str:
    """A night as people write it: the night of 3 July 2026."""
    return f"the night of {night.day} {night:%B %Y}"


def from_to(first: date | str, last: date | str) -> str:
    """Nights as people write them: the night of 3 July 2026, or the nights of 3 July 2026 to 5 July 2026."""
    first, last = (date.fromisoformat(d) if isinstance(d, str) else d for d in (first, last))
    if first == last:
        return in_words(first)
    return f"the nights of {first.day} {first:%B %Y} to {last.day} {last:%B %Y}"


def bed_in_words(place: str) -> str:
    """A bed as people say it: `small/1` is place 1 of small."""
    hub, _, number = place.rpartition("/")
    return f"place {number} of {hub}"


def held_when_it_counts(beds: Beds, stage: str, planned: str, at: date) -> bool:
    """Whether a bed is held for the night that counts, as seen on a day.

    Tonight, once the person has left. Before that the night of the planned transfer (`planned`, empty if not
    known); without a day that is still to come, the first of the nights held that is not over.
    """
    tonight = at.isoformat()
    for nights in beds.values():
        night = tonight
        if not has_left(stage):
            night = planned if planned >= tonight else max(tonight, nights.first)
        return nights.holds(night)
    return False
