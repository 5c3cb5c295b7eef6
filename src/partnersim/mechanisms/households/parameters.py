"""The household mechanisms' parameters as one flat named tuple that compiled rules take."""

from __future__ import annotations

import math
from collections import namedtuple
from functools import lru_cache
from typing import Any

import numpy as np

from partnersim.scenario.spec import Scenario
from partnersim.world.settled import WageLevel

WEEKS_PER_MONTH = 52.0 / 12.0
REFERENCE_CAPITAL_IDR = 1_000_000.0

_FIELDS = """
line mean_wage market_ratio growth
shocks_on fixed_sd persistent_sd persistence transitory_sd wage_sd
local_demand_on demand_elasticity demand_smoothing
time_cost_on time_share slack
enterprise_on profit_reference returns shock_sd depreciation profit_share
loss_on loss_probability
technology_on technology_capital technology_gain technology_jump technology_lost
self_control_on plough_back plough_spread savings_rate savings_share eaten
coaching_on coaching_effect coaching_visit coaching_fading
practice_on newcomer_gap healing forgetting training_gain mentor_level mentor_step skill_fading
entry_on idea start_capital margin
exit_on exit_base exit_low_profit exit_low_capital nearly_gone
propensity smoothing buffer_propensity buffer floor
moneylender_on moneylender_rate moneylender_probability moneylender_limit
distress_on distress_price
kin_on base_share kin_minimum
application_on repeat_share lump_sum invested_share reserve_instalments horizon_loans considers
repayment_on walk_away contagion bond_growth bond_fading late_months write_off_months
liability_on cover_base cover_bond
readiness_on readiness_start from_socialisation from_success from_broken readiness_fading
training_on training_hassle training_again
mentoring_on
orders_on order_share order_price order_length order_learning
contract_on contract_share contract_price contract_capital contract_failure side_selling
asset_on asset_package
support_on support_amount
lending_on banking_delay group_size first_loan loan_growth largest_loan fair_share
term_months instalment_share principal_share flat_interest
""".split()

HouseholdParameters = namedtuple("HouseholdParameters", _FIELDS)  # type: ignore[misc]
"""Switches are 0.0 or 1.0; money is rupiah; see ``scenario.household`` for meaning and range."""


