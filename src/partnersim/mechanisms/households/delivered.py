"""Services and money that reach named households: what is handed over before the month is lived.

The programme of a place gives places to hamlets, and the household month shares them out. Here the households are
named, as in a trial. What a household does with what it gets follows the same rules either way. ``reach`` marks the
households reached, shape (N,), 0 or 1; ``took``, same shape, is set to 1 where a household accepts.
"""

from __future__ import annotations

import math

from partnersim.mechanisms.households import credit, enterprise, entry_exit, labour
from partnersim.theory.compiled import compiled

MONTHS_AHEAD = 12.0
"""Months of safer savings that a household weighs against the trouble of opening an account (assumed: a year)."""


@compiled
def usual_wage(p, c, i):  # type: ignore[no-untyped-def]
    """Labour income that household ``i`` expects without an enterprise, rupiah a month."""
    return float(c.size[i]) * p.line * math.exp(p.mean_wage + c.fixed_wage[i] + c.persistent_wage[i])


@compiled
def owner_strength(p, c, i):  # type: ignore[no-untyped-def]
    """Log strength of the enterprise that household ``i`` owns."""
    better = 1.0 if p.technology_on != 0.0 and (c.technology[i] != 0 or c.contract[i] != 0) else 0.0
    return enterprise.strength(p, c.talent[i], c.practice[i], better)


@compiled
def begin(p, c, i, capital):  # type: ignore[no-untyped-def]
    """Household ``i`` starts an enterprise with this capital."""
    c.owner[i] = 1
    c.capital[i] = capital
    c.practice[i] = entry_exit.start_practice(p, c.skill[i])
    c.enterprise_age[i] = 0


@compiled
def cash_for_business(p, c, price, reach, amount, took):  # type: ignore[no-untyped-def]
    """Cash meant for an enterprise, rupiah each.

    An owner puts ``invested_share`` of it to work at once, as far as desired capital and the will go:
    x invested_share min(1, exp(-s eps - RH)); the rest is savings, out of which it is invested or eaten. Cash of a
    household without an enterprise is savings too, with which it can start when it has an idea.
    """
    for i in range(reach.shape[0]):
        if reach[i] == 0:
            continue
        took[i] = 1
        kept = amount
        if c.owner[i] != 0:
            local = price[c.hamlet[i]]
            desired = enterprise.desired_capital(p, owner_strength(p, c, i), local)
            will = 1.0
            if p.self_control_on != 0.0:
                will = min(1.0, math.exp(-p.plough_spread * c.weak_will[i] - c.indiscipline[i]))
            put = min(p.invested_share * will * amount, max(0.0, desired - c.capital[i]))
            c.capital[i] += put
            kept -= put
        c.savings[i] += kept


@compiled
def goods(p, c, price, reach, amount, always, took):  # type: ignore[no-untyped-def]
    """Equipment or stock in kind, rupiah each: capital of owners.

    A household without an enterprise starts one if ``always`` is 1, or if what it expects to earn beats the wage given
    up by the margin; otherwise it sells the goods at the distress price.
    """
    if p.enterprise_on == 0.0 or (always != 0 and p.asset_on == 0.0):
        return
    for i in range(reach.shape[0]):
        if reach[i] == 0:
            continue
        took[i] = 1
        if c.owner[i] != 0:
            c.capital[i] += amount
            continue
        local = price[c.hamlet[i]]
        log_strength = c.talent[i] + entry_exit.start_practice(p, c.skill[i])
        aim = max(amount, enterprise.desired_capital(p, log_strength, local))
        hoped = local * enterprise.output_at(p, log_strength, math.sqrt(amount * aim))
        given_up = usual_wage(p, c, i) * labour.time_given_up(p, c.fixed_wage[i], c.persistent_wage[i])
        if always != 0 or hoped > (1.0 + p.margin) * given_up:
            begin(p, c, i, amount)
        else:
            c.savings[i] += p.distress_price * amount


