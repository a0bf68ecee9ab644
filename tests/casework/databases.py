"""Point Django at another database while the tests run."""

from __future__ import annotations

from typing import Any

from django.db import connections


def point_at(database: dict[str, Any]) -> None:
    """Use this database as the default from now on, in every thread."""
    connections.close_all()
    full = {
        "ATOMIC_REQUESTS": False,
        "AUTOCOMMIT": True,
        "CONN_MAX_AGE": 0,
        "CONN_HEALTH_CHECKS": False,
        "TIME_ZONE": None,
        "USER": "",
        "PASSWORD": "",
        "HOST": "",
        "PORT": "",
        "TEST": {"CHARSET": None, "COLLATION": None, "MIGRATE": True, "MIRROR": None, "NAME": None},
        **database,
    }
    full.setdefault("OPTIONS", {})
    connections.settings["default"] = full
    if hasattr(connections._connections, "default"):
        del connections["default"]
