"""Case tables in files: five formats in and out, every bad cell named, nothing half-written."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from returnhub.scheme.problems import UserError
from returnhub.scheme.screening.find import find_case
from returnhub.scheme.screening.read import read_cases, rows_about
from returnhub.scheme.screening.write import screen_file
from tests.scheme import small

AT = date(2026, 7, 1)
FORMATS = ["csv", "parquet", "jsonl", "xlsx", "ods"]
GOOD = """case,as_of,stage,appeal_pending,claim_open,fit_until,size,country,together
A1,2026-06-30,waiting,no,no,2026-07-02,1,NO,
007,2026-06-30,moved,Yes,,,3,GB,yes; no; ?
A3,,,,not known,2026-07-02,,,yes;yes
"""
ROWS = [
    {"case": "A1", "as_of": date(2026, 6, 30), "stage": "waiting", "appeal_pending": False, "claim_open": False,
     "fit_until": date(2026, 7, 2), "size": 1, "country": "NO", "together": None},
    {"case": "007", "as_of": date(2026, 6, 30), "stage": "moved", "appeal_pending": True, "claim_open": None,
     "fit_until": None, "size": 3, "country": "GB", "together": [True, False, None]},
    {"case": "A3", "as_of": None, "stage": None, "appeal_pending": None, "claim_open": None,
     "fit_until": date(2026, 7, 2), "size": None, "country": None, "together": [True, True]},
]  # fmt: skip


def read(path: Path, **options) -> pl.DataFrame:
    scheme = small.scheme()
    return pl.concat(read_cases(path, scheme.vocabulary.facts, scheme.stages, **options))


def write_ods(path: Path, rows) -> None:
    from odf.opendocument import OpenDocumentSpreadsheet
    from odf.table import Table, TableCell, TableRow
    from odf.text import P

    book, table = OpenDocumentSpreadsheet(), Table(name="cases")
    for cells in rows:
        line = TableRow()
        for cell in cells:
            box = TableCell()
            if isinstance(cell, date):
                box = TableCell(valuetype="date", datevalue=cell.isoformat())
            elif isinstance(cell, bool):
                box = TableCell(valuetype="boolean", booleanvalue=str(cell).lower())
            elif isinstance(cell, int):
                box = TableCell(valuetype="float", value=cell)
            elif cell is not None:
                box = TableCell(valuetype="string")
                box.addElement(P(text=cell))
            line.addElement(box)
        table.addElement(line)
    book.spreadsheet.addElement(table)
    book.save(str(path))


def write_sheet(path: Path, rows) -> None:
    if path.suffix == ".ods":
        write_ods(path, rows)
        return
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        bold = book.add_format({"bold": True})
        for number, row in enumerate(rows):
            for at, cell in enumerate(row):
                sheet.write(number, at, cell, bold)


def write_as(kind: str, path: Path) -> Path:
    """The good rows by another program than ours, with native dates and numbers where the format has them."""
    frame = pl.DataFrame(ROWS, infer_schema_length=None)
    listed = pl.Series("together", [None, "yes; no; ?", "yes;yes"])
    if kind == "csv":
        path.write_text(GOOD)
    elif kind == "parquet":
        frame.write_parquet(path)
    elif kind == "jsonl":
        frame.with_columns(pl.col("as_of", "fit_until").cast(pl.String)).write_ndjson(path)
    elif kind == "xlsx":
        frame.with_columns(listed).write_excel(path)
    else:
        write_ods(path, [frame.columns, *frame.with_columns(listed).iter_rows()])
    return path


@pytest.mark.parametrize("kind", FORMATS)
def test_each_format_gives_the_same_cases(kind, tmp_path):
    made = read(write_as(kind, tmp_path / f"cases.{kind}"))
    assert made.to_dicts() == ROWS


def test_batches_do_not_change_what_is_read(tmp_path):
    for kind in FORMATS:
        path = write_as(kind, tmp_path / f"cases.{kind}")
        assert read(path, batch=1).to_dicts() == ROWS


def sheet(path: Path) -> pl.DataFrame:
    heading, *rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    return pl.DataFrame(rows, schema=heading, orient="row")


@pytest.mark.parametrize("kind", FORMATS)
def test_each_format_is_written(kind, tmp_path):
    source, target = write_as("csv", tmp_path / "cases.csv"), tmp_path / f"judged.{kind}"
    stops = screen_file(small.scheme(), source, AT, target)
    assert stops.cases == 3
    back = {
        "csv": lambda p: pl.read_csv(p, infer_schema=False),
        "parquet": pl.read_parquet,
        "jsonl": pl.read_ndjson,
        "xlsx": sheet,
        "ods": sheet,
    }[kind](target)
    assert back["case"].cast(pl.String).to_list() == ["A1", "007", "A3"]
    assert back["exhausted__rule"].cast(pl.String).to_list() == ["satisfied", "violated", "not known"]
    assert [f.name for f in tmp_path.iterdir() if "part" in f.name] == []


def test_columns_to_carry_pass_through(tmp_path):
    path, target = tmp_path / "cases.csv", tmp_path / "out.csv"
    path.write_text("case,synthetic,claim_open\nA1,invented person,no\n")
    screen_file(small.scheme(), path, AT, target)
    assert pl.read_csv(target)["synthetic"].to_list() == ["invented person"]


HINT_COLUMN = "a column is `case`, `stage`, `as_of`, a fact, or a fact with `__on`"
CODES = "known here: `none`, `pending`, `positive`"
BAD = {
    "case,nrmm\nA1,none\n": "column 2: `nrmm` is not a fact\nhint: did you mean `nrm`?",
    "case,qqq__on\nA1,2026-07-01\n": f"column 2: `qqq__on` is not a fact\nhint: {HINT_COLUMN}",
    "case,born__onn\nA1,2026-07-01\n": "column 2: `born__onn` is not a fact\nhint: did you mean `born__on`?",
    "case,stag\nA1,x\n": "column 2: `stag` is not a fact\nhint: did you mean `stage`?",
    "casse,size\nA1,1\n": "column 1: `casse` is not a fact\nhint: did you mean `case`?",
    "case,as_off\nA1,x\n": "column 2: `as_off` is not a fact\nhint: did you mean `as_of`?",
    "case,\nA1,none\n": f"column 2 has no name\nhint: {HINT_COLUMN}",
    "case,nrm,nrm\nA1,none,none\n": "column 3: `nrm` is there twice",
    "nrm\nnone\n": "there is no column `case`\nhint: it holds the reference of each case",
    "case,nrm\n": "holds no cases\nhint: one row for each case",
    "": "is empty",
    "case,nrm\nA1,negatve\n": f"row 2, column `nrm`: `negatve` is not in the list\nhint: {CODES}",
    "case,nrm\nA1,none\nA2,positve\n": "row 3, column `nrm`: `positve` is not in the list\nhint: did you mean `positive`?",
    "case,born\nA1,31/12/2001\n": "row 2, column `born`: `31/12/2001` is not a date written as 2026-12-31",
    "case,born\nA1,2026-02-30\n": "row 2, column `born`: `2026-02-30` is not a date written as 2026-12-31",
    "case,born\nA1,2026-07-1\n": "row 2, column `born`: `2026-07-1` is not a date written as 2026-12-31",
    "case,born\nA1,1812-01-01\n": "row 2, column `born`: `1812-01-01` is not between 1900-01-01 and 2199-12-31",
    "case,born\nA1,2200-01-01\n": "row 2, column `born`: `2200-01-01` is not between 1900-01-01 and 2199-12-31",
    "case,appeal_pending__on\nA1,soon\n": "row 2, column `appeal_pending__on`: `soon` is not a date written as 2026-12-31",
    "case,as_of\nA1,soon\n": "row 2, column `as_of`: `soon` is not a date written as 2026-12-31",
    "case,size\nA1,21\n": "row 2, column `size`: `21` is not between 0 and 20",
    "case,size\nA1,-1\n": "row 2, column `size`: `-1` is not between 0 and 20",
    "case,size\nA1,1.5\n": "row 2, column `size`: `1.5` is not a whole number",
    "case,offer\nA1,500001\n": "row 2, column `offer`: `500001` is not between 0 and 500,000",
    "case,size\nA1,two\n": "row 2, column `size`: `two` is not a whole number",
    "case,claim_open\nA1,1\n": "row 2, column `claim_open`: `1` is not yes or no",
    "case,stage\nA1,wating\n": "row 2, column `stage`: `wating` is not in the list\nhint: did you mean `waiting`?",
    "case,together\nA1,yes; perhaps\n": "row 2, column `together`: `perhaps` is not yes or no\n"
    "hint: write one answer for each member, such as `yes; no; ?`",
    "case,size\nA1,1\nA2,2\nA1,3\n": "row 4, column `case`: `A1` is already in row 2",
    "case,size\nA1,1\n A1 ,2\nA1,3\n": "row 3, column `case`: `A1` is already in row 2\n\n"
    "cases.csv: row 4, column `case`: `A1` is already in row 2",
    "case,size\n,1\n": "row 2, column `case`: this row has no reference",
    "case,size\nA1,1\n\nA2,1\n": "row 3, column `case`: this row has no reference",
    "case,size\nA1,1,2\n": "row 2 has 3 cells under 2 columns\nhint: put text that holds a comma in double quotes",
    'case,size\nA1,1\n"A2, the second",1\nA3,1,2\n': "row 4 has 3 cells under 2 columns\n"
    "hint: put text that holds a comma in double quotes",
    "case;size\nA1;1\nA2;1;2\n": "row 3 has 3 cells under 2 columns\n"
    "hint: put text that holds a semicolon in double quotes",
    "case,size,nrm\nA1,1,none\nA2\nA3,2\nA4,3,none\n": "row 3 has 1 cell under 3 columns\n"
    "hint: write a comma for each empty cell, too\n\n"
    "cases.csv: row 4 has 2 cells under 3 columns\nhint: write a comma for each empty cell, too",
    "case\tsize\nA1\t1\nA2\n": "row 3 has 1 cell under 2 columns\nhint: write a tab for each empty cell, too",
    'case,nrm,size\n"A1, the\nfirst",,\n"A2",none\n': "row 3 has 2 cells under 3 columns\n"
    "hint: write a comma for each empty cell, too",
    "case,size,nrm\nA1,1\nA2,1,none,3\n": "row 2 has 2 cells under 3 columns\n"
    "hint: write a comma for each empty cell, too\n\n"
    "cases.csv: row 3 has 4 cells under 3 columns\nhint: put text that holds a comma in double quotes",
}


@pytest.mark.parametrize("text", BAD)
def test_every_mistake_is_named_with_its_row_and_column(text, tmp_path):
    path, target = tmp_path / "cases.csv", tmp_path / "judged.parquet"
    path.write_text(text)
    target.write_text("what was there before")
    with pytest.raises(UserError) as caught:
        screen_file(small.scheme(), path, AT, target)
    assert str(caught.value) == f"cases.csv: {BAD[text]}"
    assert target.read_text() == "what was there before"
    assert sorted(f.name for f in tmp_path.iterdir()) == ["cases.csv", "judged.parquet"]


def test_empty_cells_are_not_known_and_a_row_of_the_right_width_is_never_refused(tmp_path):
    path = tmp_path / "cases.csv"
    path.write_bytes(b'case,size,nrm\r\nA1,,\r\n"A2, ""the\r\nsecond""",3,""\r\nA3,4,"none"\r\n')
    frame = pl.concat(read_cases(path, small.vocabulary().facts, {}))
    assert frame["case"].to_list() == ["A1", 'A2, "the\r\nsecond"', "A3"]
    assert frame["size"].to_list() == [None, 3, 4]
    assert frame["nrm"].to_list() == [None, None, "none"]


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_a_cell_of_a_sheet_that_has_no_heading_is_named_and_blank_rows_at_the_end_are_nothing(kind, tmp_path):
    path = tmp_path / f"cases.{kind}"
    write_sheet(path, [["case", "size"], ["A1", "1"], ["A2", "2", "", "stray"], ["", ""]])
    with pytest.raises(UserError) as caught:
        screen_file(small.scheme(), path, AT)
    assert str(caught.value) == (
        f"cases.{kind}: row 3 has `stray` in column D, which has no heading\n"
        "hint: give the column a heading, or empty the cell"
    )
    write_sheet(path, [["case", "size"], ["A1", "1"], ["A2"], ["", ""]])
    frame = pl.concat(read_cases(path, small.vocabulary().facts, {}))
    assert frame["size"].to_list() == [1, None]


