"""The outbox: what subscribers are told, written in the transaction in which it happened."""

from __future__ import annotations

# ruff: noqa: D106, RUF012 (what Django calls Meta)
from django.conf import settings
from django.db import models


class Subscriber(models.Model):
    """A system that is told of entries. `secret` signs each delivery (HMAC-SHA-256).

    It hears of the cases that `officer` can see; without an account, of none.
    """

    name = models.CharField(max_length=80, unique=True)
    url = models.URLField(max_length=500)
    secret = models.CharField(max_length=100)
    kinds = models.JSONField(default=list)
    active = models.BooleanField(default=True)
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        db_table = "casework_subscriber"


class Outgoing(models.Model):
    """One delivery. Those of one case leave in the order of `seq`; a failed one holds back those after it."""

    id = models.BigAutoField(primary_key=True)
    subscriber = models.ForeignKey(Subscriber, on_delete=models.CASCADE, related_name="outgoing")
    stream = models.CharField(max_length=40)
    seq = models.PositiveIntegerField()
    body = models.TextField()
    attempts = models.PositiveIntegerField(default=0)
    next_try_at = models.CharField(max_length=27)
    delivered_at = models.CharField(max_length=27, blank=True)
    last_error = models.CharField(max_length=200, blank=True)

    class Meta:
        db_table = "casework_outgoing"
        constraints = [models.UniqueConstraint(fields=["subscriber", "stream", "seq"], name="outgoing_once")]
        indexes = [models.Index(fields=["delivered_at", "next_try_at"], name="outgoing_due")]
