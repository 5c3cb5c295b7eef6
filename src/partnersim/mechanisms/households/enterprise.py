"""Profit of an enterprise, its desired capital, and the step to the better technology."""

from __future__ import annotations

import math
from typing import NamedTuple

from partnersim.mechanisms.base import CompiledRule
from partnersim.mechanisms.households.parameters import REFERENCE_CAPITAL_IDR, SMALLEST_CAPITAL_IDR
from partnersim.theory.calendar import MONTH
from partnersim.theory.compiled import compiled, compiled_stage
from partnersim.theory.households import step_scale, steps_kept
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


class TechnologyLadder(CompiledRule):
    """The better technology has steps, each within reach of the one before it (enterprise.py).

    Step j needs first x ratio^(j - 1) rupiah of capital and adds a gain to log profit; it is reached as the one step
    is, and held while capital stays above a share of its scale. Off: one step.
    """

    name = "technology_ladder"
    raises = "households.technology"
    reads = (
        "hamlets.price", "households.owner", "households.practice", "households.smoothed_income",
        "households.talent",
    )  # fmt: skip
    writes = ("households.capital", "households.savings", "households.technology")


class MarketReach(CompiledRule):
    """What enterprises make grows with the market: log output + share x g t / 12 (enterprise.py). Off: it does not."""

    name = "market_reach"
    raises = "households.profit"
    reads = ("households.capital", "households.owner", "households.practice", "households.talent")
    writes = ("hamlets.reach", "hamlets.supply", "households.income", "households.profit")


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
def run_enterprise(p, traits, craft, firm, market, z):  # type: ignore[no-untyped-def]
    """What an owner makes and sells this month, as ``Trade``; output moves by exp(sd z), z standard normal."""
    price = effective_price(p, market, firm.order, firm.contract)
    log_strength = strength(
        traits.talent, craft.practice, technology_gain(p, firm.technology, firm.contract)
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
def technology_gain(p, steps, contract):  # type: ignore[no-untyped-def]
    """Log profit that the better technology adds at so many steps, or under a contract without any of its own.

    A contract gives the one step of a place without a ladder; who stands higher on a ladder keeps its own.
    """
    if p.technology_on == 0.0 or (steps <= 0 and not contract):
        return 0.0
    if p.technology_ladder_on == 0.0:
        return p.technology_gain
    own = p.technology_ladder_gain * steps
    return max(own, p.technology_gain) if contract else own


@compiled
def top_step(p):  # type: ignore[no-untyped-def]
    """Number of steps that the better technology has."""
    return int(p.technology_ladder_steps) if p.technology_ladder_on != 0.0 else 1


@compiled
def next_scale(p, steps):  # type: ignore[no-untyped-def]
    """Capital, rupiah, that the step after so many needs."""
    if p.technology_ladder_on == 0.0:
        return p.technology_minimum_capital_idr
    return step_scale(p.technology_ladder_first_idr, p.technology_ladder_ratio, steps + 1)


@compiled
def next_gain(p):  # type: ignore[no-untyped-def]
    """Log profit that one more step adds."""
    return p.technology_ladder_gain if p.technology_ladder_on != 0.0 else p.technology_gain


@compiled
def steps_held(p, steps, capital):  # type: ignore[no-untyped-def]
    """Steps that an enterprise still uses with so much capital; the one step is lost below a share of its scale."""
    if p.technology_ladder_on != 0.0:
        ladder = p.technology_ladder_first_idr, p.technology_ladder_ratio
        return steps_kept(ladder[0], ladder[1], p.technology_ladder_kept_above_share, steps, capital)
    enough = capital >= p.technology_lost_below_share * p.technology_minimum_capital_idr
    return 1 if steps > 0 and enough else 0


@compiled
def strength(talent, practice, technology):  # type: ignore[no-untyped-def]
    """Log profit at the reference capital and base price, relative to an owner of median talent.

    ``technology`` is what the better one adds (`technology_gain`).
    """
    return talent + practice + technology


@compiled
def output_at(p, log_strength, capital):  # type: ignore[no-untyped-def]
    """Output valued as profit at the base price, rupiah a month: A exp(strength) (K / Rp1,000,000)^alpha."""
    k = max(capital, SMALLEST_CAPITAL_IDR) / REFERENCE_CAPITAL_IDR
    return p.enterprise_profit_at_reference_idr * math.exp(log_strength + p.enterprise_returns * math.log(k))


@compiled
def effective_price(p, market, has_order, has_contract):  # type: ignore[no-untyped-def]
    """Price over all that is sold: the local price, and the buyer's or nucleus firm's for its share."""
    price = local_price = market.price
    if has_contract:
        price = (
            1.0 - p.contract_farming_output_share
        ) * local_price + p.contract_farming_output_share * contract_price(p, market)
    elif has_order:
        price = (
            1.0 - p.buyer_orders_output_share
        ) * local_price + p.buyer_orders_output_share * p.buyer_orders_price
    return price


@compiled
def contract_price(p, market):  # type: ignore[no-untyped-def]
    """Price that a grower of the hamlet's scheme gets, relative to the base price."""
    return p.contract_price * market.scheme


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
def jump_cost(p, log_strength, steps, price, capital, spare):  # type: ignore[no-untyped-def]
    """Rupiah that an owner at so many steps would add to reach the scale of the next, or ``NO_JUMP_IDR``.

    The jump needs spare money for the gap and a gain in profit above the cost of the added capital.
    """
    gap = max(0.0, next_scale(p, steps) - capital)
    if gap > spare:
        return NO_JUMP_IDR
    now = output_at(p, log_strength, capital)
    then = output_at(p, log_strength + next_gain(p), capital + gap)
    if price * (then - now) <= (CAPITAL_COST_PER_MONTH + p.enterprise_depreciation) * gap:
        return NO_JUMP_IDR
    return gap
