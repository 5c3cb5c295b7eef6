"""Seed money becomes community funds: where, how many, and what happens to the rest."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from partnersim.mechanisms.base import Mechanism, Phase
from partnersim.mechanisms.deciding.budgets import months_left_in_year, opens_year
from partnersim.theory.arrays import Flags, Floats, Ints
from partnersim.theory.chance.draws import Purpose
from partnersim.theory.compiled import compiled, compiled_inside, compiled_stage
from partnersim.world.budgets import MONTHS
from partnersim.world.funds import ACTIVE, CLOSED, NONE
from partnersim.world.sheets import Sheet

if TYPE_CHECKING:
    from partnersim.world.world import World

HALF = 0.5


class UnitOpening(Mechanism):
    """Seed money opens one unit per hamlet, up to a yearly number; what cannot open units tops up short ones.

    A simulated hamlet stands for ``w`` hamlets of the place, so that its unit costs ``w`` seed grants and
    counts as ``w`` units. The yearly cap accrues by a twelfth a month (``rules.units_allowance``) and lapses
    at the turn of the year but for the rounding. A unit is opened as soon as allowance and money each cover
    half of its weight: the allowance then goes below zero, and the part of the grant still missing is owed
    (``funds.seed_due``) and paid first from later seed money. The number of units opened is thus the nearest
    multiple of the weight, whatever the sample.

    Site, by keyed draw without replacement among hamlets without a unit (never had one, or closed with
    nothing owed to it or by it): chance ``~ max(1/2, poor_listed)^poor_pull (1 + socialised_pull
    socialised)``. The weight ``w`` does not enter: choosing a hamlet opens all the units it stands for. Each
    unit is one draw (``rules.units_drawn``), which stands until that hamlet can be served: were it drawn anew
    each month, hamlets that stand for few would pass all the others.

    Top-up: seed money beyond what the rest of the year's allowance can use goes to units whose members queued
    last month, in proportion to ``max(0, queue first_loan - cash - banked)`` and no more than that.

    Source: seed grant and cap, 180 units at Rp25 million in 2010 (Kiss FM, 6 January 2010); one unit per hamlet
    from the same programme (Antara Jatim, about 2015); the choice of site is assumed.
    """

    name = "unit_opening"
    phase = Phase.SERVICES
    reads = (
        "area.covered", "funds.bank_debt", "funds.banked", "funds.outstanding", "funds.queue", "funds.recalled",
        "hamlets.poor_listed", "hamlets.site", "hamlets.weight", "services.socialised",
    )  # fmt: skip
    writes = (
        "diary", "funds.cash", "funds.granted", "funds.kind", "funds.opened", "funds.room", "funds.seed_due",
        "funds.status", "ledger", "rules.units_allowance", "rules.units_drawn",
    )  # fmt: skip

    def step(self, model: World) -> None:
        """Accrue the allowance; pay what is owed; open units; top up with what is left."""
        per_month = model.spec.programme.community_funds.units_per_year / MONTHS
        money, opens = model.ledger.balance(model.accounts.seed_pot) > 0.0, opens_year(model)
        if money or opens:
            where, pot = _SHEET.where(model), max(0.0, model.ledger.balance(model.accounts.seed_pot))
            free = np.zeros(len(model.hamlets), dtype=bool)
            sites, paid = settle_month(where, pot, free)
        if opens:
            model.rules.units_allowance = min(model.rules.units_allowance, HALF * sites[0])
        model.rules.units_allowance += per_month
        if not money:
            return
        _give(model, paid, kind="seed")
        owed, waiting = sites[2:]
        if self._open_units(model, free, sites[1]):
            owed, waiting = still_owed_and_free(where, free)
        _top_up(model, owed, waiting, per_month)

    def _open_units(self, model: World, free: Flags, smallest_weight: float) -> bool:
        """Open units one by one while allowance and money last; whether any was opened."""
        funds, weight, rules = model.funds, model.hamlets.weight, model.rules
        terms = model.spec.programme.community_funds
        grant = terms.seed_grant_idr
        smallest = max(HALF * grant, min(grant, terms.smallest_capital_idr))
        pot = model.ledger.balance(model.accounts.seed_pot)
        if smallest_weight == 0.0 or rules.units_allowance <= 0.0 or pot < smallest * smallest_weight:
            return False
        if rules.units_allowance < HALF * smallest_weight:  # whoever's turn it is, it is not yet
            return False
        opened = spent = 0.0
        waiting = free.copy()
        while waiting.any():
            h = self._next(model, np.flatnonzero(waiting))
            w = float(weight[h])
            if rules.units_allowance < HALF * w or pot < smallest * w:
                break
            paid = min(grant, pot / w)
            funds.status[h], funds.opened[h], funds.kind[h] = ACTIVE, model.month, -1
            funds.room[h] = terms.members_per_unit
            funds.cash[h] += paid
            funds.granted[h] += paid
            funds.seed_due[h] = grant - paid
            waiting[h] = False
            rules.units_drawn += 1
            rules.units_allowance -= w
            pot -= w * paid
            spent += w * paid
            opened += w
        if opened:
            model.ledger.post(model.accounts.seed_pot, model.accounts.funds_cash, spent, "seed")
            model.note("units opened", "community funds", f"{opened:,.0f} units with {spent:,.0f} rupiah")
        return opened > 0.0

    def _next(self, model: World, rows: Ints) -> int:
        """Hamlet whose turn it is: that of the smallest ``-log(u) / chance``."""
        settings, hamlets = self.parameters(model), model.hamlets
        u = model.draws.uniform(Purpose.UNIT_SITE, model.rules.units_drawn, hamlets.site[rows])
        return int(
            next_site(
                rows, u, hamlets.poor_listed, model.services.socialised,
                (settings.poor_pull, settings.socialised_pull),
            )
        )  # fmt: skip


@compiled
def next_site(rows, u, poor_listed, socialised, pulls):  # type: ignore[no-untyped-def]
    """The hamlet of the smallest ``-log(u) / chance``, ``chance = max(1/2, poor)^poor_pull (1 + pull socialised)``.

    Args:
        rows: hamlets that wait, (n,). u: a uniform each, (n,). poor_listed, socialised: of all hamlets, (H,).
        pulls: of the poor and of socialisation.
    """
    best, smallest = rows[0], math.inf
    for j in range(rows.shape[0]):
        h = rows[j]
        chance = max(HALF, poor_listed[h]) ** pulls[0] * (1.0 + pulls[1] * socialised[h])
        waits = -math.log(u[j]) / chance
        if waits < smallest:
            best, smallest = h, waits
    return best


class Units(NamedTuple):
    """Columns of community funds (`partnersim.world.funds.Funds`), shape (H,) each; rupiah and people of one unit."""

    status: Ints
    cash: Floats
    banked: Floats
    bank_debt: Floats
    recalled: Floats
    outstanding: Floats
    granted: Floats
    seed_due: Floats
    queue: Floats


_SHEET = Sheet("hamlets.weight", "area.covered", *[f"funds.{name}" for name in Units._fields])
_sheet_at = _SHEET.at


@compiled
def settle_month(where, pot, free):  # type: ignore[no-untyped-def]
    """`settle_grants` of the place on the sheet."""
    place = _sheet_at(where)
    return settle_grants(place.funds, place.hamlets.weight, place.area.covered, pot, free)


@compiled
def still_owed_and_free(where, free):  # type: ignore[no-untyped-def]
    """`owed_and_free` of the place on the sheet."""
    place = _sheet_at(where)
    return owed_and_free(place.funds, place.hamlets.weight, free)


@compiled
def top_up_short(where, surplus, first_loan):  # type: ignore[no-untyped-def]
    """`give_short` of the place on the sheet."""
    place = _sheet_at(where)
    return give_short(place.funds, place.hamlets.weight, surplus, first_loan)


@compiled_stage
def settle_grants(units, weight, served, pot, free):  # type: ignore[no-untyped-def]
    """Pay seed grants that units were opened without, and see which hamlets could get a unit.

    Grants are paid in proportion if ``pot`` is short; units that work no more are owed nothing. A hamlet could get a
    unit that has none now, and of which at least half is in the programme's area.

    Args:
        units: `Units`. weight, served: hamlets that each stands for, in the place and in the programme's area, (H,).
        pot: seed money at hand, rupiah of the place. free: written here, False at first: which hamlets are free, (H,).

    Returns:
        The largest and smallest weight of those that are free, zeros if none is, what is still owed, and hamlets of the
        place that are free; and what was paid. Rupiah of the place.
    """
    largest = smallest = owed = paid = 0.0
    for h in range(weight.shape[0]):
        if units.status[h] != ACTIVE:
            units.seed_due[h] = 0.0
        owed += weight[h] * units.seed_due[h]
        wound_up = units.status[h] == CLOSED and units.outstanding[h] < 1.0 and units.bank_debt[h] < 1.0
        if (units.status[h] == NONE or wound_up) and served[h] >= HALF * weight[h]:
            free[h] = True
            largest = max(largest, weight[h])
            smallest = weight[h] if smallest == 0.0 else min(smallest, weight[h])
    if owed > 0.0:
        part = min(1.0, pot / owed)
        for h in range(weight.shape[0]):
            paid += weight[h] * grant(units, h, part * units.seed_due[h])
            units.seed_due[h] *= 1.0 - part
    still_owed, waiting = owed_and_free(units, weight, free)
    return (largest, smallest, still_owed, waiting), paid


@compiled_inside
def grant(units, h, amount):  # type: ignore[no-untyped-def]
    """Give one unit so many rupiah for good; the rupiah."""
    units.cash[h] += amount
    units.granted[h] += amount
    return amount


@compiled
def owed_and_free(units, weight, free):  # type: ignore[no-untyped-def]
    """Seed grants owed to units, rupiah of the place, and hamlets of the place that could get a unit."""
    owed, waiting = 0.0, 0.0
    for h in range(weight.shape[0]):
        owed += weight[h] * units.seed_due[h]
        if free[h] and units.status[h] != ACTIVE:
            waiting += weight[h]
    return owed, waiting


@compiled_stage
def give_short(units, weight, surplus, first_loan):  # type: ignore[no-untyped-def]
    """Give units what their queues are short of, in proportion if ``surplus`` is less; rupiah of the place."""
    short, total, paid = np.zeros(weight.shape[0]), 0.0, 0.0
    for h in range(weight.shape[0]):
        if units.status[h] == ACTIVE and units.recalled[h] <= 0.0:
            short[h] = max(0.0, units.queue[h] * first_loan - units.cash[h] - units.banked[h])
            total += weight[h] * short[h]
    if total <= 0.0:
        return 0.0
    part = min(1.0, surplus / total)
    for h in range(weight.shape[0]):
        paid += weight[h] * grant(units, h, short[h] * part)
    return paid


def _top_up(model: World, owed: float, waiting: float, per_month: float) -> None:
    """Give seed money that this year's units cannot use to units short of money."""
    terms = model.spec.programme.community_funds
    still = max(0.0, model.rules.units_allowance + per_month * (months_left_in_year(model) - 1))
    reserve = min(still, waiting) * terms.seed_grant_idr + owed
    surplus = model.ledger.balance(model.accounts.seed_pot) - reserve
    if surplus > 0.0:
        _give(model, top_up_short(_SHEET.where(model), surplus, terms.first_loan_idr), kind="top-up")


def _give(model: World, total: float, *, kind: str) -> None:
    """Post seed money that units were given, rupiah of the place; rounding asks for no more than there is."""
    accounts = model.accounts
    total = min(total, model.ledger.balance(accounts.seed_pot))
    model.ledger.post(accounts.seed_pot, accounts.funds_cash, total, kind)
