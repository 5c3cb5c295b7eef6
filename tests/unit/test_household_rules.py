"""Each rule of the household month against numbers worked out by hand, each switch against its promise."""

from __future__ import annotations

from math import exp, log, sqrt
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from partnersim.mechanisms.households import (
    capital,
    consumption,
    credit,
    debt,
    enterprise,
    entry_exit,
    labour,
    practice,
    readiness,
    services,
    stages,
)
from partnersim.mechanisms.households.household import Chances, Craft, Firm, Market, Purse, Setting, Traits
from partnersim.mechanisms.households.parameters import household_parameters, packed
from partnersim.scenario.spec import Scenario
from partnersim.theory.chance.lots import NEVER, PlaceLots, PlanLots
from partnersim.theory.sorting import stable_order
from tests.reference.worlds import WAGES, World, busy_services, make_world

BASE = household_parameters(Scenario(), WAGES)
OFF = {"on": False}
HALF = 0.5


TRAITS = Traits(line=0.0, floor=0.0, fixed_wage=0.0, talent=0.0, weak_will=0.0, hassle=0.0, listed=False)
MARKET = Market(price=1.0, reach=0.0, scheme=1.0, fails=False)
SETTING = Setting(
    market=MARKET, shock=0.0, growth=0.0, factor=1.0, lends=True, per_member=0.0, late_share=0.0,
    success=-1.0, socialised=0.0, meeting_rate=0.0, promised_ratio=1.0,
)  # fmt: skip
PURSE = Purse(savings=0.0, debt=0.0, smoothed=0.0, account=0.0)
FIRM = Firm(owner=True, capital=0.0, technology=0, contract=False, order=False)
USE = credit.Use(
    owner=False, technology=0, strength=0.0, price=1.0, capital=0.0, desired=0.0, spare=0.0, debt=0.0,
    start_gain=0.0, meetings=0.0,
)  # fmt: skip


def with_(**values: float) -> Any:
    """The default parameters, some of them changed, as the rules take them."""
    return packed(BASE._replace(**{name: float(value) for name, value in values.items()}))


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


# --- services -----------------------------------------------------------------------------------------------


def test_a_place_goes_to_a_candidate_by_what_is_free() -> None:
    assert services.chance_of_place(5.0, 2.0, 12.0) == pytest.approx(0.25)
    assert services.chance_of_place(5.0, 2.0, 2.0) == 1.0
    assert services.chance_of_place(2.0, 5.0, 10.0) == services.chance_of_place(0.0, 0.0, 0.0) == 0.0


def test_a_course_must_be_worth_its_trouble() -> None:
    # 100,000 a month x 0.1 / 0.05 = 200,000 until it is forgotten, against 0.5 of the hassle
    p = with_(practice_training_gain=0.1, practice_forgetting=0.05, training_hassle_share=0.5)
    assert services.takes_course(p, 100_000.0, 390_000.0, 1.0)
    assert not services.takes_course(p, 100_000.0, 410_000.0, 1.0)
    assert services.takes_course(p, 100_000.0, 790_000.0, 2.0)
    assert not services.takes_course(with_(practice_training_gain=0.1, training_on=0), 1e9, 1.0, 1.0)
    never_forgotten = with_(practice_training_gain=0.1, practice_forgetting=0.0, training_hassle_share=1.0)
    assert services.takes_course(never_forgotten, 100.0, 999.0, 1.0)
    assert not services.takes_course(never_forgotten, 100.0, 1001.0, 1.0)


def test_an_order_is_taken_where_its_price_is_better() -> None:
    p = with_(buyer_orders_price=1.1)
    assert services.takes_order(p, 1.09) and not services.takes_order(p, 1.1)
    assert not services.takes_order(with_(buyer_orders_price=1.1, buyer_orders_on=0), 0.5)


