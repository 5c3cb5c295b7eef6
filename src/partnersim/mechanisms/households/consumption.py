"""Consumption from cash on hand, and what a household does when cash falls short."""

from __future__ import annotations

from typing import NamedTuple

from partnersim.mechanisms.base import CompiledRule
from partnersim.theory.calendar import MONTH
from partnersim.theory.compiled import compiled, compiled_stage
from partnersim.theory.households import concave_sum, recovered
from partnersim.world import flows as f


class Consumption(CompiledRule):
    """Consumption out of smoothed income and what exceeds a weak buffer (consumption.py). It has no switch."""

    name = "consumption"
    reads = ("households.account", "households.size")
    writes = ("hamlets.demand", "households.consumption", "households.savings", "households.smoothed_income")


class DistressSale(CompiledRule):
    """Below the floor capital is sold at a loss (consumption.py). Off: never in distress."""

    name = "distress_sale"
    reads = ("households.savings", "households.size")
    writes = ("households.capital", "households.consumption")


class KinSupport(CompiledRule):
    """Kin hold consumption at a minimum (consumption.py). Off: they do not help below it."""

    name = "kin_support"
    reads = ("households.savings", "households.size")
    writes = ("households.consumption",)


class ConcaveSpending(CompiledRule):
    """Of a large sum a smaller share is eaten a month than of a small one (consumption.py).

    Savings above the buffer X count as X / (1 + X / (cap y)). Off: every sum is eaten at one rate.
    """

    name = "concave_spending"
    raises = "households.savings"
    reads = ("households.account", "households.size", "households.smoothed_income")
    writes = ("hamlets.demand", "households.consumption", "households.savings")


class PromptRecovery(CompiledRule):
    """Consumption follows lasting income at once: up, with savings above the buffer, or both ways (consumption.py).

    Usual income y rises by share x max(0, n - y), n being net income without the month's luck; both ways it moves by
    share x (n - y), whatever is saved, and n is before what is paid to a moneylender and put in from savings. What
    lasts passes through where little is saved, luck is smoothed: Blundell, Pistaferri and Preston 2008, American
    Economic Review 98(5). Off: it takes months both ways.
    """

    name = "prompt_recovery"
    lowers = "households.savings"
    reads = ("households.savings", "households.size")
    writes = (
        "hamlets.demand", "households.consumption", "households.savings", "households.smoothed_income",
    )  # fmt: skip


class Means(NamedTuple):
    """What a household can live on this month once debts are paid.

    Attributes:
        cash: on hand, rupiah. net: income less debt service and plough-back, rupiah a month. wage: without an
            enterprise, rupiah a month. debt: owed to a moneylender, rupiah. capital: of the enterprise, rupiah.
        luck: part of net income that will not last, rupiah a month: the month's luck, and, where usual income follows
            both ways, less what was paid to a moneylender and put in from savings.
    """

    cash: float
    net: float
    wage: float
    debt: float
    capital: float
    luck: float


class Help(NamedTuple):
    """What a household short of cash borrows, sells (of its capital) and is given by kin, rupiah."""

    borrowed: float
    sold: float
    kin: float


NO_HELP = Help(0.0, 0.0, 0.0)


class Fed(NamedTuple):
    """A month's consumption.

    Attributes:
        eaten: consumption, rupiah a month. savings, debt: after it, rupiah. smoothed: income, rupiah a month.
        short: cash did not suffice. help: ``Help`` that was needed.
    """

    eaten: float
    savings: float
    smoothed: float
    debt: float
    short: bool
    help: Help


@compiled_stage
def feed(p, traits, purse, means, u):  # type: ignore[no-untyped-def]
    """A month of consumption from cash on hand, as ``Fed``."""
    smoothed = purse.smoothed + p.consumption_smoothing * MONTH * (means.net - purse.smoothed)
    if p.prompt_recovery_on != 0.0:
        lasting = means.net - means.luck
        if p.prompt_recovery_both_ways != 0.0:
            smoothed += p.prompt_recovery_share * (lasting - smoothed)
        elif purse.savings > p.consumption_buffer * smoothed:
            smoothed = recovered(smoothed, lasting, p.prompt_recovery_share)
    wanted = wanted_consumption(p, smoothed, purse.savings, traits.floor, purse.account) * MONTH
    cash, got = means.cash, NO_HELP
    short = cash < wanted
    if short:
        got = shortfall(p, traits, means, wanted, u)
        cash += got.borrowed + p.distress_sale_price * got.sold + got.kin
    eaten = min(wanted, cash)
    return Fed(eaten / MONTH, cash - eaten, smoothed, means.debt + got.borrowed, short, got)


@compiled_stage
def book(p, flow, w, fed):  # type: ignore[no-untyped-def]
    """Book the ``Fed`` of ``w`` households: what they ate, and what they borrowed, sold and were given for it."""
    flow[f.CONSUMPTION] += w * fed.eaten * MONTH
    if fed.short:
        flow[f.MONEYLENDER_LOAN] += w * fed.help.borrowed
        flow[f.KIN_SUPPORT] += w * fed.help.kin
        book_sale(p, flow, w, fed.help.sold)


@compiled_stage
def book_sale(p, flow, w, sold):  # type: ignore[no-untyped-def]
    """Book capital that ``w`` households sell at a loss."""
    flow[f.DISTRESS_SALE] += w * p.distress_sale_price * sold
    flow[f.DISTRESS_LOSS] += w * (1.0 - p.distress_sale_price) * sold


@compiled
def wanted_consumption(p, smoothed, savings, floor, account):  # type: ignore[no-untyped-def]
    """Consumption aimed at: a share of smoothed income plus part of what exceeds the buffer, at least the floor.

    Of what exceeds the buffer, the share ``account`` lies in a safe place where everyday spending does not reach it;
    a household short of cash still draws on all of it.
    """
    over = easily_spent(p, savings, smoothed, floor)
    return max(
        floor, p.consumption_propensity * smoothed + p.consumption_buffer_propensity * (1.0 - account) * over
    )


@compiled
def easily_spent(p, savings, smoothed, floor):  # type: ignore[no-untyped-def]
    """Savings above the buffer, rupiah, as everyday spending sees them: a large sum counts for less than it is."""
    over = max(0.0, savings - p.consumption_buffer * smoothed)
    if p.concave_spending_on != 0.0:
        over = concave_sum(over, p.concave_spending_cap_months * max(smoothed, floor))
    return over


@compiled_stage
def shortfall(p, traits, means, wanted, u):  # type: ignore[no-untyped-def]
    """What a household short of cash borrows, sells and is given, as ``Help``.

    First the moneylender, up to the limit: always below the floor, otherwise with a probability. Then capital is
    sold at a loss up to the floor. Then kin hold consumption at a minimum.

    Args:
        wanted: rupiah of this month.
    """
    borrowed, floor = 0.0, traits.floor * MONTH
    if p.moneylender_on != 0.0 and (means.cash < floor or u < p.moneylender_probability):
        borrowed = min(wanted - means.cash, max(0.0, p.moneylender_limit * means.wage - means.debt))
    have = means.cash + borrowed
    sold = 0.0
    if p.distress_sale_on != 0.0 and have < floor and means.capital > 0.0:
        sold = min(means.capital, (floor - have) / p.distress_sale_price)
        have += sold * p.distress_sale_price
    kin = 0.0
    if p.kin_support_on != 0.0:
        kin = max(0.0, p.kin_support_minimum * traits.line * MONTH - have)
    return Help(borrowed, sold, kin)