def test_many_mistakes_are_reported_together_and_counted(tmp_path):
    path = tmp_path / "cases.csv"
    path.write_text("case,size\n" + "".join(f"A{n},x\n" for n in range(1000)))
    with pytest.raises(UserError) as caught:
        read(path)
    shown = str(caught.value).split("\n\n")
    assert len(shown) == 21
    assert shown[0] == "cases.csv: row 2, column `size`: `x` is not a whole number"
    assert shown[19] == "cases.csv: row 21, column `size`: `x` is not a whole number"
    assert shown[20] == "cases.csv: and 980 more like these"
    assert caught.value.what == "1,000 problems"


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ("case,nrm\nÄ1,none\n".encode("latin-1"), "line 2 holds a byte that is not UTF-8"),
        ("case,nrm\nA1,none\nA2,né\n".encode("latin-1"), "line 3 holds a byte that is not UTF-8"),
        ("case,nrm\nA1,none\n".encode("utf-16"), "is not UTF-8 text"),
        ("case,nrm\nA1,none\n".encode("utf-16-be"), "is not UTF-8 text"),
        (b"\xfe\xffcase", "is not UTF-8 text"),
        (b"PK\x03\x04\0\0", "is not UTF-8 text"),
    ],
)
def test_a_wrong_encoding_is_named(raw, said, tmp_path):
    path = tmp_path / "cases.csv"
    path.write_bytes(raw)
    with pytest.raises(UserError) as caught:
        read(path)
    assert str(caught.value) == f"cases.csv: {said}\nhint: save the file as CSV UTF-8"


