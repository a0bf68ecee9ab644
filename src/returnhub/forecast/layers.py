"""The files of assumptions: where they are found, which they extend, and what they come to together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from returnhub.forecast.numbers import UNITS
from returnhub.forecast.pieces import Entries
from returnhub.scheme.load import load_scheme
from returnhub.scheme.model import Scheme
from returnhub.scheme.nodes import Mapping as MappingNode
from returnhub.scheme.nodes import Text, parse_nodes
from returnhub.scheme.problems import NotThere, Problem, SchemeErrors
from returnhub.scheme.reading import Reading
from returnhub.scheme.source import Source, read_source

SECTIONS = ("numbers", "hosts", "capacities", "stages", "arrivals", "starting", "costs")
_KEYS = ("assumptions", "version", "extends", "start", *SECTIONS, "priority", "served_first")


@dataclass(frozen=True, slots=True)
class Layer:
    """One file: its nodes, and what it is called."""

    reference: str
    source: Source
    reading: Reading


def shipped(name: str | Path | None) -> Path | None:
    """The file of a shipped name, if there is one."""
    path = Path(str(files("returnhub.library") / "assumptions" / f"{name}.yaml"))
    return path if path.exists() else None


def own_file(scheme: Scheme) -> Path | None:
    """The shipped file of a scheme, or of the nearest one that it extends."""
    found = shipped(scheme.name)
    for parent in scheme.extends:
        found = found or shipped(parent)
    for parent in scheme.extends if found is None else ():
        with suppress(NotThere):  # a path that only the scheme's own folder knows
            found = found or own_file(load_scheme(parent))
    return found


def layers_of(path: Path) -> list[Layer]:
    """A file and those that it extends, the farthest first."""
    return with_parents(read_source(path), path.parent, path.name)


def with_parents(source: Source, folder: Path, reference: str, seen: tuple[str, ...] = ()) -> list[Layer]:
    """The file and those that it extends, the farthest first."""
    reading = Reading(parse_nodes(source))
    reading.keys(reading.top, _KEYS)
    for key in ("assumptions", "version"):
        reading.field(reading.top, key)
    made: list[Layer] = []
    for parent in reading.texts(reading.top, "extends")[:1]:
        path = shipped(parent.value) or folder / parent.value
        if path.name in (*seen, reference):
            raise SchemeErrors([Problem(f"`{parent.value}` is extended by itself", parent.place)])
        if not path.exists():
            raise SchemeErrors([Problem(f"there are no assumptions `{parent.value}`", parent.place)])
        made = with_parents(read_source(path), path.parent, path.name, (*seen, reference))
    return [*made, Layer(reference, source, reading)]


def merged(layers: Sequence[Layer], section: str) -> Entries:
    """Entry by entry, the last file that gives it."""
    made: dict[str, tuple[Text, object]] = {}
    for layer in layers:
        for key, node in layer.reading.entries(layer.reading.top, section):
            made[key.value] = (key, node)
    return made  # type: ignore[return-value]


def numbers_only(extra: Sequence[Layer], layers: Sequence[Layer]) -> list[Layer]:
    """Of another scheme's file, the numbers that these files have too."""
    known = merged(layers, "numbers")
    made = []
    for layer in extra:
        if layer.reference in [x.reference for x in layers]:
            continue
        top = layer.reading.top
        kept = [(k, v) for k, v in layer.reading.entries(top, "numbers") if k.value in known]
        entries = [
            (k, MappingNode(kept, v.place) if k.value == "numbers" else v)
            for k, v in top.entries
            if k.value in ("assumptions", "version", "numbers")
        ]
        if kept:
            made.append(Layer(layer.reference, layer.source, Reading(MappingNode(entries, top.place))))
    return made


def units_of(reading: Reading, layers: Sequence[Layer], calibrated: Mapping[str, str]) -> dict[str, str]:
    """Number → its unit, as first given: what takes its place has the same, else that is noted where it is written."""
    made = dict(calibrated)
    for layer in layers:
        for name, (key, node) in merged([layer], "numbers").items():
            given = node.get("unit") if isinstance(node, MappingNode) else None
            unit = given.value if isinstance(given, Text) else ""
            if unit in UNITS and made.setdefault(name, unit) != unit:
                what = f"`{name}` is in {unit}; what it takes the place of is in {made[name]}"
                reading.problem(given or key, what)
    return made
