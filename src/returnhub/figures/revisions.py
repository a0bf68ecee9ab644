"""What changed from each edition of a table to the next."""

from __future__ import annotations

from itertools import pairwise

import polars as pl

from returnhub.figures import checks, embedded
from returnhub.figures.store import Store
from returnhub.scheme.problems import UserError, nearest

REVISION = ["table", "series", "period", "from_release", "to_release", "before", "after", "change", "cell"]


def between_editions(store: Store, code: str | None = None) -> pl.DataFrame:
    """What changed from each edition to the next of the same table: one row for each figure that differs.

    `change` is `revised`, `withdrawn` (in the earlier edition only) or `added later` (a period that the
    earlier edition covered and did not have). New periods are not revisions.
    """
    parts = []
    for wanted in [code] if code else store.codes():
        editions = [e for e in store.editions() if wanted in e.tables]
        if code and not editions:
            raise UserError(f"no edition with table `{code}` is held", hint=nearest(code, store.codes()))
        for before, after in pairwise(editions):
            parts.append(_changes(store.read(before, wanted), store.read(after, wanted)))
    kept = [p for p in parts if p.height]
    return (
        pl.concat(kept, how="diagonal") if kept else pl.DataFrame(schema=dict.fromkeys(REVISION, pl.String))
    )


def _changes(before: pl.DataFrame, after: pl.DataFrame) -> pl.DataFrame:
    shared = [d for d in _divided_by(after) if d in before.columns]
    key = ["series", "period", "period_end", *shared]
    before, after = _added_up(before, key), _added_up(after, key)
    old = before.select(*key, pl.col("value").alias("before"), held_before=pl.lit(True))
    new = after.select(*key, pl.col("value").alias("after"), "cell", held_after=pl.lit(True))
    both = old.join(new, on=key, how="full", coalesce=True, nulls_equal=True)
    covered = pl.col("period_end") <= before["period_end"].max()
    change = (
        pl.when(pl.col("held_after").is_null())
        .then(pl.lit("withdrawn"))
        .when(pl.col("held_before").is_null())
        .then(pl.lit("added later"))
        .otherwise(pl.lit("revised"))
    )
    different = ~pl.col("before").eq_missing(pl.col("after")) | pl.col("held_before").is_null()
    others = [k for k in key if k not in {"series", "period", "period_end"}]
    return (
        both.filter(covered & different)
        .with_columns(
            table=pl.lit(after["table"][0]),
            from_release=pl.lit(before["release"][0]),
            to_release=pl.lit(after["release"][0]),
            change=change,
        )
        .sort("period_end", "series")
        .select(*REVISION[:3], *others, *REVISION[3:])
    )


def _divided_by(frame: pl.DataFrame) -> list[str]:
    """The dimensions of a stored table."""
    return [d for d in checks.dimensions(frame) if d not in embedded.HEAD]


def _added_up(frame: pl.DataFrame, key: list[str]) -> pl.DataFrame:
    """The figures by `key`: one edition may divide a table further than another, or by other words.

    A sum with a part that is not known is not known.
    """
    if set(_divided_by(frame)) <= set(key):
        return frame
    whole = pl.when(pl.col("value").null_count() == 0).then(pl.col("value").sum())
    first = pl.col("table", "release", "cell").first()
    return frame.group_by(key, maintain_order=True).agg(first, whole.alias("value"))
