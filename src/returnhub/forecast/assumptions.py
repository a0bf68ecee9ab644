"""Reading a scheme's assumptions: a file beside the scheme's own, by the same name, which may extend another.

Entries of a file that extends another take the place of its entries by name, section by section. All mistakes of all
files are reported at once, each at its place. See docs/assumptions.md.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from returnhub.forecast.layers import (
    SECTIONS,
    Layer,
    layers_of,
    merged,
    numbers_only,
    own_file,
    shipped,
    units_of,
    with_parents,
)
from returnhub.forecast.numbers import Number, read_number
from returnhub.forecast.people import groups
from returnhub.forecast.plan import Cost, Plan
from returnhub.forecast.scope import closed_by_arrival, stranded
from returnhub.forecast.sections import Sections
from returnhub.scheme.model import Scheme
from returnhub.scheme.problems import UserError, nearest
from returnhub.scheme.reading import Reading
from returnhub.scheme.source import Source

CALIBRATED = {
    "claims_a_quarter": "people a quarter",
    "first_decisions_a_quarter": "people a quarter",
    "first_decisions_granted": "share",
    "claim_withdrawn_monthly": "share a month",
    "appeals_decided_a_quarter": "appeals a quarter",
    "enforced_returns_a_quarter": "people a quarter",
    "voluntary_returns_a_quarter": "people a quarter",
    "appealed_share": "share",
    "appeal_lodged_after": "days",
    "other_appeals_a_quarter": "appeals a quarter",
    "claims_counted": "share",
}
"""What a calibration gives by name, and its unit; an assumptions file that sets one takes its place."""
INSTEAD = ("offers_at_most", "direct_returns_at_most")
"""Limits on other uses of the same money (`study.WAYS`): used wherever they are given."""


@dataclass(frozen=True, slots=True)
class Assumptions:
    """All numbers of a forecast, the day on which it starts, and the plan of each scheme."""

    name: str
    version: str
    start: date
    numbers: Mapping[str, Number]
    digest: str
    plans: Mapping[str, Plan]


def load_assumptions(schemes: Sequence[Scheme], given: str | Path | None = None) -> Assumptions:
    """The assumptions of schemes that are compared: each scheme's own file, and one that the user gives.

    A scheme's own file has its name, or that of the nearest scheme it extends. A given file takes its place where it
    describes as much (else it is for the first scheme); for the others, its numbers hold where they have them.
    `SchemeErrors` with every problem of every file; `UserError` where a scheme has none, or two schemes differ on a
    number or on the start.
    """
    own = {s.name: layers_of(path) if (path := own_file(s)) else [] for s in schemes}
    extra = layers_of(shipped(given) or Path(given)) if given else []
    fits = [s.name for s in schemes if extra and _describes(extra, s, own[s.name])] or [schemes[0].name]
    loaded = []
    for scheme in schemes:
        layers = own[scheme.name]
        if extra and (scheme.name in fits or not layers):
            layers = extra
        elif extra:
            layers = [*layers, *numbers_only(extra, layers)]
        if not layers:
            lacks = ", ".join(f"`{n}`" for n, s in scheme.stages.items() if not s.final)
            raise UserError(
                f"scheme `{scheme.name}` has no assumptions: nothing is said of its stages {lacks}",
                hint="write a file that describes them and give it with `--assumptions` (docs/assumptions.md)",
            )
        loaded.append(_read(layers, scheme))
    return _together(loaded)


def _describes(extra: Sequence[Layer], scheme: Scheme, own: Sequence[Layer]) -> bool:
    """Whether the given files describe every stage that the scheme's own do, and none that it does not have."""
    stages = set(merged(extra, "stages"))
    return set(merged(own, "stages")) <= stages <= set(scheme.stages)


def read_assumptions(source: Source, scheme: Scheme) -> Assumptions:
    """The same for one scheme, from text."""
    return _read(with_parents(source, Path(), source.name), scheme)