def test_a_contract_is_taken_for_more_profit_by_owners_of_enough_capital() -> None:
    # all output at 0.9 with a technology worth a factor e^0.5, against a price of 1 without it
    p = with_(
        contract_farming_output_share=1.0,
        contract_price=0.9,
        contract_farming_entry_capital_idr=1e6,
        technology_gain=0.5,
        enterprise_returns=0.3,
    )
    craft, firm = Craft(0.1, 0.0, 0.0), FIRM._replace(capital=1e6)
    takes = services.takes_contract
    assert takes(p, TRAITS, craft, firm, 0.0, 1.0, MARKET)
    assert not takes(p, TRAITS, craft, firm, 0.0, 0.91 * exp(0.5), MARKET)  # what it sells now is dearer
    assert takes(p, TRAITS, craft, firm, 0.0, 0.89 * exp(0.5), MARKET)
    assert not takes(p, TRAITS, craft, firm._replace(technology=1), 0.0, 1.0, MARKET)
    assert takes(p, TRAITS, craft, firm._replace(technology=1), 5e5, 1.0, MARKET)  # 0.9 x 1.5^0.3 > 1
    assert not takes(p, TRAITS, craft, firm._replace(capital=0.99e6), 0.0, 1.0, MARKET)
    assert not takes(p, TRAITS, craft, firm._replace(contract=True), 0.0, 1.0, MARKET)
    off = with_(
        contract_farming_output_share=1.0,
        contract_price=9.0,
        contract_farming_entry_capital_idr=0.0,
        contract_farming_on=0,
    )
    assert not takes(off, TRAITS, craft, firm, 0.0, 1.0, MARKET)


def test_a_contract_ends_by_failure_or_side_selling() -> None:
    p = with_(contract_farming_scheme_failure=0.02, contract_farming_side_selling=0.3, contract_price=1.0)
    luck = PlaceLots(NEVER, NEVER, NEVER, NEVER)._replace(contract_fail=0.03, side_sell=0.2)
    assert services.contract_ends(p, MARKET._replace(price=1.01), luck) and not services.contract_ends(
        p, MARKET, luck
    )
    assert not services.contract_ends(p, MARKET._replace(price=1.01), luck._replace(side_sell=0.31))
    assert services.contract_ends(p, MARKET._replace(price=0.5), luck._replace(contract_fail=0.019))
    assert services.contract_ends(with_(contract_farming_on=0), MARKET, PlaceLots(NEVER, NEVER, NEVER, NEVER))


def test_goods_start_an_enterprise_or_add_to_one() -> None:
    p = with_(practice_newcomer_gap=0.35)
    idle = entry_exit.State(
        owner=False, capital=0.0, practice=0.0, skill=0.4, age=7.0, savings=50.0, spare=0.0
    )
    assert entry_exit.use_goods(p, idle, 800.0) == pytest.approx((True, 800.0, -0.21, 0.4, 0.0, 50.0, 0.0))
    owner = idle._replace(owner=True, capital=100.0, practice=0.2)
    assert entry_exit.use_goods(p, owner, 800.0) == pytest.approx((True, 900.0, 0.2, 0.4, 7.0, 50.0, 0.0))
    assert services.goods_are_given(p) and not services.goods_are_given(with_(asset_transfer_on=0))
    assert not services.goods_are_given(with_(enterprise_on=0))


def test_support_is_paid_to_the_poor_by_lot() -> None:
    p = with_(consumption_support_amount_idr=60_000)
    assert services.support_paid(p, True, 0.5, 0.49) == 60_000.0
    assert services.support_paid(p, True, 0.5, 0.51) == services.support_paid(p, False, 0.5, 0.1) == 0.0
    assert services.support_paid(with_(consumption_support_on=0), True, 0.5, 0.1) == 0.0


# --- start and close ----------------------------------------------------------------------------------------


def test_a_beginner_expects_less_and_training_helps() -> None:
    p = with_(practice_newcomer_gap=0.35, entry_start_capital_idr=300_000)
    assert entry_exit.start_practice(p, 0.0) == -0.35
    assert entry_exit.start_practice(p, 1.0) == entry_exit.start_practice(with_(practice_on=0), 0.0) == 0.0
    aim = enterprise.desired_capital(p, 0.5 - 0.35, 0.9)
    between = sqrt(300_000 * aim)
    expected = 0.9 * enterprise.output_at(p, 0.15, between)
    assert entry_exit.expected_start_profit(p, 0.5, 0.0, 0.9, 300_000.0) == pytest.approx(expected, rel=1e-12)
    assert entry_exit.expected_start_profit(p, 0.5, 1.0, 0.9, 300_000.0) > expected


