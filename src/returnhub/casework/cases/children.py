"""What hangs on cases (holds, requests, links, who may see them, places and seats), read in one query.

Composing and sending a query for each kind cost a page more than everything else it asks of the database.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from returnhub.casework.places.nights import Nights

_WIDTH = 9
_HOLD = ("kind", "lane", "authority", "says", "raised_at", "raised_by", "lifted_at", "lifted_by")
_REQUEST = ("move", "requested_by", "requested_team", "requested_at", "outcome", "settled_by")
_OFFICER = "JOIN casework_officer o ON o.id = x.officer_id"


@dataclass(slots=True)
class Children:
    """The rows that hang on one case, in the form in which a `CaseState` holds them."""

    holds: dict[int, dict[str, Any]] = field(default_factory=dict)
    requests: dict[int, dict[str, Any]] = field(default_factory=dict)
    links: dict[int, dict[str, Any]] = field(default_factory=dict)
    access: set[str] = field(default_factory=set)
    representatives: set[str] = field(default_factory=set)
    beds: dict[str, Nights] = field(default_factory=dict)
    seats: dict[str, int] = field(default_factory=dict)


NAMES = tuple(Children.__dataclass_fields__)


def _part(name: str, number: str, texts: Iterable[str], source: str) -> str:
    """One kind of child as rows of equal shape: case, what it is, a number, and texts."""
    columns = [*texts]
    columns += ["''"] * (_WIDTH - len(columns))
    return (
        f"SELECT x.case_id, '{name}', {number}, {', '.join(columns)} FROM {source} WHERE x.case_id IN (KEYS)"
    )


def _of(columns: Iterable[str]) -> list[str]:
    return [f"x.{name}" for name in columns]


def _flag(column: str) -> str:
    return f"CASE WHEN x.{column} THEN 'yes' ELSE '' END"


def _text(column: str) -> str:
    return f"CAST({column} AS text)"


_LINK = ["x.kind", _flag("in_doubt"), "x.says", _flag("undone"), "c.reference"]
_BED = ["p.hub_id", _text("p.number"), _text("MIN(x.night)"), _text("MAX(x.night)")]
_REVIEW = "COALESCE(CAST(x.review_by AS text), '')"
_QUERY = " UNION ALL ".join(
    (
        _part("hold", "x.seq", [*_of(_HOLD), _REVIEW], "casework_hold x"),
        _part("request", "x.seq", _of(_REQUEST), "casework_moverequest x"),
        _part("link", "x.seq", _LINK, "casework_link x JOIN casework_case c ON c.id = x.other_id"),
        _part("access", "0", ["o.username"], f"casework_restrictedaccess x {_OFFICER}"),
        _part("lawyer", "0", ["o.username"], f"casework_representation x {_OFFICER}"),
        _part("bed", "COUNT(*)", _BED, "casework_night x JOIN casework_place p ON p.id = x.place_id")
        + " GROUP BY x.case_id, p.hub_id, p.number",
        _part("seat", "x.number", ["x.flight_id"], "casework_seat x"),
    )
)


def read_children(cases: Iterable[int]) -> dict[int, Children]:
    """What hangs on each of these cases (keys of rows), also on those with nothing."""
    found = {int(key): Children() for key in cases}
    if not found:
        return found
    with connection.cursor() as cursor:
        if len(found) == 1:  # one text for every case: the database keeps what it made of it
            keys, values = "%s", [*found] * _QUERY.count("KEYS")
        else:
            keys, values = ",".join(map(str, found)), []
        cursor.execute(f"{_QUERY.replace('KEYS', keys)} ORDER BY 1, 2, 3", values)
        for case, what, number, *texts in cursor.fetchall():
            _put(found[case], what, number, texts)
    return found


def _put(held: Children, what: str, number: int, texts: list[str]) -> None:
    match what:
        case "hold":
            held.holds[number] = dict(zip((*_HOLD, "review_by"), texts, strict=True))
        case "request":
            held.requests[number] = dict(zip(_REQUEST, texts, strict=False))
        case "link":
            kind, in_doubt, says, undone, other = texts[:5]
            held.links[number] = {
                "other": other,
                "kind": kind,
                "in_doubt": bool(in_doubt),
                "says": says,
                "undone": bool(undone),
            }
        case "access":
            held.access.add(texts[0])
        case "lawyer":
            held.representatives.add(texts[0])
        case "bed":
            hub, bed, first, last = texts[:4]
            held.beds[f"{hub}/{bed}"] = Nights(first, last, number)
        case "seat":
            held.seats[texts[0]] = number
