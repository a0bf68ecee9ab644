"""What is refused, each with a clear message, and nothing stored."""

from __future__ import annotations

import os
import zipfile
from contextlib import suppress
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from official_like import DATASET, DAY_HEADINGS, days, ods, ods_raw, transparency, weekly_edition, xlsx

from returnhub.figures.importing import import_file, read_file
from returnhub.figures.opening import OLE
from returnhub.scheme.problems import UserError

RELEASE = date(2024, 6, 1)
ROW = '<table:table-row><table:table-cell office:value-type="float" office:value="1"/></table:table-row>'


def refusal(path, store, released=RELEASE) -> UserError:
    """The message for a file, after making sure that nothing of it was kept."""
    with pytest.raises(UserError) as error:
        import_file(path, store, released)
    assert store.editions() == []
    assert not [p for p in store.folder.rglob("*") if p.is_file()]
    assert path.name in str(error.value)
    return error.value


def test_a_truncated_file(tmp_path, store):
    whole = weekly_edition(tmp_path / "01_May_2024.ods", list(range(300)))
    for share in (0.3, 0.6, 0.99):
        cut = tmp_path / f"cut {share}.ods"
        cut.write_bytes(whole.read_bytes()[: int(share * whole.stat().st_size)])
        assert "cut short or damaged" in refusal(cut, store).what


def test_a_damaged_file(tmp_path, store):
    whole = weekly_edition(tmp_path / "01_May_2024.ods", list(range(300)))
    raw = bytearray(whole.read_bytes())
    raw[len(raw) // 3] ^= 0xFF
    whole.write_bytes(raw)
    assert "damaged" in refusal(whole, store).what


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.floats(0, 0.999), st.integers(0, 255)), min_size=1, max_size=8), st.booleans())
def test_any_damage_is_refused_or_harmless_and_never_a_fault(tmp_path, damage, new_excel):
    """Bytes changed anywhere: the file is read, or refused for a person, and nothing else."""
    rows = [["ASY_03: Asylum work in progress"], ["Quarter", "Total Work In Progress"], ["2013 Q2", 30]]
    if new_excel:
        file = transparency(tmp_path / "b.xlsx", {"ASY_03": rows})
    else:
        file = weekly_edition(tmp_path / "01_May_2024.ods", [1, 2, 3])
    raw = bytearray(file.read_bytes())
    for place, byte in damage:
        raw[int(place * len(raw))] = byte
    file.write_bytes(raw)
    with suppress(UserError):
        read_file(file, RELEASE)


def test_a_run_of_spaces_that_would_unfold(tmp_path, store):
    cell = '<table:table-cell office:value-type="string"><text:p><text:s text:c="4000000000"/></text:p></table:table-cell>'
    body = f'<table:table table:name="SB_01"><table:table-row>{cell}</table:table-row></table:table>'
    assert "looks like a zip bomb" in refusal(ods_raw(tmp_path / "spaces.ods", body), store).what


def test_a_password_protected_workbook(tmp_path, store):
    file = tmp_path / "locked.xlsx"
    file.write_bytes(OLE + b"\0" * 4096)
    assert "password-protected" in refusal(file, store).what


def test_a_password_protected_ods(tmp_path, store):
    file = ods_raw(tmp_path / "locked.ods", "", manifest="<manifest:encryption-data/>")
    assert "password-protected" in refusal(file, store).what


def test_a_web_page_saved_as_a_spreadsheet(tmp_path, store):
    file = tmp_path / "small_boats.ods"
    file.write_text("\n<!DOCTYPE html>\n<html><body>404 Not Found</body></html>")
    error = refusal(file, store)
    assert "a web page" in error.what
    assert "download the file itself" in error.hint


@pytest.mark.parametrize("content", [b"", b"   \n"])
def test_an_empty_file(tmp_path, store, content):
    file = tmp_path / "empty.ods"
    file.write_bytes(content)
    assert "is empty" in refusal(file, store).what


def test_a_file_that_is_not_there(tmp_path, store):
    assert "cannot be read" in refusal(tmp_path / "none.ods", store).what


def test_a_picture_and_another_archive(tmp_path, store):
    picture = tmp_path / "picture.ods"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20)
    assert "neither ODS, XLSX nor CSV" in refusal(picture, store).what
    other = tmp_path / "report.xlsx"
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    assert "not an ODS or XLSX" in refusal(other, store).what


