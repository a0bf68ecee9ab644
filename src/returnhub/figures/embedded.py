"""The figures that come with the package, to the end of 2025: no import and no network needed.

Every tidy frame has the columns `source, table, release, series, period, period_end (Date), basis, unit`, the
dimensions of its table (`nationality`, `length` …), `value` (Float64, null = not known) and `status`. The
wide frames (`cohorts`, `tribunal`, `returns` …) have one column for each series, and `release`.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib.resources import files

import polars as pl

from returnhub.figures.basis import refuse_mixture
from returnhub.scheme.problems import UserError, nearest

HEAD = ("source", "table", "release", "series", "period", "period_end", "basis", "unit")
CONSTANT = ("series", "source", "table", "release", "basis", "unit")  # one row of a catalogue
RELEASES = {"jun2024": "year ending June 2024", "dec2025": "year ending December 2025"}

_LIBRARY = files("returnhub.library") / "figures"


@cache
def tables() -> tuple[str, ...]:
    """The names of the embedded tables."""
    return tuple(
        sorted(f.name.partition(".")[0] for f in _LIBRARY.iterdir() if f.name.endswith((".csv", ".parquet")))
    )


@cache
def table(name: str) -> pl.DataFrame:
    """One embedded table, tidy.

    Raises UserError for a name that is not held.
    """
    if name not in tables():
        raise UserError(f"there is no embedded table `{name}`", hint=nearest(name, tables()))
    text = _LIBRARY / f"{name}.csv"
    if text.is_file():
        types = {"period": pl.String, "period_end": pl.Date, "value": pl.Float64}
        return pl.read_csv(text.read_bytes(), schema_overrides=types)
    return pl.read_parquet((_LIBRARY / f"{name}.parquet").read_bytes())


@cache
def catalogue() -> pl.DataFrame:
    """Every embedded series: one row each with its coverage, basis, unit, source and release."""
    rows = [
        table(name)
        .group_by(*CONSTANT, maintain_order=True)
        .agg(
            pl.col("period_end").min().alias("first"),
            pl.col("period_end").max().alias("last"),
            pl.len().alias("figures"),
        )
        .with_columns(held_in=pl.lit(name))
        for name in tables()
    ]
    return pl.concat(rows).sort("series", "release")


def latest_release(releases: Iterable[str]) -> str:
    """The last of several editions that hold the same periods."""
    return max(
        releases, key=lambda r: (list(RELEASES.values()).index(r) if r in RELEASES.values() else -1, r)
    )


def series(*names: str) -> pl.DataFrame:
    """The tidy rows of one or more series, of every release held.

    Raises UserError for an unknown series and for series whose bases or publishers must not be mixed.
    """
    held = catalogue()
    known = held["series"].unique().to_list()
    for name in names:
        if name not in known:
            raise UserError(f"there is no embedded series `{name}`", hint=nearest(name, known))
    wanted = held.filter(pl.col("series").is_in(names))
    refuse_mixture(wanted["basis"], names)
    parts = [table(t) for t in wanted["held_in"].unique(maintain_order=True)]
    return pl.concat(parts, how="diagonal").filter(pl.col("series").is_in(names))


def quarterly(*names: str) -> pl.DataFrame:
    """Quarterly series (people), tidy: flows of a calendar quarter, stocks on its last day.

    `asylum_claims, initial_grants, initial_refusals, withdrawals, awaiting_initial_decision, supported,
    in_hotels, returns_enforced, returns_voluntary, returns_port, ho_appeals_lodged, ho_appeals_determined`
    (the last two ended in March 2023; for later appeals see `tribunal`). Without a name, all of them.
    """
    frame = table("quarterly")
    if not names:
        return frame
    outside = [n for n in names if n not in frame["series"].unique()]
    if outside:
        raise UserError(
            f"`{outside[0]}` is not a quarterly series", hint=nearest(outside[0], frame["series"].unique())
        )
    return series(*names)


def _wide(frame: pl.DataFrame, index: list[str], prefix: str) -> pl.DataFrame:
    """One column for each series, its name without the prefix; absent combinations are null."""
    wide = frame.with_columns(series=pl.col("series").str.strip_prefix(prefix)).pivot(
        "series", index=index, values="value", sort_columns=False
    )
    return wide.sort(*(c for c in index if c not in {"basis", "release"}), maintain_order=True)


def cohorts(release: str = "dec2025") -> pl.DataFrame:
    """What became of each claim year and nationality (Asy_D04, main applicants), wide.

    Columns: `claim_year (Int64), nationality, claims, initial_grants_protection, initial_grants_other_leave,
    initial_refusals, initial_withdrawn, initial_administrative, initial_not_yet_known, enforced_returns,
    voluntary_returns, latest_… (the same six outcomes), release, basis`; counts are Int64. `release` is
    `jun2024` or `dec2025`: two editions are never mixed, because history is re-based between them.
    """
    if release not in RELEASES:
        raise UserError(f"there is no cohort release `{release}`", hint=nearest(release, RELEASES))
    frame = table("cohorts").filter(pl.col("release") == RELEASES[release])
    wide = _wide(frame, ["period", "nationality", "release", "basis"], "cohort_")
    wide = wide.rename({"period": "claim_year"}).with_columns(pl.col("claim_year").cast(pl.Int64))
    measures = [c for c in wide.columns if c not in {"claim_year", "nationality", "release", "basis"}]
    return wide.select(
        "claim_year", "nationality", *(pl.col(m).cast(pl.Int64) for m in measures), "release", "basis"
    )


def tribunal() -> pl.DataFrame:
    """Asylum appeals at the First-tier Tribunal by financial quarter (appeals; Ministry of Justice), wide.

    Columns: `period_end, receipts, disposals, open_caseload, allowed_share (percent), release`. Not to be
    spliced with the Home Office's appeals.
    """
    return _wide(table("tribunal"), ["period_end", "release"], "tribunal_")


def claims() -> pl.DataFrame:
    """People claiming by year and nationality, 2010 to 2024 Q3 (people), tidy."""
    return table("claims_by_nationality")


def first_decisions() -> pl.DataFrame:
    """First decisions by year and nationality, 2010 to 2024 Q3 (people), wide.

    Columns: `period, period_end, nationality, grants_protection, grants_other_leave, refusals, withdrawn,
    administrative, release, basis`. First decisions are grants plus refusals, without the last two.
    """
    index = ["period", "period_end", "nationality", "release", "basis"]
    return _wide(table("first_decisions_by_nationality"), index, "first_decisions_")


def returns() -> pl.DataFrame:
    """Returns by year and nationality (people), wide: `enforced, voluntary, port`.

    2010 to 2023 come from one release and 2025 from a later one (see `release`); 2024 is not held.
    """
    index = ["period", "period_end", "nationality", "release", "basis"]
    return _wide(table("returns_by_nationality"), index, "returns_by_nationality_")


def awaiting_by_age() -> pl.DataFrame:
    """Undecided claims by how long they have waited, on 31 December of each year (cases, not people), tidy.

    `waited` is `under 3 months`, `3 to 6 months`, `6 to 12 months`, `over 12 months` or `any` (the total).
    """
    return table("awaiting_by_age")


def small_boats() -> pl.DataFrame:
    """Small-boat arrivals by year and nationality (the quarterly statistics), tidy; `any` is the total."""
    return table("small_boats_by_nationality")


def arrivals() -> pl.DataFrame:
    """Small-boat people and boats by day (the weekly publication), wide: `period_end, people, boats`."""
    return _wide(table("arrivals"), ["period_end", "release"], "small_boats_")


def detention() -> pl.DataFrame:
    """People entering and leaving detention by year and why they left (people), wide."""
    return _wide(table("detention"), ["period", "period_end", "release", "basis"], "detention_")


def leaving_detention() -> pl.DataFrame:
    """People leaving detention by `length` of stay and `reason`, 2018 to 2023 (2023 is incomplete), tidy."""
    return table("leaving_detention")


def support() -> pl.DataFrame:
    """People on asylum support by `support` (section 4, 95, 98) and `accommodation`, quarter ends, tidy."""
    return table("support")


def uk_france() -> pl.DataFrame:
    """The UK–France agreement by month, August to December 2025, wide: `transferred_in, returned_out`."""
    return _wide(table("uk_france"), ["period", "period_end", "release", "basis"], "uk_france_")
