"""Reading the section `stages`: only stages and moves of the scheme, and shares that add up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from returnhub.forecast.numbers import SHARES
from returnhub.forecast.pieces import Pieces, entries_of
from returnhub.forecast.plan import LONGEST, Law, StagePlan
from returnhub.forecast.terms import REST, Term
from returnhub.scheme.nodes import Mapping as MappingNode
from returnhub.scheme.nodes import Node, Text
from returnhub.scheme.problems import nearest

_STAGE = ("time", "waits_for", "then", "monthly", "while_open", "holds", "host", "when_host_ends",
          "clock")  # fmt: skip
_LAWS = {"fixed": ("fixed",), "geometric": ("geometric",), "lognormal": ("lognormal", "spread")}


class StageSection(Pieces):
    """Every mistake noted at its place."""

    def stages(self) -> dict[str, StagePlan]:
        """Section `stages`: each a stage of the scheme that people leave, by moves of the scheme that start there."""
        made = {}
        for name, (key, node) in self.sections["stages"].items():
            entry = self.reading.mapping(node, _STAGE)
            stage = self.scheme.stages.get(name)
            if stage is None or stage.final:
                what = "which is an end" if stage else f"which scheme `{self.scheme.name}` does not have"
                self.reading.problem(key, f"`{name}` is described, {what}", nearest(name, self._leavable()))
                continue
            waits, holds = (
                self._name(entry, k, self.sections["capacities"], "capacity") for k in ("waits_for", "holds")
            )
            if holds and self._served_by_the_day(holds):
                what = f"`{holds}` is served by the day and cannot be held"
                self.reading.problem(entry.get("holds") or key, what, "hold `places`, or the places of hosts")
            law = self._law(entry)
            if waits and law:
                self.reading.problem(key, f"`{name}` has a `time` and `waits_for`; it can have one of them")
            if law and law.kind == LONGEST and stage.longest is None:
                self.reading.problem(entry.get("time") or key, f"`{name}` has no longest stay in the scheme")
            monthly = self._monthly(entry, name)
            if not (waits or law or monthly):
                self.reading.problem(key, f"nothing ever ends `{name}`", "`time`, `waits_for` or `monthly`")
            ends = self._move(entry.get("when_host_ends"), name)
            made[name] = StagePlan(
                name, law, waits, self._then(entry, name, key, bool(waits or law)), monthly,
                self._while_open(entry, monthly), holds,
                self._names(entry, "host", self.sections["hosts"], "host"), ends, self.reading.flag(entry, "clock"),
            )  # fmt: skip
        return made

    def _served_by_the_day(self, capacity: str) -> bool:
        given = self.sections["capacities"].get(capacity)
        keys = [key.value for key, _ in entries_of(given[1])] if given else []
        return any(key in ("a_day", "a_week", "a_quarter", "seats") for key in keys)

    def lacking(self, stages: Iterable[str]) -> list[str]:
        """Stages that people can come to and that are not described, in the order of the scheme."""
        reached, described = set(stages), set(self.sections["stages"])
        for name in described:
            for key, node in self.reading.mapping(self.sections["stages"][name][1]).entries:
                if key.value in ("then", "monthly", "when_host_ends"):
                    moves = [node.value] if isinstance(node, Text) else [k.value for k, _ in entries_of(node)]
                    reached |= {self.scheme.moves[m].target for m in moves if m in self.scheme.moves}
            stage = self.scheme.stages.get(name)
            if stage and stage.longest and stage.then and stage.then in self.scheme.moves:
                reached.add(self.scheme.moves[stage.then].target)
        return [n for n in self._leavable() if n in reached and n not in described]

    def _leavable(self) -> list[str]:
        return [name for name, stage in self.scheme.stages.items() if not stage.final]

    def _move(self, node: Node | None, stage: str) -> str | None:
        """A move of the scheme that starts in the stage."""
        name = self.reading.text(node)
        if node is None or not name:
            return None
        starts = [m.name for m in self.scheme.moves_from(stage)]
        if name not in starts:
            self.reading.problem(
                node,
                f"scheme `{self.scheme.name}` has no move `{name}` from `{stage}`",
                nearest(name, starts),
            )
            return None
        return name

    def _then(self, entry: MappingNode, stage: str, key: Text, needed: bool) -> dict[str, Term | None]:
        node = entry.get("then")
        if node is None and needed:
            self.reading.problem(key, f"what follows `{stage}`? `then` is missing")
        if node is not None and not needed:
            self.reading.problem(node, f"`{stage}` has `then`, but neither `time` nor `waits_for`")
        if isinstance(node, Text):
            return {name: None} if (name := self._move(node, stage)) else {}
        made: dict[str, Term | None] = {}
        for move, value in entries_of(node):
            name = self._move(move, stage)
            term = None if self.reading.text(value) == REST else self.terms.read(value, ("share",))
            if name:
                made[name] = term
        rests = sum(self.reading.text(value) == REST for _, value in entries_of(node))
        if node is not None:
            self._adds_up([t for t in made.values() if t], node, f"the shares of `{stage}`", rests)
        return made

    def _monthly(self, entry: MappingNode, stage: str) -> dict[str, Term]:
        node, made = entry.get("monthly"), {}
        for move, value in entries_of(node):
            name, term = self._move(move, stage), self.terms.read(value, SHARES)
            if name and term:
                made[name] = term
        if node is not None:
            self._adds_up(list(made.values()), node, f"the monthly chances of `{stage}`", 1)
        return made

    def _while_open(self, entry: MappingNode, monthly: Mapping[str, Term]) -> dict[str, tuple[str, ...]]:
        made = {}
        for move, _ in entries_of(entry.get("while_open")):
            if move.value not in monthly:
                self.reading.problem(
                    move, f"`{move.value}` is not under `monthly`", nearest(move.value, monthly)
                )
            gate = self.reading.mapping(entry.get("while_open"))
            made[move.value] = self._names(gate, move.value, self.sections["hosts"], "host")
        return made

    def _adds_up(self, terms: list[Term], node: Node, what: str, rests: int) -> None:
        """Shares must add up to 1 by themselves, or leave room for one `rest` even at their highest."""
        ranges = [self._range(t) for t in terms]
        if any(r is None for r in ranges):
            return
        central, high = (sum(r[k] for r in ranges if r) for k in (0, 1))
        if rests > 1:
            self.reading.problem(node, f"{what}: only one of them can be `rest`")
        elif rests == 1 and high > 1 + 1e-9:
            self.reading.problem(node, f"{what} can add up to {high:.3g}, more than 1")
        elif rests == 0 and (abs(central - 1) > 1e-9 or abs(high - 1) > 1e-9):
            self.reading.problem(
                node, f"{what} add up to {central:.3g}, not to 1", "let one of them be `rest`"
            )

    ranges: Mapping[str, tuple[float, float]] = {}
    """Number → (central, high); set by the reader of the file. Names that the calibration gives are not in it."""

    def _range(self, term: Term) -> tuple[float, float] | None:
        if not all(n in self.ranges for n in term.names):
            return None
        neither = [1.0, 1.0]
        for product in term.either:
            for k in (0, 1):
                value = 1.0
                for name in product:
                    value *= self.ranges[name][k]
                neither[k] *= 1 - value
        return 1 - neither[0], 1 - neither[1]

    def _law(self, entry: MappingNode) -> Law | None:
        node = entry.get("time")
        if node is None:
            return None
        if isinstance(node, Text):
            if node.value != LONGEST:
                self.reading.problem(
                    node, f"`{node.value}` is not a time", f"`{LONGEST}`, or one of {', '.join(_LAWS)}"
                )
            return Law(LONGEST)
        for kind, keys in _LAWS.items():
            entry = self.reading.mapping(node)
            if entry.get(kind) is not None:
                self.reading.keys(entry, keys)
                terms = [self._term(entry, k, ("days",) if k == kind else ("sigma",)) for k in keys]
                if entry.get(keys[-1]) is None:
                    self.reading.problem(node, f"`{keys[-1]}` is missing")
                return Law(kind, tuple(t for t in terms if t))
        self.reading.problem(node, "not a time", f"one of {', '.join(_LAWS)}, as `{{fixed: some_days}}`")
        return None
