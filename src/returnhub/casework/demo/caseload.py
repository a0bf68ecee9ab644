"""A few hundred synthetic cases, each brought to where it stands by the actions that officers use."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

from django.db import transaction

from returnhub.casework.access.officers import Officer
from returnhub.casework.access.visibility import SEES_HUB_LEG
from returnhub.casework.actions import (
    Person,
    Reasons,
    Responsibility,
    ask_over_capacity,
    assign,
    countersign_move,
    countersign_over_capacity,
    establish_facts,
    establish_scheme_fact,
    hold_place,
    hold_seat,
    link_cases,
    open_case,
    plan_flight,
    raise_hold,
    record_event,
    represent,
    request_move,
    restrict,
    set_places,
)
from returnhub.casework.cases.models import Case
from returnhub.casework.demo.answers import by_settler, open_answers, open_scheme_answers
from returnhub.casework.demo.people import synthetic_names
from returnhub.scheme.vocabulary import load_vocabulary

WHY = Reasons("evidence", "Demonstration: this person does not exist")
SUPPOSED = "DEMONSTRATION ONLY: supposed, so that every stage can be shown; no agreement with a host is known"
SETTLERS = {
    "caseworker": "caseworker", "senior_officer": "senior", "protection_officer": "protection",
    "clinician": "clinician", "court_liaison": "court", "host_liaison": "host", "hub_manager": "hub",
    "escort_lead": "escort", "detention_manager": "detention", "voluntary_returns": "voluntary",
    "documents_officer": "documents", "monitor": "monitor", "scheme_owner": "owner",
}  # fmt: skip
_ENTRY_STAGES = ("claimed", "refused", "appealing", "appeal_rights_exhausted", "further_submissions_lodged")
_SHARES = (6, 8, 12, 62, 12)
HUB = "example-hub"
_HUB_PATH = ("refer", "accept_by_host", "serve_notice", "approve", "transfer", "arrive")


class Maker:
    """Makes cases in the name of the demo officers."""

    def __init__(self, officers: dict[str, Officer], seed: int) -> None:
        self.officers, self.random, self.beds = officers, Random(seed), Random(seed)
        self.today = datetime.now(UTC).date()

    def make(self, cases: int) -> None:
        """Make the whole caseload, in one transaction."""
        with transaction.atomic():
            for name, value in open_scheme_answers().items():
                settler = self.officers[SETTLERS[load_vocabulary().facts[name].settled_by]]
                establish_scheme_fact(settler, name, value, source=SUPPOSED, reasons=WHY)
            self.places(cases)
            references = [self.one(number) for number in range(cases)]
            self.family(references)
            self.over_capacity()

    def places(self, cases: int) -> None:
        """A hub and today's flight with room for the demonstration, and a full flight next week."""
        hub, escort = self.officers["hub"], self.officers["escort"]
        set_places(hub, HUB, max(40, cases // 4), says="Example hub (supposed)", reasons=WHY)
        plan_flight(escort, f"DEMO-{self.today:%d%m}", self.today, HUB, max(40, cases // 2), reasons=WHY)
        week = self.today + timedelta(days=7)
        plan_flight(escort, f"DEMO-{week:%d%m}", week, HUB, 20, reasons=WHY)

    def over_capacity(self) -> None:
        """More people than places on some nights: one exception that was countersigned, and one that waits."""
        hub, week = self.officers["hub"], self.today + timedelta(days=7)
        for name, more, nights in (("Repairs to another wing", 4, 10), ("A flight that was put off", 2, 3)):
            last = week + timedelta(days=nights - 1)
            why = Reasons("decision", "Demonstration: supposed")
            asked = ask_over_capacity(hub, HUB, name, more, week, last, reasons=why)
            if more == 4:
                countersign_over_capacity(self.officers["senior"], HUB, asked.pk, reasons=why)

    def one(self, number: int) -> str:
        """One case: opened where another system left it, then worked on."""
        stage = self.random.choices(_ENTRY_STAGES, _SHARES)[0]
        reference = self.open(number, stage)
        if stage != "appeal_rights_exhausted":
            if stage == "appealing":
                fields = {"forum": "ftt", "lodged_on": self.ago(20), "reference": f"PA/{number:05d}/DEMO"}
                self.event("caseworker", reference, "appeal_lodged", fields)
            return reference
        way = self.random.random()
        if way < 0.30:
            self.some_answers(reference)
        elif way < 0.42:
            self.stopped(reference)
        else:
            self.on_the_way(reference, number)
        return reference

    def open(self, number: int, stage: str) -> str:
        """Open a case that came from another system some time ago."""
        random = self.random
        who = self.officers["caseworker" if number % 3 else "caseworker2"]
        due = self.today + timedelta(days=random.randint(-6, 40))
        born = date(random.randint(1960, 2004), random.randint(1, 12), random.randint(1, 28)).isoformat()
        person = Person(
            synthetic_names(random),
            random.choice((born, born, born, born[:4])),
            {"home office": f"DEMO-{number:06d}", "tribunal": f"PA/{number:05d}/DEMO"},
        )
        action = random.choice(("Read the file", "Ask for the tribunal's confirmation", "Call the person in"))
        whose = Responsibility(who.username, str(who.team), action, due)
        came = datetime.now(UTC) - timedelta(days=random.randint(30, 700))
        return open_case(
            self.officers["other-system"], person, stage=stage, occurred_at=came, responsibility=whose,
            synthetic=True, evidence="demonstration data",
        ).reference  # fmt: skip

    def ago(self, days: int) -> date:
        """A day before today."""
        return self.today - timedelta(days=days)

    def event(self, who: str, reference: str, event: str, fields: dict[str, Any], days: int = 0) -> int:
        """Record an event of so many days ago; without `days`, of the day that its own answers say, or today."""
        day = self.ago(days) if days else None
        return record_event(
            self.officers[who], reference, event, fields, occurred_on=day, evidence="demonstration"
        ).version

    def answer(self, reference: str, answers: dict[str, Any], *, in_hub_leg: bool = False) -> None:
        """Establish facts, each group by the officer who settles it and can see the case there."""
        for settler, group in by_settler(answers).items():
            if (settler in SEES_HUB_LEG) is not in_hub_leg:
                continue
            establish_facts(
                self.officers[SETTLERS[settler]], reference, group, source="demonstration data", on=self.today
            )

    def some_answers(self, reference: str) -> None:
        """Most records are incomplete (W1 to W4): some facts are known, some too old."""
        answers = open_answers(self.today)
        kept = {n: v for n, v in answers.items() if self.random.random() < 0.4}
        self.answer(reference, {"date_of_birth": answers["date_of_birth"], **kept})
        if self.random.random() < 0.5:
            expires = self.today + timedelta(days=self.random.randint(-300, 90))
            issued = expires - timedelta(days=365)
            self.event("documents", reference, "document_issued",
                       {"paper": "etd", "issued_on": issued, "valid_until": expires})  # fmt: skip

    def stopped(self, reference: str) -> None:
        """Something stands in the way."""
        self.some_answers(reference)
        what = self.random.randrange(6)
        if what == 0:
            self.event("caseworker", reference, "lost_contact",
                       {"last_seen_on": self.ago(30), "tracing": "last known address visited"})  # fmt: skip
        elif what == 1:
            self.event("caseworker", reference, "leave_granted",
                       {"granted_on": self.ago(15), "basis": "further submissions"})  # fmt: skip
        elif what == 2:
            self.event("caseworker", reference, "injunction_granted", {"reference": "CO/DEMO"}, days=2)
        elif what == 3:
            self.event("caseworker", reference, "trafficking_referred", {"referred_on": self.ago(9)})
        elif what == 4:
            monitor = self.officers["monitor"]
            raise_hold(monitor, reference, "monitor_stop", "The interpreter's record is missing",
                       review_by=self.today + timedelta(days=5))  # fmt: skip
        else:
            raise_hold(self.officers["clinician"], reference, "medical", "Under assessment",
                       review_by=self.today + timedelta(days=3))  # fmt: skip

    def on_the_way(self, reference: str, number: int) -> None:
        """Referred to the hub and some steps further; some return voluntarily or wait for a signature."""
        answers = open_answers(self.today)
        if self.random.random() < 0.15:
            self.answer(reference, {**answers, "voluntary_return_offer": "accepted"})
            self.move(reference, "offer_voluntary_return", "voluntary")
            if self.random.random() < 0.4:
                self.move(reference, "return_voluntarily", "voluntary")
            return
        last = self.random.choice((0, 1, 1, 2, 2, 3, 3, 4, 5, 6, 6))
        planned = self.today + timedelta(days=0 if last > 4 else self.beds.randint(3, 14))
        answers["transfer_date"] = planned
        self.answer(reference, answers)
        who = {"refer": "caseworker", "accept_by_host": "host", "serve_notice": "caseworker",
               "approve": "approver", "transfer": "escort", "arrive": "hub"}  # fmt: skip
        for step in _HUB_PATH[:last]:
            if step == "transfer":
                hold_seat(self.officers["escort"], reference, f"DEMO-{self.today:%d%m}")
            self.move(reference, step, who[step])
            if step == "refer":
                self.answer(reference, answers, in_hub_leg=True)
                nights = self.beds.choice((5, 9, 30, 90, 180))
                hold_place(
                    self.officers["hub"], reference, HUB, planned, planned + timedelta(days=nights - 1)
                )
        if last == 3 and self.random.random() < 0.5:
            request_move(self.officers["approver"], reference, "approve", reasons=WHY)
        if number % 5 == 0:
            represent(self.officers["caseworker"], reference, "lawyer", reasons=WHY)

    def move(self, reference: str, move: str, who: str) -> None:
        """Make a move, countersigned by the senior officer where the scheme says so."""
        request_move(self.officers[who], reference, move, reasons=WHY)
        waiting = Case.objects.get(reference=reference).move_requests.filter(outcome="").first()
        if waiting:
            countersign_move(self.officers["senior"], reference, waiting.seq, reasons=WHY)

    def family(self, references: list[str]) -> None:
        """A few families, a doubt about identity, two restricted cases, clients of the lawyer."""
        caseworker = self.officers["caseworker"]
        for a, b in zip(references[10:40:6], references[11:41:6], strict=False):
            link_cases(caseworker, a, b, "family", in_doubt=False, says="Brothers, on their own account")
        link_cases(caseworker, references[2], references[3], "same_person", in_doubt=True,
                   says="Same date of birth and a similar name")  # fmt: skip
        whose = Responsibility(caseworker.username, str(caseworker.team), "Read the file", self.ago(-14))
        for reference in references[5:7]:
            assign(caseworker, reference, whose)
            restrict(caseworker, reference, ["monitor"], reasons=Reasons("safeguarding", "Demonstration"))
        for reference in references[7:10]:
            represent(caseworker, reference, "lawyer", reasons=WHY)


def make_caseload(officers: dict[str, Officer], cases: int = 300, seed: int = 1) -> int:
    """Make the caseload unless there is one; returns how many cases there are."""
    if not Case.objects.exists():
        Maker(officers, seed).make(cases)
    return Case.objects.count()
