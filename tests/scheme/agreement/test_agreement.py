"""One condition, one answer: on every engine, for random conditions and random cases."""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

from returnhub.scheme.language.check import read_condition
from tests.scheme.agreement import engines
from tests.scheme.agreement.cases import cases_for
from tests.scheme.agreement.conditions import conditions, traps, written
from tests.scheme.agreement.words import SCOPE, TODAYS

TIMES = int(os.environ.get("RETURNHUB_AGREEMENT", "1"))
"""Multiplies the number of examples: 10 gives more than half a million pairs for each engine."""
COUNT, CASES = 6, 60
many = settings(
    max_examples=120 * TIMES,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    database=None,
    phases=(Phase.generate, Phase.shrink),
    derandomize=TIMES == 1,
)
batches = st.builds(
    lambda deep, short: deep + short,
    st.lists(conditions(), min_size=2, max_size=COUNT),
    st.lists(traps(), min_size=4, max_size=COUNT),
)


def checked(trees):
    """The conditions as the checker reads them from their text; those out of its limits are left out."""
    made = []
    for tree in trees:
        text = written(tree)
        condition, mistakes = read_condition(text, SCOPE)
        if condition is None and any(
            "calendar" in m.what or "characters" in m.what or "deep" in m.what for m in mistakes
        ):
            continue
        assert condition is not None, (text, [m.what for m in mistakes])
        made.append((tree, condition))
    return made


@many
@given(batches, st.integers(0, 2**32), st.sampled_from(TODAYS))
def test_a_condition_means_what_its_text_says(trees, seed, today):
    pairs = checked(trees)
    cases = cases_for(trees, seed, today, 20)
    for tree, condition in pairs:
        assert engines.reference([tree], cases, today) == engines.reference([condition], cases, today), (
            written(tree)
        )


@pytest.mark.parametrize(
    "name", ["generated_python", "polars", "logic", pytest.param("postgres", marks=pytest.mark.postgres)]
)
def test_every_engine_gives_the_answer_of_the_reference(name, request):
    engine = request.getfixturevalue(name) if name == "postgres" else getattr(engines, name)

    @many
    @given(batches, st.integers(0, 2**32), st.sampled_from(TODAYS))
    def agrees(trees, seed, today):
        read = [condition for _, condition in checked(trees)]
        assume(read)
        count = CASES // 5 if name == "logic" else CASES  # the prover's formulas are slow to read
        wrong = engines.disagreement(engine, read, cases_for(trees, seed, today, count), today)
        assert not wrong, wrong

    agrees()
