"""Every engine in one shape: conditions and cases in, one answer for each pair out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

import polars as pl

from returnhub.scheme.language.interpret import evaluate, years_between
from returnhub.scheme.language.logic import Logic
from returnhub.scheme.language.numbers import number_of
from returnhub.scheme.language.python import compile_conditions
from returnhub.scheme.language.tables import condition_expression
from returnhub.scheme.language.tree import Condition
from returnhub.scheme.types import EARLIEST, Boolean, Code, Date
from tests.scheme.agreement.cases import Case, as_frame
from tests.scheme.agreement.words import CALENDAR

Answers = list[list[bool | None]]
"""One list for each condition, one answer for each case."""
Engine = Callable[[Sequence[Condition], list[Case], date], Answers]


def reference(conditions: Sequence[Condition], cases: list[Case], today: date) -> Answers:
    return [[evaluate(c, case, today, CALENDAR) for case in cases] for c in conditions]


def generated_python(conditions: Sequence[Condition], cases: list[Case], today: date) -> Answers:
    judge = compile_conditions({f"c{n}": c for n, c in enumerate(conditions)}, CALENDAR)
    rows = [judge(case, today.toordinal()) for case in cases]
    return [list(column) for column in zip(*rows, strict=True)]


def polars(conditions: Sequence[Condition], cases: list[Case], today: date) -> Answers:
    made = [condition_expression(c, today, CALENDAR).alias(f"c{n}") for n, c in enumerate(conditions)]
    frame = as_frame(cases).lazy().with_columns(made).collect()
    assert all(frame.schema[f"c{n}"] == pl.Boolean for n in range(len(conditions)))
    return [frame[f"c{n}"].to_list() for n in range(len(conditions))]


def logic(conditions: Sequence[Condition], cases: list[Case], today: date) -> Answers:
    """What the prover would say of each case: its formulas with every variable replaced by the case's value."""
    import z3

    answers = []
    for condition in conditions:
        made = Logic(CALENDAR)
        pair = made.pair(condition)
        row: list[bool | None] = []
        for case in cases:
            values, exact = _assignment(made, case, today)
            sure = [z3.is_true(z3.simplify(z3.substitute(side, *values))) for side in (pair.true, pair.false)]
            assert sure != [True, True], (condition, case)
            row.append(True if sure[0] else False if sure[1] else None)
            if exact:  # the bounds that stand for the calendar must let the truth through
                within = z3.simplify(z3.substitute(z3.And(*made.limits), *values))
                assert z3.is_true(within), f"unsound bounds: {condition} {case} {today}"
        answers.append(row)
    return answers


def _assignment(made: Logic, case: Case, today: date) -> tuple[list, bool]:
    """A value for every variable, and whether the calendar knows every span. What is not known gets any value."""
    import z3

    values, exact = [(made.today, z3.IntVal(today.toordinal()))], True
    for name, fact in made.facts.items():
        answer = case.get(name)
        values.append((fact.known, z3.BoolVal(answer is not None)))
        if isinstance(fact.type, Boolean):
            values.append((fact.value, z3.BoolVal(bool(answer))))
        else:
            anything = EARLIEST if isinstance(fact.type, Date) else _any_of(fact.type)
            values.append(
                (fact.value, z3.IntVal(number_of(anything if answer is None else answer, fact.type)))
            )
    for name, group in made.groups.items():
        members = case.get(name) or ()
        for flag, wanted in ((group.yes, True), (group.no, False), (group.unknown, None)):
            values.append((flag, z3.BoolVal(wanted in members)))
    for span in made.spans.values():
        a, b = (z3.simplify(z3.substitute(day, *values)).as_long() for day in (span.first, span.last))
        inside = min(a, b) >= 1 and max(a, b) <= date.max.toordinal()
        length = CALENDAR.between(a, b) if span.working else years_between(a, b) if inside else None
        exact = exact and length is not None
        values.append((span.result, z3.IntVal(length or 0)))
    return values, exact


def _any_of(kind) -> int | str:
    return next(iter(kind.codes)) if isinstance(kind, Code) else kind.low


def disagreement(engine: Engine, conditions: Sequence[Condition], cases: list[Case], today: date) -> str:
    """The first pair on which an engine departs from the reference, in words; empty if there is none."""
    expected, found = reference(conditions, cases, today), engine(conditions, cases, today)
    for condition, right, wrong in zip(conditions, expected, found, strict=True):
        for case, a, b in zip(cases, right, wrong, strict=True):
            if a is not b:
                return f"{condition}\n{case}\non {today}: {a} by the reference, {b} by {engine.__name__}"
    return ""
