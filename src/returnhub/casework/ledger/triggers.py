"""The database itself refuses to change or delete what is append-only, on SQLite and on PostgreSQL."""

from __future__ import annotations

from typing import Any

from django.db import migrations

TABLES = ("casework_entry", "casework_checkpoint", "casework_readlog")
REFUSAL = "is append-only: nothing in it is ever changed or deleted"


def _sqlite(table: str) -> list[str]:
    return [
        f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table} {REFUSAL}'); END"
        for verb in ("UPDATE", "DELETE")
    ]


def _postgresql(table: str) -> list[str]:
    return [
        f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION casework_refuse()",
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION casework_refuse()",
    ]


_FUNCTION = f"""
CREATE OR REPLACE FUNCTION casework_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '% {REFUSAL}', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation'; END $$
"""


def _install(apps: Any, schema_editor: Any) -> None:
    vendor = schema_editor.connection.vendor
    if vendor == "postgresql":
        for table, column in (("casework_entry", "stream"), ("casework_case", "reference")):
            # The order of bytes, as everywhere else: that of a language would leave out hyphens.
            schema_editor.execute(f'ALTER TABLE {table} ALTER COLUMN "{column}" TYPE varchar(40) COLLATE "C"')
        schema_editor.execute(_FUNCTION, params=None)
    for table in TABLES:
        for statement in _sqlite(table) if vendor == "sqlite" else _postgresql(table):
            schema_editor.execute(statement)


def install() -> migrations.RunPython:
    """The migration step; there is no way back from it."""
    return migrations.RunPython(_install)
