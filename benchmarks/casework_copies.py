"""A caseload made many times as large by copies within the database: for pages and screening, which ask no hash.

The chains of copies do not verify (their references are in every hash), and they cannot be searched for by name.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.db import connection, transaction

from returnhub.casework.bulk_insert import room_in_memory


def copy_cases(copies: int) -> int:
    """Add this many copies of every case; returns how many cases there are then."""
    from returnhub.casework.cases.columns import TABLE
    from returnhub.casework.cases.models import Case

    base = Case.objects.order_by("-pk").values_list("pk", flat=True)[0]
    with room_in_memory(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET session_replication_role = replica")  # no look-up of every foreign key
        for number in range(1, copies + 1):
            named = {"reference": f"\"reference\" || '-{number}'", "stream": f"\"stream\" || '-{number}'"}
            later = {"id": f'"id" + {number * base}', "case_id": f'"case_id" + {number * base}'}
            with transaction.atomic():
                _copy("casework_case", {**named, **later}, f'"id" <= {base}')
                _copy(TABLE, later, f'"case_id" <= {base}')
                _copy("casework_entry", named, "\"stream\" LIKE 'RH-____-____'", without=("id",))
        if connection.vendor == "postgresql":
            cursor.execute("SET session_replication_role = origin")
            query = "SELECT setval(pg_get_serial_sequence('casework_case', 'id'), MAX(id)) FROM casework_case"
            cursor.execute(query)
    return Case.objects.count()


def _copy(table: str, changed: Mapping[str, str], where: str, without: tuple[str, ...] = ()) -> None:
    with connection.cursor() as cursor:
        described = connection.introspection.get_table_description(cursor, table)
        columns = [column.name for column in described if column.name not in without]
        names = ", ".join(f'"{name}"' for name in columns)
        values = ", ".join(changed.get(name, f'"{name}"') for name in columns)
        cursor.execute(f"INSERT INTO {table} ({names}) SELECT {values} FROM {table} WHERE {where}", None)
