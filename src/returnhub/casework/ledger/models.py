"""The tables of the ledger. Nothing here is ever changed or deleted: triggers refuse it (see `triggers`)."""

from __future__ import annotations

# ruff: noqa: D106, RUF012 (what Django calls Meta)
from typing import Any

from django.db import models

from returnhub.casework.ledger.entry import EntryRecord


class Entry(models.Model):
    """One thing that happened, in the chain of its stream (a case's reference, or `service`).

    `id` is the place in the whole ledger, in the order of commits; `seq` the place in the chain, from 1.
    """

    id = models.BigAutoField(primary_key=True)
    stream = models.CharField(max_length=40)
    seq = models.PositiveIntegerField()
    kind = models.CharField(max_length=40)
    lane = models.CharField(max_length=10)
    recorded_at = models.CharField(max_length=27)
    actor = models.CharField(max_length=150)
    role = models.CharField(max_length=60)
    salt = models.CharField(max_length=32)
    payload = models.TextField()
    occurred_at = models.CharField(max_length=27)
    reasons = models.TextField()
    evidence = models.TextField()
    client_key = models.CharField(max_length=100)
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        db_table = "casework_entry"
        constraints = [
            models.UniqueConstraint(fields=["stream", "seq"], name="entry_place_in_chain"),
            models.UniqueConstraint(
                fields=["actor", "client_key"],
                condition=~models.Q(client_key=""),
                name="entry_client_key_once",
            ),
            # The monitor's lane: nobody else can write to it, whatever the code above says.
            models.CheckConstraint(
                condition=~models.Q(lane="monitor") | models.Q(role="monitor"),
                name="entry_monitor_lane",
            ),
        ]
        indexes = [
            models.Index(fields=["recorded_at"], condition=models.Q(kind="move_made"), name="entry_moves")
        ]

    @property
    def record(self) -> EntryRecord:
        """The entry as it is hashed."""
        return EntryRecord(*(getattr(self, name) for name in RECORD_FIELDS))

    @property
    def data(self) -> dict[str, Any]:
        """The payload as plain data."""
        return self.record.data


RECORD_FIELDS = EntryRecord._fields


class Checkpoint(models.Model):
    """A signed Merkle root over every entry after the checkpoint before, up to `upto` (an entry's id)."""

    id = models.BigAutoField(primary_key=True)
    made_at = models.CharField(max_length=27)
    after = models.BigIntegerField()
    upto = models.BigIntegerField()
    entries = models.BigIntegerField()
    root = models.CharField(max_length=64)
    previous = models.CharField(max_length=64)
    public_key = models.CharField(max_length=64)
    signature = models.CharField(max_length=128)

    class Meta:
        db_table = "casework_checkpoint"
