"""What was once proved although it is false: each of these schemes breaks its promise, and must be seen to."""

import pytest

from returnhub.scheme.load import read_scheme
from returnhub.scheme.model import Rule
from returnhub.scheme.proof import CheckReport, check
from returnhub.scheme.proof.findings import ignorance
from returnhub.scheme.proof.report import Severity
from returnhub.scheme.proof.search import Undecided
from returnhub.scheme.source import Source
from returnhub.scheme.vocabulary import read_vocabulary
from tests.scheme import small

RELEASE = "by: caseworker, towards: release}"


def checked(text: str, facts: str = small.FACTS) -> CheckReport:
    vocabulary = read_vocabulary(Source.of("facts.yaml", facts))
    return check(read_scheme(text, vocabulary=vocabulary))


def codes(report: CheckReport) -> dict[str, str]:
    return {f.code: f.severity.value for f in report.findings if f.code != "rule-unused"}


@pytest.mark.parametrize("before", [1, 11, 14, 30])
def test_a_broken_promise_is_refuted_however_far_the_door_is_from_the_entry(before):
    stages, moves = "", ""
    for n in range(before):
        entry, onward = "entry: yes, " if n == 0 else "", f"s{n + 1}" if n < before - 1 else "waiting"
        stages += f"  s{n}: {{says: S, {entry}longest: 1 days, then: m{n}}}\n"
        moves += f"  m{n}: {{says: M, from: s{n}, to: {onward}, {RELEASE}\n"
    text = small.SCHEME.replace("always: [exhausted]", "always: []").replace(
        "Waiting, entry: yes,", "Waiting,"
    )
    text = text.replace("stages:\n", "stages:\n" + stages).replace("moves:\n", "moves:\n" + moves)
    broken = next(p for p in checked(text).promises if p.name == "no_open_route")
    assert not broken.proved
    assert broken.story[-1].move == "go"
    whole_path = before < 12
    assert len(broken.story) == (before + 1 if whole_path else 1)
    assert bool(broken.why) != whole_path


def test_stays_that_run_out_into_each_other_never_end():
    """Both clocks count in total, and once they are used up the case goes round in no time at all."""
    text = small.SCHEME.replace("longest: 28 days, then: close", "longest: 28 days in total, then: out")
    text = text.replace("then: bring_back", "then: back").replace(
        "promises:\n",
        f"  out: {{says: Out, from: waiting, to: moved, {RELEASE}\n"
        f"  back: {{says: Back, from: moved, to: waiting, {RELEASE}\npromises:\n",
    )
    broken = next(p for p in checked(text).promises if p.name == "no_limbo")
    assert not broken.proved
    assert "waiting → moved → waiting" in broken.why


def test_two_stages_that_lead_only_to_each_other_are_found_without_any_promise_about_time():
    text = small.SCHEME.replace("  no_limbo: {within: 400 days}\n", "")
    text = text.replace(
        "  closed: {",
        "  a: {says: A, longest: 5 days, then: ab}\n  b: {says: B, longest: 5 days, then: ba}\n  closed: {",
    ).replace(
        "promises:\n",
        f"  wa: {{says: In, from: waiting, to: a, {RELEASE}\n  ab: {{says: x, from: a, to: b, {RELEASE}\n"
        f"  ba: {{says: x, from: b, to: a, {RELEASE}\npromises:\n",
    )
    report = checked(text)
    assert not report.passed
    assert codes(report) == {"stage-without-end": "error", "time-without-limit": "error"}


def test_an_established_code_that_shuts_a_move_is_named():
    facts = small.FACTS + (
        "  kind: {type: code, about: host, codes: {good: G, bad: B}, ask: Which?, current_for: always, source: S1}\n"
    )
    rule = "  good: {says: A good host, when: \"kind = 'good'\", cite: test}\n"
    text = small.SCHEME.replace(
        "rules:\n", "established:\n  kind: {value: bad, source: x}\nrules:\n" + rule, 1
    )
    report = checked(text.replace("needs: [fit,", "needs: [good, fit,"), facts)
    assert [f.what for f in report.findings if f.code == "shut-today"] == [
        "move `go` is shut for everybody today, because `kind` is bad"
    ]


