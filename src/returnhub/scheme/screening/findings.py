"""What is wrong in a table of cases, cell by cell: the first problems in words, all of them counted."""

from __future__ import annotations

from dataclasses import dataclass, field

from returnhub.scheme.problems import Problem, SchemeErrors

MOST_SHOWN = 20


LONGEST_QUOTED = 80


def quoted(cell: object) -> str:
    """What stands in a cell, in back-ticks; of a very long one the beginning."""
    text = str(cell)
    return f"`{text}`" if len(text) <= LONGEST_QUOTED else f"`{text[:LONGEST_QUOTED]}…`"


class TableErrors(SchemeErrors):
    """Everything found wrong in a table of cases."""


@dataclass(slots=True)
class Findings:
    """Problems of one table so far; only the first are kept, all are counted."""

    name: str
    problems: list[Problem] = field(default_factory=list)
    count: int = 0

    def add(self, row: int, column: str, what: str, hint: str = "") -> None:
        """A problem in one cell."""
        self._note(Problem(f"{self.name}: row {row:,}, column `{column}`: {what}", None, hint))

    def add_row(self, row: int, what: str, hint: str = "") -> None:
        """A problem of a whole row."""
        self._note(Problem(f"{self.name}: row {row:,} {what}", None, hint))

    def add_column(self, column: str, what: str, hint: str = "") -> None:
        """A problem of a whole column."""
        self._note(Problem(f"{self.name}: column `{column}` {what}", None, hint))

    def finish(self) -> None:
        """Raise `TableErrors` if anything was found."""
        if self.count > len(self.problems):
            left = self.count - len(self.problems)
            self.problems.append(Problem(f"{self.name}: and {left:,} more like these"))
        if self.problems:
            raise TableErrors(self.problems, self.count)

    def _note(self, problem: Problem) -> None:
        self.count += 1
        if len(self.problems) < MOST_SHOWN:
            self.problems.append(problem)
