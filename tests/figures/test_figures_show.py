"""Series side by side, charts and spreadsheets, and the verbs themselves."""

from __future__ import annotations

import csv
import json
import xml.etree.ElementTree as ET
import zipfile

import polars as pl
import pytest
import typer
from official_like import weekly_edition
from python_calamine import CalamineWorkbook
from typer.testing import CliRunner

from returnhub.cli import figures as verbs
from returnhub.figures import charts, held, spreadsheets
from returnhub.figures.known import TABLES
from returnhub.figures.titles import TITLES, title
from returnhub.scheme.problems import UserError

run = CliRunner()


def view(store, *names, where=None, by=None, release=None):
    return held.view(held.figures(store, names, release), where or {}, by)


def verb(*words):
    parent = typer.Typer()
    verbs.register(parent)
    return run.invoke(parent, ["figures", *map(str, words)])


def test_series_side_by_side(store):
    shown = view(store, "initial_grants", "initial_refusals")
    assert shown.frame.filter(period="2025 Q4").row(0, named=True)["initial_grants"] == 13_194
    assert shown.title.endswith("; people refused at first decision, 2001 Q1 to 2025 Q4")
    assert shown.notes[0] == "Basis: people (persons, dependants included)."


def test_two_releases_of_a_cohort_are_never_added_up(store):
    """17,916 claims of 2010 in both releases; the later one is shown unless another is asked for."""
    later = view(store, "cohort_enforced_returns").frame.filter(period="2010")
    earlier = view(store, "cohort_enforced_returns", release="year ending June 2024").frame.filter(
        period="2010"
    )
    assert later["cohort_enforced_returns"].item() == 4_242
    assert earlier["cohort_enforced_returns"].item() == 4_293


def test_part_of_a_series_and_its_division(store):
    shown = view(store, "support_by_type", where={"support": "Section 4"}, by="accommodation")
    assert set(shown.frame.columns) == {"period", "period_end", "accommodation", "support_by_type"}
    assert "support Section 4, by accommodation" in shown.title


def test_a_published_total_is_not_added_to_its_parts(store):
    """The README of the data: 36,816 in 2024, in both series."""
    assert (
        view(store, "small_boats_by_nationality")
        .frame.filter(period="2024")["small_boats_by_nationality"]
        .item()
        == 36_816
    )


def test_a_share_is_not_summed(store):
    frame = pl.concat(
        [
            held.figures(store, ["detention_left_returned_share"]).with_columns(sex=pl.lit(s))
            for s in ("m", "f")
        ]
    )
    with pytest.raises(UserError, match="shares and averages have no sum"):
        held.view(frame, {}, None)


def test_a_sum_with_a_part_not_known_is_not_known(store):
    frame = held.figures(store, ["support_by_type"]).with_columns(
        value=pl.when(pl.col("support") == "Section 98").then(None).otherwise("value")
    )
    assert held.view(frame, {}, None).frame["support_by_type"].is_null().all()


@pytest.mark.parametrize(
    ("names", "where", "by", "message"),
    [
        (["asylum_claim"], {}, None, "no series `asylum_claim`"),
        (["support_by_type"], {"suport": "Section 4"}, None, "no dimension `suport`"),
        (["support_by_type"], {"support": "Section 5"}, None, "no value of `support` `Section 5`"),
        (["asylum_claims"], {}, "nationality", "no dimension `nationality`"),
        (["awaiting_initial_decision", "awaiting_first_decision_by_age"], {}, None, "different bases"),
        (
            ["small_boats_people", "small_boats_by_nationality"],
            {},
            None,
            "count small-boat arrivals differently",
        ),
    ],
)
def test_what_cannot_be_shown(store, names, where, by, message):
    with pytest.raises(UserError, match=message):
        view(store, *names, where=where, by=by)


@pytest.fixture
def shown(store):
    return view(store, "supported", "in_hotels")


