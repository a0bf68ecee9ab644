"""What an assumptions file says of one scheme: frozen objects, of which `model` makes networks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from returnhub.forecast.terms import Term
from returnhub.scheme.model import Scheme

LONGEST = "longest"
FLOWS = ("asylum_claims", "initial_grants", "initial_refusals", "withdrawals", "returns_enforced", "returns_voluntary",
         "receipts", "disposals")  # fmt: skip
"""Published series that count what happens in a quarter; the others count who is there at its end."""


@dataclass(frozen=True, slots=True)
class Law:
    """How long something takes: `fixed` days, `geometric` with a mean, `lognormal` with a median and a spread, or
    `longest`: as long as the scheme allows."""

    kind: str
    terms: tuple[Term, ...] = ()


@dataclass(frozen=True, slots=True)
class StagePlan:
    """A stage: how long (`time`) or for what (`waits_for`) people stay, and the ways on.

    `then`: move → share of those who have stayed or were served (None: the rest). `monthly`: move → chance in a month
    that this comes first; `while_open`: move → hosts, one of which must be open for it. `holds`: the places they
    occupy. `hosts`: whose end sends everybody on by `when_host_ends`.
    `clock`: the time to an end is counted from here.
    """

    name: str
    time: Law | None
    waits_for: str | None
    then: Mapping[str, Term | None]
    monthly: Mapping[str, Term]
    while_open: Mapping[str, tuple[str, ...]]
    holds: str | None
    hosts: tuple[str, ...]
    when_host_ends: str | None
    clock: bool


@dataclass(frozen=True, slots=True)
class Step:
    """From a day on, a capacity is multiplied (`times`) or replaced (`becomes`)."""

    start: date
    times: Term | None
    becomes: Term | None


@dataclass(frozen=True, slots=True)
class Capacity:
    """Something scarce. `every`: so many served in that many days; 0: places, held by those who are in a stage.

    `flights_a_month`: served in batches, each as large as `amount`. `hosts`: only while open; places of several hosts
    are added up. `less`: the share lost once one of the hosts in `once` has opened.
    """

    name: str
    amount: Term | None
    every: float
    flights_a_month: Term | None
    hosts: tuple[str, ...]
    less: Term | None
    once: tuple[str, ...]
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Ruling:
    """A court stops a host on a day, for so many days."""

    on: date
    days: Term


@dataclass(frozen=True, slots=True)
class Host:
    """Opens, lasts, fills evenly over `fills` days; is stopped by chance, or by rulings on given days."""

    name: str
    places: Term | None
    opens: Term
    lasts: Term
    fills: Term | None
    suspended_monthly: Term | None
    suspended_days: Term | None
    rulings: tuple[Ruling, ...]


@dataclass(frozen=True, slots=True)
class Arriving:
    """People who come from outside, a quarter; of them `counted` enter the stage, ready `after` so many days.

    `before`: the published series whose last value is what came until the start. `deterred`: stay away once a host
    opens.
    """

    stage: str
    a_quarter: Term
    counted: Term | None
    before: str | None
    after: Term | None
    deterred: Term | None
    once: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Starting:
    """Who is in a stage on the first day.

    `published`: the last value of a series (of a flow, as many as came in `over` days); `people`: a number; both
    given, their product. `less`: stages whose people are part of it. `over`: they came in evenly over so many days.
    `since_claim`: by the published claim cohorts. `among_refused`: nationalities as among those refused.
    """

    stage: str
    published: str | None
    people: Term | None
    less: tuple[str, ...]
    over: Term | None
    since_claim: bool
    among_refused: bool
    by_age: bool


@dataclass(frozen=True, slots=True)
class Cost:
    """What is paid: each night in `nights` (stages), each of `moves`, each place and night of a host, or a year."""

    title: str
    each: Term
    nights: tuple[str, ...]
    moves: tuple[str, ...]
    places: tuple[str, ...]
    a_year: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """A scheme with everything that a forecast of it needs but the values of numbers."""

    scheme: Scheme
    start: date
    stages: Mapping[str, StagePlan]
    capacities: Mapping[str, Capacity]
    hosts: Mapping[str, Host]
    arrivals: Mapping[str, Arriving]
    starting: Mapping[str, Starting]
    costs: Mapping[str, Cost]
    priority: tuple[str, ...]
    served_first: tuple[str, ...]
    closed: Mapping[str, tuple[str, ...]]
    """Way of arrival → moves that a rule of the scheme forbids whoever came so (see `scope`)."""
