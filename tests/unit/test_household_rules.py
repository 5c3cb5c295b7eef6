"""Rules of the household month against numbers worked out by hand: lots, labour, enterprise, debts, learning."""

from __future__ import annotations

from math import exp, sqrt
from typing import Any

import pytest

from partnersim.mechanisms.households import (
    capital,
    consumption,
    debt,
    enterprise,
    labour,
    practice,
    services,
    stages,
)
from partnersim.mechanisms.households.household import Chances, Craft, Purse
from partnersim.mechanisms.households.parameters import household_parameters
from partnersim.scenario.spec import Scenario
from tests.household_case import MARKET, SETTING, TRAITS, with_
from tests.reference.worlds import WAGES

HALF = 0.5


PURSE = Purse(savings=0.0, debt=0.0, smoothed=0.0, account=0.0)


# --- parameters ---------------------------------------------------------------------------------------------


def test_a_parameter_is_named_after_mechanism_and_field() -> None:
    spec = Scenario(
        mechanisms={"moneylender": {"rate": 0.07, "on": False}, "lending": {"banking_delay": True}}
    )
    p = household_parameters(spec, WAGES)
    assert (p.moneylender_rate, p.moneylender_on, p.lending_banking_delay) == (0.07, 0.0, 1.0)
    assert (p.mean_wage, p.market_ratio, p.line) == (*WAGES, spec.place.poverty_line_idr)
    hidden = {
        "contract_farming_price",
        "loan_application_horizon_loans",
        "loan_standing_on",
        "market_growth_on",
    }
    assert not hidden & set(p._fields)


def test_parameters_that_are_calculated_from_several() -> None:
    mechanisms = {
        "market_growth": {"per_year": 0.06},
        "income_shocks": {"fixed_sd": 0.3, "persistent_sd": 0.4},
        "contract_farming": {"price": 1.2, "nucleus_margin": 0.25},
        "loan_application": {"reserve_instalments": 8.0, "horizon_loans": 3.0},
    }
    # 26 weeks are 6 months of 52 / 12 weeks; a month of grace and instalments every two weeks
    funds = {"term_weeks": 26, "rate_per_month": 0.02, "grace_months": 1, "weeks_between_instalments": 2}
    p = household_parameters(Scenario(mechanisms=mechanisms, programme={"community_funds": funds}), WAGES)
    assert p.growth == pytest.approx(0.005) and p.wage_sd == pytest.approx(0.5)
    assert p.contract_price == pytest.approx(0.9)
    assert p.reserve_instalments == pytest.approx(8.0 - (52 / 12 + 2 - 1))
    assert (p.term_months, p.instalment_share) == pytest.approx((7.0, 1 / 6))
    assert (p.flat_interest, p.principal_share) == pytest.approx((0.14, 1 / 1.14))
    assert (p.horizon_loans, p.follow_on, p.grace_months) == (3.0, 1.0, 1.0)
    once = {"community_funds": {"follow_on_loans": False}}
    alone = household_parameters(Scenario(mechanisms=mechanisms, programme=once), WAGES)
    assert (alone.horizon_loans, alone.follow_on) == (1.0, 0.0)
    still = household_parameters(
        Scenario(mechanisms={"market_growth": {"on": False, "per_year": 0.06}}), WAGES
    )
    assert still.growth == 0.0


# --- lots ---------------------------------------------------------------------------------------------------


def test_lots_are_drawn_where_they_can_matter() -> None:
    """On debts where a fund lends or somebody owes; on services and on places where some are given or held."""
    nothing = Chances(training=0.0, mentor=0.0, order=0.0, contract=0.0, asset=0.0, support=0.0)
    idle, lending = SETTING._replace(lends=False), SETTING._replace(lends=True)
    none = (False, False, False)
    assert stages.lots_that_matter(idle, nothing, False, False) == none
    assert stages.lots_that_matter(idle, nothing, True, False) == (True, False, False)
    assert stages.lots_that_matter(lending, nothing, False, False) == (True, False, False)
    assert stages.lots_that_matter(idle, nothing, False, True) == (False, False, True)
    for name in nothing._fields:
        served = name in ("training", "mentor", "order")
        matter = stages.lots_that_matter(idle, nothing._replace(**{name: 0.1}), False, False)
        assert matter == (False, served, not served), name


