"""What a member that leaves loses once, by kind of agreement; and what makes an agreement dormant."""

from dataclasses import replace

import numpy as np
import pytest

from partnersim.mechanisms.deciding.proposals import circumstances, share_out_money
from partnersim.mechanisms.partnership import partner_review
from partnersim.mechanisms.partnership.partner_review import PartnerReview
from partnersim.mechanisms.partnership.planning import renew_plan
from partnersim.scenario.idle import idle_because
from partnersim.scenario.partnership import Agreement
from partnersim.theory.weighing import exit_cost_a_year
from partnersim.world.contracts import Plan, Stage
from tests.partner_world import ONE, PartnerWorld, actor, scenario

WEIGHED = partner_review._weighed
CALM = {"problem_events": {"on": False}, "office_change": {"on": False}}


@pytest.mark.parametrize(
    ("left", "a_year"),
    [
        (100, 0.025),  # over the two years that a member looks ahead
        (24, 0.025),
        (6, 0.1),  # in half a year it could go for nothing
        (0, 0.6),
    ],
)
def test_a_cost_paid_once_is_spread_over_the_horizon_or_what_is_left_of_the_term(left, a_year):
    assert exit_cost_a_year(0.05, 24, left) == pytest.approx(a_year)


@pytest.mark.parametrize(
    ("fields", "cost"),
    [
        ({}, 0.0),
        ({"kind": "programme"}, 0.01),
        ({"kind": "treaty"}, 0.05),
        ({"kind": "contract"}, 0.05),
        ({"kind": "plasma_scheme"}, 0.1),
        ({"kind": "treaty", "exit_cost": 0.0}, 0.0),
        ({"exit_cost": 0.03}, 0.03),
        ({"kind": "plasma_scheme", "exit_cost": 0.02}, 0.02),
    ],
)
def test_the_kind_says_what_leaving_costs_unless_the_agreement_does(fields, cost):
    assert Agreement(name="ring", members=("a", "b"), **fields).costs_to_leave == cost


def reviewed(monkeypatch, outside, *, n=3, asleep=0.1, actors=None, **agreement):
    """A ring in its first yearly review, in which being at work is worth 0.5 to all and being outside as told."""
    monkeypatch.setattr(partner_review, "_weighed", WEIGHED)
    world = PartnerWorld(
        scenario(n=n, actors=actors, mechanisms=CALM, agreement={"months": 60, **agreement})
    ).run(12)
    ring = world.agreements[0]
    said = partner_review._Choice(
        np.full(n, 0.5), np.broadcast_to(np.asarray(asleep, dtype=float), n), np.array(outside, dtype=float)
    )
    monkeypatch.setattr(partner_review, "_weighed", lambda *_: said)
    world.month += 1
    assert ring.age(world.month) == 12 and ring.inside.all()
    PartnerReview().step(world)
    return world, ring


@pytest.mark.parametrize(
    ("exit_cost", "months", "stays"),
    [
        (0.0, 60, False),
        (0.05, 60, False),  # 0.025 a year against 0.03
        (0.07, 60, True),  # 0.035 a year
        (0.02, 24, False),  # 0.02 over the year that is left
        (0.04, 24, True),  # 0.04
    ],
)
def test_a_member_leaves_only_if_that_is_worth_more_than_it_costs(monkeypatch, exit_cost, months, stays):
    _, ring = reviewed(monkeypatch, [0.53, 0.2, 0.2], exit_cost=exit_cost, months=months)
    assert ring.inside.tolist() == [stays, True, True]


