"""What a check tells a drafter, word for word, and a machine."""

from __future__ import annotations

from datetime import date

import pytest

from returnhub.scheme.model import Period
from returnhub.scheme.problems import Place
from returnhub.scheme.proof import check
from returnhub.scheme.proof.findings import hosts
from returnhub.scheme.proof.limbo import circles, then_circle
from returnhub.scheme.proof.report import CAVEAT, CheckReport, Finding, Longest, PromiseResult, Severity, Step
from tests.scheme import small
from tests.scheme.proof.changing import NEEDS, changed, extra, promise, told

AGREEMENT = small.FACTS.replace("  agreement: {", "  agreement_in_force: {")
HOST = ("then: bring_back}", "then: bring_back, place: host}")


@pytest.mark.parametrize(
    ("pairs", "found"),
    [
        ([], []),
        (
            [extra("nrm = 'none' AND nrm = 'pending'"), NEEDS],
            [
                "error move-never-open: nobody can ever make move `go`: its needs exclude each other (`extra`)"
                " → one of these rules must give way",
                "error rule-never-met: rule `extra` can never be satisfied → its parts exclude each other",
            ],
        ),
        (
            [extra("nrm = 'none' AND nrm = 'pending'"),
             ("by: caseworker, towards: release}\npromises", "by: caseworker, towards: release, needs: [extra]}\npromises")],
            [
                "error move-never-open: nobody can ever make move `bring_back`: its needs exclude each other (`extra`)"
                " → one of these rules must give way",
                "error stage-without-exit: nobody can ever leave `moved`: none of its moves can open"
                " → give it a move that can be made",
                "error then-can-be-shut: after the longest stay in `moved` comes `bring_back`, which its needs can"
                " keep shut → let `bring_back` need nothing",
                "error rule-never-met: rule `extra` can never be satisfied → its parts exclude each other",
            ],
        ),
        (
            [extra("claim_open OR NOT claim_open", "protects"), NEEDS],
            [
                "error move-never-open: nobody can ever make move `go`: its needs exclude each other (`extra`)"
                " → one of these rules must give way",
                "error rule-never-met: rule `extra` can never be satisfied → its parts exclude each other",
            ],
        ),
        (
            [extra("claim_open OR NOT claim_open"), NEEDS],
            [
                "warning rule-never-blocks: rule `extra` can never be violated → it only asks that something is known",
                "note rule-implied: rule `extra` adds nothing to `go`: other needs imply it → ",
            ],
        ),
        (
            [extra("years_between(born, today) >= 17"), NEEDS],
            ["note rule-implied: rule `extra` adds nothing to `go`: other needs imply it → "],
        ),
        ([extra("years_between(born, today) >= 19"), NEEDS], [
            "note rule-implied: rule `adult` adds nothing to `go`: other needs imply it → "
        ]),
        (
            [extra("agreement"), NEEDS, ("always:", "established: {agreement: {value: no, source: S1}}\nalways:")],
            ["note shut-today: move `go` is shut for everybody today, because `agreement` is no → "],
        ),
        (
            [extra("NOT agreement"), NEEDS, ("always:", "established: {agreement: {value: yes, source: S1}}\nalways:")],
            ["note shut-today: move `go` is shut for everybody today, because `agreement` is yes → "],
        ),
        ([extra("agreement"), NEEDS, ("always:", "established: {agreement: {value: yes, source: S1}}\nalways:")], []),
        (
            [HOST, ("always:", "hosts: {there: {country: Nowhere, agreement: none}}\nalways:")],
            [
                "error host-without-agreement: no agreement with host `there` is in force throughout although `go`"
                " leads there → let a move there need `agreement_in_force`"
            ],
        ),
        (
            [HOST, ("always:", "hosts: {there: {country: Nowhere, agreement: none}}\nalways:"),
             extra("agreement_in_force"), NEEDS],
            [
                "note host-without-agreement: no agreement with host `there` is in force throughout although `go`"
                " leads there; a rule asks for one, so the way there is shut while there is none → "
            ],
        ),
        (
            [("  no_limbo: {within: 400 days}\n", ""), ("  waiting: {says: Waiting, entry: yes, longest: 28 days, then: close}",
              "  waiting: {says: Waiting, entry: yes, outside: the court}")],
            [
                "error time-without-limit: nothing limits how long a case takes: nobody can say how long a case"
                " stays in `waiting`, which belongs to the court → give it a longest stay, or name the stage under"
                " `accepted` with the reason"
            ],
        ),
        (
            [("close: {says: Close, from: waiting, to: closed, by: caseworker, towards: release}",
              "close: {says: Close, from: waiting, to: closed, by: caseworker, towards: release, needs: [no_trafficking, exhausted]}")],
            [
                "error then-can-be-shut: after the longest stay in `waiting` comes `close`, which its needs can keep"
                " shut → let `close` need nothing"
            ],
        ),
        (
            [("needs: [fit, adult, child, noticed]}", "needs: [fit, adult, child, noticed], despite: exhausted}"),
             ("  no_open_route: {never: \"move = 'go' AND appeal_pending\"}\n", "")],
            [
                "warning made-despite: move `go` is made without `exhausted`, which every other move towards removal"
                " needs → be sure that this is meant",
                "note rule-unused: no move needs rule `exhausted` → let a move need it, or drop it with `without`",
            ],
        ),
    ],
)  # fmt: skip
def test_the_findings_of_a_scheme_are_told_in_these_words(pairs, found):
    facts = AGREEMENT if any("agreement_in_force" in new for _, new in pairs) else small.FACTS
    assert told(changed(*pairs, facts=facts)) == found


