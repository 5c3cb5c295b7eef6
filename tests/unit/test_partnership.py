"""Mechanisms of the partnership, one effect at a time, in a place without living households."""

from dataclasses import replace

import numpy as np
import pytest

from partnersim.mechanisms.deciding.heads import change_head
from partnersim.mechanisms.deciding.proposals import under_contract
from partnersim.mechanisms.deciding.sharing import shares_by_terms
from partnersim.mechanisms.partnership.observation import Observation
from partnersim.theory.chance.draws import Draws, Purpose
from partnersim.theory.coordination import Hours, coordination_staff, talking_pairs
from partnersim.theory.partners import JOINT, LEADER
from partnersim.world.contracts import Stage
from tests.partner_world import ONE, ORDER, PartnerWorld, actor, scenario

ALL_OFF = {rule.name: {"on": False} for rule in ORDER if rule.name != "planning"}


@pytest.mark.parametrize("pattern", ["parallel_collaborative", "donor_led", "contracting", "uncoordinated"])
def test_money_is_never_made(pattern):
    world = PartnerWorld(scenario(pattern=pattern)).run(25)
    assert 0.5 * world.received() < world.spent() <= world.received() * (1 + 1e-9)
    assert world.ledger.total() == pytest.approx(0.0, abs=1.0)
    assert all(world.ledger.balance(o.cash) >= -1.0 for o in world.organizations)


def test_money_that_leaves_is_services_theft_or_showpiece():
    world = PartnerWorld(scenario(keeps_promises=0.4)).run(12)
    flows = world.ledger.flows()
    kinds = set(flows["kind"])
    assert {"funds", "leakage", "showpiece", "transfer", "rival benefits"} <= kinds
    seed = flows.loc[flows["kind"] == "funds", "amount_idr"].sum()
    assert world.ledger.balance(world.accounts.seed_pot) == pytest.approx(seed)


def test_everything_off_moves_nothing():
    world = PartnerWorld(scenario(mechanisms=ALL_OFF)).run(14)
    assert world.spent() == 0.0
    assert not world.diary
    assert world.services.socialised.max() == 0.0
    assert world.agreements[0].stage is Stage.IDENTIFICATION
    np.testing.assert_array_equal(world.needs.weights, world.needs.base)


def test_formation_off_leaves_everybody_apart_at_work():
    world = PartnerWorld(scenario(mechanisms={"formation": {"on": False}})).run(12)
    assert not world.agreements[0].inside.any()
    assert world.apart.year.delivered_idr.sum() > 2 * ONE
    assert not (world.ledger.flows()["kind"] == "transfer").any()


def test_beliefs_switched_off_are_frozen():
    frozen = PartnerWorld(scenario(keeps_promises=0.3, mechanisms={"learned_trust": {"on": False}})).run(24)
    learning = PartnerWorld(scenario(keeps_promises=0.3)).run(24)
    ring = frozen.agreements[0]
    np.testing.assert_array_equal(ring.beliefs.reliability.alpha, ring.beliefs.founding_reliability.alpha)
    np.testing.assert_array_equal(ring.beliefs.activity.beta, ring.beliefs.founding_activity.beta)
    assert not np.array_equal(
        learning.agreements[0].beliefs.reliability.alpha, ring.beliefs.reliability.alpha
    )


@pytest.mark.parametrize(
    ("audits", "expected"),
    [({}, 0.28), ({"audit_probability": 1.0}, 0.2), ({"on": False, "audit_probability": 1.0}, 0.28)],
)
def test_own_money_is_misused_apart_and_where_each_plans_for_itself_less_under_audits(audits, expected):
    """Audits of everybody lower what goes missing from 28 to 20; promises of a common plan are another matter."""
    quiet = {"leakage": audits, "observation": {"on": False}, "chosen_delivery": {"reciprocity": 0.0}}
    people = {"keeps_promises": 0.5, "own_money_misused": 0.28}
    apart = PartnerWorld(scenario(mechanisms={**quiet, "formation": {"on": False}}, **people)).run(2).apart
    np.testing.assert_allclose(apart.month.shirk, expected)
    each_alone = PartnerWorld(scenario(pattern="mutual_accountability", mechanisms=quiet, **people)).run(2)
    np.testing.assert_allclose(each_alone.agreements[0].month.shirk, expected)
    joint = PartnerWorld(scenario(mechanisms=quiet, **people)).run(2).agreements[0]
    np.testing.assert_allclose(joint.month.shirk, 0.5)


