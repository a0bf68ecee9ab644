"""The queues: each a question about the caseload, asked of the database."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from returnhub.casework.access.officers import Officer
from returnhub.casework.cases.models import Case, Hold
from returnhub.casework.deadlines.of_case import HOLD_REVIEW_DAYS, notice_ends_on
from returnhub.casework.ledger.entry import stamp
from returnhub.casework.moves.models import MoveRequest
from returnhub.casework.places.models import Night
from returnhub.casework.places.nights import hub_stages
from returnhub.casework.scheme_in_use import in_use

Filter = Callable[[Officer, date], Q]
SOON = 7
PAPERS_SOON = 60
_PAPERS = "travel_document_valid_until"


@dataclass(frozen=True, slots=True)
class Queue:
    """A saved query. `where` gives its condition for an officer on a day, `first` what comes first on its pages.

    At a million cases a page is quick only if an index gives either few cases or the order: hence `first`.
    """

    name: str
    title: str
    says: str
    where: Filter
    closed_too: bool = False
    first: str = "next_action_by"


def _with_hold(asked: Q) -> Q:
    """Cases with a hold in force of which something is asked; the few holds are looked up first."""
    return Q(pk__in=Hold.objects.filter(asked, lifted_at="").values("case"))


def _review_by(day: date) -> Q:
    """Holds to be reviewed by a day; one without a day of its own some weeks after it was raised."""
    raised = stamp(datetime.combine(day - timedelta(days=HOLD_REVIEW_DAYS), time.max, UTC))
    return Q(review_by__lte=day) | Q(review_by=None, raised_at__lte=raised)


def _stay_ends(day: date) -> Q:
    """Cases whose longest stay in their stage ends by a day, counting this visit only."""
    found = Q(pk__in=[])
    for stage in in_use().scheme.stages.values():
        if stage.longest is not None:
            came = day - timedelta(days=stage.longest.days)
            found |= Q(stage=stage.name, stage_since__lte=stamp(datetime.combine(came, time.max, UTC)))
    return found


def _nights_end(day: date) -> Q:
    """Cases of people in a hub for whom no bed is held on a night."""
    held = Night.objects.filter(case=OuterRef("pk"), night__gte=day)
    return Q(stage__in=hub_stages()) & ~Q(Exists(held))


def _notice_ends(first: date, last: date) -> Q:
    """Cases before the journey whose notice period ends between two days: of a notice, each possible day of service."""
    served = [first - timedelta(days=ago) for ago in range(4 * SOON)]
    due = [day for day in served if first <= notice_ends_on(day) <= last]
    return Q(facts__notice_served_on__in=due) & _not_left()


def _not_left() -> Q:
    """Cases of people who have not begun the journey."""
    stages = in_use().scheme.stages.values()
    return ~Q(stage__in=[s.name for s in stages if s.final or s.place in ("host", "transit")])


def _neither() -> Q:
    return (Q(owner=None) | Q(next_action="")) & Q(waiting_for="")


_ALL = (
    Queue("mine", "My cases", "Cases that you own", lambda o, d: Q(owner=o)),
    Queue("team", "My team's cases", "Cases of your team",
          lambda o, d: Q(team=o.team_id) if o.team_id else Q(pk__in=[])),
    Queue("all", "All open cases", "Every open case that you can see", lambda o, d: Q()),
    Queue("overdue", "Overdue", "The next action should have been taken",
          lambda o, d: Q(next_action_by__lt=d)),
    Queue("due_soon", "Due within a week", "The next action is due within seven days",
          lambda o, d: Q(next_action_by__range=(d, d + timedelta(days=SOON)))),
    Queue("countersign", "Waiting for a second officer", "A move was asked for and waits",
          lambda o, d: Q(pk__in=MoveRequest.objects.filter(outcome="").values("case"))),
    Queue("held", "On hold", "A hold stands", lambda o, d: Q(holds_in_force__gt=0)),
    Queue("review", "Holds to review", "The review of a hold is due within seven days",
          lambda o, d: _with_hold(_review_by(d + timedelta(days=SOON)))),
    Queue("in_doubt", "Identity in doubt", "A link to another case is not settled",
          lambda o, d: Q(links_in_doubt__gt=0)),
    Queue("papers_in_hand", "Papers in hand, unused", "A travel document is valid today and the person has not left",
          lambda o, d: Q(facts__travel_document_valid_until__gte=d) & _not_left(),
          first=_PAPERS),
    Queue("papers", "Papers about to expire unused", "A travel document expires within sixty days",
          lambda o, d: Q(facts__travel_document_valid_until__range=(d, d + timedelta(days=PAPERS_SOON))),
          first=_PAPERS),
    Queue("papers_expired", "Papers expired unused", "A travel document has expired and the case is still open",
          lambda o, d: Q(facts__travel_document_valid_until__lt=d),
          first=_PAPERS),
    Queue("leave", "Granted leave in the meantime", "Leave was granted and the case is still open",
          lambda o, d: _with_hold(Q(kind="leave_granted"))),
    Queue("no_contact", "Out of contact", "The person is out of contact",
          lambda o, d: Q(stage="out_of_contact") | Q(facts__in_contact=False)),
    Queue("notice", "Notice running out", "The notice period ends within a week, and the person has not left",
          lambda o, d: _notice_ends(d, d + timedelta(days=SOON)), first="notice_served_on"),
    Queue("stay", "Longest stay ends", "The longest stay in the stage ends within a week, or has ended",
          lambda o, d: _stay_ends(d + timedelta(days=SOON)), first="stage_since"),
    Queue("nights", "Nights in the hub run out", "In the hub, and no place is held beyond the next seven nights",
          lambda o, d: _nights_end(d + timedelta(days=SOON)), first="stage_since"),
    Queue("waiting", "Waiting for something", "The case says what it waits for",
          lambda o, d: ~Q(waiting_for="")),
    Queue("owner_left", "Owner has left", "The account of the owner is closed: give the case to another officer",
          lambda o, d: Q(owner__in=Officer.objects.filter(is_active=False))),
    Queue("nobody", "No owner and no next action", "Always empty: the database refuses a case with neither",
          lambda o, d: _neither()),
    Queue("closed", "Closed", "Cases that have ended", lambda o, d: Q(closed=True), closed_too=True),
)  # fmt: skip
QUEUES: dict[str, Queue] = {queue.name: queue for queue in _ALL}


def cases_in(queue: Queue, cases: QuerySet[Case], officer: Officer, day: date) -> QuerySet[Case]:
    """The cases of a queue, among those given."""
    if not queue.closed_too:
        cases = cases.filter(closed=False)
    return cases.filter(queue.where(officer, day))
