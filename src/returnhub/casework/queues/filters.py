"""Filtering and sorting cases by any column and any fact.

What can be said of a column: a value as it is shown; `not known` and `known`; of a day or a number also
`from 2026-01-31`, `until 2026-01-31` and `2026-01-01 to 2026-01-31`; of a column of words, a part of them.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time
from typing import Any

from django.db.models import Q

from returnhub.casework.access.officers import Officer
from returnhub.casework.cases.event_types import read_value
from returnhub.casework.cases.judging import COMPUTED
from returnhub.casework.cases.redaction import is_medical
from returnhub.casework.ledger.entry import stamp
from returnhub.casework.refusals import Refused
from returnhub.casework.scheme_in_use import in_use
from returnhub.scheme.types import Code, Date, Integer, Money, Type
from returnhub.scheme.vocabulary import load_vocabulary

COLUMNS = {
    "reference": "Reference",
    "stage": "Stage",
    "stage_since": "In this stage since",
    "owner": "Owner",
    "team": "Team",
    "next_action": "Next action",
    "next_action_by": "By",
    "waiting_for": "Waiting for",
    "holds_in_force": "Holds",
    "changed_at": "Last entry",
}
"""Columns of every queue; any fact that the officer may see filters and sorts as well."""
_SORTED = {"owner": "owner__username", "team": "team__name"}
_MOMENTS = {"stage_since", "changed_at"}
_HOLDS = Integer(0, 1_000)
_RANGES = (
    (re.compile(r"from (\S+)", re.I), ("gte",)),
    (re.compile(r"until (\S+)", re.I), ("lte",)),
    (re.compile(r"(\S+) to (\S+)", re.I), ("gte", "lte")),
)


def condition(by: Officer, column: str, value: str) -> Q:
    """The condition that a filter stands for; `Refused` in words where it makes no sense."""
    if column in _MOMENTS:
        return _within(value, lambda ends: _moments(column, ends), column, Date())
    if column == "next_action_by":
        if value.lower() == "not known":
            return Q(next_action_by=None)
        return _within(value, lambda ends: _days(column, ends), column, Date())
    if column == "holds_in_force":
        return _within(value, lambda ends: _days(column, ends), column, _HOLDS)
    if column in ("owner", "team"):
        return _somebody(column, value)
    if column == "stage":
        names = [
            s.name for s in in_use().scheme.stages.values() if value.casefold() in (s.name, s.says.casefold())
        ]
        return Q(stage__in=names or [value])
    if column == "reference":
        return Q(reference__istartswith=value)
    if column in COLUMNS:
        return Q(**{f"{column}__icontains": value})
    return _of_fact(fact_of(by, column), value)


def order(by: Officer, sort: str) -> list[str]:
    """What to order by: a column or a fact, with `-` for descending; without one the next action due first."""
    if not sort:
        return ["next_action_by", "pk"]
    sign, column = ("-", sort[1:]) if sort.startswith("-") else ("", sort)
    field = _SORTED.get(column, column) if column in COLUMNS else f"facts__{fact_of(by, column)}"
    return [sign + field, "pk"]


def fact_of(by: Officer, name: str) -> str:
    """The name of a fact that the officer may filter by, or `Refused`."""
    medical = is_medical(name) and "clinician" not in by.roles
    if name not in load_vocabulary().facts or name in COMPUTED or medical:
        raise Refused("not-a-fact", f"`{name}` is not a column that you can use")
    return name


def _of_fact(name: str, value: str) -> Q:
    kind, field = load_vocabulary().facts[name].type, f"facts__{name}"
    if value.lower() in ("known", "not known"):
        return Q(**{f"{field}__isnull": value.lower() == "not known"})
    if isinstance(kind, Code):
        titled = [code for code, title in kind.codes.items() if title.casefold() == value.casefold()]
        return Q(**{field: titled[0] if titled else read_value(kind, value, name)})
    if isinstance(kind, Date | Integer | Money):
        return _within(value, lambda ends: _days(field, ends), name, kind)
    return Q(**{field: read_value(kind, value, name)})


def _within(value: str, made: Any, column: str, kind: Type) -> Q:
    """One value or a range of them, read by the type of the column."""
    for pattern, ends in _RANGES:
        if found := pattern.fullmatch(value.strip()):
            read = [read_value(kind, text, column) for text in found.groups()]
            return made(dict(zip(ends, read, strict=True)))  # type: ignore[no-any-return]
    one = read_value(kind, value, column)
    return made({"gte": one, "lte": one})  # type: ignore[no-any-return]


def _days(field: str, ends: dict[str, Any]) -> Q:
    return Q(**{f"{field}__{end}": value for end, value in ends.items()})


def _moments(field: str, ends: dict[str, date]) -> Q:
    """A moment is kept as text in UTC; a day has the moments from its first to its last."""
    edges = {"gte": time.min, "lte": time.max}
    return Q(
        **{f"{field}__{end}": stamp(datetime.combine(day, edges[end], UTC)) for end, day in ends.items()}
    )


def _somebody(column: str, value: str) -> Q:
    """By the name of the account or the name as it is shown; `nobody` and `not known` for none."""
    if value.lower() in ("nobody", "none", "not known"):
        return Q(**{column: None})
    if column == "team":
        return Q(team__name__iexact=value)
    return Q(owner__username__iexact=value) | Q(owner__display_name__iexact=value)
