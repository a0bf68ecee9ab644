"""Whether the tables of a database are those that this version of the service works with."""

from __future__ import annotations

from django.apps import apps
from django.db import connection


def what_is_missing() -> str:
    """The first table or column that is not there, as `table.column`; empty if all are.

    Until the first release migrations are changed in place, so a database made before such a change looks up to date.
    """
    introspection = connection.introspection
    with connection.cursor() as cursor:
        there = set(introspection.table_names(cursor))
        for model in apps.get_app_config("casework").get_models():
            table = model._meta.db_table
            if table not in there:
                return table
            columns = {column.name for column in introspection.get_table_description(cursor, table)}
            for field in model._meta.local_concrete_fields:
                if field.column not in columns:
                    return f"{table}.{field.column}"
    return ""