def test_start_or_close() -> None:
    p = with_(
        entry_start_capital_idr=300_000,
        entry_idea=0.1,
        entry_margin=0.1,
        practice_newcomer_gap=0.35,
        exit_base=0.01,
        distress_sale_price=0.5,
    )
    luck = PlanLots(idea=0.09, close=0.5, moneylender=0.5, technology_jump=0.5)
    traits, work = TRAITS._replace(talent=1.0), labour.NO_WORK._replace(wage=100_000.0)
    idle = entry_exit.State(
        owner=False, capital=0.0, practice=0.0, skill=0.0, age=0.0, savings=350_000.0, spare=0.0
    )

    def decide(state: Any, luck: Any) -> entry_exit.Change:
        return entry_exit.start_or_close(p, state, traits, work, 1.0, 200.0, 100.0, luck)

    begun = decide(idle, luck)
    assert begun.state == pytest.approx((True, 300_000.0, -0.35, 0.0, 0.0, 50_000.0, 0.0))
    assert begun[1:] == (300_000.0, 0.0, 0.0)
    assert decide(idle, luck._replace(idea=0.11)) == (idle, 0.0, 0.0, 0.0)
    poor = idle._replace(savings=200_000.0)
    profit = entry_exit.expected_start_profit(p, 1.0, 0.0, 1.0, 300_000.0)
    given_up = 100_000.0 * labour.time_given_up(p, 0.0, 0.0)
    assert decide(poor, luck) == (poor, 0.0, 0.0, pytest.approx(profit - given_up))
    owner = entry_exit.State(
        owner=True, capital=1e6, practice=0.2, skill=0.3, age=5.0, savings=10.0, spare=0.0
    )
    assert decide(owner, luck) == (owner._replace(age=6.0), 0.0, 0.0, 0.0)
    closed = decide(owner, luck._replace(close=0.009))
    assert closed == ((False, 0.0, 0.0, 0.3, 6.0, 500_010.0, 0.0), 0.0, 1e6, 0.0)


def test_a_start_must_beat_the_wage_by_the_margin() -> None:
    p = with_(entry_margin=0.1)
    assert entry_exit.gain_of_starting(p, 111.0, 100.0) == pytest.approx(11.0)
    assert entry_exit.gain_of_starting(p, 109.0, 100.0) == 0.0


@pytest.mark.parametrize(
    ("expected", "left", "hazard"),
    [(200.0, 1e6, 0.01), (50.0, 1e6, 0.03), (200.0, 1.0, 0.11), (50.0, 1.0, 0.13)],
)
def test_closing_hazards_add_up(expected: float, left: float, hazard: float) -> None:
    p = with_(exit_base=0.01, exit_low_profit=0.02, exit_low_capital=0.1, exit_nearly_gone_share=0.2)
    assert entry_exit.closes(p, expected, 100.0, left, 0.999 * hazard)
    assert not entry_exit.closes(p, expected, 100.0, left, 1.001 * hazard)
    assert not entry_exit.closes(with_(exit_on=0), expected, 100.0, left, 0.0)


def test_readiness_follows_work_success_and_promises() -> None:
    p = with_(
        readiness_start=0.4,
        readiness_from_socialisation=0.1,
        readiness_from_success=0.05,
        readiness_from_broken_promises=0.2,
        readiness_fading=0.1,
    )
    after = readiness.next_readiness
    assert after(p, 0.4, SETTING) == pytest.approx(0.4)
    assert after(p, 0.4, SETTING._replace(socialised=0.5)) == pytest.approx(0.4 + 0.1 * 0.5 * 0.6)
    assert after(p, 0.4, SETTING._replace(success=0.8)) == pytest.approx(0.42)
    assert after(p, 0.4, SETTING._replace(promised_ratio=0.5)) == pytest.approx(0.3)
    assert after(p, 0.6, SETTING) == pytest.approx(0.58)
    assert after(p, 0.01, SETTING._replace(success=0.0, promised_ratio=0.0)) == 0.0
    off = SETTING._replace(socialised=1.0, success=1.0, promised_ratio=0.0)
    assert after(with_(readiness_on=0), 0.9, off) == 0.9


