"""The columns of a case table by name: references, stages, facts, and the days facts were established."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from returnhub.scheme.problems import Problem, UserError, nearest
from returnhub.scheme.screening.findings import TableErrors
from returnhub.scheme.types import Code, Date, Type
from returnhub.scheme.vocabulary import Fact

CASE, STAGE, AS_OF, ON = "case", "stage", "as_of", "__on"


@dataclass(frozen=True, slots=True)
class Layout:
    """What the columns of a table are, read once from their names."""

    name: str
    types: Mapping[str, Type]
    groups: frozenset[str]
    carried: tuple[str, ...] = ()


def read_layout(
    name: str,
    columns: list[str],
    facts: Mapping[str, Fact],
    stages: Mapping[str, object],
    carry: Collection[str] = (),
) -> Layout:
    """The columns by name, or `TableErrors` with every column that is unknown, doubled or missing.

    Columns to `carry` are no facts: they pass through unread; `UserError` if one of them is something else.
    """
    types: dict[str, Type] = {}
    for column in carry:
        if column in (CASE, STAGE, AS_OF) or column.removesuffix(ON) in facts:
            raise UserError(f"`{column}` means something here and is not carried through unread", where=name)
    carried = tuple(c for c in columns if c in carry)
    problems = []
    for number, column in enumerate(columns, 1):
        base = column.removesuffix(ON)
        if column in carried:
            continue
        if column in types:
            problems.append(Problem(f"{name}: column {number}: `{column}` is there twice"))
        elif column in (AS_OF,) or (column.endswith(ON) and base in facts):
            types[column] = Date()
        elif column == STAGE:
            types[column] = Code({stage: stage for stage in stages})
        elif column == CASE:
            types[column] = Code({})
        elif column in facts:
            types[column] = facts[column].type
        else:
            known = [CASE, STAGE, AS_OF, *facts, *(f + ON for f in facts)]
            hint = (
                nearest(column, known)
                or "a column is `case`, `stage`, `as_of`, a fact, or a fact with `__on`"
            )
            what = (
                f"column {number}: `{column}` is not a fact"
                if column.strip()
                else f"column {number} has no name"
            )
            problems.append(Problem(f"{name}: {what}", None, hint))
    if CASE not in types and not problems:
        problems.append(
            Problem(f"{name}: there is no column `case`", None, "it holds the reference of each case")
        )
    if problems:
        raise TableErrors(problems)
    groups = frozenset(c for c in types if c in facts and facts[c].group)
    return Layout(name, types, groups, carried)