def test_csv_says_not_available(shown, tmp_path):
    spreadsheets.save(shown, tmp_path / "x.csv")
    with open(tmp_path / "x.csv", encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.reader(lines))
    assert rows[0] == [
        "Period",
        "People receiving asylum support",
        "People receiving asylum support in hotels",
    ]
    assert rows[1] == ["at 2014-03-31", "31294", "[x]"]
    assert rows[-1] == ["at 2025-12-31", "107003", "30657"]


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_accessible_workbooks(shown, tmp_path, kind):
    """Cover, notes and one table a sheet without empty rows, columns or cells, as the guidance asks."""
    file = tmp_path / f"x.{kind}"
    spreadsheets.save(shown, file)
    book = CalamineWorkbook.from_path(file)
    assert {"Cover", "Notes", "Figures"} <= set(book.sheet_names)
    rows = book.get_sheet_by_name("Figures").to_python(skip_empty_area=False)
    top = next(i for i, row in enumerate(rows) if row[0] == "Period")
    assert rows[0][0].startswith(shown.title)
    assert any(str(row[0]).startswith("[x] means not available") for row in rows[:top])
    assert any("Source: Home Office" in str(row[0]) for row in rows[:top])
    table = rows[top:]
    assert table[1] == ["at 2014-03-31", 31294, "[x]"]
    assert table[-1] == ["at 2025-12-31", 107003, 30657]
    assert all(cell != "" for row in table for cell in row)
    notes = [str(c) for row in book.get_sheet_by_name("Notes").to_python() for c in row]
    assert any("persons, dependants included" in n for n in notes)
    assert any("Open Government Licence" in n for n in notes)


def test_an_ods_says_where_its_table_is(shown, tmp_path):
    spreadsheets.save(shown, tmp_path / "x.ods")
    with zipfile.ZipFile(tmp_path / "x.ods") as archive:
        content = archive.read("content.xml").decode()
        assert "en-GB" in archive.read("meta.xml").decode()
    assert 'table:target-range-address="Figures.A6:Figures.C54"' in content


def test_an_imported_export_keeps_no_half_file(shown, tmp_path):
    with pytest.raises(UserError, match="cannot be written"):
        spreadsheets.save(shown, tmp_path / "no folder" / "x.csv")
    with pytest.raises(UserError, match=r"none of \.csv"):
        spreadsheets.save(shown, tmp_path / "x.pdf")
    assert list(tmp_path.iterdir()) == []


def test_an_svg_has_its_title_and_source_as_text(shown, tmp_path):
    charts.save(charts.series(shown), tmp_path / "x.svg")
    words = "".join(ET.parse(tmp_path / "x.svg").getroot().itertext())
    assert "People receiving asylum support; people receiving" in words
    assert "Source: Home Office" in words
    assert "asylum support in" in words  # each line is named beside it


def test_what_is_not_known_is_a_gap_in_the_line_and_outside_the_title(store):
    rows = held.figures(store, ["tribunal_open_caseload"])
    gap = pl.col("period") == "at 2020-03-31"
    shown = held.view(rows.with_columns(value=pl.when(gap).then(None).otherwise("value")), {}, None)
    assert shown.title.endswith("30 June 2015 to 31 December 2025")
    (line,) = charts.series(shown).axes[0].get_lines()
    values = [float(v) for v in line.get_ydata()]
    assert (len(values), sum(v != v for v in values)) == (43, 1)


def test_a_png_and_the_same_svg_twice(shown, tmp_path):
    charts.save(charts.series(shown), tmp_path / "x.png")
    assert (tmp_path / "x.png").read_bytes().startswith(b"\x89PNG")
    charts.save(charts.series(shown), tmp_path / "1.svg")
    charts.save(charts.series(shown), tmp_path / "2.svg")
    assert (tmp_path / "1.svg").read_bytes() == (tmp_path / "2.svg").read_bytes()


def test_too_many_lines_to_tell_apart(store):
    with pytest.raises(UserError, match="lines cannot be told apart"):
        charts.series(view(store, "claims_by_nationality", by="nationality"))


