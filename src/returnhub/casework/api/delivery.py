"""Sending what is in the outbox: signed, in order within each case, tried again with growing pauses.

A delivery is a POST with the body that was written in the transaction, and two headers:

    Returnhub-Delivery: <number>            the same for every attempt, so that a receiver can drop repeats
    Returnhub-Signature: t=<unix time>,v1=<HMAC-SHA-256 of "<time>.<body>" with the subscriber's secret>
"""

from __future__ import annotations

import hashlib
import hmac
import json
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from django.db.models import Exists, OuterRef

from returnhub.casework.access.visibility import visible_to
from returnhub.casework.api.models import Outgoing, Subscriber
from returnhub.casework.ledger.entry import stamp

PAUSES = (10, 60, 300, 1800, 7200, 21600)
"""Seconds before the next attempt; the last one goes on for ever: nothing is given up, only shown as late."""
Send = Callable[[str, bytes, dict[str, str]], int]


def sign(secret: str, body: bytes, at: int) -> str:
    """The header that proves where a delivery comes from, and when it was sent."""
    mac = hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={at},v1={mac}"


def deliver_due(send: Send | None = None, now: datetime | None = None, most: int = 500) -> tuple[int, int]:
    """Send what is due, oldest first; returns how many arrived and how many failed.

    A delivery waits while an earlier one of the same case to the same subscriber has not arrived. One about a case
    that the subscriber's account no longer sees is never sent, nor sent again: it is put aside.
    """
    moment = now or datetime.now(UTC)
    waiting = Outgoing.objects.filter(delivered_at="")
    earlier = waiting.filter(
        subscriber=OuterRef("subscriber"), stream=OuterRef("stream"), seq__lt=OuterRef("seq")
    )
    arrived = failed = 0
    while arrived + failed < most:
        due = waiting.filter(~Exists(earlier), next_try_at__lte=stamp(moment), subscriber__active=True)
        batch = list(due.select_related("subscriber__officer").order_by("id")[:100])
        if not batch:
            break
        for item in batch:
            if not _may_hear(item):
                item.delivered_at, item.last_error = (
                    stamp(datetime.now(UTC)),
                    "not sent: the account does not see the case",
                )
                item.save(update_fields=["delivered_at", "last_error"])
            elif _deliver(item, send or post, moment):
                arrived += 1
            else:
                failed += 1
    return arrived, failed


def replay(subscriber: Subscriber, since: str) -> int:
    """Send again everything recorded since a moment, in order; returns how many deliveries that is."""
    again = Outgoing.objects.filter(subscriber=subscriber)
    keys = [o.pk for o in again.only("pk", "body") if _recorded_at(o.body) >= since]
    return Outgoing.objects.filter(pk__in=keys).update(delivered_at="", attempts=0, next_try_at=since)


def post(url: str, body: bytes, headers: dict[str, str]) -> int:
    """One POST; the status, or 0 if nobody answered. Redirects are not followed."""
    request = urllib.request.Request(url, data=body, headers=headers, method="POST")
    opener = urllib.request.build_opener(_NoRedirect)
    try:
        with opener.open(request, timeout=10) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: object, **kwargs: object) -> None:  # type: ignore[override]
        """Never."""


def _deliver(item: Outgoing, send: Send, moment: datetime) -> bool:
    body, at = item.body.encode(), int(time.time())
    headers = {
        "Content-Type": "application/json",
        "Returnhub-Delivery": str(item.pk),
        "Returnhub-Signature": sign(item.subscriber.secret, body, at),
    }
    status = send(item.subscriber.url, body, headers)
    item.attempts += 1
    arrived = 200 <= status < 300
    if arrived:
        item.delivered_at, item.last_error = stamp(datetime.now(UTC)), ""
    else:
        pause = PAUSES[min(item.attempts, len(PAUSES)) - 1]
        item.next_try_at = stamp(moment + timedelta(seconds=pause))
        item.last_error = f"status {status}" if status else "nobody answered"
    item.save(update_fields=["attempts", "delivered_at", "next_try_at", "last_error"])
    return arrived


def _may_hear(item: Outgoing) -> bool:
    officer = item.subscriber.officer
    return officer is not None and visible_to(officer).filter(reference=item.stream).exists()


def _recorded_at(body: str) -> str:
    return str(json.loads(body)["recorded_at"])
