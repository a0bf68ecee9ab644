"""What each format makes of a cell, one case out of a table, and what is written back."""

from __future__ import annotations

import json
from datetime import date, datetime
from zipfile import ZipFile

import polars as pl
import pytest
from python_calamine import CalamineWorkbook

from returnhub.scheme.case import Case, Known
from returnhub.scheme.problems import UserError
from returnhub.scheme.screening import sheets
from returnhub.scheme.screening import write as screening_write
from returnhub.scheme.screening.find import find_case
from returnhub.scheme.screening.read import format_of, read_cases
from returnhub.scheme.screening.write import screen_file
from tests.scheme import small

AT = date(2026, 7, 1)


def read(path, **options) -> pl.DataFrame:
    scheme = small.scheme()
    return pl.concat(read_cases(path, scheme.vocabulary.facts, scheme.stages, **options))


def refused(path) -> str:
    with pytest.raises(UserError) as caught:
        read(path)
    assert str(caught.value).startswith(f"{path.name}: ")
    return str(caught.value).removeprefix(f"{path.name}: ")


# Cells ------------------------------------------------------------------------------------------------------

NOT_NRM = "is not in the list\nhint: known here: `none`, `pending`, `positive`"


@pytest.mark.parametrize(
    ("record", "found"),
    [
        ({"size": 3}, 3),
        ({"size": "3"}, 3),
        ({"size": 3.0}, 3),
        ({"size": " 3 "}, 3),
        ({"size": None}, None),
        ({"size": ""}, None),
        ({"size": "Not known"}, None),
        ({"claim_open": True}, True),
        ({"claim_open": "No"}, False),
        ({"claim_open": " TRUE "}, True),
        ({"claim_open": "false"}, False),
        ({"born": "2001-02-03"}, date(2001, 2, 3)),
        ({"born": " 1900-01-01"}, date(1900, 1, 1)),
        ({"born": "2199-12-31"}, date(2199, 12, 31)),
        ({"nrm": "none"}, "none"),
        ({"nrm": " none "}, "none"),
        ({"stage": "waiting"}, "waiting"),
        ({"together": [True, None, "no"]}, [True, None, False]),
        ({"together": ["yes", "?", "Not known"]}, [True, None, None]),
        ({"together": "yes; no;?"}, [True, False, None]),
        ({"together": True}, [True]),
        ({"together": []}, None),
        ({"together": "not known"}, None),
        ({"together": None}, None),
    ],
)
def test_a_cell_of_json_lines(record, found, tmp_path):
    path = tmp_path / "c.jsonl"
    path.write_text(json.dumps({"case": "A1", **record}))
    assert read(path).row(0)[1] == found


@pytest.mark.parametrize(
    ("record", "message"),
    [
        ({"size": 3.5}, "row 1, column `size`: `3.5` is not a whole number"),
        ({"size": 21.0}, "row 1, column `size`: `21` is not between 0 and 20"),
        ({"size": True}, "row 1, column `size`: `True` is not a whole number"),
        ({"size": 10**20}, f"row 1, column `size`: `{10**20}` is not between 0 and 20"),
        ({"claim_open": 1}, "row 1, column `claim_open`: `1` is not yes or no"),
        ({"born": 20010203}, "row 1, column `born`: `20010203` is not a date"),
        ({"nrm": 3}, f"row 1, column `nrm`: `3` {NOT_NRM}"),
        ({"nrm": {"a": 1}}, f"row 1, column `nrm`: `{{'a': 1}}` {NOT_NRM}"),
        ({"nrm": ["none", None, 2.0]}, f"row 1, column `nrm`: `none; ?; 2` {NOT_NRM}"),
        ({"together": [True, "x"]}, "row 1, column `together`: `x` is not yes or no\n"
                                    "hint: write one answer for each member, such as `yes; no; ?`"),
        ({"case": None, "size": 3}, "row 1, column `case`: this row has no reference"),
        ({"case": " ", "size": 3}, "row 1, column `case`: this row has no reference"),
        ({"sise": 1}, "column 2: `sise` is not a fact\nhint: did you mean `size`?"),
    ],
)  # fmt: skip
def test_a_bad_cell_of_json_lines(record, message, tmp_path):
    path = tmp_path / "c.jsonl"
    path.write_text(json.dumps({"case": "A1", **record}))
    assert refused(path) == message


