"""The same rules in OpenFisca-core, the way its users write "not known": a known-flag beside every variable.

Each rule becomes two variables, `<rule>__yes` and `<rule>__no`, with vectorised formulas over the facts. What
could be chosen favours the peer: completed years are compared as dates already, facts about members and
answers too old to count are settled before the clock starts.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import numpy as np
import polars as pl
from openfisca_core.entities import build_entity
from openfisca_core.periods import DateUnit
from openfisca_core.simulation_builder import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

from benchmarks.screening_people import AT
from returnhub.scheme.language.simplify import simplify
from returnhub.scheme.language.tree import (
    All,
    Any,
    Compare,
    Every,
    FactValue,
    Holds,
    Literal,
    Minus,
    Not,
    OneOf,
    Plus,
    RuleHolds,
    Some,
    Today,
    WorkingDaysBetween,
    facts_in,
)  # fmt: skip
from returnhub.scheme.load import load_scheme
from returnhub.scheme.screening.screener import TableScreener
from returnhub.scheme.types import Boolean, Code, Date

EPOCH = AT.toordinal() - 20635
SIGNS = {
    "=": np.equal,
    "<>": np.not_equal,
    "<": np.less,
    "<=": np.less_equal,
    ">": np.greater,
    ">=": np.greater_equal,
}
OPPOSITE = {"=": "<>", "<>": "=", "<": ">=", "<=": ">", ">": "<=", ">=": "<"}


class Formula:
    """Array expressions of one rule for one simulation."""

    def __init__(self, read, calendar):
        self.read, self.counts, self.first = read, np.array(calendar.counts), calendar.first - EPOCH

    def truth(self, node, wanted):
        match node:
            case Holds(name) | Every(name) | Some(name):
                value, known = self.read(name), self.read(name + "__known")
                return known & (value if wanted else ~value)
            case RuleHolds(_, part):
                return self.truth(part, wanted)
            case Not(part):
                return self.truth(part, not wanted)
            case All(parts) | Any(parts):
                fold = np.logical_and if isinstance(node, All) is wanted else np.logical_or
                made = self.truth(parts[0], wanted)
                for part in parts[1:]:
                    made = fold(made, self.truth(part, wanted))
                return made
            case Compare(sign, left, right):
                (a, ka), (b, kb) = self.value(left), self.value(right)
                return SIGNS[sign if wanted else OPPOSITE[sign]](a, b) & ka & kb
            case OneOf(value, options):
                a, known = self.value(value)
                inside = np.isin(a, [plain(o, value.type) for o in options])
                return known & (inside if wanted else ~inside)
        raise TypeError(node)

    def value(self, node):
        match node:
            case FactValue(name):
                return self.read(name), self.read(name + "__known")
            case Literal(value, kind):
                return plain(value, kind), True
            case Today():
                return AT.toordinal() - EPOCH, True
            case Plus(left, right) | Minus(left, right):
                (a, ka), (b, kb) = self.value(left), self.value(right)
                return (a + b if isinstance(node, Plus) else a - b), ka & kb
            case WorkingDaysBetween(first, last):
                (a, ka), (b, kb) = self.working(*self.value(first)), self.working(*self.value(last))
                return b - a, ka & kb
        raise TypeError(node)

    def working(self, day, known):
        place = day - self.first
        covered = (place >= 0) & (place < len(self.counts))
        return self.counts[np.where(covered, place, 0)], known & covered


def plain(value, kind):
    if isinstance(kind, Code):
        return sorted(kind.codes).index(value)
    return value.toordinal() - EPOCH if isinstance(kind, Date) else value


def variable(name, entity, kind, formula=None):
    made = {"value_type": kind, "entity": entity, "definition_period": DateUnit.YEAR, "label": name}
    if formula is not None:
        made["formula"] = formula
    return type(name, (Variable,), made)


def rule_formula(condition, calendar, wanted):
    def formula(person, period, parameters):
        return Formula(lambda name: person(name, period), calendar).truth(condition, wanted)

    return formula


def main(name: str, path: Path, cases: int) -> None:
    """Prints the best time for all rules of the first `cases` rows, and how many are true and false."""
    scheme = load_scheme(name)
    screener = TableScreener(scheme, AT, {})
    facts = screener.facts(pl.scan_parquet(path).head(cases).collect())
    person = build_entity("person", "people", "One case", is_person=True)
    system = TaxBenefitSystem([person])
    read = dict.fromkeys(f for rule in scheme.rules.values() for f in facts_in(rule.condition))
    for fact in read:
        kind = bool if isinstance(scheme.vocabulary.facts[fact].type, Boolean) else int
        system.add_variable(variable(fact, person, kind))
        system.add_variable(variable(fact + "__known", person, bool))
    for rule in scheme.rules.values():
        condition = simplify(rule.condition, AT)
        for suffix, wanted in (("__yes", True), ("__no", False)):
            formula = rule_formula(condition, scheme.calendar, wanted)
            system.add_variable(variable(rule.name + suffix, person, bool, formula))
    simulation = SimulationBuilder().build_default_simulation(system, count=len(facts))
    for fact in read:
        column = facts[fact]
        if scheme.vocabulary.facts[fact].group:
            column = pl.select(pl.when(column.list.len() > 0).then(column.list.all())).to_series()
        whole = column.to_physical() if column.dtype != pl.Boolean else column
        empty = False if column.dtype == pl.Boolean else 0
        simulation.set_input(fact, "2026", whole.fill_null(empty).to_numpy())
        simulation.set_input(fact + "__known", "2026", column.is_not_null().to_numpy())
    times = []
    for _ in range(5):
        for rule in scheme.rules:
            for suffix in ("__yes", "__no"):
                simulation.delete_arrays(rule + suffix)
        start = time.perf_counter()
        answers = {
            rule: [simulation.calculate(rule + suffix, "2026") for suffix in ("__yes", "__no")]
            for rule in scheme.rules
        }
        times.append(time.perf_counter() - start)
    counts = {rule: [int(a.sum()) for a in pair] for rule, pair in answers.items()}
    print(json.dumps({"cases": len(facts), "seconds": min(times), "counts": counts}))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))
