"""Which mechanisms work while households settle, before a run begins."""

from __future__ import annotations

from typing import Any

import pytest

from partnersim.engine.population.populations import settled_key
from partnersim.engine.population.settling import all_switched_on
from partnersim.scenario.parameters.households.labour import TimeCost
from partnersim.scenario.parameters.households.loan_standing import LoanStanding
from partnersim.scenario.spec import Scenario

OFF, DEAR = {"on": False, "share": 0.2}, {"on": True, "share": 0.4}


def place(**time_cost: Any) -> Scenario:
    return Scenario(mechanisms={"time_cost": time_cost})


def test_a_mechanism_of_the_place_is_on_with_the_scenarios_parameters() -> None:
    before = all_switched_on(place(on=False, share=0.4)).mechanisms.time_cost
    assert before == TimeCost(on=True, share=0.4)


def test_arms_that_differ_by_a_switch_begin_with_the_same_households() -> None:
    assert settled_key(place(**OFF)) == settled_key(place(**{**OFF, "on": True}))
    assert settled_key(place(**OFF)) != settled_key(place(**DEAR))


def test_a_mechanism_that_begins_with_the_run_is_off_before(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(TimeCost, "settles", False)
    assert all_switched_on(place(**DEAR)).mechanisms.time_cost == TimeCost(on=False)
    assert settled_key(place(**OFF)) == settled_key(place(**DEAR)) == settled_key(Scenario())


def test_who_weighs_its_standing_begins_to_with_the_run() -> None:
    spec = Scenario(mechanisms={"loan_standing": {"on": True, "considers": 0.9}})
    assert all_switched_on(spec).mechanisms.loan_standing == LoanStanding(on=False)
    assert settled_key(spec) == settled_key(Scenario())
