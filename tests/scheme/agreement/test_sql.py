"""The SQL that a database administrator is handed, word for word, for both kinds of database.

What PostgreSQL makes of it is asked in `test_by_hand` and `test_agreement`, where a server is at hand.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from returnhub.scheme.calendar import Calendar
from returnhub.scheme.language.check import read_condition
from returnhub.scheme.language.sql import condition_sql, scheme_sql
from tests.scheme import small
from tests.scheme.agreement.words import SCOPE

AT = date(2026, 7, 1)
BLOCKS = (Path(__file__).parent / "sql.txt").read_text(encoding="utf-8").rstrip("\n").split("\n\n")
# Boxing Day 2026 is a Saturday: no working day in any case, so the text need not name it.
TWO_YEARS = Calendar(
    "two years", (date(2025, 12, 25), date(2025, 12, 26), date(2026, 5, 25), date(2026, 12, 26))
)


@pytest.mark.parametrize("block", BLOCKS, ids=[block.split("\n")[0] for block in BLOCKS])
def test_a_condition_as_sql(block):
    text, postgres, spark = block.split("\n")
    condition, _ = read_condition(text, SCOPE)
    assert f"  postgres: {condition_sql(condition, 'postgres', AT, TWO_YEARS)}" == postgres
    assert f"  spark: {condition_sql(condition, 'spark', AT, TWO_YEARS)}" == spark


def test_a_whole_scheme_as_one_query():
    """Rules inside, moves outside; a protection is turned; a move that needs nothing is open to everybody."""
    text = small.SCHEME.replace("child, noticed]", "child, of_the_country]").replace(
        '  noticed: {says: Notice was given, when: "working_days_between(notice_on, move_on) >= notice", cite: "[S1]"}',
        '  of_the_country: {says: Norwegian, when: "exhausted AND country = \'NO\'", cite: "[S1]"}',
    )
    scheme = small.scheme(text=text.replace("when: fit_until >= move_on", "when: fit_until >= today"))
    assert scheme_sql(scheme, "postgres", AT) == POSTGRES
    assert scheme_sql(scheme, "spark", AT, "people.of_2026") == (
        POSTGRES.replace('"', "`")
        .replace("FROM cases", "FROM people.of_2026")
        .replace("CARDINALITY(", "SIZE(")
        .replace("TRUE = ALL(`together`)", "FORALL(`together`, x -> x)")
    )


POSTGRES = """\
SELECT
  *,
  "exhausted__rule"
  AND "fit__rule"
  AND "adult__rule"
  AND "child__rule"
  AND "of_the_country__rule" AS "go__move",
  TRUE AS "close__move",
  TRUE AS "bring_back__move"
FROM (
  SELECT
    "case",
    (
      NOT "appeal_pending"
    ) AND (
      NOT "claim_open"
    ) AS "exhausted__rule",
    "fit_until" >= CAST('2026-07-01' AS DATE) AS "fit__rule",
    "born" <= CAST('2008-07-01' AS DATE) AS "adult__rule",
    NOT "claims_minor" AS "child__rule",
    (
      (
        NOT "appeal_pending"
      ) AND (
        NOT "claim_open"
      )
    )
    AND (
      "country" = 'NO'
    ) AS "of_the_country__rule",
    "nrm" IN ('none') AS "no_trafficking__rule",
    (
      "size" = 1
    )
    OR (
      CASE WHEN CARDINALITY("together") > 0 THEN TRUE = ALL("together") END
    ) AS "family_together__rule"
  FROM cases
) AS judged"""
