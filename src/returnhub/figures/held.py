"""Everything held, imported or in the package: the catalogue, and series side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from returnhub.figures import basis, checks, embedded
from returnhub.figures.store import Store
from returnhub.figures.titles import title
from returnhub.scheme.problems import UserError, nearest

COVERAGE = [
    "series",
    "title",
    "first",
    "last",
    "figures",
    "basis",
    "unit",
    "source",
    "table",
    "release",
    "held",
]
NO_SUM = ("fraction", "percent", " per ")


def catalogue(store: Store) -> pl.DataFrame:
    """Every series held: coverage, basis, unit, source, table, release; `held` is `package` or `imported`.

    Of imported tables the last edition is listed.
    """
    parts = [embedded.catalogue().with_columns(held=pl.lit("package"))]
    for code in store.codes():
        frame = store.latest(code)
        if frame is not None:
            coverage = frame.group_by(*embedded.CONSTANT, maintain_order=True).agg(
                pl.col("period_end").min().alias("first"),
                pl.col("period_end").max().alias("last"),
                pl.len().alias("figures"),
            )
            parts.append(coverage.with_columns(held=pl.lit("imported")))
    frame = pl.concat(parts, how="diagonal")
    titles = pl.col("series").map_elements(title, return_dtype=pl.String).alias("title")
    return frame.with_columns(titles).select(COVERAGE).sort("held", "series", "release")


def figures(
    store: Store, names: Sequence[str], release: str | None = None, as_published_on: date | None = None
) -> pl.DataFrame:
    """The tidy rows of one or more series: of the last edition imported, or else of those in the package.

    Raises UserError for an unknown series, release, or series that must not stand together.
    """
    frames = [_series(store, name, release, as_published_on) for name in dict.fromkeys(names)]
    return basis.together(*frames)


def _series(store: Store, name: str, release: str | None, as_published_on: date | None) -> pl.DataFrame:
    imported = [f for code in store.codes() if (f := store.latest(code, as_published_on)) is not None]
    held = embedded.catalogue()["series"].unique().to_list()
    of_imported = {s for f in imported for s in f["series"].unique()}
    if name in of_imported and (release is None or name not in held):
        frame = next(f for f in imported if (f["series"] == name).any()).filter(pl.col("series") == name)
    elif name in held:
        frame = embedded.series(name)
    else:
        hint = nearest(name, [*held, *of_imported]) or "`returnhub figures catalogue` lists every series"
        raise UserError(f"there is no series `{name}`", hint=hint)
    releases = frame["release"].unique(maintain_order=True).to_list()
    if release is not None and release not in releases:
        raise UserError(f"`{name}` is not held in release `{release}`", hint=nearest(release, releases))
    overlapping = (
        len(releases) > 1
        and frame.group_by("period").agg(pl.col("release").n_unique()).max()["release"][0] > 1
    )
    if release is None and overlapping:  # the same periods in two editions: the later one, never both
        release = embedded.latest_release(releases)
    return frame if release is None else frame.filter(pl.col("release") == release)


@dataclass(frozen=True, slots=True)
class View:
    """Figures to be looked at: `frame` has `period`, the dimension asked for, and a column a series."""

    frame: pl.DataFrame
    names: tuple[str, ...]
    by: str | None
    title: str
    unit: str
    source: str
    notes: tuple[str, ...]

    @property
    def warnings(self) -> list[str]:
        """The notes without which a picture would mislead."""
        return [n for n in self.notes if n in {STATUS_NOTES["provisional"], STATUS_NOTES["incomplete"]}]


def view(rows: pl.DataFrame, where: Mapping[str, str], by: str | None) -> View:
    """Filter by dimensions, sum over those not asked for, and lay the series side by side.

    Raises UserError for an unknown dimension or value, and for a sum that would mean nothing (of shares).
    """
    divided = [d for d in checks.dimensions(rows) if d not in {*embedded.HEAD}]
    for name, value in where.items():
        _known("dimension", name, divided)
        _known(f"value of `{name}`", value, rows[name].drop_nulls().unique().to_list())
        rows = rows.filter(pl.col(name) == value)
    if by:
        _known("dimension", by, divided)
    rows = _without_published_totals(rows, [d for d in divided if d not in where])
    names = rows["series"].unique(maintain_order=True).to_list()
    index = ["period", "period_end", *([by] if by else [])]
    several = rows.select("series", *index).is_duplicated().any()
    units = rows["unit"].unique().to_list()
    if several and any(word in unit for unit in units for word in NO_SUM):
        raise UserError(
            "shares and averages have no sum", hint=f"choose with `--where`: {', '.join(divided)}"
        )
    unknown = pl.col("value").null_count() > 0
    summed = rows.group_by("series", *index, maintain_order=True).agg(
        pl.when(unknown).then(None).otherwise(pl.col("value").sum()).alias("value")
    )
    wide = summed.pivot("series", index=index, values="value").sort("period_end", *([by] if by else []))
    return View(
        *(wide, tuple(names), by, _view_title(names, where, by, wide), " and ".join(sorted(units))),
        _source_line(rows),
        _notes(rows),
    )


def _known(what: str, name: str, names: Sequence[str]) -> None:
    if name not in names:
        hint = nearest(name, names) or (
            "known: " + ", ".join(sorted(map(str, names))[:12]) if names else "it has none"
        )
        raise UserError(f"there is no {what} `{name}`", hint=hint)


def _without_published_totals(rows: pl.DataFrame, divided: Sequence[str]) -> pl.DataFrame:
    """`any` is a total that the publisher gives beside its parts: summed with them it would count twice."""
    for name in divided:
        if (rows[name] == "any").any() and not (rows[name] == "any").all():
            rows = rows.filter(pl.col(name).is_null() | (pl.col(name) != "any"))
    return rows


def _view_title(names: Sequence[str], where: Mapping[str, str], by: str | None, wide: pl.DataFrame) -> str:
    titles = [title(n) for n in names]
    what = "; ".join([titles[0], *(t[:1].lower() + t[1:] for t in titles[1:])])
    only = "".join(f", {name.replace('_', ' ')} {value}" for name, value in where.items())
    split = f", by {BY_WORDS.get(by, by).replace('_', ' ')}" if by else ""
    known = wide.filter(pl.any_horizontal(pl.col(n).is_not_null() for n in names))
    span = _span(known) if known.height else "no figure known"
    return f"{what}{only}{split}, {span}"


def _span(wide: pl.DataFrame) -> str:
    first, last = wide["period"][0], wide["period"][-1]
    if first.startswith("at ") and last.startswith("at "):
        first, last = (f"{d.day} {d:%B %Y}" for d in (wide["period_end"][0], wide["period_end"][-1]))
    elif "at " in first + last:  # flows beside stocks
        first, last = (str(d.year) for d in (wide["period_end"][0], wide["period_end"][-1]))
    return f"{first} to {last}" if first != last else last


def _source_line(rows: pl.DataFrame) -> str:
    parts = rows.select("source", "table", "release").unique(maintain_order=True).iter_rows()
    return "Source: " + "; ".join(f"{s}, {t}, release {r}" for s, t, r in parts)


def _notes(rows: pl.DataFrame) -> tuple[str, ...]:
    notes = [f"Basis: {b} ({basis.BASES[b]})." for b in rows["basis"].unique(maintain_order=True)]
    status = rows["status"].unique().to_list()
    for word, sentence in STATUS_NOTES.items():
        if word in status:
            notes.append(sentence)
    notes.append("Contains public sector information licensed under the Open Government Licence v3.0.")
    return tuple(notes)


BY_WORDS = {"waited": "time waited"}
STATUS_NOTES = {
    "provisional": "The figures are provisional and are revised in later editions.",
    "revised": "Some figures were revised by the publisher.",
    "incomplete": "The figures for 2023 are incomplete.",
    "not available": "[x] means not available: the publisher gives no figure. It is not zero.",
}
