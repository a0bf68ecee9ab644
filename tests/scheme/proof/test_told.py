"""What a check tells a drafter, word for word; promises of another scheme; people found by the prover."""

from __future__ import annotations

from datetime import date

import pytest

from returnhub.scheme.language.check import read_condition
from returnhub.scheme.language.interpret import evaluate
from returnhub.scheme.language.logic import Logic
from returnhub.scheme.load import read_scheme
from returnhub.scheme.model import Period
from returnhub.scheme.problems import Place, UserError
from returnhub.scheme.proof import check, promises, search
from returnhub.scheme.proof.findings import hosts
from returnhub.scheme.proof.limbo import circles, then_circle
from returnhub.scheme.proof.report import CAVEAT, CheckReport, Finding, Longest, PromiseResult, Severity, Step
from returnhub.scheme.proof.search import Undecided, find, impossible
from returnhub.scheme.source import Source
from returnhub.scheme.vocabulary import read_vocabulary
from tests.scheme import small
from tests.scheme.agreement.words import CALENDAR, SCOPE


def changed(*pairs: tuple[str, str], facts: str = small.FACTS):
    text = small.SCHEME
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new, 1)
    return read_scheme(text, vocabulary=read_vocabulary(Source.of("facts.yaml", facts)))


def told(scheme) -> list[str]:
    """The findings in words, but for the two rules of the small scheme that no move needs."""
    usual = ("no move needs rule `no_trafficking`", "no move needs rule `family_together`")
    return [
        f"{f.severity} {f.code}: {f.what} → {f.hint}" for f in check(scheme).findings if f.what not in usual
    ]


def promise(scheme, name: str) -> PromiseResult:
    return next(p for p in check(scheme).promises if p.name == name)


NEEDS = ("needs: [fit, adult, child, noticed]", "needs: [fit, adult, child, noticed, extra]")


def extra(condition: str, key: str = "when") -> tuple[str, str]:
    return "rules:\n", f"rules:\n  extra: {{says: Extra, {key}: {condition!r}, cite: test}}\n"


# Findings ---------------------------------------------------------------------------------------------------

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


# Time -------------------------------------------------------------------------------------------------------

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


# Promises ---------------------------------------------------------------------------------------------------

ONWARD = (
    "promises:\n",
    "  onward: {says: On, from: moved, to: closed, by: caseworker, needs: [fit]}\npromises:\n",
)


def broken(never: str, *pairs: tuple[str, str]) -> PromiseResult:
    line = ("  no_limbo:", f"  subject: {{says: It never happens, never: {never!r}}}\n  no_limbo:")
    return promise(changed(*pairs, line), "subject")


def test_the_story_is_a_path_from_an_entry_with_what_each_door_reads():
    found = broken("move = 'onward' AND fit_until > today", ONWARD)
    assert (found.proved, found.why, found.says) == (False, "", "It never happens")
    assert [(s.move, s.source, s.target) for s in found.story] == [
        ("go", "waiting", "moved"), ("onward", "moved", "closed")
    ]  # fmt: skip
    first, last = found.story
    assert set(first.facts) == {
        "appeal_pending", "claim_open", "fit_until", "move_on", "born", "claims_minor", "notice_on"
    }  # fmt: skip
    assert set(last.facts) == {"appeal_pending", "claim_open", "fit_until", "move_on"}
    assert last.facts["fit_until"] > last.day
    assert first.day <= last.day
    assert all(date(2026, 1, 5) <= s.day <= date(2026, 12, 31) for s in found.story)
    assert all(
        date(1960, 1, 1) <= v <= date(2027, 12, 31) for v in last.facts.values() if isinstance(v, date)
    )
    assert found.reads == ("fit_until",)