def test_who_leaves_pays_once_in_its_account_and_nobody_else_does(monkeypatch):
    charged = []
    pay = partner_review._pay_for_leaving

    def noted(agreement, i):
        before = agreement.accounts.total
        pay(agreement, i)
        after = agreement.accounts.total
        charged.append(
            [after.against_leaving - before.against_leaving, after.against_nobody - before.against_nobody]
        )

    monkeypatch.setattr(partner_review, "_pay_for_leaving", noted)
    _, ring = reviewed(monkeypatch, [0.2, 0.9, 0.2], exit_cost=0.06)
    assert not ring.inside[1]
    np.testing.assert_allclose(charged, [[[0.0, -0.06, 0.0], [0.0, -0.06, 0.0]]])


def test_who_leaves_a_pair_ends_it_and_alone_pays(monkeypatch):
    _, dear = reviewed(monkeypatch, [0.2, 0.6], n=2, exit_cost=0.06)
    _, free = reviewed(monkeypatch, [0.2, 0.6], n=2)
    assert dear.stage is free.stage is Stage.ENDED
    paid = free.accounts.total.against_leaving - dear.accounts.total.against_leaving
    np.testing.assert_allclose(paid, [0.0, 0.06])


def test_who_leaves_the_place_pays_nothing():
    world = PartnerWorld(scenario(n=3, mechanisms=CALM, agreement={"kind": "treaty"})).run(3)
    ring = world.agreements[0]
    world.rules.left.add("org_1")
    world.organizations[1].active = False
    world.run(1)
    assert not ring.inside[1]
    np.testing.assert_array_equal(ring.accounts.total.against_leaving, np.zeros(3))


def test_what_leaving_costs_is_nothing_that_sleeping_saves(monkeypatch):
    """Dear exits make sleepers of those who would leave."""
    # outside 0.58 - 0.1 / 2 years = 0.53 a year, asleep 0.55, at work 0.5
    _, ring = reviewed(monkeypatch, [0.58, 0.2, 0.2], asleep=[0.55, 0.1, 0.1], exit_cost=0.1)
    assert ring.inside.all() and ring.awake.tolist() == [False, True, True] and ring.dormant
    _, cheap = reviewed(monkeypatch, [0.58, 0.2, 0.2], asleep=[0.55, 0.1, 0.1], exit_cost=0.05)
    assert cheap.inside.tolist() == [False, True, True]  # 0.555 a year


@pytest.mark.parametrize(
    ("kind", "outside", "stays"),
    [
        ("treaty", 0.524, True),  # 0.05 over two years
        ("treaty", 0.526, False),
        ("plasma_scheme", 0.549, True),  # 0.1
        ("plasma_scheme", 0.551, False),
    ],
)
def test_a_review_charges_what_the_kind_says(monkeypatch, kind, outside, stays):
    _, ring = reviewed(monkeypatch, [outside, 0.2, 0.2], kind=kind)
    assert ring.inside.tolist() == [stays, True, True]


def leavers_in_turn(monkeypatch, outside, **agreement):
    """Numbers of the members that pay for leaving, in the order in which they do."""
    paid = []
    pay = partner_review._pay_for_leaving
    with monkeypatch.context() as patched:
        patched.setattr(partner_review, "_pay_for_leaving", lambda ring, i: (paid.append(i), pay(ring, i)))
        _, ring = reviewed(patched, outside, **agreement)
    return paid, ring


def test_the_one_that_gains_most_goes_first_and_each_pays_for_itself(monkeypatch):
    # 0.06 over two years: better by -0.03, 0.07 and 0.02 a year
    paid, ring = leavers_in_turn(monkeypatch, [0.5, 0.6, 0.55, 0.2], n=4, exit_cost=0.06)
    assert paid == [1, 2]
    assert ring.inside.tolist() == [True, False, False, True]


@pytest.mark.parametrize(("leaver", "leader"), [(0, 1), (2, 0)])
def test_a_leader_that_leaves_has_an_heir_and_any_other_leaves_the_lead_where_it_is(
    monkeypatch, leaver, leader
):
    outside = np.full(3, 0.2)
    outside[leaver] = 0.6
    actors = [actor(0), actor(1, budget={"rule": "appropriation", "yearly_idr": 3.0 * ONE}), actor(2)]
    _, ring = reviewed(monkeypatch, outside, actors=actors)
    assert not ring.inside[leaver]
    assert ring.leader == leader  # who has most money inherits