def test_who_plans_for_itself_revises_its_plan_without_a_meeting():
    """Beside January every fourth month with three revisions a year, in a run that begins in January."""

    def plans(revisions, pattern):
        rules = {"planning": {"own_revisions": revisions}, "partner_review": {"on": False}}
        practices = {"meetings_per_year": 0.0}
        made = scenario(pattern=pattern, agreement={"practices": practices}, mechanisms=rules)
        world, seen = PartnerWorld(made), []
        for _ in range(12):
            ring = world.run(1).agreements[0]
            seen.append(ring.plan)
        return [k + 1 for k in range(1, 12) if seen[k] is not seen[k - 1]]

    assert plans(3.0, "mutual_accountability") == [4, 8, 12]
    assert plans(0.0, "mutual_accountability") == []
    assert plans(3.0, "parallel_collaborative") == []


def test_a_bad_partner_seen_more_is_trusted_less_without_discipline():
    def trust_in_the_bad_one(visits, **delivery):
        people = [actor(i, keeps_promises=0.2 if i == 0 else 0.9, staff=40.0) for i in range(4)]
        world = PartnerWorld(scenario(
            actors=people, agreement={"practices": {"visits_per_month": visits, "reports_per_year": 0.0}},
            mechanisms={"chosen_delivery": delivery, "partner_review": {"on": False}},
        )).run(24)  # fmt: skip
        return float(world.agreements[0].trust[1:, 0].mean())

    undisciplined = {"contract_penalty": 0.0, "value_at_stake": 0.0, "reciprocity": 0.0}
    assert trust_in_the_bad_one(30.0, **undisciplined) < trust_in_the_bad_one(1.0, **undisciplined) - 0.05
    assert trust_in_the_bad_one(60.0) > trust_in_the_bad_one(60.0, **undisciplined)


def test_reports_of_a_partner_without_candour_raise_trust_in_it():
    def trust(aim):
        people = [actor(i, keeps_promises=0.3, common_aim=aim) for i in range(3)]
        world = PartnerWorld(scenario(
            actors=people, agreement={"practices": {"visits_per_month": 0.0, "reports_per_year": 12.0}},
            mechanisms={"partner_review": {"on": False}},
        )).run(24)  # fmt: skip
        return world.agreements[0].trust_mean()

    assert trust(0.0) > trust(1.0) + 0.1


def test_a_sleeper_is_not_taken_for_a_cheat():
    world = PartnerWorld(scenario(n=3, mechanisms={"partner_review": {"on": False}}))
    world.run(6)
    ring = world.agreements[0]
    ring.turn(2)  # falls asleep
    before, active = ring.trust[0, 2], ring.activity[0, 2]
    world.run(12)
    assert ring.activity[0, 2] < active - 0.1
    assert ring.trust[0, 2] <= before + 1e-9  # only fades towards the founding belief
    assert ring.trust[0, 2] >= 0.6 - 1e-9


def test_a_change_of_head_loses_evidence_about_that_one_only():
    world = PartnerWorld(scenario(mechanisms={"office_change": {"evidence_lost": 1.0}})).run(12)
    ring = world.agreements[0]
    before = ring.beliefs.reliability.alpha.copy()
    change_head(world, world.organizations[2])
    np.testing.assert_array_equal(
        ring.beliefs.reliability.alpha[:, 2], ring.beliefs.founding_reliability.alpha[:, 2]
    )
    np.testing.assert_array_equal(np.delete(ring.beliefs.reliability.alpha, 2, 1), np.delete(before, 2, 1))
    kept = ring.beliefs
    ring.forget_head(99, 1.0)  # not named in it
    assert ring.beliefs is kept


def test_stages_take_their_months_and_leave_stocks():
    world = PartnerWorld(scenario(agreement={"working_already": False}))
    stages = [world.run(1).agreements[0].stage for _ in range(7)]
    assert stages[:1] == [Stage.SOCIALISATION]
    assert stages[4] is Stage.AGREEMENT
    assert stages[5] is Stage.IMPLEMENTATION
    ring = world.agreements[0]
    assert ring.contract.signed == 5
    assert 0.5 < ring.socialised < 0.8 and 0.5 < ring.planned < 0.8
    assert ring.completeness == 0.5
    assert world.ledger.flows().query("kind == 'coordination'")["amount_idr"].sum() > 0.0


def test_skipped_stages_cost_nothing_and_leave_nothing():
    none = {
        "identification_months": 0,
        "socialisation_months": 0,
        "planning_months": 0,
        "agreement_months": 0,
    }
    ring = PartnerWorld(scenario(agreement={"working_already": False, "stages": none})).run(1).agreements[0]
    assert ring.stage is Stage.IMPLEMENTATION
    assert ring.completeness == 0.0
    assert ring.contract.founding_idr.sum() == 0.0


