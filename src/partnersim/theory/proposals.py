"""From the terms of a group to its plan: votes, proposals, and what a contract leaves of them.

Money is in one unit, as in `partners`. Everything here is pure: nothing is drawn, nothing is kept.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from partnersim.theory.arrays import Floats
from partnersim.theory.compiled import compiled, compiled_inside
from partnersim.theory.partners import Deciders, decide, set_row
from partnersim.theory.purse import OWN
from partnersim.theory.sums import summed, summed_all, summed_where

EQUAL_VOTES, VOTES_BY_FUNDS, LEADERS_VOTE = 0, 1, 2
"""How votes in a joint decision are weighted."""


class Rules(NamedTuple):
    """How a group comes to a plan.

    Attributes:
        planned: whether it plans at all; if not, everybody spends equal shares on what it can supply.
        rule, leader: as in `partners.Deciders`. voting: EQUAL_VOTES, VOTES_BY_FUNDS or LEADERS_VOTE.
        completeness: of the contract in force, 0 to 1. known: share of others' plans that one who plans alone knows.
        holder, fee: who holds the joint money, and what a third party keeps of it, as in `purse`.
    """

    planned: bool
    rule: int
    leader: int
    voting: int
    completeness: float
    known: float = 0.0
    holder: int = OWN
    fee: float = 0.0


class PlanInForce(NamedTuple):
    """The plan that a new one would replace.

    Attributes:
        spends: shape (n, K). money: that it was made for, shape (n,). lapsed: whether nobody is bound by it any more.
    """

    spends: Floats
    money: Floats
    lapsed: bool


@compiled
def votes(rules, taking, budgets):  # type: ignore[no-untyped-def]
    """Weights of those who take part in a joint decision, by the terms, summing to one.

    The leader's vote alone counts where the leader takes part, and money where there is some; else all are equal.

    Args:
        rules: of the group. taking: who takes part, shape (n,), bool. budgets: money of each, shape (n,).

    Returns:
        shape (n,).
    """
    n = taking.size
    weights = np.zeros(n)
    for i in range(n):
        if taking[i]:
            weights[i] = 1.0
    if rules.voting == VOTES_BY_FUNDS and summed_where(budgets, taking) > 0.0:
        for i in range(n):
            if taking[i]:
                weights[i] = budgets[i]
    elif rules.voting == LEADERS_VOTE and taking[rules.leader]:
        for i in range(n):
            weights[i] = 1.0 if i == rules.leader else 0.0
    total = max(summed(weights, n), 1e-300)
    for i in range(n):
        weights[i] /= total
    return weights


@compiled_inside
def equal_shares(means, taking):  # type: ignore[no-untyped-def]
    """Each spends its own money in equal shares over the aspects that it can supply, (n, K)."""
    n, aspects = means.ceilings.shape
    X = np.zeros((n, aspects))
    for i in range(n):
        usable = 0.0
        for k in range(aspects):
            usable += means.ceilings[i, k] > 0.0
        for k in range(aspects):
            if taking[i] and means.ceilings[i, k] > 0.0:
                X[i, k] = min(means.budgets[i] * (1.0 / usable), means.ceilings[i, k])
    return X


@compiled
def propose(rules, taking, estimates, means, aims, form, steps):  # type: ignore[no-untyped-def]
    """Plan that the terms lead to if those in ``taking`` work together, by `partners.decide`.

    Args:
        rules: of the group. taking: shape (n,), bool. estimates, means, aims, form, steps: as in `partners.decide`.

    Returns:
        X, shape (n, K), in the unit of the budgets.
    """
    if not rules.planned:
        return equal_shares(means, taking)
    deciders = Deciders(rules.rule, rules.leader, votes(rules, taking, means.budgets), taking, rules.known)
    return decide(deciders, estimates, means, aims, form, steps)


@compiled
def under_contract(kept, new, completeness):  # type: ignore[no-untyped-def]
    """Plan of those who are bound to ``kept`` and would rather do ``new``.

    ``c kept + (1 - c) new``; what that leaves of new's money goes to the cells where new has more.

    Args:
        kept, new: shape (n, K), one unit of money. completeness: c, 0 to 1.

    Returns:
        shape (n, K).
    """
    mixed, room = np.empty(new.shape), np.empty(new.shape)
    for i in range(new.shape[0]):
        for k in range(new.shape[1]):
            mixed[i, k] = completeness * kept[i, k] + (1.0 - completeness) * new[i, k]
            room[i, k] = max(new[i, k] - mixed[i, k], 0.0)
    left, wanted = summed_all(new) - summed_all(mixed), summed_all(room)
    if left > 0.0 and wanted > 0.0:
        share = min(1.0, left / wanted)
        for i in range(new.shape[0]):
            for k in range(new.shape[1]):
                mixed[i, k] += room[i, k] * share
    return mixed


@compiled_inside
def _within_means(plan, share, means, who):  # type: ignore[no-untyped-def]
    """A share of the plan of those in ``who``, no more than each can put to use now, (n, K)."""
    kept = np.zeros(plan.shape)
    for i in range(plan.shape[0]):
        for k in range(plan.shape[1]):
            if who[i]:
                kept[i, k] = min(plan[i, k] * share, means.ceilings[i, k])
    return kept


@compiled
def next_plan(rules, taking, estimates, means, aims, form, steps, in_force):  # type: ignore[no-untyped-def]
    """Plan of those at work if it were renewed now, as far as their contract allows.

    ``X = c X_old min(1, money / money_old) + (1 - c) X_new``, `under_contract`.

    Args:
        rules: of the group. taking: shape (n,), bool. estimates, means, aims, form, steps: as in `partners.decide`.
        in_force: the `PlanInForce`.

    Returns:
        X, shape (n, K), in the unit of the budgets.
    """
    new, old = propose(rules, taking, estimates, means, aims, form, steps), in_force.spends
    if in_force.lapsed or rules.completeness <= 0.0 or old.sum() <= 0.0:
        return new
    before = max(summed(in_force.money, in_force.money.size), 1e-9)
    share = min(1.0, summed_where(means.budgets, taking) / before)
    return under_contract(_within_means(old, share, means, taking), new, rules.completeness)


@compiled_inside
def as_bound(rules, plan, without, rest, means):  # type: ignore[no-untyped-def]
    """Others' plan without a member, tied to the mix of ``plan`` as far as their contract is complete, (n, K).

    Args:
        rules: of the group. plan: of all, shape (n, K). without: what the rest would rather do, shape (n, K).
        rest: who they are, shape (n,), bool. means: of all.
    """
    kept = np.zeros(plan.shape)
    for i in range(plan.shape[0]):
        if rest[i]:
            set_row(kept, i, plan[i])
    spent = summed_all(kept)
    if rules.completeness <= 0.0 or spent <= 0.0:
        return without
    share = min(1.0, summed_where(means.budgets, rest) / spent)
    return under_contract(_within_means(kept, share, means, rest), without, rules.completeness)
