"""Steps of technology and markets that grow with the place, off by default: right values by hand."""

from __future__ import annotations

from math import exp

import pytest

from partnersim.mechanisms.households import (
    capital,
    credit,
    enterprise,
)
from partnersim.mechanisms.households.household import Craft, Firm, Purse
from partnersim.theory import households
from partnersim.theory.chance.lots import NEVER, IncomeLots, PlanLots
from tests.household_case import MARKET, TRAITS, USE, with_
from tests.reference.worlds import busy_services, make_world

ABLE = TRAITS._replace(floor=200_000.0, talent=0.5)
LADDER = {
    "technology_ladder_on": 1, "technology_ladder_first_idr": 2e6, "technology_ladder_ratio": 1.6,
    "technology_ladder_steps": 4, "technology_ladder_gain": 0.2, "technology_ladder_kept_above_share": 0.6,
}  # fmt: skip


# --- a ladder of steps --------------------------------------------------------------------------------------


def test_scales_of_a_ladder() -> None:
    assert [households.step_scale(2e6, 1.6, step) for step in (1, 2, 3, 4)] == pytest.approx(
        [2e6, 3.2e6, 5.12e6, 8.192e6]
    )


@pytest.mark.parametrize(
    ("steps", "capital", "kept"),
    [(0, 9e6, 0), (1, 1.2e6, 1), (1, 1.19e6, 0), (3, 3.1e6, 3), (3, 3.0e6, 2), (3, 1.9e6, 1), (3, 1.0e6, 0)],
)
def test_steps_are_kept_down_to_a_share_of_their_scale(steps: int, capital: float, kept: int) -> None:
    """At 0.6 of 2.0, 3.2 and 5.12 million: 1.2, 1.92 and 3.072 million."""
    assert households.steps_kept(2e6, 1.6, 0.6, steps, capital) == kept
    assert enterprise.steps_held(with_(**LADDER), steps, capital) == kept


def test_the_one_step_is_held_and_lost_as_before() -> None:
    p = with_(technology_minimum_capital_idr=4e6, technology_lost_below_share=0.8)
    held = [enterprise.steps_held(p, *case) for case in ((1, 3.2e6), (1, 3.19e6), (0, 9e6))]
    assert held == [1, 0, 0]
    assert enterprise.top_step(p) == 1 and enterprise.top_step(with_(**LADDER)) == 4


def test_what_steps_add_and_what_a_contract_adds() -> None:
    gain = enterprise.technology_gain
    one = with_(technology_gain=0.5)
    assert [gain(one, *case) for case in ((0, False), (1, False), (0, True))] == [0.0, 0.5, 0.5]
    p = with_(**LADDER, technology_gain=0.5)
    assert [gain(p, steps, False) for steps in (0, 1, 4)] == pytest.approx([0.0, 0.2, 0.8])
    assert [gain(p, steps, True) for steps in (0, 2, 3)] == pytest.approx([0.5, 0.5, 0.6])
    assert gain(with_(**LADDER, technology_on=0), 4, True) == 0.0


def test_a_step_is_taken_if_it_can_be_paid_and_pays() -> None:
    """From 1.7 to 2.0 million: 0.3 million, for exp(0.2) (2.0 / 1.7)^0.3 times the profit."""
    p = with_(**LADDER, enterprise_returns=0.3)
    assert enterprise.jump_cost(p, 1.0, 0, 1.0, 1.7e6, 0.3e6) == pytest.approx(0.3e6)
    assert enterprise.jump_cost(p, 1.0, 0, 1.0, 1.7e6, 0.29e6) == enterprise.NO_JUMP_IDR
    assert enterprise.jump_cost(p, 1.0, 2, 1.0, 5.0e6, 1e6) == pytest.approx(0.12e6)
    assert enterprise.jump_cost(p, -5.0, 2, 1.0, 5.0e6, 1e6) == enterprise.NO_JUMP_IDR


