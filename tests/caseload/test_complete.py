"""Filling in: reproducible, labelled, within what the vocabulary allows, and near the stated shares."""

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from returnhub.caseload.complete import AS_OF, complete, load_assumptions, read_assumptions
from returnhub.caseload.people import people
from returnhub.scheme.problems import SchemeErrors
from returnhub.scheme.source import Source
from returnhub.scheme.types import accepts
from returnhub.scheme.vocabulary import load_vocabulary


@pytest.fixture(scope="module")
def filled() -> pl.DataFrame:
    return complete(people(first=2020, last=2020), seed=1)


def test_same_seed_same_people_and_another_seed_others(filled):
    again = complete(people(first=2020, last=2020), seed=1)
    other = complete(people(first=2020, last=2020), seed=2)
    assert_frame_equal(filled, again)
    assert not filled["appeal_pending"].equals(other["appeal_pending"])


def test_everybody_says_that_their_facts_are_assumed(filled):
    assert filled["synthetic"].str.contains("filled in by stated assumptions").all()
    assert (filled["as_of"] == AS_OF).all()


def test_every_answer_is_one_that_the_vocabulary_allows(filled):
    facts = load_vocabulary().facts
    for assumption in load_assumptions():
        kind = facts[assumption.fact.name].type
        for value in filled[assumption.fact.name].drop_nulls().unique():
            assert accepts(kind, value) == "", (assumption.fact.name, value)


def test_shares_are_those_stated(filled):
    # appeal_pending: on record for 95 in 100, yes for 12 in 100 of those (library/caseload/completion.yaml);
    # 7,341 people, so four standard errors are 1.1 and 1.6 points.
    appeal = filled["appeal_pending"]
    assert appeal.is_not_null().mean() == pytest.approx(0.95, abs=0.011)
    assert appeal.mean() == pytest.approx(0.12, abs=0.016)


def test_a_stage_never_contradicts_the_facts(filled):
    exhausted = filled.filter(pl.col("stage") == "appeal_rights_exhausted")
    assert not exhausted["appeal_pending"].any()
    assert not exhausted["further_submissions_undecided"].any()
    assert not (exhausted["are_status"] == "not_are").any()


def test_nobody_claims_outside_the_published_year_or_before_they_are_grown_up():
    made = complete(people(first=2010, last=2012), seed=1)
    claimed = made.filter(pl.col("claimed_on").is_not_null())
    assert claimed.height > 0
    assert (claimed["claimed_on"].dt.year() == claimed["claim_year"]).all()
    born = made.filter(pl.col("date_of_birth").is_not_null())
    assert (born["claim_year"] - born["date_of_birth"].dt.year() >= 18).all()


def test_a_wrong_assumption_is_refused_with_its_place():
    text = "grade: judgement\nsource: x\nfacts:\n  apeal_pending: {known: 10, yes: 5}\n  nrm_status: {known: 120, codes: {none: 50}}\n"
    with pytest.raises(SchemeErrors) as caught:
        read_assumptions(Source.of("a.yaml", text), load_vocabulary())
    said = [p.render() for p in caught.value.problems]
    assert said[0].startswith("a.yaml:4:3: `apeal_pending` is not a fact")
    assert any("`known` is a share in 100" in s for s in said)
    assert any("add up to 50, not to 100" in s for s in said)
