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
MANY = 50_000
"""Keys of which it is no longer worth knowing how many there are: whoever is found by such a key is found soon."""
Wanted = tuple[Q, Q | Exists]
"""What a word asks for: of the keys, to look cases up by, and of a case, where they are looked up by another word."""


def find_cases(by: Officer, text: str) -> list[Case]:
    """Cases that fit every word: a reference of any system, a name in any spelling, a date of birth as it
    is written, whole or in part; a date that is known less exactly fits as well.

    At most `MOST`, those whose written name fits best first. Words of fewer than two letters are left out.
    """
    role_for(by, "search")
    asked = text.strip()[:200]
    if (number := plain(asked)) and (found := _with(by, [_has("reference", number)])):
        return found
    dates, rest = dates_in(asked)
    names = [skeleton(word) for word in words(rest) if _is_name(word)]
    fits = [*(_has("name", name) for name in names if name), *map(_born, dates)]
    wanted = {plain(word) for word in words(asked)}
    return sorted(
        _with(by, fits),
        key=lambda case: -len(wanted & {plain(w) for name in case.names for w in words(name)}),
    )


def _with(by: Officer, wanted: list[Wanted]) -> list[Case]:
    """Cases that fit all of it, looked up by what is rarest: no search walks through all cases."""
    if not wanted:
        return []
    found = sorted((SearchKey.objects.filter(keys)[:MANY].count(), n) for n, (keys, _) in enumerate(wanted))
    (rarest, first), others = found[0], found[1:]
    cases: QuerySet[Case] = visible_to(by)
    if rarest < MANY:
        cases = cases.filter(pk__in=SearchKey.objects.filter(wanted[first][0]).values("case"))
    else:
        others = found
    for _, n in others:
        cases = cases.filter(wanted[n][1])
    return list(cases.select_related("owner", "team").order_by("pk")[:MOST])


def _is_name(word: str) -> bool:
    return (len(word) > 1 or not word.isascii()) and not re.fullmatch(r"[\d]+", word)


def _has(kind: str, value: str) -> Wanted:
    keys = Q(kind=kind, value=value)
    return keys, Exists(SearchKey.objects.filter(keys, case=OuterRef("pk")))


def _born(asked: str) -> Wanted:
    """Dates known less exactly, and those that begin as asked: a range, for which an index serves in any collation.

    The kind stands in both halves, or SQLite would read every date of birth.
    """
    less, beginning = could_be(asked)
    end = f"{beginning}-99"
    keys = Q(kind="born", value__in=less) | Q(kind="born", value__gte=beginning, value__lte=end)
    return keys, Q(born__in=less) | Q(born__gte=beginning, born__lte=end)
