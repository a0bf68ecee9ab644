"""Re-type the shared series as the tidy tables of `library/figures`: run `python tests/figures/retype.py`.

One function per table; each says what the shared file leaves to its name: basis, unit, release. Small tables are
written as CSV, so that a change to them can be read in review; the tables by nationality as Parquet.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import polars as pl
from python_calamine import CalamineWorkbook

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"
SERIES = SHARED / "series"
LIBRARY = Path(__file__).resolve().parents[2] / "src" / "returnhub" / "library" / "figures"

HEAD = ["source", "table", "release", "series", "period", "period_end", "basis", "unit"]
DECEMBER_2025 = "year ending December 2025"
SEPTEMBER_2024 = "year ending September 2024"


def read(name: str) -> pl.DataFrame:
    """A shared file with every cell as text: nothing is guessed."""
    return pl.read_csv(SERIES / name, infer_schema=False)


def number(column: str) -> pl.Expr:
    """The text of a cell as a number; a blank cell is not known."""
    return pl.col(column).str.strip_chars().replace("", None).cast(pl.Float64)


def tidy(
    frame: pl.DataFrame,
    *,
    release: str,
    table: str,
    basis: str,
    unit: str = "people",
    source: str = "Home Office",
) -> pl.DataFrame:
    """Add the constant columns and put the columns in the order that every table has."""
    constants = {"source": source, "table": table, "release": release, "basis": basis, "unit": unit}
    missing = [pl.lit(v).alias(k) for k, v in constants.items() if k not in frame.columns]
    frame = frame.with_columns(missing)
    if "status" not in frame.columns:
        frame = frame.with_columns(status=pl.lit("published"))
    frame = frame.with_columns(
        status=pl.when(pl.col("value").is_null()).then(pl.lit("not available")).otherwise("status")
    )
    dimensions = [c for c in frame.columns if c not in {*HEAD, "value", "status"}]
    columns = [*HEAD, *dimensions, "value", "status"]
    return frame.select(columns).sort("series", "release", "period_end", maintain_order=True)


def melt(frame: pl.DataFrame, index: list[str], names: dict[str, str]) -> pl.DataFrame:
    """Turn the columns of `names` (column → series) into rows."""
    long = frame.unpivot(list(names), index=index, variable_name="series", value_name="value")
    return long.with_columns(number("value"), series=pl.col("series").replace_strict(names))


def of_year(column: str = "year") -> list[pl.Expr]:
    """The period columns of a calendar year."""
    return [
        pl.col(column).alias("period"),
        (pl.col(column) + "-12-31").str.to_date().alias("period_end"),
    ]


def of_year_to_september_2024(column: str = "year") -> list[pl.Expr]:
    """The same where 2024 goes to the third quarter only."""
    part = pl.col(column) == "2024"
    return [
        pl.when(part).then(pl.lit("2024 Q1 to 2024 Q3")).otherwise(column).alias("period"),
        (pl.col(column) + pl.when(part).then(pl.lit("-09-30")).otherwise(pl.lit("-12-31")))
        .str.to_date()
        .alias("period_end"),
    ]


def quarterly() -> pl.DataFrame:
    """Flows of a quarter and stocks on its last day."""
    frame = read("uk_quarterly_series_to_2025q4.csv")
    parts = pl.col("source_table").str.split_exact(" ", 1)
    at = pl.lit("at ") + pl.col("period_end")
    return tidy(
        frame.with_columns(
            number("value"),
            table=parts.struct.field("field_0"),
            release=pl.when(pl.col("source_table").str.contains("mar-2023"))
            .then(pl.lit("year ending March 2023"))
            .otherwise(pl.lit(DECEMBER_2025)),
            period=pl.when(pl.col("period").str.contains("Q")).then("period").otherwise(at),
            period_end=pl.col("period_end").str.to_date(),
        ).drop("source_table"),
        release=DECEMBER_2025,
        table="",
        basis="people",
    )


def tribunal() -> pl.DataFrame:
    """Asylum appeals at the First-tier Tribunal; a different series from the Home Office's appeals."""
    frame = read("first_tier_tribunal_asylum_quarterly_to_2025q4.csv")
    year = pl.col("fy_quarter").str.slice(3)
    frame = frame.with_columns(
        period=year + pl.lit(" ") + pl.col("fy_quarter").str.slice(0, 2),
        period_end=pl.col("period_end").str.to_date(),
    )
    names = {
        "receipts": "tribunal_receipts",
        "disposals": "tribunal_disposals",
        "open_caseload_end": "tribunal_open_caseload",
        "allowed_pct_of_determined": "tribunal_allowed_share",
    }
    long = melt(frame, ["period", "period_end", "status"], names)
    stock = pl.col("series") == "tribunal_open_caseload"
    return tidy(
        long.with_columns(
            period=pl.when(stock)
            .then(pl.lit("at ") + pl.col("period_end").cast(pl.String))
            .otherwise("period"),
            unit=pl.when(pl.col("series") == "tribunal_allowed_share")
            .then(pl.lit("percent of appeals determined"))
            .otherwise(pl.lit("appeals")),
        ),
        source="Ministry of Justice",
        table="tribunal statistics, First-tier Tribunal (Immigration and Asylum Chamber), asylum",
        release="to December 2025",
        basis="appeals",
    )