@compiled
def courses(p, c, price, reach, u, length, took):  # type: ignore[no-untyped-def]
    """Course places: the ready attend if a course is worth its trouble, and learn in proportion to its length.

    Args:
        u: draw per household, shape (N,): it has time this month if u is below its readiness.
        length: in standard courses.
    """
    if p.training_on == 0.0:
        return
    for i in range(reach.shape[0]):
        if reach[i] == 0 or took[i] != 0 or c.trained_ago[i] < p.training_again or u[i] >= c.readiness[i]:
            continue
        worth = p.profit_reference
        if c.owner[i] != 0:
            worth = price[c.hamlet[i]] * enterprise.output_at(p, owner_strength(p, c, i), c.capital[i])
        gain = p.training_gain * length
        if worth * gain / max(p.forgetting, 0.01) <= p.training_hassle * c.hassle[i]:
            continue
        took[i] = 1
        c.trained_ago[i] = 0
        if p.practice_on != 0.0 and c.owner[i] != 0:
            c.practice[i] += gain
        elif p.practice_on != 0.0:
            c.skill[i] = min(1.0, c.skill[i] + length)


@compiled
def visits(p, c, reach, number, on_business, on_discipline, took):  # type: ignore[no-untyped-def]
    """A month of visits: practice of owners and discipline move towards the visitor's level.

    ``number`` visits cover the share 1 - (1 - s)^number of the distance, with s the share that one visit covers.
    """
    if p.mentoring_on == 0.0:
        return
    practice_share = 1.0 - (1.0 - p.mentor_step) ** number
    discipline_share = 1.0 - (1.0 - p.coaching_visit) ** number
    for i in range(reach.shape[0]):
        if reach[i] == 0:
            continue
        took[i] = 1
        if on_business != 0 and p.practice_on != 0.0 and c.owner[i] != 0:
            c.practice[i] += practice_share * max(0.0, p.mentor_level - c.practice[i])
        if on_discipline != 0 and p.coaching_on != 0.0:
            c.indiscipline[i] += discipline_share * (-p.coaching_effect - c.indiscipline[i])


@compiled
def orders(p, c, price, reach, months, took):  # type: ignore[no-untyped-def]
    """Orders of a buyer for so many months, accepted by free owners where its price beats the local one."""
    if p.orders_on == 0.0:
        return
    for i in range(reach.shape[0]):
        free = c.owner[i] != 0 and c.contract[i] == 0 and c.order_months[i] == 0
        if reach[i] != 0 and free and p.order_price > price[c.hamlet[i]]:
            took[i] = 1
            c.order_months[i] = months


@compiled
def contracts(p, c, price, reach, inputs, took):  # type: ignore[no-untyped-def]
    """Contracts offered to owners of enough capital, who accept where they expect more profit under it.

    Args:
        inputs: rupiah of inputs advanced as capital to those who accept for the first time.
    """
    if p.contract_on == 0.0:
        return
    for i in range(reach.shape[0]):
        if reach[i] == 0 or c.owner[i] == 0 or c.contract[i] != 0 or c.capital[i] < p.contract_capital:
            continue
        local = price[c.hamlet[i]]
        usable = 1.0 if p.technology_on != 0.0 else 0.0
        now = enterprise.strength(p, c.talent[i], c.practice[i], usable if c.technology[i] != 0 else 0.0)
        with_it = enterprise.strength(p, c.talent[i], c.practice[i], usable)
        stock = c.capital[i]
        under = enterprise.effective_price(p, local, False, True)
        ahead = under * enterprise.output_at(p, with_it, stock + (inputs if took[i] == 0 else 0.0))
        if ahead > local * enterprise.output_at(p, now, stock):
            c.contract[i] = 1
            c.order_months[i] = 0
            if took[i] == 0:
                c.capital[i] += inputs
            took[i] = 1


@compiled
def accounts(p, c, reach, u, protected, rate_per_month, hassle_share, took):  # type: ignore[no-untyped-def]
    """Safe accounts, opened where a year of what they keep from leaking away is worth the trouble.

    Worth = 12 (mc protected max(0, S - buf y) + i S), with mc the monthly leak above the buffer.

    Args:
        u: draw per household: it thinks about opening one this month if u is below considers x readiness.
    """
    for i in range(reach.shape[0]):
        if reach[i] == 0 or took[i] != 0 or u[i] >= p.considers * c.readiness[i]:
            continue
        over = max(0.0, c.savings[i] - p.buffer * c.smoothed_income[i])
        worth = MONTHS_AHEAD * (p.buffer_propensity * protected * over + rate_per_month * c.savings[i])
        if worth > hassle_share * credit.trouble(p, c.hassle[i], c.readiness[i]):
            took[i] = 1
            c.account[i] = protected
