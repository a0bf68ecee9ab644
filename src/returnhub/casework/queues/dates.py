"""Dates of birth as people write them into a search, whole or in part."""

from __future__ import annotations

import re

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_YEAR = r"(?P<year>(?:19|20)\d{2})"
_WRITTEN = re.compile(
    rf"\b(?:{_YEAR}(?:-(?P<month>\d{{2}})(?:-(?P<day>\d{{2}}))?)?"
    rf"|(?:(?P<day2>\d{{1,2}})[/.])?(?P<month2>\d{{1,2}})[/.]{_YEAR.replace('year', 'year2')}"
    rf"|(?:(?P<day3>\d{{1,2}})\s+)?(?P<name>{'|'.join(_MONTHS)})[a-z]*\s+{_YEAR.replace('year', 'year3')})\b",
    re.IGNORECASE,
)


def dates_in(text: str) -> tuple[list[str], str]:
    """Dates found in a text, as 1990, 1990-04 or 1990-04-17 (written day first), and the rest of the text."""
    found = []
    for match in _WRITTEN.finditer(text):
        parts = match.groupdict()
        year = parts["year"] or parts["year2"] or parts["year3"]
        month = parts["month"] or parts["month2"] or (_number(parts["name"]) if parts["name"] else "")
        day = parts["day"] or parts["day2"] or parts["day3"] or ""
        found.append("-".join([year, *(part.zfill(2) for part in (month, day) if part)]))
    return found, _WRITTEN.sub(" ", text)


def could_be(born: str) -> tuple[list[str], str]:
    """Dates that may be the same day: those known less exactly, and the beginning of those known as exactly or more."""
    parts = born.split("-")
    return ["-".join(parts[:n]) for n in range(1, len(parts))], born


def _number(name: str) -> str:
    return str(_MONTHS.index(name[:3].lower()) + 1)