COHORT_MEASURES = [
    "claims",
    *(f"initial_{m}" for m in ("grants_protection", "grants_other_leave", "refusals", "withdrawn")),
    *("initial_administrative", "initial_not_yet_known", "enforced_returns", "voluntary_returns"),
    *(f"latest_{m}" for m in ("grants_protection", "grants_other_leave", "refusals", "withdrawn")),
    *("latest_administrative", "latest_not_yet_known"),
]


def cohorts() -> pl.DataFrame:
    """What became of each claim year and nationality, in two releases (Asy_D04 whole)."""
    releases = {"jun2024": "year ending June 2024", "dec2025": DECEMBER_2025}
    frames = []
    for code, release in releases.items():
        frame = read(f"claim_cohorts_by_year_nationality_release_{code}.csv")
        frame = frame.with_columns(of_year("claim_year")).drop("claim_year")
        names = {m: f"cohort_{m}" for m in COHORT_MEASURES}
        long = melt(frame, ["period", "period_end", "nationality"], names)
        frames.append(long.with_columns(release=pl.lit(release)))
    return tidy(pl.concat(frames), release="", table="Asy_D04", basis="main applicants")


def claims() -> pl.DataFrame:
    """Claims by nationality and year."""
    frame = read("claims_by_nationality_2010_2024q3.csv").with_columns(of_year_to_september_2024())
    long = melt(frame, ["period", "period_end", "nationality"], {"people_claiming": "claims_by_nationality"})
    return tidy(long, release=SEPTEMBER_2024, table="Asy_D01", basis="people")


def first_decisions() -> pl.DataFrame:
    """First decisions, withdrawals and administrative outcomes by nationality and year."""
    frame = read("first_decisions_by_nationality_2010_2024q3.csv").with_columns(of_year_to_september_2024())
    names = {
        "grant of protection": "first_decisions_grants_protection",
        "grant of other leave": "first_decisions_grants_other_leave",
        "refused": "first_decisions_refusals",
        "withdrawn": "first_decisions_withdrawn",
        "administrative outcome": "first_decisions_administrative",
    }
    long = melt(frame, ["period", "period_end", "nationality"], names)
    return tidy(long, release=SEPTEMBER_2024, table="Asy_D02", basis="people")


def returns() -> pl.DataFrame:
    """Returns by nationality: 2010 to 2023 in one release, 2025 in a later one."""
    earlier = read("returns_by_nationality_2010_2023.csv").with_columns(of_year())
    names = {
        "enforced return": "returns_by_nationality_enforced",
        "voluntary return": "returns_by_nationality_voluntary",
        "refused entry at port and subsequently departed": "returns_by_nationality_port",
    }
    index = ["period", "period_end", "nationality"]
    first = melt(earlier, index, names).with_columns(release=pl.lit("to December 2023"))
    later = read("returns_by_nationality_2025_release_mar2026.csv").with_columns(year=pl.lit("2025"))
    short = {k: f"returns_by_nationality_{k}" for k in ("enforced", "voluntary", "port")}
    second = melt(later.with_columns(of_year()), index, short).with_columns(
        release=pl.lit("year ending March 2026")
    )
    return tidy(pl.concat([first, second]), release="", table="Ret_D01", basis="people")


def awaiting_by_age() -> pl.DataFrame:
    """How long undecided claims have waited, on the last day of each year. Cases, not people."""
    frame = read("awaiting_first_decision_by_age_cases_to_2025.csv")
    end = pl.col("date").str.to_date("%d %b %Y")
    frame = frame.with_columns(period=pl.lit("at ") + end.cast(pl.String), period_end=end)
    waited = {
        "under_3_months": "under 3 months",
        "3_to_6_months": "3 to 6 months",
        "6_to_12_months": "6 to 12 months",
        "over_12_months": "over 12 months",
        "total": "any",
    }
    long = melt(frame, ["period", "period_end"], waited).rename({"series": "waited"})
    return tidy(
        long.with_columns(series=pl.lit("awaiting_first_decision_by_age")),
        release="to December 2025",
        table="asylum claims awaiting a first decision, by age of the case",
        basis="cases",
        unit="cases",
    )


def small_boats() -> pl.DataFrame:
    """Small-boat arrivals by nationality in the quarterly series (not the weekly one)."""
    frame = read("small_boats_by_nationality_year_to_2025.csv").with_columns(of_year())
    whole = pl.col("nationality") == "Total"
    long = melt(frame, ["period", "period_end", "nationality"], {"people": "small_boats_by_nationality"})
    return tidy(
        long.with_columns(nationality=pl.when(whole).then(pl.lit("any")).otherwise("nationality")),
        release="to December 2024",
        table="Irr_D01",
        basis="arrivals",
    )


