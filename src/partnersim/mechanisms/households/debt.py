"""Paying the programme loan and the moneylender."""

from __future__ import annotations

from typing import NamedTuple

from partnersim.mechanisms.base import CompiledRule
from partnersim.theory.calendar import MONTH
from partnersim.theory.compiled import compiled, compiled_stage
from partnersim.world import flows as f

FORGIVEN_ABOVE = 3.0
"""Moneylender debt above this multiple of the limit is given up as lost."""

KEEP_SHARE = 0.9
"""Share of smoothed income that a household keeps before paying off a moneylender."""


class GroupRepayment(CompiledRule):
    """Members pay if able, and may walk away; group capital restrains them (debt.py, readiness.py).

    Off: members pay whenever able and nobody walks away.
    """

    name = "group_repayment"
    reads = (
        "funds.late_share", "households.bond", "households.grace", "households.savings", "households.size",
    )  # fmt: skip
    writes = (
        "funds.banked", "funds.interest", "funds.outstanding", "households.arrears", "households.loan",
        "households.walked",
    )  # fmt: skip


class Moneylender(CompiledRule):
    """Short of cash, households borrow dear and pay back as they can (debt.py, consumption.py). Off: no lender."""

    name = "moneylender"
    reads = ("households.account", "households.savings", "households.size", "households.smoothed_income")
    writes = ("households.consumption", "households.moneylender_debt", "households.owed")


class Loan(NamedTuple):
    """A programme loan before the month's payment.

    Attributes:
        owed: rupiah, interest included. instalment: a month's. arrears: rupiah. grace: months before the first one.
        walked: the borrower has walked away. bond: its group capital.
    """

    owed: float
    instalment: float
    arrears: float
    grace: float
    walked: bool
    bond: float


NO_LOAN = Loan(0.0, 0.0, 0.0, 0.0, False, 0.0)


class Repaid(NamedTuple):
    """A month of a programme loan: rupiah owed at its end, paid, in arrears, and whether the borrower walked away."""

    owed: float
    paid: float
    arrears: float
    walked: bool


class Settled(NamedTuple):
    """A month with a moneylender, rupiah: what is owed at the end, interest added, paid, and given up as lost."""

    debt: float
    interest: float
    paid: float
    forgiven: float


NO_DEBT = Settled(0.0, 0.0, 0.0, 0.0)


@compiled_stage
def no_payment(loan):  # type: ignore[no-untyped-def]
    """The month of who owes nothing, as ``Repaid``."""
    return Repaid(loan.owed, 0.0, loan.arrears, loan.walked)


@compiled_stage
def repay_loan(p, loan, late_share, cash, floor, u):  # type: ignore[no-untyped-def]
    """The month's payment on a programme loan by a borrower with so much cash, as ``Repaid``."""
    walked = loan.walked or walks_away(p, loan.bond, late_share, u)
    instalment = loan.instalment * MONTH if loan.grace <= 0 else 0.0
    paid, arrears = loan_payment(loan.owed, instalment, loan.arrears, 0.0 if walked else cash, floor * MONTH)
    return Repaid(loan.owed - paid, paid, arrears, walked)


@compiled_stage
def pay_moneylender(p, purse, cash, floor, wage):  # type: ignore[no-untyped-def]
    """The month with a moneylender, as ``Settled``."""
    interest, paid, forgiven = moneylender_payment(p, purse.debt, cash, floor, purse.smoothed, wage)
    return Settled(max(0.0, purse.debt + interest - paid - forgiven), interest, paid, forgiven)


@compiled
def walks_away(p, bond, late_share, u):  # type: ignore[no-untyped-def]
    """Whether a borrower stops paying for good.

    Probability nu (1 - s)^1.5 (1 + contagion x late share in the hamlet); contagion only under joint liability.
    """
    if p.group_repayment_on == 0.0:
        return False
    contagion = p.group_repayment_contagion * late_share if p.joint_liability_on != 0.0 else 0.0
    left = 1.0 - bond
    return u < p.group_repayment_walk_away * MONTH * left * left**0.5 * (1.0 + contagion)


@compiled
def loan_payment(loan, instalment, arrears, cash, floor):  # type: ignore[no-untyped-def]
    """Payment on the programme loan, and the arrears left: what is due, as far as cash stays above the floor.

    All are rupiah of this month.
    """
    due = min(loan, instalment + arrears)
    paid = min(due, max(0.0, cash - floor))
    return paid, due - paid


@compiled
def moneylender_payment(p, debt, cash, floor, smoothed, wage):  # type: ignore[no-untyped-def]
    """Interest accrued, payment, and what the moneylender gives up, all in rupiah of this month.

    The household pays what leaves it the larger of the floor and most of its usual income.
    """
    interest = p.moneylender_rate * MONTH * debt
    keep = max(floor, KEEP_SHARE * smoothed)
    paid = min(debt + interest, max(0.0, cash - keep * MONTH))
    forgiven = max(0.0, debt + interest - paid - FORGIVEN_ABOVE * p.moneylender_limit * wage)
    return interest, paid, forgiven


@compiled_stage
def book(flow, w, settled):  # type: ignore[no-untyped-def]
    """Book the ``Settled`` month of ``w`` households with a moneylender; the fund books its loans itself."""
    flow[f.MONEYLENDER_INTEREST] += w * settled.interest
    flow[f.MONEYLENDER_REPAYMENT] += w * settled.paid
    flow[f.MONEYLENDER_FORGIVEN] += w * settled.forgiven
