"""What a figure counts, and which figures must never stand in one sum, table or chart."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from returnhub.scheme.problems import UserError

BASES = {
    "people": "persons, dependants included",
    "main applicants": "one for each claim: dependants are not counted",
    "cases": "files, each with one person or a family",
    "arrivals": "persons each time they arrive",
    "boats": "vessels",
    "events": "occasions, of any number of persons",
    "appeals": "appeals, of which a person may have several",
    "decisions": "decisions, of which a person may have several",
    "referrals": "referrals, of which a person may have several",
    "reports": "reports, of which a person may have several",
    "returns": "departures, of which a person may have several",
    "money": "pounds in the prices of the day",
    "staff": "full-time equivalents",
}

# Two counts of one thing that disagree and are revised apart: a chart of both would show a step that never
# was.
RIVALS: dict[str, dict[str, tuple[str, ...]]] = {
    "small-boat arrivals": {
        "the weekly publication": ("small_boats_people", "small_boats_boats"),
        "the quarterly statistics": (
            "small_boats_by_nationality",
            "irr_d01",
            "irr_d02",
            "irr_d03",
            "irr_d04",
            "irr_d05",
        ),
    },
    "asylum appeals": {
        "the Home Office (ended in March 2023)": ("ho_appeals",),
        "the tribunal (Ministry of Justice)": ("tribunal_",),
    },
}


def publisher_of(series: str) -> tuple[str, str] | None:
    """The rivalry that a series belongs to and the side it is on, or None."""
    for subject, sides in RIVALS.items():
        for side, prefixes in sides.items():
            if series.startswith(prefixes):
                return subject, side
    return None


def refuse_mixture(bases: Iterable[str], series: Iterable[str], *, where: str = "") -> None:
    """Raise UserError where figures of these bases and series must not be put together."""
    counted = sorted(set(bases))
    if len(counted) > 1:
        raise UserError(
            f"{' and '.join(f'`{b}`' for b in counted)} are different bases and must not be mixed",
            where=where,
            hint="; ".join(f"{b}: {BASES.get(b, 'not in the list of bases')}" for b in counted),
        )
    sides: dict[str, set[str]] = {}
    for name in series:
        if (rival := publisher_of(name)) is not None:
            sides.setdefault(rival[0], set()).add(rival[1])
    for subject, found in sides.items():
        if len(found) > 1:
            raise UserError(
                f"{' and '.join(sorted(found))} count {subject} differently and must not be mixed",
                where=where,
                hint="show one of them, or both in separate tables",
            )


def together(*frames: pl.DataFrame) -> pl.DataFrame:
    """Put tidy frames under each other; refused where their bases or publishers must not be mixed."""
    bases = [b for f in frames for b in f["basis"].unique()]
    series = [s for f in frames for s in f["series"].unique()]
    refuse_mixture(bases, series)
    return pl.concat(frames, how="diagonal")