# --- labour -------------------------------------------------------------------------------------------------


def test_the_median_wage_is_the_line_times_the_mean_level() -> None:
    p = with_(mean_wage=0.5, income_shocks_transitory_sd=0.3)
    traits = TRAITS._replace(line=800_000.0, fixed_wage=0.1)
    wage = labour.full_wage(p, traits, -0.2, SETTING._replace(shock=0.05, growth=0.01, factor=0.9), 0.0)
    assert wage == pytest.approx(0.9 * 4 * 200_000 * exp(0.5 + 0.1 - 0.2 + 0.05 + 0.01 - 0.045), rel=1e-12)


def test_a_wage_shock_of_one_sd() -> None:
    p = with_(income_shocks_transitory_sd=0.3)
    traits = TRAITS._replace(line=800_000.0)
    ratio = labour.full_wage(p, traits, 0.0, SETTING, 1.0) / labour.full_wage(p, traits, 0.0, SETTING, 0.0)
    assert ratio == pytest.approx(exp(0.3), rel=1e-9)


def test_the_persistent_shock_is_stationary() -> None:
    p = with_(income_shocks_persistence=0.96, income_shocks_persistent_sd=0.3)
    assert labour.persistent_wage(p, 0.5, 0.0) == pytest.approx(0.48)
    assert labour.persistent_wage(p, 0.0, 1.0) == pytest.approx(0.3 * sqrt(1 - 0.96**2))


def test_income_shocks_off_leave_the_usual_income() -> None:
    p = with_(income_shocks_on=0, mean_wage=0.2)
    assert labour.persistent_wage(p, 0.37, -2.3) == 0.37
    traits = TRAITS._replace(line=300_000.0)
    assert labour.full_wage(p, traits, 0.0, SETTING, -2.3) == pytest.approx(300_000 * exp(0.2))


def test_low_earners_give_up_less_time() -> None:
    p = with_(time_cost_share=0.2, time_cost_slack=0.8, wage_sd=0.5)
    assert labour.time_given_up(p, 0.0, 0.0) == pytest.approx(0.2 * (1 - 0.4))
    assert labour.time_given_up(p, -50.0, 0.0) == pytest.approx(0.2 * 0.2)
    assert labour.time_given_up(p, 50.0, 0.0) == pytest.approx(0.2)
    assert labour.time_given_up(with_(time_cost_on=0), 0.0, 0.0) == 0.0


# --- enterprise and capital ---------------------------------------------------------------------------------


def test_output_at_the_reference_capital_and_its_elasticity() -> None:
    p = with_(enterprise_profit_at_reference_idr=150_000, enterprise_returns=0.3, technology_gain=0.6)
    assert enterprise.output_at(p, 0.0, 1e6) == pytest.approx(150_000)
    assert enterprise.output_at(
        p, enterprise.strength(0.1, 0.2, enterprise.technology_gain(p, 1, False)), 1e6
    ) == pytest.approx(150_000 * exp(0.9))
    assert enterprise.output_at(p, 0.0, 2e6) == pytest.approx(150_000 * 2**0.3)
    assert 0.0 < enterprise.output_at(p, 0.0, 0.0) < 150_000 * 0.02


def test_price_under_an_order_and_a_contract() -> None:
    p = with_(
        buyer_orders_output_share=0.4,
        buyer_orders_price=1.5,
        contract_farming_output_share=0.7,
        contract_price=1.2,
    )
    assert enterprise.effective_price(p, MARKET._replace(price=0.8), False, False) == 0.8
    assert enterprise.effective_price(p, MARKET._replace(price=0.8), True, False) == pytest.approx(
        0.6 * 0.8 + 0.4 * 1.5
    )
    assert enterprise.effective_price(p, MARKET._replace(price=0.8), True, True) == pytest.approx(
        0.3 * 0.8 + 0.7 * 1.2
    )


def test_desired_capital_is_where_the_marginal_return_is_its_cost() -> None:
    p = with_(
        enterprise_profit_at_reference_idr=150_000, enterprise_returns=0.3, enterprise_depreciation=0.015
    )
    best = enterprise.desired_capital(p, 0.2, 0.9)
    step = 10.0
    slope = (
        0.9
        * (enterprise.output_at(p, 0.2, best + step) - enterprise.output_at(p, 0.2, best - step))
        / (2 * step)
    )
    assert slope == pytest.approx(0.03, rel=1e-6)
    assert (
        enterprise.desired_capital(p, 0.2, 0.0)
        == enterprise.desired_capital(with_(enterprise_profit_at_reference_idr=0), 0.2, 1.0)
        == 0.0
    )


