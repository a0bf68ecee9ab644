"""The sections of a scheme that hold no conditions: sources, lists, constants, what is established, hosts."""

from __future__ import annotations

from returnhub.scheme.calendar import Calendar, calendar_names, load_calendar
from returnhub.scheme.gather import Gathered
from returnhub.scheme.keys import AGREEMENT_KEYS, CONSTANT_KEYS, ESTABLISHED_KEYS, HOST_KEYS, SOURCE_KEYS
from returnhub.scheme.language.tree import Literal
from returnhub.scheme.model import CitedSource, Constant, Established, Host, Period
from returnhub.scheme.nodes import Mapping, Node, Sequence, Text
from returnhub.scheme.problems import nearest
from returnhub.scheme.types import Integer, Money, parse_scalar
from returnhub.scheme.vocabulary import RESERVED, Vocabulary


class PlainSections:
    """Reads them one by one; mistakes are noted in `gathered.reading`."""

    def __init__(self, gathered: Gathered, vocabulary: Vocabulary) -> None:
        self.gathered = gathered
        self.vocabulary = vocabulary
        self.r = gathered.reading
        self.sections = gathered.sections

    def roles(self) -> dict[str, str]:
        """Who may make moves, in words."""
        return {name: self.r.text(node) for name, (_, node) in self.sections["roles"].items()}

    def sources(self) -> dict[str, CitedSource]:
        """What citations name."""
        made = {}
        for name, (_, node) in self.sections["sources"].items():
            if isinstance(node, Text):
                made[name] = CitedSource(name, self.r.text(node))
            else:
                entry = self.r.mapping(node, SOURCE_KEYS)
                title, url = self.r.field(entry, "title"), self.r.field(entry, "url", optional=True)
                made[name] = CitedSource(name, title, url, self.r.field(entry, "grade", optional=True))
        return made

    def lists(self) -> dict[str, tuple[str, ...]]:
        """Named lists of codes."""
        return {
            name: tuple(t.value for t in self._words(node))
            for name, (_, node) in self.sections["lists"].items()
        }

    def constants(self) -> dict[str, Constant]:
        """Numbers that the scheme sets."""
        made = {}
        for name, (key, node) in self.sections["constants"].items():
            entry = self.r.mapping(node, CONSTANT_KEYS)
            value = self.r.integer(entry.get("value"), entry if entry.entries else key, "value")
            unit = self.r.field(entry, "unit") if entry.entries else ""
            kind = Money(value, value) if unit == "pence" else Integer(value, value, unit)
            source = self.r.authority(entry, "source") if entry.entries else ""
            if name in self.vocabulary.facts:
                self.r.problem(key, f"`{name}` is already a fact of the vocabulary", "choose another name")
            elif name in RESERVED:
                self.r.problem(key, f"`{name}` is a reserved word", "choose another name")
            made[name] = Constant(name, Literal(value, kind, name), unit, source)
        return made

    def established(self) -> dict[str, Established]:
        """Facts about the scheme or its host."""
        made = {}
        for name, (key, node) in self.sections["established"].items():
            fact = self.vocabulary.facts.get(name)
            entry = self.r.mapping(node, ESTABLISHED_KEYS)
            if fact is None:
                self.r.problem(key, f"`{name}` is not a fact", nearest(name, self.vocabulary.facts))
                continue
            if fact.about not in ("scheme", "host"):
                self.r.problem(key, f"`{name}` is about each {fact.about}, not about the scheme or its host")
            text = self.r.field(entry, "value")
            try:
                value = parse_scalar(fact.type, text)
            except ValueError as why:
                self.r.problem(entry.get("value") or key, f"`{text}` {why}")
                continue
            made[name] = Established(name, value, self.r.day(entry, "on"), self.r.field(entry, "source"))
        return made

    def hosts(self) -> dict[str, Host]:
        """Countries with an agreement, or without one."""
        return {name: self._host(name, node) for name, (_, node) in self.sections["hosts"].items()}

    def _host(self, name: str, node: Node) -> Host:
        entry = self.r.mapping(node, HOST_KEYS)
        agreement = entry.get("agreement")
        period, binding = None, False
        if isinstance(agreement, Mapping):
            inner = self.r.mapping(agreement, AGREEMENT_KEYS)
            period, binding = self.period(inner, "in_force"), self.r.flag(inner, "binding")
        elif self.r.text(agreement) != "none":
            self.r.problem(agreement or entry, "say which agreement, or `agreement: none`")
        return Host(
            name, self.r.field(entry, "country"), period, binding, self.r.field(entry, "note", optional=True)
        )

    def period(self, parent: Mapping, key: str) -> Period:
        """A field with `from` and `to`."""
        entry = self.r.mapping(parent.get(key), ("from", "to"))
        period = Period(self.r.day(entry, "from"), self.r.day(entry, "to"))
        if period.start and period.end and period.end < period.start:
            self.r.problem(entry.get("to") or entry, f"`{key}` ends before it begins")
        return period

    def calendar(self) -> Calendar:
        """The working days that rules count by."""
        text = self.gathered.calendar
        name = text.value if text else "england-and-wales"
        if name not in calendar_names():
            self.r.problem(
                text or self.gathered.top, f"there is no calendar `{name}`", nearest(name, calendar_names())
            )
            name = "england-and-wales"
        return load_calendar(name)

    def _words(self, node: Node) -> list[Text]:
        if isinstance(node, Sequence):
            if not node.items:
                self.r.problem(node, "the list is empty", "name at least one code")
            return [item for item in node.items if isinstance(item, Text)]
        self.r.problem(node, "a list of codes is expected here", "write `[one, two]`")
        return []
