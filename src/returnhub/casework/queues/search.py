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


def find_cases(by: Officer, text: str) -> list[Case]:
    """Cases that fit every word: a reference of any system, a name in any spelling, a date of birth as it
    is written, whole or in part; a date that is known less exactly fits as well.

    At most `MOST`, those whose written name fits best first. Words of fewer than two letters are left out.
    """
    role_for(by, "search")
    asked = text.strip()[:200]
    if (number := plain(asked)) and (found := _with(by, [Q(kind="reference", value=number)])):
        return found
    dates, rest = dates_in(asked)
    names = [_word(word) for word in words(rest) if len(word) > 1 or not word.isascii()]
    keys = [*(key for key in names if key is not None), *map(_born, dates)]
    wanted = {plain(word) for word in words(asked)}
    return sorted(
        _with(by, keys),
        key=lambda case: -len(wanted & {plain(w) for name in case.names for w in words(name)}),
    )


def _with(by: Officer, keys: list[Q]) -> list[Case]:
    """Cases that have all of these keys, looked up by the rarest of them: no search walks through all cases."""
    if not keys:
        return []
    found = sorted(((SearchKey.objects.filter(key)[:MANY].count(), n) for n, key in enumerate(keys)))
    (rarest, first), others = found[0], found[1:]
    cases: QuerySet[Case] = visible_to(by)
    if rarest < MANY:
        cases = cases.filter(pk__in=SearchKey.objects.filter(keys[first]).values("case"))
    else:
        others = found
    for _, n in others:
        cases = cases.filter(Exists(SearchKey.objects.filter(keys[n], case=OuterRef("pk"))))
    return list(cases.select_related("owner", "team").order_by("pk")[:MOST])


def _word(word: str) -> Q | None:
    if re.fullmatch(r"[\d]+", word):
        return None
    key = skeleton(word)
    return Q(kind="name", value=key) if key else None


def _born(asked: str) -> Q:
    """Dates known less exactly, and those that begin as asked: a range, for which an index serves in any collation.

    The kind stands in both halves, or SQLite would read every date of birth.
    """
    less, beginning = could_be(asked)
    begins = Q(kind="born", value__gte=beginning, value__lte=f"{beginning}-99")
    return Q(kind="born", value__in=less) | begins if less else begins
