"""What a partnership is worth to each partner: at work in it, asleep, outside, or with nobody partnering.

Money is relative to the partners' joint yearly money, as in `partners`. Everything here is pure: nothing is drawn,
nothing is kept.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from partnersim.theory.allocation_solver import Problem, first_best
from partnersim.theory.arrays import Flags, Floats
from partnersim.theory.compiled import compiled, compiled_inside
from partnersim.theory.partners import ALONE, LEADER, set_row, set_share, welfare_share
from partnersim.theory.production import Form, effective, output, welfare

ACTIVE, DORMANT, OUT, NOBODY = 0, 1, 2, 3
"""What a partner compares: at work, asleep, outside while others go on, and nobody partnering at all."""

DELIVERS, GIVES, DIVERTS, WITHHOLDS = 0, 1, 2, 3
"""Rows of conduct: share of planned work that arrives, of promised transfers that is paid, and of either that
goes to the member's own showpiece instead."""


@compiled_inside
def _served_alike(cover, who, v):
    """The first village that the same members of ``who`` serve as village ``v``; v if there is none before it."""
    for u in range(v):
        alike = True
        for j in range(who.size):
            if who[j] and cover[j, u] != cover[j, v]:
                alike = False
        if alike:
            return u
    return v


@compiled_inside
def _mean_welfare(even, local, cover, who, needs, reference, form):
    """Mean of W over villages: work spread evenly plus the local work of those in ``who`` where they serve.

    ``even`` shape (K,); ``local`` work of each in a village it serves, shape (n, K); ``cover`` shape (n, V),
    bool.
    """
    n, villages = cover.shape
    made = np.zeros(villages)
    total = 0.0
    for v in range(villages):
        like = _served_alike(cover, who, v)
        if like < v:
            made[v] = made[like]
        else:
            E = even.copy()
            for j in range(n):
                if who[j] and cover[j, v]:
                    E += local[j]
            made[v] = welfare(output(E, needs, form.sigma), reference, form.concavity)
        total += made[v]
    return total / villages


@compiled_inside
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


@compiled_inside
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


@compiled_inside
def _local_work(A, x, delivers, diverts, showpiece, effect, cover, eta):
    """Work of each partner in a village that it serves, its showpiece with it, shape (n, K); x over joint money."""
    work = np.zeros(A.shape)
    for j in range(A.shape[0]):
        served = cover[j].mean()
        set_row(work, j, _local(A[j], x[j], delivers[j], served, eta))
        if served > 0.0:
            work[j, showpiece[j]] += effect * A[j, showpiece[j]] * diverts[j] / served
    return work


@compiled_inside
def _showpieces(A, money, showpiece, effect):
    """Effective work of diverted money, all in one place, shape (n, K): linear, on the own showpiece."""
    work = np.zeros(A.shape)
    for j in range(A.shape[0]):
        work[j, showpiece[j]] = effect * A[j, showpiece[j]] * money[j]
    return work


class Company(NamedTuple):
    """Who is in a partnership beside the one who compares.

    Attributes:
        rule, leader: as in `partners.Deciders`. taking: who is at work together with it, shape (n,), bool.
        sleeping: who else is in but asleep, shape (n,), bool. goes_on: whether they are a partnership without it.
    """

    rule: int
    leader: int
    taking: Flags
    sleeping: Flags
    goes_on: bool


class Eyes(NamedTuple):
    """One set of beliefs, or what is true.

    Attributes:
        productivity: A, shape (n, K). needs: a, shape (K,). conduct: in the partnership, shape (4, n).
        conduct_alone: outside it, shape (4, n).
    """

    productivity: Floats
    needs: Floats
    conduct: Floats
    conduct_alone: Floats


class Plans(NamedTuple):
    """What would be spent, shape (n, K) each, in the unit of money.

    Attributes:
        together: plan with the one who compares. without: others' plan without it. alone: plans alone.
        cover: villages each would serve alone, shape (n, V), bool. money: joint yearly money that is worth 1.
    """

    together: Floats
    without: Floats
    alone: Floats
    cover: Flags
    money: float


class Setting(NamedTuple):
    """What holds for everybody who compares.

    Attributes:
        form: `production.Form`, its background relative to the joint money.
        chi: share of what others do that one outside does not enjoy. alternative: worth of other uses of its money,
            relative to what it does when there is nothing else. earmark: share of its money that stays in the
            partnership while it sleeps. diverted_effect: effect of diverted money, relative to planned work.
        steps: gradient steps.
    """

    form: Form
    chi: float
    alternative: float
    earmark: float
    diverted_effect: float
    steps: int


@compiled_inside
def _reference(A, needs, means, money, both, setting):
    """Output of the best use of the money of those in ``both``, in these eyes."""
    n, aspects = A.shape
    b = np.zeros(n)
    room = np.zeros((n, aspects))
    for j in range(n):
        if both[j]:
            b[j] = means.budgets[j] / money
            set_share(room, j, means.ceilings[j], money)
    base = np.full(aspects, setting.form.background)
    problem = Problem(A, needs, np.ones(n), b, room, np.zeros((n, aspects)), base, 1.0)
    return max(first_best(problem, setting.form, setting.steps), 1e-12)


