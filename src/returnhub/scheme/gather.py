"""A scheme file and everything it builds on, laid over each other: what the file says last, holds."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path

from returnhub.scheme.keys import GUARDED, SECTIONS, TOP_KEYS
from returnhub.scheme.nodes import Mapping, Node, Text, parse_nodes
from returnhub.scheme.problems import NotThere, Problem, SchemeErrors, nearest
from returnhub.scheme.reading import Reading
from returnhub.scheme.source import Source, decode, read_source

Entry = tuple[Text, Node]


@dataclass(slots=True)
class Gathered:
    """The sections of a scheme after inheritance, still as nodes; problems so far are in `reading`."""

    top: Mapping
    reading: Reading
    extends: tuple[str, ...]
    sections: dict[str, dict[str, Entry]] = field(default_factory=dict)
    always: list[Text] = field(default_factory=list)
    calendar: Text | None = None
    texts: list[str] = field(default_factory=list)

    @property
    def digest(self) -> str:
        """SHA-256 of every text that was read, in order."""
        whole = hashlib.sha256()
        for text in self.texts:
            whole.update(hashlib.sha256(text.encode()).digest())
        return whole.hexdigest()


def library() -> Path:
    """The folder of shipped schemes."""
    return Path(str(files("returnhub.library")))


def shipped_schemes() -> list[str]:
    """Names of the shipped schemes, in alphabetical order."""
    return sorted(p.stem for p in library().glob("*.yaml") if p.stem != "facts")


def find_scheme(reference: str, beside: Path | None = None) -> Path:
    """The file of a shipped name or a path (beside another file, where `extends` names it)."""
    if reference in shipped_schemes():
        return library() / f"{reference}.yaml"
    path = Path(reference).expanduser()
    if beside is not None and not path.is_absolute():
        path = beside / path
    if reference.strip() and (path.exists() or path.suffix):
        return path
    hint = nearest(reference, shipped_schemes()) or "shipped: " + ", ".join(shipped_schemes())
    raise NotThere([Problem(f"there is no scheme or file `{reference}`", None, hint)])


def gather(reference: str) -> Gathered:
    """Read a scheme and what it extends, or raise `SchemeErrors`."""
    path = find_scheme(reference)
    return _lay_over([(path, read_source(path))], path.parent)


def gather_text(text: str | bytes, name: str = "scheme.yaml", folder: Path | None = None) -> Gathered:
    """The same for a scheme held in memory."""
    source = decode(text, name) if isinstance(text, bytes) else decode(text.encode(), name)
    return _lay_over([((folder or Path()) / name, source)], folder)


def _lay_over(chain: list[tuple[Path, Source]], folder: Path | None) -> Gathered:
    source = chain[-1][1]
    top = parse_nodes(source)
    reading = Reading(top)
    gathered = Gathered(top, reading, ())
    reading.keys(top, TOP_KEYS)
    names = []
    for parent in reading.texts(top, "extends"):
        names.append(parent.value)
        _inherit(gathered, parent, chain, folder)
    gathered.extends = tuple(names)
    gathered.texts.append(source.text)
    _drop(gathered)
    for section in SECTIONS:
        _overlay(gathered, section)
    gathered.always += reading.texts(top, "always")
    calendar = top.get("calendar")
    if isinstance(calendar, Text):
        gathered.calendar = calendar
    return gathered


def _inherit(gathered: Gathered, parent: Text, chain: list[tuple[Path, Source]], folder: Path | None) -> None:
    reading = gathered.reading
    try:
        path = find_scheme(parent.value, folder)
        if any(path.resolve() == earlier.resolve() for earlier, _ in chain):
            circle = " → ".join([*(p.stem for p, _ in chain), path.stem])
            reading.problem(parent, f"a scheme cannot build on itself: {circle}")
            return
        below = _lay_over([*chain, (path, read_source(path))], path.parent)
    except SchemeErrors as error:
        for problem in error.problems:
            if problem.place is None:
                reading.problem(parent, problem.what, problem.hint)
            else:
                reading.problems.append(problem)
        return
    reading.problems += below.reading.problems
    for section in SECTIONS:
        gathered.sections.setdefault(section, {}).update(below.sections.get(section, {}))
    gathered.always += below.always
    gathered.calendar = gathered.calendar or below.calendar
    gathered.texts += below.texts


def _drop(gathered: Gathered) -> None:
    """Take out what `without` names."""
    reading = gathered.reading
    without = reading.mapping(gathered.top.get("without"), (*GUARDED, "always", "established"))
    for key, _ in without.entries:
        for word in reading.texts(without, key.value):
            if key.value == "always":
                kept = [text for text in gathered.always if text.value != word.value]
                found = len(kept) < len(gathered.always)
                gathered.always = kept
            else:
                found = gathered.sections.get(key.value, {}).pop(word.value, None) is not None
            if not found:
                inherited = (
                    [t.value for t in gathered.always]
                    if key.value == "always"
                    else gathered.sections.get(key.value, {})
                )
                reading.problem(
                    word, f"nothing called `{word.value}` is inherited", nearest(word.value, inherited)
                )


def _overlay(gathered: Gathered, section: str) -> None:
    reading, laid = gathered.reading, gathered.sections.setdefault(section, {})
    for key, node in reading.entries(gathered.top, section):
        if section in GUARDED:
            says_so = isinstance(node, Mapping) and reading.flag(node, "replaces")
            if key.value in laid and not says_so:
                earlier = laid[key.value][0].source.name
                reading.problem(
                    key,
                    f"`{key.value}` is already given in {earlier}",
                    "say `replaces: yes`, or choose another name",
                )
            elif says_so and key.value not in laid:
                reading.problem(
                    key,
                    f"`{key.value}` replaces nothing: no such name is inherited",
                    nearest(key.value, laid),
                )
        laid[key.value] = (key, node)
