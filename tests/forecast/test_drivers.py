"""What drives the result is looked at among people who are told apart as far as the schemes tell them apart."""

from __future__ import annotations

from returnhub.forecast import api
from returnhub.forecast.drivers import outcomes


def test_a_scheme_that_serves_a_nationality_first_differs_from_its_baseline_where_drivers_are_sought():
    made = api.forecast("uk-albania", years=2, replicates=2, drivers=False)
    inputs = made.study.inputs
    beyond = outcomes(*made.study.schemes, inputs.worlds(2), inputs)
    assert beyond[:, 1].all()