def _read(layers: Sequence[Layer], scheme: Scheme) -> Assumptions:
    own = layers[-1]
    reading = Reading(own.reading.top)
    sections = {name: merged(layers, name) for name in SECTIONS}  # which notes names that are given twice
    for layer in layers:
        reading.problems += [p for p in layer.reading.problems if p not in reading.problems]
    numbers = {name: read_number(reading, name, node) for name, (_, node) in sections["numbers"].items()}
    units = {**{n: x.unit for n, x in numbers.items()}, **units_of(reading, layers, CALIBRATED)}
    found = Sections(reading, sections, scheme, units)
    found.ranges = {name: (n.central, n.high) for name, n in numbers.items()}
    hosts, capacities, stages = found.hosts(), found.capacities(), found.stages()
    arrivals, starting, costs = found.arrivals(), found.starting(), found.costs()
    for name in found.lacking([*arrivals, *starting]):
        reading.problem(own.reading.top, f"stage `{name}` of scheme `{scheme.name}` is not described")
    for name, (key, _) in sections["numbers"].items():
        if name not in found.used and name not in INSTEAD and key.source is own.source:
            known = [n for n in units if n != name]
            reading.problem(key, f"nothing uses `{name}`", nearest(name, known))
    start = _start(reading, layers)
    waiting = [s.name for s in stages.values() if s.waits_for]
    priority = _order(reading, layers, "priority", waiting)
    for name in waiting if not reading.problems else ():
        if name not in priority:
            reading.problem(own.reading.top, f"`priority` does not say when those in `{name}` are served")
    first = _order(reading, layers, "served_first", sorted(set(groups().nationality)))
    reading.finish()
    assert start is not None
    plan = Plan(
        scheme,
        start,
        stages,
        capacities,
        hosts,
        arrivals,
        starting,
        costs,
        priority,
        first,
        closed_by_arrival(scheme, start),
    )
    if found_stuck := stranded(plan):
        stage, arrival = found_stuck
        reading.problem(
            sections["stages"][stage][0],
            f"the scheme's rules close every way on from `{stage}` to people who came so: {arrival}",
            "put such moves under `monthly`, or describe another way",
        )
        reading.finish()
    digest = hashlib.sha256("".join(layer.source.text for layer in layers).encode()).hexdigest()
    name, version = (own.reading.field(own.reading.top, key) for key in ("assumptions", "version"))
    return Assumptions(name, version, start, numbers, digest, {scheme.name: plan})


def _together(loaded: Sequence[Assumptions]) -> Assumptions:
    """One set of numbers for all that are compared."""
    numbers: dict[str, Number] = {}
    for made in loaded:
        if made.start != loaded[0].start:
            raise UserError(f"`{loaded[0].name}` starts on {loaded[0].start}, `{made.name}` on {made.start}")
        for name, number in made.numbers.items():
            if numbers.setdefault(name, number) != number:
                raise UserError(
                    f"`{loaded[0].name}` and `{made.name}` differ on the number `{name}`",
                    hint="schemes are compared in the same world: give one file with `--assumptions`",
                )
    names, versions = dict.fromkeys(a.name for a in loaded), dict.fromkeys(a.version for a in loaded)
    digests = dict.fromkeys(a.digest for a in loaded)
    digest = next(iter(digests))
    if len(digests) > 1:
        digest = hashlib.sha256("".join(digests).encode()).hexdigest()
    plans = {name: plan for a in loaded for name, plan in a.plans.items()}
    # What only another scheme pays for costs this one nothing: all have the same items in the same order.
    items = {c.title: Cost(c.title, c.each, (), (), (), ()) for p in plans.values() for c in p.costs.values()}
    plans = {name: replace(plan, costs={**items, **plan.costs}) for name, plan in plans.items()}
    return Assumptions(" and ".join(names), ", ".join(versions), loaded[0].start, numbers, digest, plans)


def _start(reading: Reading, layers: Sequence[Layer]) -> date | None:
    top = next(
        (x.reading.top for x in reversed(layers) if x.reading.top.get("start")), layers[-1].reading.top
    )
    start = reading.day(top, "start")
    if top.get("start") is None:
        reading.problem(top, "`start` is missing", "write the day of the stocks, as 2025-12-31")
    elif start and (start + timedelta(days=1)).strftime("%m-%d") not in ("01-01", "04-01", "07-01", "10-01"):
        reading.problem(top.get("start") or top, f"{start} is not the end of a quarter", "as 2025-12-31")
    return start


def _order(reading: Reading, layers: Sequence[Layer], key: str, known: Sequence[str]) -> tuple[str, ...]:
    """A list that the last file to give it decides."""
    top = next((x.reading.top for x in reversed(layers) if x.reading.top.get(key)), layers[-1].reading.top)
    words = reading.texts(top, key)
    if top is layers[-1].reading.top:
        for word in words:
            if word.value not in known:
                what = "waits for nothing" if key == "priority" else "is no group of its own"
                reading.problem(word, f"`{word.value}` {what}", nearest(word.value, known))
    return tuple(word.value for word in words if word.value in known)
