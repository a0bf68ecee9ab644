"""Tables are known by their content: quirks, later editions, provenance."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from official_like import DATASET, DAY_HEADINGS, ods, transparency, weekly_edition, xlsx

from returnhub.figures import cells
from returnhub.figures.importing import import_file, read_file
from returnhub.scheme.problems import UserError

ASY_03 = [
    ["ASY_03: Asylum work in progress"],
    ["Back to Contents"],
    [],
    [
        "Quarter",
        "Total Work In Progress",
        "Post Decision",
        "Gender: Male",
        "Gender: Female",
        "Gender: Unknown",
    ],
    ["2013 Q2", 30, ":", 20, 9, 1],
    ["2014 Q2", 41, 5, 30, 11, "-"],
    ["2015 Q2 ", 50, "n/a", 30, 19, 1],
    ["", "", " ", ""],
]
RELEASE = date(2024, 2, 29)


def value(frame: pl.DataFrame, series: str, period: str, **dimensions: str) -> object:
    where = [pl.col(k) == v for k, v in {"series": series, "period": period, **dimensions}.items()]
    return frame.filter(*where)["value"].item()


def test_every_number_keeps_the_cell_it_came_from(tmp_path):
    file = weekly_edition(tmp_path / "09_January_2026.ods", [0, 5, "-", 7], note={3: "Revised"})
    frame = read_file(file).tables["SB_01"].filter(pl.col("series") == "small_boats_people")
    assert frame.select("period", "value", "status", "cell").rows() == [
        ("2024-01-01", 0.0, "provisional", "SB_01!B2"),
        ("2024-01-02", 5.0, "provisional", "SB_01!B3"),
        ("2024-01-03", None, "not available", "SB_01!B4"),
        ("2024-01-04", 7.0, "revised", "SB_01!B5"),
    ]
    assert set(frame["basis"]) == {"arrivals"}
    assert read_file(file).released == date(2026, 1, 9)


@pytest.mark.parametrize("sign", ["-", ":", "z", "..", "n/a", "N/A", "[x]", "[z]", " "])
def test_not_available_is_not_known_and_never_zero(sign):
    assert cells.number(sign) == (None, "")


@pytest.mark.parametrize(
    ("text", "number", "mark"),
    [
        ("12,407", 12407, ""),
        ("£15,301", 15301, ""),
        ("87%", 0.87, ""),
        ("12 [r]", 12, "revised"),
        ("12(p)", 12, "provisional"),
    ],
)
def test_numbers_written_as_text(text, number, mark):
    assert cells.number(text) == (number, mark)


@pytest.mark.parametrize("text", ["twelve", "1e3", "12-", "#REF!", "1 2"])
def test_what_is_not_a_number_is_refused(text):
    with pytest.raises(ValueError, match="is not a number"):
        cells.number(text)


@pytest.mark.parametrize(
    ("heading", "label"),
    [
        ("Total Awaiting Initial Asylum Decision WIP 22", "total awaiting initial asylum decision wip"),
        ("Released from prison 28 C 29", "released from prison"),
        ("DT_02: Average cost per day1,B", "dt 02 average cost per day"),
        ("12 months+ ", "12 months+"),
        ("Case Age: 0:12 Months", "case age 0 12 months"),
        ("Applications", "claims"),
        ("Claims [note 3]", "claims"),
        ("Reports under Rule 35 by level", "reports under rule 35 by level"),
    ],
)
def test_footnotes_and_renamed_words_in_headings(heading, label):
    assert cells.label(heading) == label


@pytest.mark.parametrize("cover_rows", [5, 7])
def test_a_later_edition_with_more_cover_rows_and_other_words_reads_the_same(tmp_path, cover_rows):
    plain = read_file(weekly_edition(tmp_path / "01_May_2024.ods", [1, 2, 3], cover_rows=cover_rows)).tables[
        "SB_01"
    ]
    headings = [
        "Date",
        "People arrived",
        "Boats arrived",
        "Boats arrived - involved in uncontrolled landings",
        "Notes",
    ]
    later = weekly_edition(tmp_path / "02_May_2024.ods", [1, 2, 3], headings=headings)
    assert read_file(later).tables["SB_01"].equals(plain)


def test_a_title_above_the_headings_and_another_sheet_name_change_nothing(tmp_path):
    rows = [
        ["Daily small boat arrivals"],
        [],
        DAY_HEADINGS,
        [date(2024, 1, 1), 4, 1, "-", ""],
        ["End of table"],
    ]
    frame = read_file(ods(tmp_path / "x 2024-02-01.ods", {"Table 1": rows})).tables["SB_01"]
    assert frame["cell"][0] == "Table 1!B4"
    assert value(frame, "small_boats_people", "2024-01-01") == 4


def test_transparency_table_with_its_quirks(tmp_path):
    contents = read_file(transparency(tmp_path / "book.xlsx", {"ASY_03": ASY_03}))
    frame = contents.tables["ASY_03"]
    assert contents.released == RELEASE
    assert value(frame, "asy_03_total_work_in_progress", "2015 Q2") == 50
    assert value(frame, "asy_03_post_decision", "2013 Q2") is None
    assert value(frame, "asy_03_gender_unknown", "2014 Q2") is None
    assert set(frame["basis"]) == {"cases"}
    assert contents.passed_over == ("Cover Sheet", "Contents")


def test_percentages_money_and_months_have_their_own_units(tmp_path):
    productivity = [
        ["ASY_05: Breakdown of Asylum Productivity"],
        ["Month", "", "Initial Decisions", "Asylum Caseworking Staff"],
        [date(2020, 2, 1), "", 2246, 616],
    ]
    cost = [
        ["DT_02: Average cost per day to hold an individual1,B"],
        ["Back to Contents"],
        [],
        ["Quarter", "Cost"],
    ]
    six = [
        ["ASY_01: Percentage of Asylum applications processed within 6 months19,20"],
        [
            "Quarter Application Received",
            "Decisions in:",
            "Total Applications Received ",
            "The percentage completed",
        ],
        ["2014 Q2", "6 months", 5786, 0.872],
    ]
    book = transparency(tmp_path / "b.xlsx", {"ASY_05(M)": productivity, "ASY_01": six})
    frames = read_file(book).tables
    assert value(frames["ASY_05"], "asy_05_initial_decisions", "2020-02") == 2246
    units = dict(frames["ASY_01"].select("series", "unit").iter_rows())
    assert units == {"asy_01_total_claims_received": "people", "asy_01_the_percentage_completed": "fraction"}
    assert frames["ASY_01"]["decisions_in"].to_list() == ["6 months", "6 months"]
    enforcement = read_file(transparency(tmp_path / "c.xlsx", {"DT_02": [*cost, ["2013 Q1", 102, "", ""]]}))
    assert enforcement.tables["DT_02"].row(0, named=True)["unit"] == "pounds per person per day"


@pytest.mark.parametrize("code", ["Irr_D01", "IER_D01"])
def test_dataset_in_a_workbook_and_its_renamed_edition(tmp_path, code):
    title = ["Detected attempts to enter the UK irregularly - dataset"]
    pivot = [
        ["Detected attempts - pivot table"],
        [],
        ["Year", "(All)"],
        ["Nationality", "(All)"],
        ["Grand Total", 16],
    ]
    sheets = {code: pivot, f"Data - {code}": [title, *DATASET]}
    contents = read_file(xlsx(tmp_path / "irregular 2024-02-29.xlsx", sheets))
    frame = contents.tables["Irr_D01"]
    assert contents.passed_over == (code,)
    assert value(frame, "irr_d01", "2018 Q1", nationality="Iraq") == 3
    assert frame["cell"].to_list() == [f"Data - {code}!H{n}" for n in (3, 4, 5)]


@pytest.mark.parametrize(
    ("encoding", "delimiter"), [("utf-8", ","), ("utf-8-sig", ";"), ("cp1252", ","), ("utf-16", "\t")]
)
def test_detailed_dataset_as_csv(tmp_path, encoding, delimiter):
    lines = [
        [
            "Year",
            "Quarter",
            "Nationality",
            "Region",
            "Return type group",
            "Return type",
            "Sex",
            "Number of returns",
        ],
        [
            "2024",
            "2024 Q1",
            "Côte d'Ivoire",
            "Africa Sub-Saharan",
            "Voluntary",
            "Voluntary return",
            "Male",
            "12",
        ],
        ["2024", "2024 Q1", "Albania", "Europe Other", "Enforced", "Enforced return", "Male", "z"],
    ]
    file = tmp_path / "returns.csv"
    file.write_bytes("\r\n".join(delimiter.join(line) for line in lines).encode(encoding))
    contents = read_file(file, RELEASE)
    frame = contents.tables["Ret_D01"]
    assert contents.publication == "returns"
    assert value(frame, "ret_d01", "2024 Q1", nationality="Côte d'Ivoire") == 12
    assert value(frame, "ret_d01", "2024 Q1", nationality="Albania") is None


@pytest.mark.parametrize(
    ("headings", "code", "series"),
    [
        (
            ["Nationality", "Region", "Applicant type", "Location of application", "Applications"],
            "Asy_D01",
            "asy_d01",
        ),
        (["Nationality", "Region", "Applicant type", "Location of claim", "Claims"], "Asy_D01", "asy_d01"),
        (
            ["Nationality", "Case type", "Case outcome group", "Case outcome", "Decisions"],
            "Asy_D02",
            "asy_d02",
        ),
        (["Nationality", "Region", "Appeals lodged"], "Asy_D06", "ho_appeals_lodged"),
        (["Nationality", "Outcome", "Sex", "Appeals determined"], "Asy_D07", "ho_appeals_determined"),
        (["Nationality", "Return type group", "Return type", "Number of returns"], "Ret_D01", "ret_d01"),
        (["Nationality", "Sex", "First place of detention", "Entering"], "Det_D01", "det_d01"),
        (
            ["Nationality", "Reason for leaving detention", "Length of detention", "Leaving"],
            "Det_D03",
            "det_d03",
        ),
    ],
)
def test_which_dataset_it_is_from_its_headings(tmp_path, headings, code, series):
    """The headings of the files published from 2021 to 2024."""
    file = tmp_path / "anything.csv"
    file.write_text(
        f"Year,Quarter,{','.join(headings)}\n2024,2024 Q1{',Dependant' * (len(headings) - 1)},7\n"
    )
    assert read_file(file, RELEASE).tables[code]["series"].to_list() == [series]


@pytest.mark.parametrize(
    ("headings", "code"),
    [
        (["Nationality", "Applicant type", "Application stage", "Duration", "Applications"], "Asy_D03"),
        (["Nationality", "Support Type", "Accommodation Type", "UK Region", "People"], "Asy_D09"),
        (["Nationality", "Current place of detention", "Length of detention", "People"], "Det_D02"),
    ],
)
def test_stocks_are_of_one_day(tmp_path, headings, code):
    file = tmp_path / "anything.csv"
    file.write_text(
        f"Date (as at…),{','.join(headings)}\n31 Mar 2023{',Dependant' * (len(headings) - 1)},7\n"
    )
    assert read_file(file, RELEASE).tables[code]["period"].to_list() == ["at 2023-03-31"]


def test_a_sheet_that_names_itself_is_no_other(tmp_path):
    """Returns of offenders (Ret_D03) have headings like those of all returns (Ret_D01)."""
    head = ["Year", "Quarter", "Nationality", "Return type", "Number of returns"]
    sheets = {
        "Data - Ret_D01": [["Returns"], head, [2023, "2023 Q1", "Iran", "Enforced", 5]],
        "Data - Ret_D03": [["Returns of offenders"], head, [2023, "2023 Q1", "Iran", "Enforced", 2]],
    }
    contents = read_file(xlsx(tmp_path / "returns.xlsx", sheets), RELEASE)
    assert contents.tables["Ret_D01"]["value"].to_list() == [5]
    assert contents.passed_over == ("Data - Ret_D03",)


OUTCOMES = ["Grants of Protection", "Grants of Other Leave", "Refusals", "Withdrawn Applications"]
OUTCOMES += ["Administrative Outcomes", "Not Yet Known"]
COHORT = ["Year of Application", "Geographical Region", "Nationality", "Applications", "Enforced Returns"]
COHORT += [f"{when}: {words}" for when in ("Initial", "Latest") for words in OUTCOMES]


def test_outcome_analysis_by_claim_year(tmp_path):
    row = [2019, "Asia", "Iran", 21, 4, *(1, 2, 3, 4, 5, 6), *(6, 5, 4, 3, 2, 1)]
    file = xlsx(tmp_path / "outcomes.xlsx", {"Data - Asy_D04": [["Outcome analysis"], COHORT, row]})
    frame = read_file(file, RELEASE).tables["Asy_D04"]
    assert value(frame, "cohort_latest_refusals", "2019", nationality="Iran") == 4
    assert value(frame, "cohort_initial_withdrawn", "2019", nationality="Iran") == 4
    assert set(frame["basis"]) == {"main applicants"}
    wrong = xlsx(tmp_path / "wrong.xlsx", {"Data - Asy_D04": [["Outcome analysis"], COHORT, [*row[:-1], 9]]})
    with pytest.raises(UserError, match="is 21, but its rows add up to 29"):
        read_file(wrong, RELEASE)


def test_main_applicants_only_are_not_called_people(tmp_path):
    head = "Year,Quarter,Nationality,Claim type,Applicant type,Claims\n"
    both, main = tmp_path / "both.csv", tmp_path / "main.csv"
    main.write_text(head + "2024,2024 Q1,Iran,New,Main applicant,7\n")
    both.write_text(main.read_text() + "2024,2024 Q1,Iran,New,Dependant,2\n")
    assert set(read_file(both, RELEASE).tables["Asy_D01"]["basis"]) == {"people"}
    assert set(read_file(main, RELEASE).tables["Asy_D01"]["basis"]) == {"main applicants"}


def test_tribunal_quarters_are_financial_quarters(tmp_path):
    file = tmp_path / "tribunal.csv"
    file.write_text("Year,Quarter,Receipts,Disposals\n2024/25,Q3,12274,5000\n,Q4,13955,5550\n")
    frame = read_file(file, date(2025, 6, 12)).tables["FTT_asylum"]
    assert value(frame, "tribunal_receipts", "2024/25 Q4") == 13955
    assert frame.filter(pl.col("period") == "2024/25 Q4")["period_end"][0] == date(2025, 3, 31)
    assert set(frame["basis"]) == {"appeals"}


def test_a_figure_in_a_row_without_a_period_is_not_passed_over(tmp_path):
    rows = [
        ["ASY_03: Asylum work in progress"],
        ["Quarter", "Total Work In Progress"],
        ["2013 Q2", 3],
        ["2013 QX", 4],
    ]
    with pytest.raises(UserError) as error:
        read_file(transparency(tmp_path / "b.xlsx", {"ASY_03": rows}))
    assert "cell A4" in error.value.where
    assert "`2013 QX` is not a period" in error.value.what


def test_words_where_a_number_belongs_are_refused_with_the_cell(tmp_path, store):
    with pytest.raises(UserError) as error:
        import_file(weekly_edition(tmp_path / "01_May_2024.ods", [1, "many"]), store)
    assert error.value.what == "`many` is not a number"
    assert "cell B3" in error.value.where
    assert store.editions() == []


@pytest.mark.parametrize("ending", ["xlsx", "csv", "txt"])
def test_the_format_is_that_of_the_content_and_not_of_the_name(tmp_path, ending):
    file = weekly_edition(tmp_path / "a.ods", [1, 2, 3])
    misnamed = file.rename(tmp_path / f"a.{ending}")
    assert set(read_file(misnamed, date(2024, 6, 1)).tables) == {"SB_01"}
