"""Who is there on the first day."""

import numpy as np
import pytest

from returnhub.forecast.assumptions import load_assumptions
from returnhub.forecast.calibrate import read
from returnhub.forecast.caseload import from_caseload
from returnhub.forecast.history import published
from returnhub.forecast.model import being_prepared
from returnhub.forecast.people import groups
from returnhub.forecast.start import present
from returnhub.forecast.study import Inputs, simulate
from returnhub.scheme.load import load_scheme
from returnhub.scheme.problems import UserError


def counted(there) -> int:
    return len(there.classes) if hasattr(there, "classes") else int(np.sum(there))


def test_the_start_is_the_published_stock():
    """Asy_D03 and the tribunal's open caseload at 31 December 2025: 64,426 people and 80,333 appeals."""
    numbers = load_assumptions([load_scheme("uk-no-hub")])
    plan = numbers.plans["uk-no-hub"]
    inputs = Inputs(numbers, read("uk-2025-12-31"), published().until(numbers.start), 4, 1)
    world = inputs.worlds(1)[0]
    there = present(plan, inputs.history, world, groups())
    prepared = being_prepared(plan, world, inputs.history, 4)[0]
    assert abs(counted(there["claimed"]) + prepared - 64_426) < 1
    assert counted(there["appealing"]) == 80_333
    exhausted = (
        "appeal_rights_exhausted",
        "out_of_contact",
        "detained_for_removal",
        "voluntary_return_offered",
    )
    assert abs(sum(counted(there[s]) for s in exhausted) - world["people_exhausted_at_start"]) < 5


CASES = (
    "case,stage,days_in_stage,nationality,way_of_arrival,exhausted_since\n"
    "1,appeal_rights_exhausted,400,Iran,small_boat,2024-11-26\n"
    "2,referred,5,Iran,regular,2025-01-31\n"
    "3,returned,90,Iran,,\n"
    "4,claimed,10,Ruritania,,\n"
)


def plan():
    return load_assumptions([load_scheme("uk-return-hubs")]).plans["uk-return-hubs"]


def test_a_caseload_is_the_start_with_the_time_already_spent(tmp_path):
    file = tmp_path / "cases.csv"
    file.write_text(CASES)
    made = from_caseload(file, plan())
    g = groups()
    there = made.present(plan(), g)
    assert made.left_out == 1
    assert set(there) == {"appeal_rights_exhausted", "referred", "claimed"}
    waiting = there["appeal_rights_exhausted"]
    assert (waiting.days[0], waiting.since[0]) == (400, 400)
    assert g.names[waiting.classes[0]] == "Iran, by small boat"
    assert g.names[there["referred"].classes[0]] == "Iran, otherwise"
    assert g.names[there["claimed"].classes[0]] == "All others, otherwise"
    other = load_assumptions([load_scheme("uk-no-hub")]).plans["uk-no-hub"]
    assert len(made.present(other, g)["appeal_rights_exhausted"].days) == 2  # it has no stage `referred`


def test_whoever_has_nearly_stayed_the_longest_leaves_soon(tmp_path):
    """28 days is the longest in `referred`: with 20 behind them and no hub open, all are withdrawn by day 8."""
    file = tmp_path / "cases.csv"
    file.write_text("stage,days_in_stage\n" + "referred,20\n" * 50)
    numbers = load_assumptions([load_scheme("uk-return-hubs")])
    given = Inputs(
        numbers, read("uk-2025-12-31"), published().until(numbers.start), 1, 1, from_caseload(file, plan())
    )
    world = given.worlds(1)[0].given(hub_opens_after=500.0, new_barrier_monthly=0.0, hub_assessed_out=0.0)
    made = simulate(load_scheme("uk-return-hubs"), [world], given, groups())
    stages = [s.name for s in made.network.stages]
    assert made.person_days[0, stages.index("referred"), 0] == pytest.approx(50 * 8, abs=50)
    assert made.stock[0, stages.index("referred")].sum() == 0


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "is empty"),
        ("stage,days_in_stage\n", "holds no case"),
        ("stag,days_in_stage\nclaimed,1\n", "there is no column `stage`"),
        ("stage,days\nclaimed,1\n", "there is no column `days_in_stage` or `in_stage_since`"),
        ("stage,days_in_stage\nclaimed,1\nreferrd,1\n", "row 2, column `stage`: `referrd` is no stage"),
        ("stage,days_in_stage\nclaimed,-1\n", "row 1, column `days_in_stage`: `-1` is not a whole number"),
        ("stage,in_stage_since\nclaimed,2026-01-01\n", "2026-01-01 is after the start of the forecast, 2025-12-31"),
        ("stage,in_stage_since\nclaimed,soon\n", "row 1, column `in_stage_since`: `soon` is not a date"),
        ("stage,days_in_stage\nreturned,1\n", "every case is over"),
        ("stage,days_in_stage,way_of_arrival\nclaimed,1,Small Boat\n", "`Small Boat` is no way of arrival"),
        ("stage,days_in_stage\n" + "x,1\n" * 9, "and 4 more"),
    ],
)  # fmt: skip
def test_a_mistake_in_a_caseload_is_named_by_row_and_column(text, says, tmp_path):
    file = tmp_path / "cases.csv"
    file.write_text(text)
    with pytest.raises(UserError) as caught:
        from_caseload(file, plan())
    assert says in str(caught.value)


def test_a_caseload_that_is_not_there(tmp_path):
    with pytest.raises(UserError, match="there is no such file"):
        from_caseload(tmp_path / "none.csv", plan())


def test_those_awaiting_have_waited_as_published():
    """At 31 December 2025: 14,936, 10,144, 8,999 and 14,644 of 48,723 cases by age (Home Office)."""
    numbers = load_assumptions([load_scheme("uk-no-hub")])
    inputs = Inputs(numbers, read("uk-2025-12-31"), published().until(numbers.start), 4, 1)
    there = present(numbers.plans["uk-no-hub"], inputs.history, inputs.worlds(1)[0], groups())["claimed"]
    assert np.mean(there.days < 91) == pytest.approx(14_936 / 48_723, abs=0.001)
    assert np.mean(there.days >= 365) == pytest.approx(14_644 / 48_723, abs=0.001)
