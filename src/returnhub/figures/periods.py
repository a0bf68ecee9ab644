"""The periods of official statistics: read as they are written, compared by their days, spelt one way.

A calendar quarter is `2025 Q4`; a financial quarter, of a year that begins on 1 April, `2025/26 Q3`: the same
three months, and never the same period, because the two count up to different years.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
FINANCIAL_YEAR_BEGINS = 4  # April


class Kind(Enum):
    """What sort of period it is; equal days of two kinds are two periods."""

    DAY = "day"
    WEEK = "week ending"
    MONTH = "month"
    QUARTER = "calendar quarter"
    FINANCIAL_QUARTER = "financial quarter"
    YEAR = "calendar year"
    FINANCIAL_YEAR = "financial year"
    YEAR_ENDING = "year ending"
    AT = "on one day"  # a stock
    RANGE = "range"


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """From its first to its last day, both included."""

    end: date
    start: date
    kind: Kind

    def __post_init__(self) -> None:
        if self.start > self.end:
            raise ValueError(f"a period cannot end on {self.end} before it begins on {self.start}")

    def __str__(self) -> str:
        return _SPELLINGS[self.kind](self)

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.end - self.start).days + 1


def last_day(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year, month, monthrange(year, month)[1])


def add_months(year: int, month: int, months: int) -> tuple[int, int]:
    """The month so many months later (or earlier)."""
    whole = year * 12 + month - 1 + months
    return whole // 12, whole % 12 + 1


def months_to(kind: Kind, year: int, month: int, length: int) -> Period:
    """The period of `length` months whose last is this month."""
    return Period(last_day(year, month), date(*add_months(year, month, 1 - length), 1), kind)


def day(on: date) -> Period:
    """One day, of a flow."""
    return Period(on, on, Kind.DAY)


def at(on: date) -> Period:
    """One day, of a stock."""
    return Period(on, on, Kind.AT)


def week_ending(on: date) -> Period:
    """The seven days that end on this one."""
    return Period(on, on - timedelta(days=6), Kind.WEEK)


def month(year: int, number: int) -> Period:
    """A calendar month."""
    return months_to(Kind.MONTH, year, number, 1)


def quarter(year: int, number: int) -> Period:
    """A calendar quarter, 1 to 4."""
    return months_to(Kind.QUARTER, year, 3 * _quarter_number(number), 3)


def financial_quarter(year: int, number: int) -> Period:
    """A quarter of the financial year that begins in `year`: the first is April to June."""
    end = add_months(year, FINANCIAL_YEAR_BEGINS, 3 * _quarter_number(number) - 1)
    return months_to(Kind.FINANCIAL_QUARTER, *end, 3)


def year(number: int) -> Period:
    """A calendar year."""
    return months_to(Kind.YEAR, number, 12, 12)


def financial_year(number: int) -> Period:
    """The financial year that begins in April of `number`."""
    return months_to(Kind.FINANCIAL_YEAR, number + 1, FINANCIAL_YEAR_BEGINS - 1, 12)


def year_ending(number: int, in_month: int) -> Period:
    """The twelve months to the end of a month."""
    return months_to(Kind.YEAR_ENDING, number, in_month, 12)


def _quarter_number(number: int) -> int:
    if not 1 <= number <= 4:
        raise ValueError(f"there is no quarter {number}")
    return number


def _financial(year_begins: int) -> str:
    return f"{year_begins}/{(year_begins + 1) % 100:02}"


_SPELLINGS: dict[Kind, Callable[[Period], str]] = {
    Kind.DAY: lambda p: p.end.isoformat(),
    Kind.AT: lambda p: f"at {p.end.isoformat()}",
    Kind.WEEK: lambda p: f"week ending {p.end.isoformat()}",
    Kind.MONTH: lambda p: f"{p.end:%Y-%m}",
    Kind.QUARTER: lambda p: f"{p.end.year} Q{p.end.month // 3}",
    Kind.FINANCIAL_QUARTER: lambda p: (
        f"{_financial(p.end.year - (p.end.month < FINANCIAL_YEAR_BEGINS))} Q{(p.end.month // 3 + 2) % 4 + 1}"
    ),
    Kind.YEAR: lambda p: str(p.end.year),
    Kind.FINANCIAL_YEAR: lambda p: _financial(p.start.year),
    Kind.YEAR_ENDING: lambda p: f"year ending {MONTHS[p.end.month - 1]} {p.end.year}",
    Kind.RANGE: lambda p: f"{p.start.isoformat()} to {p.end.isoformat()}",
}

_MONTH = "(" + "|".join(MONTHS) + ")[a-z]*"
_FORMS: list[tuple[str, Callable[..., Period]]] = [
    (r"(\d{4}) ?q([1-4])", lambda y, q: quarter(int(y), int(q))),
    (r"q([1-4]) (\d{4})", lambda q, y: quarter(int(y), int(q))),
    (r"(\d{4})[/-](\d{2,4}) q([1-4])", lambda y, z, q: financial_quarter(_begins(y, z), int(q))),
    (r"q([1-4]) (\d{4})[/-](\d{2,4})", lambda q, y, z: financial_quarter(_begins(y, z), int(q))),
    (r"(\d{4})/(\d{2,4})", lambda y, z: financial_year(_begins(y, z))),
    (
        r"(?:year )?(?:ending|to) (?:\d{1,2} )?" + _MONTH + r" (\d{4})",
        lambda m, y: year_ending(int(y), _month(m)),
    ),
    (r"week ending (.+)", lambda text: week_ending(read_date(text))),
    (r"(?:as )?at (.+)", lambda text: at(read_date(text))),
    (_MONTH + r"[ -](\d{4})", lambda m, y: month(int(y), _month(m))),
    (_MONTH + r"[ -](\d{2})", lambda m, y: month(2000 + int(y), _month(m))),
    (r"(\d{4})-(\d{2})", lambda y, m: month(int(y), int(m))),
    (r"(\d{4})(?:\.0)?", lambda y: year(int(y))),
]
_RANGE = re.compile(r"(.+?)\s+(?:-|–|to)\s+(.+)")


def _month(name: str) -> int:
    return [m.lower() for m in MONTHS].index(name[:3].lower()) + 1


def _begins(first: str, second: str) -> int:
    """The year a financial year begins in; `2025/27` is not one."""
    if int(second[-2:]) != (int(first) + 1) % 100:
        raise ValueError(f"`{first}/{second}` is not a financial year")
    return int(first)


def read_date(text: str) -> date:
    """A date as British statistics write it: `2025-05-12`, `12/05/2025`, `12 May 2025`, `12-May-25`.

    Raises ValueError for anything else.
    """
    text = re.sub(r"(\d)(?:st|nd|rd|th)\b", r"\1", text.strip())
    for form in ("%Y-%m-%d", "%d/%m/%Y", "%d %B %Y", "%d %b %Y", "%d-%b-%y", "%d-%b-%Y", "%Y-%m-%d %H:%M:%S"):
        try:
            return datetime.strptime(text, form).date()
        except ValueError:
            continue
    raise ValueError(f"`{text}` is not a date")


def read(text: str) -> Period:
    """A period as it is written in a published table.

    Raises ValueError where the words are not a period.
    """
    words = " ".join(text.replace("–", "-").split())
    for form, make in _FORMS:
        if found := re.fullmatch(form, words, re.IGNORECASE):
            return make(*found.groups())
    try:
        return day(read_date(words))
    except ValueError:
        pass
    if found := _RANGE.fullmatch(words):
        first, last = read(found[1]), read(found[2])
        return Period(last.end, first.start, Kind.RANGE)
    raise ValueError(f"`{text}` is not a period")
