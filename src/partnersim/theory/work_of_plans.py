"""What arrives of a plan, what is turned aside, and the work that comes of both.

Money is relative to the partners' joint yearly money, as in `partners`. Pure: nothing is drawn, nothing is kept.
"""

from __future__ import annotations

import numpy as np

from partnersim.theory.compiled import compiled, compiled_inside, compiled_stage
from partnersim.theory.production import effective

DELIVERS, GIVES, DIVERTS, WITHHOLDS = 0, 1, 2, 3
"""Rows of conduct: share of planned work that arrives, of promised transfers that is paid, and of either that
goes to the member's own showpiece instead."""


@compiled_stage
def _row_total(X, i):
    """Sum of a row, one number after the other."""
    total = 0.0
    for k in range(X.shape[1]):
        total += X[i, k]
    return total


@compiled
def arriving(X, budgets, delivery, gives, who):
    """Share of each member's promised work that arrives if others' money comes as they keep faith.

    ``r_j (own_j + received_j g) / X_j`` where g is the mean share that those who bring more than they spend pay
    of what they promised, weighted by what they give: work paid for by a partner who keeps few promises often
    lacks its money.

    Args:
        X: plan, shape (n, K). budgets: money brought, shape (n,), same unit.
        delivery: r, expected share of each one's promised work, shape (n,). gives: g, the same of its promised
            transfers, shape (n,). who: who takes part, shape (n,), bool.

    Returns:
        shape (n,).
    """
    n = X.shape[0]
    spare = 0.0
    kept = 0.0
    for i in range(n):
        extra = budgets[i] - _row_total(X, i)
        if who[i] and extra > 0.0:
            spare += extra
            kept += extra * gives[i]
    faith = kept / spare if spare > 0.0 else 1.0
    arrives = delivery.copy()
    for j in range(n):
        total = _row_total(X, j)
        if total > budgets[j]:
            arrives[j] *= (budgets[j] + (total - budgets[j]) * faith) / total
    return arrives


@compiled_inside
def diverted(X, budgets, conduct, who, unit):
    """Money that each member turns to its own showpiece: of work that it funds, and of transfers it promised.

    ``D_j = d_j X_j (own_j + received_j g) / X_j + h_j gift_j`` with d and h of ``conduct``, and
    ``gift_j = (b_j - X_j)+ min(1, sum short / sum spare)``.

    Args:
        X: plan, shape (n, K). budgets: money brought, shape (n,), same unit.
        conduct: rows DELIVERS, GIVES, DIVERTS and WITHHOLDS, shape (4, n). who: who takes part, (n,), bool.
        unit: what counts as one in the result, in the unit of budgets.

    Returns:
        shape (n,).
    """
    n = X.shape[0]
    spare = 0.0
    short = 0.0
    for j in range(n):
        if who[j]:
            spare += max(0.0, budgets[j] - _row_total(X, j))
            short += max(0.0, _row_total(X, j) - budgets[j])
    part = min(1.0, short / spare) if spare > 0.0 else 0.0
    funded = arriving(X, budgets, np.ones(n), conduct[GIVES], who)
    shown = np.zeros(n)
    for j in range(n):
        if who[j]:
            total = _row_total(X, j)
            money = conduct[DIVERTS, j] * funded[j] * total
            money += conduct[WITHHOLDS, j] * part * max(0.0, budgets[j] - total)
            shown[j] = money / unit
    return shown


@compiled_inside
def local_work(A, X, money, delivers, diverts, showpiece, effect, cover, eta):
    """Work of each partner in a village that it serves, its showpiece with it, shape (n, K).

    It puts its part of X over the joint money into the share of villages that it serves.
    """
    work = np.zeros(A.shape)
    for j in range(A.shape[0]):
        served = 0.0
        for v in range(cover.shape[1]):
            served += 1.0 if cover[j, v] else 0.0
        served /= cover.shape[1]
        if served > 0.0:
            for k in range(A.shape[1]):
                x = X[j, k] / money
                if x > 0.0:
                    work[j, k] = A[j, k] * (x * delivers[j] / served) ** eta
            work[j, showpiece[j]] += effect * A[j, showpiece[j]] * diverts[j] / served
    return work


@compiled_inside
def common_work(A, X, money, budgets, conduct, who, shown, aims, setting, beside):
    """Effective work of a common plan by aspect, relative to the joint money, showpieces with it, shape (K,).

    Showpieces ``shown`` stand all in one place: what they do is linear. ``beside`` is done anyway in each aspect.
    """
    n, aspects = A.shape
    reach = arriving(X, budgets, conduct[DELIVERS], conduct[GIVES], who)
    work = effective(_scaled(X, money), A, reach, setting.form.eta)
    for k in range(aspects):
        pets = 0.0
        for j in range(n):
            if aims.showpiece[j] == k:
                pets += setting.diverted_effect * A[j, k] * shown[j]
        work[k] = (beside + work[k]) + pets
    return work


@compiled_inside
def _scaled(X, unit):
    """X over a unit, shape (n, K)."""
    scaled = np.empty(X.shape)
    for j in range(X.shape[0]):
        for k in range(X.shape[1]):
            scaled[j, k] = X[j, k] / unit
    return scaled
