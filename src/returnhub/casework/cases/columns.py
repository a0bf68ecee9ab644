"""One typed column for each fact of the vocabulary, and the day on which it was established.

The vocabulary is data, so the table follows it: after migrations, new facts get their columns. A fact that
 changed its type is refused, and a fact that is gone keeps its column: neither is ever silently lost.
"""

from __future__ import annotations

from typing import Any

from django.db import models

from returnhub.scheme.problems import UserError
from returnhub.scheme.types import Boolean, Code, Date, Integer, Money
from returnhub.scheme.vocabulary import Fact, load_vocabulary

TABLE = "casework_facts"
DAY = "known_on_{}"
INDEXED = ("travel_document_valid_until", "in_contact", "notice_served_on")
"""What queues ask for. Django makes no index for a table that it does not manage."""


def column(fact: Fact) -> models.Field[Any, Any]:
    """The column of a fact: NULL is not known. A fact about family members holds a list, one for each."""
    if fact.group:
        return models.JSONField(null=True)
    match fact.type:
        case Boolean():
            return models.BooleanField(null=True)
        case Integer():
            return models.IntegerField(null=True)
        case Money():
            return models.BigIntegerField(null=True)
        case Date():
            return models.DateField(null=True)
        case Code(codes):
            return models.CharField(max_length=max(40, *map(len, codes)), null=True)


def fact_columns() -> dict[str, models.Field[Any, Any]]:
    """Columns by name, in the order of the vocabulary: the fact, then the day it was established."""
    columns: dict[str, models.Field[Any, Any]] = {}
    for name, fact in load_vocabulary().facts.items():
        columns[name] = column(fact)
        columns[DAY.format(name)] = models.DateField(null=True)
    return columns


def sync_columns(connection: Any) -> list[str]:
    """Make the table, or add the columns that it lacks. Returns the names of columns added.

    Raises UserError where a column's type is no longer that of its fact.
    """
    from returnhub.casework.cases.facts import CaseFacts

    with connection.cursor() as cursor:
        if TABLE not in connection.introspection.table_names(cursor):
            with connection.schema_editor() as editor:
                editor.create_model(CaseFacts)
            _make_indexes(connection)
            return [field.column for field in CaseFacts._meta.local_fields]
        held = {
            info.name: connection.introspection.get_field_type(info.type_code, info)
            for info in connection.introspection.get_table_description(cursor, TABLE)
        }
    _check_types(connection, held)
    missing = [field for field in CaseFacts._meta.local_fields if field.column not in held]
    if missing:
        with connection.schema_editor() as editor:
            for field in missing:
                editor.add_field(CaseFacts, field)
    _make_indexes(connection)
    return [field.column for field in missing]


def _make_indexes(connection: Any) -> None:
    facts = load_vocabulary().facts
    with connection.cursor() as cursor:
        for name in INDEXED:
            if name in facts:
                cursor.execute(f'CREATE INDEX IF NOT EXISTS facts_{name} ON {TABLE} ("{name}")')


def _check_types(connection: Any, held: dict[str, str]) -> None:
    same = {"TextField": "CharField"}
    for name, field in fact_columns().items():
        kind = held.get(name)
        wanted = "TextField" if isinstance(field, models.JSONField) and connection.vendor == "sqlite" else ""
        expected = wanted or type(field).__name__
        if kind is not None and same.get(kind, kind) != same.get(expected, expected) and kind != "JSONField":
            raise UserError(
                f"`{name}` was stored as {kind} and is now {expected}",
                where="facts.yaml",
                hint="give the fact a new name: answers already given keep their meaning",
            )
