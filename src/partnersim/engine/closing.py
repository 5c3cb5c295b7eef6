"""What the state says the ledger's inside accounts must hold at the end of a month."""

from __future__ import annotations

from typing import TYPE_CHECKING

from partnersim.theory.compiled import compiled

if TYPE_CHECKING:
    from partnersim.world.world import World

CLAIMS_TOLERANCE = 1e-6
"""Accepted relative difference between loans as funds and as households have them."""


@compiled
def household_sums(weight, savings, capital, debt, loan):  # type: ignore[no-untyped-def]
    """Weighted sums of savings, capital, moneylender debt and programme loans in one pass, in order of rows."""
    total_savings = total_capital = total_debt = total_loan = 0.0
    for i in range(weight.shape[0]):
        w = weight[i]
        total_savings += w * savings[i]
        total_capital += w * capital[i]
        total_debt += w * debt[i]
        total_loan += w * loan[i]
    return total_savings, total_capital, total_debt, total_loan


@compiled
def fund_sums(weight, outstanding, cash, banked, bank_debt):  # type: ignore[no-untyped-def]
    """Weighted sums of loans, cash with collections, and bank debt of community funds, in order of rows."""
    total_loans = total_cash = total_debt = 0.0
    for h in range(weight.shape[0]):
        total_loans += weight[h] * outstanding[h]
        total_cash += weight[h] * (cash[h] + banked[h])
        total_debt += weight[h] * bank_debt[h]
    return total_loans, total_cash, total_debt


def observed_balances(model: World) -> dict[int, float]:
    """Balances by account number as households and funds have them (rupiah of the place).

    Savings, capital, moneylender claims and the principal of programme loans are summed over households; cash and bank
    debt over funds. Loans as funds have them are given instead where the two sides differ and it is they that leave
    the ledger, so that the error shows the side that is wrong.
    """
    a, c, hamlets, funds = model.accounts, model.households.arrays, model.hamlets, model.funds
    savings, capital, debt, loans = household_sums(c.weight, c.savings, c.capital, c.moneylender_debt, c.loan)
    claims = loans * model.parameters.principal_share
    by_unit, cash, bank_debt = fund_sums(
        hamlets.weight, funds.outstanding, funds.cash, funds.banked, funds.bank_debt
    )
    booked = model.ledger.balance(a.funds_claims)
    apart = abs(claims - by_unit) > CLAIMS_TOLERANCE * (1.0 + abs(claims))
    if apart and abs(by_unit - booked) > abs(claims - booked):
        claims = by_unit
    return {
        a.households_cash: savings,
        a.households_capital: capital,
        a.moneylender_claims: debt,
        a.funds_claims: claims,
        a.funds_cash: cash,
        a.bank_claims: bank_debt,
    }
