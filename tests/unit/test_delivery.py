"""What a month's money becomes in hamlets, worked out by hand for one organization."""

from __future__ import annotations

import numpy as np
import pytest

from partnersim.mechanisms.services.delivery import ServiceDelivery
from partnersim.scenario.spec import Scenario
from partnersim.world.contracts import Plan
from tests.partner_world import PartnerWorld, actor

MILLION = 1e6
YEARLY = [120.0, 240.0, 360.0, 480.0, 60.0]
"""Million rupiah a year by aspect: programme, facilities, personnel, use of outputs, funds; all at full capacity."""

SERVICES = {
    "socialisation_idr": 4 * MILLION, "training_place_idr": 0.5 * MILLION, "mentor_visit_idr": 0.1 * MILLION,
    "training_share": 0.6, "order_place_idr": 0.25 * MILLION, "contract_share": 0.3, "support_share": 0.25,
}  # fmt: skip


def delivered(**changes: object) -> PartnerWorld:
    """A month of one agreement whose plan is written by hand, in six simulated hamlets that stand for two each."""
    first = actor(0) | {
        "staff": 100.0, "productivity": {"programme": 2.0, "facilities": 0.5, "personnel": 1.5, "use_of_outputs": 1.25},
        "capacity_idr": {"programme": 120e6, "facilities": 240e6, "personnel": 360e6, "use_of_outputs": 480e6},
    }  # fmt: skip
    spec = Scenario(
        actors=(first, actor(1)),
        agreements=({"name": "ring", "members": ("org_0", "org_1"), "working_already": True},),
        programme={"services": SERVICES, "community_funds": {"meeting_rate": 0.8}},
        mechanisms={
            "service_delivery": {"meeting_priority": 1.0},
            "asset_transfer": {"package_idr": 2 * MILLION},
            "consumption_support": {"amount_idr": 0.2 * MILLION},
        },
    )
    world = PartnerWorld(spec)
    ring = world.agreements[0]
    yearly = np.array([YEARLY, [0.0] * len(YEARLY)]) * MILLION
    ring.put_in_force(Plan.agreed(yearly, np.array([1260 * MILLION, 0.0])))
    ring.money_share = np.ones(2)
    for name, value in changes.items():
        getattr(ring.month, name)[0] = value
    world.ledger.post(world.accounts.treasury, world.organizations[0].cash, 200 * MILLION, "appropriation")
    ServiceDelivery().step(world)
    world.ledger.close_month({})
    return world


def test_services_of_the_place_are_the_effective_rupiah():
    world = delivered()
    # a month: 10 x 2, (20 less a quarter for support) x 0.5, 30 x 1.5, 40 x 1.25 million rupiah of effect
    assert world.agreements[0].month.value_idr == pytest.approx((20 + 7.5 + 45 + 50) * MILLION)
    services, twelfth = world.services, 1.0 / 12.0  # of the place: two hamlets by each of six
    assert services.training_places == pytest.approx(np.full(6, 45 * twelfth * 0.6 / 0.5))
    assert services.mentor_visits == pytest.approx(np.full(6, 45 * twelfth * 0.4 / 0.1))
    assert services.order_places == pytest.approx(np.full(6, 50 * twelfth * 0.7 / 0.25))
    assert services.contract_places == pytest.approx(np.full(6, 50 * twelfth * 0.3 / 0.25))
    assert services.asset_packages == pytest.approx(np.full(6, 7.5 * twelfth / 2.0))
    assert services.support_places == pytest.approx(np.full(6, 5 * twelfth / 0.2))
    # programme work counts double in the four hamlets with a fund: 2 of 16 parts in each, 1 of 16 elsewhere
    reached = 1.0 - np.exp(-20 * np.array([2, 2, 1, 1, 1, 1]) / 16 / 4.0)
    assert services.socialised == pytest.approx(reached)
    assert services.meeting_rate == pytest.approx(0.8 * reached * [1, 1, 0, 0, 0, 0])
    assert services.promised_ratio == pytest.approx(np.ones(6))


def test_money_is_paid_for_what_it_was_planned():
    world = delivered()
    flows = world.ledger.flows()
    paid = flows[flows["kind"] != "appropriation"].groupby("kind")["amount_idr"].sum().to_dict()
    assert paid == pytest.approx({
        "programme": 10e6, "facilities": 15e6, "support": 5e6, "personnel": 30e6, "use_of_outputs": 40e6, "funds": 5e6,
    })  # fmt: skip


def test_what_is_shirked_is_shown_and_what_is_taken_is_gone():
    world = delivered(shirk=0.2, leak=0.1)
    ring = world.agreements[0]
    # of 105 million a month 21 go to the showpiece (programme); a tenth of the real work left, 80, is taken
    assert ring.month.diverted_idr == pytest.approx([21e6, 0.0])
    assert ring.month.leaked_idr == pytest.approx([8e6, 0.0])
    assert ring.month.delivered_idr[0] == pytest.approx(np.array([7.2, 14.4, 21.6, 28.8, 4.0]) * MILLION)
    # promised 105, arrived 76 as work and money for funds
    assert world.services.promised_ratio == pytest.approx(np.full(6, 76 / 105))
    assert world.services.mentor_visits.sum() == pytest.approx(6 * 0.4 / 0.1 / 12.0 * personnel_effect(21.6))


def personnel_effect(money: float) -> float:
    """Million rupiah of effect of less than full use: 30 million a month are full use, returns are those in force."""
    returns = Scenario().mechanisms.needs.returns
    return money * 1.5 * (money / 30.0) ** (returns - 1.0)