def detention() -> pl.DataFrame:
    """People entering and leaving detention in a year, and why they left."""
    frame = read("detention_annual_to_2025.csv").with_columns(of_year())
    columns = [c for c in frame.columns if c not in {"year", "period", "period_end"}]
    names = {c: f"detention_{c}" for c in columns} | {"pct_left_returned": "detention_left_returned_share"}
    long = melt(frame, ["period", "period_end"], names)
    share = pl.col("series") == "detention_left_returned_share"
    unit = pl.when(share).then(pl.lit("percent of people leaving")).otherwise(pl.lit("people"))
    return tidy(
        long.with_columns(unit=unit),
        release=DECEMBER_2025,
        table="detention summary, by year",
        basis="people",
    )


def leaving_detention() -> pl.DataFrame:
    """People leaving detention by how long they were held and why they left."""
    frame = read("leaving_detention_by_length_reason_2018_2023.csv").with_columns(of_year())
    frame = frame.with_columns(length=pl.col("length").str.replace(r"^[A-N]: ", ""))
    long = melt(frame, ["period", "period_end", "length", "reason"], {"leaving": "leaving_detention"})
    part = pl.when(pl.col("period") == "2023").then(pl.lit("incomplete")).otherwise(pl.lit("published"))
    return tidy(
        long.with_columns(status=part),
        release="to 2023",
        table="detention, by length and reason",
        basis="people",
    )


def support() -> pl.DataFrame:
    """People on asylum support, by kind of support and accommodation."""
    frame = read("support_by_type_2014_2024q3.csv")
    frame = frame.with_columns(
        period=pl.lit("at ") + pl.col("date"),
        period_end=pl.col("date").str.to_date(),
        accommodation=pl.col("accommodation").str.replace("Subsistence only", "Subsistence Only"),
    )
    long = melt(frame, ["period", "period_end", "support", "accommodation"], {"people": "support_by_type"})
    return tidy(long, release=SEPTEMBER_2024, table="Asy_D09", basis="people")


def uk_france() -> pl.DataFrame:
    """Transfers under the UK–France agreement by month, to the end of 2025."""
    frame = read("uk_france_agreement_monthly_to_2026-03.csv").filter(pl.col("month") <= "2025-12")
    frame = frame.with_columns(
        period=pl.col("month"), period_end=pl.col("month").str.to_date("%Y-%m").dt.month_end()
    )
    names = {
        "transferred_in_to_uk": "uk_france_transferred_in",
        "returned_out_to_france": "uk_france_returned_out",
    }
    return tidy(
        melt(frame, ["period", "period_end"], names),
        release="year ending March 2026",
        table="UK–France agreement, by month",
        basis="people",
    )


def arrivals() -> pl.DataFrame:
    """Small-boat people and boats by day: the weekly publication of 9 January 2026, to the end of 2025."""
    (file,) = (SHARED / "official").glob("09_January_2026*.ods")
    head, *rows = CalamineWorkbook.from_path(file).get_sheet_by_name("SB_01").to_python()
    frame = pl.DataFrame(
        [[str(cell) for cell in row] for row in rows],
        schema=dict.fromkeys(map(str, head), pl.String),
        orient="row",
    )
    frame = frame.with_columns(period=pl.col("Date").str.slice(0, 10)).filter(pl.col("period") < "2026")
    frame = frame.with_columns(period_end=pl.col("period").str.to_date())
    names = {"Migrants arrived": "small_boats_people", "Boats arrived": "small_boats_boats"}
    long = melt(frame, ["period", "period_end"], names)
    boats = pl.col("series") == "small_boats_boats"
    words = pl.when(boats).then(pl.lit("boats"))
    return tidy(
        long.with_columns(
            basis=words.otherwise(pl.lit("arrivals")),
            unit=words.otherwise(pl.lit("people")),
            status=pl.lit("provisional"),
        ),
        source="Border Force",
        table="SB_01",
        release="2026-01-09",
        basis="",
    )


TABLES: dict[str, Callable[[], pl.DataFrame]] = {
    "quarterly.csv": quarterly,
    "tribunal.csv": tribunal,
    "cohorts.parquet": cohorts,
    "claims_by_nationality.parquet": claims,
    "first_decisions_by_nationality.parquet": first_decisions,
    "returns_by_nationality.parquet": returns,
    "awaiting_by_age.csv": awaiting_by_age,
    "small_boats_by_nationality.csv": small_boats,
    "detention.csv": detention,
    "leaving_detention.csv": leaving_detention,
    "support.csv": support,
    "uk_france.csv": uk_france,
    "arrivals.parquet": arrivals,
}


def main() -> int:
    """Write every table."""
    LIBRARY.mkdir(parents=True, exist_ok=True)
    for name, build in TABLES.items():
        frame = build()
        if name.endswith(".csv"):
            frame.write_csv(LIBRARY / name)
        else:
            frame.write_parquet(LIBRARY / name, compression="zstd", compression_level=12)
        print(f"{name}: {frame.height} rows, {(LIBRARY / name).stat().st_size:,} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