def contrast(one: str, other: str) -> float:
    """The contrast ratio of WCAG 2.2."""

    def luminance(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_words_and_lines_stand_out_from_the_paper():
    """WCAG: 4.5 for text; 3 for lines, except the last of six, which is named beside it like the others."""
    assert contrast(charts.INK, "#FFFFFF") >= 7
    assert all(contrast(c, "#FFFFFF") >= 2.9 for c in (*charts.COLOURS[:5], charts.GREY))


def test_labels_never_overlap_nor_leave_the_paper():
    heights = [2, 1, 1, 2, 1]
    places = charts._spread([10, 9.9, 0.2, 0.1, 0.0], heights, 12)
    tops = [place + height / 2 for place, height in zip(places, heights, strict=True)]
    bottoms = [place - height / 2 for place, height in zip(places, heights, strict=True)]
    assert all(bottom >= top - 1e-9 for bottom, top in zip(bottoms[:-1], tops[1:], strict=True))
    assert min(places) >= 0


def test_verbs_from_import_to_revisions(tmp_path):
    first = weekly_edition(tmp_path / "09_January_2026.ods", [1, 2])
    bad = tmp_path / "page.ods"
    bad.write_text("<html></html>")
    result = verb("import", first, bad)
    assert result.exit_code == 2
    assert "small-boats-weekly 2026-01-09" in result.output
    assert "a web page" in result.output
    assert "nothing of this file was stored" in result.output
    assert "already held: nothing changed" in verb("import", first).output
    verb("import", weekly_edition(tmp_path / "16_January_2026.ods", [1, 3]))
    changes = json.loads(verb("revisions", "--json").output)
    assert [(c["series"], c["before"], c["after"]) for c in changes] == [("small_boats_people", 2.0, 3.0)]
    assert "2026-01-16" in verb("catalogue", "small_boats_people").output
    assert [e["released"] for e in json.loads(verb("editions", "--json").output)] == [
        "2026-01-09",
        "2026-01-16",
    ]


def test_arrivals_for_people_and_machines(tmp_path):
    result = verb("arrivals", "--on", "2025-05-12", "--to", tmp_path / "a.svg")
    assert result.exit_code == 0
    assert "12,407" in result.output
    assert (tmp_path / "a.svg").exists()
    found = json.loads(verb("arrivals", "--on", "2025-05-15", "--json").output)
    assert found["years"][0]["people"] == 12_699
    assert round(found["years"][1]["percent_against"]) == 33
    assert found["rank"] == 1


def test_show_for_people_machines_and_files(tmp_path):
    result = verb(
        "show", "asylum_claims", "--rows", "2", "--to", tmp_path / "a.csv", "--to", tmp_path / "a.png"
    )
    assert "20,725" in result.output
    assert "Home Office, Asy_D01/D02" in result.output
    assert {p.name for p in tmp_path.iterdir() if p.is_file()} == {"a.csv", "a.png"}
    rows = json.loads(verb("show", "asylum_claims", "--json").output)["rows"]
    assert rows[-1] == {"period": "2025 Q4", "period_end": "2025-12-31", "asylum_claims": 20_725.0}


@pytest.mark.parametrize(
    ("words", "how"),
    [
        (("arrivals", "--on", "12 May"), "a date written as 2026-12-31"),
        (("show", "asylum_claims", "--where", "nonsense"), "write it as `nationality=Albania`"),
    ],
)
def test_misuse_says_how_to_write_it(words, how):
    result = verb(*words)
    assert isinstance(result.exception, UserError)
    assert how in str(result.exception)


def test_a_title_says_what_a_series_shows():
    assert title("asy_d01") == "People claiming asylum (detailed dataset)"
    assert title("asy_03_total_work_in_progress") == "ASY_03: total work in progress"
    missing = [m.series for t in TABLES if not t.columns for m in t.measures if m.series not in TITLES]
    assert missing == []