def test_the_bond_grows_with_meetings_and_fades_without() -> None:
    p = with_(group_repayment_bond_growth=0.1, group_repayment_bond_fading=0.03)
    assert readiness.next_bond(p, 0.5, 1.0) == pytest.approx(0.5 + 0.05 - 0.015)
    assert readiness.next_bond(p, 0.5, 0.0) == pytest.approx(0.485)


# --- credit -------------------------------------------------------------------------------------------------


def test_the_size_of_the_next_loan() -> None:
    p = with_(first_loan=300, loan_growth=1.25, largest_loan=1000, fair_share=1.5)
    assert credit.offered_loan(p, 0.0, 10_000.0) == 300
    assert credit.offered_loan(p, 400.0, 10_000.0) == 500
    assert credit.offered_loan(p, 900.0, 10_000.0) == 1000
    assert credit.offered_loan(p, 400.0, 300.0) == 450
    assert credit.offered_loan(p, 400.0, 1.0) == 300


def test_what_is_really_invested() -> None:
    p = with_(
        loan_application_invested_share=0.8, reserve_instalments=2.0, flat_interest=0.1, instalment_share=0.5
    )
    weekly = 1300 * 1.1 * 0.5 * 12 / 52
    assert credit.invested_part(p, 1300.0) == pytest.approx(0.8 * (1300 - 2 * weekly))
    assert credit.invested_part(with_(reserve_instalments=52.0, instalment_share=1.0), 1300.0) == 0.0


def test_the_worth_of_a_loan() -> None:
    p = with_(term_months=6, flat_interest=0.12, loan_application_lump_sum_value=0.02, moneylender_rate=0.1)
    without = credit.loan_benefit(p, 1e6, USE)
    assert without == pytest.approx(-0.10 * 1e6)
    start = credit.loan_benefit(p, 1e6, USE._replace(start_gain=40_000.0))
    assert start - without == pytest.approx(240_000)
    indebted = credit.loan_benefit(p, 1e6, USE._replace(debt=500_000.0))
    assert indebted - without == pytest.approx(300_000)
    firm = USE._replace(owner=True, technology=True, strength=0.3, price=0.9, capital=1e6, desired=5e6)
    owner = credit.loan_benefit(p, 1e6, firm)
    added = credit.invested_part(p, 1e6)
    more = 0.9 * (enterprise.output_at(p, 0.3, 1e6 + added) - enterprise.output_at(p, 0.3, 1e6))
    assert owner - without == pytest.approx(6 * more)
    assert credit.loan_benefit(p, 1e6, firm._replace(capital=5e6)) == pytest.approx(without)


def test_a_loan_within_reach_of_the_technology_is_worth_more() -> None:
    terms = {
        "technology_minimum_capital_idr": 4e6,
        "technology_gain": 0.6,
        "technology_jump": 0.1,
        "term_months": 6,
    }
    use = USE._replace(owner=True, strength=0.5, capital=3.2e6, desired=3.2e6)
    plain = credit.loan_benefit(with_(**terms, technology_on=0), 1e6, use)
    p = with_(**terms)
    gain = enterprise.output_at(p, 0.5 + 0.6, 4e6) - enterprise.output_at(p, 0.5, 3.2e6)
    assert credit.loan_benefit(p, 1e6, use) - plain == pytest.approx(0.1 * gain * 6)
    assert credit.loan_benefit(p, 0.7e6, use) < 0.0  # 3.9 million in reach
    assert credit.loan_benefit(p, 0.7e6, use._replace(spare=0.1e6)) > 0.0