def test_a_bomb_of_bytes(tmp_path, store):
    file = weekly_edition(tmp_path / "01_May_2024.ods", [1, 2])
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("Pictures/1.png", b"\0" * 300_000_000)
    assert "looks like a zip bomb" in refusal(file, store).what


def test_a_bomb_of_repeated_cells(tmp_path, store):
    many = ROW.replace("<table:table-row>", '<table:table-row table:number-rows-repeated="1000000">').replace(
        "<table:table-cell ", '<table:table-cell table:number-columns-repeated="16384" '
    )
    file = ods_raw(tmp_path / "bomb.ods", f'<table:table table:name="SB_01">{many}</table:table>')
    assert "16,384,000,000 cells" in refusal(file, store).what


def test_a_bomb_of_two_cells_in_far_corners(tmp_path, store):
    file = xlsx(tmp_path / "bomb.xlsx", {"SB_01": [["a"]]})
    with zipfile.ZipFile(file) as archive:
        parts = {n: archive.read(n) for n in archive.namelist()}
    sheet = parts["xl/worksheets/sheet1.xml"]
    far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    parts["xl/worksheets/sheet1.xml"] = sheet.replace(b"</sheetData>", far)
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    assert "looks like a zip bomb" in refusal(file, store).what


def test_xml_that_declares_entities(tmp_path, store):
    laughs = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
    file = ods_raw(
        tmp_path / "laughs.ods", f'<table:table table:name="SB_01">{ROW}</table:table>', before=laughs
    )
    assert "XML entities" in refusal(file, store).what


def test_a_total_row_that_does_not_add_up(tmp_path, store):
    rows = [DAY_HEADINGS, *days(date(2024, 1, 1), [5, 6]), ["Total", 12, 2, "-", ""]]
    error = refusal(ods(tmp_path / "x.ods", {"SB_01": rows}), store)
    assert error.what == "the total in cell SB_01!B4 is 12, but its rows add up to 11"


def test_a_total_row_that_adds_up_is_not_counted_twice(tmp_path, store):
    rows = [DAY_HEADINGS, *days(date(2024, 1, 1), [5, 6]), ["Total", 11, 2, "-", ""]]
    import_file(ods(tmp_path / "x.ods", {"SB_01": rows}), store, RELEASE)
    assert store.latest("SB_01").filter(series="small_boats_people")["value"].to_list() == [5, 6]


def test_a_total_of_a_dimension_that_does_not_add_up(tmp_path, store):
    lines = ["Year,Quarter,Nationality,Region,Sex,Entering detention"]
    lines += [
        "2024,2024 Q1,Iran,Asia,Male,3",
        "2024,2024 Q1,Iran,Asia,Female,4",
        "2024,2024 Q1,Iran,Asia,Total,8",
    ]
    file = tmp_path / "detention.csv"
    file.write_text("\n".join(lines))
    assert "is 8, but its rows add up to 7" in refusal(file, store).what


def test_a_total_column_that_is_not_the_sum_of_its_parts(tmp_path, store):
    rows = [["ASY_02: Age of Asylum Operations Initial Decision Work In Progress"], ["Back to Contents"]]
    rows += [["Quarter", "Total", "Less than 3 months", "3-6 months", "6-12 months", "12 months+ "]]
    rows += [["2016 Q4", 10, 1, 2, 3, 4], ["2017 Q1", 11, 1, 2, 3, 4]]
    error = refusal(transparency(tmp_path / "b.xlsx", {"ASY_02": rows}), store)
    assert error.what == "the total in cell ASY_02!B5 is 11, but its rows add up to 10"


def test_a_week_that_is_not_the_sum_of_its_days(tmp_path, store):
    week = [[date(2024, 1, 7), 29, 1, "-", "-", "-", ""]]
    error = refusal(weekly_edition(tmp_path / "x.ods", [1, 2, 3, 4, 5, 6, 7], weeks=week), store)
    assert (
        error.what
        == "cell SB_02!B2 says 29 people for the week ending 2024-01-07, but the days in SB_01 add up to 28"
    )


def test_dates_that_go_backwards(tmp_path, store):
    rows = [DAY_HEADINGS, *days(date(2024, 1, 1), [1, 2]), *days(date(2023, 5, 3), [3])]
    error = refusal(ods(tmp_path / "x.ods", {"SB_01": rows}), store)
    assert (
        error.what == "the dates go backwards: 2023-05-03 comes after 2024-01-02 in the row of cell SB_01!B4"
    )


