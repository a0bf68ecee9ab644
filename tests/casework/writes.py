"""One request for every route that changes a case, each with what it needs, for tests that go through all of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.test import Client

from returnhub.casework.access.visibility import SEES_HUB_LEG
from returnhub.casework.actions import (
    EVENTS,
    hold_place,
    link_cases,
    raise_hold,
    request_move,
)
from returnhub.casework.cases.event_types import EventKind
from tests.casework.event_answers import as_json, open_fields
from tests.casework.people import (
    TODAY,
    WHY,
    answer_everything,
    case,
    everybody,
    represent_by,
    suppose_an_agreement,
)

REASONS = {"because": "evidence", "text": "A test"}


@dataclass(frozen=True)
class Write:
    """A request that is taken: `route` as the document has it, by an officer of this role."""

    route: str
    role: str
    reference: str
    body: dict[str, Any] = field(default_factory=dict)
    where: dict[str, Any] = field(default_factory=dict)

    @property
    def path(self) -> str:
        """The address."""
        return self.route.format(reference=self.reference, **self.where)


def signed_in(username: str) -> Client:
    """A browser of an officer."""
    from returnhub.casework.access.officers import Officer

    client = Client()
    by = Officer.objects.get(username=username)
    client.force_login(by, backend="django.contrib.auth.backends.ModelBackend")
    return client


def recorder(kind: EventKind) -> str:
    """A role that records the event."""
    return kind.by[0] if kind.by else "caseworker"


def every_write() -> list[Write]:
    """All of them, on cases at home and on the way to the hub, without place and seat, without a seat, and with both."""
    officers = everybody()
    suppose_an_agreement()
    home, other, between, placed, asked = case(), case(), case(), case(), case()
    for reference in (between, placed, asked):
        answer_everything(reference)
        request_move(officers["caseworker"], reference, "refer", reasons=WHY)
    answer_everything(asked, hub_leg=True)
    request_move(officers["host_liaison"], asked, "accept_by_host", reasons=WHY)
    request_move(officers["caseworker"], asked, "serve_notice", reasons=WHY)
    hold_place(officers["hub_manager"], placed, "test-hub")
    request = request_move(officers["approver"], asked, "approve", reasons=WHY).seq
    hold = raise_hold(officers["caseworker"], home, "records_disagree", "two dates of birth").seq
    link = link_cases(officers["caseworker"], home, other, "family", in_doubt=True).seq
    represent_by(home, officers["legal_representative"])
    flight = f"TEST-{TODAY:%d%m}"
    case_ = "/api/cases/{reference}"
    person = {"names": ["Another Name"], "reasons": REASONS}
    events = [
        Write(f"{case_}/events/{kind.name}", recorder(kind), between if recorder(kind) in SEES_HUB_LEG else home,
              {"fields": as_json(open_fields(kind))})
        for kind in EVENTS.values()
    ]  # fmt: skip
    return [
        *events,
        Write(f"{case_}/identity", "caseworker", home, person),
        Write(f"{case_}/responsibility", "caseworker", home, {"owner": "caseworker", "next_action": "Read"}),
        Write(f"{case_}/facts", "caseworker", home, {"facts": {"in_contact": True}, "source": "seen"}),
        Write(f"{case_}/further-submissions", "legal_representative", home, {"text": "New evidence"}),
        Write(f"{case_}/holds", "caseworker", home, {"kind": "other", "says": "wait"}),
        Write(f"{case_}/holds/{{seq}}/lift", "caseworker", home, REASONS, {"seq": hold}),
        Write(f"{case_}/moves/{{move}}", "caseworker", home, {"reasons": REASONS}, {"move": "lose_contact"}),
        Write(f"{case_}/requests/{{seq}}/countersign", "senior_officer", asked, REASONS, {"seq": request}),
        Write(f"{case_}/requests/{{seq}}/decline", "senior_officer", asked, REASONS, {"seq": request}),
        Write(f"{case_}/notes", "caseworker", home, {"text": "seen today"}),
        Write(f"{case_}/observations", "monitor", home, {"text": "seen today"}),
        Write(f"{case_}/links", "caseworker", home, {"other": between, "kind": "family", "in_doubt": True}),
        Write(f"{case_}/links/{{seq}}/settle", "caseworker", home, {"undo": True, "reasons": REASONS}, {"seq": link}),
        Write(f"{case_}/access", "caseworker", home, {"restricted": True, "reasons": REASONS}),
        Write(f"{case_}/representation", "caseworker", home,
              {"officer": "legal_representative", "ends": True, "reasons": REASONS}),
        Write(f"{case_}/place", "hub_manager", between, {"hub": "test-hub"}),
        Write(f"{case_}/place/nights", "hub_manager", asked, {"reasons": REASONS}),
        Write(f"{case_}/place/release", "hub_manager", asked, REASONS),
        Write(f"{case_}/seats/{{flight}}", "escort_lead", placed, where={"flight": flight}),
        Write(f"{case_}/seats/{{flight}}/release", "escort_lead", asked, REASONS, {"flight": flight}),
    ]  # fmt: skip
