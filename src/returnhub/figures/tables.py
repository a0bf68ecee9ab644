"""What a published table is, and how it is told from its own content; `known` lists those this version knows.

A table is known by its column headings, in the words of `cells.label` (`applications` and `claims` are one
word there); its code, looked for in the sheet's name and in the title above the headings, decides between
tables whose headings are alike. Rows and file names decide nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Measure:
    """What one column counts. `heading` is a pattern for the whole label."""

    heading: str
    series: str
    basis: str
    unit: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table as its publisher makes it.

    `columns`: a period in the first column and a measure in each of the others; otherwise a dataset: one row
    for each combination of dimensions, the measure in one column. `whole`: which column is the sum of which.
    """

    code: str
    publication: str
    titles: str  # pattern for the sheet's name or a title
    headings: tuple[str, ...]  # patterns that must each match some heading
    basis: str
    unit: str
    measures: tuple[Measure, ...] = ()
    columns: bool = True
    needs_title: bool = False
    status: str = "published"
    whole: tuple[tuple[str, tuple[str, ...]], ...] = field(default=())

    def fits(self, labels: list[str], title: str) -> bool:
        """Whether a row of labels is this table's row of headings."""
        if self.needs_title and not re.search(self.titles, title, re.IGNORECASE):
            return False
        return all(any(re.fullmatch(heading, label) for label in labels) for heading in self.headings)

    def lists(self, label: str) -> bool:
        """Whether a column is one of the listed measures: then it holds numbers, or the file is wrong."""
        return any(re.fullmatch(measure.heading, label) for measure in self.measures)

    def measure(self, label: str, slug: str) -> Measure:
        """What a column counts: as listed, or else by the words of its label."""
        for measure in self.measures:
            if re.fullmatch(measure.heading, label):
                return measure
        series = f"{self.code.lower()}_{slug}"
        if re.search(r"%|percentage", label):
            return Measure(label, series, self.basis, "fraction")
        for pattern, basis, unit in BY_WORD:
            if re.search(pattern, label):
                return Measure(label, series, basis, unit)
        return Measure(label, series, self.basis, self.unit)


BY_WORD = (
    (r"\bproductivity\b|per month", "cases", "cases per month"),
    (r"\bcosts?\b", "money", "pounds"),
    (r"\bstaff\b", "staff", "full-time equivalents"),
    (r"\bdecisions\b|\binterviews\b|\bstages\b", "decisions", "decisions"),
    (r"\bnumber of people\b", "people", "people"),
)

PUBLICATIONS = {
    "small-boats-weekly": ("Border Force", "Small boat arrivals, weekly"),
    "irregular-migration": ("Home Office", "Irregular migration to the UK"),
    "ukvi-transparency": ("UK Visas and Immigration", "Immigration protection transparency data"),
    "enforcement-transparency": ("Immigration Enforcement", "Immigration Enforcement transparency data"),
    "asylum": ("Home Office", "Asylum and resettlement, detailed datasets"),
    "returns": ("Home Office", "Returns, detailed datasets"),
    "detention": ("Home Office", "Immigration detention, detailed datasets"),
    "tribunal": ("Ministry of Justice", "Tribunal statistics quarterly"),
}
