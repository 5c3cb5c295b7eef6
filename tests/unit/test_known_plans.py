"""What members who plan each alone make of others' plans, worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from partnersim.scenario.levers import levers_of
from partnersim.scenario.partnership import PATTERNS
from partnersim.scenario.reading import load_scenario
from partnersim.theory import proposals
from partnersim.theory.partners import ALONE, Aims, Estimates, Means
from partnersim.theory.production import Form
from partnersim.theory.proposals import EQUAL_VOTES, Rules
from tests.partner_world import PartnerWorld, scenario

FORM = Form(0.1, 1.0, 0.8, 1e-6)
"""Aspects that can hardly replace each other, and money that works in proportion: the least is what counts."""


def planned(known, *, delivery=1.0, productivity=1.0, taking=(True, True)):
    """Plans of two with a million each: the first can do both of two aspects, the second only the first of them."""
    ceilings = np.array([[1e6, 1e6], [1e6, 0.0]])
    means = Means(np.array([1e6, 1e6]), ceilings, np.array([1e9, 1e9]))
    made_of = np.full((2, 2, 2), 1.0)
    made_of[0, 1] = productivity
    estimates = Estimates(made_of, np.full((2, 2), 0.5), np.full((2, 2), delivery), np.ones(2))
    aims = Aims(np.ones(2), np.zeros(2), np.zeros(2, dtype=np.int64), 0.5)
    rules = Rules(True, ALONE, 0, EQUAL_VOTES, 0.0, known)
    return proposals.propose(rules, np.array(taking), estimates, means, aims, FORM, 400) / 1e6


def test_who_knows_nothing_plans_as_if_nobody_else_were_there():
    assert planned(0.0) == pytest.approx(np.array([[0.5, 0.5], [1.0, 0.0]]), abs=0.02)


@pytest.mark.parametrize(
    ("known", "facts", "wants"),
    [
        (1.0, {}, 1.0),  # all of the first aspect is done by the other: 0 + 1 beside 1 + 0
        (0.5, {}, 0.75),  # half of it: 0.25 + 0.5 beside 0.75
        (1.0, {"delivery": 0.5}, 0.75),  # the other is expected to deliver half
        (
            1.0,
            {"productivity": 0.25},
            0.625,
        ),  # a quarter of the work for its money: 0.375 + 0.25 beside 0.625
    ],
)
def test_plans_go_where_others_do_not_as_far_as_they_are_known(known, facts, wants):
    # four turns, each half of the way from an even split to what it wants beside the other
    second = wants + (0.5 - wants) / 2**4
    assert planned(known, **facts) == pytest.approx(np.array([[1 - second, second], [1.0, 0.0]]), abs=0.02)


def test_the_plan_of_somebody_who_takes_no_part_is_not_counted_on():
    assert planned(1.0, taking=(True, False)) == pytest.approx(np.array([[0.5, 0.5], [0.0, 0.0]]), abs=0.02)


def test_the_practice_reaches_the_plan_and_does_nothing_under_a_joint_one():
    def plan(known, pattern):
        made = scenario(n=3, pattern=pattern, agreement={"practices": {"plans_known": known}})
        return PartnerWorld(made).run(1).agreements[0].plan_idr

    assert not np.allclose(plan(0.0, "uncoordinated"), plan(1.0, "uncoordinated"), rtol=0.01)
    assert np.array_equal(plan(0.0, "parallel_collaborative"), plan(1.0, "parallel_collaborative"))


def test_levers_know_where_plans_may_be_known():
    path = "agreements.bank_gakin.practices.plans_known"
    assert {x.path: x for x in levers_of(load_scenario("jember"), under=[path])}[path].idle == (
        "nobody plans alone (terms.allocation)"
    )
    alone = load_scenario("jember", overrides={"agreements.bank_gakin.pattern": "uncoordinated"})
    assert {x.path: x for x in levers_of(alone, under=[path])}[path].idle == ""


def test_terms_have_from_the_pattern_what_they_leave_out():
    for agreement in ({"pattern": "need_based"}, {"pattern": "donor_led", "leader": "org_1"}):
        terms = scenario(agreement={**agreement, "terms": {"voting": "majority"}}).agreements[0].agreed_terms
        assert terms == PATTERNS[agreement["pattern"]].model_copy(update={"voting": "majority"})
    led = load_scenario("jember-donor-led", overrides={"agreements.bank_gakin.terms.voting": "unanimity"})
    assert led.agreements[0].agreed_terms.allocation == "leader"
