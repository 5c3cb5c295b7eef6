"""Who holds the money of a common plan, and so what each of the others has to trust. Pure and compiled."""

from __future__ import annotations

import numpy as np

from partnersim.theory.compiled import compiled

OWN, THIRD_PARTY = -1, -2
"""Each holds its own, or a third party holds it; otherwise the place of the member that does."""


@compiled
def held(budgets, who, holder):  # type: ignore[no-untyped-def]
    """Money as it lies before it is passed on: all in the holder's purse, where one of those who take part holds it.

    Args:
        budgets: money brought, shape (n,). who: who takes part, shape (n,), bool. holder: place, or OWN or THIRD_PARTY.

    Returns:
        shape (n,), of the same sum over those who take part.
    """
    purses = budgets.copy()
    if holder < 0 or not who[holder]:
        return purses
    for j in range(budgets.size):
        if who[j] and j != holder:
            purses[holder] += purses[j]
            purses[j] = 0.0
    return purses


@compiled
def through_hands(gives, withholds, holder, fee):  # type: ignore[no-untyped-def]
    """Of money that is to be passed on, what each gives and withholds: a third party gives all but its fee.

    Args:
        gives, withholds: shares, shape (n,). holder: place, or OWN or THIRD_PARTY. fee: of a third party.

    Returns:
        gives and withholds, shape (n,) each.
    """
    if holder != THIRD_PARTY:
        return gives.copy(), withholds.copy()
    return np.full(gives.size, 1.0 - fee), np.zeros(gives.size)
