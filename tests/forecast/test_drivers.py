"""What drives the result is looked at among people who are told apart as far as the schemes tell them apart."""

from __future__ import annotations

from returnhub.forecast import api
from returnhub.forecast.drivers import outcomes, tornado


def test_a_scheme_that_serves_a_nationality_first_differs_from_its_baseline_where_drivers_are_sought():
    made = api.forecast("uk-albania", years=2, replicates=2, drivers=False)
    inputs = made.study.inputs
    beyond = outcomes(*made.study.schemes, inputs.worlds(2), inputs)
    assert beyond[:, 1].all()


def test_a_bar_is_what_an_assumption_does_and_not_the_luck_of_another_run():
    made = api.forecast("uk-return-hubs", years=2, replicates=2, drivers=False)
    middle, swings = tornado(*made.study.schemes, made.study.inputs)
    price = next(s for s in swings if s.name == "Support for a person for a night")
    assert price.low[0] == price.high[0] == middle[0]
    assert price.low[1] != price.high[1]
