"""How capital wears, is lost, is built from profit and savings, and is eaten."""

from __future__ import annotations

import math
from typing import NamedTuple

from partnersim.mechanisms.base import CompiledRule
from partnersim.mechanisms.households import enterprise
from partnersim.theory.calendar import MONTH
from partnersim.theory.compiled import compiled, compiled_stage
from partnersim.world import flows as f

RESERVE_MONTHS = 0.3
"""Savings kept out of investment, in months of smoothed income (pilot study)."""

GAP_CLOSED_PER_MONTH = 0.2
"""Largest share of the gap to desired capital that profit closes in a month (pilot study)."""


class CapitalLoss(CompiledRule):
    """With small probability half of the capital is lost (capital.py). Off: only wear."""

    name = "capital_loss"
    reads = ("households.owner",)
    writes = ("households.capital",)


class SelfControl(CompiledRule):
    """Owners plough back a share of profit and turn savings into capital slowly (capital.py).

    Off: profit and savings close a fifth of the gap to the desired capital every month.
    """

    name = "self_control"
    reads = (
        "hamlets.price", "households.indiscipline", "households.owner", "households.practice",
        "households.smoothed_income", "households.talent", "households.weak_will",
    )  # fmt: skip
    writes = ("households.capital", "households.savings")


class Upkeep(NamedTuple):
    """What became of an enterprise's capital in a month.

    Attributes:
        capital: left at the end, rupiah. technology: steps of the better one in use. desired: capital aimed at.
        lost: by wear and loss. from_profit, from_savings: put in. drawn: taken out and eaten.
        jump: put in to reach the better technology.
    """

    capital: float
    technology: int
    desired: float
    lost: float
    from_profit: float
    from_savings: float
    drawn: float
    jump: float


@compiled_stage
def no_upkeep(firm):  # type: ignore[no-untyped-def]
    """The month of a household without an enterprise to keep up, as ``Upkeep``."""
    return Upkeep(firm.capital, firm.technology, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)


@compiled_stage
def keep_up(p, traits, craft, firm, trade, purse, income_luck, plan_luck):  # type: ignore[no-untyped-def]
    """Wear and loss, plough-back, then the step to the better technology or its loss, as ``Upkeep``."""
    worn = wear(p, firm.capital, income_luck.capital_loss)
    desired = enterprise.desired_capital(p, trade.strength, trade.price)
    from_profit, from_savings, drawn = invest(
        p, worn, desired, trade.profit, purse, traits.weak_will, craft.indiscipline
    )
    capital = worn + (from_profit + from_savings - drawn)
    technology, jump = enterprise.steps_held(p, firm.technology, capital), 0.0
    climbs = p.technology_on != 0.0 and firm.technology < enterprise.top_step(p)
    if climbs and plan_luck.technology_jump < p.technology_jump * MONTH:
        own = enterprise.technology_gain(p, technology, False)
        plain = enterprise.strength(traits.talent, craft.practice, own)
        spare = spare_savings(purse.savings - from_savings, purse.smoothed)
        cost = enterprise.jump_cost(p, plain, technology, trade.price, capital, spare)
        if cost >= 0.0:
            jump = cost
            technology += 1
            capital += cost
    return Upkeep(capital, technology, desired, firm.capital - worn, from_profit, from_savings, drawn, jump)


@compiled_stage
def book(flow, w, upkeep):  # type: ignore[no-untyped-def]
    """Book the ``Upkeep`` of ``w`` households: wear and loss, equipment bought, capital eaten."""
    flow[f.WEAR_AND_LOSS] += w * upkeep.lost
    flow[f.EQUIPMENT] += w * (upkeep.from_profit + upkeep.from_savings + upkeep.jump)
    flow[f.DRAWN_DOWN] += w * upkeep.drawn


@compiled
def spare_savings(savings, smoothed):  # type: ignore[no-untyped-def]
    """Savings above the reserve; a month of heavy investment can leave smoothed income below zero, which frees none."""
    return max(0.0, savings - RESERVE_MONTHS * max(0.0, smoothed))


@compiled
def wear(p, capital, u):  # type: ignore[no-untyped-def]
    """Capital left after depreciation and, with small probability, the loss of half of it."""
    left = (1.0 - p.enterprise_depreciation * MONTH) * capital
    if p.capital_loss_on != 0.0 and u < p.capital_loss_probability * MONTH:
        left *= 0.5
    return left


@compiled
def discipline(p, weak_will, indiscipline):  # type: ignore[no-untyped-def]
    """Factor on what a household puts to work of money in hand: exp(-s eps - RH)."""
    return math.exp(-p.self_control_spread * weak_will - indiscipline)


@compiled
def put_to_work(p, cash, gap, weak_will, indiscipline):  # type: ignore[no-untyped-def]
    """Rupiah of cash meant for the enterprise that become capital at once.

    x invested_share min(1, exp(-s eps - RH)), up to the gap to the desired capital.
    """
    will = min(1.0, discipline(p, weak_will, indiscipline)) if p.self_control_on != 0.0 else 1.0
    return min(p.loan_application_invested_share * will * cash, max(0.0, gap))


@compiled_stage
def invest(p, capital, desired, profit, purse, weak_will, indiscipline):  # type: ignore[no-untyped-def]
    """Rupiah put into capital from profit, from savings, and drawn out of it.

    From profit: min(0.2 (K* - K), rr_i profit) with rr_i = rr exp(-s eps_i - RH). From savings:
    min(ku (K* - K), psi (S - 0.3 y)). Above K*, the share kd of the surplus is eaten. Without self-control friction
    profit and savings close a fifth of the gap a month.
    """
    gap = desired - capital
    spare = spare_savings(purse.savings, purse.smoothed)
    if gap <= 0.0:
        rate = p.self_control_eaten if p.self_control_on != 0.0 else GAP_CLOSED_PER_MONTH
        return 0.0, 0.0, min(capital, -(rate * MONTH) * gap)
    closed = GAP_CLOSED_PER_MONTH * MONTH
    if p.self_control_on == 0.0:
        from_profit = min(closed * gap, max(0.0, profit * MONTH))
        return from_profit, min(closed * gap - from_profit, spare), 0.0
    rate = p.self_control_plough_back * discipline(p, weak_will, indiscipline)
    from_profit = min(closed * gap, min(1.0, rate) * max(0.0, profit * MONTH))
    return (
        from_profit,
        min(
            p.self_control_savings_to_capital * MONTH * gap,
            p.self_control_savings_share * MONTH * spare,
        ),
        0.0,
    )