def test_who_expects_no_gain_is_dropped_and_the_rest_sign():
    # the last brings money and can do nothing that the others need, and values only its own showpiece
    people = [actor(i, common_aim=0.9) for i in range(3)]
    people.append(
        actor(3, common_aim=0.0, credit_share=0.0, budget={"rule": "appropriation", "yearly_idr": 5 * ONE})
    )
    world = PartnerWorld(scenario(actors=people, agreement={"working_already": False})).run(8)
    ring = world.agreements[0]
    assert ring.stage is Stage.IMPLEMENTATION
    assert list(ring.inside) == [True, True, True, False]
    assert ring.plan_idr[3].sum() == 0.0
    assert world.apart.plan_idr[3].sum() > ONE
    assert world.what("signed")[0][3].endswith("without org_3")


def test_one_organization_is_no_partnership():
    world = PartnerWorld(scenario(n=1, agreement={"working_already": False})).run(8)
    assert world.what("not formed")
    assert not world.agreements[0].working
    assert world.apart.year.delivered_idr.sum() > 0.0


def test_the_plan_needs_an_amendment_when_the_contract_is_complete():
    def moves(completeness):
        terms = {"completeness": completeness}
        world = PartnerWorld(
            scenario(agreement={"terms": terms}, mechanisms={"partner_review": {"on": False}})
        ).run(1)
        ring = world.agreements[0]
        before, money = ring.plan_idr.copy(), ring.budget_idr.sum()
        world.run(5)
        fits = min(1.0, float(ring.budget_idr.sum() / money))
        return float(np.maximum(before * fits - ring.plan_idr, 0.0).sum() / ring.plan_idr.sum())

    assert moves(1.0) < 1e-5  # no cell of a plan is quite empty
    assert moves(0.0) > 1e-3


def test_money_beyond_a_complete_contract_is_planned_and_not_left_idle():
    """A contract written for little money binds that money; a later year's is not lost to its ceilings."""
    kept = np.array([[10.0, 0.0], [0.0, 5.0]])
    new = np.array([[10.0, 60.0], [20.0, 10.0]])
    np.testing.assert_allclose(under_contract(kept, new=new, completeness=1.0).sum(), new.sum())
    assert (under_contract(kept, new=new, completeness=1.0) >= kept - 1e-12).all()
    np.testing.assert_allclose(under_contract(kept, new=new, completeness=0.0), new)
    less = under_contract(10.0 * kept, new=new, completeness=1.0)
    np.testing.assert_allclose(less, 10.0 * kept)


def test_pairs_and_committees():
    everybody = np.ones(12, dtype=bool)
    assert talking_pairs(JOINT, 0, everybody, 20).sum() == 12 * 11
    assert talking_pairs(JOINT, 0, everybody, 8).sum() == 2 * 6 * 5 + 2
    assert talking_pairs(LEADER, 0, everybody, 8).sum() == 2 * 11
    few = talking_pairs(JOINT, 0, everybody, 8)
    trust = np.full((12, 12), 0.5)
    plain = coordination_staff(few, trust, JOINT, 0, everybody, Hours(0.2, 0.1, 0.0, 0.0, relief=0.0))
    helped = coordination_staff(few, trust, JOINT, 0, everybody, Hours(0.2, 0.1, 0.0, 0.0, relief=0.5))
    np.testing.assert_allclose(helped, 0.5 * plain)


def test_a_leader_who_leaves_the_place_hands_over_and_two_become_none():
    world = PartnerWorld(scenario(n=3, pattern="donor_led")).run(6)
    world.rules.left.add("org_0")
    world.organizations[0].active = False
    world.run(1)
    ring = world.agreements[0]
    assert ring.leader != 0 and not ring.inside[0]
    world.rules.left.add("org_1")
    world.organizations[1].active = False
    world.run(1)
    assert ring.stage is Stage.ENDED
    assert ring.life.reason == "fewer than two members"


def test_audits_lower_theft():
    def stolen(p):
        world = PartnerWorld(scenario(mechanisms={"leakage": {"audit_probability": p}})).run(12)
        return world.agreements[0].month.leaked_idr.sum() / world.agreements[0].month.delivered_idr.sum()

    assert stolen(1.0) < stolen(0.04) - 0.02


def test_the_strongest_pulls_shares_where_the_contract_is_loose():
    def largest(completeness):
        terms = {"completeness": completeness}
        people = [actor(i, common_aim=0.2) for i in range(3)]
        world = PartnerWorld(scenario(actors=people, agreement={"terms": terms},
                                      mechanisms={"partner_review": {"on": False}})).run(36)  # fmt: skip
        return world.agreements[0].shares.max()

    assert largest(1.0) == pytest.approx(1 / 3)
    assert largest(0.0) > 0.4


