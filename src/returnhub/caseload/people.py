"""Synthetic people whose counts equal the published ones, by claim year, nationality, outcome and return.

The cohorts table (Asy_D04, main applicants) gives for every claim year and nationality how many claims ended
in each latest outcome, and how many of the people have a recorded return. It does not say whose returns those
were. They are put down to refused and withdrawn claims in proportion, and to the other outcomes only where a
row holds more returns than people refused or withdrawn (14 returns in all for claims of 2010 to 2020). So
every published margin is met exactly; the split of returns between outcomes is ours, and says so.
"""

from __future__ import annotations

import polars as pl

from returnhub.figures import embedded
from returnhub.scheme.problems import UserError

OUTCOMES = {
    "latest_refusals": "refused",
    "latest_withdrawn": "withdrawn",
    "latest_administrative": "administrative",
    "latest_not_yet_known": "not yet known",
    "latest_grants_other_leave": "granted other leave",
    "latest_grants_protection": "granted protection",
}
"""Columns of the published table. Returns beyond the first two go to the others in this order."""

FIRST_YEAR, LAST_YEAR = 2010, 2024
SYNTHETIC = "synthetic person; counts from published statistics"


def cells(release: str = "dec2025", first: int = FIRST_YEAR, last: int = LAST_YEAR) -> pl.DataFrame:
    """One row for each claim year, nationality, outcome and recorded return, with `people`.

    Columns: `claim_year, nationality, latest_outcome, recorded_return, people` (main applicants); rows
    without people are left out. Raises UserError for years outside the published ones.
    """
    held = embedded.cohorts(release)
    years = held["claim_year"].unique().sort().to_list()
    if not years[0] <= first <= last <= years[-1]:
        asked = f"the published cohorts run from {years[0]} to {years[-1]}, not from {first} to {last}"
        raise UserError(asked, hint=f"--from {FIRST_YEAR} --to {LAST_YEAR}")
    wide = held.filter(pl.col("claim_year").is_between(first, last)).sort("claim_year", "nationality")
    wide = _returned_by_outcome(wide)
    parts = []
    for column, outcome in OUTCOMES.items():
        enforced, returned = pl.col(f"{column}_enforced"), pl.col(f"{column}_returned")
        for recorded, people in (
            ("enforced", enforced),
            ("voluntary", returned - enforced),
            ("none", pl.col(column) - returned),
        ):
            labels = (pl.lit(outcome).alias("latest_outcome"), pl.lit(recorded).alias("recorded_return"))
            parts.append(wide.select("claim_year", "nationality", *labels, people.alias("people")))
    return (
        pl.concat(parts).filter(pl.col("people") > 0).sort("claim_year", "nationality", maintain_order=True)
    )


def _returned_by_outcome(wide: pl.DataFrame) -> pl.DataFrame:
    """Add `<outcome>_returned` and `<outcome>_enforced`, which add up to the published returns."""
    refused, withdrawn = pl.col("latest_refusals"), pl.col("latest_withdrawn")
    total = pl.col("enforced_returns") + pl.col("voluntary_returns")
    within = pl.min_horizontal(total, refused + withdrawn)
    # Half up, in whole numbers: (2ab + c) // 2c rounds ab / c.
    in_proportion = (2 * within * refused + refused + withdrawn) // pl.max_horizontal(
        2 * (refused + withdrawn), 1
    )
    of_refused = pl.min_horizontal(refused, pl.max_horizontal(in_proportion, within - withdrawn))
    wide = wide.with_columns(
        total.alias("total"),
        of_refused.alias("latest_refusals_returned"),
        (within - of_refused).alias("latest_withdrawn_returned"),
        (total - within).alias("left"),
    )
    for column in list(OUTCOMES)[2:]:
        taken = pl.min_horizontal(pl.col(column), pl.col("left"))
        wide = wide.with_columns(taken.alias(f"{column}_returned"), (pl.col("left") - taken).alias("left"))
    # Enforced returns in proportion as well: rounding running sums keeps the total exact.
    running, before = pl.lit(0), pl.lit(0)
    for column in OUTCOMES:
        running = running + pl.col(f"{column}_returned")
        share = (2 * running * pl.col("enforced_returns") + pl.col("total")) // pl.max_horizontal(
            2 * pl.col("total"), 1
        )
        wide = wide.with_columns((share - before).alias(f"{column}_enforced"))
        before = share
    return wide


def people(
    release: str = "dec2025", first: int = FIRST_YEAR, last: int = LAST_YEAR, everyone: bool = False
) -> pl.DataFrame:
    """One row for each person: `case, synthetic, claim_year, nationality, latest_outcome, recorded_return`.

    Unless `everyone`, only people refused or withdrawn with no recorded return.
    """
    counted = cells(release, first, last)
    if not everyone:
        undecided = pl.col("latest_outcome").is_in(["refused", "withdrawn"])
        counted = counted.filter(undecided & (pl.col("recorded_return") == "none"))
    rows = counted.select(pl.exclude("people").repeat_by("people")).explode(pl.all())
    number = pl.int_range(1, pl.len() + 1).over("claim_year").cast(pl.String).str.zfill(6)
    reference = pl.concat_str(pl.lit("SYN-"), pl.col("claim_year").cast(pl.String), pl.lit("-"), number)
    return rows.select(reference.alias("case"), pl.lit(SYNTHETIC).alias("synthetic"), *rows.columns)
