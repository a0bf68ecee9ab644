"""Saved queries over cases, and search. All start from what the officer can see.

`QUEUES` (name → `Queue` with `title`, `says`), `queue_page(by, name, …) -> Page`, `queue_counts(by)`,
`find_cases(by, text)`, `counts_as_at(by, moment)`, `blocked_by(by, on)`, `blocked_cases(by, rule, on)`.
"""

from returnhub.casework.queues.blocked import MOST as MOST_SHOWN
from returnhub.casework.queues.blocked import Blocked, Blocks, blocked_by, blocked_cases
from returnhub.casework.queues.counts import counts_as_at
from returnhub.casework.queues.filters import COLUMNS
from returnhub.casework.queues.pages import Page, queue_counts, queue_page
from returnhub.casework.queues.saved import QUEUES, Queue
from returnhub.casework.queues.search import find_cases

__all__ = [
    "COLUMNS",
    "MOST_SHOWN",
    "QUEUES",
    "Blocked",
    "Blocks",
    "Page",
    "Queue",
    "blocked_by",
    "blocked_cases",
    "counts_as_at",
    "find_cases",
    "queue_counts",
    "queue_page",
]
