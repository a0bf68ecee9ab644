"""The database refuses a night outside the over-capacity that a bed belongs to, and a change of what was asked for.

A constraint sees one row; this needs the dates that stand beside another, so it is a trigger on both databases.
"""

from __future__ import annotations

from typing import Any

from django.db import migrations

_OUTSIDE = (
    "EXISTS (SELECT 1 FROM casework_place p JOIN casework_overcapacity o ON o.id = p.beyond_id"
    " WHERE p.id = NEW.place_id AND (NEW.night < o.first_night OR NEW.night > o.last_night"
    " OR o.outcome <> 'countersigned'))"
)
_NO_NIGHT = "a bed beyond the places of a hub is there only on the nights of its countersigned over-capacity"
_ASKED = "hub_id, name, more, first_night, last_night, asked_by"
_NO_CHANGE = "what was asked for as over-capacity is never changed"

_SQLITE = [
    *(
        f"CREATE TRIGGER casework_night_within_{verb.split()[0].lower()} BEFORE {verb} ON casework_night "
        f"WHEN {_OUTSIDE} BEGIN SELECT RAISE(ABORT, '{_NO_NIGHT}'); END"
        for verb in ("INSERT", "UPDATE OF place_id, night")
    ),
    f"CREATE TRIGGER casework_overcapacity_as_asked BEFORE UPDATE OF {_ASKED} ON casework_overcapacity "
    f"BEGIN SELECT RAISE(ABORT, '{_NO_CHANGE}'); END",
]
_POSTGRESQL = [
    f"""
CREATE FUNCTION casework_night_within() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN IF {_OUTSIDE} THEN RAISE EXCEPTION '{_NO_NIGHT}' USING ERRCODE = 'integrity_constraint_violation'; END IF;
RETURN NEW; END $$
""",
    "CREATE TRIGGER casework_night_within BEFORE INSERT OR UPDATE OF place_id, night ON casework_night "
    "FOR EACH ROW EXECUTE FUNCTION casework_night_within()",
    f"""
CREATE FUNCTION casework_as_asked() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '{_NO_CHANGE}' USING ERRCODE = 'integrity_constraint_violation'; END $$
""",
    f"CREATE TRIGGER casework_overcapacity_as_asked BEFORE UPDATE OF {_ASKED} ON casework_overcapacity "
    "FOR EACH ROW EXECUTE FUNCTION casework_as_asked()",
]


def _install(apps: Any, schema_editor: Any) -> None:
    for statement in _SQLITE if schema_editor.connection.vendor == "sqlite" else _POSTGRESQL:
        schema_editor.execute(statement, params=None)


def install() -> migrations.RunPython:
    """The migration step; there is no way back from it."""
    return migrations.RunPython(_install)