@pytest.mark.parametrize("mark", ["\ufeff", ""])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_what_spreadsheets_make_of_csv_is_read(mark, separator, ending, tmp_path):
    path = tmp_path / "cases.csv"
    path.write_bytes(
        (mark + separator.join(("case", "nrm")) + ending + separator.join(("A1", "none")) + ending).encode()
    )
    assert read(path).to_dicts() == [{"case": "A1", "nrm": "none"}]


@pytest.mark.parametrize("kind", FORMATS)
def test_a_file_that_is_not_what_its_name_says_is_refused(kind, tmp_path):
    path = tmp_path / f"cases.{kind}"
    path.write_bytes(bytes(range(256)) * 4)
    with pytest.raises(UserError):
        read(path)


def test_json_lines_name_the_line(tmp_path):
    path = tmp_path / "cases.jsonl"
    path.write_text('{"case": "A1"}\n{"case": \n')
    with pytest.raises(UserError, match="line 2 is not JSON"):
        read(path)
    path.write_text('{"case": "A1"}\n[1]\n')
    with pytest.raises(UserError, match="line 2 is not one object"):
        read(path)
    path.write_text('{"case": "A1"}\n{"case": "A2", "sise": 3}\n')
    with pytest.raises(UserError, match="`sise` is not a fact"):
        read(path)


