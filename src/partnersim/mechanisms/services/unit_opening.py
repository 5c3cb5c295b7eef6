"""Seed money becomes community funds: where, how many, and what happens to the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from partnersim.mechanisms.base import Mechanism, Phase
from partnersim.mechanisms.deciding.budgets import months_left_in_year, opens_year
from partnersim.theory.arrays import Flags, Floats, Ints
from partnersim.theory.chance.draws import Purpose
from partnersim.world.budgets import MONTHS
from partnersim.world.funds import ACTIVE, CLOSED, NONE
from partnersim.world.programme_area import ProgrammeArea

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
        "funds.bank_debt", "funds.banked", "funds.outstanding", "funds.queue", "funds.recalled",
        "hamlets.poor_listed", "hamlets.site", "hamlets.weight", "services.socialised",
    )  # fmt: skip
    writes = (
        "diary", "funds.cash", "funds.granted", "funds.kind", "funds.opened", "funds.room", "funds.seed_due",
        "funds.status", "ledger", "rules.units_allowance", "rules.units_drawn",
    )  # fmt: skip

    def step(self, model: World) -> None:
        """Accrue the allowance; pay what is owed; open units; top up with what is left."""
        per_month = model.spec.programme.community_funds.units_per_year / MONTHS
        free = _free_hamlets(model)
        if opens_year(model):
            largest = float(model.hamlets.weight[free].max()) if free.any() else 0.0
            model.rules.units_allowance = min(model.rules.units_allowance, HALF * largest)
        model.rules.units_allowance += per_month
        if model.ledger.balance(model.accounts.seed_pot) <= 0.0:
            return
        _pay_owed(model)
        self._open_units(model, free)
        _top_up(model, per_month, free & (model.funds.status != ACTIVE))

    def _open_units(self, model: World, free: Flags) -> None:
        funds, weight, rules = model.funds, model.hamlets.weight, model.rules
        terms = model.spec.programme.community_funds
        grant = terms.seed_grant_idr
        smallest = max(HALF * grant, min(grant, terms.smallest_capital_idr))
        pot = model.ledger.balance(model.accounts.seed_pot)
        if not free.any() or rules.units_allowance <= 0.0 or pot < smallest * weight[free].min():
            return
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

    def _next(self, model: World, rows: Ints) -> int:
        """Hamlet whose turn it is: that of the smallest ``-log(u) / chance``."""
        settings, hamlets = self.parameters(model), model.hamlets
        chance = np.maximum(HALF, hamlets.poor_listed[rows]) ** settings.poor_pull
        chance *= 1.0 + settings.socialised_pull * model.services.socialised[rows]
        u = model.draws.uniform(Purpose.UNIT_SITE, model.rules.units_drawn, hamlets.site[rows])
        return int(rows[np.argmin(-np.log(u) / chance)])


def _free_hamlets(model: World) -> Flags:
    """Hamlets that could get a unit, shape (H,): mostly within the programme's area, and without one now."""
    funds, hamlets = model.funds, model.hamlets
    wound_up = (funds.status == CLOSED) & (funds.outstanding < 1.0) & (funds.bank_debt < 1.0)
    free = np.asarray((funds.status == NONE) | wound_up)
    if model.spec.programme.hamlets is not None:
        area = ProgrammeArea.of(model.spec, hamlets=hamlets, draws=model.draws)
        free &= area.covered >= HALF * hamlets.weight
    return free


def _pay_owed(model: World) -> None:
    """Pay seed grants that units were opened without, in proportion if money is short."""
    funds, weight = model.funds, model.hamlets.weight
    funds.seed_due[funds.status != ACTIVE] = 0.0
    owed = float(weight @ funds.seed_due)
    if owed > 0.0:
        part = min(1.0, model.ledger.balance(model.accounts.seed_pot) / owed)
        _give(model, part * funds.seed_due, kind="seed")
        funds.seed_due *= 1.0 - part


def _top_up(model: World, per_month: float, free: Flags) -> None:
    """Give seed money that this year's units cannot use to units short of money."""
    funds, weight = model.funds, model.hamlets.weight
    terms = model.spec.programme.community_funds
    still = max(0.0, model.rules.units_allowance + per_month * (months_left_in_year(model) - 1))
    still = min(still, float(weight[free].sum()))
    reserve = still * terms.seed_grant_idr + float(weight @ funds.seed_due)
    surplus = model.ledger.balance(model.accounts.seed_pot) - reserve
    if surplus <= 0.0:
        return
    short = funds.queue * terms.first_loan_idr - funds.cash - funds.banked
    short = np.where((funds.status == ACTIVE) & (funds.recalled <= 0.0), np.maximum(0.0, short), 0.0)
    total = float(weight @ short)
    if total > 0.0:
        _give(model, short * min(1.0, surplus / total), kind="top-up")


def _give(model: World, amount: Floats, *, kind: str) -> None:
    """Move ``amount`` rupiah per unit, shape (H,), from the seed money to the units."""
    funds, accounts = model.funds, model.accounts
    total = min(float(model.hamlets.weight @ amount), model.ledger.balance(accounts.seed_pot))
    funds.cash += amount
    funds.granted += amount
    model.ledger.post(accounts.seed_pot, accounts.funds_cash, total, kind)