def test_errors_come_first_and_notes_last():
    scheme = changed(extra("claim_open OR NOT claim_open"), NEEDS, HOST)
    severities = [f.severity for f in check(scheme).findings]
    assert severities == sorted(severities, key=["error", "warning", "note"].index)
    assert set(severities) == {"error", "warning", "note"}


def test_only_the_needs_without_which_nothing_clashes_are_blamed():
    pairs = [
        ("rules:\n", "rules:\n  a: {says: A, when: size > 3, cite: x}\n  b: {says: B, when: size < 3, cite: x}\n"
                     "  c: {says: C, when: size > 4, cite: x}\n"),
        ("noticed]", "noticed, a, b, c]"),
    ]  # fmt: skip
    (what,) = [f.what for f in check(changed(*pairs)).findings if f.code == "move-never-open"]
    assert what.endswith("exclude each other (`b`, `c`)")


def test_rules_that_are_needed_together_or_share_no_fact_are_not_said_to_contradict_each_other():
    rules = (
        "rules:\n",
        "rules:\n  few: {says: Few, when: size < 3, cite: x}\n  many: {says: Many, when: size > 3, cite: x}\n",
    )
    other = (
        "promises:\n",
        "  other: {says: Other, from: waiting, to: closed, by: caseworker, towards: release, needs: [many]}\npromises:\n",
    )
    apart = changed(rules, ("noticed]", "noticed, few]"), other)
    assert [f.what for f in check(apart).findings if f.code == "rules-contradict"] == [
        "rules `few` and `many` contradict each other: nobody satisfies both"
    ]
    agreeing = changed(rules, ("noticed]", "noticed, few]"), other, ("size > 3", "size >= 2"))
    assert "rules-contradict" not in {f.code for f in check(agreeing).findings}


@pytest.mark.parametrize(
    ("agreement", "scheme", "covered"),
    [
        (Period(), Period(), True),
        (Period(date(2026, 1, 1)), Period(), False),
        (Period(date(2026, 1, 1)), Period(date(2026, 1, 1)), True),
        (Period(date(2026, 1, 2)), Period(date(2026, 1, 1)), False),
        (Period(None, date(2027, 1, 1)), Period(), False),
        (Period(None, date(2027, 1, 1)), Period(None, date(2027, 1, 1)), True),
        (Period(None, date(2027, 1, 1)), Period(None, date(2027, 1, 2)), False),
        (Period(date(2026, 1, 1), date(2027, 1, 1)), Period(date(2026, 5, 1), date(2026, 6, 1)), True),
    ],
)
def test_an_agreement_must_be_in_force_on_every_day_that_the_scheme_is(agreement, scheme, covered):
    assert hosts._covers(agreement, scheme) is covered


WAITING = "waiting: {says: Waiting, entry: yes, longest: 28 days, then: close}"


@pytest.mark.parametrize(
    ("pairs", "why", "days"),
    [
        ([], "at most 208 days: waiting → moved", 208),
        ([("within: 400 days", "within: 400 days, from: moved")], "at most 180 days: moved", 180),
        ([("within: 400 days", "within: 400 days, to: [moved, closed]")], "at most 28 days: waiting", 28),
        ([("within: 400 days", "within: 10 days, from: moved, to: moved")], "at most 0 days: ", 0),
        ([("within: 400 days", "within: 27 days, to: [moved, closed]")], "up to 28 days, not 27: waiting", 28),
        ([("longest: 28 days", "longest: 0 days"), ("from: moved, to: closed", "from: moved, to: waiting")],
         "at most 180 days: waiting → moved", 180),
        ([("longest: 28 days", "longest: 28 days in total"), ("stay in total", "stay"),
          ("from: moved, to: closed", "from: moved, to: waiting")],
         "the circle waiting → moved → waiting can go on for ever: each visit to `moved` restarts its clock", None),
        ([("  closed: {", "  detour: {says: Detour, longest: 9 days, then: away}\n  closed: {"),
          ("promises:\n", "  round: {says: Round, from: waiting, to: detour, by: caseworker, towards: recorded}\n"
           "  away: {says: Away, from: detour, to: [moved], by: caseworker, towards: release}\npromises:\n")],
         "at most 217 days: waiting → detour → moved", 217),
        ([(WAITING, "waiting: {says: Waiting, entry: yes, outside: the court}")],
         "nobody can say how long a case stays in `waiting`, which belongs to the court", None),
    ],
)  # fmt: skip
def test_the_longest_time_and_the_way_that_takes_it(pairs, why, days):
    found = promise(changed(*pairs), "no_limbo")
    assert (found.why, found.days) == (why, days)
    assert found.proved is why.startswith("at most")


