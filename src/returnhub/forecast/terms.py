"""What an assumptions file may write where a number is wanted: names, `a * b`, `a or b`; and `rest` for a share.

`a or b` are two things that happen independently: the chance that at least one does, 1 − (1 − a)(1 − b). A share may
end in `by nationality`: moved together so that the mean is the number, while nationalities differ as their first
decisions did (see `people.shifted`). There is nothing else: what needs more is a number with a source of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from returnhub.forecast.numbers import SHARES
from returnhub.forecast.people import Groups, shifted
from returnhub.forecast.world import World
from returnhub.scheme.nodes import Node, Text
from returnhub.scheme.problems import nearest
from returnhub.scheme.reading import Reading

BY_NATIONALITY = " by nationality"
REST = "rest"
Value = float | np.ndarray


@dataclass(frozen=True, slots=True)
class Term:
    """`either` one of these products of names."""

    either: tuple[tuple[str, ...], ...]
    by_nationality: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """Every name in it."""
        return tuple(name for product in self.either for name in product)

    def of(self, w: World) -> Value:
        """Its value: one number, or one for each quarter where a path of the calibration is in it."""
        products = [_product(w, names) for names in self.either]
        if len(products) == 1:
            return products[0]
        neither: Value = 1.0
        for value in products:
            neither = neither * (1 - value)
        return 1 - neither

    def number(self, w: World) -> float:
        """Its value as one number: at the start, where it moves."""
        return float(np.atleast_1d(self.of(w))[0])

    def table(self, w: World, g: Groups) -> np.ndarray:
        """Quarter × class; one row where nothing moves, one column where classes do not differ."""
        rows = np.atleast_1d(self.of(w))
        if self.by_nationality:
            return np.array([shifted(g.grant, g.share, x) for x in rows])
        return np.asarray(rows, float)[:, None]


def _product(w: World, names: tuple[str, ...]) -> Value:
    made: Value = 1.0
    for name in names:
        made = made * (w.paths[name] if name in w.paths else w[name])
    return made


@dataclass(slots=True)
class Terms:
    """Reads terms against the names there are (name → unit) and notes which are used."""

    reading: Reading
    units: Mapping[str, str]
    used: set[str]

    def read(self, node: Node | None, units: tuple[str, ...]) -> Term | None:
        """A term whose unit is one of these; None after a mistake, which is noted."""
        text = self.reading.text(node)
        if not isinstance(node, Text) or not text:
            return None
        by_nationality = text.endswith(BY_NATIONALITY)
        either = tuple(
            tuple(name.strip() for name in part.split("*"))
            for part in text.removesuffix(BY_NATIONALITY).split(" or ")
        )
        names = [name for product in either for name in product]
        self.used.update(names)
        for name in names:
            if name not in self.units:
                what = f"there is no number `{name}`" if name.isidentifier() else f"`{name}` is not a name"
                hint = (
                    nearest(name, self.units) if name.isidentifier() else "write names, `a * b` or `a or b`"
                )
                self.reading.problem(node, what, hint)
                return None
        found = [_unit([self.units[n] for n in product]) for product in either]
        if len(either) > 1 and not all(u in SHARES for u in found):
            self.reading.problem(node, "only shares can be joined by `or`")
        elif found[0] not in units:
            called = found[0] or "a product of several amounts"
            self.reading.problem(node, f"`{text}` is in {called}; here it must be in {' or '.join(units)}")
        return Term(either, by_nationality)


def _unit(units: list[str]) -> str:
    """The unit of a product: shares drop out beside an amount; two amounts have none that we know."""
    amounts = [u for u in units if u not in SHARES]
    if len(amounts) > 1:
        return ""
    if amounts:
        return amounts[0]
    return "share a month" if "share a month" in units else "share"
