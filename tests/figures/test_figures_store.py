"""Editions: the same twice changes nothing, a later one never overwrites, every vintage stays answerable."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from official_like import weekly_edition

from returnhub.figures import held, revisions
from returnhub.figures.importing import import_file
from returnhub.figures.store import Store, data_folder
from returnhub.scheme.problems import UserError


def people(frame: pl.DataFrame) -> list[float | None]:
    return frame.filter(series="small_boats_people")["value"].to_list()


@pytest.fixture
def editions(tmp_path, store) -> Store:
    """Two editions; the later one has a day more, one value revised, one now known, one no longer known."""
    import_file(weekly_edition(tmp_path / "09_January_2026.ods", [1, 2, "-", 4]), store)
    import_file(weekly_edition(tmp_path / "16 January 2026.ods", [1, 5, 3, "-", 6]), store)
    return store


def test_the_same_edition_twice_changes_nothing(tmp_path, store):
    file = weekly_edition(tmp_path / "09_January_2026.ods", [1, 2])
    assert import_file(file, store).new
    before = {p: p.stat().st_mtime_ns for p in store.folder.rglob("*")}
    again = import_file(file.rename(tmp_path / "another name, 10 January 2026.ods"), store)
    assert not again.new
    assert {p: p.stat().st_mtime_ns for p in store.folder.rglob("*")} == before


def test_as_published_on_a_day(editions):
    assert people(editions.latest("SB_01", date(2026, 1, 9))) == [1, 2, None, 4]
    assert people(editions.latest("SB_01", date(2026, 1, 15))) == [1, 2, None, 4]
    assert people(editions.latest("SB_01")) == [1, 5, 3, None, 6]
    assert editions.latest("SB_01", date(2026, 1, 8)) is None


def test_an_earlier_edition_imported_later_does_not_become_the_latest(tmp_path, editions):
    import_file(weekly_edition(tmp_path / "02_January_2026.ods", [9]), editions)
    assert people(editions.latest("SB_01")) == [1, 5, 3, None, 6]


def test_a_correction_of_the_same_day_is_a_version_beside_the_first(tmp_path, editions):
    second = import_file(weekly_edition(tmp_path / "16_January_2026_v2.ods", [1, 5, 3, 4, 6]), editions)
    assert second.edition.name == "2026-01-16-v2"
    assert people(editions.latest("SB_01")) == [1, 5, 3, 4, 6]
    assert len(editions.editions()) == 3


def test_revisions_between_editions(editions):
    changes = revisions.between_editions(editions, "SB_01").filter(series="small_boats_people")
    assert changes.select("period", "before", "after", "change", "from_release", "to_release").rows() == [
        ("2024-01-02", 2, 5, "revised", "2026-01-09", "2026-01-16"),
        ("2024-01-03", None, 3, "revised", "2026-01-09", "2026-01-16"),
        ("2024-01-04", 4, None, "revised", "2026-01-09", "2026-01-16"),
    ]


def test_a_day_withdrawn_and_a_day_added_later_are_revisions(tmp_path, store):
    import_file(weekly_edition(tmp_path / "09_January_2026.ods", [1, 2, 3]), store)
    import_file(weekly_edition(tmp_path / "16_January_2026.ods", [9, 1], first=date(2023, 12, 31)), store)
    changes = (
        revisions.between_editions(store, "SB_01")
        .filter(series="small_boats_people")
        .select("period", "change")
        .rows()
    )
    assert changes == [
        ("2023-12-31", "added later"),
        ("2024-01-02", "withdrawn"),
        ("2024-01-03", "withdrawn"),
    ]


def test_nothing_to_compare(store):
    assert revisions.between_editions(store).height == 0
    with pytest.raises(UserError, match="no edition with table `SB_01`"):
        revisions.between_editions(store, "SB_01")


def test_two_imports_of_one_file_at_once_make_one_edition(tmp_path, store):
    file = weekly_edition(tmp_path / "09_January_2026.ods", list(range(60)))
    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(lambda _: import_file(file, store), range(4)))
    assert {d.edition.name for d in done} == {"2026-01-09"}
    assert len(store.editions()) == 1
    assert list(store.folder.rglob(".*")) == []


def test_a_half_written_edition_is_not_seen(editions):
    hidden = editions.folder / "small-boats-weekly" / ".half"
    hidden.mkdir()
    (hidden / "edition.json").write_text("{")
    assert len(editions.editions()) == 2


def test_a_damaged_note_says_which(editions):
    (note,) = (editions.folder / "small-boats-weekly" / "2026-01-09").glob("edition.json")
    note.write_text("{")
    with pytest.raises(UserError) as error:
        editions.editions()
    assert error.value.where == str(note)


def test_where_the_store_is(monkeypatch):
    monkeypatch.setenv("RETURNHUB_DATA", "/somewhere")
    assert data_folder() == Path("/somewhere")
    monkeypatch.delenv("RETURNHUB_DATA")
    monkeypatch.setenv("XDG_DATA_HOME", "/home/a/.data")
    monkeypatch.setattr("sys.platform", "linux")
    assert data_folder() == Path("/home/a/.data/returnhub")


def test_imported_figures_come_before_those_of_the_package(editions):
    frame = held.figures(editions, ["small_boats_people"])
    assert frame["release"].unique().to_list() == ["2026-01-16"]
    assert held.figures(editions, ["small_boats_people"], as_published_on=date(2026, 1, 10))[
        "value"
    ].to_list() == [*(1, 2, None, 4)]


@pytest.mark.parametrize("coarser_is_later", [True, False])
def test_editions_divided_otherwise_are_compared_by_what_both_have(tmp_path, store, coarser_is_later):
    fine = "Asy_D01\nQuarter,Nationality,Sex,Applicant type,Claims\n2025 Q1,Iran,Male,Main,5\n2025 Q1,Iran,Female,Main,2\n2025 Q1,Iraq,Male,Main,z\n2025 Q1,Iraq,Female,Main,3\n"
    coarse = "Asy_D01\nQuarter,Nationality,Applicant type,Claims\n2025 Q1,Iran,Main,7\n2025 Q1,Iraq,Main,9\n"
    first, second = (fine, coarse) if coarser_is_later else (coarse, fine)
    for name, text in (("2025-08-21.csv", first), ("2025-11-27.csv", second)):
        (tmp_path / name).write_text(text)
        import_file(tmp_path / name, store)
    changes = revisions.between_editions(store).select("nationality", "before", "after", "change").rows()
    before_and_after = (None, 9.0) if coarser_is_later else (9.0, None)
    assert changes == [("Iraq", *before_and_after, "revised")]
