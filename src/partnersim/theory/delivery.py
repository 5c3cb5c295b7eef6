"""What becomes of planned money in a month: what is passed on, spent, shown and taken, and the work done with the rest.

Rules of one partner, in rupiah a month; `partnersim.mechanisms.services.delivery` puts them together and pays.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from partnersim.theory.arrays import Flags, Floats, Ints
from partnersim.theory.compiled import compiled, compiled_inside

NOTHING_SPENT_IDR = 1e-9
"""Smallest month's spending by which staff time is divided."""


class Actors(NamedTuple):
    """All organizations of the place, N of them, as columns.

    Attributes:
        active: who is still there. cash: numbers of their accounts. productivity, capacity_idr: by aspect, (N, K).
        showpiece: number of the aspect. staff, staff_used: persons, (N,), and of those by use this month, (N, uses).
        absorptive_idr: what one of them can turn into delivery, rupiah a year.
    """

    active: Flags
    cash: Ints
    productivity: Floats
    capacity_idr: Floats
    showpiece: Ints
    staff: Floats
    staff_used: Floats
    absorptive_idr: Floats


class Agreed(NamedTuple):
    """One agreement, n members.

    Attributes:
        rows: of its members among the organizations. inside, awake: who has signed, and is at work.
        money_share: part of each one's money that belongs here. plan_idr, money_idr: rupiah a year, (n, K) and (n,).
    """

    rows: Ints
    inside: Flags
    awake: Flags
    money_share: Floats
    plan_idr: Floats
    money_idr: Floats


class Conduct(NamedTuple):
    """What partners do with what was planned, shape (n,) each: parts shirked, ready and taken, and luck as a factor."""

    shirk: Floats
    ready: Floats
    leak: Floats
    luck: Floats


class Payments(NamedTuple):
    """Money of a month that is written down, rupiah: by aspect (n, K), and by member (n,)."""

    promised_idr: Floats
    delivered_idr: Floats
    diverted_idr: Floats
    leaked_idr: Floats
    transferred_idr: Floats


class YearSums(NamedTuple):
    """Sums of a year so far, as in `partnersim.world.agreement_books.Year`.

    Shapes (n, K), (n, K), (n,), twice (4, n), (n,), and twice (n, n).
    """

    promised_idr: Floats
    delivered_idr: Floats
    diverted_idr: Floats
    conduct: Floats
    alone: Floats
    awake_months: Floats
    passed_idr: Floats
    withheld_idr: Floats


@compiled
def add_month(sums, paid, conduct, apart, rows):  # type: ignore[no-untyped-def]
    """Add a month of delivery to a year's sums.

    Args:
        sums: `YearSums`. paid, conduct: `Payments` and `Conduct` of the members.
        apart, rows: `Conduct` of all organizations in their work apart, and which of them are the members, (n,).
    """
    for i in range(rows.shape[0]):
        sums.diverted_idr[i] += paid.diverted_idr[i]
        for k in range(paid.promised_idr.shape[1]):
            sums.promised_idr[i, k] += paid.promised_idr[i, k]
            sums.delivered_idr[i, k] += paid.delivered_idr[i, k]
        _add_conduct(sums.conduct, i, conduct, i)
        _add_conduct(sums.alone, i, apart, rows[i])


@compiled_inside
def _add_conduct(total, i, conduct, j):  # type: ignore[no-untyped-def]
    """Add what ``j`` did, luck apart, to column ``i`` of sums with the rows of `partnersim.theory.work_of_plans`."""
    kept = 1.0 - conduct.shirk[j]
    total[0, i] += kept * conduct.ready[j] * (1.0 - conduct.leak[j])
    total[1, i] += kept
    total[2, i] += conduct.shirk[j] * conduct.ready[j]
    total[3, i] += conduct.shirk[j]


@compiled_inside
def passed_on(total, brings, shirk):  # type: ignore[no-untyped-def]
    """What partners who bring more than they spend promise to those who bring less, and what comes of it.

    Of the spare money only as much is promised as is short; ``1 - shirk`` of it is given and the rest withheld. What is
    given goes to all who are short, in proportion and no more than they need.

    Args:
        total, brings: what each plans to spend and what it brings, rupiah, shape (n,).
        shirk: part of its promises that each does not keep, shape (n,).

    Returns:
        given, received, withheld, and due to those who are short, rupiah, shape (n,) each.
    """
    n = total.shape[0]
    given, received, withheld, due = np.zeros(n), np.zeros(n), np.zeros(n), np.zeros(n)
    spare = short = arrives = 0.0
    for i in range(n):
        spare += max(brings[i] - total[i], 0.0)
        short += max(total[i] - brings[i], 0.0)
    if spare <= 0.0 or short <= 0.0:
        return given, received, withheld, due
    for i in range(n):
        promised = max(brings[i] - total[i], 0.0) * min(1.0, short / spare)
        given[i] = promised * (1.0 - shirk[i])
        withheld[i] = promised * shirk[i]
        arrives += given[i]
    for i in range(n):  # rounding must not ask for a rupiah more than is needed
        received[i] = max(total[i] - brings[i], 0.0) * min(1.0, arrives / short)
        due[i] = max(total[i] - brings[i], 0.0) * min(1.0, spare / short)
    return given, received, withheld, due


@compiled_inside
def done_share(total, available, ready, absorbs):  # type: ignore[no-untyped-def]
    """Share of a partner's plan for which there are money, goodwill and staff.

    ``min(1, available / total) ready``, and no more than ``absorbs``.

    Args:
        total, available: rupiah planned, and at hand for it. ready: share of its work that happens at all.
        absorbs: rupiah that its free staff can turn into delivery.
    """
    funded = max(available, 0.0) / total if total > 0.0 else 0.0
    share = min(funded, 1.0) * ready
    return share * min(1.0, absorbs / max(total * share, NOTHING_SPENT_IDR))


@compiled_inside
def scale_effect(money, ceiling, returns):  # type: ignore[no-untyped-def]
    """Effect of a rupiah relative to that at full use of the capacity, ``min(1, money / ceiling)^(returns - 1)``.

    1 without money, and where there is no capacity or no end of it.
    """
    if money <= 0.0 or ceiling <= 0.0 or not math.isfinite(ceiling) or money >= ceiling:
        return 1.0
    return (money / ceiling) ** (returns - 1.0)