def test_what_may_change_changes_along_a_path_and_every_door_on_it_must_open():
    """Out with no open claim, on with one, and out again with none: three moments of one life."""
    ways = (
        "promises:\n",
        "  claim: {says: Claim, from: moved, to: apart, by: caseworker, towards: recorded, needs: [claims_again]}\n"
        "  again: {says: Again, from: apart, to: closed, by: caseworker, needs: [fit]}\n"
        "  leave: {says: Leave, from: apart, to: closed, by: caseworker, towards: release}\npromises:\n",
    )
    apart = ("  closed: {", "  apart: {says: Apart, longest: 9 days, then: leave}\n  closed: {")
    rule = ("rules:\n", "rules:\n  claims_again: {says: Claims, when: claim_open AND size = 7, cite: x}\n")
    story = broken("move = 'again' AND size > 3", ways, apart, rule).story
    assert [s.move for s in story] == ["go", "claim", "again"]
    assert [s.facts["claim_open"] for s in story] == [False, True, False]
    assert story[1].facts["size"] == 7
    assert [s.day for s in story] == sorted(s.day for s in story)


def test_a_person_who_breaks_it_outright_is_preferred_to_one_of_whom_nothing_is_known():
    (step,) = broken("move = 'go' AND size > 3").story
    assert step.facts["size"] > 3
    (step,) = broken("move = 'go' AND some(family, together)").story
    assert True in step.facts["together"]


def test_what_is_not_known_breaks_a_promise_too():
    """Whoever goes is known to be fit; of a fact that no rule asks for, nothing need be known."""
    assert broken("move = 'go' AND fit_until < move_on").proved
    found = broken("move = 'go' AND size > 3 AND size < 3")
    assert not found.proved
    assert found.story[0].facts.keys().isdisjoint({"size"})


@pytest.mark.parametrize(
    ("never", "kept"),
    [
        ("stage = 'closed' AND appeal_pending", False),
        ("stage = 'moved' AND appeal_pending", True),
        ("from_stage = 'waiting' AND stage = 'moved' AND claims_minor", True),
        ("from_stage = 'moved' AND stage = 'waiting' AND claims_minor", True),
        ("from_stage = 'moved' AND claims_minor", False),
        ("move IN ('go') AND appeal_pending", True),
        ("move IN ('go', 'close') AND appeal_pending", False),
        ("today > DATE '2030-01-01' AND move = 'close'", False),
        ("move <> 'close' AND move <> 'bring_back' AND claim_open", True),
    ],
)
def test_a_promise_may_speak_of_the_move_and_the_stages_it_joins(never, kept):
    assert broken(never).proved is kept


def test_what_only_the_calendar_rules_out_is_no_broken_promise():
    """From 2008 to 2026 eighteen years are 6,574 days or more; to the prover's bounds 6,570 would do."""
    july = "today BETWEEN DATE '2026-07-01' AND DATE '2026-07-03'"
    assert broken(
        f"move = 'go' AND {july} AND years_between(born, today) = 18 AND today - born < 6574"
    ).proved
    (step,) = broken(
        f"move = 'go' AND {july} AND years_between(born, today) = 18 AND today - born < 6575"
    ).story
    born = step.facts["born"]
    assert isinstance(born, date)
    assert (step.day - born).days == 6574


def test_a_door_that_nobody_reaches_breaks_nothing():
    island = ("  closed: {", "  island: {says: Island, outside: elsewhere}\n  closed: {")
    ways = ("promises:\n", "  off: {says: Off, from: island, to: closed, by: caseworker, towards: release}\n"
            "  on: {says: On, from: waiting, to: island, by: caseworker, needs: [shut]}\npromises:\n")  # fmt: skip
    shut = ("rules:\n", "rules:\n  shut: {says: Shut, when: size > 3 AND size < 3, cite: x}\n")
    assert broken("move = 'off'", island, ways, shut).proved
    ajar = ("rules:\n", "rules:\n  shut: {says: Ajar, when: size > 3, cite: x}\n")
    assert not broken("move = 'off'", island, ways, ajar).proved


def test_no_answer_in_time_is_said_of_the_promise(monkeypatch):
    def no_answer(*_):
        raise Undecided

    monkeypatch.setattr(promises, "impossible", no_answer)
    found = promise(small.scheme(), "no_open_route")
    assert (found.proved, found.story) == (False, ())
    assert found.why == "the prover found no answer in time: neither proved nor refuted"