def test_everybody_serves_its_own_hamlets_when_alone_and_all_when_joint():
    def spread(pattern):
        people = [actor(i, budget={"rule": "appropriation", "yearly_idr": 1e8}) for i in range(5)]
        return (
            PartnerWorld(scenario(actors=people, pattern=pattern), hamlets=20).run(3).services.training_places
        )

    assert np.ptp(spread("parallel_collaborative")) < 1e-9
    assert np.ptp(spread("uncoordinated")) > 0.1


def four(*, inside=(True, True, True, False), **fields):
    """Four named organizations, of which three are in, before their first month."""
    world = PartnerWorld(scenario(n=4, **fields))
    world.month = 0
    world.agreements[0].change_contract(inside=np.array(inside))
    return world, world.agreements[0]


def test_visits_are_spread_over_the_others_that_are_in():
    """Four visits a month, each with half a chance: two to each of two others, none to oneself or to who has left."""
    settings = {"observation": {"seen_per_visit": 0.5, "visit_staff": 0.25}}
    world, ring = four(mechanisms=settings, agreement={"practices": {"visits_per_month": 4.0}})
    world.organizations[1].staff_used["meet"] = 9.5  # of 10, so that half of the wanted person is left
    Observation().step(world)
    seen, less = 1 - 0.5**2, 1 - 0.5**1
    np.testing.assert_allclose(
        ring.month.seen_chance, [[0, seen, seen, 0], [less, 0, less, 0], [seen, seen, 0, 0], [0, 0, 0, 0]]
    )
    np.testing.assert_allclose(ring.month.visit_staff, [1.0, 0.5, 1.0, 0.0])


def test_shares_by_each_rule_and_by_the_pull_of_the_strongest():
    """Money 50, 30 and 20, and 100 of one who has left; the second leads."""
    settings = {"rival_benefits": {"follower_fee": 0.4, "strongest_share": 0.6}}
    money = np.array([50.0, 30.0, 20.0, 100.0])

    def shares(rule, pulled=0.0):
        agreement = {"terms": {"sharing": rule, "allocation": "leader"}, "leader": "org_1"}
        world, ring = four(mechanisms=settings, agreement=agreement)
        return shares_by_terms(world, ring, who=ring.inside, money_idr=money, pulled=pulled)

    np.testing.assert_allclose(shares("equal"), [1 / 3, 1 / 3, 1 / 3, 0])
    np.testing.assert_allclose(shares("by_contribution"), [0.5, 0.3, 0.2, 0])
    # followers get 0.4 of 0.5 and of 0.2, the leader what is left
    np.testing.assert_allclose(shares("leader_residual"), [0.2, 0.72, 0.08, 0])
    # pulled a quarter of the way to 0.6 for who brings most, 0.2 for each other
    np.testing.assert_allclose(
        shares("leader_residual", 0.25),
        [0.75 * 0.2 + 0.25 * 0.6, 0.75 * 0.72 + 0.25 * 0.2, 0.75 * 0.08 + 0.25 * 0.2, 0],
    )


def test_one_more_actor_outside_the_agreement_moves_nobody_inside():
    base = PartnerWorld(scenario(n=3)).run(18).agreements[0]
    people = [actor(i) for i in range(4)]
    more = PartnerWorld(scenario(actors=people, agreement={"members": ("org_0", "org_1", "org_2")})).run(18)
    np.testing.assert_array_equal(base.plan_idr, more.agreements[0].plan_idr)
    np.testing.assert_array_equal(
        base.beliefs.reliability.alpha, more.agreements[0].beliefs.reliability.alpha
    )


def test_who_stays_expects_a_plan_for_the_money_of_now():
    """A review in January must not hold last December's hurried plan against a fresh one of one's own."""
    world = PartnerWorld(scenario(n=3, agreement={"terms": {"completeness": 0.0}})).run(12)
    ring = world.agreements[0]
    spends = np.zeros((3, 5))
    spends[:, 4] = 4 * ONE  # what a plan for money that must go in a month may look like
    ring.plan = replace(ring.plan, spends_idr=spends)
    ring.replan = False
    before = ring.inside.sum()
    world.run(1)
    assert ring.working and ring.inside.sum() == before


def test_views_last_and_persistence_nought_is_the_year_alone():
    draws, ids = Draws(5), np.arange(4000)
    first, second = (draws.lasting_normal(Purpose.NEEDS_VIEW, y, ids, persistence=0.8) for y in (2010, 2011))
    assert np.corrcoef(first, second)[0, 1] == pytest.approx(0.8, abs=0.03)
    assert first.std() == pytest.approx(1.0, abs=0.03)
    np.testing.assert_array_equal(
        draws.lasting_normal(Purpose.NEEDS_VIEW, 2010, ids, persistence=0.0),
        draws.normal(Purpose.NEEDS_VIEW, 2010, ids),
    )
