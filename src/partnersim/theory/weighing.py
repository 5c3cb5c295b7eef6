"""All members of a group weigh their options: what would be planned with and without each, and what it is worth to it.

Money is in one unit, as in `partners`. Everything here is pure: nothing is drawn, nothing is kept.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from partnersim.theory.arrays import Flags, Floats, Ints
from partnersim.theory.compiled import compiled, compiled_inside, compiled_stage
from partnersim.theory.partners import Means, alone, set_row
from partnersim.theory.proposals import as_bound, propose
from partnersim.theory.sums import mean_among, summed, summed_where
from partnersim.theory.worth import Company, Eyes, Plans, either, options, with_one

FEWEST = 2
"""Members below which there is no partnership."""


class Places(NamedTuple):
    """Who is where when members weigh their options, shape (n,) each, bool.

    Attributes:
        taking: who works together. who: who weighs. asleep: who is in but asleep.
    """

    taking: Flags
    who: Flags
    asleep: Flags


class Beheld(NamedTuple):
    """What each of the members believes, or what is true, the same for each; first axis: in whose eyes.

    Attributes:
        productivity: shape (n, n, K). needs: shape (n, K). conduct, conduct_alone: shape (n, 4, n).
    """

    productivity: Floats
    needs: Floats
    conduct: Floats
    conduct_alone: Floats


class Foreseen(NamedTuple):
    """What members would plan, whatever they believe of one another's conduct, in the unit of the budgets.

    Attributes:
        alone: each for itself, without the others, shape (n, K). without: those at work without a member, and joined:
            with it if it is not among them, by member that weighs, shape (n, n, K) each; zeros for the others.
    """

    alone: Floats
    without: Floats
    joined: Floats


class Prospect(NamedTuple):
    """What members compare.

    Attributes:
        plan: of those who take part, shape (n, K). bound: whether others who had agreed without a member would be
            bound by their contract, so that their plan has as much of the present one's mix in it.
        ranks: order of the villages in which each would serve alone, shape (n, V). reach: share of them that all the
            money serves.
    """

    plan: Floats
    bound: bool
    ranks: Ints
    reach: float


@compiled_inside
def villages_alone(budgets, money, ranks, reach):  # type: ignore[no-untyped-def]
    """Villages each would serve alone, (n, V), bool: at least one, more with a larger part of the money."""
    n, villages = ranks.shape
    serves = np.zeros((n, villages), dtype=np.bool_)
    for i in range(n):
        share = min(max(reach * budgets[i] / max(money, 1e-9), 1e-9), 1.0)
        served = np.ceil(share * villages)
        for v in range(villages):
            serves[i, v] = ranks[i, v] < served
    return serves


@compiled_stage
def plans_alone(rules, estimates, having, form, steps):  # type: ignore[no-untyped-def]
    """What each member would do with its money without the others, (n, K), in the unit of the budgets.

    Args:
        rules: of the group; only whether it plans is read. estimates, having: as in `foresee`. form, steps: of plans.
    """
    outside = Means(having.means.budgets, having.means.ceilings, having.absorbs_alone)
    n = outside.budgets.size
    if not rules.planned:
        return propose(rules, np.ones(n, dtype=np.bool_), estimates, outside, having.aims, form, steps)
    X = np.zeros(outside.ceilings.shape)
    for i in range(n):
        set_row(X, i, alone(i, estimates, outside, having.aims, form, steps))
    return X


@compiled
def foresee(rules, places, estimates, having, setting, foreseen):  # type: ignore[no-untyped-def]
    """What those who weigh would plan alone, and the others without each, and with it if it is not among them.

    Args:
        rules: how the group comes to a plan. places: who is where. estimates: by which plans are made.
        having: means and aims of all. setting: `worth.Setting`. foreseen: `Foreseen`, written here, zeros at first.
    """
    means, aims, form, steps = having.means, having.aims, setting.form, setting.steps
    own = plans_alone(rules, estimates, having, form, steps)
    for i in range(own.shape[0]):
        set_row(foreseen.alone, i, own[i])
        if not places.who[i]:
            continue
        rest = with_one(places.taking, i, False)
        _set_plan(foreseen.without, i, propose(rules, rest, estimates, means, aims, form, steps))
        if not places.taking[i]:
            joined = with_one(rest, i, True)
            _set_plan(foreseen.joined, i, propose(rules, joined, estimates, means, aims, form, steps))


@compiled_inside
def _set_plan(target, i, plan):  # type: ignore[no-untyped-def]
    """Plan ``i`` of ``target`` becomes ``plan``, (n, K)."""
    for j in range(plan.shape[0]):
        for k in range(plan.shape[1]):
            target[i, j, k] = plan[j, k]


@compiled
def weigh(rules, places, foreseen, beheld, having, prospect, setting):  # type: ignore[no-untyped-def]
    """Worth to each of those who weigh of being at work, asleep, outside, and of nobody partnering (`worth.options`).

    Args:
        rules: how the group comes to a plan. places: who is where. foreseen: what `foresee` says of the same members.
        beheld: in which worth is seen. having: means and aims of all. prospect: what is compared.
        setting: `worth.Setting`.

    Returns:
        shape (n, 4): ACTIVE, DORMANT, OUT and NOBODY; NaN for who does not weigh, or without money.
    """
    means, aims, plan = having.means, having.aims, prospect.plan.copy()
    n = plan.shape[0]
    worth = np.full((n, 4), np.nan)
    money = summed_where(means.budgets, either(places.taking, places.who))
    if money <= 0.0:
        return worth
    cover = villages_alone(means.budgets, money, prospect.ranks, prospect.reach)
    for i in range(n):
        if not places.who[i]:
            continue
        rest = with_one(places.taking, i, False)
        without = foreseen.without[i].copy()
        with_it = plan if places.taking[i] else foreseen.joined[i].copy()
        if prospect.bound:
            without = as_bound(rules, plan, without, rest, means)
        dozing = with_one(places.asleep, i, False)
        staying = 0
        for j in range(n):
            dozing[j] = dozing[j] and not rest[j]
            staying += rest[j] or dozing[j]
        company = Company(rules.rule, rules.leader, rest, dozing, staying >= FEWEST, rules.holder, rules.fee)
        eyes = Eyes(
            beheld.productivity[i].copy(), beheld.needs[i].copy(), beheld.conduct[i], beheld.conduct_alone[i]
        )
        plans = Plans(with_it, without, foreseen.alone, cover, money)
        set_row(worth, i, options(i, company, eyes, plans, means, aims, setting))
    return worth


def exit_cost_a_year(cost: float, horizon_months: int, months_left: int) -> float:
    """What leaving now costs for each year in which it pays, when after the term it would cost nothing.

    ``12 cost / min(horizon, months left)``: a cost that is paid once is spread over the time that a member looks ahead.

    Args:
        cost: paid once, in units of the joint money. horizon_months: that a member looks ahead, 1 or more.
        months_left: of the term; a term that is over counts as one month.
    """
    return 12.0 * cost / max(1, min(horizon_months, months_left))


@compiled
def extra_of_partnering(shares, taking, trust, rate, fixed_cost):  # type: ignore[no-untyped-def]
    """Expected rival benefits less the fixed cost of staying active, in units of the joint money.

    ``share_i rate mean T - fixed_cost`` over those who take part, their shares scaled to sum to one.

    Args:
        shares: of rival benefits, shape (n,). taking: shape (n,), bool. trust: shape (n, n).
        rate: rival benefits a unit of joint money, 0 for none. fixed_cost: of staying active.

    Returns:
        shape (n,), 0 for who takes no part.
    """
    n = taking.size
    extra = np.zeros(n)
    if not taking.any():
        return extra
    theirs = np.zeros(n)
    for i in range(n):
        if taking[i]:
            theirs[i] = shares[i]
    total = max(summed(theirs, n), 1e-300)
    trusted = mean_among(trust, taking)
    for i in range(n):
        if taking[i]:
            gain = theirs[i] / total * rate * trusted if rate > 0.0 else 0.0
            extra[i] = gain - fixed_cost
    return extra
