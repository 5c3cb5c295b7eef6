"""What partners decide together.

Money is relative to the partners' joint yearly money, so that every result is free of scale. Rows of
beliefs, views and estimates are those who believe, columns those believed about. A row that takes no part
has no money and no room.
Everything here is pure: nothing is drawn, nothing is kept.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from partnersim.theory.allocation_solver import Problem, first_best, plan
from partnersim.theory.arrays import Flags, Floats, Ints
from partnersim.theory.compiled import compiled, compiled_inside, compiled_stage

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
_TURNS = 4  # in which those who plan each alone answer each other's plans


@compiled
def welfare_share(aim, credit, private):
    """Weight of welfare in a partner's objective, ``g + (1 - g)(1 - pi) s``.

    Args:
        aim: g, common aim, any shape.
        credit: s, share of the credit it expects, same shape.
        private: pi, weight of the showpiece in the private part.
    """
    return aim + (1.0 - aim) * (1.0 - private) * credit


class Means(NamedTuple):
    """What partners have, in one unit of money.

    Attributes:
        budgets: money brought, shape (n,). ceilings: most that each can put to use by aspect, shape (n, K).
        absorbs: what each one's staff can turn into delivery in all, shape (n,).
    """

    budgets: Floats
    ceilings: Floats
    absorbs: Floats


class Aims(NamedTuple):
    """What partners are after, ``U_i = g_i W + (1 - g_i) [(1 - pi) s_i W + pi x_i,pet]``.

    Attributes:
        aim: g, common aim, shape (n,). credit: s, share of the credit it expects, shape (n,).
        showpiece: pet, number of its showpiece aspect, shape (n,). private: pi, weight of the showpiece.
    """

    aim: Floats
    credit: Floats
    showpiece: Ints
    private: float


class Estimates(NamedTuple):
    """What each makes of the others and of needs; rows are those who believe.

    Attributes:
        productivity: A^_vj, shape (n, n, K), positive. needs: shape (n, K). delivery: expected share, shape (n, n).
        own_plan: share that each knows it would deliver of a plan of its own, shape (n,).
    """

    productivity: Floats
    needs: Floats
    delivery: Floats
    own_plan: Floats


class Deciders(NamedTuple):
    """Who decides, and for whom.

    Attributes:
        rule: JOINT, LEADER or ALONE. leader: number of the leader. votes: w, shape (n,), summing to one over those
            who take part. taking: who takes part, shape (n,), bool. known: share of others' plans that one who plans
            alone takes into account, 0 to 1.
    """

    rule: int
    leader: int
    votes: Floats
    taking: Flags
    known: float


@compiled_inside
def plan_with_staff(problem, absorbs, form, steps):
    """`allocation_solver.plan` of one purse under one more limit: what a partner's staff can turn into delivery.

    A row whose total exceeds ``absorbs`` keeps its mix, cut to fit, as new ceilings, and the rest is planned
    again.

    Args:
        problem: `allocation_solver.Problem`. absorbs: shape (n,), same unit as its budgets.
        form: `production.Form`. steps: gradient steps.

    Returns:
        X: spending, shape (n, K).
    """
    room = problem.ceilings.copy()
    X = np.zeros(room.shape)
    for attempt in range(_ROUNDS):
        within = Problem(
            problem.productivity, problem.needs, problem.delivery, problem.budgets, room, problem.linear,
            problem.background, problem.welfare_weight,
        )  # fmt: skip
        reference = max(first_best(within, form, steps // 2), 1e-12)
        X = plan(within, form, reference, steps)
        fits = True
        for i in range(X.shape[0]):
            total = 0.0
            for k in range(X.shape[1]):
                total += X[i, k]
            if total > absorbs[i] * (1.0 + 1e-9) + 1e-15:
                fits = False
                cut = absorbs[i] / total
                for k in range(X.shape[1]):
                    room[i, k] = X[i, k] * cut
                    if attempt == _ROUNDS - 1:
                        X[i, k] *= cut
        if fits:
            break
    return X


@compiled_inside
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
        for k in range(aspects):
            total, logs = 0.0, 0.0
            for v in range(n):
                if v != j and taking[v] and votes[v] > 0.0:
                    total += votes[v]
                    logs += votes[v] * np.log(seen[v, j, k])
            pooled[j, k] = np.exp(logs / total) if total > 0.0 else seen[j, j, k]
    return pooled


@compiled_inside
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


@compiled_inside
def pooled_views(views, votes, taking):
    """Needs as the group sees them: weighted geometric mean of voters' views, summing to one, (K,)."""
    common, whole = np.empty(views.shape[1]), 0.0
    for k in range(views.shape[1]):
        logs, total, simple = 0.0, 0.0, 0.0
        for v in range(views.shape[0]):
            simple += views[v, k]
            if taking[v] and votes[v] > 0.0:
                total += votes[v]
                logs += votes[v] * np.log(views[v, k])
        common[k] = np.exp(logs / total) if total > 0.0 else simple
        whole += common[k]
    for k in range(views.shape[1]):
        common[k] /= whole
    return common


@compiled_stage
def alone(i, estimates, means, aims, form, steps):
    """Partner i's own plan for its own money, as if nobody else were there, (K,): `beside` no work of others."""
    return beside(i, np.zeros(means.ceilings.shape[1]), estimates, means, aims, form, steps)


