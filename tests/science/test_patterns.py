"""What the organization level is held against: both signs must be possible."""

import numpy as np
import pytest

from partnersim.scenario.partnership import PATTERNS
from tests.partner_world import ONE, PartnerWorld, actor, scenario

QUIET = {"leakage": {"on": False}, "rival_benefits": {"on": False}}


def welfare(world: PartnerWorld) -> float:
    """Mean over hamlets of a concave CES of real work and seed money, from what arrived in the last month."""
    services, cost, area = world.services, world.spec.programme.services, world.area
    seed = world.ledger.paid("funds")  # closed months show nothing, so money for funds is taken from the plan
    assert seed == 0.0
    funds = sum(a.month.delivered_idr[:, 4].sum() for a in (*world.agreements, world.apart)) / area.total
    work = np.array([
        -np.log1p(-np.minimum(services.socialised, 1 - 1e-12)) * cost.socialisation_idr,
        services.asset_packages * world.spec.mechanisms.asset_transfer.package_idr,
        services.training_places * cost.training_place_idr + services.mentor_visits * cost.mentor_visit_idr,
        services.order_places * cost.order_place_idr,
        np.full(len(world.hamlets), funds),
    ]) + 1e5  # fmt: skip
    rho = (0.6 - 1) / 0.6
    needs = world.needs.weights[:, None]
    return float(((needs * work**rho).sum(axis=0) ** (1 / rho)) ** 0.8 @ area.covered / area.total)


def test_a_pattern_is_nothing_but_its_terms():
    named = PartnerWorld(scenario(pattern="foster")).run(30)
    spelt = PartnerWorld(
        scenario(pattern="contracting", agreement={"name": "other", "terms": PATTERNS["foster"].model_dump()})
    ).run(30)
    a, b = named.agreements[0], spelt.agreements[0]
    for column in (
        lambda g: g.plan_idr, lambda g: g.beliefs.reliability.alpha, lambda g: g.beliefs.reliability.beta,
        lambda g: g.month.ratio, lambda g: g.month.coordination_staff, lambda g: g.shares, lambda g: g.at_stake,
    ):  # fmt: skip
        np.testing.assert_array_equal(column(a), column(b))
    np.testing.assert_array_equal(named.services.training_places, spelt.services.training_places)


def test_patterns_have_equal_money_and_equal_visits():
    staff, money = set(), set()
    for pattern in ("parallel_collaborative", "donor_led", "contracting", "foster", "uncoordinated"):
        world = PartnerWorld(scenario(pattern=pattern, staff=30.0)).run(3)
        staff.add(round(float(world.agreements[0].month.visit_staff.sum()), 9))
        money.add(round(float(world.agreements[0].budget_idr.sum()) / ONE, 6))
        assert world.spent() <= world.received()
    assert len(staff) == 1


def test_without_differences_in_productivity_a_costly_joint_plan_does_not_beat_being_apart():
    def reached(formation):
        # everybody can serve every hamlet: what is left of a partnership is its cost
        world = PartnerWorld(scenario(
            het=0.0, staff=1.0, absorptive_idr=1e9, showpiece="programme", common_aim=1.0, keeps_promises=1.0,
            mechanisms={**QUIET, "formation": {"on": formation},
                        "planning": {"noise": 0.0, "alone_reach": 20.0},
                        "needs": {"drift_sd": 0.0, "vision_sd": 0.0}, "chosen_delivery": {"luck_sd": 0.0},
                        "partner_review": {"on": False}},
        )).run(36)  # fmt: skip
        return np.mean([welfare(world.run(1)) for _ in range(6)])

    assert reached(False) >= reached(True)


def test_with_large_differences_a_partnership_beats_being_apart():
    def reached(formation):
        world = PartnerWorld(scenario(het=1.0, mechanisms={**QUIET, "formation": {"on": formation}})).run(24)
        return np.mean([welfare(world.run(1)) for _ in range(6)])

    assert reached(True) > 1.1 * reached(False)


def test_at_twelve_partners_talking_eats_more_in_a_joint_plan_than_under_a_leader():
    def share(pattern):
        people = [actor(i, n=12, budget={"rule": "appropriation", "yearly_idr": ONE / 4}) for i in range(12)]
        world = PartnerWorld(scenario(actors=people, pattern=pattern)).run(3)
        return world.agreements[0].coordination_share()

    assert share("parallel_collaborative") > 1.5 * share("donor_led")


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_chi_decides_signing_and_leaving(seed):
    """Shared fruits free of charge keep people out; losing them keeps people in."""

    def fate(chi, already):
        people = [actor(i, het=0.2, common_aim=0.4, credit_share=0.3) for i in range(6)]
        made = scenario(
            actors=people, agreement={"working_already": already},
            mechanisms={"planning": {"alone_reach": 20.0},
                        "partner_review": {"chi": chi, "alternative": 0.3}},
        )  # fmt: skip
        return int(PartnerWorld(made, seed=seed).run(37).agreements[0].inside.sum())

    assert fate(0.8, False) > fate(0.0, False)
    assert fate(0.8, True) == 6
    assert fate(0.0, True) <= 3


def test_learning_dissolves_what_frozen_beliefs_keep():
    """Of two partners who trust each other at first, one keeps few promises; the other finds out."""

    def lasting(on):
        count = 0
        for seed in range(10):
            people = [
                actor(i, het=0.5, keeps_promises=keeps, own_money_misused=1.0 - keeps, staff=20.0)
                for i, keeps in enumerate((0.9, 0.4))
            ]
            made = scenario(
                actors=people, agreement={"terms": {"completeness": 0.0}},
                mechanisms={
                    "learned_trust": {"on": on, "prior_mean": 0.8, "prior_strength": 8.0},
                    "chosen_delivery": {"contract_penalty": 0.0, "value_at_stake": 0.0},
                    "partner_review": {"alternative": 0.1},
                },
            )  # fmt: skip
            count += PartnerWorld(made, seed=seed).run(61).agreements[0].working
        return count

    assert lasting(True) <= lasting(False) - 2


def test_the_same_seed_gives_the_same_run():
    first, second = PartnerWorld(scenario(), seed=5).run(30), PartnerWorld(scenario(), seed=5).run(30)
    assert first.diary == second.diary
    np.testing.assert_array_equal(first.agreements[0].plan_idr, second.agreements[0].plan_idr)


def test_led_and_joint_differ_through_aims():
    """A leader that lives for its showpiece moves everybody's money there; a vote does not let it."""

    def to_showpiece(pattern):
        people = [actor(i, common_aim=0.2 if i == 0 else 0.8) for i in range(5)]
        ring = PartnerWorld(scenario(actors=people, pattern=pattern)).run(2).agreements[0]
        return ring.plan_idr[:, 0].sum() / ring.plan_idr.sum()

    assert to_showpiece("donor_led") > to_showpiece("parallel_collaborative") + 0.03
