"""The schemes of others: what each says of a person, and which promises of a return hub it does not keep.

Written from what was published of them (the citations in the files), not from their rules: a person for whom everything
is in order, and what would have to stop them. A promise that is broken is a finding about the arrangement, not a fault.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from returnhub.scheme.case import Case, Known
from returnhub.scheme.load import load_scheme, shipped_schemes
from returnhub.scheme.proof import check
from returnhub.scheme.status import Door
from returnhub.scheme.verdict import Screener

TODAY = date(2026, 6, 10)
YES, NO = True, False
ANYBODY: dict[str, object] = {
    "date_of_birth": date(1996, 3, 5), "claimed_under_18": NO, "age_dispute_unresolved": NO,
    "injunction_or_stay_in_force": NO, "rule_39_in_force": NO, "place_held": YES,
    "travel_document_valid_until": date(2027, 1, 1), "transfer_date": TODAY, "no_real_risk_in_origin": YES,
}  # fmt: skip
RESCUED = ANYBODY | {
    "way_of_arrival": "rescued_in_international_waters", "procedure": "safe_origin",
    "screening_found": "adult_man_not_vulnerable",
}  # fmt: skip
ORDERED = ANYBODY | {
    "procedure": "return_decision", "protection_claim_open": NO, "detained": YES, "detention_power_recorded": YES,
    "removal_prospect_realistic": YES, "fit_to_travel": YES, "serious_illness_decline_risk": NO,
}  # fmt: skip
TO_A_HUB = ORDERED | {
    "no_real_risk_in_host": YES, "onward_removal_risk_excluded": YES, "family_includes_child": NO,
    "agreement_in_force": YES, "agreement_terms_complete": YES, "failed_return_outcome_agreed": YES,
    "monitoring_body_operating": YES,
}  # fmt: skip


def door(scheme: str, move: str, facts: dict[str, object]) -> Door:
    known = {name: Known(value, TODAY) for name, value in facts.items() if value is not None}
    return Screener(load_scheme(scheme)).verdict(Case("X", known), TODAY).moves[move].status


CASES = {
    "italy-albania-2023": (RESCUED, "transfer", [
        {"screening_found": "woman"}, {"screening_found": "minor"}, {"screening_found": "with_family"},
        {"screening_found": "elderly_or_ill"}, {"screening_found": "victim_of_torture"},
        {"way_of_arrival": "small_boat"}, {"procedure": "ordinary"}, {"place_held": NO},
        {"claimed_under_18": YES}, {"age_dispute_unresolved": YES}, {"date_of_birth": date(2008, 6, 11)},
        {"injunction_or_stay_in_force": YES}, {"rule_39_in_force": YES},
    ]),
    "italy-albania-2025": (ORDERED, "transfer", [
        {"procedure": "safe_origin"}, {"protection_claim_open": YES}, {"detained": NO},
        {"detention_power_recorded": NO}, {"removal_prospect_realistic": NO}, {"fit_to_travel": NO},
        {"serious_illness_decline_risk": YES}, {"claimed_under_18": YES}, {"place_held": NO},
        {"injunction_or_stay_in_force": YES},
    ]),
    "eu-return-hubs": (TO_A_HUB, "transfer", [
        {"procedure": "ordinary"}, {"protection_claim_open": YES}, {"no_real_risk_in_host": NO},
        {"onward_removal_risk_excluded": NO}, {"no_real_risk_in_origin": NO}, {"claimed_under_18": YES},
        {"family_includes_child": YES, "child_best_interests_assessed": NO}, {"agreement_in_force": NO},
        {"agreement_terms_complete": NO}, {"failed_return_outcome_agreed": NO},
        {"monitoring_body_operating": NO}, {"place_held": NO}, {"injunction_or_stay_in_force": YES},
    ]),
}  # fmt: skip


@pytest.mark.parametrize("scheme", CASES)
def test_a_person_for_whom_everything_is_in_order_may_be_moved(scheme):
    facts, move, _ = CASES[scheme]
    assert door(scheme, move, facts) is Door.OPEN


@pytest.mark.parametrize(
    ("scheme", "changed"), [(name, c) for name, (_, _, some) in CASES.items() for c in some]
)
def test_each_exclusion_blocks_and_not_knowing_waits(scheme, changed):
    facts, move, _ = CASES[scheme]
    assert door(scheme, move, facts | changed) is Door.BLOCKED
    last = list(changed)[-1]
    assert door(scheme, move, facts | changed | {last: None}) is Door.WAITING


def test_the_european_deal_does_not_exempt_families_and_an_appeal_does_not_stop_a_return():
    family = {"family_includes_child": YES, "child_best_interests_assessed": YES}
    assert door("eu-return-hubs", "transfer", TO_A_HUB | family) is Door.OPEN
    assert door("eu-return-hubs", "transfer", TO_A_HUB | {"appeal_pending": YES}) is Door.OPEN


def test_everybody_can_be_brought_back_from_albania_without_any_condition():
    """About 70 in 100 were: a court's refusal, the doctor's, a claim, and the lapse of time all lead to Italy."""
    for name in ("italy-albania-2023", "italy-albania-2025"):
        scheme = load_scheme(name)
        back = {s.name for s in scheme.stages.values() if s.final and "italy" in s.says.lower()}
        for stage in scheme.stages.values():
            if stage.place == "host":
                free = {m.target for m in scheme.moves_from(stage.name) if not scheme.needs_of(m)}
                assert free & back, stage.name


BROKEN_ABROAD = {
    "no_transfer_while_a_route_is_open",
    "never_a_separated_family",
    "never_without_five_days_notice",
    "never_without_the_host",
    "never_unfit_or_unseen",
    "never_into_danger",
    "no_onward_return_without_a_fresh_look",
    "never_during_a_trafficking_decision",
}


@pytest.mark.parametrize(
    ("name", "also_broken", "path"),
    [
        ("italy-albania-2023", {"never_without_an_agreement_and_a_monitor"}, ["transfer"]),
        ("italy-albania-2025", {"never_without_an_agreement_and_a_monitor"}, ["transfer"]),
        ("eu-return-hubs", {"nobody_in_limbo"}, ["refer", "transfer"]),
    ],
)
def test_which_promises_of_a_return_hub_are_not_kept(name, also_broken, path):
    asked = check(load_scheme(name), promises_of=load_scheme("uk-return-hubs"))
    broken = {p.name for p in asked.promises if p.asked and not p.proved}
    assert broken == BROKEN_ABROAD | also_broken
    kept = {p.name for p in asked.promises if p.proved}
    assert {"never_a_child_alone", "no_transfer_against_a_court_order"} <= kept
    story = next(p for p in asked.promises if p.name == "no_transfer_while_a_route_is_open").story
    assert [step.move for step in story] == path


PAGE = Path(__file__).parents[3] / "docs" / "schemes.md"


def test_the_page_of_schemes_says_what_is_proved():
    """Each row of its two tables, held against the checks."""
    rows = [line.strip("| ").split(" | ") for line in PAGE.read_text().split("\n") if line.startswith("| ")]
    shipped = {row[0].strip("`"): row[-1] for row in rows if row[0].startswith("`")}
    assert sorted(shipped) == shipped_schemes()
    reports = {name: check(load_scheme(name)) for name in shipped}
    for name, days in shipped.items():
        accepted = "¹" if reports[name].accepted else ""
        assert days == f"{reports[name].longest.days:,} days{accepted}"
    asked = ["uk-rwanda", "italy-albania-2023", "italy-albania-2025", "eu-return-hubs"]
    hub = load_scheme("uk-return-hubs")
    own = [name for name in hub.promises if name not in load_scheme("uk-asylum-system").promises]
    marks = [row[1:] for row in rows if row[-1] in ("✓", "✗", "–")]
    for at, name in enumerate(asked):
        report = {p.name: p for p in check(load_scheme(name), promises_of=hub).promises}
        told = ["–" if not report[p].asked else "✓" if report[p].proved else "✗" for p in own]
        assert [row[at] for row in marks] == told, name


def test_italy_moved_people_with_an_open_claim_and_decided_it_within_28_days():
    report = check(load_scheme("italy-albania-2023"))
    assert report.passed
    days = {p.name: p.days for p in report.promises}
    assert days["a_claim_is_decided_within_28_days"] == 28
    open_claim = RESCUED | {"protection_claim_open": YES}
    assert door("italy-albania-2023", "transfer", open_claim) is Door.OPEN
    assert door("italy-albania-2025", "transfer", ORDERED | {"protection_claim_open": YES}) is Door.BLOCKED


def test_a_stay_in_a_european_hub_can_be_longer_than_the_british_promise():
    asked = check(load_scheme("eu-return-hubs"), promises_of=load_scheme("uk-return-hubs"))
    limbo = next(p for p in asked.promises if p.name == "nobody_in_limbo")
    assert (limbo.days, limbo.why) == (822, "up to 822 days, not 300: referred → travelling → in_hub")


def test_albania_is_the_baseline_and_one_rule_more():
    mine, base = load_scheme("uk-albania"), load_scheme("uk-no-hub")
    assert set(mine.rules) - set(base.rules) == {"albania_takes_the_person_back"}
    assert set(mine.needs_of("enforce_return")) - set(base.needs_of("enforce_return")) == {
        "albania_takes_the_person_back"
    }
    assert set(base.needs_of("enforce_return")) <= set(mine.needs_of("enforce_return"))
    assert {s.name for s in mine.stages.values()} == {s.name for s in base.stages.values()}
    assert not mine.hosts
