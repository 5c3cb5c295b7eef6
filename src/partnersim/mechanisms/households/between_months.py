"""A household between two months, read from its columns and written to them, by who lends or hands something over.

These functions take the columns: for the few who are reached, not for every row of a month (decision 0007).
"""

from __future__ import annotations

import numpy as np

from partnersim.mechanisms.households import enterprise
from partnersim.mechanisms.households.household import Craft, Firm, Market, Purse, traits_of
from partnersim.theory.compiled import compiled_stage


@compiled_stage
def market_at(ham, h):  # type: ignore[no-untyped-def]
    """What enterprises of hamlet ``h`` meet, as ``Market``, from its columns ``price``, ``reach`` and ``scheme``."""
    return Market(ham.price[h], ham.reach[h], ham.scheme[h], False)


@compiled_stage
def traits_at(p, c, i, market):  # type: ignore[no-untyped-def]
    """Traits of row ``i``, as ``Traits``."""
    size, listed = float(c.size[i]), c.listed[i] != 0
    talent = c.talent[i] + market.reach
    return traits_of(p, size, c.fixed_wage[i], talent, c.weak_will[i], c.hassle[i], listed)


@compiled_stage
def craft_at(c, i):  # type: ignore[no-untyped-def]
    """What row ``i`` has learned, as ``Craft``."""
    return Craft(c.practice[i], c.indiscipline[i], c.skill[i])


@compiled_stage
def purse_at(c, i):  # type: ignore[no-untyped-def]
    """Money of row ``i``, as ``Purse``."""
    return Purse(c.savings[i], c.moneylender_debt[i], c.smoothed_income[i], c.account[i])


@compiled_stage
def firm_at(p, c, i):  # type: ignore[no-untyped-def]
    """Enterprise of row ``i``, as ``Firm``."""
    order = p.buyer_orders_on != 0.0 and c.order_months[i] > 0
    return Firm(c.owner[i] != 0, c.capital[i], int(np.int64(c.technology[i])), c.contract[i] != 0, order)


@compiled_stage
def price_and_strength(p, c, i, market):  # type: ignore[no-untyped-def]
    """Price over what the enterprise of row ``i`` sells in such a ``Market``, and its log strength."""
    firm = firm_at(p, c, i)
    better = enterprise.technology_gain(p, firm.technology, firm.contract)
    price = enterprise.effective_price(p, market, firm.order, firm.contract)
    return price, enterprise.strength(c.talent[i] + market.reach, c.practice[i], better)


@compiled_stage
def enter(c, i, new):  # type: ignore[no-untyped-def]
    """Write a new enterprise, ``entry_exit.NewFirm``, into row ``i``."""
    c.owner[i] = 1
    c.capital[i], c.practice[i], c.enterprise_age[i] = new.capital, new.practice, new.age


@compiled_stage
def first_row(ham, h):  # type: ignore[no-untyped-def]
    """Row of the first household of hamlet ``h``. Unsigned, so that no access to a column asks if it is below zero."""
    return np.uintp(ham.first[h])


@compiled_stage
def rows_of(ham, h):  # type: ignore[no-untyped-def]
    """The rows of hamlet ``h``, unsigned."""
    return range(np.uintp(ham.first[h]), np.uintp(ham.first[h + 1]))
