"""Filling in what no statistic tells, by stated assumptions: a caseload to try things on, and labelled so."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from importlib.resources import files
from itertools import accumulate, repeat
from pathlib import Path
from random import Random

import polars as pl

from returnhub.scheme.nodes import Mapping, parse_nodes
from returnhub.scheme.problems import nearest
from returnhub.scheme.reading import Reading
from returnhub.scheme.source import Source, read_source
from returnhub.scheme.types import Boolean, Code, Date, Scalar
from returnhub.scheme.vocabulary import Fact, Vocabulary, load_vocabulary

AS_OF = date(2025, 12, 31)
"""The day of the published figures; every filled-in answer is dated so."""
COMPLETED = "synthetic person; counts from published statistics; facts filled in by stated assumptions"


@dataclass(frozen=True, slots=True)
class Assumption:
    """For one fact: how often an answer is on record, and how answers are drawn from a number in [0, 1).

    `draw` counts days from the date it is given: `AS_OF`, or the end of the year of claim (`from_claim`).
    """

    fact: Fact
    known: float
    draw: Callable[[float, date], Scalar]
    from_claim: bool = False


def complete(people: pl.DataFrame, seed: int, assumptions: list[Assumption] | None = None) -> pl.DataFrame:
    """Add one column for each assumed fact, `as_of` and `stage`; same seed, same people.

    Each fact has its own stream of random numbers, so that adding a fact changes no other.
    """
    made = []
    claim_ends = [date(year, 12, 31) for year in people["claim_year"]]
    for a in load_assumptions() if assumptions is None else assumptions:
        random = Random(f"{seed}:{a.fact.name}").random
        known = [random() < a.known for _ in range(people.height)]
        starts = claim_ends if a.from_claim else repeat(AS_OF)
        values = [a.draw(random(), start) if k else None for k, start in zip(known, starts, strict=False)]
        made.append(pl.Series(a.fact.name, values, dtype=_DTYPES.get(type(a.fact.type), pl.Int64)))
    labelled = people.with_columns(pl.lit(COMPLETED).alias("synthetic"), pl.lit(AS_OF).alias("as_of"), *made)
    return labelled.with_columns(_stage().alias("stage"))


_DTYPES: dict[type, type[pl.DataType]] = {Boolean: pl.Boolean, Date: pl.Date, Code: pl.String}


def _stage() -> pl.Expr:
    """Where the filled-in facts put a person in the asylum system; open routes come first."""
    return (
        pl.when(pl.col("appeal_pending"))
        .then(pl.lit("appealing"))
        .when(pl.col("further_submissions_undecided"))
        .then(pl.lit("further_submissions_lodged"))
        .when(~pl.col("in_contact"))
        .then(pl.lit("out_of_contact"))
        .when(pl.col("latest_outcome") == "withdrawn", pl.col("are_status") == "not_are")
        .then(pl.lit("withdrawn_claim"))
        .when(pl.col("time_to_appeal_running") | (pl.col("are_status") == "not_are"))
        .then(pl.lit("refused"))
        .otherwise(pl.lit("appeal_rights_exhausted"))
    )


def load_assumptions() -> list[Assumption]:
    """The assumptions that ship with returnhub (`library/caseload/completion.yaml`)."""
    path = Path(str(files("returnhub.library") / "caseload" / "completion.yaml"))
    return read_assumptions(read_source(path), load_vocabulary())


def read_assumptions(source: Source, vocabulary: Vocabulary) -> list[Assumption]:
    """Assumptions from a file; `SchemeErrors` with every problem."""
    reading = Reading(parse_nodes(source))
    reading.keys(reading.top, ("grade", "source", "facts"))
    made = []
    for key, node in reading.entries(reading.top, "facts", required=True):
        fact = vocabulary.facts.get(key.value)
        if fact is None:
            reading.problem(key, f"`{key.value}` is not a fact", nearest(key.value, vocabulary.facts))
            continue
        entry = reading.mapping(node, ("known", "yes", "codes", "days", "years", "from"))
        known = _percent(reading, entry, "known")
        from_claim = reading.one_of(entry, "from", ("claim_year", ""), "") == "claim_year"
        made.append(Assumption(fact, known, _drawer(reading, entry, fact), from_claim))
    reading.finish()
    return made


def _drawer(reading: Reading, entry: Mapping, fact: Fact) -> Callable[[float, date], Scalar]:
    match fact.type:
        case Boolean():
            share = _percent(reading, entry, "yes")
            return lambda u, _: u < share
        case Code(codes):
            shares = {
                k.value: reading.integer(v, entry, k.value) for k, v in reading.entries(entry, "codes", True)
            }
            for k, _ in reading.entries(entry, "codes"):
                if k.value not in codes:
                    reading.problem(k, f"`{k.value}` is not in the list", nearest(k.value, codes))
            if sum(shares.values()) != 100:
                reading.problem(
                    entry, f"the shares of `{fact.name}` add up to {sum(shares.values())}, not to 100"
                )
            names, running = list(shares), list(accumulate(shares.values()))
            return lambda u, _: names[min(bisect_right(running, 100 * u), len(names) - 1)]
        case _:
            key = "years" if entry.get("years") is not None else "days"
            low, high = reading.range(entry, key)
            if key == "years":
                return lambda u, at: at - timedelta(days=int(365.25 * (low + u * (high - low))))
            return lambda u, at: at + timedelta(days=low + int(u * (high - low + 1)))


def _percent(reading: Reading, entry: Mapping, key: str) -> float:
    value = reading.integer(entry.get(key), entry, key)
    if not 0 <= value <= 100:
        reading.problem(entry.get(key) or entry, f"`{key}` is a share in 100", "write a number from 0 to 100")
    return value / 100
