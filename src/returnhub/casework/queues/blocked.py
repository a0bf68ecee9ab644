"""What stops cases: for each rule, how many cases wait on it, and which. Today, or as it was recorded by a day.

A case waits on a rule that some move towards removal from where it stands needs, and that is not satisfied. Up to
`MOST` cases are judged anew here. A larger caseload is answered from its last screening (`screening`), which the
answer dates; without one, from the cases that changed last, and the answer says how many those are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from itertools import groupby

from django.db.models import QuerySet

from returnhub.casework.access.officers import Officer
from returnhub.casework.access.roles import may, role_for
from returnhub.casework.access.visibility import visible_to
from returnhub.casework.cases.fact_rows import read_many_facts
from returnhub.casework.cases.judging import Judged, as_case
from returnhub.casework.cases.models import Case
from returnhub.casework.cases.scheme_facts import scheme_facts
from returnhub.casework.cases.state import Answer, fold
from returnhub.casework.ledger.entry import stamp
from returnhub.casework.ledger.models import Entry
from returnhub.casework.places.finding import beds_of
from returnhub.casework.places.nights import Beds
from returnhub.casework.refusals import Refused
from returnhub.casework.scheme_in_use import in_use
from returnhub.casework.screening.models import Screening
from returnhub.casework.screening.results import last_screening, stopped_by, stops_in
from returnhub.scheme.case import Known, current_facts
from returnhub.scheme.model import Rule, Towards
from returnhub.scheme.status import Status

MOST = 3_000
BATCH = 500
_OF_SIGN = {"V": Status.VIOLATED, "N": Status.NOT_KNOWN}


@dataclass(frozen=True, slots=True)
class Blocked:
    """A rule and how many cases wait on it: not met, or not known."""

    rule: Rule
    violated: int
    not_known: int

    @property
    def cases(self) -> int:
        """How many cases wait on the rule."""
        return self.violated + self.not_known


@dataclass(frozen=True, slots=True)
class Blocks:
    """Every rule that stops something, the most frequent first; over how many of how many cases.

    `screened_at`: the moment of the screening that this is from; empty where the cases were judged for this answer.
    """

    rules: tuple[Blocked, ...]
    looked_at: int
    open_cases: int
    screened_at: str = ""


def blocked_by(by: Officer, on: date | None = None) -> Blocks:
    """Count the cases that each rule stops, among those that the officer may count.

    `on` asks what had been recorded by the end of that day, judged on that day.
    """
    cases = _cases(by)
    if (screening := _screened(cases, on)) is not None:
        return _as_screened(by, screening)
    found, looked_at = _judged(cases, on)
    counted = ((rule, Counter(statuses.values())) for rule, statuses in found.items())
    return Blocks(
        _most_first((rule, n[Status.VIOLATED], n[Status.NOT_KNOWN]) for rule, n in counted),
        looked_at,
        cases.count(),
    )


def blocked_cases(by: Officer, rule: str, on: date | None = None) -> list[tuple[Case, str]]:
    """The cases that wait on a rule (at most `MOST`), with its status in each; for those who see cases."""
    role_for(by, "search")
    if rule not in in_use().scheme.rules:
        raise Refused("not-found", f"there is no rule `{rule}`")
    cases = _cases(by)
    if _screened(cases, on) is not None:
        waiting = stopped_by(by, rule).order_by("case").values_list("case__reference", "answer")[:MOST]
        status = {reference: _OF_SIGN[sign] for reference, sign in waiting}
    else:
        status = _judged(cases, on)[0].get(rule, {})
    words = {Status.VIOLATED: "not met", Status.NOT_KNOWN: "not known"}
    shown = visible_to(by).filter(reference__in=list(status)).select_related("owner", "team")
    return [(case, words[status[case.reference]]) for case in shown.order_by("next_action_by", "pk")]


def _screened(cases: QuerySet[Case], on: date | None) -> Screening | None:
    """The screening to answer from: where there are more cases than can be judged while somebody waits."""
    if on is not None or cases.order_by()[: MOST + 1].count() <= MOST:
        return None
    return last_screening()


def _as_screened(by: Officer, screening: Screening) -> Blocks:
    rules = _most_first((s.rule, s.violated, s.not_known) for s in stops_in(by, screening))
    return Blocks(rules, screening.cases, screening.cases, screening.started_at)


def _most_first(found: Iterable[tuple[str, int, int]]) -> tuple[Blocked, ...]:
    rules = in_use().scheme.rules
    made = [Blocked(rules[name], no, unknown) for name, no, unknown in found if name in rules]
    return tuple(sorted(made, key=lambda b: (-b.cases, b.rule.name)))


def _judged(cases: QuerySet[Case], on: date | None) -> tuple[dict[str, dict[str, Status]], int]:
    """Rule → case → status of every rule that stops one, and how many cases were judged for it."""
    found: dict[str, dict[str, Status]] = {}
    looked_at, of_scheme, day = 0, scheme_facts(), on or datetime.now(UTC).date()
    for state in _recorded_by(cases, on) if on else _now(cases):
        looked_at += 1
        for name, status in stops(state, day, of_scheme).items():
            found.setdefault(name, {})[state.reference] = status
    return found, looked_at


def stops(state: Judged, day: date, of_scheme: Mapping[str, Known]) -> dict[str, Status]:
    """The rules that stand against some move towards removal from where a case stands."""
    scheme = in_use().scheme
    if state.stage not in scheme.stages:
        return {}
    moves = [m for m in scheme.moves_from(state.stage) if m.towards is Towards.REMOVAL]
    if not moves:
        return {}
    known, _ = current_facts(scheme, as_case(state, day, of_scheme), day)
    statuses = in_use().screener.statuses({name: k.value for name, k in known.items()}, day)
    needed = dict.fromkeys(name for move in moves for name in scheme.needs_of(move))
    return {name: statuses[name] for name in needed if statuses[name] is not Status.SATISFIED}


def _cases(by: Officer) -> QuerySet[Case]:
    if may(by, "search"):
        return visible_to(by).filter(closed=False)
    role_for(by, "statistics")
    return Case.objects.filter(restricted=False, closed=False)


@dataclass(frozen=True, slots=True)
class _Row:
    """A case as its rows say, as far as judging needs it."""

    reference: str
    stage: str
    facts: dict[str, Answer]
    holds_in_force: int
    beds: Beds


def _now(cases: QuerySet[Case]) -> Iterator[Judged]:
    rows = list(cases.order_by("-changed_at", "pk")[:MOST].only("reference", "stage", "holds_in_force"))
    for start in range(0, len(rows), BATCH):
        batch = rows[start : start + BATCH]
        keys = [row.pk for row in batch]
        facts, beds = read_many_facts(keys), beds_of(keys)
        for row in batch:
            held = facts.get(row.pk, {}), row.holds_in_force, beds.get(row.pk, {})
            yield _Row(row.reference, row.stage, *held)


def _recorded_by(cases: QuerySet[Case], on: date) -> Iterator[Judged]:
    """States folded from what was in the ledger by the end of a day."""
    until = stamp(datetime.combine(on, time.max, UTC))
    references = list(cases.order_by("-changed_at", "pk").values_list("reference", flat=True)[:MOST])
    for start in range(0, len(references), BATCH):
        batch = Entry.objects.filter(stream__in=references[start : start + BATCH], recorded_at__lte=until)
        records = (e.record for e in batch.order_by("stream", "seq").iterator(chunk_size=2_000))
        for _, chain in groupby(records, key=lambda r: r.stream):
            yield fold(chain)