def test_an_unknown_format_and_a_missing_file_are_misuse(tmp_path):
    with pytest.raises(UserError, match="not a format of case tables"):
        read(tmp_path / "cases.docx")
    with pytest.raises(UserError, match="there is no such file"):
        read(tmp_path / "cases.csv")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"case": "A1", "size": 1, "size": 2}', "line 1: `size` is given twice"),
        ('{"case": "A1"}\n{"case": "A2", "nrm": {"a": 1, "a": 2}}', "line 2: `a` is given twice"),
        ('{"case": ' + "[" * 60_000 + "]" * 60_000 + "}", "line 1 is not JSON: nested too deeply"),
    ],
)
def test_json_that_would_be_read_in_two_ways_is_refused(text, said, tmp_path):
    path = tmp_path / "cases.jsonl"
    path.write_text(text)
    with pytest.raises(UserError) as caught:
        read(path)
    assert str(caught.value) == f"cases.jsonl: {said}"


@pytest.mark.parametrize(
    ("column", "values", "kind"),
    [
        ("case", [["A1"], ["A2"]], "list"),
        ("stage", [{"a": 1}, {"a": 2}], "struct"),
        ("nrm", [b"none", b"none"], "binary"),
        ("size", [timedelta(1), None], "duration"),
        ("together", [[[True]], [[None]]], "list"),
        ("synthetic", [b"x", b"y"], "binary"),
    ],
)
def test_a_column_of_a_kind_that_no_fact_has_is_refused_by_name(column, values, kind, tmp_path):
    path = tmp_path / "cases.parquet"
    pl.DataFrame({"case": ["A1", "A2"], column: values}).write_parquet(path)
    with pytest.raises(UserError) as caught:
        screen_file(small.scheme(), path, AT, tmp_path / "judged.csv")
    assert str(caught.value) == (
        f"cases.parquet: column `{column}` holds {kind} values, which no column here can\n"
        "hint: text, whole numbers, dates, or yes and no"
    )


