"""Time limits for appeals, as data, and the day on which the time to appeal runs out.

Method: the day the time starts rolls to the next working day of the hearing country; the limit is counted
from there in calendar days (or months); the end rolls to the next working day; then the working days allowed
for administration follow. The result is a *presumption, not proof*: time can be extended, an appeal can be
admitted late, a case can be remitted, further submissions can open a new route. So it never sets a case to
"confirmed". Detained Fast Track limits are not here: they were quashed in 2015 (background
knowledge). The limits were read in the Home Office's calculator as of 23 April 2026; `in_force_from`, 20 October
2014 throughout, was read in no source.
"""

from __future__ import annotations

import csv
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from importlib.resources import files

from returnhub.scheme.calendar import Calendar, load_calendar
from returnhub.scheme.problems import UserError, nearest


@dataclass(frozen=True, slots=True)
class TimeLimit:
    """One row of the table: a limit in days or months, and working days allowed for administration."""

    name: str
    says: str
    limit: int
    unit: str
    admin_working_days: int
    rule: str
    in_force_from: date
    in_force_to: date | None
    grade: str
    needs_verification: bool


@dataclass(frozen=True, slots=True)
class ExhaustionDate:
    """The last day of the time limit, and the day from which appeal rights are presumed exhausted."""

    limit: TimeLimit
    started: date
    last_day: date
    presumed_exhausted_on: date
    calendar: str

    @property
    def says(self) -> str:
        """The date with its caution."""
        check = "; the rule needs to be checked before use" if self.limit.needs_verification else ""
        return (
            f"presumed exhausted from {self.presumed_exhausted_on}: {self.limit.rule}{check}. "
            "A presumption, not proof: an extension, a late appeal or new submissions can undo it"
        )


@lru_cache(maxsize=1)
def time_limits() -> tuple[TimeLimit, ...]:
    """Every row of the table, in its order."""
    text = (files("returnhub.casework.deadlines") / "time_limits.csv").read_text(encoding="utf-8")
    return tuple(
        TimeLimit(
            row["name"],
            row["says"],
            int(row["limit"]),
            row["unit"],
            int(row["admin_working_days"]),
            row["rule"],
            date.fromisoformat(row["in_force_from"]),
            date.fromisoformat(row["in_force_to"]) if row["in_force_to"] else None,
            row["grade"],
            row["needs_verification"] == "yes",
        )
        for row in csv.DictReader(text.splitlines())
    )


def limit_in_force(name: str, on: date) -> TimeLimit:
    """The version of a limit that was in force on a day."""
    rows = [row for row in time_limits() if row.name == name]
    if not rows:
        names = sorted({row.name for row in time_limits()})
        raise UserError(f"there is no time limit `{name}`", hint=nearest(name, names))
    for row in rows:
        if row.in_force_from <= on and (row.in_force_to is None or on <= row.in_force_to):
            return row
    raise UserError(f"no version of `{name}` was in force on {on}")


def exhaustion_date(name: str, start: date, country: str) -> ExhaustionDate:
    """When the time to appeal runs out; `country` is a calendar such as `england-and-wales`."""
    limit, calendar = limit_in_force(name, start), load_calendar(country)
    started = roll(calendar, start)
    if limit.unit == "months":
        end = add_months(started, limit.limit)
    else:
        end = started + timedelta(days=limit.limit)
    last_day = add_working_days(calendar, roll(calendar, end), limit.admin_working_days)
    return ExhaustionDate(limit, start, last_day, last_day + timedelta(days=1), country)


def roll(calendar: Calendar, day: date) -> date:
    """The day itself if it is a working day, else the next one."""
    while not is_working_day(calendar, day):
        day += timedelta(days=1)
    return day


def add_working_days(calendar: Calendar, day: date, count: int) -> date:
    """The working day that is `count` working days after a day."""
    for _ in range(count):
        day = roll(calendar, day + timedelta(days=1))
    return day


def is_working_day(calendar: Calendar, day: date) -> bool:
    """Whether it is a working day; UserError outside the years that the calendar covers."""
    here, before = calendar.count(day.toordinal()), calendar.count(day.toordinal() - 1)
    if here is None:
        raise UserError(
            f"the calendar `{calendar.name}` does not cover {day}", hint="bank holidays are not known"
        )
    return here > (before or 0)


def add_months(day: date, months: int) -> date:
    """The same day of a later month, or that month's last day."""
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))
