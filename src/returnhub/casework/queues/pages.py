"""One page of a queue, sorted and filtered by any of its columns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.db.models import QuerySet

from returnhub.casework.access.officers import Officer
from returnhub.casework.access.roles import role_for
from returnhub.casework.access.visibility import visible_to
from returnhub.casework.cases.models import Case
from returnhub.casework.queues.filters import condition, order
from returnhub.casework.queues.saved import QUEUES, cases_in
from returnhub.casework.refusals import Refused

PAGE_SIZE = 25
MOST_COUNTED = 1_000
"""Pages say "1,000 or more": counting more of a million rows would take longer than the page."""


@dataclass(frozen=True, slots=True)
class Page:
    """Some cases of a queue. `total` counts them as the officer sees them, up to `MOST_COUNTED`."""

    name: str
    rows: list[Case]
    total: int
    number: int
    size: int
    sort: str
    filters: dict[str, str]

    @property
    def pages(self) -> int:
        """How many pages there are (at least one)."""
        return max(1, -(-self.total // self.size))


def queue_page(
    by: Officer,
    name: str,
    *,
    number: int = 1,
    size: int = PAGE_SIZE,
    sort: str = "",
    filters: Mapping[str, str] | None = None,
    on: date | None = None,
) -> Page:
    """A page of a queue. `sort` is a column or a fact, with `-` for descending; `filters` column → value."""
    cases = queue_cases(by, name, filters=filters, on=on)
    total = cases.order_by()[:MOST_COUNTED].count()
    number, size = max(1, number), max(1, min(size, 200))
    ordered = cases.order_by(*order(by, sort or QUEUES[name].first)).select_related("owner", "team")
    rows = list(ordered[(number - 1) * size : number * size])
    return Page(name, rows, total, number, size, sort, dict(filters or {}))


def queue_cases(
    by: Officer, name: str, *, filters: Mapping[str, str] | None = None, on: date | None = None
) -> QuerySet[Case]:
    """Every case of a queue that the officer can see."""
    role_for(by, "search")
    if name not in QUEUES:
        raise Refused("not-a-value", f"there is no queue `{name}`", queues=sorted(QUEUES))
    cases = cases_in(QUEUES[name], visible_to(by), by, on or datetime.now(UTC).date())
    for column, value in (filters or {}).items():
        cases = cases.filter(condition(by, column, value))
    return cases


def queue_counts(by: Officer, on: date | None = None) -> dict[str, int]:
    """How many cases each queue holds for the officer, up to `MOST_COUNTED`."""
    role_for(by, "search")
    day, cases = on or datetime.now(UTC).date(), visible_to(by)
    return {
        name: cases_in(queue, cases, by, day).order_by()[:MOST_COUNTED].count()
        for name, queue in QUEUES.items()
    }
