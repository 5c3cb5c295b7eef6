"""What a community fund owes others: running costs, the bank, and the end when too little is left."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from partnersim.mechanisms.base import Mechanism, Phase
from partnersim.world.funds import ACTIVE, CLOSED

if TYPE_CHECKING:
    from partnersim.world.world import World

Floats = NDArray[np.float64]

MONTHS = 12


class BankDebt(Mechanism):
    """Units pay running costs, interest and called-in loans, and close when too little is left.

    At the end of each month, from cash and the month's collections, as far as they go and in this order:
    running cost ``operating_cost lent_month`` (to the market); interest ``bank_rate / 12`` on the bank debt,
    the unpaid part of which adds to the debt; called-in debt, with everything that is left until it is paid.
    A unit with called-in debt therefore has nothing to lend next month, and one with money of its own goes on
    with that once the bank is paid.

    Capital left ``cash + banked + outstanding - late - recalled``. Below ``smallest_capital_idr`` a unit
    cannot serve a group and closes. A unit with called-in debt is spared this test until the date the debt is
    due: money may still be found for it. Nothing else decides who survives a recall.

    A closed unit lends no more. Members still owe their loans and go on paying; what comes in goes to the
    bank up to the debt and then back to the treasury. What the bank never gets stays on record as the unit's
    debt, without interest.

    The switch is that of lending: funds that do not lend neither pay nor close.

    Source: recall of 2009 and the funds it was expected to close (Kiss FM, 26 June 2009); the terms, 2 percent
    a year (Hikayat Bank Gakin 2009); capital left and order of payment are assumed.
    """

    name = "lending"
    phase = Phase.FUNDS
    reads = ("funds.late", "funds.lent_month", "funds.outstanding", "hamlets.site", "hamlets.weight")
    writes = (
        "diary", "funds.bank_debt", "funds.bank_interest", "funds.banked", "funds.cash", "funds.recalled",
        "funds.status", "ledger", "rules.recall_due",
    )  # fmt: skip

    def step(self, model: World) -> None:
        """Pay costs, interest and recalled debt; close units; wind closed ones up."""
        funds, terms, accounts = model.funds, model.spec.programme.community_funds, model.accounts
        weight = model.hamlets.weight
        _take(model, terms.operating_cost * funds.lent_month, to=accounts.market, kind="running cost")
        owed, added = float(weight @ funds.bank_debt), 0.0
        if owed > 0.0:
            added = self._serve_bank(model, terms.bank_rate_per_year / MONTHS)
        self._close(model, terms.smallest_capital_idr)
        closed = funds.status == CLOSED
        if closed.any():
            debt = np.where(closed, funds.bank_debt, 0.0)
            _reduce_debt(model, _take(model, debt, to=accounts.bank, kind="bank repayment"))
            rest = np.where(closed, funds.cash + funds.banked, 0.0)
            _take(model, rest, to=accounts.treasury, kind="returned")
        # Claims mirror the debt: what was not paid of the interest, then what was repaid.
        model.ledger.post(accounts.funds_debt, accounts.bank_claims, added, "bank interest unpaid")
        repaid = max(0.0, owed + added - float(weight @ funds.bank_debt))
        model.ledger.post(accounts.bank_claims, accounts.funds_debt, repaid, "bank claim repaid")
        if model.rules.recall_due is not None and not funds.recalled[funds.status == ACTIVE].any():
            model.rules.recall_due = None

    def _serve_bank(self, model: World, monthly_rate: float) -> float:
        """Pay interest, then called-in debt; return interest added to the debt, rupiah of the place."""
        funds, bank, weight = model.funds, model.accounts.bank, model.hamlets.weight
        working = funds.status == ACTIVE
        interest = np.where(working, funds.bank_debt * monthly_rate, 0.0)
        funds.bank_interest += interest
        unpaid = interest - _take(model, interest, to=bank, kind="bank interest")
        funds.recalled += unpaid * funds.recalled / np.maximum(funds.bank_debt, 1.0)
        funds.bank_debt += unpaid
        called = np.where(working, funds.recalled, 0.0)
        _reduce_debt(model, _take(model, called, to=bank, kind="bank repayment"))
        if model.month == model.rules.recall_due:
            late = float(weight @ np.where(working, funds.recalled, 0.0))
            model.note("loans due", "bank", f"{late:,.0f} rupiah not repaid on the day")
        return float(weight @ unpaid)

    def _close(self, model: World, smallest_idr: float) -> None:
        funds, due = model.funds, model.rules.recall_due
        past_due = due is None or model.month >= due
        left = funds.cash + funds.banked + funds.outstanding - funds.late - funds.recalled
        tested = (funds.status == ACTIVE) & ((funds.recalled <= 0.0) | past_due)
        for h in np.flatnonzero(tested & (left < smallest_idr)):
            funds.status[h] = CLOSED
            model.note(
                "unit closed",
                f"unit {int(model.hamlets.site[h])}",
                f"{left[h]:,.0f} rupiah of capital left, stands for {model.hamlets.weight[h]:g} units",
            )


def _take(model: World, wanted: Floats, *, to: int, kind: str) -> Floats:
    """Take up to ``wanted`` rupiah per unit, from cash, then collections; return what was taken, (H,)."""
    funds = model.funds
    from_cash = np.minimum(np.maximum(funds.cash, 0.0), wanted)
    from_banked = np.minimum(np.maximum(funds.banked, 0.0), wanted - from_cash)
    funds.cash -= from_cash
    funds.banked -= from_banked
    taken = from_cash + from_banked
    model.ledger.post(model.accounts.funds_cash, to, float(model.hamlets.weight @ taken), kind)
    return np.asarray(taken)


def _reduce_debt(model: World, paid: Floats) -> None:
    """Lower debt and its called-in part by what was repaid; remainders below a rupiah count as repaid."""
    funds = model.funds
    funds.bank_debt -= paid
    funds.recalled -= paid
    funds.bank_debt[funds.bank_debt < 1.0] = 0.0
    funds.recalled[funds.recalled < 1.0] = 0.0