# Another scheme's promises -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("x: {never: \"move = 'fly' AND claim_open\"}", "move `fly`"),
        ("x: {never: \"stage = 'heaven' AND claim_open\"}", "stage `heaven`"),
        ("x: {never: \"from_stage IN ('heaven') AND claim_open\"}", "stage `heaven`"),
        ("x: {never: \"stage = 'heaven' AND move = 'fly'\"}", "move `fly`"),
        ("x: {never: \"move IN ('fly') AND claim_open\"}", "move `fly`"),
        ("x: {within: 3 days, from: heaven, to: closed}", "stage `heaven`"),
        ("x: {within: 3 days, from: hell, to: heaven}", "stage `hell`"),
        ("x: {within: 3 days, from: waiting, to: heaven}", "stage `heaven`"),
    ],
)
def test_what_a_scheme_does_not_have_it_cannot_be_asked_about(line, why):
    asking = changed(
        ("  closed: {", "  heaven: {says: Heaven, final: yes}\n  hell: {says: Hell, final: yes}\n  closed: {"),
        ("promises:\n", "  fall: {says: Fall, from: waiting, to: hell, by: caseworker, towards: release}\npromises:\n"),
        ("promises:\n", "  fly: {says: Fly, from: waiting, to: heaven, by: caseworker, towards: release}\npromises:\n"),
        ("  no_limbo:", f"  {line}\n  no_limbo:"),
    )  # fmt: skip
    found = next(p for p in check(small.scheme(), asking).promises if p.name == "x")
    assert (found.asked, found.proved) == (False, False)
    assert found.why == f"cannot be asked of this scheme: it has no {why}"
    assert check(asking).promises[1].asked


def test_moves_and_stages_that_are_alike_answer_for_each_other():
    text = small.SCHEME.replace("scheme: small", "scheme: other")
    for old, new in (
        ("waiting: {says", "first: {like: waiting, says"), ("moved: {says", "abroad: {like: moved, says"),
        ("closed: {says", "done: {like: closed, says"), ("go: {says", "carry: {like: go, says"),
        ("from: waiting", "from: first"), ("to: moved", "to: abroad"), ("from: moved", "from: abroad"),
        ("to: closed", "to: done"), ("move = 'go'", "move = 'carry'"),
    ):  # fmt: skip
        text = text.replace(old, new)
    other = small.scheme(text=text.replace("NOT appeal_pending AND", ""))
    asking = changed(
        ("  no_limbo: {within: 400 days}", "  no_limbo: {within: 400 days, from: waiting, to: closed}")
    )
    route, limbo = check(other, asking).promises
    assert (route.asked, route.proved) == (True, False)
    assert [(s.move, s.source, s.target) for s in route.story] == [("carry", "first", "abroad")]
    assert (limbo.proved, limbo.why) == (True, "at most 208 days: first → abroad")


def test_progress_is_told_in_order():
    seen: list[str] = []
    check(small.scheme(), progress=seen.append)
    assert seen == [
        "which doors can open at all", "promise no_open_route", "promise no_limbo",
        "nothing is granted by ignorance", "rules, doors and stages",
    ]  # fmt: skip


# Data for machines -------------------------------------------------------------------------------------------


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


# The prover -------------------------------------------------------------------------------------------------


def person_with(text: str, today: date | None = None):
    condition, _ = read_condition(text, SCOPE)
    logic = Logic(CALENDAR)
    wanted = [logic.pair(condition).true]
    if today is not None:
        wanted.append(logic.today == today.toordinal())

    def holds(people):
        ((facts, day),) = people
        return evaluate(condition, facts, day, CALENDAR) is True

    return find([logic], wanted, holds)


