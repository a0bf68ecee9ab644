"""Working days: Monday to Friday without the bank holidays of one part of the United Kingdom."""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from importlib.resources import files
from itertools import accumulate
from pathlib import Path

from returnhub.scheme.problems import UserError, nearest


@dataclass(frozen=True, slots=True)
class Calendar:
    """Bank holidays of whole years, and how many working days there are up to each day.

    Outside the years it covers nobody can say which days are working days: the answer is not known.
    """

    name: str
    holidays: tuple[date, ...]
    first: int = field(init=False)
    last: int = field(init=False)
    _count: tuple[int, ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        first = date(self.holidays[0].year, 1, 1).toordinal()
        last = date(self.holidays[-1].year, 12, 31).toordinal()
        closed = {day.toordinal() for day in self.holidays}
        working = (day % 7 not in (6, 0) and day not in closed for day in range(first, last + 1))
        object.__setattr__(self, "first", first)
        object.__setattr__(self, "last", last)
        object.__setattr__(self, "_count", tuple(accumulate(map(int, working))))

    def count(self, day: int) -> int | None:
        """Working days from the start of the calendar up to and including an ordinal day, if covered."""
        return self._count[day - self.first] if self.first <= day <= self.last else None

    def between(self, first: int, last: int) -> int | None:
        """Working days after `first` up to and including `last` (ordinals); negative when reversed."""
        a, b = self.count(first), self.count(last)
        return None if a is None or b is None else b - a

    @property
    def counts(self) -> tuple[int, ...]:
        """`count` of every covered day in turn, for engines that look it up."""
        return self._count


def calendar_names() -> list[str]:
    """The calendars that ship."""
    folder = Path(str(files("returnhub.library") / "calendars"))
    return sorted(path.stem for path in folder.glob("*.csv"))


@lru_cache
def load_calendar(name: str) -> Calendar:
    """A shipped calendar by its name, such as `england-and-wales`."""
    if name not in calendar_names():
        raise UserError(f"there is no calendar `{name}`", hint=nearest(name, calendar_names()))
    path = Path(str(files("returnhub.library") / "calendars" / f"{name}.csv"))
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(line for line in file if not line.startswith("#"))
        return Calendar(name, tuple(sorted(date.fromisoformat(row["date"]) for row in rows)))
