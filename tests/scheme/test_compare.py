"""Who is newly in and out: one person for each cause, held against the reference reading of the rules."""

from datetime import date

import pytest

from returnhub.scheme.compare import Difference, compare
from returnhub.scheme.language.tree import facts_in
from returnhub.scheme.problems import UserError
from tests.scheme import small


def changed(old: str, new: str):
    assert old in small.SCHEME
    return small.scheme(text=small.SCHEME.replace("scheme: small", "scheme: other").replace(old, new))


def test_a_scheme_treats_nobody_differently_from_itself():
    assert compare(small.scheme(), small.scheme()) == []


def test_a_day_more_of_notice_shuts_out_somebody_with_exactly_the_old_notice():
    six = changed("notice: {value: 5,", "notice: {value: 6,")
    (only,) = compare(small.scheme(), six)
    assert (only.move, only.open_in, only.shut_in, only.rule) == ("go", "small", "other", "noticed")
    calendar = small.scheme().calendar
    days = (only.facts[name].toordinal() for name in ("notice_on", "move_on"))
    assert calendar.between(*days) == 5


def test_the_same_change_the_other_way_round_is_told_the_other_way_round():
    six = changed("notice: {value: 5,", "notice: {value: 6,")
    (only,) = compare(six, small.scheme())
    assert (only.open_in, only.shut_in, only.rule) == ("small", "other", "noticed")


def test_an_age_limit_a_year_higher_shuts_out_somebody_of_eighteen():
    nineteen = changed("years_between(born, today) >= 18", "years_between(born, today) >= 19")
    (only,) = compare(small.scheme(), nineteen)
    born = only.facts["born"]
    assert only.day.year - born.year - ((only.day.month, only.day.day) < (born.month, born.day)) == 18


def test_a_dropped_protection_lets_in_somebody_who_says_they_are_a_child():
    without = changed("needs: [fit, adult, child, noticed]", "needs: [fit, adult, noticed]")
    (only,) = compare(small.scheme(), without)
    assert (only.open_in, only.shut_in, only.rule) == ("other", "small", "child")
    assert only.facts == {"claims_minor": True}


def test_a_rule_said_otherwise_with_the_same_meaning_makes_no_difference():
    same = changed("NOT appeal_pending AND NOT claim_open", "NOT (appeal_pending OR claim_open)")
    assert compare(small.scheme(), same) == []


def test_every_rule_that_shuts_somebody_out_is_told_with_somebody_whom_it_alone_shuts_out():
    stricter = small.SCHEME.replace("scheme: small", "scheme: other").replace(
        "notice: {value: 5,", "notice: {value: 6,"
    )
    stricter = small.scheme(text=stricter.replace("born, today) >= 18", "born, today) >= 19"))
    adult, noticed = compare(small.scheme(), stricter)
    assert [(d.rule, d.says) for d in (adult, noticed)] == [
        ("adult", "The person is 18 or over"), ("noticed", "Notice was given")
    ]  # fmt: skip
    for told in (adult, noticed):
        scheme = stricter if told.rule == "adult" else small.scheme()
        assert set(told.facts) == set(facts_in(scheme.rules[told.rule].condition))


def test_a_rule_that_shuts_nobody_out_alone_is_told_all_the_same():
    """Whoever breaks A breaks B; that A never stands alone must not hide it, nor B after it."""
    rules = (
        "rules:\n",
        "rules:\n  a: {says: A, when: size > 3, cite: x}\n  b: {says: B, when: size > 3 AND claims_minor, cite: x}\n",
    )
    text = (
        small.SCHEME.replace("scheme: small", "scheme: other")
        .replace(*rules)
        .replace("noticed]", "noticed, a, b]")
    )
    told = compare(small.scheme(), small.scheme(text=text))
    assert [(d.open_in, d.rule) for d in told] == [("small", "a"), ("small", "b")]


def test_one_move_may_be_asked_about_under_the_name_of_the_first_scheme():
    second = "  leave: {says: Leave, from: waiting, to: moved, by: caseworker, needs: [fit]}\npromises:\n"
    text = small.SCHEME.replace("promises:\n", second)
    other = text.replace("leave: {", "fly: {like: leave, ").replace(
        "needs: [fit]}", "needs: [fit, no_trafficking]}"
    )
    first, other = small.scheme(text=text), small.scheme(text=other.replace("scheme: small", "scheme: other"))
    assert [(d.move, d.rule) for d in compare(first, other)] == [("leave", "no_trafficking")]
    assert [(d.move, d.rule) for d in compare(first, other, "leave")] == [("leave", "no_trafficking")]
    assert compare(first, other, "go") == []


def test_a_move_that_they_do_not_share_is_a_mistake_with_a_hint():
    with pytest.raises(UserError) as caught:
        compare(small.scheme(), small.scheme(), "goo")
    assert str(caught.value) == "the two schemes do not share a move `goo`\nhint: did you mean `go`?"


def test_a_difference_as_data_for_machines():
    found = Difference(
        "go", "small", "other", "fit", "Fit", date(2026, 7, 1),
        {"fit_until": date(2026, 6, 30), "size": 3, "together": (True, None), "claim_open": False},
    )  # fmt: skip
    assert found.as_json() == {
        "move": "go",
        "open_in": "small",
        "shut_in": "other",
        "rule": "fit",
        "says": "Fit",
        "on": "2026-07-01",
        "facts": {"fit_until": "2026-06-30", "size": 3, "together": [True, None], "claim_open": False},
    }
