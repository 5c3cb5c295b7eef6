"""Community funds share out part of what they earned."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from partnersim.mechanisms.base import Mechanism, Phase
from partnersim.world.funds import ACTIVE

if TYPE_CHECKING:
    from partnersim.world.world import World

FEWEST_MEMBERS = 1e-9
"""Members of a unit by which its surplus is divided, so that one without any is no division by nothing."""


class SurplusSharing(Mechanism):
    """Each December a unit pays part of its year's surplus to its members, the same to each.

    Surplus = interest received - running costs of what was lent - interest of the bank, each since the last sharing,
    not below zero; paid as far as cash goes and never out of money that a bank has called in. Off: surplus stays in
    the fund.
    Source: units share out their yearly surplus (sisa hasil usaha); office figures of 2011 and 2014 in press reports.
    """

    name = "surplus_sharing"
    phase = Phase.FUNDS
    reads = (
        "funds.bank_interest", "funds.interest", "funds.lent", "funds.members", "funds.recalled", "funds.status",
        "households.group", "households.hamlet", "households.weight",
    )  # fmt: skip
    writes = ("funds.banked", "funds.cash", "funds.shared_until", "households.savings", "ledger")

    def step(self, model: World) -> None:
        """In December pay out; in other months do nothing."""
        if model.calendar_month != 12:
            return
        funds, terms = model.funds, model.spec.programme.community_funds
        earned = funds.interest - terms.operating_cost * funds.lent - funds.bank_interest
        free = np.maximum(0.0, funds.cash + funds.banked - funds.recalled)
        pays = self.parameters(model).share * np.maximum(0.0, earned - funds.shared_until)
        pays = np.where((funds.status == ACTIVE) & (funds.members > 0.0), np.minimum(pays, free), 0.0)
        np.maximum(funds.shared_until, earned, out=funds.shared_until)
        from_cash = np.minimum(pays, funds.cash)
        funds.cash -= from_cash
        funds.banked -= pays - from_cash
        c = model.households.arrays
        rows = np.flatnonzero(c.group >= 0)
        each = pays / np.maximum(funds.members, FEWEST_MEMBERS)
        c.savings[rows] += each[c.hamlet[rows]]
        paid = float(np.sum(c.weight[rows] * each[c.hamlet[rows]]))
        model.ledger.post(model.accounts.funds_cash, model.accounts.households_cash, paid, "surplus shared")
