"""The longest time from entry to an outcome: no limit fails the check, unless the scheme says so and why."""

from __future__ import annotations

import pytest

from returnhub.scheme.load import read_scheme
from returnhub.scheme.proof import CheckReport, check
from tests.scheme import small

OUTSIDE = (
    "  waiting: {says: Waiting, entry: yes, longest: 28 days, then: close}",
    "  waiting: {says: Waiting, entry: yes, outside: the court}",
)
NO_PROMISE = ("  no_limbo: {within: 400 days}\n", "")
ACCEPTED = (
    "  no_limbo: {within: 400 days}\n",
    "accepted:\n  court: {stages: waiting, because: courts take their time, cite: S1}\n",
)
AND_A_COURT_ABROAD = (
    ("  closed: {", "  abroad: {says: Abroad, outside: a court abroad}\n  after: {says: After, longest: DAYS, then: end}\n  closed: {"),
    ("promises:\n", """  sue: {says: Sue, from: moved, to: abroad, by: caseworker, towards: recorded}
  lose: {says: Lose, from: abroad, to: after, by: caseworker, towards: recorded}
  end: {says: End, from: after, to: closed, by: caseworker, towards: release}
promises:
"""),
)  # fmt: skip


def report(*pairs: tuple[str, str]) -> CheckReport:
    text = small.SCHEME
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new, 1)
    return check(small.scheme(text=text))


def found(report: CheckReport, code: str) -> list[str]:
    return [f"{f.severity}: {f.what}" for f in report.findings if f.code == code]


@pytest.mark.parametrize(
    "promises", [[NO_PROMISE], [("{within: 400 days}", "{within: 200 days, from: moved}")]]
)
def test_no_limit_fails_whether_or_not_a_promise_speaks_of_time(promises):
    without = report(OUTSIDE, *promises)
    assert not without.passed
    assert all(p.proved for p in without.promises)
    assert found(without, "time-without-limit") == [
        "error: nothing limits how long a case takes: nobody can say how long a case stays in `waiting`,"
        " which belongs to the court"
    ]
    assert without.as_json()["longest_time"] == {
        "days": None,
        "route": [],
        "without_limit": ["nobody can say how long a case stays in `waiting`, which belongs to the court"],
        "accepted_waits": [],
    }


def test_every_stage_without_limit_is_named_at_once():
    pairs = (OUTSIDE, NO_PROMISE, *AND_A_COURT_ABROAD)
    both = report(*((old, new.replace("DAYS", "9 days")) for old, new in pairs))
    assert [line.split("`")[1] for line in found(both, "time-without-limit")] == ["waiting", "abroad"]


def test_an_accepted_wait_passes_and_is_named_with_its_reason_and_its_place():
    accepted = report(OUTSIDE, ACCEPTED)
    assert accepted.passed
    assert found(accepted, "time-without-limit") == []
    assert found(accepted, "wait-accepted") == [
        "warning: the scheme accepts that a case can stay in `waiting` without limit: courts take their time [S1]"
    ]
    (place,) = [f.place for f in accepted.findings if f.code == "wait-accepted"]
    assert place is not None
    assert place.text.startswith("  court: {stages: waiting")
    assert accepted.as_json()["longest_time"]["accepted_waits"] == ["waiting"]


@pytest.mark.parametrize(("after", "days", "route"), [(9, 180, ["moved"]), (200, 200, ["after"])])
def test_between_accepted_waits_the_longest_stretch_counts(after, days, route):
    """180 days in `moved`, from where it is on to the court abroad; or what comes after that court."""
    accepted = (ACCEPTED[0], ACCEPTED[1].replace("stages: waiting", "stages: [waiting, abroad]"))
    pairs = [
        (old, new.replace("DAYS", f"{after} days")) for old, new in (OUTSIDE, accepted, *AND_A_COURT_ABROAD)
    ]
    told = report(*pairs).as_json()["longest_time"]
    assert (told["days"], told["route"]) == (days, route)


def test_accepting_one_wait_does_not_excuse_another():
    pairs = [(old, new.replace("DAYS", "9 days")) for old, new in (OUTSIDE, ACCEPTED, *AND_A_COURT_ABROAD)]
    one = report(*pairs)
    assert not one.passed
    assert [line.split("`")[1] for line in found(one, "time-without-limit")] == ["abroad"]


def test_a_circle_without_limit_is_found_although_every_stay_has_one():
    circle = report(("bring_back: {says: Bring back, from: moved, to: closed", "bring_back: {says: Bring back, from: moved, to: waiting"), NO_PROMISE)  # fmt: skip
    assert found(circle, "time-without-limit") == [
        "error: nothing limits how long a case takes: the circle waiting → moved → waiting can go on for ever:"
        " each visit to `waiting` restarts its clock"
    ]


def test_a_scheme_that_drops_what_it_inherits_answers_for_itself():
    """The shipped baseline passes only because it says where cases wait without limit; without that, it fails."""
    head = "scheme: mine\ntitle: Mine\nversion: 1\nextends: uk-no-hub\n"
    assert check(read_scheme(head)).passed
    dropped = check(read_scheme(head + "without: {accepted: waits_in_other_systems}\n"))
    assert not dropped.passed
    assert {line.split("`")[1] for line in found(dropped, "time-without-limit")} >= {
        "claimed",
        "appealing",
        "appeal_rights_exhausted",
        "out_of_contact",
    }


@pytest.mark.parametrize(
    ("pairs", "code", "source"),
    [
        ([("needs: [fit, adult, child, noticed]", "needs: [fit, adult, child, noticed, extra]"),
          ("rules:\n", "rules:\n  extra: {says: Extra, when: \"nrm = 'none' AND nrm = 'pending'\", cite: test}\n")],
         "move-never-open", "go: {says: Go"),
        ([("rules:\n", "rules:\n  extra: {says: Extra, when: \"nrm = 'none' AND nrm = 'pending'\", cite: test}\n")],
         "rule-never-met", "extra: {says: Extra"),
        ([OUTSIDE, NO_PROMISE], "time-without-limit", "waiting: {says: Waiting"),
        ([("then: bring_back}", "then: bring_back, place: host}"),
          ("always:", "hosts: {there: {country: Nowhere, agreement: none}}\nalways:")],
         "host-without-agreement", "hosts: {there: {country"),
        ([], "rule-unused", "no_trafficking: {says"),
    ],
)  # fmt: skip
def test_a_finding_says_where_the_thing_stands_that_it_is_about(pairs, code, source):
    finding = next(f for f in report(*pairs).findings if f.code == code)
    assert finding.place is not None
    assert finding.place.text.strip().startswith(source)
    assert small.SCHEME.count("\n") + 10 > finding.place.line > 1
