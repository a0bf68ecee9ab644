"""The process is killed at each point of a change: afterwards it was done wholly or not at all."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from typing import Any

import pytest
from django.db import connections

from returnhub.casework.cases.models import Case
from returnhub.casework.ledger.models import Entry
from returnhub.casework.ledger.verify import verify_ledger
from tests.casework.people import case, officer, represent_by
from tests.casework.postgres import url_of

VICTIM = """
import os, signal, sys
import django; django.setup()
point, reference = sys.argv[1:]
from django.db import transaction
from returnhub.casework.access.officers import Officer
from returnhub.casework.cases import changing
from returnhub.casework import actions

def die(*args, **kwargs):
    os.kill(os.getpid(), signal.SIGKILL)

def after(name):
    original = getattr(changing, name)
    def wrapped(*args, **kwargs):
        original(*args, **kwargs)
        die()
    setattr(changing, name, wrapped)

if point.startswith("before "):
    setattr(changing, point.split()[1], die)
elif point.startswith("after "):
    after(point.split()[1])
elif point == "commit":
    pass
by = Officer.objects.get(username="legal_representative")
actions.lodge_further_submissions(by, reference, "New evidence", client_key="k")
die()
"""
POINTS = ("before append", "after append", "before save", "after save", "before enqueue", "after enqueue")


@pytest.mark.parametrize("point", [*POINTS, "commit"])
def test_killed(either: dict[str, Any], point: str):
    officer("caseworker")
    reference = case()
    represent_by(reference, officer("legal_representative"))
    before = Entry.objects.count()
    connections.close_all()
    env = {**os.environ, "DATABASE_URL": url_of(either)}
    done = subprocess.run(
        [sys.executable, "-c", VICTIM, point, reference], env=env, capture_output=True, text=True
    )
    assert done.returncode == -signal.SIGKILL, done.stderr
    row = Case.objects.get(reference=reference)
    # The event and the hold that it raises are together or not there.
    expected = (before + 2, 1) if point == "commit" else (before, 0)
    assert (Entry.objects.count(), row.holds_in_force) == expected
    assert verify_ledger().findings == []
