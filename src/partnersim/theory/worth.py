"""What a partnership is worth to each partner: at work in it, asleep, outside, or with nobody partnering.

Money is relative to the partners' joint yearly money, as in `partners`. Everything here is pure: nothing is drawn,
nothing is kept.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from partnersim.theory.allocation_solver import Problem, first_best
from partnersim.theory.arrays import Flags, Floats
from partnersim.theory.compiled import compiled_inside
from partnersim.theory.partners import ALONE, LEADER, set_share, welfare_share
from partnersim.theory.production import Form, output, welfare
from partnersim.theory.purse import held, through_hands
from partnersim.theory.work_of_plans import DELIVERS, GIVES, WITHHOLDS, common_work, diverted, local_work

ACTIVE, DORMANT, OUT, NOBODY = 0, 1, 2, 3
"""What a partner compares: at work, asleep, outside while others go on, and nobody partnering at all."""


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
    made, E = np.zeros(villages), np.zeros(even.size)
    total = 0.0
    for v in range(villages):
        like = _served_alike(cover, who, v)
        if like < v:
            made[v] = made[like]
        else:
            for k in range(even.size):
                E[k] = even[k]
                for j in range(n):
                    if who[j] and cover[j, v]:
                        E[k] += local[j, k]
            made[v] = welfare(output(E, needs, form.sigma), reference, form.concavity)
        total += made[v]
    return total / villages


@compiled_inside
def either(some, others):
    """Who is in one or in both, shape (n,), bool."""
    who = np.empty(some.size, dtype=np.bool_)
    for j in range(some.size):
        who[j] = some[j] or others[j]
    return who


@compiled_inside
def with_one(who, i, there):
    """The same, with or without ``i``, shape (n,), bool."""
    others = np.empty(who.size, dtype=np.bool_)
    for j in range(who.size):
        others[j] = there if j == i else who[j]
    return others


class Company(NamedTuple):
    """Who is in a partnership beside the one who compares.

    Attributes:
        rule, leader: as in `partners.Deciders`. taking: who is at work together with it, shape (n,), bool.
        sleeping: who else is in but asleep, shape (n,), bool. goes_on: whether they are a partnership without it.
        holder, fee: who holds the joint money, as in `purse`.
    """

    rule: int
    leader: int
    taking: Flags
    sleeping: Flags
    goes_on: bool
    holder: int
    fee: float


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
    # how much arrives and what is liked for itself is not read
    problem = Problem(A, needs, b, b, room, room, _everywhere(setting.form.background, aspects), 1.0)
    return max(first_best(problem, setting.form, setting.steps), 1e-12)


@compiled_inside
def _everywhere(value, aspects):
    """The same number in each aspect, shape (K,)."""
    values = np.empty(aspects)
    for k in range(aspects):
        values[k] = value
    return values


class _Alternatives(NamedTuple):
    """Work of the partnership as one of its members compares, in that member's eyes.

    Attributes:
        inside, rest, rest_out: spread over all villages, with it, without it, and as one outside enjoys it, (K,).
        group, without: by village, of each one with it and without it, (n, K). who_in, who_rest: whose work that is.
        kept: share of others' local work that one outside enjoys. spent: what each diverts with it, (n,).
    """

    inside: Floats
    rest: Floats
    rest_out: Floats
    group: Floats
    without: Floats
    who_in: Flags
    who_rest: Flags
    kept: float
    spent: Floats


@compiled_inside
def _in_whose_hands(conduct, company):
    """Conduct with what is given and withheld of money that passes through a third party's hands, (4, n)."""
    seen = conduct.copy()
    gives, withholds = through_hands(seen[GIVES], seen[WITHHOLDS], company.holder, company.fee)
    for j in range(gives.size):
        seen[GIVES, j] = gives[j]
        seen[WITHHOLDS, j] = withholds[j]
    return seen


