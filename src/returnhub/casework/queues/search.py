"""Finding cases by any name, spelling, script or number that they are known under."""

from __future__ import annotations

import re

from django.db.models import Exists, OuterRef, Q, QuerySet

from returnhub.casework.access.officers import Officer
from returnhub.casework.access.roles import role_for
from returnhub.casework.access.visibility import visible_to
from returnhub.casework.cases.models import Case, SearchKey
from returnhub.casework.cases.names import plain, skeleton, words
from returnhub.casework.queues.dates import could_be, dates_in

MOST = 50


def find_cases(by: Officer, text: str) -> list[Case]:
    """Cases that fit every word: a reference of any system, a name in any spelling, a date of birth as it
    is written, whole or in part; a date that is known less exactly fits as well.

    At most `MOST`, those whose written name fits best first. Words of fewer than two letters are left out.
    """
    role_for(by, "search")
    asked = text.strip()[:200]
    numbers = visible_to(by).filter(_has("reference", plain(asked))) if plain(asked) else Case.objects.none()
    if found := list(numbers.select_related("owner", "team")[:MOST]):
        return found
    dates, rest = dates_in(asked)
    conditions = [_word(word) for word in words(rest) if len(word) > 1 or not word.isascii()]
    names = [c for c in conditions if c is not None]
    if not names and not dates:
        return []
    cases: QuerySet[Case] = visible_to(by)
    for condition in names:
        cases = cases.filter(condition)
    for born in dates:
        cases = cases.filter(_born(born))
    found = list(cases.select_related("owner", "team").order_by("pk")[:MOST])
    wanted = {plain(word) for word in words(asked)}
    return sorted(
        found, key=lambda case: -len(wanted & {plain(w) for name in case.names for w in words(name)})
    )


def _word(word: str) -> Exists | Q | None:
    if re.fullmatch(r"[\d]+", word):
        return None
    key = skeleton(word)
    return _has("name", key) if key else None


def _has(kind: str, value: str) -> Exists:
    return Exists(SearchKey.objects.filter(case=OuterRef("pk"), kind=kind, value=value))


def _born(asked: str) -> Exists:
    less, beginning = could_be(asked)
    fits = Q(value__in=less) | Q(value__startswith=beginning)
    return Exists(SearchKey.objects.filter(fits, case=OuterRef("pk"), kind="born"))