def test_the_jump_needs_the_money_and_a_gain() -> None:
    p = with_(
        technology_minimum_capital_idr=4e6, technology_gain=0.6, enterprise_profit_at_reference_idr=150_000
    )
    assert enterprise.jump_cost(p, 1.0, 0, 1.0, 3e6, 1.2e6) == pytest.approx(1e6)
    assert enterprise.jump_cost(p, 1.0, 0, 1.0, 3e6, 0.9e6) == -1.0
    assert enterprise.jump_cost(p, -5.0, 0, 1.0, 3e6, 1.2e6) == -1.0
    assert enterprise.jump_cost(p, 1.0, 0, 1.0, 5e6, 0.0) == 0.0


def test_wear_and_loss() -> None:
    p = with_(enterprise_depreciation=0.02, capital_loss_probability=0.01)
    assert capital.wear(p, 1e6, 0.5) == pytest.approx(0.98e6)
    assert capital.wear(p, 1e6, 0.009) == pytest.approx(0.49e6)
    assert capital.wear(with_(enterprise_depreciation=0.02, capital_loss_on=0), 1e6, 0.0) == pytest.approx(
        0.98e6
    )


def test_plough_back_savings_and_eating() -> None:
    p = with_(
        self_control_plough_back=0.1,
        self_control_spread=0.5,
        self_control_savings_to_capital=0.01,
        self_control_savings_share=0.1,
        self_control_eaten=0.03,
    )
    # gap 1,000,000; profit 200,000; savings 500,000 of which 0.3 x 400,000 is reserve
    purse = PURSE._replace(savings=500_000.0, smoothed=400_000.0)
    invest = capital.invest
    assert invest(p, 1e6, 2e6, 200_000.0, purse, 0.0, 0.0) == pytest.approx((20_000.0, 10_000.0, 0.0))
    weak, *_ = invest(p, 1e6, 2e6, 200_000.0, purse, 1.0, 0.0)
    coached, *_ = invest(p, 1e6, 2e6, 200_000.0, purse, 0.0, -1.0)
    assert (weak, coached) == pytest.approx((20_000 * exp(-0.5), 20_000 * exp(1.0)))
    assert invest(p, 2e6, 1e6, 200_000.0, purse, 0.0, 0.0) == pytest.approx((0.0, 0.0, 30_000.0))
    small_gap, *_ = invest(p, 1e6, 1.05e6, 200_000.0, purse._replace(savings=0.0), 0.0, 0.0)
    assert small_gap == pytest.approx(10_000.0)


def test_no_self_control_friction_closes_a_fifth_of_the_gap() -> None:
    p = with_(self_control_on=0)
    purse = PURSE._replace(savings=500_000.0, smoothed=400_000.0)
    assert capital.invest(p, 1e6, 2e6, 150_000.0, purse, 2.0, 0.0) == pytest.approx((150_000, 50_000, 0))
    assert capital.invest(p, 2e6, 1e6, 0.0, PURSE, 0.0, 0.0)[2] == pytest.approx(200_000)


# --- debts and consumption ----------------------------------------------------------------------------------


def test_wanted_consumption() -> None:
    p = with_(consumption_propensity=0.98, consumption_buffer=0.5, consumption_buffer_propensity=0.1)
    assert consumption.wanted_consumption(p, 1e6, 400_000.0, 300_000.0, 0.0) == pytest.approx(980_000)
    assert consumption.wanted_consumption(p, 1e6, 1.5e6, 300_000.0, 0.0) == pytest.approx(1_080_000)
    assert consumption.wanted_consumption(p, 1e6, 1.5e6, 300_000.0, 0.75) == pytest.approx(1_005_000)
    assert consumption.wanted_consumption(p, 100_000.0, 0.0, 300_000.0, 0.0) == 300_000


