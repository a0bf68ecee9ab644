"""Reading the other sections of an assumptions file: hosts, capacities, arrivals, who is there at the start, costs."""

from __future__ import annotations

from returnhub.forecast.history import NAMES
from returnhub.forecast.numbers import SHARES
from returnhub.forecast.pieces import AMOUNTS
from returnhub.forecast.plan import FLOWS, Arriving, Capacity, Cost, Host, Ruling, Starting, Step
from returnhub.forecast.stage_section import StageSection
from returnhub.scheme.nodes import Mapping as MappingNode

_EVERY = {"a_day": 1.0, "a_week": 7.0, "a_quarter": 91.0, "places": 0.0, "seats": 0.0}


class Sections(StageSection):
    """All sections of a file, read for one scheme; every mistake noted at its place."""

    def hosts(self) -> dict[str, Host]:
        """Section `hosts`."""
        made = {}
        for name, entry in self._of("hosts", ("opens", "lasts", "fills", "places", "suspended", "rulings")):
            stopped = self.reading.mapping(entry.get("suspended"), ("monthly", "days"))
            opens, lasts = self._needed(entry, "opens", ("days",)), self._needed(entry, "lasts", ("days",))
            monthly = self._term(stopped, "monthly", SHARES)
            days = self._term(stopped, "days", ("days",))
            if (monthly is None) != (days is None):
                self.reading.problem(stopped, "a suspension needs its chance (`monthly`) and its `days`")
            if opens and lasts:
                made[name] = Host(
                    name, self._term(entry, "places", ("places",)), opens, lasts,
                    self._term(entry, "fills", ("days",)), monthly, days, self._rulings(entry),
                )  # fmt: skip
        return made

    def capacities(self) -> dict[str, Capacity]:
        """Section `capacities`."""
        made = {}
        keys = (*_EVERY, "flights_a_month", "hosts", "less", "once", "steps")
        for name, entry in self._of("capacities", keys):
            hosts = self._names(entry, "hosts", self.sections["hosts"], "host")
            given = [key for key in _EVERY if entry.get(key) is not None]
            if len(given) > 1 or (not given and not hosts):
                self.reading.problem(
                    self.sections["capacities"][name][0],
                    f"`{name}` has {'several capacities' if given else 'no capacity'}",
                    "one of " + ", ".join(f"`{key}`" for key in _EVERY),
                )
                continue
            amount = self._term(entry, given[0], AMOUNTS) if given else None
            flights = self._term(entry, "flights_a_month", ("flights a month",))
            if (given == ["seats"]) != (flights is not None):
                self.reading.problem(entry, f"`{name}` needs both `seats` and `flights_a_month`, or neither")
            less, once = (
                self._term(entry, "less", ("share",)),
                self._names(entry, "once", self.sections["hosts"], "host"),
            )
            every = _EVERY[given[0]] if given else 0.0
            made[name] = Capacity(name, amount, every, flights, hosts, less, once, self._steps(entry))
        return made

    def arrivals(self) -> dict[str, Arriving]:
        """Section `arrivals`."""
        made = {}
        for name, entry in self._of(
            "arrivals", ("a_quarter", "counted", "before", "after", "deterred", "once")
        ):
            self._described(name, "arrivals")
            rate = self._needed(entry, "a_quarter", ("people a quarter", "appeals a quarter"))
            if rate:
                made[name] = Arriving(
                    name, rate, self._term(entry, "counted", ("share",)),
                    self._name(entry, "before", FLOWS, "published series of a flow"),
                    self._term(entry, "after", ("days",)), self._term(entry, "deterred", ("share",)),
                    self._names(entry, "once", self.sections["hosts"], "host"),
                )  # fmt: skip
        return made

    def starting(self) -> dict[str, Starting]:
        """Section `starting`."""
        made: dict[str, Starting] = {}
        keys = ("published", "people", "less", "over", "since_claim", "among_refused", "by_age")
        for name, entry in self._of("starting", keys):
            self._described(name, "starting")
            series = self._name(entry, "published", NAMES, "published series")
            units = ("share", "people", "places") if series else ("people", "places")
            people, over = self._term(entry, "people", units), self._term(entry, "over", ("days",))
            if not (series or people):
                self.reading.problem(entry, f"who is in `{name}` at the start?", "`published` or `people`")
            if series in FLOWS and over is None:
                self.reading.problem(
                    entry, f"`{series}` counts what happens in a quarter: over how many days?", "`over`"
                )
            less = self._names(entry, "less", made, "stage given before this one")
            flags = (self.reading.flag(entry, k) for k in ("since_claim", "among_refused", "by_age"))
            made[name] = Starting(name, series, people, less, over, *flags)
        return made

    def costs(self) -> dict[str, Cost]:
        """Section `costs`."""
        made = {}
        for title, entry in self._of("costs", ("each", "nights", "moves", "places", "a_year")):
            each = self._needed(entry, "each", ("GBP",))
            nights = self._names(entry, "nights", self.scheme.stages, "stage")
            moves = self._names(entry, "moves", self.scheme.moves, "move")
            places, a_year = (
                self._names(entry, k, self.sections["hosts"], "host") for k in ("places", "a_year")
            )
            if sum(map(bool, (nights, moves, places, a_year))) != 1:
                self.reading.problem(
                    self.sections["costs"][title][0], f"what is paid for by `{title}`?",
                    "one of `nights` (stages), `moves`, `places` (of a host), `a_year` (a host is open)",
                )  # fmt: skip
            if each:
                made[title] = Cost(title, each, nights, moves, places, a_year)
        return made

    def _steps(self, entry: MappingNode) -> tuple[Step, ...]:
        made = []
        for step in self._list(entry, "steps", ("from", "times", "becomes")):
            start, times, becomes = (
                self._date(step, "from"),
                self._term(step, "times", ("times", "share")),
                self._term(step, "becomes", AMOUNTS),
            )
            if (times is None) == (becomes is None):
                self.reading.problem(step, "a step needs `times` or `becomes`")
            if start:
                made.append(Step(start, times, becomes))
        return tuple(made)

    def _rulings(self, entry: MappingNode) -> tuple[Ruling, ...]:
        made = []
        for ruling in self._list(entry, "rulings", ("on", "days")):
            on, days = self._date(ruling, "on"), self._needed(ruling, "days", ("days",))
            if on and days:
                made.append(Ruling(on, days))
        return tuple(made)