def test_the_same_day_twice(tmp_path, store):
    rows = [DAY_HEADINGS, *days(date(2024, 1, 1), [1, 2]), *days(date(2024, 1, 2), [3])]
    assert "is given twice" in refusal(ods(tmp_path / "x.ods", {"SB_01": rows}), store).what


def test_a_day_after_the_release(tmp_path, store):
    error = refusal(weekly_edition(tmp_path / "x.ods", [1, 2, 3]), store, date(2024, 1, 2))
    assert "2024-01-03, after the release" in error.what


def test_the_weekly_and_the_quarterly_series_in_one_file(tmp_path, store):
    sheets = {
        "SB_01": [DAY_HEADINGS, *days(date(2024, 1, 1), [1])],
        "Data - Irr_D01": [["Detected"], *DATASET],
    }
    assert "count small-boat arrivals differently" in refusal(ods(tmp_path / "x.ods", sheets), store).what


def test_home_office_and_tribunal_appeals_in_one_file(tmp_path, store):
    sheets = {
        "Asy_D06": [["Year", "Quarter", "Nationality", "Appeals lodged"], [2022, "2022 Q1", "Iran", 4]],
        "FTT": [["Quarter", "Receipts", "Disposals"], ["Q4 2021/22", 9, 8]],
    }
    assert "count asylum appeals differently" in refusal(ods(tmp_path / "x.ods", sheets), store).what


def test_a_series_that_begins_to_count_something_else(tmp_path, store):
    """People in one edition and main applicants in the next: the second is refused, the first stays."""
    head = "Year,Quarter,Nationality,Claim type,Applicant type,Claims\n"
    both, main = tmp_path / "both.csv", tmp_path / "main.csv"
    both.write_text(f"{head}2024,2024 Q1,Iran,New,Main applicant,7\n2024,2024 Q1,Iran,New,Dependant,2\n")
    main.write_text(f"{head}2024,2024 Q1,Iran,New,Main applicant,7\n")
    import_file(both, store, date(2024, 5, 1))
    with pytest.raises(UserError, match="`main applicants` and `people` are different bases"):
        import_file(main, store, date(2024, 8, 1))
    assert [e.released for e in store.editions()] == ["2024-05-01"]


def test_a_file_without_a_day_of_release(tmp_path, store):
    error = refusal(weekly_edition(tmp_path / "boats.ods", [1]), store, None)
    assert "--released 2026-01-09" in error.hint


def test_a_spreadsheet_of_something_else(tmp_path, store):
    error = refusal(xlsx(tmp_path / "shopping.xlsx", {"List": [["Milk", 2], ["Bread", 1]]}), store)
    assert error.what == "no table here is one this version knows"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_store_that_cannot_be_written(tmp_path, store):
    file = weekly_edition(tmp_path / "01_May_2024.ods", [1])
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(UserError, match="cannot be written"):
            import_file(file, store, RELEASE)
    finally:
        tmp_path.chmod(0o700)


def test_a_word_where_people_are_counted(tmp_path, store):
    """However few numbers the column holds, it is the one that counts people."""
    file = weekly_edition(tmp_path / "a.ods", ["ten", "-"])
    assert "`ten` is not a number" in refusal(file, store).what


@pytest.mark.parametrize(("people", "told"), [(-10, "counts -10 people"), (3.5, "counts 3.5 people")])
def test_people_who_cannot_be_counted(tmp_path, store, people, told):
    what = refusal(weekly_edition(tmp_path / "a.ods", [1, people]), store).what
    assert what == f"cell SB_01!B3 {told}"


def test_a_row_of_figures_for_no_period_in_a_csv(tmp_path, store):
    """In CSV every number is written as text; a row with one is no note."""
    file = tmp_path / "a.csv"
    head = "Asy_D01\nYear,Quarter,Nationality,Applicant type,Claims\n"
    file.write_text(head + "2025,2025 Q1,Iran,Main applicant,5\n2025,2025 Q5,Iran,Main applicant,7\n")
    assert "cell B4: `2025 Q5`" in str(refusal(file, store))
    assert "yet the row holds figures" in str(refusal(file, store))
