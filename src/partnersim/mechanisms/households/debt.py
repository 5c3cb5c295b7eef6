"""Paying the programme loan and the moneylender."""

from __future__ import annotations

from partnersim.theory.compiled import compiled

FORGIVEN_ABOVE = 3.0
"""Moneylender debt above this multiple of the limit is given up as lost."""

KEEP_SHARE = 0.9
"""Share of smoothed income that a household keeps before paying off a moneylender."""


@compiled
def walks_away(p, bond, late_share, u):  # type: ignore[no-untyped-def]
    """Whether a borrower stops paying for good.

    Probability nu (1 - s)^1.5 (1 + contagion x late share in the hamlet); contagion only under joint liability.
    """
    if p.repayment_on == 0.0:
        return False
    contagion = p.contagion * late_share if p.liability_on != 0.0 else 0.0
    left = 1.0 - bond
    return u < p.walk_away * left * left**0.5 * (1.0 + contagion)


@compiled
def loan_payment(loan, instalment, arrears, cash, floor):  # type: ignore[no-untyped-def]
    """Payment on the programme loan, and the arrears left: what is due, as far as cash stays above the floor."""
    due = min(loan, instalment + arrears)
    paid = min(due, max(0.0, cash - floor))
    return paid, due - paid


@compiled
def moneylender_payment(p, debt, cash, floor, smoothed, wage):  # type: ignore[no-untyped-def]
    """Interest accrued, payment, and what the moneylender gives up, all in rupiah.

    The household pays what leaves it the larger of the floor and most of its usual income.
    """
    interest = p.moneylender_rate * debt
    keep = max(floor, KEEP_SHARE * smoothed)
    paid = min(debt + interest, max(0.0, cash - keep))
    forgiven = max(0.0, debt + interest - paid - FORGIVEN_ABOVE * p.moneylender_limit * wage)
    return interest, paid, forgiven
