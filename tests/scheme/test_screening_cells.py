"""What each format makes of a cell."""

from __future__ import annotations

import json
from datetime import date, datetime

import polars as pl
import pytest

from returnhub.scheme.problems import UserError
from returnhub.scheme.screening.read import format_of, read_cases
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


def test_a_very_long_cell_is_quoted_by_its_beginning(tmp_path):
    path = tmp_path / "c.csv"
    path.write_text("case,nrm\nA1," + "x" * 5_000 + "\n")
    assert refused(path).startswith(f"row 2, column `nrm`: `{'x' * 80}…` is not in the list")


def test_lines_that_end_in_a_carriage_return_alone_are_refused(tmp_path):
    path = tmp_path / "c.csv"
    path.write_bytes(b"case,nrm\rA1,none\rA2,none\r")
    assert refused(path).startswith("its lines end in a way that no reader of CSV agrees on")