def test_stages_that_lead_back_to_themselves_are_grouped():
    steps = {"a": ["b"], "b": ["c"], "c": ["b", "d"], "d": [], "e": ["e"], "f": ["a"]}
    assert circles(list(steps), steps) == [["b", "c"], ["e"]]
    assert circles(["a", "b", "d"], steps) == []


def test_what_follows_when_every_stay_runs_out():
    onward = ("from: moved, to: closed", "from: moved, to: waiting")
    scheme = changed(onward, ("then: close", "then: forth"), (
        "promises:\n", "  forth: {says: Forth, from: waiting, to: moved, by: caseworker, towards: release}\npromises:\n"
    ))  # fmt: skip
    assert then_circle(scheme, "waiting", ("closed",)) == ["waiting", "moved", "waiting"]
    assert then_circle(scheme, "moved", ("closed",)) == ["moved", "waiting", "moved"]
    assert then_circle(scheme, "waiting", ("moved",)) == []
    assert then_circle(small.scheme(), "waiting", ("closed",)) == []
    assert then_circle(small.scheme(), "waiting", ()) == []


def test_progress_is_told_in_order():
    seen: list[str] = []
    check(small.scheme(), progress=seen.append)
    assert seen == [
        "which doors can open at all", "promise no_open_route", "promise no_limbo",
        "nothing is granted by ignorance", "rules, doors and stages",
    ]  # fmt: skip


def test_a_report_as_data():
    story = (Step("go", "waiting", "moved", date(2026, 7, 1), {"born": date(2008, 1, 1), "size": 3}),)
    place = Place("small.yaml", 7, 3, "  go: {says: Go}")
    report = CheckReport(
        "small", "1", "abc",
        (
            PromiseResult("kept", "Kept", True, why="at most 3 days", days=3),
            PromiseResult("broken", "Broken", False, story, reads=("size",), place=place),
            PromiseResult("foreign", "Foreign", False, why="no stage", asked=False),
        ),
        (Finding(Severity.NOTE, "a-code", "what", "do this", place), Finding(Severity.WARNING, "b-code", "what")),
        7, 1.23456, Longest(9, ("waiting", "moved")), ("afar",),
    )  # fmt: skip
    assert report.as_json() == {
        "scheme": {"name": "small", "version": "1", "digest": "abc"},
        "passed": False,
        "promises": [
            {"name": "kept", "says": "Kept", "proved": True, "why": "at most 3 days", "longest_days": 3, "story": [],
             "file": None, "line": None, "source": None},
            {
                "name": "broken", "says": "Broken", "proved": False, "why": None, "longest_days": None,
                "story": [
                    {"move": "go", "from": "waiting", "to": "moved", "on": "2026-07-01",
                     "facts": {"born": "2008-01-01", "size": 3}}
                ],
                "file": "small.yaml", "line": 7, "source": "go: {says: Go}",
            },
            {"name": "foreign", "says": "Foreign", "proved": None, "why": "no stage", "longest_days": None, "story": [],
             "file": None, "line": None, "source": None},
        ],
        "findings": [
            {"severity": "note", "code": "a-code", "what": "what", "hint": "do this",
             "file": "small.yaml", "line": 7, "source": "go: {says: Go}"},
            {"severity": "warning", "code": "b-code", "what": "what", "hint": None,
             "file": None, "line": None, "source": None},
        ],
        "longest_time": {"days": 9, "route": ["waiting", "moved"], "without_limit": [], "accepted_waits": ["afar"]},
        "rules_never_granted_by_ignorance": 7,
        "seconds": 1.235,
        "caveat": CAVEAT,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("proved", "asked", "severity", "passed"),
    [
        (True, True, Severity.WARNING, True),
        (True, True, Severity.ERROR, False),
        (False, True, Severity.NOTE, False),
        (False, False, Severity.NOTE, True),
    ],
)
def test_a_check_passes_without_errors_and_with_every_promise_that_could_be_asked_kept(
    proved, asked, severity, passed
):
    results = (PromiseResult("a", "A", proved, asked=asked), PromiseResult("b", "B", True))
    report = CheckReport("s", "1", "", results, (Finding(severity, "c", "w"),), 1, 0.0)
    assert report.passed is passed