def test_an_owner_climbs_step_by_step_to_the_top() -> None:
    p = with_(
        **LADDER, technology_jump=0.1, enterprise_depreciation=0.0, self_control_plough_back=0.0,
        self_control_savings_to_capital=0.0, self_control_eaten=0.0, enterprise_profit_at_reference_idr=150_000,
    )  # fmt: skip
    purse, craft = Purse(savings=20e6, debt=0.0, smoothed=0.0, account=0.0), Craft(0.0, 0.0, 0.0)
    plans = PlanLots(idea=NEVER, close=NEVER, moneylender=NEVER, technology_jump=0.09)
    quiet = IncomeLots(0.0, 0.0, 0.0, NEVER)
    firm, seen = Firm(True, 1.5e6, 0, False, False), []
    for _ in range(6):
        trade = enterprise.run_enterprise(p, ABLE._replace(talent=2.0), craft, firm, MARKET, 0.0)
        upkeep = capital.keep_up(p, ABLE._replace(talent=2.0), craft, firm, trade, purse, quiet, plans)
        firm = firm._replace(capital=upkeep.capital, technology=upkeep.technology)
        seen.append((upkeep.technology, round(upkeep.jump)))
    assert seen == [(1, 500_000), (2, 1_200_000), (3, 1_920_000), (4, 3_072_000), (4, 0), (4, 0)]


def test_a_loan_that_reaches_the_next_step_is_worth_more() -> None:
    """From one step and 2.8 million, 0.5 million reaches the second at 3.2: for 0.2 log and the capital."""
    terms = {"technology_jump": 0.5, "term_months": 12, "enterprise_returns": 0.3}
    use = USE._replace(owner=True, technology=1, strength=1.0, capital=2.8e6, desired=2.8e6)
    p, at_the_top = with_(**LADDER, **terms), USE._replace(**{**use._asdict(), "technology": 4})
    more = enterprise.output_at(p, 1.2, 3.2e6) - enterprise.output_at(p, 1.0, 2.8e6)
    gain = credit.loan_benefit(p, 0.5e6, use) - credit.loan_benefit(p, 0.5e6, at_the_top)
    assert gain == pytest.approx(0.5 * 12 * more)
    assert credit.loan_benefit(p, 0.3e6, use) < credit.loan_benefit(p, 0.5e6, use) - 0.4 * gain


# --- markets ------------------------------------------------------------------------------------------------


def test_enterprises_grow_with_the_market() -> None:
    """At 6 percent a year and a share of 1.5, after ten months: 0.06 / 12 x 10 x 1.5 = 0.075."""
    world = make_world(
        hamlets=2, rows=30, mechanisms={"market_reach": {"on": True, "share": 1.5}, "market_growth": {"per_year": 0.06}}
    )  # fmt: skip
    world.run(11, busy_services)
    assert world.hamlets.reach == pytest.approx(0.075)
    alone = {"market_growth": {"per_year": 0.06}, "market_reach": {"on": False}}
    without = make_world(hamlets=2, rows=30, mechanisms=alone)
    without.run(11, busy_services)
    assert not without.hamlets.reach.any()
    assert world.hamlets.supply.sum() > without.hamlets.supply.sum()
    wages = {"market_growth": {"on": False}, "market_reach": {"on": True}}
    still = make_world(hamlets=2, rows=30, mechanisms=wages)
    still.run(11, busy_services)
    assert not still.hamlets.reach.any()


def test_what_markets_have_grown_by_counts_as_talent() -> None:
    p = with_(practice_newcomer_gap=0.0)
    grown = enterprise.run_enterprise(
        p, ABLE._replace(talent=0.5 + 0.1), Craft(0.0, 0.0, 0.0), Firm(True, 1e6, 0, False, False), MARKET, 0.0
    )  # fmt: skip
    assert grown.expected == pytest.approx(p.enterprise_profit_at_reference_idr * exp(0.6))
