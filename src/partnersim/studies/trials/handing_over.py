"""Services and money that reach named households, handed over before the month is lived.

The programme of a place gives places to hamlets, and lots decide to whom they fall. Here the households are named, as
in a trial: ``reach`` marks those reached, shape (N,), 0 or 1; ``took``, same shape, is set to 1 where a household
accepts. What a household does with what it gets is decided by the rules of the household month. ``markets`` is what
its enterprises meet.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

from partnersim.mechanisms.households import capital, enterprise, entry_exit, labour, practice, services
from partnersim.mechanisms.households.between_months import (
    craft_at,
    enter,
    firm_at,
    market_at,
    price_and_strength,
    purse_at,
    traits_at,
)
from partnersim.theory.compiled import compiled
from partnersim.world.hamlets import Hamlets


class Markets(NamedTuple):
    """Columns of hamlets that say what enterprises meet there, shape (H,) each, named as in ``Hamlets``."""

    price: Any
    reach: Any
    scheme: Any


def markets_of(hamlets: Hamlets) -> Markets:
    """The markets of hamlets as they are now."""
    return Markets(hamlets.price, hamlets.reach, hamlets.scheme)


@compiled
def cash_for_business(p, c, markets, reach, amount, took):  # type: ignore[no-untyped-def]
    """Cash meant for an enterprise, rupiah each.

    An owner puts part of it to work at once (``capital.put_to_work``); the rest is savings, out of which it is invested
    or eaten. Cash of a household without an enterprise is savings too, with which it can start when it has an idea.
    """
    for i in range(reach.shape[0]):
        if reach[i] == 0:
            continue
        took[i] = 1
        put = 0.0
        if c.owner[i] != 0:
            earns, strength = price_and_strength(p, c, i, market_at(markets, c.hamlet[i]))
            gap = enterprise.desired_capital(p, strength, earns) - c.capital[i]
            put = capital.put_to_work(p, amount, gap, c.weak_will[i], c.indiscipline[i])
        c.capital[i] += put
        c.savings[i] += amount - put


@compiled
def goods(p, c, markets, reach, amount, always, took):  # type: ignore[no-untyped-def]
    """Equipment or stock in kind, rupiah each: capital of owners.

    A household without an enterprise starts one if ``always`` is 1, or if what it expects to earn beats the wage given
    up by the margin; otherwise it sells the goods at the distress price.
    """
    if p.enterprise_on == 0.0 or (always != 0 and not services.goods_are_given(p)):
        return
    for i in range(reach.shape[0]):
        if reach[i] == 0:
            continue
        took[i] = 1
        if c.owner[i] != 0:
            c.capital[i] += amount
        elif always != 0 or _worth_starting(p, c, i, market_at(markets, c.hamlet[i]), amount):
            enter(c, i, entry_exit.start(p, c.skill[i], amount))
        else:
            c.savings[i] += p.distress_sale_price * amount


@compiled
def _worth_starting(p, c, i, market, amount):  # type: ignore[no-untyped-def]
    """Whether row ``i`` would start with so much capital, by the labour income that it expects without it."""
    wage = float(c.size[i]) * p.line * math.exp(p.mean_wage + c.fixed_wage[i] + c.persistent_wage[i])
    given_up = wage * labour.time_given_up(p, c.fixed_wage[i], c.persistent_wage[i])
    profit = entry_exit.expected_start_profit(p, c.talent[i] + market.reach, c.skill[i], market.price, amount)
    return entry_exit.gain_of_starting(p, profit, given_up) > 0.0


@compiled
def courses(p, c, markets, reach, u, length, took):  # type: ignore[no-untyped-def]
    """Course places: the ready attend if a course is worth its trouble, and learn in proportion to its length.

    Args:
        u: draw per household, shape (N,): it has time this month if u is below its readiness.
        length: in standard courses.
    """
    for i in range(reach.shape[0]):
        if (
            reach[i] == 0
            or took[i] != 0
            or c.trained_ago[i] < p.training_again_after_months
            or u[i] >= c.readiness[i]
        ):
            continue
        owner, worth = c.owner[i] != 0, p.enterprise_profit_at_reference_idr
        if owner:
            earns, strength = price_and_strength(p, c, i, market_at(markets, c.hamlet[i]))
            worth = earns * enterprise.output_at(p, strength, c.capital[i])
        if services.takes_course(p, worth, c.hassle[i], length):
            took[i] = 1
            c.trained_ago[i] = 0
            c.practice[i], c.indiscipline[i], c.skill[i] = practice.taught(p, craft_at(c, i), owner, length)


@compiled
def visits(p, c, reach, number, on_business, on_discipline, took):  # type: ignore[no-untyped-def]
    """A month of so many visits: practice of owners and discipline of all reached, as far as each is their subject."""
    if p.mentoring_on == 0.0:
        return
    of_practice = services.share_covered(p.practice_mentor_step, number) if on_business != 0 else 0.0
    of_discipline = services.share_covered(p.coaching_per_visit, number) if on_discipline != 0 else 0.0
    for i in range(reach.shape[0]):
        if reach[i] == 0:
            continue
        took[i] = 1
        after = practice.visited(p, craft_at(c, i), of_practice if c.owner[i] != 0 else 0.0, of_discipline)
        c.practice[i], c.indiscipline[i] = after.practice, after.indiscipline


@compiled
def orders(p, c, markets, reach, months, took):  # type: ignore[no-untyped-def]
    """Orders of a buyer for so many months, offered to owners without order or contract."""
    for i in range(reach.shape[0]):
        free = c.owner[i] != 0 and c.contract[i] == 0 and c.order_months[i] == 0
        if reach[i] != 0 and free and services.takes_order(p, markets.price[c.hamlet[i]]):
            took[i] = 1
            c.order_months[i] = months


@compiled
def contracts(p, c, markets, reach, inputs, took):  # type: ignore[no-untyped-def]
    """Contracts offered to owners.

    Args:
        inputs: rupiah of inputs advanced as capital to those who accept for the first time.
    """
    for i in range(reach.shape[0]):
        if reach[i] == 0 or c.owner[i] == 0 or c.scheme_failed[i] != 0:
            continue
        advance = inputs if took[i] == 0 else 0.0
        market = market_at(markets, c.hamlet[i])
        earns, _ = price_and_strength(p, c, i, market)
        firm, traits, craft = firm_at(p, c, i), traits_at(p, c, i, market), craft_at(c, i)
        if services.takes_contract(p, traits, craft, firm, advance, earns, market):
            c.contract[i] = 1
            c.capital[i] += advance
            took[i] = 1


@compiled
def accounts(p, c, reach, u, protected, rate_per_month, hassle_share, took):  # type: ignore[no-untyped-def]
    """Safe accounts, offered to those who have none yet.

    Args:
        u: draw per household: it thinks about opening one this month if u is below considers x readiness.
        protected: share of savings above the buffer that the account keeps out of easy reach.
    """
    for i in range(reach.shape[0]):
        if reach[i] == 0 or took[i] != 0 or u[i] >= p.loan_application_considers * c.readiness[i]:
            continue
        worth = services.worth_of_account(p, purse_at(c, i), protected, rate_per_month)
        if services.opens_account(p, worth, c.hassle[i], c.readiness[i], hassle_share):
            took[i] = 1
            c.account[i] = protected
