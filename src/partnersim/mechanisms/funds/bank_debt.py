"""What a community fund owes others: running costs, the bank, and the end when too little is left."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from partnersim.mechanisms.base import Mechanism, Phase
from partnersim.theory.arrays import Floats, Ints
from partnersim.theory.compiled import compiled, compiled_inside, compiled_stage
from partnersim.world.books import books_at, post
from partnersim.world.funds import ACTIVE, CLOSED
from partnersim.world.sheets import Sheet

if TYPE_CHECKING:
    from partnersim.world.world import World

MONTHS = 12

KINDS = (
    "running cost", "bank interest", "bank repayment", "bank repayment", "returned", "bank interest unpaid",
    "bank claim repaid",
)  # fmt: skip
"""Kinds under which it is posted, in this order; closed units repay after the others."""

COST, INTEREST, REPAID, REPAID_CLOSED, RETURNED, UNPAID, CLAIM_REPAID = range(7)


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
        rules, left = model.rules, np.full(len(model.hamlets), np.nan)
        past_due = rules.recall_due is None or model.month >= rules.recall_due
        late, recalled, closed = settle_month(
            model.ledger.where(len(KINDS)), _SHEET.where(model), left, past_due, *self.once(model, _terms)
        )
        model.ledger.accept()
        if model.month == rules.recall_due and late >= 0.0:
            model.note("loans due", "bank", f"{late:,.0f} rupiah not repaid on the day")
        if closed:
            _note_closed(model, left)
        if not recalled:
            rules.recall_due = None


class Units(NamedTuple):
    """Columns of community funds (`partnersim.world.funds.Funds`), shape (H,) each; rupiah of one unit."""

    status: Ints
    cash: Floats
    banked: Floats
    bank_debt: Floats
    recalled: Floats
    outstanding: Floats
    late: Floats
    lent_month: Floats
    bank_interest: Floats


_SHEET = Sheet("hamlets.weight", *[f"funds.{name}" for name in Units._fields])
_sheet_at = _SHEET.at


class Terms(NamedTuple):
    """What holds for all units.

    Attributes:
        operating_cost: of a rupiah lent. monthly_rate: of the bank. smallest_idr: capital below which a unit closes.
        The rest are numbers of accounts and of kinds (`KINDS`).
    """

    operating_cost: float
    monthly_rate: float
    smallest_idr: float
    funds_cash: int
    market: int
    bank: int
    treasury: int
    funds_debt: int
    bank_claims: int
    kinds: Ints


def _terms(model: World) -> tuple[Floats, Ints, Ints]:
    """Parts of `Terms` as compiled rules are handed them: parameters, accounts, kinds."""
    terms, accounts = model.spec.programme.community_funds, model.accounts
    rates = terms.operating_cost, terms.bank_rate_per_year / MONTHS, terms.smallest_capital_idr
    numbers = (
        accounts.funds_cash, accounts.market, accounts.bank, accounts.treasury, accounts.funds_debt,
        accounts.bank_claims,
    )  # fmt: skip
    return np.array(rates, dtype=np.float64), np.array(numbers), model.ledger.kind_numbers(KINDS)


@compiled
def settle_month(books, where, left, past_due, rates, accounts, kinds):  # type: ignore[no-untyped-def]
    """The month of all units by `settle`; books and units by where they stand, terms by their parts (`_terms`)."""
    place, r, a = _sheet_at(where), rates, accounts
    terms = Terms(r[0], r[1], r[2], a[0], a[1], a[2], a[3], a[4], a[5], kinds)
    return settle(books_at(books), place.funds, place.hamlets.weight, left, past_due, terms)


@compiled_stage
def settle(books, units, weight, left, past_due, terms):  # type: ignore[no-untyped-def]
    """Settle the month of every unit and post the sums over the place.

    Args:
        books: the ledger's. units: `Units`. weight: hamlets of the place that each stands for, (H,).
        left: gets the capital left of units that close, (H,). past_due: whether what was called in is due.
        terms: `Terms`.

    Returns:
        Called-in debt that the working units still owe, rupiah of the place, or -1 where nobody owed a bank anything;
        whether a unit that works on has called-in debt; and whether one has closed.
    """
    paid, owed, remains = np.zeros(len(KINDS)), 0.0, 0.0
    for h in range(weight.shape[0]):
        owed += weight[h] * units.bank_debt[h]
    late, recalled, closed = 0.0 if owed > 0.0 else -1.0, False, False
    for h in range(weight.shape[0]):
        paid[COST] += weight[h] * _take(units, h, terms.operating_cost * units.lent_month[h])
        if owed > 0.0:
            _serve_bank(units, h, weight[h], paid, terms.monthly_rate)
            if units.status[h] == ACTIVE:
                late += weight[h] * units.recalled[h]
        if _closes(units, h, left, past_due, terms.smallest_idr):
            units.status[h] = CLOSED
            closed = True
        if units.status[h] == CLOSED:
            paid[REPAID_CLOSED] += weight[h] * _repay(units, h, units.bank_debt[h])
            paid[RETURNED] += weight[h] * _take(units, h, units.cash[h] + units.banked[h])
        remains += weight[h] * units.bank_debt[h]
        recalled = recalled or (units.status[h] == ACTIVE and units.recalled[h] != 0.0)
    # Claims mirror the debt: what was not paid of the interest, then what was repaid.
    paid[CLAIM_REPAID] = max(0.0, owed + paid[UNPAID] - remains)
    _post_sums(books, paid, terms)
    return late, recalled, closed


@compiled_inside
def _serve_bank(units, h, w, paid, monthly_rate):  # type: ignore[no-untyped-def]
    """Pay a unit's interest, then what is called in, and add rupiah of the place to ``paid``; ``w`` is its weight."""
    works = units.status[h] == ACTIVE
    interest = units.bank_debt[h] * monthly_rate if works else 0.0
    units.bank_interest[h] += interest
    taken = _take(units, h, interest)
    unpaid = interest - taken
    units.recalled[h] += unpaid * units.recalled[h] / max(units.bank_debt[h], 1.0)
    units.bank_debt[h] += unpaid
    paid[INTEREST] += w * taken
    paid[UNPAID] += w * unpaid
    paid[REPAID] += w * _repay(units, h, units.recalled[h] if works else 0.0)