FOREVER, ENDED, LATER = "{from: 2020-01-01}", "{from: 2020-01-01, to: 2027-01-01}", "{from: 2030-01-01}"


@pytest.mark.parametrize(
    ("agreement", "condition", "needed_by", "found"),
    [
        (FOREVER, "agreement_in_force", "", {}),
        (ENDED, "agreement_in_force", "", {"host-without-agreement": "error"}),
        (LATER, "agreement_in_force", "", {"host-without-agreement": "error"}),
        (LATER, "agreement_in_force", "other", {"host-without-agreement": "error"}),
        (LATER, "agreement_in_force OR claim_open", "other", {"host-without-agreement": "error"}),
        (LATER, "agreement_in_force OR appeal_pending", "go", {"host-without-agreement": "note"}),
        (LATER, "agreement_in_force", "go", {"host-without-agreement": "note"}),
        (LATER, "NOT agreement_in_force", "go", {"host-without-agreement": "error"}),
    ],
)
def test_only_a_rule_on_the_way_that_cannot_be_met_without_an_agreement_excuses_its_absence(
    agreement, condition, needed_by, found
):
    facts = small.FACTS.replace("  agreement: {", "  agreement_in_force: {")
    rule = f"  agreed: {{says: Agreed, when: {condition}, cite: test}}\n"
    hosts = (
        f"in_force: {{from: 2026-01-01}}\nhosts:\n  h: {{country: X, agreement: {{in_force: {agreement}}}}}\n"
    )
    text = small.SCHEME.replace("rules:\n", hosts + "rules:\n" + rule, 1)
    text = text.replace("then: bring_back}", "then: bring_back, place: host}")
    if needed_by == "go":
        text = text.replace("needs: [fit,", "needs: [agreed, fit,")
    if needed_by == "other":
        other = "  other: {says: Other, from: waiting, to: closed, by: caseworker, needs: [agreed]}\n"
        text = text.replace("promises:\n", other + "promises:\n")
    assert codes(checked(text, facts)) == found


def test_no_answer_in_time_is_neither_a_proof_nor_an_accusation(monkeypatch):
    def no_answer(*_):
        raise Undecided

    for asker in ("asking", "ignorance"):
        monkeypatch.setattr(f"returnhub.scheme.proof.findings.{asker}.impossible", no_answer)
    report = check(small.scheme())
    assert not report.passed
    assert report.rules_without_ignorance == 0
    assert codes(report) == {"ignorance-undecided": "error"}


@pytest.mark.parametrize(
    ("answer", "code", "says"),
    [
        (False, "granted-by-ignorance", "can be answered by ignorance: learning could undo its answer"),
        (None, "ignorance-undecided", "was neither proved nor refuted: the prover found no answer in time"),
    ],
)
def test_a_rule_not_proved_to_grant_nothing_by_ignorance_is_an_error_at_its_place(
    answer, code, says, monkeypatch
):
    """No condition of the language can do it, so the prover's own answer is replaced for one rule."""
    whole = small.scheme()

    def monotone(_: object, rule: Rule) -> bool:
        if rule.name != "fit":
            return True
        if answer is None:
            raise Undecided
        return answer

    monkeypatch.setattr(ignorance, "_monotone", monotone)
    proved, (finding,) = ignorance.ignorance(whole)
    assert proved == len(whole.rules) - 1
    assert (finding.severity, finding.code) == (Severity.ERROR, code)
    assert finding.what == f"rule `fit` {says}"
    assert finding.hint == "report this as a fault in returnhub"
    assert finding.place == whole.place("rules", "fit")
