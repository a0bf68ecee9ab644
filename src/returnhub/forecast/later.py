"""A later publication beside an older forecast."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from returnhub.forecast.history import SCORED
from returnhub.scheme.problems import UserError

_FORECAST = {
    "series",
    "period_end",
    "ahead",
    "q2.5",
    "q10",
    "q50",
    "q90",
    "q97.5",
    "last",
    "season",
    "trend",
    "scale",
}
_PUBLICATION = {"series", "period_end", "value"}


def read_forecast(path: Path) -> pl.DataFrame:
    """The file `published` of a forecast. `UserError` if it is not one."""
    held = _read(path)
    missing = sorted(_FORECAST - set(held.columns))
    if missing:
        raise UserError(
            f"it is no forecast: column `{missing[0]}` is missing",
            where=str(path),
            hint="give published.csv or published.parquet of the folder that `returnhub forecast -o` wrote",
        )
    return _dated(held, path)


def read_publication(path: Path) -> pl.DataFrame:
    """A table with series, period_end, value; names as in `returnhub figures catalogue`, their table optional."""
    held = _read(path)
    missing = sorted(_PUBLICATION - set(held.columns))
    if missing:
        raise UserError(
            f"column `{missing[0]}` is missing",
            where=str(path),
            hint="needs series, period_end (as 2026-03-31) and value",
        )
    values = held["value"].cast(pl.Float64, strict=False)
    wrong = held.filter(values.is_null() & held["value"].is_not_null())
    if wrong.height:
        raise UserError(
            f"`{wrong['value'][0]}` is not a number", where=str(path), hint="leave unknown values empty"
        )
    plain = held.with_columns(pl.col("series").cast(pl.String).str.strip_prefix("tribunal_"), value=values)
    made = (
        _dated(plain, path)
        .select("series", "period_end", "value")
        .drop_nulls("value")
        .unique(maintain_order=True)
    )
    twice = made.filter(pl.struct("series", "period_end").is_duplicated())
    if twice.height:
        name, day = twice.select("series", "period_end").row(0)
        raise UserError(
            f"`{name}` has two values for {day}", where=str(path), hint="give one edition at a time"
        )
    return made


def beside(forecast: pl.DataFrame, published: pl.DataFrame) -> pl.DataFrame:
    """The forecast's rows with the outcome; `UserError` if the publication has none of its series and periods."""
    parts = published.filter(pl.col("series").is_in(["initial_grants", "initial_refusals"]))
    decisions = (
        parts.group_by("period_end")
        .agg(pl.col("value").sum(), pl.len().alias("n"))
        .filter(pl.col("n") == 2)
        .select(pl.lit("first_decisions").alias("series"), "period_end", "value")
    )
    given = published.filter(pl.col("series") == "first_decisions")
    both = pl.concat([published, decisions if given.is_empty() else decisions.clear()])
    made = forecast.drop("outcome", strict=False).join(
        both.rename({"value": "outcome"}), on=["series", "period_end"], how="inner"
    )
    if made.is_empty():
        raise UserError(
            "the publication holds none of the series and periods of the forecast",
            hint=f"series: {', '.join(SCORED)}; periods from {forecast['period_end'].min()}",
        )
    return made


def _read(path: Path) -> pl.DataFrame:
    if path.is_dir():
        raise UserError(
            "is a folder, not a table", where=str(path), hint=f"perhaps {path / 'published.csv'} is meant"
        )
    try:
        if path.suffix == ".parquet":
            return pl.read_parquet(path)
        return pl.read_csv(path, infer_schema_length=None)
    except FileNotFoundError as error:
        raise UserError("there is no such file", where=str(path)) from error
    except (OSError, pl.exceptions.PolarsError, UnicodeDecodeError) as error:
        raise UserError(
            f"it cannot be read as a table: {str(error).splitlines()[0]}", where=str(path)
        ) from error


def _dated(held: pl.DataFrame, path: Path) -> pl.DataFrame:
    if held["period_end"].dtype == pl.Date:
        return held
    made = held.with_columns(pl.col("period_end").cast(pl.String).str.to_date("%Y-%m-%d", strict=False))
    wrong = held.filter(made["period_end"].is_null())
    if wrong.height:
        raise UserError(
            f"`{wrong['period_end'][0]}` is no day", where=str(path), hint="write period_end as 2026-03-31"
        )
    return made
