"""One case out of a table, with the day of each answer."""

from __future__ import annotations

from datetime import date

import pytest

from returnhub.scheme.case import Case, Known
from returnhub.scheme.problems import UserError
from returnhub.scheme.screening.find import find_case
from tests.scheme import small

AT = date(2026, 7, 1)


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