@compiled_inside
def _alternatives(company, eyes, plans, means, aims, setting, members, dozing):
    """`_Alternatives` without sleepers' own work; ``members``: those at work with the one who compares, and without."""
    A, conduct, budgets, money = eyes.productivity, eyes.conduct, means.budgets, plans.money
    both, others = members
    n, aspects = A.shape
    base = _everywhere(setting.form.background, aspects)
    conduct = _in_whose_hands(conduct, company)
    purses, purses_out = held(budgets, both, company.holder), held(budgets, others, company.holder)
    spent = diverted(plans.together, purses, conduct, both, money)
    spent_out = diverted(plans.without, purses_out, conduct, others, money)
    if company.rule == ALONE:
        pets, eta = aims.showpiece, setting.form.eta
        effect, cover, delivers = setting.diverted_effect, plans.cover, conduct[DELIVERS]
        group = local_work(A, plans.together, money, delivers, spent, pets, effect, cover, eta)
        without = local_work(A, plans.without, money, delivers, spent_out, pets, effect, cover, eta)
        who_in, who_rest = either(both, dozing), either(others, dozing)
        return _Alternatives(base, base, base, group, without, who_in, who_rest, 1.0 - setting.chi, spent)
    inside = common_work(
        A, plans.together, money, purses, conduct, both, spent, aims, setting, setting.form.background
    )
    rest = common_work(A, plans.without, money, purses_out, conduct, others, spent_out, aims, setting, 0.0)
    rest_out = np.empty(aspects)
    for k in range(aspects):
        rest_out[k] = base[k] + (1.0 - setting.chi) * rest[k]
        rest[k] = base[k] + rest[k]
    nothing = np.zeros((n, aspects))
    return _Alternatives(inside, rest, rest_out, nothing, nothing.copy(), dozing, dozing, 1.0, spent)


@compiled_inside
def options(i, company, eyes, plans, means, aims, setting):
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
    A, needs, conduct, alone = eyes
    X, X_alone, cover, money, pets = plans.together, plans.alone, plans.cover, plans.money, aims.showpiece
    form, n, pet = setting.form, A.shape[0], aims.showpiece[i]
    both, dozing = with_one(company.taking, i, True), with_one(company.sleeping, i, False)
    reference = _reference(A, needs, means, money, both, setting)
    u = welfare_share(aims.aim[i], aims.credit[i], aims.private)
    liking = (1.0 - aims.aim[i]) * aims.private
    apart = diverted(X_alone, means.budgets, alone, np.ones(n, dtype=np.bool_), money)
    local = local_work(
        A, X_alone, money, alone[DELIVERS], apart, pets, setting.diverted_effect, cover, form.eta
    )
    members = both, with_one(both, i, False)
    at = _alternatives(company, eyes, plans, means, aims, setting, members, dozing)
    # who sleeps spends alone what is not earmarked, and does this part of what it would do with all its money
    idle = (1.0 - setting.earmark) ** form.eta
    _put_sleepers(at, local, idle, dozing)
    worth = np.zeros(4)
    worth[ACTIVE] = u * _mean_welfare(at.inside, at.group, cover, at.who_in, needs, reference, form)
    worth[ACTIVE] += liking * _shown(i, company, X, money, conduct, at.spent, both, pet)

    base, together = _everywhere(form.background, A.shape[1]), with_one(at.who_rest, i, True)
    own = X_alone[i, pet] / money * alone[DELIVERS, i] + apart[i]
    for k in range(A.shape[1]):
        at.without[i, k] = local[i, k] * idle
    worth[DORMANT] = u * _mean_welfare(at.rest, at.without, cover, together, needs, reference, form)
    worth[DORMANT] += liking * own * (1.0 - setting.earmark)
    everybody = either(both, dozing)
    worth[NOBODY] = u * _mean_welfare(base, local, cover, everybody, needs, reference, form) + liking * own
    worth[OUT] = worth[NOBODY]
    if company.goes_on:
        for j in range(n):
            for k in range(A.shape[1]):
                at.without[j, k] = local[j, k] if j == i else at.kept * at.without[j, k]
        worth[OUT] = (
            u * _mean_welfare(at.rest_out, at.without, cover, together, needs, reference, form) + liking * own
        )
    me = with_one(np.zeros(n, dtype=np.bool_), i, True)
    by_itself = _mean_welfare(base, local, cover, me, needs, reference, form)
    nothing = welfare(output(base, needs, form.sigma), reference, form.concavity)
    worth[OUT] += setting.alternative * u * (by_itself - nothing)
    return worth


@compiled_inside
def _put_sleepers(at, local, idle, dozing):
    """Sleepers do a part ``idle`` of what they do alone, with the one who compares and without it."""
    for j in range(dozing.size):
        if dozing[j]:
            for k in range(local.shape[1]):
                at.group[j, k] = local[j, k] * idle
                at.without[j, k] = local[j, k] * idle


@compiled_inside
def _shown(i, company, X, money, conduct, spent, both, pet):
    """What partner i has of its showpiece at work: its own money there, and all of it where i leads."""
    shown = spent[i] + X[i, pet] / money * conduct[DELIVERS, i]
    if company.rule == LEADER and company.leader == i:
        for j in range(both.size):
            if j != i and both[j]:
                shown += X[j, pet] / money * conduct[DELIVERS, j]
    return shown
