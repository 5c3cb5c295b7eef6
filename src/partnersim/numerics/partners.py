"""What partners decide together, and what it is worth to each.

Money is relative to the partners' joint yearly money, so that every result is free of scale. Rows of
beliefs, views and estimates are those who believe, columns those believed about. A row that takes no part
has no money and no room.
Everything here is pure: nothing is drawn, nothing is kept.
"""

from __future__ import annotations

import numpy as np

from partnersim.numerics.allocation import effective, first_best, output, plan, welfare
from partnersim.numerics.compiled import compiled, compiled_inside

JOINT, LEADER, ALONE = 0, 1, 2
"""Who allocates: the voted objective, the leader's own plan, or each for itself."""

ACTIVE, DORMANT, OUT, NOBODY = 0, 1, 2, 3
"""What a partner compares: at work, asleep, outside while others go on, and nobody partnering at all."""

DELIVERS, GIVES, DIVERTS, WITHHOLDS = 0, 1, 2, 3
"""Rows of conduct: share of planned work that arrives, of promised transfers that is paid, and of either that
goes to the member's own showpiece instead."""


@compiled_inside
def _set_row(target, i, values):  # type: ignore[no-untyped-def]
    """Row ``i`` of ``target`` becomes ``values``: a loop compiles in a tenth of the time of an assignment."""
    for k in range(target.shape[1]):
        target[i, k] = values[k]


@compiled_inside
def _set_share(target, i, values, whole):  # type: ignore[no-untyped-def]
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
        _set_row(pooled, j, np.exp(logs / total) if total > 0.0 else seen[j, j])
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
                _set_row(X, i, own)
        return X
    b = np.zeros(n)
    room = np.zeros((n, aspects))
    staff = np.zeros(n)
    for i in range(n):
        if taking[i]:
            b[i] = budgets[i] / money
            _set_share(room, i, ceilings[i], money)
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


@compiled
def _mean_welfare(even, local, cover, who, needs, reference, form):
    """Mean of W over villages: work spread evenly plus the local work of those in ``who`` where they serve.

    ``even`` shape (K,); ``local`` work of each in a village it serves, shape (n, K); ``cover`` shape (n, V),
    bool.
    """
    sigma, _, concavity = form
    villages = cover.shape[1]
    total = 0.0
    for v in range(villages):
        E = even.copy()
        for j in range(cover.shape[0]):
            if who[j] and cover[j, v]:
                E += local[j]
        total += welfare(output(E, needs, sigma), reference, concavity)
    return total / villages


@compiled
def _local(A, x, delivered, served, eta):
    """Effective work in a village, of a partner that puts ``x`` into a share ``served`` of them, (K,)."""
    work = np.zeros(A.size)
    if served > 0.0:
        for k in range(A.size):
            if x[k] > 0.0:
                work[k] = A[k] * (x[k] * delivered / served) ** eta
    return work


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
        extra = budgets[i] - X[i].sum()
        if who[i] and extra > 0.0:
            spare += extra
            kept += extra * gives[i]
    faith = kept / spare if spare > 0.0 else 1.0
    arrives = delivery.copy()
    for j in range(n):
        total = X[j].sum()
        if total > budgets[j]:
            arrives[j] *= (budgets[j] + (total - budgets[j]) * faith) / total
    return arrives


@compiled
def diverted(X, budgets, conduct, who):
    """Money that each member turns to its own showpiece: of work that it funds, and of transfers it promised.

    ``D_j = d_j X_j (own_j + received_j g) / X_j + h_j gift_j`` with d and h of ``conduct``, and
    ``gift_j = (b_j - X_j)+ min(1, sum short / sum spare)``.

    Args:
        X: plan, shape (n, K). budgets: money brought, shape (n,), same unit.
        conduct: rows DELIVERS, GIVES, DIVERTS and WITHHOLDS, shape (4, n). who: who takes part, (n,), bool.

    Returns:
        shape (n,), unit of budgets.
    """
    n = X.shape[0]
    spare = 0.0
    short = 0.0
    for j in range(n):
        if who[j]:
            spare += max(0.0, budgets[j] - X[j].sum())
            short += max(0.0, X[j].sum() - budgets[j])
    part = min(1.0, short / spare) if spare > 0.0 else 0.0
    funded = arriving(X, budgets, np.ones(n), conduct[GIVES], who)
    money = np.zeros(n)
    for j in range(n):
        if who[j]:
            total = X[j].sum()
            money[j] = conduct[DIVERTS, j] * funded[j] * total
            money[j] += conduct[WITHHOLDS, j] * part * max(0.0, budgets[j] - total)
    return money


@compiled
def _local_work(A, x, delivers, diverts, showpiece, effect, cover, eta):
    """Work of each partner in a village that it serves, its showpiece with it, shape (n, K); x over joint money."""
    work = np.zeros(A.shape)
    for j in range(A.shape[0]):
        served = cover[j].mean()
        _set_row(work, j, _local(A[j], x[j], delivers[j], served, eta))
        if served > 0.0:
            work[j, showpiece[j]] += effect * A[j, showpiece[j]] * diverts[j] / served
    return work


@compiled
def _showpieces(A, money, showpiece, effect):
    """Effective work of diverted money, all in one place, shape (n, K): linear, on the own showpiece."""
    work = np.zeros(A.shape)
    for j in range(A.shape[0]):
        work[j, showpiece[j]] = effect * A[j, showpiece[j]] * money[j]
    return work


