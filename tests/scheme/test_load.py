"""Reading a scheme: what comes out, and every mistake at its place."""

import pytest

from returnhub.scheme.model import Stay, Towards
from returnhub.scheme.problems import SchemeErrors
from tests.scheme import small


def problems_of(text: str) -> list[str]:
    with pytest.raises(SchemeErrors) as caught:
        small.scheme(text=text)
    return [problem.render() for problem in caught.value.problems]


def test_a_scheme_is_read_in_the_order_of_its_file():
    scheme = small.scheme()
    assert list(scheme.stages) == ["waiting", "moved", "closed"]
    assert scheme.stages["moved"].longest == Stay(180, in_total=True)
    assert scheme.moves["go"].towards is Towards.REMOVAL
    assert scheme.needs_of("go") == ("exhausted", "fit", "adult", "child", "noticed")
    assert scheme.needs_of("close") == ()
    assert len(scheme.digest) == 64


def test_norway_is_a_country_and_not_a_boolean():
    small.with_rule("country = 'NO'")


def test_every_mistake_is_reported_at_once_with_its_place():
    text = small.SCHEME.replace("nrm IN closed", "nrm = 'positve'").replace("to: moved", "to: mved")
    first, second = problems_of(text)
    line = next(n for n, row in enumerate(text.split("\n"), 1) if "positve" in row)
    row = text.split("\n")[line - 1]
    column = row.index("'positve'") + 1
    assert first == (
        f"scheme.yaml:{line}:{column}: `positve` is not in the list\n"
        f"{line} | {row}\n"
        f"{' ' * (len(str(line)) + 3 + column - 1)}^^^^^^^^^\n"
        "hint: did you mean `positive`?"
    )
    assert "there is no stage `mved`" in second
    assert second.endswith("hint: did you mean `moved`?")


@pytest.mark.parametrize(
    ("condition", "says"),
    [
        ("nrm IS NULL", "would turn"),
        ("nrm = NULL", "would turn"),
        ("COALESCE(nrm, nrm) = 'none'", "would turn"),
        ("appeal_pending = TRUE", "a fact is not compared with TRUE or FALSE"),
        ("CAST(size AS TEXT) = 'x'", "casts are not part of the language"),
        ("size::int = 3", "casts are not part of the language"),
        ("size IN (SELECT 1)", "queries are not part of the language"),
        ("upper(nrm) = 'none'", "the function `upper` is not part of the language"),
        ("nrm LIKE 'n%'", "text is not matched by pattern"),
        ("size / 2 = 3", "`*`, `/` and `%` are not part of the language"),
        ("nrm = 'None'", "`None` is not in the list"),
        ("nrm < 'none'", "codes have no order"),
        ("size = DATE '2026-01-01'", "a number is compared with a date"),
        ("born = '2026-01-01'", "is text, not a date"),
        ("born > DATE '2026-02-30'", "`2026-02-30` is not a date"),
        ("born + born = 3", "a date + a date has no meaning"),
        ("offer = size", "an amount of money is compared with a number"),
        ("size", "is a number, not yes or no"),
        ("together", "has one answer for each member"),
        ("every(famly, together)", "there is no group `famly`"),
        ("years_between(born) > 3", "takes two dates"),
        ("CASE WHEN claim_open THEN 1 END = 1", "CASE has no ELSE"),
        ("size = 1.5", "is not a whole number"),
        ("0 < size < 5", "this is a condition where a value is needed"),
        ("claim_open AND", "something is missing beside `AND`"),
        ("claim_open appeal_pending", "something is missing between two words"),
        ("clam_open", "`clam_open` is not known"),
        ("x.claim_open", "names have no dots"),
        ("born + 5000000 > today", "can leave the calendar"),
        ("claim_open; DROP", "one condition only"),
        ("(" * 60 + "claim_open" + ")" * 60, "nested more than 40 deep"),
    ],
)
def test_what_the_language_leaves_out_is_refused_with_a_reason(condition, says):
    with pytest.raises(SchemeErrors) as caught:
        small.with_rule(condition)
    assert says in caught.value.problems[0].what


def test_the_marker_stands_under_the_word_even_in_a_folded_condition():
    folded = "when: >\n        NOT appeal_pending AND\n        NOT clam_open"
    text = small.SCHEME.replace(
        '{says: No appeal is pending and no claim is open, when: NOT appeal_pending AND NOT claim_open, cite: "[S1]"}',
        f"\n      says: No appeal\n      cite: '[S1]'\n      {folded}",
    )
    (problem,) = problems_of(text)
    row, marker = problem.split("\n")[1:3]
    assert row[marker.index("^") : marker.rindex("^") + 1] == "clam_open"


def test_an_accent_earlier_in_the_file_does_not_move_the_marker():
    text = small.SCHEME.replace("A small scheme", "Un schéma où tout tient").replace(
        "nrm IN closed", "nrm = 'x'"
    )
    (problem,) = problems_of(text)
    row, marker = problem.split("\n")[1:3]
    assert row[marker.index("^") : marker.rindex("^") + 1] == "'x'"
