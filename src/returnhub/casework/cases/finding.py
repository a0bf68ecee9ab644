"""The row of one case, if the officer can see it. Every page of a case asks this, so the query is composed once.

What an officer can see is said in `access.visibility` alone: the query is the one that it makes, kept as text for each
set of roles. Composing it anew took seven times as long as the database took to answer (0.51 and 0.04 ms).
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import F

from returnhub.casework.access.officers import Officer, Team
from returnhub.casework.access.visibility import visible_to
from returnhub.casework.cases.models import Case
from returnhub.casework.refusals import Refused
from returnhub.casework.scheme_in_use import in_use

_NOBODY, _NO_CASE = -1, "\0"
"""Stand where the officer and the reference will stand: no row has such a number, no reference such a sign."""


def find_case(by: Officer, reference: str) -> Case:
    """The row of a case that the officer can see, or the same refusal as for a case that is not there."""
    sql, asked = _query(connection.vendor, frozenset(by.roles), by.is_active, in_use().hub_leg)
    given = {_NOBODY: by.pk, _NO_CASE: reference}
    for row in Case.objects.raw(sql, [given.get(value, value) for value in asked]) if sql else ():
        row.owner = _known(
            Officer, row.owner_id, username=row.owner_name, display_name=row.owner_display_name
        )
        row.team = _known(Team, row.team_id, name=row.team_name)
        return row
    raise Refused("not-found", f"there is no case `{reference}` that you can see")


@lru_cache(maxsize=512)
def _query(
    vendor: str, roles: frozenset[str], active: bool, hub_leg: tuple[str, ...]
) -> tuple[str, tuple[Any, ...]]:
    """The query for officers of these roles, with what is asked for; no text if they can see no case at all.

    The vendor and the hub leg are part of what the text depends on, though not read here.
    """
    somebody = Officer(pk=_NOBODY, roles=sorted(roles), is_active=active)
    case = visible_to(somebody).filter(reference=_NO_CASE)
    try:
        return case.annotate(
            owner_name=F("owner__username"), owner_display_name=F("owner__display_name"), team_name=F("team__name")
        ).query.sql_with_params()  # fmt: skip
    except EmptyResultSet:
        return "", ()


def _known(model: type[Any], pk: int | None, **fields: Any) -> Any:
    """A row of which some fields are at hand; what else is read of it is asked for then."""
    return None if pk is None else model.from_db(connection.alias, ["id", *fields], [pk, *fields.values()])
