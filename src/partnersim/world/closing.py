"""What the state says the ledger's inside accounts must hold at the end of a month."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from partnersim.model import PartnershipModel


def observed_balances(model: PartnershipModel) -> dict[int, float]:
    """Balances by account number as households and funds have them (rupiah of the place).

    Savings, capital, moneylender claims and the principal of programme loans are summed over households; cash, claims
    and bank debt over funds. Claims of funds thus are held against both sides.
    """
    a, c, hamlets, funds = model.accounts, model.households.arrays, model.hamlets, model.funds
    claims = float(np.dot(c.weight, c.loan)) * model.parameters.principal_share
    by_unit = float(np.dot(hamlets.weight, funds.outstanding))
    if not abs(claims - by_unit) <= 1e-6 * (1.0 + abs(claims)):
        # hold the ledger against the side that is wrong, so that the message shows both
        claims = by_unit if abs(by_unit - model.ledger.balance(a.funds_claims)) > abs(
            claims - model.ledger.balance(a.funds_claims)
        ) else claims
    return {
        a.households_cash: float(np.dot(c.weight, c.savings)),
        a.households_capital: float(np.dot(c.weight, c.capital)),
        a.moneylender_claims: float(np.dot(c.weight, c.moneylender_debt)),
        a.funds_claims: claims,
        a.funds_cash: float(np.dot(hamlets.weight, funds.cash + funds.banked)),
        a.bank_claims: float(np.dot(hamlets.weight, funds.bank_debt)),
    }
