"""Rules, stages, moves and promises: the life of a case as the scheme has it."""

from __future__ import annotations

import re

from returnhub.scheme.gather import Gathered
from returnhub.scheme.keys import ACCEPTED_KEYS, MOVE_KEYS, PLACES, PROMISE_KEYS, RULE_KEYS, STAGE_KEYS
from returnhub.scheme.load.conditions import Conditions
from returnhub.scheme.load.names import named
from returnhub.scheme.model import (
    Acceptance,
    Constant,
    Move,
    Never,
    Promise,
    Rule,
    Stage,
    Stay,
    Towards,
    Within,
)
from returnhub.scheme.nodes import Mapping
from returnhub.scheme.problems import nearest


class LifeSections:
    """Reads them one by one; mistakes are noted in `gathered.reading`."""

    def __init__(self, gathered: Gathered) -> None:
        self.r = gathered.reading
        self.sections = gathered.sections

    def rules(self, conditions: Conditions) -> dict[str, Rule]:
        """Each with its condition."""
        made = {}
        for name, (_, node) in self.sections["rules"].items():
            entry = self.r.mapping(node, RULE_KEYS)
            condition = conditions.rule(name)
            made[name] = Rule(
                name=name,
                says=self.r.field(entry, "says"),
                condition=condition or conditions.nothing,
                protects=entry.get("protects") is not None,
                cite=self.r.authority(entry, "cite"),
                blocks=tuple(t.value for t in self.r.texts(entry, "block")),
                needs_verification=self.r.flag(entry, "needs_verification"),
                text=self.r.field(entry, "protects" if entry.get("protects") else "when", optional=True),
            )
        return made

    def stages(self, constants: dict[str, Constant]) -> dict[str, Stage]:
        """Where a case can stand."""
        made = {}
        for name, (_, node) in self.sections["stages"].items():
            entry = self.r.mapping(node, STAGE_KEYS)
            made[name] = Stage(
                name=name,
                says=self.r.field(entry, "says"),
                longest=self._stay(entry, constants),
                then=self.r.field(entry, "then", optional=True) or None,
                final=self.r.flag(entry, "final"),
                entry=self.r.flag(entry, "entry"),
                outside=self.r.field(entry, "outside", optional=True),
                place=self.r.one_of(entry, "place", PLACES, ""),
                like=self.r.field(entry, "like", optional=True),
            )
        return made

    def _stay(self, entry: Mapping, constants: dict[str, Constant]) -> Stay | None:
        node = entry.get("longest")
        if node is None:
            return None
        words = self.r.text(node)
        core = words.removesuffix(" in total")
        in_total = core != words
        days = re.fullmatch(r"(\d{1,5}) days?", core)
        if days:
            return Stay(int(days.group(1)), in_total)
        constant = constants.get(core)
        if constant is None or not isinstance(constant.literal.value, int) or constant.unit != "days":
            what = f"`{core}` is neither a time nor a constant in days"
            self.r.problem(node, what, nearest(core, constants) or "write `28 days`, or `28 days in total`")
            return Stay(1, in_total)
        return Stay(constant.literal.value, in_total, core)

    def moves(self, stages: dict[str, Stage], rules: dict[str, Rule]) -> dict[str, Move]:
        """From stage to stage."""
        roles = self.sections["roles"]
        made = {}
        for name, (key, node) in self.sections["moves"].items():
            entry = self.r.mapping(node, MOVE_KEYS)
            target = named(self.r, self.r.texts(entry, "to"), stages, "stage")
            if len(target) > 1:
                hint = "make one move for each stage that it leads to"
                self.r.problem(entry.get("to") or key, f"move `{name}` leads to more than one stage", hint)
            for wanted in ("from", "to", "by"):
                if entry.get(wanted) is None:
                    self.r.problem(key, f"move `{name}` has no `{wanted}`")
            made[name] = Move(
                name=name,
                says=self.r.field(entry, "says"),
                sources=named(self.r, self.r.texts(entry, "from"), stages, "stage"),
                target=target[0] if target else "",
                by=named(self.r, self.r.texts(entry, "by"), roles, "role"),
                countersigned_by=named(self.r, self.r.texts(entry, "countersigned_by"), roles, "role"),
                different_team=self.r.flag(entry, "different_team"),
                towards=Towards(self.r.one_of(entry, "towards", tuple(Towards), Towards.REMOVAL)),
                needs=named(self.r, self.r.texts(entry, "needs"), rules, "rule"),
                despite=named(self.r, self.r.texts(entry, "despite"), rules, "rule"),
                like=self.r.field(entry, "like", optional=True),
            )
        return made

    def promises(self, conditions: Conditions, stages: dict[str, Stage]) -> dict[str, Promise]:
        """What must never be, or be within a time."""
        made: dict[str, Promise] = {}
        for name, (key, node) in self.sections["promises"].items():
            entry = self.r.mapping(node, PROMISE_KEYS)
            says = self.r.field(entry, "says", optional=True) or name.replace("_", " ")
            cite = self.r.authority(entry, "cite", optional=True)
            blocks = tuple(t.value for t in self.r.texts(entry, "block"))
            if (entry.get("never") is None) == (entry.get("within") is None):
                self.r.problem(key, f"promise `{name}` must say either `never` or `within`")
            elif entry.get("never") is not None:
                condition = conditions.promise(entry.get("never"))
                text = self.r.field(entry, "never", optional=True)
                made[name] = Never(name, says, condition or conditions.nothing, cite, text, blocks)
            else:
                days = self.r.days(entry, "within")
                sources = named(self.r, self.r.texts(entry, "from"), stages, "stage")
                targets = named(self.r, self.r.texts(entry, "to"), stages, "stage")
                made[name] = Within(
                    name,
                    says,
                    days,
                    sources or tuple(s.name for s in stages.values() if s.entry),
                    targets or tuple(s.name for s in stages.values() if s.final),
                    cite,
                    blocks,
                )
        return made

    def accepted(self, stages: dict[str, Stage]) -> dict[str, Acceptance]:
        """Stages in which a case may stay without limit, each with a reason."""
        made = {}
        for name, (key, node) in self.sections["accepted"].items():
            entry = self.r.mapping(node, ACCEPTED_KEYS)
            words = self.r.texts(entry, "stages")
            if not words:
                self.r.problem(key, f"`{name}` accepts nothing", "write `stages: [...]`")
            for word in words:
                if word.value in stages and stages[word.value].final:
                    self.r.problem(word, f"`{word.value}` is final: nobody waits there")
            made[name] = Acceptance(
                name,
                named(self.r, words, stages, "stage"),
                self.r.field(entry, "because"),
                self.r.field(entry, "cite", optional=True),
            )
        return made
