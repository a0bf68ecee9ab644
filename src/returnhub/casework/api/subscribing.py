"""Subscribers: systems that are told what happens. Each hears of the cases that one account can see, and no others."""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Q, QuerySet

from returnhub.casework.access.officers import Officer
from returnhub.casework.access.roles import role_for
from returnhub.casework.api.delivery import replay
from returnhub.casework.api.models import Subscriber
from returnhub.casework.cases.reasons import Reasons
from returnhub.casework.cases.scheme_facts import record_for_service
from returnhub.casework.ledger.entry import stamp
from returnhub.casework.refusals import Refused


def subscribe(
    by: Officer, name: str, url: str, username: str, *, kinds: Sequence[str] = (), reasons: Reasons
) -> tuple[Subscriber, str]:
    """Tell a system of entries of the cases that an account can see, from now on; also returns the secret.

    The secret signs every delivery; it is shown this once. `kinds` names the kinds of entries; none is all.
    """
    role, why = role_for(by, "administer"), reasons.checked()
    if not re.fullmatch(r"[a-z0-9][a-z0-9.-]{1,79}", name):
        raise Refused(
            "not-a-value", "a subscriber is named in small letters, figures, dots and hyphens", field="name"
        )
    _check_address(url)
    officer = Officer.objects.filter(username=username, is_active=True).first()
    if officer is None:
        raise Refused("not-a-value", f"there is no officer `{username}`", field="officer")
    secret = secrets.token_urlsafe(32)
    with transaction.atomic():
        if Subscriber.objects.filter(name=name).exists():
            raise Refused("already-open", f"there is a subscriber `{name}` already", field="name")
        made = Subscriber.objects.create(
            name=name, url=url, secret=secret, kinds=sorted(set(kinds)), officer=officer
        )
        payload = {"subscriber": name, "url": url, "officer": username, "kinds": made.kinds}
        record_for_service(by, role, "subscriber_made", payload, why)
    return made, secret


def unsubscribe(by: Officer, name: str, *, reasons: Reasons) -> None:
    """Tell a subscriber nothing more, not even what waits for it."""
    role, why = role_for(by, "administer"), reasons.checked()
    with transaction.atomic():
        if not Subscriber.objects.filter(name=name, active=True).update(active=False):
            raise Refused("not-found", f"there is no subscriber `{name}`")
        record_for_service(by, role, "subscriber_ended", {"subscriber": name}, why)


def tell_again(by: Officer, name: str, since: date, *, reasons: Reasons) -> int:
    """Send a subscriber once more, in order, everything from a day on; returns how many deliveries that is."""
    role, why = role_for(by, "administer"), reasons.checked()
    with transaction.atomic():
        found = Subscriber.objects.filter(name=name, active=True).first()
        if found is None:
            raise Refused("not-found", f"there is no subscriber `{name}`")
        count = replay(found, stamp(datetime.combine(since, time.min, UTC)))
        payload = {"subscriber": name, "since": since.isoformat(), "deliveries": count}
        record_for_service(by, role, "subscriber_told_again", payload, why)
    return count


def subscribers(by: Officer) -> QuerySet[Subscriber]:
    """Every subscriber, with `waiting` (deliveries not arrived yet) and `late` (those that failed before)."""
    role_for(by, "administer")
    waiting = Q(outgoing__delivered_at="")
    return (
        Subscriber.objects.select_related("officer")
        .annotate(
            waiting=Count("outgoing", filter=waiting),
            late=Count("outgoing", filter=waiting & Q(outgoing__attempts__gt=0)),
        )
        .order_by("name")
    )


def _check_address(url: str) -> None:
    parts = urlsplit(url)
    schemes = ("https", "http") if settings.DEMO else ("https",)
    if parts.scheme not in schemes or not parts.hostname or parts.username or len(url) > 500:
        raise Refused(
            "not-a-value", "give an address that begins with https:// and holds no password", field="url"
        )
