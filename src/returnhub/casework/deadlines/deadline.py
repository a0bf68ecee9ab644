"""What a deadline is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

_ENDS = ("end of notice", "end of recovery", "time to appeal")
"""Periods that protect the person: when they are over nobody is late."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """A day, what happens on it, and where that comes from."""

    kind: str
    on: date
    says: str
    cite: str = ""
    note: str = ""

    @property
    def overdue_when_passed(self) -> bool:
        """Whether somebody is late once the day is over; a period that protects the person simply ends."""
        return self.kind not in _ENDS

    def days_left(self, at: date) -> int:
        """Days from a day to the deadline; negative when it has passed."""
        return (self.on - at).days
