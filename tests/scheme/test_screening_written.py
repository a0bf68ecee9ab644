"""What is written back in each format, and what is counted without a file."""

from __future__ import annotations

import json
from datetime import date
from zipfile import ZipFile

import polars as pl
import pytest
from python_calamine import CalamineWorkbook

from returnhub.scheme.problems import UserError
from returnhub.scheme.screening import sheets
from returnhub.scheme.screening import write as screening_write
from returnhub.scheme.screening.read import read_cases
from returnhub.scheme.screening.write import screen_file
from tests.scheme import small

AT = date(2026, 7, 1)


HEADING = ["case", "stage", "synthetic", "exhausted__rule", "fit__rule"]
ROWS = [
    ["=A1", "waiting", "made up", "satisfied", "not known"],
    ["A2", None, "", "violated", "not known"],
    ["A3", "closed", "", "not known", "not known"],
]


def judged(tmp_path, kind: str, monkeypatch, batch: int = 2):
    """Three cases, judged in batches of two, in a file of this kind."""
    source, target = tmp_path / "c.csv", tmp_path / f"judged.{kind}"
    source.write_text(
        "case,synthetic,stage,appeal_pending,as_of,claim_open\n"
        "=A1,made up,waiting,no,2026-07-01,no\nA2,,,yes,2026-07-01,no\nA3,,closed,no,,no\n"
    )
    monkeypatch.setattr(screening_write, "read_cases", lambda *a: read_cases(*a, batch=batch))
    seen: list[int] = []
    stops = screen_file(small.scheme(), source, AT, target, progress=seen.append)
    assert stops.cases == 3
    assert seen[-1] == 3
    assert seen == sorted(seen)
    assert sorted(f.name for f in tmp_path.iterdir()) == sorted(["c.csv", target.name])
    return target


def test_csv_is_written_with_one_heading(tmp_path, monkeypatch):
    heading, *rows = judged(tmp_path, "csv", monkeypatch).read_text().splitlines()
    assert heading.split(",")[:5] == HEADING
    assert heading.split(",")[-3:] == ["go__move", "close__move", "bring_back__move"]
    assert rows[0].startswith("=A1,waiting,made up,satisfied,not known,")
    assert rows[0].endswith(",waiting for facts,open,")
    assert rows[1].endswith(",blocked,open,open")
    assert len(rows) == 3


def test_json_lines_are_written_one_for_each_case(tmp_path, monkeypatch):
    rows = [json.loads(line) for line in judged(tmp_path, "jsonl", monkeypatch).read_text().splitlines()]
    assert [row["case"] for row in rows] == ["=A1", "A2", "A3"]
    assert [row["exhausted__rule"] for row in rows] == ["satisfied", "violated", "not known"]
    assert [row["go__move"] for row in rows] == ["waiting for facts", "blocked", None]


def test_parquet_holds_every_batch_in_order(tmp_path, monkeypatch):
    made = pl.read_parquet(judged(tmp_path, "parquet", monkeypatch))
    assert made["case"].to_list() == ["=A1", "A2", "A3"]
    assert made.schema["exhausted__rule"] == pl.Enum(["satisfied", "violated", "not known"])
    assert made["exhausted__rule"].to_list() == ["satisfied", "violated", "not known"]


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_a_sheet_has_a_heading_and_every_cell_as_text(kind, tmp_path, monkeypatch):
    target = judged(tmp_path, kind, monkeypatch)
    book = CalamineWorkbook.from_path(str(target))
    assert book.sheet_names == ["cases"]
    heading, *rows = book.get_sheet_by_index(0).to_python()
    assert heading[:5] == HEADING
    assert [row[:5] for row in rows] == [["" if c is None else c for c in row] for row in ROWS]