def test_a_column_of_mixed_kinds_is_judged_cell_by_cell(tmp_path):
    path = tmp_path / "c.jsonl"
    rows = [{"case": 7, "size": 3}, {"case": "A2", "size": "4"}, {"case": "A3", "size": 5.0}, {"case": "A4"}]
    path.write_text("\n".join(map(json.dumps, rows)))
    assert read(path).to_dicts() == [
        {"case": "7", "size": 3}, {"case": "A2", "size": 4}, {"case": "A3", "size": 5}, {"case": "A4", "size": None}
    ]  # fmt: skip
    path.write_text('{"case": "A1", "claim_open": true}\n{"case": "A2", "claim_open": "no"}\n')
    assert read(path)["claim_open"].to_list() == [True, False]


@pytest.mark.parametrize("batch", [1, 2, 250_000])
def test_blank_lines_and_late_columns_of_json_lines(batch, tmp_path):
    path = tmp_path / "c.jsonl"
    path.write_text(
        '\n{"case": "A1", "nrm": "none"}\n\n{"case": "A2"}\n \n{"case": "A3", "nrm": "pending"}\n'
    )
    assert read(path, batch=batch).to_dicts() == [
        {"case": "A1", "nrm": "none"}, {"case": "A2", "nrm": None}, {"case": "A3", "nrm": "pending"}
    ]  # fmt: skip
    path.write_text('{"case": "A1"}\n{"case": "A2", "size": 3}\n')
    assert read(path, batch=batch).to_dicts() == [{"case": "A1", "size": None}, {"case": "A2", "size": 3}]
    path.write_text('{"case": "A1"}\n{"case": "A2", "sise": 3}\n')
    with pytest.raises(UserError, match="column 2: `sise` is not a fact"):
        read(path, batch=batch)


def test_a_row_keeps_its_number_in_every_batch(tmp_path):
    path = tmp_path / "c.jsonl"
    path.write_text('{"case": "A1"}\n{"case": "A2"}\n{"case": "A3", "size": "x"}\n')
    for batch in (1, 2, 3):
        with pytest.raises(UserError) as caught:
            read(path, batch=batch)
        assert str(caught.value) == "c.jsonl: row 3, column `size`: `x` is not a whole number"
    for kind, path in (
        ("csv", tmp_path / "c.csv"),
        ("parquet", tmp_path / "c.parquet"),
        ("xlsx", tmp_path / "c.xlsx"),
    ):
        frame = pl.DataFrame({"case": ["A1", "A2", "A3"], "size": ["1", "2", "x"]})
        getattr(frame, {"csv": "write_csv", "parquet": "write_parquet", "xlsx": "write_excel"}[kind])(path)
        for batch in (1, 2, 3):
            with pytest.raises(UserError) as caught:
                read(path, batch=batch)
            row = 3 if kind == "parquet" else 4  # a sheet and a CSV file count their heading
            assert str(caught.value) == f"c.{kind}: row {row}, column `size`: `x` is not a whole number"


def test_a_quote_that_is_never_closed_is_named_with_its_row(tmp_path):
    path = tmp_path / "c.csv"
    path.write_text('case,size\n"A1\n')
    assert refused(path) == (
        "row 2 opens a double quote that is never closed\nhint: close it, or write it twice where it is part of the text"
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("\n \n", "holds no cases\nhint: one row for each case"),
        ('{"case": "A1"}\n{"case": }\n', "line 2 is not JSON: Expecting value at character 10"),
        ('{"case": "A1"}\n[1]\n', "line 2 is not one object in braces"),
        ('{"case": "A1"}\n{"case": "A1"}\n', "row 2, column `case`: `A1` is already in row 1"),
    ],
)
def test_lines_that_are_no_cases(text, message, tmp_path):
    path = tmp_path / "c.jsonl"
    path.write_text(text)
    assert refused(path) == message


