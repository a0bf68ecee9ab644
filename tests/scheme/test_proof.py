"""Proof by hand calculation: longest times, people who break a promise, differences between two versions."""

from datetime import date

import pytest

from returnhub.scheme.compare import common_moves, compare
from returnhub.scheme.language.interpret import evaluate
from returnhub.scheme.problems import UserError
from returnhub.scheme.proof import Severity, check
from tests.scheme import small


def changed(*pairs: tuple[str, str]):
    text = small.SCHEME
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new, 1)
    return small.scheme(text=text)


def promise(scheme, name):
    return next(p for p in check(scheme).promises if p.name == name)


def test_the_longest_time_is_the_sum_along_the_longest_path():
    found = promise(small.scheme(), "no_limbo")
    assert found.days == 28 + 180
    assert found.why == "at most 208 days: waiting → moved"


def test_a_promise_of_exactly_the_longest_time_is_kept_and_of_a_day_less_is_not():
    assert promise(changed(("within: 400 days", "within: 208 days")), "no_limbo").proved
    broken = promise(changed(("within: 400 days", "within: 207 days")), "no_limbo")
    assert not broken.proved
    assert broken.why == "up to 208 days, not 207: waiting → moved"


def test_a_circle_of_stays_counted_in_total_is_bounded_and_one_that_restarts_is_named():
    circle = ("from: moved, to: closed", "from: moved, to: waiting")
    bounded = promise(changed(circle, ("longest: 28 days", "longest: 28 days in total")), "no_limbo")
    assert (bounded.proved, bounded.days) == (True, 208)
    endless = promise(changed(circle), "no_limbo")
    assert not endless.proved
    assert "the circle waiting → moved → waiting can go on for ever" in endless.why
    assert "`waiting`" in endless.why


def test_a_move_that_nobody_can_make_does_not_lengthen_the_time():
    shut = (
        "rules:",
        "rules:\n  never_so: {says: Never, when: \"nrm = 'none' AND nrm = 'pending'\", cite: \"[S1]\"}",
    )
    scheme = changed(shut, ("needs: [fit, adult, child, noticed]", "needs: [never_so]"))
    assert promise(scheme, "no_limbo").days == 28


def test_an_end_that_is_no_outcome_breaks_the_promise():
    scheme = changed(("no_limbo: {within: 400 days}", "no_limbo: {within: 400 days, to: [moved]}"))
    assert promise(scheme, "no_limbo").why == "`closed` is an end that is not among the outcomes"


def test_the_story_of_a_broken_promise_holds_when_it_is_replayed():
    line = "  no_limbo: {within: 400 days}\n  five: {never: \"move = 'go' AND working_days_between(notice_on, move_on) < 5\"}\n"
    scheme = changed(("notice: {value: 5", "notice: {value: 4"), ("  no_limbo: {within: 400 days}\n", line))
    (step,) = promise(scheme, "five").story
    for need in scheme.needs_of("go"):
        rule = scheme.rules[need]
        assert evaluate(rule.condition, step.facts, step.day, scheme.calendar) is not rule.protects
    served, moved = step.facts["notice_on"], step.facts["move_on"]
    assert isinstance(served, date)
    assert isinstance(moved, date)
    assert scheme.calendar.between(served.toordinal(), moved.toordinal()) == 4


def test_fixed_facts_stay_the_same_along_a_path():
    """Somebody must be under 30 to go and over 40 to come back: no one person can do both in a stay of 180 days."""
    pairs = (
        ("rules:", 'rules:\n  young: {says: Young, when: "years_between(born, today) < 30", cite: "[S1]"}\n  old: {says: Old, when: "years_between(born, today) > 40", cite: "[S1]"}'),
        ("needs: [fit, adult, child, noticed]", "needs: [fit, adult, child, noticed, young]"),
        ("moves:", "moves:\n  onward: {says: On, from: moved, to: closed, by: officer, needs: [old]}"),
        ("  no_limbo:", "  not_onward: {never: \"move = 'onward'\"}\n  no_limbo:"),
    )  # fmt: skip
    story = promise(changed(*pairs), "not_onward").story
    born = {step.facts["born"] for step in story if "born" in step.facts}
    assert len(born) == 1
    assert [step.day for step in story] == sorted(step.day for step in story)


def test_knowing_more_never_undoes_an_answer_in_any_rule():
    assert check(small.scheme()).rules_without_ignorance == len(small.scheme().rules)


def test_the_needs_that_exclude_each_other_are_named_and_no_others():
    pairs = (
        ("rules:", 'rules:\n  still_pending: {says: Contradicts, when: appeal_pending, cite: "[S1]"}'),
        ("needs: [fit, adult, child, noticed]", "needs: [fit, adult, child, noticed, still_pending]"),
    )
    found = next(f for f in check(changed(*pairs)).findings if f.code == "move-never-open")
    assert found.severity is Severity.ERROR
    assert found.what.endswith("(`exhausted`, `still_pending`)")


def test_a_finding_is_data_for_machines():
    told = check(small.scheme()).as_json()
    assert told["passed"] is True
    assert told["promises"][1] == {
        "name": "no_limbo",
        "says": "no limbo",
        "proved": True,
        "why": "at most 208 days: waiting → moved",
        "longest_days": 208,
        "story": [],
        "file": "scheme.yaml",
        "line": 30,
        "source": "no_limbo: {within: 400 days}",
    }
    assert told["longest_time"] == {
        "days": 208,
        "route": ["waiting", "moved"],
        "without_limit": [],
        "accepted_waits": [],
    }
    assert told["rules_never_granted_by_ignorance"] == 7


def test_two_equal_schemes_treat_everybody_alike():
    assert compare(small.scheme(), small.scheme()) == []


def test_a_person_for_each_cause_in_each_direction():
    stricter = changed(
        ("notice: {value: 5", "notice: {value: 10"),
        ("years_between(born, today) >= 18", "years_between(born, today) >= 16"),
    )
    found = compare(small.scheme(), stricter)
    assert {(d.shut_in, d.rule) for d in found} == {("small", "noticed"), ("small", "adult")}
    notice = next(d for d in found if d.rule == "noticed")
    calendar = small.scheme().calendar
    served, moved = notice.facts["notice_on"], notice.facts["move_on"]
    assert isinstance(served, date)
    assert isinstance(moved, date)
    assert 5 <= (calendar.between(served.toordinal(), moved.toordinal()) or 0) < 10
    age = next(d for d in found if d.rule == "adult")
    born = age.facts["born"]
    assert isinstance(born, date)
    assert (age.day.year - born.year) in (16, 17, 18)


def test_only_shared_moves_are_compared():
    assert [m.name for m, _ in common_moves(small.scheme(), small.scheme())] == ["go"]
    with pytest.raises(UserError, match="do not share a move `close`"):
        compare(small.scheme(), small.scheme(), "close")
