"""What a fact may hold, from a file or a form."""

from datetime import date, datetime

import pytest

from returnhub.scheme.language.bounds import bounds
from returnhub.scheme.language.check import read_condition
from returnhub.scheme.types import Boolean, Code, Date, Integer, Money, accepts, parse_scalar
from tests.scheme.agreement.words import SCOPE

STATUS = Code({"none": "No referral", "open": "Open"})
SIZE, FEE = Integer(-5, 2000, "people"), Money(0, 500_000)


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (Boolean(), "yes", True),
        (Boolean(), " Yes ", True),
        (Boolean(), "TRUE", True),
        (Boolean(), "no", False),
        (Boolean(), "false", False),
        (SIZE, "7", 7),
        (SIZE, " -5 ", -5),
        (SIZE, "2000", 2000),
        (FEE, "500000", 500_000),
        (Date(), "2026-07-01", date(2026, 7, 1)),
        (Date(), " 1900-01-01 ", date(1900, 1, 1)),
        (Date(), "2199-12-31", date(2199, 12, 31)),
        (STATUS, " none ", "none"),
    ],
)
def test_a_value_is_read_from_its_text(kind, text, value):
    assert parse_scalar(kind, text) == value
    assert type(parse_scalar(kind, text)) is type(value)
    assert accepts(kind, value) == ""


@pytest.mark.parametrize(
    ("kind", "text", "why"),
    [
        (Boolean(), "1", "is not yes or no"),
        (Boolean(), "", "is not yes or no"),
        (SIZE, "seven", "is not a whole number"),
        (SIZE, "7.0", "is not a whole number"),
        (SIZE, "-6", "is not between -5 and 2,000"),
        (SIZE, "2001", "is not between -5 and 2,000"),
        (FEE, "500001", "is not between 0 and 500,000"),
        (Date(), "1 July 2026", "is not a date written as 2026-12-31"),
        (Date(), "20260701", "is not a date written as 2026-12-31"),
        (Date(), "2026-W27-3", "is not a date written as 2026-12-31"),
        (Date(), "2026-02-30", "is not a date written as 2026-12-31"),
        (Date(), "1899-12-31", "is not between 1900-01-01 and 2199-12-31"),
        (Date(), "2200-01-01", "is not between 1900-01-01 and 2199-12-31"),
        (STATUS, "None", "is not in the list"),
        (STATUS, "No referral", "is not in the list"),
    ],
)
def test_a_text_that_spells_no_value_is_refused_in_words(kind, text, why):
    with pytest.raises(ValueError, match=f"^{why}$"):
        parse_scalar(kind, text)


@pytest.mark.parametrize(
    ("kind", "value", "why"),
    [
        (Boolean(), 1, "is not yes or no"),
        (Boolean(), None, "is not yes or no"),
        (SIZE, True, "is not a whole number"),
        (SIZE, 7.0, "is not a whole number"),
        (SIZE, "7", "is not a whole number"),
        (Date(), "2026-07-01", "is not a date"),
        (Date(), datetime(2026, 7, 1, 5), "is not a date"),
        (STATUS, 3, "is not in the list"),
    ],
)
def test_a_value_of_another_kind_is_not_accepted(kind, value, why):
    assert accepts(kind, value) == why


def test_what_a_type_is_called_in_messages():
    assert [str(kind) for kind in (Boolean(), SIZE, FEE, Date(), STATUS)] == [
        "yes or no", "a number", "an amount of money", "a date", "a code from a list"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("value", "low", "high"),
    [
        ("few", 0, 20),
        ("few + days", -400, 420),
        ("few - days", -400, 420),
        ("few - (days - 3)", -397, 423),
        ("many + many", -6_000_000_000, 6_000_000_000),
        ("cost - offer", -2_000_500_000, 2_000_000_000),
        ("offer + 5", 5, 500_005),
        ("due - served", -109_572, 109_572),
        ("CASE WHEN p THEN few WHEN q THEN -7 ELSE 3 END", -7, 20),
        ("CASE WHEN p THEN 3 ELSE offer END", 0, 500_000),
        ("years_between(born, today)", -400, 400),
        ("working_days_between(born, today)", -110_000, 110_000),
        ("longest", 28, 28),
    ],
)
def test_between_which_numbers_a_value_can_lie(value, low, high):
    condition, _ = read_condition(f"{value} = 1", SCOPE)
    assert bounds(condition.left) == (low, high)
    money = isinstance(condition.left.type, Money)
    assert money is any(word in value for word in ("offer", "cost"))
    assert (condition.left.type.low, condition.left.type.high) == (low, high)


@pytest.mark.parametrize(
    ("value", "first", "last"),
    [
        ("served", date(1900, 1, 1), date(2199, 12, 31)),
        ("today", date(1900, 1, 1), date(2199, 12, 31)),
        ("served + 28", date(1900, 1, 29), date(2200, 1, 28)),
        ("served - 28", date(1899, 12, 4), date(2199, 12, 3)),
        ("start", date(2025, 5, 15), date(2025, 5, 15)),
        ("CASE WHEN p THEN start ELSE today END", date(1900, 1, 1), date(2199, 12, 31)),
    ],
)
def test_between_which_days_a_date_can_lie(value, first, last):
    condition, _ = read_condition(f"{value} = due", SCOPE)
    assert bounds(condition.left) == (first.toordinal(), last.toordinal())
    assert condition.left.type == Date()


def test_a_code_is_no_number():
    condition, _ = read_condition("CASE WHEN p THEN status ELSE earlier_status END = 'none'", SCOPE)
    assert bounds(condition.left) == bounds(condition.right) == (0, 0)
    assert condition.left.type.codes == SCOPE.facts["status"].type.codes