@pytest.mark.parametrize(
    "text",
    [
        "years_between(born, today) = 18 AND born > DATE '2008-02-28'",
        "working_days_between(served, due) = 5 AND due - served = 11",
        "working_days_between(served, due) = -3 AND served - due = 5",
        "years_between(due, served) = -7",
        "every(family, together) AND NOT some(family, willing)",
        "status = 'it''s' AND country IN abroad AND few + days = 7",
        "offer - cost > 2000000000",
        "CASE WHEN p THEN few ELSE 3 END = 5",
        # only the calendar can tell: nobody works from Good Friday to Easter Monday, 3 to 6 April 2026
        "working_days_between(served, due) = 0 AND due - served = 4"
        " AND served BETWEEN DATE '2026-03-30' AND DATE '2026-04-10'",
        "working_days_between(due, served) = 0 AND due - served = 4"
        " AND served BETWEEN DATE '2026-03-30' AND DATE '2026-04-10'",
        # of 6,574 days some are 18 years and some are not, as leap years fall
        "years_between(born, due) = 17 AND due - born = 6574 AND due BETWEEN DATE '2026-01-01' AND DATE '2026-12-31'",
        "years_between(born, due) = 18 AND due - born = 6574 AND due BETWEEN DATE '2026-01-01' AND DATE '2026-12-31'",
        "years_between(due, born) = -18 AND due - born = 6574 AND due BETWEEN DATE '2026-01-01' AND DATE '2026-12-31'",
    ],
)
def test_a_person_is_found_for_whom_a_condition_holds(text):
    ((facts, day),) = person_with(text)
    condition, _ = read_condition(text, SCOPE)
    assert evaluate(condition, facts, day, CALENDAR) is True
    assert date(2026, 1, 5) <= day <= date(2026, 12, 31)


@pytest.mark.parametrize(
    "text",
    [
        "few > 20",
        "few < 0",
        "status = 'none' AND status = 'pending'",
        "born > DATE '2199-12-31'",
        "born < DATE '1900-01-01'",
        "years_between(born, due) = 5 AND due < born",
        "years_between(born, due) > 1 AND due - born < 700",
        "working_days_between(served, due) > due - served AND due > served",
        "every(family, together) AND NOT some(family, together)",
        "p AND NOT p",
        "CASE WHEN p THEN 1 ELSE 2 END = 3",
    ],
)
def test_nobody_is_found_where_nobody_can_be(text):
    assert person_with(text) is None
    condition, _ = read_condition(text, SCOPE)
    logic = Logic(CALENDAR)
    assert impossible(logic, [logic.pair(condition).true])


def test_what_only_the_calendar_rules_out_is_not_claimed_as_a_proof():
    """No five days in a row hold five working days and a Sunday; the bounds of the prover do not know Sundays."""
    condition, _ = read_condition("working_days_between(served, due) = 5 AND due - served = 5", SCOPE)
    logic = Logic(CALENDAR)
    assert not impossible(logic, [logic.pair(condition).true])


def test_an_extraordinary_day_is_taken_where_no_ordinary_one_will_do():
    ((facts, day),) = person_with("born < DATE '1950-01-01' AND years_between(born, today) = 18")
    assert facts["born"] < date(1950, 1, 1)
    assert day < date(1970, 1, 1)
    ((facts, day),) = person_with("p", date(2100, 3, 1))
    assert day == date(2100, 3, 1)


def test_an_answer_that_does_not_hold_and_teaches_nothing_is_no_answer():
    condition, _ = read_condition("p", SCOPE)
    logic = Logic(CALENDAR)
    with pytest.raises(Undecided):
        find([logic], [logic.pair(condition).true], lambda people: False)


def test_a_question_too_hard_for_the_time_is_undecided(monkeypatch):
    monkeypatch.setattr(search, "PATIENCE", 0)
    monkeypatch.setattr("z3.Solver.check", lambda self, *_: __import__("z3").unknown)
    logic = Logic(CALENDAR)
    with pytest.raises(Undecided):
        impossible(logic, [])
    with pytest.raises(Undecided):
        find([logic], [], lambda people: True)


def test_comparing_says_that_no_answer_was_found(monkeypatch):
    from returnhub.scheme import compare as comparing

    def no_answer(*_):
        raise Undecided

    monkeypatch.setattr(comparing, "find", no_answer)
    with pytest.raises(UserError) as caught:
        comparing.compare(small.scheme(), changed(("notice: {value: 5", "notice: {value: 6")))
    assert str(caught.value) == "the prover found no answer in time"