def test_parquet_may_hold_whole_days_as_times_and_whole_numbers_with_fractions(tmp_path):
    path = tmp_path / "c.parquet"
    frame = {
        "case": ["A1", "A2"],
        "born": [datetime(2001, 1, 1), None],
        "size": [3.0, None],
        "nrm": ["none", None],
    }
    pl.DataFrame(frame, schema_overrides={"nrm": pl.Categorical}).write_parquet(path)
    assert read(path).to_dicts() == [
        {"case": "A1", "born": date(2001, 1, 1), "size": 3, "nrm": "none"},
        {"case": "A2", "born": None, "size": None, "nrm": None},
    ]
    pl.DataFrame({"case": ["A1", "A2"], "born": [None, datetime(2001, 1, 1, 5)]}).write_parquet(path)
    assert refused(path) == "row 2, column `born`: `2001-01-01 05:00:00` is not a date"
    pl.DataFrame({"case": ["A1"], "born": [date(1812, 1, 1)]}).write_parquet(path)
    assert refused(path) == "row 1, column `born`: `1812-01-01` is not between 1900-01-01 and 2199-12-31"
    pl.DataFrame({"case": ["A1"], "born": [True], "size": [date(2001, 1, 1)]}).write_parquet(path)
    assert refused(path) == (
        "row 1, column `born`: `True` is not a date\n\n"
        "c.parquet: row 1, column `size`: `2001-01-01` is not a whole number"
    )
    pl.DataFrame({"case": ["A1", "A2"], "size": [3, 21]}).write_parquet(path)
    assert refused(path) == "row 2, column `size`: `21` is not between 0 and 20"


def test_parquet_may_hold_the_answers_of_a_family_as_a_list_of_words(tmp_path):
    path = tmp_path / "c.parquet"
    families = [["yes", None, "?"], None, [" No "]]
    pl.DataFrame({"case": ["A1", "A2", "A3"], "together": families}).write_parquet(path)
    assert read(path)["together"].to_list() == [[True, None, None], None, [False]]
    pl.DataFrame({"case": ["A1", "A2"], "together": [["yes"], ["yes", "perhaps"]]}).write_parquet(path)
    assert refused(path).startswith("row 2, column `together`: `perhaps` is not yes or no\n")


def test_references_of_digits_keep_their_noughts(tmp_path):
    path = tmp_path / "c.csv"
    path.write_text("case,size\n007,1\n008,2\n0010,3")
    assert read(path)["case"].to_list() == ["007", "008", "0010"]


def test_a_heading_that_is_not_utf_8_or_not_there(tmp_path):
    path = tmp_path / "c.csv"
    path.write_bytes("case,größe\nA1,1\n".encode("latin-1"))
    assert refused(path).startswith("column 2: `gr��e` is not a fact")
    path.write_text("\nA1,1\n")
    assert refused(path).startswith("row 2 has 2 cells under 0 columns\n")


def test_columns_with_nothing_in_them_are_not_known(tmp_path):
    path = tmp_path / "c.parquet"
    pl.DataFrame({"case": ["A1", "A2"], "size": [None, None], "together": [None, None]}).write_parquet(path)
    made = read(path)
    assert made.to_dicts() == [{"case": name, "size": None, "together": None} for name in ("A1", "A2")]
    assert made.schema["together"] == pl.List(pl.Boolean)


def test_the_first_sheet_is_read_and_cells_beyond_its_heading_are_not(tmp_path):
    path = tmp_path / "c.xlsx"
    sheet_of([["case ", " size", None], ["A1", 3, None], ["A2", "", None], [7, 20.0, None]], path)
    assert read(path).to_dicts() == [
        {"case": "A1", "size": 3}, {"case": "A2", "size": None}, {"case": "7", "size": 20}
    ]  # fmt: skip
    sheet_of([["case", "size"], ["A1", 3], ["A2", 21]], path)
    assert refused(path) == "row 3, column `size`: `21` is not between 0 and 20"
    sheet_of([["case", "nrm", "case"], ["A1", "none", "A2"]], path)
    assert refused(path) == "column 3: `case` is there twice"
    sheet_of([["case", "born"], ["A1", date(2001, 1, 1)], ["A2", "2002-01-01"]], path)
    assert read(path)["born"].to_list() == [date(2001, 1, 1), date(2002, 1, 1)]
    sheet_of([], path)
    assert refused(path) == "is empty"


def sheet_of(rows: list[list[object]], path) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(str(path)) as book:
        sheet, day = book.add_worksheet(), book.add_format({"num_format": "yyyy-mm-dd"})
        book.add_worksheet("another").write(0, 0, "not read")
        for at, row in enumerate(rows):
            for column, cell in enumerate(row):
                if isinstance(cell, date):
                    sheet.write_datetime(at, column, datetime(cell.year, cell.month, cell.day), day)
                elif cell is not None:
                    sheet.write(at, column, cell)


