"""Profit of an enterprise, its desired capital, and the step to the better technology."""

from __future__ import annotations

import math
from typing import NamedTuple

from partnersim.mechanisms.base import CompiledRule
from partnersim.mechanisms.households.parameters import REFERENCE_CAPITAL_IDR, SMALLEST_CAPITAL_IDR
from partnersim.theory.calendar import MONTH
from partnersim.theory.compiled import compiled, compiled_stage
from partnersim.world import flows as f

CAPITAL_COST_PER_MONTH = 0.015
"""Monthly return below which an owner would rather hold cash (pilot study)."""

NO_JUMP_IDR = -1.0
"""Cost of the step to the better technology where it is not taken."""


class Enterprise(CompiledRule):
    """Profit = price x A exp(talent + practice + technology) K^alpha (enterprise.py). Off: no enterprise earns."""

    name = "enterprise"
    reads = ("hamlets.price", "households.capital", "households.talent")
    writes = (
        "hamlets.supply", "households.income", "households.owner", "households.practice",
        "households.profit",
    )  # fmt: skip


class Technology(CompiledRule):
    """A better technology above a minimum scale, reached by a jump (enterprise.py). Off: nobody uses it."""

    name = "technology"
    reads = (
        "hamlets.price", "households.owner", "households.practice", "households.smoothed_income",
        "households.talent",
    )  # fmt: skip
    writes = ("households.capital", "households.savings", "households.technology")


class Trade(NamedTuple):
    """A month of an enterprise.

    Attributes:
        price: over all that is sold. strength: log profit at the reference capital and base price.
        output: worth at the base price, rupiah. profit, expected: rupiah, with and without the month's luck.
        inputs: bought, rupiah. elsewhere: share of output that a buyer or a nucleus firm takes.
    """

    price: float
    strength: float
    output: float
    profit: float
    expected: float
    inputs: float
    elsewhere: float


NO_TRADE = Trade(0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)


@compiled_stage
def book(flow, w, trade, contract):  # type: ignore[no-untyped-def]
    """Book the ``Trade`` of ``w`` households: inputs, and sales to the market and to a buyer or a nucleus firm."""
    sold = w * trade.elsewhere * (trade.profit + trade.inputs) * MONTH
    flow[f.INPUT_COSTS] += w * trade.inputs * MONTH
    flow[f.SALES] += w * (trade.profit + trade.inputs) * MONTH - sold
    flow[f.CONTRACT_SALES if contract else f.ORDER_SALES] += sold


@compiled_stage
def run_enterprise(p, traits, craft, firm, local_price, z):  # type: ignore[no-untyped-def]
    """What an owner makes and sells this month, as ``Trade``; output moves by exp(sd z), z standard normal."""
    price = effective_price(p, local_price, firm.order, firm.contract)
    log_strength = strength(
        p, traits.talent, craft.practice, better_technology(p, firm.technology or firm.contract)
    )
    if p.enterprise_on == 0.0:
        return Trade(price, log_strength, 0.0, 0.0, 0.0, 0.0, 0.0)
    mean_output = output_at(p, log_strength, firm.capital)
    output = mean_output * math.exp(p.enterprise_shock_sd * z)
    inputs = output * (1.0 / p.enterprise_profit_share_of_revenue - 1.0)
    elsewhere = (
        p.contract_farming_output_share
        if firm.contract
        else (p.buyer_orders_output_share if firm.order else 0.0)
    )
    return Trade(price, log_strength, output, price * output, price * mean_output, inputs, elsewhere)


@compiled
def better_technology(p, uses):  # type: ignore[no-untyped-def]
    """1 for who uses the better technology while it is there to be used, 0 otherwise."""
    return 1.0 if uses and p.technology_on != 0.0 else 0.0


@compiled
def strength(p, talent, practice, technology):  # type: ignore[no-untyped-def]
    """Log profit at the reference capital and base price, relative to an owner of median talent."""
    return talent + practice + p.technology_gain * technology


@compiled
def output_at(p, log_strength, capital):  # type: ignore[no-untyped-def]
    """Output valued as profit at the base price, rupiah a month: A exp(strength) (K / Rp1,000,000)^alpha."""
    k = max(capital, SMALLEST_CAPITAL_IDR) / REFERENCE_CAPITAL_IDR
    return p.enterprise_profit_at_reference_idr * math.exp(log_strength + p.enterprise_returns * math.log(k))


@compiled
def effective_price(p, local_price, has_order, has_contract):  # type: ignore[no-untyped-def]
    """Price over all that is sold: the local price, and the buyer's or nucleus firm's for its share."""
    price = local_price
    if has_contract:
        price = (
            1.0 - p.contract_farming_output_share
        ) * local_price + p.contract_farming_output_share * p.contract_price
    elif has_order:
        price = (
            1.0 - p.buyer_orders_output_share
        ) * local_price + p.buyer_orders_output_share * p.buyer_orders_price
    return price


@compiled
def desired_capital(p, log_strength, price):  # type: ignore[no-untyped-def]
    """Capital at which the marginal return equals the cost of capital and wear.

    K* solves P A alpha K^(alpha - 1) = 0.015 + delta.
    """
    if price <= 0.0 or p.enterprise_profit_at_reference_idr <= 0.0:
        return 0.0
    marginal = (
        p.enterprise_returns
        * price
        * p.enterprise_profit_at_reference_idr
        / (REFERENCE_CAPITAL_IDR * (CAPITAL_COST_PER_MONTH + p.enterprise_depreciation))
    )
    return REFERENCE_CAPITAL_IDR * math.exp(
        (math.log(marginal) + log_strength) / (1.0 - p.enterprise_returns)
    )


@compiled
def jump_cost(p, log_strength, price, capital, spare):  # type: ignore[no-untyped-def]
    """Rupiah that an owner without the technology would add to reach its minimum scale, or ``NO_JUMP_IDR``.

    The jump needs spare money for the gap and a gain in profit above the cost of the added capital.
    """
    gap = max(0.0, p.technology_minimum_capital_idr - capital)
    if gap > spare:
        return NO_JUMP_IDR
    now = output_at(p, log_strength, capital)
    then = output_at(p, log_strength + p.technology_gain, capital + gap)
    if price * (then - now) <= (CAPITAL_COST_PER_MONTH + p.enterprise_depreciation) * gap:
        return NO_JUMP_IDR
    return gap