@compiled_inside
def work_of_others(i, X, known, estimates, means, taking, form):
    """Work of the others that partner i takes into account beside its own, (K,), relative to its own money.

    ``known sum_j A_ij (r_ij X_j / b_i)^eta`` over the others who take part, in i's eyes.
    """
    work = np.zeros(X.shape[1])
    for j in range(X.shape[0]):
        if j != i and taking[j]:
            for k in range(X.shape[1]):
                if X[j, k] > 0.0:
                    arrives = estimates.delivery[i, j] * X[j, k] / means.budgets[i]
                    work[k] += known * estimates.productivity[i, j, k] * arrives**form.eta
    return work


@compiled_stage
def each_beside_the_others(known, estimates, means, aims, taking, form, steps):
    """Plans of partners who plan each alone and know others' plans to a degree, (n, K).

    All begin as if nobody else were there. Then, some rounds, everybody plans anew beside what the others had planned
    and moves half of the way there: at once, so that no order has an effect, and half, so that they do not all run
    from one aspect to the other.
    """
    n, aspects = means.ceilings.shape
    X = np.zeros((n, aspects))
    for i in range(n):
        if taking[i]:
            set_row(X, i, alone(i, estimates, means, aims, form, steps))
    if known <= 0.0:
        return X
    for _ in range(_TURNS):
        before = X.copy()
        for i in range(n):
            if taking[i] and means.budgets[i] > 0.0:
                others = work_of_others(i, before, known, estimates, means, taking, form)
                answer = beside(i, others, estimates, means, aims, form, steps)
                for k in range(aspects):
                    X[i, k] = 0.5 * (before[i, k] + answer[k])
    return X


@compiled_inside
def beside(i, others, estimates, means, aims, form, steps):
    """Partner i's own plan for its own money beside work of others that is done anyway.

    It maximises ``u W + (1 - g) pi x_pet`` with x in shares of its own money, by its own productivity and view of
    needs, and by what it knows it would deliver of it. What it cannot use it keeps. The form's background is relative
    to its own money.

    Args:
        i: number of the partner. others: work that it counts on, relative to its own money, shape (K,).
        estimates, means, aims: of all. form, steps: as in `plan_with_staff`.

    Returns:
        X, shape (K,).
    """
    aspects = means.ceilings.shape[1]
    budget = means.budgets[i]
    if budget <= 0.0:
        return np.zeros(aspects)
    linear, room, productivity = np.zeros((1, aspects)), np.empty((1, aspects)), np.empty((1, aspects))
    background, needs = np.empty(aspects), np.empty(aspects)
    linear[0, aims.showpiece[i]] = (1.0 - aims.aim[i]) * aims.private
    for k in range(aspects):
        productivity[0, k], needs[k] = estimates.productivity[i, i, k], estimates.needs[i, k]
        room[0, k], background[k] = means.ceilings[i, k] / budget, form.background + others[k]
    purse, delivery, absorbs = np.ones(1), np.empty(1), np.empty(1)
    delivery[0], absorbs[0] = estimates.own_plan[i], means.absorbs[i] / budget
    weight = welfare_share(aims.aim[i], aims.credit[i], aims.private)
    problem = Problem(productivity, needs, delivery, purse, room, linear, background, weight)
    X, own = plan_with_staff(problem, absorbs, form, steps), np.empty(aspects)
    for k in range(aspects):
        own[k] = X[0, k] * budget
    return own


@compiled_stage
def decide(deciders, estimates, means, aims, form, steps):
    """The spending that the partners' terms lead to, by the information and aims of whoever decides.

    Joint: maximises ``sum_i w_i U_i`` on pooled estimates, beliefs and views, one purse. Leader: maximises
    ``U_L`` on the leader's own, its showpiece counted over everybody's money, one purse. Alone: each its own
    ``U_i``, own money, beside what it knows of others' plans. ``U_i`` as in `Aims`.

    Args:
        deciders, estimates, means, aims: of all partners. form: `production.Form`, its background relative to the
            joint money. steps: gradient steps.

    Returns:
        X, shape (n, K), in the unit of the budgets.
    """
    rule, leader, votes, taking, known = deciders
    n, aspects = means.ceilings.shape
    X = np.zeros((n, aspects))
    money = 0.0
    for i in range(n):
        if taking[i]:
            money += means.budgets[i]
    if money <= 0.0:
        return X
    if rule == ALONE:
        return each_beside_the_others(known, estimates, means, aims, taking, form, steps)
    b = np.zeros(n)
    room = np.zeros((n, aspects))
    staff = np.zeros(n)
    for i in range(n):
        if taking[i]:
            b[i] = means.budgets[i] / money
            set_share(room, i, means.ceilings[i], money)
            staff[i] = means.absorbs[i] / money
    linear = np.zeros((n, aspects))
    if rule == LEADER:
        A, a = estimates.productivity[leader].copy(), estimates.needs[leader].copy()
        r = estimates.delivery[leader].copy()
        weight = welfare_share(aims.aim[leader], aims.credit[leader], aims.private)
        for i in range(n):
            linear[i, aims.showpiece[leader]] = (1.0 - aims.aim[leader]) * aims.private
    else:
        A = pooled_estimates(estimates.productivity, votes, taking)
        a = pooled_views(estimates.needs, votes, taking)
        r = pooled_belief(estimates.delivery, votes, taking)
        weight = 0.0
        for i in range(n):
            if taking[i]:
                weight += votes[i] * welfare_share(aims.aim[i], aims.credit[i], aims.private)
                linear[i, aims.showpiece[i]] = votes[i] * (1.0 - aims.aim[i]) * aims.private
    background = np.empty(aspects)
    for k in range(aspects):
        background[k] = form.background
    X = plan_with_staff(Problem(A, a, r, b, room, linear, background, weight), staff, form, steps)
    for i in range(n):
        for k in range(aspects):
            X[i, k] *= money
    return X
