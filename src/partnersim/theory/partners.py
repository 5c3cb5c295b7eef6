"""What partners decide together.

Money is relative to the partners' joint yearly money, so that every result is free of scale. Rows of
beliefs, views and estimates are those who believe, columns those believed about. A row that takes no part
has no money and no room.
Everything here is pure: nothing is drawn, nothing is kept.
"""

from __future__ import annotations

import numpy as np

from partnersim.theory.allocation_solver import first_best, plan
from partnersim.theory.compiled import compiled, compiled_inside

JOINT, LEADER, ALONE = 0, 1, 2
"""Who allocates: the voted objective, the leader's own plan, or each for itself."""


@compiled_inside
def set_row(target, i, values):  # type: ignore[no-untyped-def]
    """Row ``i`` of ``target`` becomes ``values``: a loop compiles in a tenth of the time of an assignment."""
    for k in range(target.shape[1]):
        target[i, k] = values[k]


@compiled_inside
def set_share(target, i, values, whole):  # type: ignore[no-untyped-def]
    """Row ``i`` of ``target`` becomes ``values / whole``."""
    for k in range(target.shape[1]):
        target[i, k] = values[k] / whole


_ROUNDS = 3  # of cutting a row whose total exceeds what its staff can turn into delivery


@compiled
def welfare_share(aim, credit, private):
    """Weight of welfare in a partner's objective, ``g + (1 - g)(1 - pi) s``.

    Args:
        aim: g, common aim, any shape.
        credit: s, share of the credit it expects, same shape.
        private: pi, weight of the showpiece in the private part.
    """
    return aim + (1.0 - aim) * (1.0 - private) * credit