def test_the_heading_and_the_references_of_a_workbook_stay_in_sight(tmp_path, monkeypatch):
    with ZipFile(judged(tmp_path, "xlsx", monkeypatch)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert 'xSplit="1"' in sheet
    assert 'ySplit="1"' in sheet
    assert '<c r="A1"' in sheet
    assert "<f>" not in sheet  # a reference that begins with `=` is no formula


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_more_cases_than_a_sheet_holds_are_refused_and_nothing_is_left(kind, tmp_path, monkeypatch):
    monkeypatch.setattr(sheets, "SHEET_ROWS", 3)
    judged(tmp_path, kind, monkeypatch).unlink()
    monkeypatch.setattr(sheets, "SHEET_ROWS", 2)
    with pytest.raises(UserError) as caught:
        judged(tmp_path, kind, monkeypatch)
    assert str(caught.value) == f"judged.{kind}: a sheet holds 2 cases at most\nhint: write Parquet or CSV"
    assert [f.name for f in tmp_path.iterdir()] == ["c.csv"]


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_far_too_many_cases_for_a_sheet_are_refused_before_the_work_begins(kind, tmp_path, monkeypatch):
    monkeypatch.setattr(sheets, "SHEET_ROWS", 1)
    monkeypatch.setattr(screening_write, "read_cases", lambda *a: pytest.fail("began to read"))
    path = tmp_path / "c.parquet"
    pl.DataFrame({"case": ["A1", "A2", "A3"]}).write_parquet(path)
    with pytest.raises(UserError, match="a sheet holds 1 cases at most"):
        screen_file(small.scheme(), path, AT, tmp_path / f"judged.{kind}")


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_a_full_disk_is_told_in_words_and_nothing_is_left(kind, tmp_path, monkeypatch):
    def full(*_, **__):
        raise OSError(28, "No space left on device")

    source, target = tmp_path / "c.csv", tmp_path / f"judged.{kind}"
    source.write_text("case,claim_open\nA1,no\n")
    module = "xlsxwriter.workbook" if kind == "xlsx" else "returnhub.scheme.screening.sheets"
    monkeypatch.setattr(f"{module}.ZipFile", full)
    with pytest.raises(UserError) as caught:
        screen_file(small.scheme(), source, AT, target)
    assert str(caught.value) == f"{target}: cannot be written: No space left on device"
    assert [f.name for f in tmp_path.iterdir()] == ["c.csv"]


def test_every_character_of_a_reference_comes_back_from_an_opendocument_sheet(tmp_path):
    source, target = tmp_path / "c.csv", tmp_path / "judged.ods"
    source.write_text('case,claim_open\n"<A> & \'b\' ""c""",no\nÅ-€-\U0001f600,no\nbell\x07,no\n')
    screen_file(small.scheme(), source, AT, target)
    rows = CalamineWorkbook.from_path(str(target)).get_sheet_by_index(0).to_python()
    assert [row[0] for row in rows[1:]] == ["<A> & 'b' \"c\"", "Å-€-\U0001f600", "bell\ufffd"]


def test_a_sheet_holds_what_spreadsheet_programs_can_open():
    assert sheets.SHEET_ROWS + 1 == 2**20


def test_a_place_that_cannot_be_written_is_named(tmp_path):
    source = tmp_path / "c.csv"
    source.write_text("case,claim_open\nA1,no\n")
    target = tmp_path / "nowhere" / "judged.csv"
    with pytest.raises(UserError) as caught:
        screen_file(small.scheme(), source, AT, target)
    assert str(caught.value) == f"{target}: there is no folder `{target.parent}`"


def test_what_is_lacking_is_counted_on_the_day_that_is_asked_about(tmp_path):
    """Someone who comes of age on the day lacks no answer from then on, and one before."""
    condition = "years_between(born, today) >= 18 OR claims_minor"
    source = tmp_path / "c.csv"
    source.write_text("case,born\nA1,2008-07-01\n")
    text = small.SCHEME.replace(
        "always: [exhausted]", f"  subject: {{says: S, when: {condition!r}, cite: x}}\nalways: [subject]"
    )
    scheme = small.scheme(text=text.replace("[fit, adult, child, noticed]", "[subject]"))
    assert screen_file(scheme, source, AT).missing == ()
    (lacking,) = screen_file(scheme, source, date(2026, 6, 30)).missing
    assert (lacking.fact, lacking.cases) == ("claims_minor", 1)


def test_without_a_target_the_cases_are_only_counted(tmp_path):
    source = tmp_path / "c.csv"
    source.write_text("case,claim_open\nA1,no\nA2,yes\n")
    stops = screen_file(small.scheme(), source, AT, suppose={"appeal_pending": False})
    assert (stops.cases, [f.name for f in tmp_path.iterdir()]) == (2, ["c.csv"])
    counted = {r.rule: (r.satisfied, r.violated, r.not_known) for r in stops.rules}
    assert counted["exhausted"] == (1, 1, 0)