@compiled_inside
def _take(units, h, wanted):  # type: ignore[no-untyped-def]
    """Take up to ``wanted`` rupiah from a unit's cash, then from its collections; what was taken."""
    from_cash = min(max(units.cash[h], 0.0), wanted)
    from_banked = min(max(units.banked[h], 0.0), wanted - from_cash)
    units.cash[h] -= from_cash
    units.banked[h] -= from_banked
    return from_cash + from_banked


@compiled_inside
def _repay(units, h, wanted):  # type: ignore[no-untyped-def]
    """Repay up to ``wanted`` of a unit's debt; what was repaid. Remainders below a rupiah count as repaid."""
    taken = _take(units, h, wanted)
    units.bank_debt[h] -= taken
    units.recalled[h] -= taken
    if units.bank_debt[h] < 1.0:
        units.bank_debt[h] = 0.0
    if units.recalled[h] < 1.0:
        units.recalled[h] = 0.0
    return taken


@compiled_inside
def _closes(units, h, left, past_due, smallest_idr):  # type: ignore[no-untyped-def]
    """Whether a unit has too little capital left to work on; if so, ``left`` says how much."""
    if units.status[h] != ACTIVE or (units.recalled[h] > 0.0 and not past_due):
        return False
    capital = units.cash[h] + units.banked[h] + units.outstanding[h] - units.late[h] - units.recalled[h]
    if capital < smallest_idr:
        left[h] = capital
        return True
    return False


@compiled_inside
def _post_sums(books, paid, terms):  # type: ignore[no-untyped-def]
    """Post what units paid, kind by kind in the order of `KINDS`."""
    receivers = (terms.market, terms.bank, terms.bank, terms.bank, terms.treasury)
    for number in range(len(receivers)):
        post(books, terms.funds_cash, receivers[number], paid[number], terms.kinds[number])
    post(books, terms.funds_debt, terms.bank_claims, paid[UNPAID], terms.kinds[UNPAID])
    post(books, terms.bank_claims, terms.funds_debt, paid[CLAIM_REPAID], terms.kinds[CLAIM_REPAID])


def _note_closed(model: World, left: Floats) -> None:
    """Write a line for every unit that has closed, with the capital that was left, (H,)."""
    for h in np.flatnonzero(~np.isnan(left)):
        model.note(
            "unit closed",
            f"unit {int(model.hamlets.site[h])}",
            f"{left[h]:,.0f} rupiah of capital left, stands for {model.hamlets.weight[h]:g} units",
        )