def test_nobody_pays_for_going_on_when_the_term_is_over():
    def gone_on(**agreement):
        world = PartnerWorld(scenario(n=3, mechanisms=CALM, agreement={"months": 15, **agreement})).run(30)
        assert [what for _, what, *_ in world.agreements[0].events].count("renewed") == 1
        return world.agreements[0].accounts.total

    dear, free = gone_on(exit_cost=0.1), gone_on(exit_cost=0.0)
    np.testing.assert_array_equal(dear.against_leaving, free.against_leaving)
    np.testing.assert_array_equal(dear.against_nobody, free.against_nobody)


def told(ring):
    return [(what, detail) for _, what, _, detail in ring.events if what in ("dormant", "active again")]


def test_an_agreement_is_dormant_while_somebody_sleeps_and_that_is_told_once(monkeypatch):
    world, ring = reviewed(monkeypatch, [0.2, 0.2], n=2, asleep=[0.1, 0.6])
    assert ring.dormant and told(ring) == [("dormant", "asleep: org_1")]
    world.month += 1
    PartnerReview().step(world)
    assert told(ring) == [("dormant", "asleep: org_1")]
    ring.turn(1)
    assert not ring.dormant
    PartnerReview().step(world)
    assert told(ring) == [("dormant", "asleep: org_1"), ("active again", "all awake")]
    assert [(entry[1], entry[2]) for entry in world.diary if entry[1] in ("dormant", "active again")] == [
        ("dormant", "ring"), ("active again", "ring"),
    ]  # fmt: skip
    ring.turn(0)
    ring.end(world.month, "for a try")
    assert not ring.dormant


def test_a_contract_holds_to_the_plan_of_the_year_not_to_what_a_meeting_makes_of_its_end():
    world = PartnerWorld(scenario(n=2, mechanisms=CALM, agreement={"terms": {"completeness": 1.0}})).run(3)
    ring = world.agreements[0]
    share_out_money(world)
    money = circumstances(world, ring).budgets
    year, december = np.zeros_like(ring.plan_idr), np.zeros_like(ring.plan_idr)
    year[0, 0], year[1, 1], december[:, 3] = 1e8, 2e8, 3e8
    agreed = Plan.agreed(year, money)
    ring.put_in_force(replace(agreed, spends_idr=december))
    ring.change_contract(completeness=1.0)
    ring.replan = False
    renew_plan(world, ring, agreed=False)  # at a meeting
    assert ring.plan_idr[0, 0] >= 1e8 and ring.plan_idr[1, 1] >= 2e8
    np.testing.assert_array_equal(ring.plan.agreed_idr, year)
    np.testing.assert_array_equal(ring.plan.agreed_money_idr, money)
    renew_plan(world, ring, agreed=True)  # in January
    np.testing.assert_array_equal(ring.plan.agreed_idr, ring.plan_idr)


def test_why_levers_of_surplus_do_nothing():
    ring = scenario(n=2, mechanisms={"rival_benefits": {"rate": 0.0}})
    earns_nothing = "the partnership earns nothing that one partner could keep"
    assert idle_because(ring, "mechanisms.rival_benefits.hold_up").startswith(earns_nothing)
    assert idle_because(ring, "agreements.ring.terms.sharing") == ""  # it still decides what is felt to be fair
    assert idle_because(ring, "mechanisms.rival_benefits.rate") == ""
    assert idle_because(ring, "mechanisms.partner_review.horizon_months").startswith("leaving costs nothing")
    dear = scenario(n=2, agreement={"kind": "treaty"})
    assert idle_because(dear, "mechanisms.partner_review.horizon_months") == ""
    assert idle_because(dear, "agreements.ring.terms.sharing") == ""