@compiled
def options(  # noqa: PLR0915  (one pass over four alternatives that share their parts)
    i, rule, leader, taking, sleeping, goes_on, A, needs, conduct, conduct_alone, diverted_effect, X, X_without,
    X_alone, money, budgets, ceilings, cover, aim, credit, showpiece, private, background, chi, alternative,
    earmark, form, steps,
):  # fmt: skip
    """What partner i gets, on one set of beliefs, by being at work, asleep, outside, or if nobody partnered.

    At work: W of the plan (each alone: of everybody's own villages) and its showpiece. Asleep: what others
    deliver, and ``1 - earmark`` of its money spent alone. Outside: ``1 - chi`` of what others deliver, its
    money spent alone, and ``alternative`` times what that money does when there is nothing else; if with it
    the partnership ends, since fewer than two remain, everybody is alone. Nobody: everybody alone in its own
    villages. Diverted money counts twice, as it works: at ``diverted_effect`` for the poor, and as showpiece.

    Args:
        i: number of the partner.
        rule, leader: as in `decide`.
        taking: who is at work together with i, shape (n,), bool. sleeping: who else is in but asleep, (n,), bool.
        goes_on: whether the others are a partnership without i.
        A, needs: what i believes (or what is true), shapes (n, K), (K,).
        conduct: the same of conduct in the partnership, shape (4, n); conduct_alone: outside it, shape (4, n).
        diverted_effect: effect of diverted money, relative to planned work.
        X: plan with i, shape (n, K); X_without: others' plan without it, (n, K); X_alone: plans alone, (n,
            K).
        money: joint yearly money that is worth 1; all money is in its unit. budgets, ceilings: (n,), (n, K).
        cover: villages each would serve alone, shape (n, V), bool.
        aim, credit, showpiece, private, background, form, steps: as in `decide`.
        chi, alternative, earmark: shares.

    Returns:
        Worth of ACTIVE, DORMANT, OUT and NOBODY, shape (4,); 1 is W of the best use of all money in i's eyes.
    """
    n, aspects = A.shape
    sigma, eta, concavity = form
    base = np.full(aspects, background)
    b = np.zeros(n)
    room = np.zeros((n, aspects))
    others = taking.copy()
    others[i] = False
    both = taking.copy()
    both[i] = True
    for j in range(n):
        if both[j]:
            b[j] = budgets[j] / money
            _set_share(room, j, ceilings[j], money)
    reference = max(first_best(A, needs, b, room, base, sigma, eta, steps), 1e-12)
    u = welfare_share(aim[i], credit[i], private)
    pet = (1.0 - aim[i]) * private
    everyone = np.ones(n, dtype=np.bool_)
    apart = diverted(X_alone, budgets, conduct_alone, everyone) / money
    spent = diverted(X, budgets, conduct, both) / money
    spent_out = diverted(X_without, budgets, conduct, others) / money
    local = _local_work(
        A, X_alone / money, conduct_alone[DELIVERS], apart, showpiece, diverted_effect, cover, eta
    )
    idle = np.zeros((n, aspects))  # work of sleepers, who spend alone what is not earmarked
    for j in range(n):
        _set_row(idle, j, local[j] * (1.0 - earmark) ** eta)
    nobody = np.zeros(n, dtype=np.bool_)
    me = nobody.copy()
    me[i] = True
    dozing = sleeping.copy()
    dozing[i] = False
    worth = np.zeros(4)
    own = X_alone[i, showpiece[i]] / money * conduct_alone[DELIVERS, i] + apart[i]

    if rule == ALONE:
        group = _local_work(A, X / money, conduct[DELIVERS], spent, showpiece, diverted_effect, cover, eta)
        without = _local_work(
            A, X_without / money, conduct[DELIVERS], spent_out, showpiece, diverted_effect, cover, eta
        )
        inside, rest, rest_out = base, base, base
        kept = 1.0 - chi
        who_in, who_rest = both | dozing, others | dozing
    else:
        group, without = np.zeros((n, aspects)), np.zeros((n, aspects))
        reach = arriving(X, budgets, conduct[DELIVERS], conduct[GIVES], both)
        inside = base + effective(X / money, A, reach, eta)
        inside = inside + _showpieces(A, spent, showpiece, diverted_effect).sum(axis=0)
        reach = arriving(X_without, budgets, conduct[DELIVERS], conduct[GIVES], others)
        work = effective(X_without / money, A, reach, eta)
        work = work + _showpieces(A, spent_out, showpiece, diverted_effect).sum(axis=0)
        rest, rest_out = base + work, base + (1.0 - chi) * work
        kept = 1.0
        who_in, who_rest = dozing, dozing
    for j in range(n):
        if dozing[j]:
            _set_row(group, j, idle[j])
            _set_row(without, j, idle[j])
    worth[ACTIVE] = u * _mean_welfare(inside, group, cover, who_in, needs, reference, form)
    shown = spent[i] + X[i, showpiece[i]] / money * conduct[DELIVERS, i]
    if rule == LEADER and leader == i:
        for j in range(n):
            if j != i and both[j]:
                shown += X[j, showpiece[i]] / money * conduct[DELIVERS, j]
    worth[ACTIVE] += pet * shown

    together = who_rest | me
    asleep = without.copy()
    _set_row(asleep, i, idle[i])
    worth[DORMANT] = u * _mean_welfare(rest, asleep, cover, together, needs, reference, form)
    worth[DORMANT] += pet * own * (1.0 - earmark)
    worth[NOBODY] = u * _mean_welfare(base, local, cover, both | dozing, needs, reference, form) + pet * own
    worth[OUT] = worth[NOBODY]
    if goes_on:
        left = kept * without
        _set_row(left, i, local[i])
        worth[OUT] = u * _mean_welfare(rest_out, left, cover, together, needs, reference, form) + pet * own
    by_itself = _mean_welfare(base, local, cover, me, needs, reference, form)
    worth[OUT] += alternative * u * (by_itself - welfare(output(base, needs, sigma), reference, concavity))
    return worth
