"""Where the organization level must come out as arithmetic or learning demands, whatever its settings."""

from itertools import pairwise

import numpy as np
import pytest

from partnersim.scenario.aspects import ASPECTS
from partnersim.scenario.reading import changed
from partnersim.studies.partnerships.dyads import ARMS, dyad, live
from tests.partner_world import ONE, PartnerWorld, actor, scenario
from tests.science.test_patterns import QUIET, welfare

CALM = QUIET | {"problem_events": {"on": False}, "office_change": {"on": False}}


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_with_no_differences_between_partners_apart_wins(seed):
    """Nobody is better at anything, so that a partnership is its costs and its quarrels."""

    def reached(formation):
        people = [actor(i, het=0.0, staff=1.5, absorptive_idr=1e9) for i in range(5)]
        made = scenario(actors=people, mechanisms={
            **CALM, "formation": {"on": formation}, "partner_review": {"on": False},
            "planning": {"alone_reach": 20.0}, "needs": {"drift_sd": 0.0}})  # fmt: skip
        w = PartnerWorld(made, seed=seed).run(24)
        return float(np.mean([welfare(w.run(1)) for _ in range(6)]))

    assert reached(False) > reached(True)


@pytest.mark.parametrize(("n", "committee"), [(12, 12), (20, 8)])
def test_a_joint_plan_of_many_loses_to_a_led_one(n, committee):
    """Partners of unselfish aims and small staff: all pairs that talk take the hands that would deliver.

    Twelve in one committee; committees of eight put the loss off, so that twelve are a draw and twenty lose.
    """

    def reached(pattern, seed):
        people = [actor(i, staff=36.0 / n, absorptive_idr=n * ONE / 36.0, common_aim=0.9,
                        budget={"rule": "appropriation", "yearly_idr": 6.0 * ONE / n})
                  for i in range(n)]  # fmt: skip
        made = scenario(actors=people, pattern=pattern, mechanisms={
            **CALM, "partner_review": {"on": False}, "coordination_cost": {"committee_size": committee}},
            agreement={"practices": {"visits_per_month": 2.0}})  # fmt: skip
        w = PartnerWorld(made, seed=seed).run(24)
        return float(np.mean([welfare(w.run(1)) for _ in range(6)]))

    seeds = (1, 2, 4)
    assert sum(reached("parallel_collaborative", s) - reached("donor_led", s) for s in seeds) < 0.0


def fates(seed, **settings):
    people = [
        actor(i, het=0.5, keeps_promises=keeps, own_money_misused=1.0 - keeps, staff=20.0)
        for i, keeps in enumerate((0.9, 0.35))
    ]
    made = scenario(actors=people, agreement={"terms": {"completeness": 0.0}}, mechanisms={
        "learned_trust": {"prior_mean": 0.8, "prior_strength": 8.0, **settings},
        "chosen_delivery": {"contract_penalty": 0.0, "value_at_stake": 0.0},
        "partner_review": {"alternative": 0.1}})  # fmt: skip
    return PartnerWorld(made, seed=seed).run(61).agreements[0].working


def test_frozen_beliefs_lower_dissolution():
    seeds = range(8)
    assert sum(fates(s) for s in seeds) < sum(fates(s, on=False) for s in seeds)


def test_learning_ends_pairs_of_the_dyad_study():
    """Pairs of drawn reliability, founded on more trust than they deserve: those who learn it part."""

    def ended(arm):
        lives = (live(changed(dyad(n), overrides=ARMS[arm]), seed=n, years=5) for n in range(1, 16))
        return sum(one.years is not None for one in lives if one is not None)

    assert ended("learning") >= ended("frozen beliefs") + 2


@pytest.mark.parametrize("sigma", [0.3, 1.0, 5.0])
@pytest.mark.parametrize("pattern", ["parallel_collaborative", "donor_led", "contracting", "uncoordinated"])
def test_plans_are_stable_at_either_end_of_substitution(sigma, pattern):
    w = PartnerWorld(scenario(pattern=pattern, mechanisms={"needs": {"substitution": sigma}})).run(30)
    for agreement in (w.agreements[0], w.apart):
        assert np.isfinite(agreement.plan_idr).all() and (agreement.plan_idr >= 0.0).all()
        assert np.isfinite(agreement.at_stake).all() and np.abs(agreement.at_stake).max() < 5.0
        assert agreement.plan_idr.sum() <= agreement.budget_idr.sum() * (1.0 + 1e-6)
    before = w.agreements[0].plan_idr.copy()
    w.run(1)
    if before.sum() > 0.0 and w.calendar_month not in (1, 4, 7, 10):
        assert w.agreements[0].plan_idr == pytest.approx(before)


def test_complements_are_bought_together_and_substitutes_apart():
    """What substitution means for a plan, seen in the plan: with complements no aspect is left out."""

    def concentration(sigma):
        ring = PartnerWorld(scenario(mechanisms={"needs": {"substitution": sigma}})).run(2).agreements[0]
        shares = ring.plan_idr.sum(axis=0) / ring.plan_idr.sum()
        return float((shares**2).sum()), int((shares > 0.01).sum())

    (narrow, _), (wide, kinds) = concentration(5.0), concentration(0.3)
    assert kinds == len(ASPECTS)
    assert narrow > wide


def test_with_discipline_off_a_bad_partner_seen_more_is_trusted_less():
    def trust(visits, seed):
        people = [actor(i, keeps_promises=0.2 if i == 0 else 0.9, staff=40.0) for i in range(4)]
        made = scenario(
            actors=people, agreement={"practices": {"visits_per_month": visits, "reports_per_year": 0.0}},
            mechanisms={"partner_review": {"on": False}, "problem_events": {"on": False},
                        "chosen_delivery": {"contract_penalty": 0.0, "value_at_stake": 0.0,
                                            "reciprocity": 0.0}})  # fmt: skip
        return float(PartnerWorld(made, seed=seed).run(24).agreements[0].trust[1:, 0].mean())

    means = [float(np.mean([trust(v, s) for s in range(3)])) for v in (0.0, 2.0, 8.0, 32.0)]
    assert all(more < less for less, more in pairwise(means)), means
