"""The one vocabulary of facts: what is read from its file, and what is refused."""

import pytest

from returnhub.scheme.problems import SchemeErrors
from returnhub.scheme.source import Source
from returnhub.scheme.types import Boolean, Code, Date, Integer, Money
from returnhub.scheme.vocabulary import Fact, read_vocabulary

FACTS = """\
version: 1
settled_by: {caseworker: Caseworker, clinician: A clinician}
facts:
  plain: {type: boolean, ask: Is it so?, current_for: always, source: S1}
  full:
    type: integer
    range: [-5, 1000]
    unit: days
    ask: How many days?
    about: transfer
    current_for: 28 days
    fixed: yes
    sensitivity: special category
    settled_by: clinician
    source: "[S1] and [S2]"
    grade: V
    note: A note
    needs_verification: yes
    block: HB-01
  cost: {type: money, range: [0, 500], ask: How much?, current_for: 1 day, source: S1, sensitivity: ordinary}
  on: {type: date, ask: When?, about: host, current_for: always, source: S1}
  which: {type: code, codes: {none: No referral, open: Open}, ask: Which?, current_for: always, source: S1, about: scheme}
  each: {type: boolean, ask: Each of them?, about: member, current_for: always, source: S1}
"""


def test_a_fact_is_all_that_its_entry_says():
    read = read_vocabulary(Source.of("facts.yaml", FACTS))
    assert read.settled_by == {"caseworker": "Caseworker", "clinician": "A clinician"}
    assert list(read.facts.values()) == [
        Fact("plain", Boolean(), "Is it so?", source="S1"),
        Fact("full", Integer(-5, 1000, "days"), "How many days?", "transfer", 28, True, "special category",
             "clinician", "[S1] and [S2] (citation to be verified)", "V", "A note"),
        Fact("cost", Money(0, 500), "How much?", current_for=1, sensitivity="ordinary", source="S1"),
        Fact("on", Date(), "When?", "host", source="S1"),
        Fact("which", Code({"none": "No referral", "open": "Open"}), "Which?", "scheme", source="S1"),
        Fact("each", Boolean(), "Each of them?", "member", source="S1"),
    ]  # fmt: skip
    assert read.facts["which"].type.codes == {"none": "No referral", "open": "Open"}
    assert [f.name for f in read.facts.values() if f.group] == ["each"]
    plain = read.facts["plain"]
    assert (plain.about, plain.sensitivity, plain.settled_by, plain.grade) == (
        "person",
        "personal",
        "caseworker",
        "",
    )


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        ("Fit: {type: boolean, ask: A, current_for: always, source: S}",
         ["`Fit` is not a name → lower-case words joined by `_`"]),
        ("today: {type: boolean, ask: A, current_for: always, source: S}", ["`today` is a reserved word"]),
        ("family: {type: boolean, ask: A, current_for: always, source: S}", ["`family` is a reserved word"]),
        ("a: {type: bolean, ask: A, current_for: always, source: S}",
         ["`bolean` is not one of the answers here → did you mean `boolean`?"]),
        ("a: {type: integer, ask: A, current_for: always, source: S, unit: days}",
         ["`range` must give the lowest and highest value → write `[0, 130]`"]),
        ("a: {type: integer, ask: A, current_for: always, source: S, unit: days, range: [5, 4]}",
         ["the lowest value is above the highest"]),
        ("a: {type: integer, ask: A, current_for: always, source: S, unit: days, range: [1, 2, 3]}",
         ["`range` must give the lowest and highest value → write `[0, 130]`"]),
        ("a: {type: integer, ask: A, current_for: always, source: S, unit: days, range: [few, 5]}",
         ["`few` is not a whole number"]),
        ("a: {type: money, ask: A, current_for: always, source: S, range: [1_000, 2000]}", ["`1_000` is not a whole number"]),
        ("a: {type: integer, ask: A, current_for: always, source: S, range: [1, 2]}", ["`unit` is missing"]),
        ("a: {type: code, ask: A, current_for: always, source: S}", ["`codes` is missing"]),
        ("a: {type: code, ask: A, current_for: always, source: S, codes: {b: B, b: C}}",
         ["`b` is given twice → first given in line 4"]),
        ("a: {type: date}", ["`ask` is missing", "`current_for` is missing → write `28 days`",
                             "`source` is missing"]),
        ("a: {type: date, ask: A, current_for: a while, source: S}", ["`current_for` is not a time → write `28 days`"]),
        ("a: {type: date, ask: A, current_for: 5 days, source: S, fixed: often}",
         ["`often` is not one of the answers here → known here: `yes`, `no`, `true`, `false`"]),
        ("a: {type: date, ask: A, current_for: 5 days, source: S, about: persn, settled_by: clinicain, grade: Z}",
         ["`persn` is not one of the answers here → did you mean `person`?",
          "`clinicain` is not one of the answers here → did you mean `clinician`?",
          "`Z` is not one of the answers here → known here: `V`, `P`, `K`, `D`, `?`"]),
        ("a: {type: date, ask: A, current_for: 5 days, source: S, secret: yes}", ["`secret` is not a key here"]),
    ],
)  # fmt: skip
def test_what_a_fact_cannot_be_is_told(entry, told):
    text = "version: 1\nsettled_by: {caseworker: Caseworker, clinician: A clinician}\nfacts:\n  " + entry
    with pytest.raises(SchemeErrors) as caught:
        read_vocabulary(Source.of("facts.yaml", text))
    assert [f"{p.what}{' → ' if p.hint else ''}{p.hint}" for p in caught.value.problems] == told
    assert all(p.place is not None and p.place.line == 4 for p in caught.value.problems)


def test_a_key_of_the_file_that_does_not_exist_is_told():
    with pytest.raises(SchemeErrors, match="`fact` is not a key here"):
        read_vocabulary(Source.of("facts.yaml", FACTS + "fact: {}\n"))