def test_who_wants_a_loan() -> None:
    # worth 0.3 of 300 with a lump sum, no interest: 90
    p = with_(
        first_loan=300,
        loan_application_lump_sum_value=0.3,
        flat_interest=0.0,
        loan_application_considers=0.5,
        loan_application_repeat_share=0.5,
        horizon_loans=3.0,
        readiness_start=0.4,
    )
    outside = credit.Applicant(
        member=False, free=False, listed=True, readiness=0.4, hassle=260.0, last_loan=0.0
    )
    wish = credit.loan_wish
    assert wish(p, outside, USE, 0.0, 0.19) == credit.TO_JOIN
    assert wish(p, outside, USE, 0.0, 0.21) == credit.NO_LOAN  # thinks of it with chance 0.5 x 0.4
    assert wish(p, outside._replace(hassle=280.0), USE, 0.0, 0.19) == credit.NO_LOAN
    assert wish(p, outside._replace(listed=False), USE, 0.0, 0.19) == credit.NO_LOAN
    member = outside._replace(member=True, free=True, hassle=170.0)
    assert wish(p, member, USE, 0.0, 0.99) == credit.AS_MEMBER
    assert wish(p, member._replace(hassle=190.0), USE, 0.0, 0.99) == credit.NO_LOAN
    assert wish(p, member._replace(free=False), USE, 0.0, 0.99) == credit.NO_LOAN


def test_the_ready_have_less_trouble() -> None:
    p = with_(readiness_start=0.4)
    assert credit.trouble(p, 1000.0, 0.4) == pytest.approx(1000)
    assert credit.trouble(p, 1000.0, 0.9) == pytest.approx(500)
    assert credit.trouble(p, 1000.0, 0.0) == pytest.approx(1400)


def test_the_stable_order_is_numpys() -> None:
    rng = np.random.default_rng(5)
    for n in (0, 1, 2, 7, 64, 1000):
        keys = rng.integers(0, 20, n) / 4.0
        assert np.array_equal(stable_order(keys), np.argsort(keys, kind="stable"))


# --- switches, on a small world -----------------------------------------------------------------------------


def lived(
    months: int = 8, *, services: bool = True, everything: bool = False, **mechanisms: dict[str, Any]
) -> tuple[World, dict[str, float]]:
    """A world under some switches after some months, and its flows in sum."""
    world = make_world(
        hamlets=4, rows=60, seed=5, everything=everything, mechanisms=mechanisms,
        community_funds={"term_weeks": 26},
    )  # fmt: skip
    flows = world.run(months, busy_services if services else None)
    return world, {kind: sum(month[kind] for month in flows) for kind in flows[0]}


@pytest.fixture(scope="module")
def on() -> tuple[World, dict[str, float]]:
    return lived()


def col(world: World, name: str) -> NDArray[Any]:
    return np.asarray(getattr(world.households, name))


def test_everything_moves_when_everything_is_on() -> None:
    world, flows = lived(everything=True, contract_farming={"scheme_failure": 0.3})
    never = {"kin support", "loan written off"}  # need a longer or worse time
    assert {kind for kind, amount in flows.items() if amount == 0.0} <= never
    assert col(world, "loan").max() > 0.0 and col(world, "order_months").max() > 0


def test_income_shocks_off_everybody_earns_the_usual() -> None:
    world = make_world(
        mechanisms={"income_shocks": OFF, "hamlet_shocks": OFF, "market_growth": OFF, "enterprise": OFF}
    )
    world.run(1)
    first = col(world, "income").copy()
    world.run(3)
    np.testing.assert_array_equal(col(world, "income"), first)


def test_growth_raises_wages_by_its_rate() -> None:
    mechanisms = {"enterprise": OFF, "local_demand": OFF}
    worlds = [
        make_world(mechanisms={**mechanisms, "market_growth": growth}) for growth in (OFF, {"per_year": 0.06})
    ]
    paid = [world.run(13)[-1]["wages"] for world in worlds]
    assert paid[1] / paid[0] == pytest.approx(exp(0.06), rel=1e-9)