def test_a_shortfall_is_met_by_moneylender_then_capital_then_kin() -> None:
    p = with_(
        moneylender_probability=0.3, moneylender_limit=1.0, distress_sale_price=0.5, kin_support_minimum=0.45
    )
    traits = TRAITS._replace(line=800_000.0, floor=500_000.0)

    def call(p: Any, cash: float, debt: float, capital: float, u: float) -> consumption.Help:
        means = consumption.Means(cash=cash, net=0.0, wage=400_000.0, debt=debt, capital=capital, luck=0.0)
        return consumption.shortfall(p, traits, means, 900_000.0, u)

    # cash above the floor: borrowing is a matter of chance, and nothing is sold
    assert call(p, 800_000.0, 0.0, 1e6, 0.29) == (100_000.0, 0.0, 0.0)
    assert call(p, 800_000.0, 0.0, 1e6, 0.31) == (0.0, 0.0, 0.0)
    # below the floor it is certain, up to the limit; then capital at half its worth, up to the floor
    assert call(p, 200_000.0, 300_000.0, 1e6, 0.99) == (100_000.0, 400_000.0, 0.0)
    # kin hold 0.45 of the line when nothing is left to sell
    assert call(p, 200_000.0, 400_000.0, 0.0, 0.99) == (0.0, 0.0, 160_000.0)
    nobody = with_(moneylender_on=0, distress_sale_on=0, kin_support_on=0)
    assert call(nobody, 0.0, 0.0, 1e6, 0.0) == (0.0, 0.0, 0.0)


def test_a_meal_out_of_cash_on_hand() -> None:
    # smoothed 1,000,000 + 0.1 (400,000 - 1,000,000) = 940,000; wanted 0.9 of it, and of savings over the buffer
    p = with_(
        consumption_smoothing=0.1,
        consumption_propensity=0.9,
        consumption_buffer=0.5,
        consumption_buffer_propensity=0.1,
        moneylender_probability=1.0,
        moneylender_limit=1.0,
        distress_sale_price=0.5,
    )
    traits = TRAITS._replace(line=800_000.0, floor=500_000.0)
    purse = PURSE._replace(savings=470_000.0, smoothed=1e6)
    rich = consumption.Means(cash=1e6, net=400_000.0, wage=400_000.0, debt=0.0, capital=0.0, luck=0.0)
    fed = consumption.feed(p, traits, purse, rich, HALF)
    assert fed[:4] == pytest.approx((846_000.0, 154_000.0, 940_000.0, 0.0))
    short = consumption.feed(
        p, traits, purse, rich._replace(cash=300_000.0, debt=150_000.0, capital=90_000.0), HALF
    )
    # 250,000 borrowed up to the limit brings cash to 550,000, above the floor: nothing is sold
    assert short[:4] == pytest.approx((550_000.0, 0.0, 940_000.0, 400_000.0))
    assert short.help == pytest.approx((250_000.0, 0.0, 0.0))


def test_walking_away() -> None:
    p = with_(group_repayment_walk_away=0.1, group_repayment_contagion=2.0)
    chance = 0.1 * 0.5**1.5 * (1 + 2 * 0.25)
    assert debt.walks_away(p, 0.5, 0.25, 0.999 * chance) and not debt.walks_away(p, 0.5, 0.25, 1.001 * chance)
    assert not debt.walks_away(
        with_(group_repayment_walk_away=0.1, group_repayment_contagion=2.0, joint_liability_on=0),
        0.5,
        0.25,
        0.9 * chance,
    )
    assert not debt.walks_away(p, 1.0, 1.0, 1e-9)
    assert not debt.walks_away(with_(group_repayment_walk_away=1.0, group_repayment_on=0), 0.0, 1.0, 0.0)


def test_a_loan_payment_stops_at_the_floor() -> None:
    assert debt.loan_payment(500.0, 100.0, 30.0, 1000.0, 600.0) == (130.0, 0.0)
    assert debt.loan_payment(500.0, 100.0, 30.0, 650.0, 600.0) == (50.0, 80.0)
    assert debt.loan_payment(500.0, 100.0, 30.0, 10.0, 600.0) == (0.0, 130.0)
    assert debt.loan_payment(40.0, 100.0, 0.0, 1000.0, 600.0) == (40.0, 0.0)