@pytest.mark.parametrize(
    ("name", "kind"),
    [("a.csv", ".csv"), ("a.CSV", ".csv"), ("a.ndjson", ".jsonl"), ("a.pq", ".parquet"), ("a.b.Ods", ".ods")],
)
def test_the_format_is_what_the_name_says(name, kind, tmp_path):
    assert format_of(tmp_path / name) == kind


def test_what_is_no_table_is_refused_in_words(tmp_path):
    for name, shown in (("a.docx", ".docx"), ("noending", "noending")):
        with pytest.raises(UserError) as caught:
            format_of(tmp_path / name)
        assert str(caught.value) == (
            f"{tmp_path / name}: `{shown}` is not a format of case tables\n"
            "hint: CSV, Parquet, JSON Lines (.jsonl), XLSX or ODS"
        )
    (tmp_path / "folder.csv").mkdir()
    for name, why in (("none.csv", "there is no such file"), ("folder.csv", "is a folder, not a file")):
        with pytest.raises(UserError) as caught:
            read(tmp_path / name)
        assert str(caught.value) == f"{tmp_path / name}: {why}"
    inside = ["hint: it is no workbook inside; save it from the spreadsheet program again"]
    for name, start, hint in (
        ("x.parquet", "cannot be read as PARQUET: parquet: File out of specification", []),
        ("x.xlsx", "cannot be read as a workbook: ", inside),
        ("x.ods", "cannot be read as a workbook: ", inside),
    ):
        (tmp_path / name).write_bytes(b"junk")
        said = refused(tmp_path / name).split("\n")
        assert said[0].startswith(start)
        assert said[1:] == hint


# One case ---------------------------------------------------------------------------------------------------

TABLE = """case,as_of,stage,appeal_pending,appeal_pending__on,size,together,synthetic
A1,2026-06-30,waiting,no,2026-06-01,3,yes; ?,made up
A2,2026-06-29,,not known,,,,made up
"""


def test_one_case_out_of_a_table_with_the_day_of_each_answer(tmp_path):
    path, scheme = tmp_path / "c.csv", small.scheme()
    path.write_text(TABLE)
    found = find_case(scheme, path, "A1", AT, {}, ("synthetic",))
    assert found == Case(
        "A1",
        {
            "appeal_pending": Known(False, date(2026, 6, 1)),
            "size": Known(3, date(2026, 6, 30)),
            "together": Known((True, None), date(2026, 6, 30)),
        },
        "waiting",
    )
    assert find_case(scheme, path, "A2", AT, {}, ("synthetic",)) == Case("A2", {}, None)


def test_what_is_supposed_stands_in_for_the_answers_of_a_case(tmp_path):
    path = tmp_path / "c.csv"
    path.write_text(TABLE)
    supposed = {"size": 1, "claim_open": False}
    found = find_case(small.scheme(), path, "A1", AT, supposed, ("synthetic",)).facts
    assert found["size"] == Known(1, AT, "supposed")
    assert found["claim_open"] == Known(False, AT, "supposed")
    assert found["appeal_pending"] == Known(False, date(2026, 6, 1))


def test_a_case_that_is_not_there_is_said_to_be_missing(tmp_path):
    path = tmp_path / "c.csv"
    path.write_text(TABLE)
    with pytest.raises(UserError) as caught:
        find_case(small.scheme(), path, "A3", AT, {}, ("synthetic",))
    assert str(caught.value) == "c.csv: there is no case `A3`"
    with pytest.raises(UserError, match="`synthetic` is not a fact"):
        find_case(small.scheme(), path, "A1", AT, {})


# Files written ----------------------------------------------------------------------------------------------

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


def test_a_very_long_cell_is_quoted_by_its_beginning(tmp_path):
    path = tmp_path / "c.csv"
    path.write_text("case,nrm\nA1," + "x" * 5_000 + "\n")
    assert refused(path).startswith(f"row 2, column `nrm`: `{'x' * 80}…` is not in the list")


def test_lines_that_end_in_a_carriage_return_alone_are_refused(tmp_path):
    path = tmp_path / "c.csv"
    path.write_bytes(b"case,nrm\rA1,none\rA2,none\r")
    assert refused(path).startswith("its lines end in a way that no reader of CSV agrees on")