def test_local_demand_off_leaves_the_base_price(on: tuple[World, dict[str, float]]) -> None:
    world, _ = lived(local_demand=OFF)
    assert np.all(world.hamlets.price == 1.0)
    assert np.any(on[0].hamlets.price != 1.0)


def test_enterprise_off_nobody_earns_or_starts() -> None:
    world, flows = lived(enterprise=OFF)
    assert not col(world, "owner").any() and not col(world, "profit").any()
    assert flows["sales"] == flows["input costs"] == flows["equipment"] == 0.0


def test_entry_and_exit_off() -> None:
    start = make_world(hamlets=4, rows=60, seed=5)
    no_entry, _ = lived(entry=OFF, asset_transfer=OFF)
    assert not (col(no_entry, "owner").astype(bool) & ~col(start, "owner").astype(bool)).any()
    no_exit, _ = lived(exit=OFF)
    assert not (~col(no_exit, "owner").astype(bool) & col(start, "owner").astype(bool)).any()


def test_technology_off_raises_nobodys_profit() -> None:
    world = make_world(mechanisms={"technology": OFF})
    same = world.copy()
    world.households.technology[:] = col(world, "owner")
    same.households.technology[:] = 0
    world.run(1)
    same.run(1)
    np.testing.assert_array_equal(col(world, "profit"), col(same, "profit"))


@pytest.mark.parametrize(
    ("switch", "kinds"),
    [
        ("moneylender", ("moneylender loan",)),
        ("consumption_support", ("consumption support",)),
        ("asset_transfer", ("equipment in kind",)),
        ("buyer_orders", ("order sales",)),
        ("contract_farming", ("contract sales",)),
        ("loan_application", ("programme loan", "loan repayment")),
        ("lending", ("programme loan", "loan repayment")),
    ],
)
def test_a_switch_stops_its_flow(
    switch: str, kinds: tuple[str, ...], on: tuple[World, dict[str, float]]
) -> None:
    _, flows = lived(**{switch: OFF})
    for kind in kinds:
        assert flows[kind] == 0.0 < on[1][kind]


def test_distress_sale_off_capital_is_sold_only_on_closing() -> None:
    poor = {"exit": OFF, "moneylender": OFF, "kin_support": {"base_share": 0.05}}
    _, flows = lived(distress_sale=OFF, **poor)
    assert flows["distress sale"] == flows["distress loss"] == 0.0
    assert lived(**poor)[1]["distress sale"] > 0.0


def test_kin_support_off_the_base_remains() -> None:
    poor = {"moneylender": OFF, "distress_sale": OFF}
    _, without = lived(kin_support={"on": False, "base_share": 0.1}, **poor)
    _, with_kin = lived(kin_support={"base_share": 0.1}, **poor)
    assert without["kin support"] == 0.0 < with_kin["kin support"]
    assert without["in-kind base"] == with_kin["in-kind base"] > 0.0


def test_application_off_nobody_joins() -> None:
    world, _ = lived(loan_application=OFF)
    assert (col(world, "group") == -1).all() and not world.funds.members.any()


def with_a_defaulter(**liability: Any) -> tuple[World, int]:
    """A world in which one borrower with well-off peers has walked away."""
    world, _ = lived(3, group_repayment={"walk_away": 0.0}, joint_liability=liability)
    world.households.savings[:] += 1e6
    borrowers = np.flatnonzero((col(world, "loan") > 0.0) & (col(world, "loans_taken") == 1))
    groups = [(int(col(world, "hamlet")[i]), int(col(world, "group")[i])) for i in borrowers]
    row = next(i for i, group in zip(borrowers, groups, strict=True) if groups.count(group) > 2)
    world.households.walked[row] = 1
    return world, int(row)


def test_peers_cover_and_joint_liability_off_nobody_pays_for_another() -> None:
    covered, row = with_a_defaulter(cover_base=1.0)
    before = float(col(covered, "loan")[row])
    covered.run(1, busy_services)
    assert col(covered, "loan")[row] == pytest.approx(before - col(covered, "instalment")[row])
    assert col(covered, "arrears")[row] == 0.0
    alone, row = with_a_defaulter(on=False, cover_base=1.0)
    before = float(col(alone, "loan")[row])
    alone.run(1, busy_services)
    assert col(alone, "loan")[row] == before
    assert col(alone, "arrears")[row] == pytest.approx(col(alone, "instalment")[row])
    assert col(alone, "months_late")[row] == 1


