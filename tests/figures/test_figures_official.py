"""The files exactly as published, where they are at hand, against numbers read off them by other means."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from returnhub.figures import arrivals, embedded, revisions
from returnhub.figures.importing import import_file, read_file
from returnhub.figures.store import Store


@pytest.fixture(scope="module")
def imported(tmp_path_factory) -> Store:
    from conftest import OFFICIAL

    if not OFFICIAL.is_dir():
        pytest.skip("../shared/data/official is not on this machine")
    store = Store(tmp_path_factory.mktemp("data"))
    for file in OFFICIAL.iterdir():
        import_file(file, store)
    return store


def one(store: Store, code: str, series: str, period: str) -> float | None:
    return store.latest(code).filter(series=series, period=period)["value"].item()


def test_every_file_is_read_and_none_is_new_twice(imported, official):
    assert sorted((e.publication, e.released) for e in imported.editions()) == [
        ("enforcement-transparency", "2023-11-23"),
        ("irregular-migration", "2023-11-23"),
        ("small-boats-weekly", "2025-11-14"),
        ("small-boats-weekly", "2025-12-12"),
        ("small-boats-weekly", "2026-01-09"),
        ("small-boats-weekly", "2026-02-20"),
        ("ukvi-transparency", "2024-02-29"),
    ]
    assert not any(import_file(file, imported).new for file in official.iterdir())


def test_tables_that_the_issue_names(imported):
    assert {
        "SB_01",
        "SB_02",
        *(f"Irr_D0{n}" for n in range(1, 6)),
        *(f"ASY_0{n}" for n in range(1, 6)),
        "DT_02",
    } <= set(imported.codes())


@pytest.mark.parametrize(
    ("code", "series", "period", "value"),
    [
        ("SB_01", "small_boats_people", "2025-05-12", 601),
        ("ASY_01", "asy_01_total_claims_received", "2014 Q2", 5786),
        ("ASY_02", "asy_02_total", "2023 Q4", 97_787),
        ("ASY_03", "asy_03_subject_to_removal_action", "2023 Q2", 41_181),
        ("ASY_03", "asy_03_post_decision", "2011 Q2", None),
        ("ASY_03", "asy_03_further_leave_claim_outstanding", "2023 Q2", None),
        ("ASY_04", "asy_04_unit_cost", "2022/23", 20_921),
        ("ASY_05", "asy_05_initial_decisions", "2023-12", 16_876),
        ("DT_02", "detention_cost_per_day", "2023 Q3", 104.99),
    ],
)
def test_numbers_as_they_stand_in_the_sheets(imported, code, series, period, value):
    assert one(imported, code, series, period) == value


def test_small_boats_of_the_detailed_dataset_are_those_of_its_own_pivot_table(imported):
    """The pivot sheet, which the importer passes over, shows 11,442 for 2021 Q4 and 20,301 for 2022 Q3."""
    frame = imported.latest("Irr_D01").filter(method_of_entry="Small boat arrivals")
    sums = dict(frame.group_by("period").agg(pl.sum("value")).iter_rows())
    assert (sums["2021 Q4"], sums["2022 Q3"], sums["2023 Q3"]) == (11_442, 20_301, 13_397)


def test_embedded_arrivals_agree_with_the_file(imported):
    ours = embedded.table("arrivals").select("series", "period", "value")
    theirs = imported.latest("SB_01", date(2026, 1, 9)).select(
        "series", "period", pl.col("value").alias("theirs")
    )
    both = ours.join(theirs, on=["series", "period"])
    assert both.height == ours.height
    assert (both["value"] == both["theirs"]).all()


def test_embedded_quarterly_arrivals_agree_with_the_file(imported):
    frame = imported.latest("Irr_D01").filter(method_of_entry="Small boat arrivals")
    file = dict(frame.group_by(pl.col("period").str.slice(0, 4)).agg(pl.sum("value")).iter_rows())
    ours = embedded.small_boats().filter(nationality="any").select("period", "value")
    assert {y: v - file[y] for y, v in ours.iter_rows() if y <= "2021"} == {
        "2018": 0,
        "2019": 0,
        "2020": 0,
        "2021": 0,
    }


def test_known_answers_as_the_press_quoted_them(imported):
    for source in (arrivals.load(imported), arrivals.load(Store(imported.folder / "none"))):
        first = arrivals.years_to_date(source, date(2025, 5, 12))
        assert first[0].people == 12_407
        years = arrivals.years_to_date(source, date(2025, 5, 15))
        assert {y.year: y.people for y in years} == {
            **{2025: 12_699, 2024: 9_564, 2023: 6_884, 2022: 8_389},
            **{2021: 3_112, 2020: 1_361, 2019: 348, 2018: 7},
        }
        assert arrivals.rank(years) == 1


def test_these_four_editions_do_not_differ_where_they_overlap(imported):
    """Compared cell by cell with another reader when this was written: the publisher had revised earlier."""
    assert revisions.between_editions(imported, "SB_01").height == 0
    assert "revised" in imported.latest("SB_01")["status"].unique().to_list()


def test_the_weekly_file_is_read_within_a_second(official):
    from time import perf_counter

    (file,) = official.glob("20_February_2026*")
    read_file(file)  # libraries are loaded once
    begun = perf_counter()
    read_file(file)
    assert perf_counter() - begun < 1
