"""Everything that a scheme file can say, read into the objects of the model; and one scheme built on another."""

import hashlib
from datetime import date

import pytest

from returnhub.scheme.gather import find_scheme, library, shipped_schemes
from returnhub.scheme.language.tree import Compare, FactValue, Holds, Literal, Not, OneOf, RuleHolds
from returnhub.scheme.load import load_scheme, read_scheme
from returnhub.scheme.model import (
    CitedSource,
    Constant,
    Established,
    Host,
    Move,
    Never,
    Period,
    Rule,
    Stage,
    Stay,
    Towards,
    Within,
)
from returnhub.scheme.problems import SchemeErrors
from returnhub.scheme.types import Code, Integer, Money
from tests.scheme import small

BASE = """\
scheme: base
title: A base
version: 1
calendar: scotland
sources: {S1: A test, S2: {title: A report, url: https://example.org/r, grade: V, date: 2025, note: Read it}}
roles: {officer: An officer, chief: The chief officer}
lists: {ended: [none, positive]}
constants: {fee: {value: 500, unit: pence, source: S1, says: The fee, note: Not published, needs_verification: yes}, stay: {value: 30, unit: days, source: S2}}
established: {agreement: {value: yes, on: 2025-06-01, source: S2, note: Signed}}
hosts:
  north:
    country: Norway
    agreement: {signed: 2025-01-01, in_force: {from: 2025-02-01, to: 2027-01-31}, binding: yes}
    note: A note on it
  south: {country: Albania, agreement: none}
rules:
  fit: {says: Fit to go, when: nrm IN ended, cite: "[S1]", block: [HB-01, HB-02], needs_verification: yes}
  child: {says: Perhaps a child, protects: claims_minor, cite: "[S2]"}
  paid: {says: Paid and fit, when: fit AND offer >= fee, cite: "[S1]"}
always: [child]
stages:
  waiting: {says: Waiting, entry: yes, longest: stay, then: stop, place: uk, like: referred}
  with_court: {says: Before the court, outside: the tribunal}
  away: {says: Away, longest: 7 days in total, then: stop, place: host}
  ended: {says: Ended, final: yes}
moves:
  go: {says: Go there, from: [waiting, with_court], to: away, by: [officer, chief], countersigned_by: chief,
       different_team: yes, needs: [fit, paid], like: transfer}
  urgent: {says: Go at once, from: waiting, to: away, by: chief, needs: fit, despite: child}
  appeal: {says: Appeal, from: waiting, to: with_court, by: officer, towards: recorded}
  stop: {says: Stop, from: [waiting, away], to: ended, by: officer, towards: release}
promises:
  no_child: {says: No child goes, never: "move = 'go' AND claims_minor", cite: "[S2]", block: HB-03, needs_verification: yes}
  ends_soon: {within: 40 days, from: waiting, to: ended}
  not_back: {never: "from_stage = 'away' AND stage = 'waiting'"}
notes:
  - >
    A note over
    two lines
"""

