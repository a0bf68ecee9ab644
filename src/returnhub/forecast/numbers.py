"""A number that a forecast needs, with its range, the distribution meant, its source, its date and its grade."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from math import nan
from statistics import NormalDist

from returnhub.scheme.nodes import Mapping as MappingNode
from returnhub.scheme.nodes import Node
from returnhub.scheme.problems import nearest
from returnhub.scheme.reading import Reading

GRADES = ("published", "derived", "press", "judgement")
SHARES = ("share", "share a month")
UNITS = (*SHARES, "days", "people", "places", "people a quarter", "people a week", "appeals a quarter",
         "flights a month", "GBP", "times", "sigma")  # fmt: skip
DISTRIBUTIONS = ("fixed", "triangular", "uniform", "normal")
_KEYS = ("says", "low", "central", "high", "unit", "distribution", "grade", "date", "source")
_HALF = 1.959964
"""Of a normal, 19 in 20 lie within so many sigmas of the middle."""


@dataclass(frozen=True, slots=True)
class Number:
    """One assumption: a range with its most likely value, in `unit`.

    `distribution`: `fixed` (always `central`); `triangular`; `uniform` from `low` to `high`; `normal`, of which
    `low` and `high` hold 19 in 20 (never below zero, and a share never above 1).
    """

    name: str
    says: str
    low: float
    central: float
    high: float
    unit: str
    grade: str
    date: date
    source: str
    distribution: str = "triangular"

    def at(self, u: float) -> float:
        """The value that a share `u` of all draws lies below."""
        width = self.high - self.low
        if width == 0 or self.distribution == "fixed":
            return self.central
        if self.distribution == "uniform":
            return self.low + u * width
        if self.distribution == "normal":
            z = NormalDist().inv_cdf(min(max(u, 1e-12), 1 - 1e-12))
            most = 1.0 if self.unit in SHARES else float("inf")
            return min(max(self.central + z * width / (2 * _HALF), 0.0), most)
        turn = (self.central - self.low) / width
        if u < turn:
            return float(self.low + (u * width * (self.central - self.low)) ** 0.5)
        return float(self.high - ((1 - u) * width * (self.high - self.central)) ** 0.5)


def read_number(reading: Reading, name: str, node: Node) -> Number:
    """A number as written, every mistake noted. A fixed one needs `central` only."""
    entry = reading.mapping(node, _KEYS)
    distribution = reading.one_of(entry, "distribution", DISTRIBUTIONS, "")
    if entry.get("distribution") is None:
        reading.problem(node, f"`{name}` does not say which distribution is meant", _one_of(DISTRIBUTIONS))
    central = _value(reading, entry, "central")
    if distribution == "fixed":
        low, high = (_value(reading, entry, key, central) for key in ("low", "high"))
        if low < high:
            reading.problem(node, f"`{name}` is fixed and has a range", "leave out `low` and `high`")
    else:
        low, high = (_value(reading, entry, key) for key in ("low", "high"))
    unit = reading.field(entry, "unit")
    if unit and unit not in UNITS:
        what = nearest(unit, UNITS) or f"one of {', '.join(UNITS)}"
        reading.problem(entry.get("unit") or node, f"`{unit}` is not a unit here", what)
    if low > central or central > high:
        reading.problem(node, f"`{name}`: low, central and high are not in order")
    if low < 0:
        reading.problem(node, f"`{name}` is negative")
    if unit in SHARES and high > 1:
        reading.problem(node, f"`{name}` is a share and above 1", "write 25% as 0.25")
    grade = reading.one_of(entry, "grade", GRADES, "")
    if entry.get("grade") is None:
        reading.problem(node, f"`{name}` has no grade of evidence", _one_of(GRADES))
    dated = reading.day(entry, "date")
    if entry.get("date") is None:
        reading.problem(node, f"the source of `{name}` has no date", "write it as 2026-12-31")
    says, source = reading.field(entry, "says"), reading.field(entry, "source")
    return Number(name, says, low, central, high, unit, grade, dated or date.min, source, distribution)


def _value(reading: Reading, entry: MappingNode, key: str, otherwise: float | None = None) -> float:
    if entry.get(key) is None and otherwise is not None:
        return otherwise
    text = reading.field(entry, key)
    if not re.fullmatch(r"-?\d+(\.\d+)?", text):
        if text:
            hint = "write it with digits and a point, as 60000000 or 0.25"
            reading.problem(entry.get(key) or entry, f"`{text}` is not a number", hint)
        return nan  # out of order with nothing: one mistake is said once
    return float(text)


def _one_of(words: tuple[str, ...]) -> str:
    return "one of " + ", ".join(words)
