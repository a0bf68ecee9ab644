"""What ships: complete, cited, honest about what was not verified or not published."""

import re

import pytest

from returnhub.scheme.language.parse import is_plain_name
from returnhub.scheme.load import load_scheme, shipped_schemes
from returnhub.scheme.proof import check
from returnhub.scheme.reading import TO_BE_VERIFIED
from returnhub.scheme.vocabulary import load_vocabulary

BLOCKS = {f"HB-{n:02}" for n in range(1, 32)}


def test_the_vocabulary_is_of_the_size_that_the_blocks_need():
    facts = load_vocabulary().facts
    assert 50 <= len(facts) <= 80
    for fact in facts.values():
        assert fact.ask.endswith("?")
        assert fact.source
        assert fact.grade in ("V", "P", "K", "D", "?")
        assert is_plain_name(fact.name)


def test_every_fact_is_read_by_some_shipped_rule_or_promise_or_deadline():
    from returnhub.scheme.language.tree import facts_in
    from returnhub.scheme.model import Never

    read = set()
    for name in shipped_schemes():
        scheme = load_scheme(name)
        read |= {f for rule in scheme.rules.values() for f in facts_in(rule.condition)}
        read |= {f for p in scheme.promises.values() if isinstance(p, Never) for f in facts_in(p.condition)}
    assert set(load_vocabulary().facts) <= read


def test_all_hard_blocks_appear_in_the_hub_scheme():
    scheme = load_scheme("uk-return-hubs")
    held = {b for rule in scheme.rules.values() for b in rule.blocks}
    held |= {b for promise in scheme.promises.values() for b in promise.blocks}
    assert held == BLOCKS


@pytest.mark.parametrize("name", shipped_schemes())
def test_what_nobody_published_is_a_named_constant_that_says_so(name):
    for constant in load_scheme(name).constants.values():
        assert constant.source
        if "not published" in constant.source:
            assert constant.source == "not published; set by the author of the scheme"


@pytest.mark.parametrize("name", shipped_schemes())
def test_every_rule_cites_something_and_unverified_law_is_marked(name):
    """A citation without any source key was not read in a source held here, so it must say so."""
    for rule in load_scheme(name).rules.values():
        assert rule.cite
        keyed = re.search(r"\[S\d+\w?\]", rule.cite)
        if not keyed and rule.blocks and rule.name != "no_risk_in_host":
            assert rule.needs_verification, rule.name


UNREAD = (
    r"NIAA 2002 ss?\.(77|78|104)|paras? 353|para 339IA|Appendix Statelessness|NABA 2022 s\.46|NABA 2022 s\.61|NABA 2022 ss\.\d"
    r"|IA 2014 ss\.2-6|AM \(Zimbabwe\)|DPA 2018 Sch 2|EqA 2010 Sch 3|UN-10|COM\(2025\) 101 article 17"
)
"""Law that the evidence register grades K: it was not opened by those who wrote it down."""


@pytest.mark.parametrize("name", shipped_schemes())
def test_law_that_was_not_opened_says_so_wherever_it_is_cited(name):
    """In rules and in promises alike: the words of the citation carry the mark, so every page and print-out does."""
    scheme = load_scheme(name)
    cited = {r.name: r.cite for r in scheme.rules.values()}
    cited |= {p.name: p.cite for p in scheme.promises.values()}
    for what, cite in cited.items():
        assert not re.search(UNREAD, cite) or cite.endswith(TO_BE_VERIFIED), (what, cite)


def test_a_fact_of_unread_law_says_so_and_every_key_is_a_source_that_ships():
    sources = load_scheme("uk-return-hubs").sources
    for fact in load_vocabulary().facts.values():
        assert set(re.findall(r"S\d+\w?", fact.source)) <= set(sources), fact.name
        unread = fact.grade == "K" or re.search(UNREAD, fact.source)
        assert not unread or fact.source.endswith(TO_BE_VERIFIED), fact.name
        assert fact.about in ("host", "scheme") or fact.sensitivity != "ordinary", fact.name


@pytest.mark.parametrize("name", shipped_schemes())
def test_a_reader_can_open_every_source_and_sees_its_grade(name):
    for key, source in load_scheme(name).sources.items():
        assert source.grade in ("V", "P"), key
        assert source.url.startswith("http") or key in ("S42", "S103"), key


def test_what_the_schemes_say_of_a_stay_is_a_constant_with_a_source():
    for name in shipped_schemes():
        assert all(s.longest is None or s.longest.constant for s in load_scheme(name).stages.values()), name


@pytest.mark.parametrize("name", [n for n in shipped_schemes() if n != "uk-rwanda"])
def test_the_shipped_schemes_keep_their_promises(name):
    report = check(load_scheme(name))
    assert report.passed
    assert report.rules_without_ignorance == len(load_scheme(name).rules)


def test_rwanda_keeps_its_own_promises_and_breaks_those_of_a_return_hub():
    """It moved people before any decision, so a claim could be open; [2023] UKSC 42."""
    rwanda = load_scheme("uk-rwanda")
    assert all(p.proved for p in check(rwanda).promises)
    asked = check(rwanda, promises_of=load_scheme("uk-return-hubs"))
    broken = {p.name for p in asked.promises if p.asked and not p.proved}
    assert broken == {
        "no_transfer_while_a_route_is_open",
        "never_a_separated_family",
        "never_unfit_or_unseen",
        "never_into_danger",
        "never_during_a_trafficking_decision",
        "never_without_an_agreement_and_a_monitor",
    }
    kept = {p.name for p in asked.promises if p.proved}
    assert {"never_a_child_alone", "never_without_the_host", "no_transfer_against_a_court_order"} <= kept
    story = next(p for p in asked.promises if p.name == "no_transfer_while_a_route_is_open").story
    assert [step.move for step in story] == ["consider_third_country", "serve_notice_of_intent", "relocate"]


def test_the_page_of_hard_blocks_is_in_step():
    from scripts.make_hard_blocks import PAGE, page

    assert PAGE.read_text() == page(), "run scripts/make_hard_blocks.py"
