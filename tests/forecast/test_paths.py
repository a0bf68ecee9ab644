"""Every simulated path is a legal path of its scheme: replayed move by move, with the rules that its facts can decide."""

from datetime import date, timedelta

import numpy as np
import pytest

from returnhub.forecast.assumptions import load_assumptions
from returnhub.forecast.calibrate import read
from returnhub.forecast.engine.run import run
from returnhub.forecast.history import published
from returnhub.forecast.model import build
from returnhub.forecast.people import everybody
from returnhub.forecast.world import draw
from returnhub.scheme.load import load_scheme
from returnhub.scheme.status import Status
from returnhub.scheme.verdict import Screener

QUARTERS = 14


def paths(name: str):
    """Scheme, first day, and for each person the steps (day, move or None at the beginning, stage)."""
    scheme = load_scheme(name)
    given, fitted = load_assumptions([scheme], None), read("uk-2025-12-31")
    # More people are detained than can be returned, and many referred: people come back to these stages.
    scarce = {"hub_opens_after": 100.0, "detention_places": 4000.0, "hub_referrals_a_week": 4000.0}
    world = draw(given.numbers, fitted, QUARTERS, 1, 0).given(**scarce)
    history, days = published().until(given.start), QUARTERS * 91
    network = build(given.plans[name], world, history, everybody(), days, 1, 0, 0.02)
    made = run(network, replicates=1, seed=1, traced=10**6)
    moves, stages = [m.name for m in network.moves], [s.name for s in network.stages]
    found: dict[int, list[tuple[int, str | None, str]]] = {}
    for person, day, move, stage in made.steps[0].tolist():
        found.setdefault(person, []).append((day, moves[move] if move >= 0 else None, stages[stage]))
    assert len(found) == made.people[0]
    return scheme, given.start, found, made


def facts_of(path, upto: int, start: date):
    """What a path says of its person at a step: the dates and the state of the case, nothing more."""
    day, _, _ = path[upto]
    stage = path[upto - 1][2]
    at = {move: start + timedelta(days=d + 1) for d, move, _ in path[: upto + 1]}
    facts = {
        "appeal_pending": stage == "appealing",
        "protection_claim_open": stage == "claimed",
        "further_submissions_undecided": stage == "further_submissions_lodged",
        "in_contact": stage != "out_of_contact",
        "transfer_date": start + timedelta(days=day + 1),
    }
    if "accept_by_host" in at:
        facts |= {"host_accepted_in_writing": True, "host_acceptance_on": at["accept_by_host"]}
    if "serve_notice" in at:
        facts["notice_served_on"] = at["serve_notice"]
    return facts


@pytest.mark.parametrize("name", ["uk-return-hubs", "uk-no-hub"])
def test_every_simulated_path_is_a_legal_path_of_the_scheme(name):
    scheme, start, found, _ = paths(name)
    screener, walked, decided = Screener(scheme), set(), set()
    for path in found.values():
        for n in range(1, len(path)):
            (_, _, source), (day, move, stage) = path[n - 1], path[n]
            assert source in scheme.moves[move].sources
            assert stage == scheme.moves[move].target
            walked.add(move)
            needs = scheme.needs_of(move)
            if needs:
                statuses = screener.statuses(facts_of(path, n, start), start + timedelta(days=day + 1))
                assert not [rule for rule in needs if statuses[rule] is Status.VIOLATED], (move, path)
                decided |= {rule for rule in needs if statuses[rule] is Status.SATISFIED}
    assert {"grant_leave", "refuse_claim", "enforce_return", "return_voluntarily"} <= walked
    if name == "uk-return-hubs":
        assert {"transfer", "arrive", "bring_back"} <= walked
        assert {"notice_in_time", "today_is_the_day", "host_acceptance_received"} <= decided


@pytest.mark.parametrize("name", ["uk-return-hubs", "uk-no-hub"])
def test_nobody_stays_longer_than_the_scheme_allows(name):
    """In one visit, or in all together where the scheme says so; those there at the start were there before."""
    scheme, _, found, _ = paths(name)
    longest = {n: s.longest for n, s in scheme.stages.items() if s.longest}
    most = dict.fromkeys(longest, 0)
    again = set()
    for path in found.values():
        spent: dict[str, int] = {}
        for (before, _, stage), (day, _, _) in zip(path, [*path[1:], (QUARTERS * 91, None, "")], strict=True):
            if stage in longest and before >= 0:
                visit = day - before
                if longest[stage].in_total and stage in spent:
                    visit += spent[stage]
                    again.add(stage)
                spent[stage] = visit
                most[stage] = max(most[stage], visit)
    assert not [n for n, days in most.items() if days > longest[n].days]
    assert "detained_for_removal" in again
    if name == "uk-return-hubs":
        assert "referred" in again
        assert most["in_hub"] == longest["in_hub"].days


def test_the_paths_add_up_to_the_flows():
    _, _, found, made = paths("uk-no-hub")
    counted: dict[str, int] = {}
    for path in found.values():
        for _, move, _ in path[1:]:
            counted[move] = counted.get(move, 0) + 1
    flows = {m.name: int(made.flow[0, n].sum()) for n, m in enumerate(made.network.moves)}
    assert counted == {name: n for name, n in flows.items() if n}
    assert np.all(np.diff([day for day, _, _ in found[0]]) >= 0)
