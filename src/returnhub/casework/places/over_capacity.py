"""Over-capacity: more people in a hub than it has places, only as a named exception that two people sign and that ends.

One officer asks, another in an approving role countersigns, and from then on there are so many beds more, on the nights
that were asked for and on no other. Nothing has to end it: a night after the last has no such bed.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from django.db import transaction
from django.db.models import Max

from returnhub.casework.access.officers import Officer
from returnhub.casework.access.roles import role_for
from returnhub.casework.cases.reasons import Reasons
from returnhub.casework.cases.scheme_facts import record_for_service
from returnhub.casework.ledger.entry import stamp
from returnhub.casework.places.models import Hub, OverCapacity, Place
from returnhub.casework.places.nights import in_words
from returnhub.casework.places.planning import check_number
from returnhub.casework.refusals import Refused

LONGEST = 90
"""The most nights of one exception: what lasts longer is a change of how many places there are. Set by this service."""
COUNTERSIGNED, DECLINED, TAKEN_BACK = "countersigned", "declined", "taken back"


def ask_over_capacity(
    by: Officer, hub: str, name: str, more: int, first: date, last: date, *, reasons: Reasons
) -> OverCapacity:
    """Ask for beds beyond the places of a hub, for every night from `first` to `last`. None is there yet.

    The same asked for again while it waits is one request.
    """
    role, why = role_for(by, "places"), reasons.checked()
    name, today = name.strip(), datetime.now(UTC).date()
    if not 0 < len(name) <= 120:
        raise Refused("not-a-value", "give it a name of 120 characters or fewer", field="name")
    check_number(more, least=1, field="more")
    if not today <= first <= last:
        early = first < today
        says = (
            "the first night is over" if early else f"the last night is before the first, {in_words(first)}"
        )
        raise Refused("not-a-value", says, field="first_night" if early else "last_night")
    if last - first >= timedelta(days=LONGEST):
        raise Refused("not-a-value", f"at most {LONGEST} nights: it is an exception", field="last_night")
    with transaction.atomic():
        site = _locked(hub)
        asked = {"hub": site, "name": name, "more": more, "first_night": first, "last_night": last, **why}
        if waiting := OverCapacity.objects.filter(**asked, asked_by=by.username, outcome="").first():
            return waiting  # a second click: the same is asked for already
        made = OverCapacity.objects.create(**asked, asked_by=by.username, asked_at=stamp(datetime.now(UTC)))
        payload = {
            "over_capacity": made.pk, "hub": hub, "name": name, "more": more, "first_night": first,
            "last_night": last,
        }  # fmt: skip
        record_for_service(by, role, "over_capacity_asked", payload, why)
    return made


def countersign_over_capacity(by: Officer, hub: str, asked: int, *, reasons: Reasons) -> OverCapacity:
    """Countersign what another officer asked for: from now on the beds are there, on its nights."""
    role, why = role_for(by, "over-capacity"), reasons.checked()
    with transaction.atomic():
        site, made = _locked(hub), _waiting(hub, asked)
        if made.asked_by == by.username:
            raise Refused("same-officer", "the officer who asked for over-capacity cannot countersign it")
        if made.last_night < datetime.now(UTC).date():
            raise Refused("nothing-to-countersign", "its last night is over")
        _settle(made, by, COUNTERSIGNED)
        taken = site.places.aggregate(most=Max("number"))["most"] or 0
        Place.objects.bulk_create(
            Place(hub=site, number=taken + n, beyond=made) for n in range(1, made.more + 1)
        )
        payload = {"over_capacity": asked, "hub": hub, "places": [taken + 1, taken + made.more]}
        record_for_service(by, role, "over_capacity_countersigned", payload, why)
    return made


def decline_over_capacity(by: Officer, hub: str, asked: int, *, reasons: Reasons) -> OverCapacity:
    """Say no to over-capacity that was asked for, or take back one's own request."""
    why = reasons.checked()
    with transaction.atomic():
        _locked(hub)
        made = _waiting(hub, asked)
        own = made.asked_by == by.username
        role = role_for(by, "places" if own else "over-capacity")
        _settle(made, by, TAKEN_BACK if own else DECLINED)
        payload = {"over_capacity": asked, "hub": hub, "outcome": made.outcome}
        record_for_service(by, role, "over_capacity_declined", payload, why)
    return made


def _locked(hub: str) -> Hub:
    site = Hub.objects.select_for_update().filter(name=hub).first()
    if site is None:
        raise Refused("not-found", f"there is no hub `{hub}`")
    return site


def _waiting(hub: str, asked: int) -> OverCapacity:
    made = OverCapacity.objects.filter(pk=asked, hub=hub, outcome="").first()
    if made is None:
        raise Refused(
            "nothing-to-countersign", f"no over-capacity {asked} of `{hub}` waits for a second officer"
        )
    return made


def _settle(made: OverCapacity, by: Officer, outcome: str) -> None:
    made.outcome, made.settled_by, made.settled_at = outcome, by.username, stamp(datetime.now(UTC))
    made.save(update_fields=["outcome", "settled_by", "settled_at"])