def test_group_repayment_off_nobody_walks_away() -> None:
    world, _ = lived(group_repayment={"on": False, "walk_away": 1.0})
    assert not col(world, "walked").any() and col(world, "loan").any()


def test_readiness_off_stays(on: tuple[World, dict[str, float]]) -> None:
    start = make_world(hamlets=4, rows=60, seed=5)
    np.testing.assert_array_equal(col(lived(readiness=OFF)[0], "readiness"), col(start, "readiness"))
    assert (col(on[0], "readiness") != col(start, "readiness")).all()


def test_training_off_nobody_takes_a_place(on: tuple[World, dict[str, float]]) -> None:
    assert (col(lived(training=OFF)[0], "trained_ago") == 9999).all()
    assert (col(on[0], "trained_ago") < 9999).any()


def test_practice_off_is_ordinary_whatever_is_taught() -> None:
    world = make_world(hamlets=4, rows=60, seed=5, mechanisms={"practice": OFF})
    world.households.practice[:] = 0.0
    world.run(8, busy_services)
    assert not col(world, "practice").any() and not col(world, "skill").any()


def test_mentoring_and_coaching_off(on: tuple[World, dict[str, float]]) -> None:
    assert not col(lived(mentoring=OFF)[0], "indiscipline").any()
    assert not col(lived(coaching=OFF)[0], "indiscipline").any()
    assert (col(on[0], "indiscipline") < 0.0).any()


def test_time_cost_off_owners_keep_their_wage() -> None:
    half = {"exit": OFF, "entry": OFF}
    _, without = lived(1, time_cost=OFF, **half)
    _, with_cost = lived(1, **half)
    assert without["wages"] > with_cost["wages"]


def test_capital_loss_off_only_wear() -> None:
    quiet = {"exit": OFF, "entry": OFF, "distress_sale": OFF, "technology": OFF, "asset_transfer": OFF}
    world = make_world(mechanisms={"capital_loss": OFF, **quiet})
    before = float((col(world, "capital") * col(world, "owner")).sum())
    assert world.run(1)[0]["wear and loss"] == pytest.approx(
        world.p.enterprise_depreciation * before, rel=1e-12
    )


def test_signs_of_the_forces_on_profit() -> None:
    """Talent, practice, technology, capital and price each raise output; log profit moves one for one."""
    p = with_()
    base = enterprise.output_at(p, 0.2, 1e6)
    for stronger in (enterprise.strength(0.3, 0.0, 0.0), enterprise.strength(0.2, 0.1, 0.0)):
        assert log(enterprise.output_at(p, stronger, 1e6) / base) == pytest.approx(0.1)
    assert (
        enterprise.output_at(p, enterprise.strength(0.2, 0.0, enterprise.technology_gain(p, 1, False)), 1e6)
        > base
    )
    assert enterprise.output_at(p, 0.2, 1.1e6) > base


@pytest.mark.parametrize("longest", [3, 11, 17])
def test_the_fund_lends_first_to_who_has_waited_longest(longest: int) -> None:
    world = make_world(
        hamlets=1, rows=20, listed=1.1, mechanisms={"loan_application": {"considers": 1.0, "lump_sum_value": 0.5}},
        community_funds={"group_size": 20},
    )  # fmt: skip
    world.households.hassle[:], world.households.readiness[:] = 0.0, 1.0
    world.households.waiting[:], world.households.waiting[longest] = 4, 6
    world.funds.cash[:] = 1.5 * world.p.first_loan
    world.run(1)
    assert np.flatnonzero(col(world, "loans_taken")).tolist() == [longest]
    expected = np.full(20, 5)
    expected[longest] = 0
    assert col(world, "waiting").tolist() == expected.tolist()
