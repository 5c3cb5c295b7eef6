"""Other functional forms that a scenario may choose: each differs from the usual one, and in the way it says."""

from __future__ import annotations

import numpy as np
import pytest

from partnersim.engine.model import PartnershipModel
from partnersim.mechanisms.deciding.firm_fits import SHARP, firm_choice_set
from partnersim.scenario.documents.errors import ScenarioError
from partnersim.scenario.reading import load_scenario
from partnersim.theory.coordination import Hours, coordination_staff, talkers, talking_pairs
from partnersim.world.contracts import Stage

SMALL = {"sample.households": 2000}


def built(scenario: str, months: int, seed: int = 7, **values) -> PartnershipModel:
    sets = {path.replace("__", "."): value for path, value in values.items()}
    model = PartnershipModel(load_scenario(scenario, overrides={**SMALL, **sets}), seed)
    for _ in range(months):
        model.step()
    return model


def test_firms_by_threshold_are_sure_and_as_many_as_firms_by_chance():
    usual = built("jember-with-firms", 1).firms
    sharp = built("jember-with-firms", 1, mechanisms__firm_participation__rule="threshold").firms
    assert np.isin(np.round(sharp.joins, 6), (0.0, 1.0)).all()
    assert (sharp.takes_part == (sharp.joins > 0.5)).all()
    assert ((usual.joins > 0.05) & (usual.joins < 0.95)).any()
    assert sharp.joins.mean() == pytest.approx(usual.joins.mean(), abs=0.15)


def test_the_threshold_drops_the_spread_and_nothing_else_of_a_fit():
    (usual, owner), (sharp, same_owner) = firm_choice_set(3), firm_choice_set(3, rule="threshold")
    assert sharp == usual._replace(scale=SHARP) and owner == same_owner


def signed(spread: float, seeds: range) -> list[bool]:
    sets = {**SMALL, "mechanisms.formation.joining_spread": spread, "mechanisms.needs.vision_sd": 0.1}
    found = []
    for seed in seeds:
        model = PartnershipModel(load_scenario("jember", overrides=sets), seed)
        while model.agreements[0].stage is not Stage.IMPLEMENTATION and model.month < 8:
            model.step()
        found += model.agreements[0].inside.tolist()
    return found


def test_logit_signing_at_no_spread_is_the_threshold_and_with_much_spread_chance_decides():
    seeds = range(1, 7)
    sure = signed(0.0, seeds)
    assert signed(1e-9, seeds) == sure
    assert signed(1.0, seeds) != sure
    assert signed(1.0, seeds) == signed(1.0, seeds)


def test_talking_through_one_grows_in_step_with_members():
    def pairs(talking: str, count: int) -> tuple[int, float]:
        model = built("jember", 8, mechanisms__coordination_cost__talking=talking)
        agreement = model.agreements[0]
        who = np.arange(len(agreement)) < count
        cost, rule, leader = model.spec.mechanisms.coordination_cost, agreement.rule, agreement.leader
        talk, middle = talkers(rule, leader, who, cost.talking == "through_one")
        talks = talking_pairs(talk, middle, who, cost.committee_size)
        hours = Hours(cost.per_pair, cost.control, 0.0, 0.0, 0.0)
        staff = coordination_staff(talks, agreement.trust, rule, leader, who, hours)
        assert (talks == talks.T).all() and not talks[~who].any()
        return int(talks.sum()), float(staff.sum())

    for count in (2, 3, 4, 5):
        assert pairs("each_pair", count)[0] == count * (count - 1)
        assert pairs("through_one", count)[0] == 2 * (count - 1)
    assert pairs("through_one", 5)[1] < pairs("each_pair", 5)[1]


def test_a_form_that_does_not_exist_is_refused():
    with pytest.raises(ScenarioError, match="logit, threshold"):
        load_scenario("jember", overrides={"mechanisms.firm_participation.rule": "probit"})
    with pytest.raises(ScenarioError, match="each_pair, through_one"):
        load_scenario("jember", overrides={"mechanisms.coordination_cost.talking": "none"})
