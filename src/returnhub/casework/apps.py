"""The one Django app of the service."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.core.management import call_command
from django.db.models.signals import post_migrate


class CaseworkConfig(AppConfig):
    """After every migration the columns of facts are brought up to date, and the counters of limits have a table."""

    name = "returnhub.casework"
    label = "casework"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the step after migrations."""
        post_migrate.connect(_after_migrations, sender=self)
        from returnhub.casework.access import signing_in  # noqa: F401 (its receivers listen from now on)


def _after_migrations(using: str, **_: Any) -> None:
    from django.db import connections

    from returnhub.casework.cases.columns import sync_columns

    sync_columns(connections[using])
    call_command("createcachetable", database=using, verbosity=0)
