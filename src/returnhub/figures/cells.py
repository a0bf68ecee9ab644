"""What stands in a cell: a label without its footnotes, a number with its mark, or something not known."""

from __future__ import annotations

import re
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from returnhub.figures import periods
from returnhub.figures.periods import Period

# How the publications say that there is no number; never zero
NOT_KNOWN = frozenset(
    {"", "-", "–", "—", ":", "z", "..", "...", "n/a", "na", "x", "c", "*", "[x]", "[z]", "[c]", "[low]"}
)
MARKS = {"r": "revised", "p": "provisional", "e": "estimated"}
NUMBER = re.compile(r"£?\s*(-?[\d,]*\.?\d+)\s*(%?)\s*[\[(]?([rpe]?)[\])]?", re.IGNORECASE)

# One word for what later editions call by another
SAME_WORD = {
    "application": "claim",
    "applications": "claims",
    "migrants": "people",
    "migrant": "person",
    "detainees": "people",
}
FOOTNOTES = re.compile(r"(?<=[A-Za-z)%])(?:(?:[\s,-]+[A-Z]|[\s,-]*\d{1,2})(?![A-Za-z0-9]))+$")


def words(cell: Any) -> str:
    """A cell as text on one line."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return " ".join(str(cell).split())


@lru_cache(maxsize=4096)
def label(text: str) -> str:
    """A heading in the words of the latest edition: lower case, no footnotes, no punctuation."""
    plain = _without_footnotes(text).lower()
    tokens = re.findall(r"[a-z0-9+%]+", plain.replace("of which:-", ""))
    return " ".join(SAME_WORD.get(t, t) for t in tokens)


def _without_footnotes(text: str) -> str:
    """`Released from prison 28 C 29` → `Released from prison`; `36+ Months` and `Rule 35 reports` stay."""
    return FOOTNOTES.sub("", re.sub(r"\[note \d+\]", "", " ".join(text.split()), flags=re.IGNORECASE).strip())


def slug(text: str) -> str:
    """A label as part of a name: `Case Age: 36+ Months` → `case_age_36_plus_months`."""
    return re.sub(r"[^a-z0-9]+", "_", label(text).replace("+", " plus ").replace("%", " percent ")).strip("_")


def is_not_known(cell: Any) -> bool:
    """Whether the cell says that there is no number."""
    return isinstance(cell, str) and cell.strip().lower() in NOT_KNOWN


def number(cell: Any) -> tuple[float | None, str]:
    """The number in a cell, None where not known, and its mark (`revised`, `provisional` …, or nothing).

    Raises ValueError for anything that is neither a number nor a sign for one not known.
    """
    if isinstance(cell, (bool, date, datetime)):
        raise ValueError(f"`{cell}` is not a number")
    if isinstance(cell, (int, float)):
        return float(cell), ""
    if is_not_known(cell):
        return None, ""
    if not (found := NUMBER.fullmatch(cell.strip())):
        raise ValueError(f"`{words(cell)}` is not a number")
    value = float(found[1].replace(",", "")) / (100 if found[2] else 1)
    return value, MARKS.get(found[3].lower(), "")


def period(cell: Any, heading: str) -> Period:
    """The period in a cell under a heading such as `Quarter`, `Month`, `Week ending`, `Date (as at…)`.

    Raises ValueError where it is not one.
    """
    if isinstance(cell, datetime):
        cell = cell.date()
    if isinstance(cell, date):
        return _on(cell, heading)
    if isinstance(cell, float):
        cell = words(cell)
    return _written(str(cell), heading)


@lru_cache(maxsize=8192)
def _written(text: str, heading: str) -> Period:
    found = periods.read(text)
    return _on(found.end, heading) if found.kind is periods.Kind.DAY else found


def _on(day: date, heading: str) -> Period:
    """A typed date means what its column says: a month is written as its first day."""
    if heading.startswith("week"):
        return periods.week_ending(day)
    if heading.startswith("month"):
        return periods.month(day.year, day.month)
    if "as at" in heading:
        return periods.at(day)
    return periods.day(day)