def test_a_number_as_a_reference_is_called_as_the_sheet_shows_it(tmp_path):
    path = tmp_path / "cases.xlsx"
    write_sheet(path, [["case", "size"], [7, "1"], [8, "2"]])
    assert read(path)["case"].to_list() == ["7", "8"]
    write_sheet(path, [["case", "size"], [7.5, "1"], [8, "2"]])
    assert read(path)["case"].to_list() == ["7.5", "8.0"]


def test_a_sheet_that_does_not_begin_in_its_first_row_is_refused(tmp_path):
    path = tmp_path / "cases.xlsx"
    write_sheet(path, [[None, None], ["case", "size"], ["A1", 1]])
    with pytest.raises(UserError, match="row 1 holds no column names"):
        read(path)


@pytest.mark.parametrize("column", ["case", "stage", "as_of", "size", "size__on"])
def test_a_column_that_means_something_cannot_be_carried_unread(column, tmp_path):
    path = tmp_path / "cases.csv"
    path.write_text("case,size\nA1,1\n")
    with pytest.raises(UserError, match=f"`{column}` means something here"):
        read(path, carry=(column,))


def test_one_case_is_not_explained_if_two_rows_claim_to_be_it(tmp_path):
    path = tmp_path / "cases.csv"
    path.write_text("case,size\nA1,1\nA2,2\nA1,3\n")
    with pytest.raises(UserError, match="row 4, column `case`: `A1` is already in row 2"):
        find_case(small.scheme(), path, "A1", AT, {})


@pytest.mark.parametrize(("kind", "about"), [("csv", 4), ("parquet", 3), ("jsonl", 3), ("xlsx", None)])
def test_about_how_many_cases_a_file_holds_is_known_where_it_costs_little(kind, about, tmp_path):
    assert rows_about(write_as(kind, tmp_path / f"cases.{kind}")) == about
    assert rows_about(tmp_path / f"none.{kind}") is None


def test_a_folder_that_is_not_there_is_said_in_words(tmp_path):
    source = write_as("csv", tmp_path / "cases.csv")
    with pytest.raises(UserError, match="there is no folder"):
        screen_file(small.scheme(), source, AT, tmp_path / "nowhere" / "judged.parquet")
