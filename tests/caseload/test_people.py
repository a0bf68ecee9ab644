"""The synthetic caseload beside the published table, read here directly from the embedded figures."""

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from returnhub.caseload.people import OUTCOMES, cells, people
from returnhub.figures import embedded
from returnhub.scheme.problems import UserError


@pytest.fixture(scope="module")
def published() -> pl.DataFrame:
    return embedded.cohorts("dec2025").filter(pl.col("claim_year").is_between(2010, 2024))


@pytest.mark.parametrize(("column", "outcome"), list(OUTCOMES.items()))
def test_outcomes_equal_the_published_ones_for_every_year_and_nationality(published, column, outcome):
    made = cells().filter(pl.col("latest_outcome") == outcome)
    made = made.group_by("claim_year", "nationality").agg(pl.col("people").sum())
    expected = published.select("claim_year", "nationality", people=column).filter(pl.col("people") > 0)
    assert_frame_equal(made, expected, check_row_order=False)


@pytest.mark.parametrize("kind", ["enforced", "voluntary"])
def test_returns_equal_the_published_ones_for_every_year_and_nationality(published, kind):
    made = cells().filter(pl.col("recorded_return") == kind)
    made = made.group_by("claim_year", "nationality").agg(pl.col("people").sum())
    expected = published.select("claim_year", "nationality", people=f"{kind}_returns").filter(
        pl.col("people") > 0
    )
    assert_frame_equal(made, expected, check_row_order=False)


def test_about_eighty_thousand_people_of_2010_to_2020_have_no_recorded_return():
    # 90,935 refused + 36,369 withdrawn - 46,634 returned = 80,670 (README of the published data), and 14 recorded
    # returns belong to rows that hold fewer people refused or withdrawn than returns.
    assert people(first=2010, last=2020).height == 80_670 + 14


def test_everybody_says_that_they_are_synthetic_and_has_a_reference_of_their_own():
    everybody = people(everyone=True)
    assert everybody["case"].is_unique().all()
    assert everybody["synthetic"].str.contains("synthetic").all()
    assert (
        everybody.height == embedded.cohorts("dec2025").filter(pl.col("claim_year") >= 2010)["claims"].sum()
    )


def test_years_that_were_not_published_are_refused():
    with pytest.raises(UserError, match="run from 2007 to 2024"):
        people(first=2010, last=2031)
