"""When an answer was established, in every form a case can have: what is too old counts for nobody."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from returnhub.scheme.case import Case, Known
from returnhub.scheme.screening.find import find_case
from returnhub.scheme.screening.in_memory import screen_table
from returnhub.scheme.screening.stops import FactCount
from returnhub.scheme.screening.write import screen_file
from returnhub.scheme.verdict import verdict
from tests.scheme import small
from tests.scheme.test_screening_files import FORMATS, write_sheet

AT = date(2026, 7, 29)
SAID = {
    # reference: (as_of, the date of this answer alone, whether it counts); an answer counts for 28 days
    "row-date": ("2026-07-01", None, True),
    "row-date-old": ("2026-06-30", None, False),
    "own-date": ("2026-01-01", "2026-07-01", True),
    "own-date-old": ("2026-07-29", "2026-06-30", False),
    "in-the-future": ("2026-07-30", None, False),
    "no-date": (None, None, False),
}
ROWS = [
    {"case": case, "as_of": as_of, "appeal_pending": "no", "appeal_pending__on": own, "claim_open": "no"}
    for case, (as_of, own, _) in SAID.items()
]


def table(kind: str, folder: Path) -> Path:
    path = folder / f"cases.{kind}"
    names = list(ROWS[0])
    if kind == "csv":
        pl.DataFrame(ROWS).write_csv(path)
    elif kind == "parquet":
        pl.DataFrame(ROWS).with_columns(pl.col("as_of", "appeal_pending__on").str.to_date()).write_parquet(
            path
        )
    elif kind == "jsonl":
        path.write_text(
            "\n".join(json.dumps({n: v for n, v in row.items() if v is not None}) for row in ROWS)
        )
    else:
        write_sheet(path, [names, *([row[n] for n in names] for row in ROWS)])
    return path


@pytest.mark.parametrize("kind", FORMATS)
def test_a_date_counts_in_every_format_for_the_table_and_for_one_case(kind, tmp_path):
    scheme, path, target = small.scheme(), table(kind, tmp_path), tmp_path / "judged.parquet"
    stops = screen_file(scheme, path, AT, target)
    judged = dict(pl.read_parquet(target).select("case", "exhausted__rule").iter_rows())
    for reference, (_, _, counts) in SAID.items():
        assert judged[reference] == ("satisfied" if counts else "not known"), reference
        one = verdict(scheme, find_case(scheme, path, reference, AT, {}), AT)
        assert one.rules["exhausted"].status.value == judged[reference]
    (appeal,) = [fact for fact in stops.missing if fact.fact == "appeal_pending"]
    assert appeal == FactCount("appeal_pending", "Is an appeal pending?", 4, 0, aged=4)


def test_an_answer_that_never_ages_needs_no_date_and_is_never_too_old():
    frame = pl.DataFrame({"case": ["A1"], "claim_open": [False], "appeal_pending": [None]})
    missing = {fact.fact: fact.aged for fact in screen_table(small.scheme(), frame, AT).stops.missing}
    assert "claim_open" not in missing
    assert missing["appeal_pending"] == 0


@pytest.mark.parametrize(
    ("on", "why"),
    [
        (None, "answered, but nobody noted when; an answer counts for 28 days"),
        (date(2026, 6, 30), "established on 2026-06-30, too long ago: it counts for 28 days"),
        (date(2026, 7, 30), "established on 2026-07-30, after the day that is asked about"),
    ],
)
def test_the_verdict_says_why_an_answer_does_not_count(on, why):
    case = Case("A1", {"appeal_pending": Known(False, on), "claim_open": Known(False)})
    used = {u.name: u for u in verdict(small.scheme(), case, AT).rules["exhausted"].used}
    assert (used["appeal_pending"].value, used["appeal_pending"].why_not) == (None, why)