@compiled
def plan_with_staff(
    A, needs, delivery, budgets, ceilings, absorbs, linear, background, pooled, form, weight, steps
):
    """`allocation.plan` under one more limit: what a partner's staff can turn into delivery in all.

    A row whose total exceeds ``absorbs`` keeps its mix, cut to fit, as new ceilings, and the rest is planned
    again.

    Args:
        A, needs, delivery, budgets, ceilings, linear, background, pooled, weight, steps: as in
            `allocation.plan`.
        absorbs: shape (n,), same unit as budgets.
        form: sigma, eta, concavity.

    Returns:
        (X, reference): spending, shape (n, K), and the output at which W is 1.
    """
    sigma, eta, concavity = form
    room = ceilings.copy()
    X = np.zeros(A.shape)
    reference = 1.0
    for attempt in range(_ROUNDS):
        reference = max(first_best(A, needs, budgets, room, background, sigma, eta, steps // 2), 1e-12)
        X = plan(
            A,
            needs,
            delivery,
            budgets,
            room,
            linear,
            background,
            pooled,
            sigma,
            eta,
            concavity,
            reference,
            weight,
            steps,
        )
        fits = True
        for i in range(X.shape[0]):
            total = X[i].sum()
            if total > absorbs[i] * (1.0 + 1e-9) + 1e-15:
                fits = False
                cut = absorbs[i] / total
                for k in range(X.shape[1]):
                    room[i, k] = X[i, k] * cut
                    if attempt == _ROUNDS - 1:
                        X[i, k] *= cut
        if fits:
            break
    return X, reference


@compiled
def pooled_estimates(seen, votes, taking):
    """What a group makes of each member's productivity: the voters' geometric mean about the others.

    ``log A^_j = sum_(v != j) w_v log A^_vj / sum_(v != j) w_v``; one who is alone knows itself.

    Args:
        seen: A^_vj, estimates by who believes, shape (n, n, K), positive.
        votes: w, shape (n,).
        taking: who takes part, shape (n,), bool.

    Returns:
        shape (n, K).
    """
    n, _, aspects = seen.shape
    pooled = np.empty((n, aspects))
    for j in range(n):
        total = 0.0
        logs = np.zeros(aspects)
        for v in range(n):
            if v != j and taking[v] and votes[v] > 0.0:
                total += votes[v]
                logs += votes[v] * np.log(seen[v, j])
        set_row(pooled, j, np.exp(logs / total) if total > 0.0 else seen[j, j])
    return pooled


@compiled
def pooled_belief(trust, votes, taking):
    """Expected delivery of each member in the group's eyes: the voters' mean belief about it, shape (n,)."""
    n = trust.shape[0]
    pooled = np.empty(n)
    for j in range(n):
        total = 0.0
        sum_ = 0.0
        for v in range(n):
            if v != j and taking[v] and votes[v] > 0.0:
                total += votes[v]
                sum_ += votes[v] * trust[v, j]
        pooled[j] = sum_ / total if total > 0.0 else trust[j, j]
    return pooled


@compiled
def pooled_views(views, votes, taking):
    """Needs as the group sees them: weighted geometric mean of voters' views, summing to one, (K,)."""
    logs = np.zeros(views.shape[1])
    total = 0.0
    for v in range(views.shape[0]):
        if taking[v] and votes[v] > 0.0:
            total += votes[v]
            logs += votes[v] * np.log(views[v])
    common = np.exp(logs / total) if total > 0.0 else views.sum(axis=0)
    return common / common.sum()


@compiled
def alone(A, view, budget, ceilings, absorbs, aim, credit, showpiece, private, background, form, steps):
    """A partner's own plan for its own money, as if nobody else were there.

    It maximises ``u W + (1 - g) pi x_pet`` with x in shares of its own money; what it cannot use it keeps.

    Args:
        A, view, ceilings: own productivity, own view of needs, own ceilings, shape (K,).
        budget, absorbs: own money and what its staff can absorb, same unit as ceilings.
        aim, credit, showpiece, private: g, s, pet, pi.
        background: work done anyway per aspect, relative to its own money.
        form, steps: as in `plan_with_staff`.

    Returns:
        X, shape (K,).
    """
    aspects = A.size
    if budget <= 0.0:
        return np.zeros(aspects)
    linear = np.zeros((1, aspects))
    linear[0, showpiece] = (1.0 - aim) * private
    X, _ = plan_with_staff(
        A.copy().reshape(1, aspects), view, np.ones(1), np.ones(1), (ceilings / budget).reshape(1, aspects),
        np.full(1, absorbs / budget), linear, np.full(aspects, background), True, form,
        welfare_share(aim, credit, private), steps,
    )  # fmt: skip
    return X[0] * budget


@compiled
def decide(
    rule, leader, votes, taking, seen, views, trust, budgets, ceilings, absorbs, aim, credit, showpiece,
    private, background, form, steps,
):  # fmt: skip
    """The spending that the partners' terms lead to, by the information and aims of whoever decides.

    Joint: maximises ``sum_i w_i U_i`` on pooled estimates, beliefs and views, one purse. Leader: maximises
    ``U_L`` on the leader's own, its showpiece counted over everybody's money, one purse. Alone: each its own
    ``U_i``, own money. ``U_i = g_i W + (1 - g_i) [(1 - pi) s_i W + pi x_i,pet]``.

    Args:
        rule: JOINT, LEADER or ALONE.
        leader: number of the leader.
        votes: w, shape (n,), summing to one over those who take part.
        taking: shape (n,), bool.
        seen, views, trust: shapes (n, n, K), (n, K), (n, n).
        budgets, ceilings, absorbs: shapes (n,), (n, K), (n,), one unit.
        aim, credit, showpiece: shape (n,); private: pi.
        background: work done anyway in each aspect, relative to the joint money.
        form: sigma, eta, concavity. steps: gradient steps.

    Returns:
        X, shape (n, K), in the unit of budgets.
    """
    n, aspects = ceilings.shape
    X = np.zeros((n, aspects))
    money = 0.0
    for i in range(n):
        if taking[i]:
            money += budgets[i]
    if money <= 0.0:
        return X
    if rule == ALONE:
        for i in range(n):
            if taking[i]:
                own = alone(
                    seen[i, i], views[i], budgets[i], ceilings[i], absorbs[i], aim[i], credit[i],
                    showpiece[i], private, background, form, steps,
                )  # fmt: skip
                set_row(X, i, own)
        return X
    b = np.zeros(n)
    room = np.zeros((n, aspects))
    staff = np.zeros(n)
    for i in range(n):
        if taking[i]:
            b[i] = budgets[i] / money
            set_share(room, i, ceilings[i], money)
            staff[i] = absorbs[i] / money
    linear = np.zeros((n, aspects))
    if rule == LEADER:
        A, a, r = seen[leader].copy(), views[leader].copy(), trust[leader].copy()
        weight = welfare_share(aim[leader], credit[leader], private)
        linear[:, showpiece[leader]] = (1.0 - aim[leader]) * private
    else:
        A, a, r = pooled_estimates(seen, votes, taking), pooled_views(views, votes, taking), np.ones(n)
        r[:] = pooled_belief(trust, votes, taking)
        weight = 0.0
        for i in range(n):
            if taking[i]:
                weight += votes[i] * welfare_share(aim[i], credit[i], private)
                linear[i, showpiece[i]] = votes[i] * (1.0 - aim[i]) * private
    X, _ = plan_with_staff(
        A, a, r, b, room, staff, linear, np.full(aspects, background), True, form, weight, steps
    )
    return X * money
