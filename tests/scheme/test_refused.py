"""What an author is told of a mistaken condition: every sentence, every hint, and the words it stands under.

`refused.txt` shows each condition as the author would see it, with its mistakes below the words they are about.
"""

from datetime import date
from pathlib import Path

import pytest

from returnhub.scheme.language.check import read_condition
from returnhub.scheme.language.parse import is_plain_name
from returnhub.scheme.language.scope import Scope
from returnhub.scheme.language.tree import Holds, Literal
from returnhub.scheme.types import Date, Integer, Money
from tests.scheme import small

BLOCKS = (Path(__file__).parent / "refused.txt").read_text(encoding="utf-8").rstrip("\n").split("\n\n")
SCOPE = Scope(
    small.vocabulary().facts,
    {"closed": ("none",), "abroad": ("NO", "AL")},
    {
        "notice": Literal(5, Integer(5, 5, "working days"), "notice"),
        "fee": Literal(500, Money(500, 500), "fee"),
        "start": Literal(date(2025, 5, 15), Date(), "start"),
    },
    frozenset({"exhausted"}),
    lambda name: Holds("claim_open"),
)


def told(condition: str) -> list[str]:
    """The mistakes of a condition as rows below it."""
    tree, mistakes = read_condition(condition, SCOPE)
    assert (tree is None) is bool(mistakes)
    return [f"{' ' * m.start}{'^' * m.width} {m.what}{' → ' if m.hint else ''}{m.hint}" for m in mistakes]


@pytest.mark.parametrize("block", BLOCKS, ids=[block.split("\n")[0] for block in BLOCKS])
def test_each_mistake_is_named_below_its_words(block):
    condition, *rows = block.split("\n")
    assert told(condition) == rows


@pytest.mark.parametrize(
    ("condition", "row"),
    [
        ("", "^ there is no condition here"),
        ("  \n ", "^ there is no condition here"),
        ("claim_open AND " * 200 + "claim_open", "^ has 3,010 characters; at most 3,000 → split it into named rules"),
        ("(" * 41 + "claim_open" + ")" * 41, " " * 40 + "^ nested more than 40 deep → split it into named rules"),
        ("NOT " * 41 + "claim_open", " " * 160 + "^ nested more than 40 deep → split it into named rules"),
        ("NOT (" * 21 + "claim_open" + ")" * 21, " " * 100 + "^ nested more than 40 deep → split it into named rules"),
    ],
)  # fmt: skip
def test_what_is_empty_or_beyond_reading_is_refused(condition, row):
    assert told(condition) == [row]


@pytest.mark.parametrize(
    "condition",
    [
        "(" * 40 + "claim_open" + ")" * 40,
        "NOT " * 40 + "claim_open",
        " AND ".join(["(claim_open)"] * 60),
        " OR ".join(["CASE WHEN claim_open THEN 1 ELSE 2 END = 1"] * 45),
        " AND ".join(["NOT claim_open"] * 60),
        " AND ".join(["not (claim_open)"] * 60),
        "claim_open AND " * 199 + "appeal_pending",
        "nrm = 'none' AND country = 'NO'",
        "claim_open\n  AND\n  appeal_pending",
    ],
)
def test_what_is_long_but_not_deep_is_read(condition):
    assert told(condition) == []


def test_what_is_closed_again_no_longer_counts_and_what_is_still_open_does():
    before = "(((claim_open) AND "
    deep = before + "(" * 39 + "claim_open" + ")" * 41
    assert told(deep) == [" " * (len(before) + 38) + "^ nested more than 40 deep → split it into named rules"]
    assert told(before + "(" * 38 + "claim_open" + ")" * 40) == []


def test_choices_in_each_other_count_as_brackets_do():
    def choices(count: int) -> str:
        return "CASE WHEN claim_open THEN 1 ELSE " * count + "2" + " END" * count + " = 1"

    assert told(choices(40)) == []
    (row,) = told(choices(41))
    assert row.endswith("^ nested more than 40 deep → split it into named rules")


def test_a_condition_of_exactly_3000_characters_is_read_and_of_one_more_is_not():
    exact = "claim_open" + " " * 2980 + "OR claim_open"
    exact = exact.replace(" " * 2980, " " * (3000 - len("claim_openOR claim_open")))
    assert len(exact) == 3000
    assert told(exact) == []
    assert told(exact + " ") == ["^ has 3,001 characters; at most 3,000 → split it into named rules"]


def test_a_mistake_in_a_later_line_is_found_in_that_line():
    text = "claim_open AND\n  appeal_pending )"
    (mistake,) = read_condition(text, SCOPE)[1]
    assert (text[mistake.start], mistake.what) == (")", "`)` is not expected here")


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("fit", True),
        ("fit_to_travel_2", True),
        ("Fit", False),
        ("2fit", False),
        ("_fit", False),
        ("fit-now", False),
        ("", False),
        ("grant", False),
        ("select", False),
        ("null", False),
        ("current_date", False),
    ],
)
def test_a_name_is_lower_case_and_no_word_of_sql(name, plain):
    assert is_plain_name(name) is plain
