"""Every file in `broken/` has one fault, and says in its first line what must come of it."""

import re
from pathlib import Path

import pytest

from returnhub.scheme.load import read_scheme
from returnhub.scheme.problems import SchemeErrors
from returnhub.scheme.proof import check
from tests.scheme import small

FOLDER = Path(__file__).parent / "broken"
FILES = sorted(FOLDER.glob("*.yaml"))


PLACES = {"no-host": ["go"]}
"""Where a finding stands that does not name what it is about."""


def expected(path: Path) -> tuple[str, list[str]]:
    """What kind of thing comes of it, and in which words; parts are divided by ` | `."""
    kind, _, what = path.read_text().split("\n")[0].removeprefix("# expect: ").partition(": ")
    return kind, [part.strip() for part in what.split(" |")]


def of(kind: str) -> list[Path]:
    return [path for path in FILES if expected(path)[0] == kind]


def named(path: Path) -> str:
    return path.stem


@pytest.mark.parametrize("path", of("message"), ids=named)
def test_a_fault_is_reported_once_at_its_place_with_a_hint(path):
    with pytest.raises(SchemeErrors) as caught:
        read_scheme(path.read_text(), path.name, FOLDER, small.vocabulary())
    (problem,) = caught.value.problems
    place = problem.place
    assert place is not None
    under = place.text[place.column - 1 : place.column - 1 + place.width]
    assert [problem.what, problem.hint, under] == expected(path)[1]
    assert place.text == path.read_text().split("\n")[place.line - 1]


@pytest.mark.parametrize("path", of("promise"), ids=named)
def test_a_promise_that_is_not_kept_is_refuted(path):
    report = check(read_scheme(path.read_text(), path.name, FOLDER, small.vocabulary()))
    (broken,) = (p for p in report.promises if not p.proved)
    assert [broken.name, broken.why, ", ".join(step.move for step in broken.story)] == expected(path)[1]
    assert not report.passed


@pytest.mark.parametrize("path", of("finding"), ids=named)
def test_a_finding_is_made(path):
    report = check(read_scheme(path.read_text(), path.name, FOLDER, small.vocabulary()))
    found = {(f"{f.severity} {f.code}", f.what, f.hint): f.place for f in report.findings}
    assert tuple(expected(path)[1]) in found
    place = found[tuple(expected(path)[1])]
    assert place is not None, "a finding says where it is"
    assert place.text == path.read_text().split("\n")[place.line - 1]
    under = place.text[place.column - 1 : place.column - 1 + place.width]
    assert under in PLACES.get(path.stem, re.findall(r"`(\w+)`", expected(path)[1][1]))
    if expected(path)[1][0].startswith("error"):
        assert not report.passed


def test_the_unbroken_scheme_has_only_notes_about_rules_that_no_move_needs():
    report = check(small.scheme())
    assert report.passed
    assert {f.code for f in report.findings} == {"rule-unused"}


def test_there_are_enough_broken_schemes():
    assert len(FILES) >= 25


def test_a_promise_about_a_day_is_not_excused_by_another_day():
    """`today` differs from case to case: a door shut on one day is not shut on all."""
    line = "  no_limbo: {within: 400 days}\n  not_in_2026: {never: \"move = 'go' AND today > DATE '2026-01-01'\"}\n"
    scheme = small.scheme(text=small.SCHEME.replace("  no_limbo: {within: 400 days}\n", line))
    (broken,) = (p for p in check(scheme).promises if not p.proved)
    assert broken.name == "not_in_2026"
    assert broken.story[-1].day.year >= 2026