CHILD = """\
scheme: child
title: Built on it
version: 2
extends: base.yaml
in_force: {from: 2026-01-01}
without: {rules: paid, promises: no_child, always: child, established: agreement, moves: [urgent]}
sources: {S2: Another report}
constants: {fee: {value: 700, unit: pence, source: S1}}
rules:
  fit: {replaces: yes, says: Fit now, when: NOT claim_open, cite: "[S1]"}
moves:
  go: {replaces: yes, says: Go, from: with_court, to: away, by: officer, needs: [fit]}
promises: {free: {never: claim_open}}
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "base.yaml").write_text(BASE)
    return tmp_path


def scheme(text: str, folder=None):
    return read_scheme(text, "top.yaml", folder, small.vocabulary())


def test_everything_that_a_file_says_is_in_the_scheme():
    made = scheme(BASE)
    nrm, fee = small.vocabulary().facts["nrm"].type, Literal(500, Money(500, 500), "fee")
    fit = OneOf(FactValue("nrm", nrm), ("none", "positive"))
    offer = FactValue("offer", Money(0, 500_000))
    assert (made.name, made.title, made.version, made.extends) == ("base", "A base", "1", ())
    assert made.in_force == Period(None, None)
    assert made.calendar.name == "scotland"
    assert made.notes == ("A note over two lines",)
    assert made.digest == hashlib.sha256(hashlib.sha256(BASE.encode()).digest()).hexdigest()
    assert made.sources == {
        "S1": CitedSource("S1", "A test"),
        "S2": CitedSource("S2", "A report", "https://example.org/r", "V"),
    }
    assert made.roles == {"officer": "An officer", "chief": "The chief officer"}
    assert made.lists == {"ended": ("none", "positive")}
    assert made.constants == {
        "fee": Constant("fee", fee, "pence", "S1 (citation to be verified)"),
        "stay": Constant("stay", Literal(30, Integer(30, 30, "days"), "stay"), "days", "S2"),
    }
    assert made.established == {"agreement": Established("agreement", True, date(2025, 6, 1), "S2")}
    assert made.hosts == {
        "north": Host("north", "Norway", Period(date(2025, 2, 1), date(2027, 1, 31)), True, "A note on it"),
        "south": Host("south", "Albania", None, False),
    }
    assert list(made.rules.values()) == [
        Rule(
            "fit",
            "Fit to go",
            fit,
            False,
            "[S1] (citation to be verified)",
            ("HB-01", "HB-02"),
            True,
            "nrm IN ended",
        ),
        Rule("child", "Perhaps a child", Holds("claims_minor"), True, "[S2]", text="claims_minor"),
        Rule(
            "paid", "Paid and fit", made.rules["paid"].condition, False, "[S1]", text="fit AND offer >= fee"
        ),
    ]
    assert made.rules["paid"].condition.parts == (RuleHolds("fit", fit), Compare(">=", offer, fee))
    assert made.always == ("child",)
    assert list(made.stages.values()) == [
        Stage("waiting", "Waiting", Stay(30), "stop", entry=True, place="uk", like="referred"),
        Stage("with_court", "Before the court", outside="the tribunal"),
        Stage("away", "Away", Stay(7, in_total=True), "stop", place="host"),
        Stage("ended", "Ended", final=True),
    ]
    assert list(made.moves.values()) == [
        Move("go", "Go there", ("waiting", "with_court"), "away", ("officer", "chief"), ("chief",), True,
             Towards.REMOVAL, ("fit", "paid"), (), "transfer"),
        Move("urgent", "Go at once", ("waiting",), "away", ("chief",), needs=("fit",), despite=("child",)),
        Move("appeal", "Appeal", ("waiting",), "with_court", ("officer",), towards=Towards.RECORDED),
        Move("stop", "Stop", ("waiting", "away"), "ended", ("officer",), towards=Towards.RELEASE),
    ]  # fmt: skip
    no_child, ends, not_back = made.promises.values()
    stages = Code({name: name for name in made.stages})
    assert not_back.condition.parts == (
        Compare("=", FactValue("from_stage", stages), Literal("away", stages)),
        Compare("=", FactValue("stage", stages), Literal("waiting", stages)),
    )
    assert (no_child.name, no_child.says, no_child.cite, no_child.blocks, no_child.text) == (
        "no_child", "No child goes", "[S2] (citation to be verified)", ("HB-03",), "move = 'go' AND claims_minor"
    )  # fmt: skip
    moves = Code({name: name for name in made.moves})
    assert no_child.condition.parts == (
        Compare("=", FactValue("move", moves), Literal("go", moves)),
        Holds("claims_minor"),
    )
    assert ends == Within("ends_soon", "ends soon", 40, ("waiting",), ("ended",))


def test_what_a_move_needs_and_what_leads_out_of_a_stage():
    made = scheme(BASE)
    assert made.needs_of("go") == made.needs_of(made.moves["go"]) == ("child", "fit", "paid")
    assert made.needs_of("urgent") == ("fit",)
    assert made.needs_of("stop") == ()
    assert [m.name for m in made.moves_from("waiting")] == ["go", "urgent", "appeal", "stop"]
    assert made.moves_from("ended") == ()


def test_a_promise_about_time_asks_of_every_entry_and_every_end_unless_it_says_which():
    made = scheme(BASE.replace(", from: waiting, to: ended}", "}"))
    assert made.promises["ends_soon"].sources == ("waiting",)
    assert made.promises["ends_soon"].targets == ("ended",)


def test_a_scheme_on_another_keeps_what_it_does_not_change(folder):
    made, base = scheme(CHILD, folder), scheme(BASE)
    assert (made.name, made.version, made.extends) == ("child", "2", ("base.yaml",))
    assert made.in_force == Period(date(2026, 1, 1), None)
    assert made.calendar.name == "scotland"
    assert list(made.rules) == ["fit", "child"]
    assert made.rules["fit"].condition == Not(Holds("claim_open"))
    assert made.rules["child"] == base.rules["child"]
    assert made.always == ()
    assert made.established == {}
    assert list(made.moves) == ["go", "appeal", "stop"]
    assert made.moves["go"].sources == ("with_court",)
    assert made.stages == base.stages
    assert list(made.promises) == ["ends_soon", "not_back", "free"]
    assert isinstance(made.promises["free"], Never)
    assert made.promises["free"].says == "free"
    assert made.sources["S2"] == CitedSource("S2", "Another report")
    assert made.constants["fee"].literal.value == 700
    assert made.hosts == base.hosts
    digests = hashlib.sha256(BASE.encode()).digest() + hashlib.sha256(CHILD.encode()).digest()
    assert made.digest == hashlib.sha256(digests).hexdigest()


def test_the_calendar_of_the_upper_scheme_holds(folder):
    text = CHILD.replace("version: 2", "version: 2\ncalendar: northern-ireland")
    assert scheme(text, folder).calendar.name == "northern-ireland"
    assert scheme(BASE.replace("calendar: scotland\n", "")).calendar.name == "england-and-wales"


def test_rules_that_are_always_needed_add_up(folder):
    text = CHILD.replace("always: child, ", "") + "always: fit\n"
    assert scheme(text, folder).always == ("child", "fit")


def messages(text: str, folder=None) -> list[tuple[str, str]]:
    with pytest.raises(SchemeErrors) as caught:
        scheme(text, folder)
    return [(p.what, p.hint) for p in caught.value.problems]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (
            "fit: {replaces: yes, says",
            "fit: {says",
            ("`fit` is already given in base.yaml", "say `replaces: yes`, or choose another name"),
        ),
        (
            "  fit: {replaces: yes, says",
            "  fitt: {replaces: yes, says: x, when: claim_open, cite: x}\n  fit: {replaces: yes, says",
            ("`fitt` replaces nothing: no such name is inherited", "did you mean `fit`?"),
        ),
        ("rules: paid", "rules: payd", ("nothing called `payd` is inherited", "did you mean `paid`?")),
        ("always: child", "always: childd", ("nothing called `childd` is inherited", "did you mean `child`?")),
        ("moves: [urgent]", "moves: [urgent, none]", ("nothing called `none` is inherited", "known here: `go`, `appeal`, `stop`")),
        ("extends: base.yaml", "extends: [base.yaml, missing.yaml]", ("missing.yaml: there is no such file", "")),
    ],
)  # fmt: skip
def test_what_is_wrong_with_the_laying_over_is_told(folder, old, new, told):
    assert old in CHILD
    assert messages(CHILD.replace(old, new), folder) == [told]


def test_a_mistake_below_is_reported_with_the_file_that_holds_it(folder):
    (folder / "base.yaml").write_text(
        BASE.replace("nrm IN ended", "nrm IN endd").replace("version: 1", "verison: 1")
    )
    with pytest.raises(SchemeErrors) as caught:
        scheme(CHILD.replace("  fit: {replaces", "  fit2: {cite: x, says").replace("says: yes, ", ""), folder)
    files = [p.place.file for p in caught.value.problems]
    assert files == sorted(files)
    assert "base.yaml" in files
    assert {p.what for p in caught.value.problems} >= {
        "there is no list `endd`",
        "`verison` is not a key here",
    }


def test_a_file_below_that_cannot_be_read_is_reported_at_its_own_place(folder):
    (folder / "broken.yaml").write_text("a: b: c")
    with pytest.raises(SchemeErrors) as caught:
        scheme(CHILD.replace("extends: base.yaml", "extends: [base.yaml, broken.yaml, missing.yaml]"), folder)
    assert [(p.place.file, p.place.line, p.what) for p in caught.value.problems] == [
        ("broken.yaml", 1, "cannot be read as YAML: mapping values are not allowed in this context"),
        ("top.yaml", 4, "missing.yaml: there is no such file"),
    ]


def test_two_schemes_below_add_up_the_later_over_the_earlier(folder):
    second = (
        "scheme: second\ntitle: Second\nversion: 1\ncalendar: northern-ireland\nsources: {S2: Newer}\n"
        "rules: {quick: {says: Quick, when: claim_open, cite: x}}\nalways: quick\n"
    )
    (folder / "second.yaml").write_text(second)
    text = CHILD.replace("extends: base.yaml", "extends: [base.yaml, second.yaml]").replace(
        "sources: {S2: Another report}\n", ""
    )
    made = scheme(text.replace("always: child, ", ""), folder)
    assert made.always == ("child", "quick")
    assert made.extends == ("base.yaml", "second.yaml")
    assert made.calendar.name == "scotland"
    assert made.sources["S2"].title == "Newer"
    assert list(made.rules) == ["fit", "child", "quick"]
    texts = [BASE, second, text.replace("always: child, ", "")]
    digests = b"".join(hashlib.sha256(t.encode()).digest() for t in texts)
    assert made.digest == hashlib.sha256(digests).hexdigest()


def test_mistakes_of_every_scheme_below_are_kept(folder):
    (folder / "base.yaml").write_text(BASE.replace("version: 1", "verison: 1"))
    (folder / "second.yaml").write_text("scheme: second\ntitel: Second\n")
    text = CHILD.replace("extends: base.yaml", "extends: [missing.yaml, base.yaml, second.yaml]")
    with pytest.raises(SchemeErrors) as caught:
        scheme(text, folder)
    assert {(p.place.file, p.what) for p in caught.value.problems} >= {
        ("base.yaml", "`verison` is not a key here"),
        ("second.yaml", "`titel` is not a key here"),
        ("top.yaml", "missing.yaml: there is no such file"),
    }


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("scheme: s\ntitle: t\nversion: 1\n", ["the scheme has no stages"]),
        (
            "scheme: s\ntitle: t\nversion: 1\nstages: {end: {says: End, final: yes}}\n",
            ["no stage is marked `entry: yes`: no case can ever start"],
        ),
        (
            small.SCHEME.replace("stay in total", "notice in total"),
            ["`notice` is neither a time nor a constant in days"],
        ),
        (
            small.SCHEME.replace("always:", "established: {size: {value: 3, source: S1, about: x}}\nalways:"),
            ["`size` is about each person, not about the scheme or its host", "`about` is not a key here"],
        ),
    ],
)
def test_a_scheme_with_one_thing_wrong_is_told_only_that(text, told):
    assert [what for what, _ in messages(text)] == told


def test_a_circle_of_files_is_named_where_it_closes(folder):
    (folder / "base.yaml").write_text(BASE.replace("version: 1", "version: 1\nextends: top.yaml"))
    (folder / "top.yaml").write_text(CHILD)
    with pytest.raises(SchemeErrors) as caught:
        load_scheme(str(folder / "top.yaml"), small.vocabulary())
    (problem,) = [p for p in caught.value.problems if "build on itself" in p.what]
    assert problem.what == "a scheme cannot build on itself: top → base → top"


def test_a_scheme_is_found_by_its_shipped_name_or_by_its_path(folder):
    assert load_scheme(str(folder / "base.yaml"), small.vocabulary()).name == "base"
    assert find_scheme("uk-no-hub") == library() / "uk-no-hub.yaml"
    assert find_scheme("base.yaml", folder) == folder / "base.yaml"
    assert find_scheme(str(folder / "base.yaml"), folder / "elsewhere") == folder / "base.yaml"
    assert find_scheme("not-there.yaml").name == "not-there.yaml"
    (folder / "no-suffix").write_text(BASE)
    assert find_scheme("no-suffix", folder) == folder / "no-suffix"


def test_a_name_of_no_scheme_is_refused_with_those_that_ship(monkeypatch):
    assert shipped_schemes() == sorted(shipped_schemes())
    assert {"uk-no-hub", "uk-return-hubs", "uk-rwanda", "uk-asylum-system"} <= set(shipped_schemes())
    assert "facts" not in shipped_schemes()
    names = [f"scheme-{letter}" for letter in "abcdefghi"]
    monkeypatch.setattr("returnhub.scheme.gather.shipped_schemes", lambda: names)
    for wrong, hint in (("schem-b", "did you mean `scheme-b`?"), ("zzz", "shipped: " + ", ".join(names))):
        with pytest.raises(SchemeErrors) as caught:
            find_scheme(wrong)
        assert str(caught.value) == f"there is no scheme or file `{wrong}`\nhint: {hint}"


def test_bytes_are_read_as_text_is():
    assert read_scheme(BASE.encode(), vocabulary=small.vocabulary()).digest == scheme(BASE).digest
    with pytest.raises(SchemeErrors, match=r"scheme\.yaml: is binary"):
        read_scheme(b"\0")


@pytest.mark.parametrize(
    ("period", "inside", "outside"),
    [
        (Period(date(2026, 1, 1), date(2026, 1, 31)), [date(2026, 1, 1), date(2026, 1, 31)], [date(2025, 12, 31), date(2026, 2, 1)]),
        (Period(date(2026, 1, 1), None), [date(2026, 1, 1), date(2199, 1, 1)], [date(2025, 12, 31)]),
        (Period(None, date(2026, 1, 31)), [date(1900, 1, 1), date(2026, 1, 31)], [date(2026, 2, 1)]),
        (Period(), [date(2026, 1, 1)], []),
    ],
)  # fmt: skip
def test_a_period_holds_its_first_and_its_last_day(period, inside, outside):
    assert all(period.holds(day) for day in inside)
    assert not any(period.holds(day) for day in outside)
