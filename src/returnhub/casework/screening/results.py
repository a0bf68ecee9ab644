"""What the last screening says, of the cases that an officer may see. The interface for queues and pages."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet, Sum
from django.db.models.functions import Substr

from returnhub.casework.access.officers import Officer
from returnhub.casework.access.roles import may, role_for
from returnhub.casework.access.visibility import SEES_CASELOAD, visible_to
from returnhub.casework.scheme_in_use import in_use
from returnhub.casework.screening.models import Screened, Screening, StopCount


@dataclass(frozen=True, slots=True)
class RuleStops:
    """A rule, and how many cases wait on it: not met, and not known."""

    rule: str
    violated: int
    not_known: int


def last_screening() -> Screening | None:
    """The last screening that was finished: its day, scheme and digest."""
    return Screening.objects.exclude(finished_at="").order_by("-id").first()


def stops_in(by: Officer, screening: Screening) -> list[RuleStops]:
    """Every rule that stops cases in a screening, in the stages that the officer sees.

    Restricted cases are left out whoever asks: one or two of them would show in a count.
    """
    counts = StopCount.objects.filter(screening=screening, restricted=False)
    if not may(by, "search"):
        role_for(by, "statistics")
    elif not set(by.roles) & (SEES_CASELOAD | {"monitor"}):
        counts = counts.filter(stage__in=in_use().hub_leg)
    summed = counts.values_list("rule").annotate(Sum("violated"), Sum("not_known")).order_by("rule")
    return [RuleStops(*row) for row in summed]


def stopped_by(by: Officer, rule: str) -> QuerySet[Screened]:
    """The moves of visible cases that wait on a rule among others; `answer` is V (not met) or N (not known)."""
    screening, scheme = last_screening(), in_use().scheme
    if screening is None or rule not in screening.rules:
        return Screened.objects.none()
    moves = [name for name in scheme.moves if rule in scheme.needs_of(name)]
    found = Screened.objects.filter(screening=screening, move__in=moves, case__in=visible_to(by))
    place = screening.rules.index(rule) + 1
    return found.annotate(answer=Substr("answers", place, 1)).filter(answer__in=("V", "N"))