@compiled_inside
def options(i, company, eyes, plans, means, aims, setting):  # noqa: PLR0915  (one pass over four alternatives that share their parts)
    """What partner i gets, on one set of beliefs, by being at work, asleep, outside, or if nobody partnered.

    At work: W of the plan (each alone: of everybody's own villages) and its showpiece. Asleep: what others
    deliver, and ``1 - earmark`` of its money spent alone. Outside: ``1 - chi`` of what others deliver, its
    money spent alone, and ``alternative`` times what that money does when there is nothing else; if with it
    the partnership ends, since fewer than two remain, everybody is alone. Nobody: everybody alone in its own
    villages. Diverted money counts twice, as it works: at ``diverted_effect`` for the poor, and as showpiece.

    Args:
        i: number of the partner.
        company: who else is in. eyes: what i believes, or what is true. plans: what would be spent.
        means, aims: of all partners, as in `partners`; what staff can absorb is not read.
        setting: what holds for everybody.

    Returns:
        Worth of ACTIVE, DORMANT, OUT and NOBODY, shape (4,); 1 is W of the best use of all money in i's eyes.
    """
    rule, leader, taking, sleeping, goes_on = company
    A, needs, conduct, conduct_alone = eyes
    X, X_without, X_alone, cover, money = plans
    form, effect, showpiece, budgets = setting.form, setting.diverted_effect, aims.showpiece, means.budgets
    eta, earmark = form.eta, setting.earmark
    n, aspects = A.shape
    base = np.full(aspects, form.background)
    others = taking.copy()
    others[i] = False
    both = taking.copy()
    both[i] = True
    reference = _reference(A, needs, means, money, both, setting)
    u = welfare_share(aims.aim[i], aims.credit[i], aims.private)
    pet = (1.0 - aims.aim[i]) * aims.private
    everyone = np.ones(n, dtype=np.bool_)
    apart = diverted(X_alone, budgets, conduct_alone, everyone) / money
    spent = diverted(X, budgets, conduct, both) / money
    spent_out = diverted(X_without, budgets, conduct, others) / money
    local = _local_work(A, X_alone / money, conduct_alone[DELIVERS], apart, showpiece, effect, cover, eta)
    idle = np.zeros((n, aspects))  # work of sleepers, who spend alone what is not earmarked
    for j in range(n):
        set_row(idle, j, local[j] * (1.0 - earmark) ** eta)
    me = np.zeros(n, dtype=np.bool_)
    me[i] = True
    dozing = sleeping.copy()
    dozing[i] = False
    worth = np.zeros(4)
    own = X_alone[i, showpiece[i]] / money * conduct_alone[DELIVERS, i] + apart[i]

    if rule == ALONE:
        group = _local_work(A, X / money, conduct[DELIVERS], spent, showpiece, effect, cover, eta)
        without = _local_work(
            A, X_without / money, conduct[DELIVERS], spent_out, showpiece, effect, cover, eta
        )
        inside, rest, rest_out = base, base, base
        kept = 1.0 - setting.chi
        who_in, who_rest = both | dozing, others | dozing
    else:
        group, without = np.zeros((n, aspects)), np.zeros((n, aspects))
        reach = arriving(X, budgets, conduct[DELIVERS], conduct[GIVES], both)
        inside = base + effective(X / money, A, reach, eta)
        inside = inside + _showpieces(A, spent, showpiece, effect).sum(axis=0)
        reach = arriving(X_without, budgets, conduct[DELIVERS], conduct[GIVES], others)
        work = effective(X_without / money, A, reach, eta)
        work = work + _showpieces(A, spent_out, showpiece, effect).sum(axis=0)
        rest, rest_out = base + work, base + (1.0 - setting.chi) * work
        kept = 1.0
        who_in, who_rest = dozing, dozing
    for j in range(n):
        if dozing[j]:
            set_row(group, j, idle[j])
            set_row(without, j, idle[j])
    worth[ACTIVE] = u * _mean_welfare(inside, group, cover, who_in, needs, reference, form)
    shown = spent[i] + X[i, showpiece[i]] / money * conduct[DELIVERS, i]
    if rule == LEADER and leader == i:
        for j in range(n):
            if j != i and both[j]:
                shown += X[j, showpiece[i]] / money * conduct[DELIVERS, j]
    worth[ACTIVE] += pet * shown

    together = who_rest | me
    asleep = without.copy()
    set_row(asleep, i, idle[i])
    worth[DORMANT] = u * _mean_welfare(rest, asleep, cover, together, needs, reference, form)
    worth[DORMANT] += pet * own * (1.0 - earmark)
    worth[NOBODY] = u * _mean_welfare(base, local, cover, both | dozing, needs, reference, form) + pet * own
    worth[OUT] = worth[NOBODY]
    if goes_on:
        left = kept * without
        set_row(left, i, local[i])
        worth[OUT] = u * _mean_welfare(rest_out, left, cover, together, needs, reference, form) + pet * own
    by_itself = _mean_welfare(base, local, cover, me, needs, reference, form)
    nothing = welfare(output(base, needs, form.sigma), reference, form.concavity)
    worth[OUT] += setting.alternative * u * (by_itself - nothing)
    return worth
