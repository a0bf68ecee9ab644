"""Another day for the service: its modules read the clock through the name `datetime`."""

from __future__ import annotations

import sys
from datetime import datetime, timedelta, tzinfo

import pytest


def days_later(monkeypatch: pytest.MonkeyPatch, days: int) -> None:
    """From here on the service takes it to be some days after today."""

    class Later(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:
            return datetime.now(tz) + timedelta(days=days)

    for name, module in list(sys.modules.items()):
        if name.startswith("returnhub.casework") and isinstance(getattr(module, "datetime", None), type):
            monkeypatch.setattr(module, "datetime", Later)