def household_parameters(spec: Scenario, wages: WageLevel) -> HouseholdParameters:
    """Flatten a scenario's household mechanisms.

    Args:
        spec: the scenario.
        wages: wage level and ratio of demand to output solved for the scenario's headcount.

    Returns:
        All parameters as floats.
    """
    m, f = spec.mechanisms, spec.programme.community_funds
    term = f.term_weeks / WEEKS_PER_MONTH
    flat = f.rate_per_month * term
    values = dict(
        line=spec.place.poverty_line_idr, mean_wage=wages.mean_log, market_ratio=wages.market_ratio,
        growth=m.market_growth.per_year / 12.0 if m.market_growth.on else 0.0,
        shocks_on=m.income_shocks.on, fixed_sd=m.income_shocks.fixed_sd,
        persistent_sd=m.income_shocks.persistent_sd, persistence=m.income_shocks.persistence,
        transitory_sd=m.income_shocks.transitory_sd,
        wage_sd=max(1e-9, math.hypot(m.income_shocks.fixed_sd, m.income_shocks.persistent_sd)),
        local_demand_on=m.local_demand.on, demand_elasticity=m.local_demand.elasticity,
        demand_smoothing=m.local_demand.smoothing,
        time_cost_on=m.time_cost.on, time_share=m.time_cost.share, slack=m.time_cost.slack,
        enterprise_on=m.enterprise.on, profit_reference=m.enterprise.profit_at_reference_idr,
        returns=m.enterprise.returns, shock_sd=m.enterprise.shock_sd, depreciation=m.enterprise.depreciation,
        profit_share=m.enterprise.profit_share_of_revenue,
        loss_on=m.capital_loss.on, loss_probability=m.capital_loss.probability,
        technology_on=m.technology.on, technology_capital=m.technology.minimum_capital_idr,
        technology_gain=m.technology.gain, technology_jump=m.technology.jump,
        technology_lost=m.technology.lost_below_share,
        self_control_on=m.self_control.on, plough_back=m.self_control.plough_back,
        plough_spread=m.self_control.spread, savings_rate=m.self_control.savings_to_capital,
        savings_share=m.self_control.savings_share, eaten=m.self_control.eaten,
        coaching_on=m.coaching.on, coaching_effect=m.coaching.effect, coaching_visit=m.coaching.per_visit,
        coaching_fading=m.coaching.fading,
        practice_on=m.practice.on, newcomer_gap=m.practice.newcomer_gap, healing=m.practice.healing,
        forgetting=m.practice.forgetting, training_gain=m.practice.training_gain,
        mentor_level=m.practice.mentor_level, mentor_step=m.practice.mentor_step,
        skill_fading=m.practice.skill_fading,
        entry_on=m.entry.on, idea=m.entry.idea, start_capital=m.entry.start_capital_idr, margin=m.entry.margin,
        exit_on=m.exit.on, exit_base=m.exit.base, exit_low_profit=m.exit.low_profit,
        exit_low_capital=m.exit.low_capital, nearly_gone=m.exit.nearly_gone_share,
        propensity=m.consumption.propensity, smoothing=m.consumption.smoothing,
        buffer_propensity=m.consumption.buffer_propensity, buffer=m.consumption.buffer, floor=m.consumption.floor,
        moneylender_on=m.moneylender.on, moneylender_rate=m.moneylender.rate,
        moneylender_probability=m.moneylender.probability, moneylender_limit=m.moneylender.limit,
        distress_on=m.distress_sale.on, distress_price=m.distress_sale.price,
        kin_on=m.kin_support.on, base_share=m.kin_support.base_share, kin_minimum=m.kin_support.minimum,
        application_on=m.loan_application.on, repeat_share=m.loan_application.repeat_share,
        lump_sum=m.loan_application.lump_sum_value, invested_share=m.loan_application.invested_share,
        reserve_instalments=m.loan_application.reserve_instalments,
        horizon_loans=m.loan_application.horizon_loans, considers=m.loan_application.considers,
        repayment_on=m.group_repayment.on, walk_away=m.group_repayment.walk_away,
        contagion=m.group_repayment.contagion, bond_growth=m.group_repayment.bond_growth,
        bond_fading=m.group_repayment.bond_fading, late_months=m.group_repayment.late_months,
        write_off_months=m.group_repayment.write_off_months,
        liability_on=m.joint_liability.on, cover_base=m.joint_liability.cover_base,
        cover_bond=m.joint_liability.cover_bond,
        readiness_on=m.readiness.on, readiness_start=m.readiness.start,
        from_socialisation=m.readiness.from_socialisation, from_success=m.readiness.from_success,
        from_broken=m.readiness.from_broken_promises, readiness_fading=m.readiness.fading,
        training_on=m.training.on, training_hassle=m.training.hassle_share, training_again=m.training.again_after_months,
        mentoring_on=m.mentoring.on,
        orders_on=m.buyer_orders.on, order_share=m.buyer_orders.output_share, order_price=m.buyer_orders.price,
        order_length=m.buyer_orders.months, order_learning=m.buyer_orders.learning,
        contract_on=m.contract_farming.on, contract_share=m.contract_farming.output_share,
        contract_price=m.contract_farming.price * (1.0 - m.contract_farming.nucleus_margin),
        contract_capital=m.contract_farming.entry_capital_idr, contract_failure=m.contract_farming.scheme_failure,
        side_selling=m.contract_farming.side_selling,
        asset_on=m.asset_transfer.on, asset_package=m.asset_transfer.package_idr,
        support_on=m.consumption_support.on, support_amount=m.consumption_support.amount_idr,
        lending_on=m.lending.on, banking_delay=m.lending.banking_delay, group_size=f.group_size,
        first_loan=f.first_loan_idr, loan_growth=f.loan_growth,
        largest_loan=f.largest_loan_idr, fair_share=f.fair_share, term_months=term,
        instalment_share=min(1.0, 1.0 / term), principal_share=1.0 / (1.0 + flat), flat_interest=flat,
    )
    return HouseholdParameters(**{name: float(value) for name, value in values.items()})


@lru_cache(maxsize=32)
def packed(p: Any) -> Any:
    """Parameters as one numpy record with the same field names.

    Compiled rules take a record by its address; a tuple of a hundred numbers would be copied into every call, which
    doubles the time of compilation.
    """
    layout = np.dtype((np.record, [(name, np.float64) for name in p._fields]))
    return np.array([tuple(p)], dtype=layout)[0]