def test_the_moneylender_is_paid_from_what_is_left_and_gives_up_the_hopeless() -> None:
    p = with_(moneylender_rate=0.1, moneylender_limit=1.0)
    assert debt.moneylender_payment(p, 1000.0, 5000.0, 600.0, 1000.0, 1000.0) == pytest.approx(
        (100.0, 1100.0, 0.0)
    )
    assert debt.moneylender_payment(p, 1000.0, 1200.0, 600.0, 1000.0, 1000.0) == pytest.approx(
        (100.0, 300.0, 0.0)
    )
    assert debt.moneylender_payment(p, 4000.0, 100.0, 600.0, 1000.0, 1000.0) == pytest.approx(
        (400.0, 0.0, 1400.0)
    )


def test_a_loan_month_counts_the_grace_period_and_stops_for_who_walked() -> None:
    p = with_(group_repayment_walk_away=0.0)
    loan = debt.Loan(owed=500.0, instalment=100.0, arrears=30.0, grace=0, walked=False, bond=0.0)
    assert debt.repay_loan(p, loan, 0.0, 1000.0, 600.0, HALF) == (370.0, 130.0, 0.0, False)
    assert debt.repay_loan(p, loan._replace(grace=2), 0.0, 1000.0, 600.0, HALF) == (470.0, 30.0, 0.0, False)
    assert debt.repay_loan(p, loan._replace(walked=True), 0.0, 1000.0, 600.0, HALF) == (
        500.0,
        0.0,
        130.0,
        True,
    )
    leaves = with_(group_repayment_walk_away=1.0)
    assert debt.repay_loan(leaves, loan, 0.0, 1000.0, 600.0, HALF) == (500.0, 0.0, 130.0, True)


# --- learning, entry, readiness -----------------------------------------------------------------------------


def test_a_gap_heals_by_doing_and_what_was_taught_is_forgotten() -> None:
    p = with_(
        practice_healing=0.02, practice_forgetting=0.1, practice_skill_fading=0.05, coaching_fading=0.01
    )
    assert practice.fade(p, Craft(-0.4, -0.5, 0.8), True, False) == pytest.approx((-0.392, -0.495, 0.76))
    assert practice.fade(p, Craft(-0.4, 0.0, 0.0), False, False) == pytest.approx((-0.4, 0.0, 0.0))
    assert practice.fade(p, Craft(0.2, 0.0, 0.0), False, False) == pytest.approx((0.18, 0.0, 0.0))
    off = with_(practice_on=0, coaching_on=0, buyer_orders_learning=0.5)
    assert practice.fade(off, Craft(0.2, -0.5, 0.8), True, True) == (0.2, -0.5, 0.8)


def test_an_owner_learns_from_a_running_order() -> None:
    p = with_(practice_forgetting=0.1, buyer_orders_learning=0.05)
    assert practice.fade(p, Craft(0.2, 0.0, 0.0), True, True).practice == pytest.approx(0.18 + 0.05)
    assert practice.fade(p, Craft(0.2, 0.0, 0.0), False, True).practice == pytest.approx(0.18)


def test_visits() -> None:
    p = with_(practice_mentor_level=0.2, coaching_effect=1.0)
    assert practice.visited(p, Craft(0.0, 0.0, 0.3), 0.5, 0.25) == pytest.approx((0.1, -0.25, 0.3))
    assert practice.visited(p, Craft(0.3, -1.0, 0.0), 0.5, 0.25) == pytest.approx((0.3, -1.0, 0.0))
    off = with_(practice_on=0, coaching_on=0)
    assert practice.visited(off, Craft(0.0, 0.0, 0.0), 0.5, 0.25) == (0.0, 0.0, 0.0)
    assert services.share_covered(0.3, 2.0) == pytest.approx(0.51)


def test_a_course_teaches_owners_practice_and_others_a_skill() -> None:
    p = with_(practice_training_gain=0.1)
    assert practice.taught(p, Craft(0.2, -0.1, 0.4), True, 1.5) == pytest.approx((0.35, -0.1, 0.4))
    assert practice.taught(p, Craft(0.0, 0.0, 0.4), False, 0.5) == pytest.approx((0.0, 0.0, 0.9))
    assert practice.taught(p, Craft(0.0, 0.0, 0.4), False, 1.0).skill == 1.0
    assert practice.taught(with_(practice_on=0), Craft(0.2, 0.0, 0.4), True, 1.0) == (0.2, 0.0, 0.4)
