"""One condition, one answer: what a person works out by hand is what every engine says."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from returnhub.scheme.language.check import read_condition
from returnhub.scheme.language.tree import Condition, facts_in, reads_today
from tests.scheme.agreement import engines
from tests.scheme.agreement.words import SCOPE

WEDNESDAY = date(2026, 7, 1)
ANSWERS = {"yes": True, "no": False, "not known": None, "?": None}


def value(text: str):
    if text in ANSWERS:
        return ANSWERS[text]
    if text.startswith("["):
        return tuple(ANSWERS[member] for member in text[1:-1].split())
    if text.lstrip("-").isdigit():
        return int(text)
    return date.fromisoformat(text) if text[:4].isdigit() else text


def facts(text: str) -> dict:
    """`size=3 together=[yes ?]`; a value ends at a space unless it stands in brackets."""
    return {name: value(given) for name, given in re.findall(r"(\w+)=(\[[^]]*\]|\S+)", text)}


def read() -> dict[str, list[tuple[dict, str]]]:
    """Each condition with the facts that it is asked of and the answer."""
    table: dict[str, list[tuple[dict, str]]] = {}
    lines = (Path(__file__).parent / "by_hand.txt").read_text(encoding="utf-8").splitlines()
    for line in lines:
        if line and not line.startswith("#"):
            condition, given, answer = (cell.strip() for cell in line.split("|"))
            table.setdefault(condition, []).append((facts(given), answer))
    return table


TABLE = read()


def tree(text: str) -> Condition:
    condition, mistakes = read_condition(text, SCOPE)
    assert condition is not None, mistakes
    return condition


@pytest.mark.parametrize(
    "name",
    [
        "reference",
        "generated_python",
        "polars",
        "logic",
        pytest.param("postgres", marks=pytest.mark.postgres),
    ],
)
def test_every_engine_says_what_a_person_works_out(name, request):
    engine = request.getfixturevalue(name) if name == "postgres" else getattr(engines, name)
    for text, rows in TABLE.items():
        (answers,) = engine([tree(text)], [given for given, _ in rows], WEDNESDAY)
        for (given, answer), found in zip(rows, answers, strict=True):
            assert found is ANSWERS[answer], (text, given)


def test_a_condition_reads_the_facts_that_it_names_and_no_others():
    for text, rows in TABLE.items():
        assert set().union(*(given for given, _ in rows)) <= set(facts_in(tree(text))), text
    assert facts_in(tree("due >= served + few OR p AND every(family, together) OR due > today")) == (
        "due", "served", "few", "p", "together",
    )  # fmt: skip


def test_only_a_condition_with_today_in_it_depends_on_the_day():
    assert reads_today(tree("p OR years_between(born, today + 1) > 3"))
    assert not reads_today(tree("p OR years_between(born, due + 1) > 3"))
