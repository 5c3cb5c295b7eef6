"""Money that members of an agreement pay one another under a common plan: held, passed on, withheld, written down."""

from __future__ import annotations

import numpy as np

from partnersim.scenario.aspects import ASPECTS, FUNDS, K
from partnersim.theory.compiled import compiled_inside
from partnersim.theory.purse import THIRD_PARTY
from partnersim.theory.sums import summed
from partnersim.world.books import post

KINDS = (*ASPECTS, "support", "leakage", "showpiece", "transfer", "coordination")
"""Kinds under which partners' spending stands in the ledger."""

SUPPORT, LEAKAGE, SHOWPIECE, TRANSFER, FEE = range(K, K + 5)
"""Their numbers after those of the aspects."""


@compiled_inside
def pay_in(books, actors, rows, money, terms):  # type: ignore[no-untyped-def]
    """Let members pay into the treasurer's account what they bring to the plan; it brings it from now on.

    No more than the plan needs: of ``sum total < sum brings`` each pays that part of what it brings.

    Returns:
        What each has paid in, rupiah, (n,); ``brings`` and ``cash`` of ``money`` are changed.
    """
    total, brings, cash = money
    n, holder = rows.shape[0], terms.holder
    paid = np.zeros(n)
    planned, brought = summed(total, n), summed(brings, n)
    if holder < 0 or brought <= 0.0:
        return paid
    for j in range(n):
        if j != holder and brings[j] > 0.0:
            paid[j] = brings[j] * min(1.0, planned / brought)
            post(books, actors.cash[rows[j]], actors.cash[rows[holder]], paid[j], terms.kinds[TRANSFER])
            cash[j] -= paid[j]
            cash[holder] += paid[j]
            brings[holder] += paid[j]
            brings[j] = 0.0
    return paid


@compiled_inside
def pay_fee(books, actors, rows, money, terms):  # type: ignore[no-untyped-def]
    """Let a third party keep its fee of what passes through its hands; all of ``money`` is changed."""
    given, received, cash = money
    if terms.holder != THIRD_PARTY or terms.fee <= 0.0:
        return
    for i in range(rows.shape[0]):
        if given[i] > 0.0:
            post(books, actors.cash[rows[i]], terms.market, given[i] * terms.fee, terms.kinds[FEE])
            cash[i] -= given[i] * terms.fee
        given[i] *= 1.0 - terms.fee
        received[i] *= 1.0 - terms.fee


@compiled_inside
def note_paid_in(sums, paid_in, money, holder):  # type: ignore[no-untyped-def]
    """Own money that comes back from the treasurer counts as passed on neither way.

    Returns:
        What each has passed on for others to spend, rupiah, (n,).
    """
    given, received = money
    if holder < 0:
        return given
    net = np.zeros(given.shape[0])
    for j in range(paid_in.shape[0]):
        if j != holder:
            back = min(paid_in[j], received[j])
            sums.passed_idr[holder, j] -= back
            sums.passed_idr[j, holder] += paid_in[j] - back
            net[j] += paid_in[j] - back
            net[holder] += received[j] - back
    return net


@compiled_inside
def pass_on(books, actors, rows, money, terms):  # type: ignore[no-untyped-def]
    """Post transfers between members, and what is withheld for showpieces instead."""
    given, received, withheld = money
    arrives = 0.0
    for j in range(rows.shape[0]):
        arrives += received[j]
    for i in range(rows.shape[0]):
        for j in range(rows.shape[0]):
            if given[i] > 0.0 and received[j] > 0.0:
                amount = given[i] * (received[j] / arrives)
                post(books, actors.cash[rows[i]], actors.cash[rows[j]], amount, terms.kinds[TRANSFER])
    for i in range(rows.shape[0]):
        if withheld[i] > 0.0:
            show(books, actors, rows[i], withheld[i], terms)


@compiled_inside
def note_passed_on(sums, given, received, withheld, due):  # type: ignore[no-untyped-def]
    """Add to the year's sums who gave and who withheld how much of what was due to whom."""
    arrives = owed = 0.0
    for j in range(due.shape[0]):
        arrives += received[j]
        owed += due[j]
    for i in range(due.shape[0]):
        for j in range(due.shape[0]):
            if given[i] > 0.0 and received[j] > 0.0:
                sums.passed_idr[i, j] += given[i] * (received[j] / arrives)
            if withheld[i] > 0.0 and due[j] > 0.0:
                sums.withheld_idr[i, j] += withheld[i] * (due[j] / owed)


@compiled_inside
def show(books, actors, row, amount, terms):  # type: ignore[no-untyped-def]
    """Pay for a showpiece; of one that is a fund, the effective part becomes seed money."""
    seed = amount * terms.diverted_effect if actors.showpiece[row] == FUNDS else 0.0
    post(books, actors.cash[row], terms.seed_pot, seed, terms.kinds[FUNDS])
    post(books, actors.cash[row], terms.market, amount - seed, terms.kinds[SHOWPIECE])
