"""What partners have to decide with: money, capacity and knowledge, laid out for the allocation problem.

The equations are in `partnersim.theory.partners` and `worth`; here their arguments are read off organizations and
agreements.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from partnersim.mechanisms.deciding.budgets import budget_of, months_left_in_year, project_money_ahead
from partnersim.mechanisms.deciding.conduct import expected_conduct
from partnersim.scenario.aspects import K
from partnersim.theory.arrays import Flags, Floats
from partnersim.theory.chance.draws import Purpose
from partnersim.theory.coordination import Hours, coordination_staff, talkers, talking_pairs
from partnersim.theory.partners import (
    ALONE,
    Aims,
    Deciders,
    Estimates,
    Means,
    alone,
    decide,
)
from partnersim.theory.production import Form
from partnersim.theory.worth import Company, Eyes, Plans, Setting, options
from partnersim.world.agreements import VILLAGES, Group
from partnersim.world.budgets import MONTHS

if TYPE_CHECKING:
    from partnersim.world.organizations import Organization
    from partnersim.world.world import World

FEWEST = 2
"""Members below which there is no partnership."""

STEPS, SHORT_STEPS = 40, 16
"""Gradient steps of a plan that is carried out, and of one that is only imagined."""


@dataclass(frozen=True)
class Circumstances:
    """What all members have and are after, whether they take part or not; yearly rupiah.

    Attributes:
        means: money here, most they can put to use by aspect, and what their staff can turn into delivery in the
            agreement. means_alone: the same outside it, where nobody talks or visits.
        aims: common aim, expected credit, showpiece.
    """

    means: Means
    means_alone: Means
    aims: Aims

    @property
    def budgets(self) -> Floats:
        """Money of each member here, (n,)."""
        return self.means.budgets

    @property
    def ceilings(self) -> Floats:
        """Most that each can put to use by aspect, (n, K)."""
        return self.means.ceilings


def yearly_money(model: World, organization: Organization) -> float:
    """Money an organization can count on, as a yearly rate in rupiah.

    ``(cash + what will still come) 12 / months in which to spend it``: months to the end of the calendar
    year or of its project. What a forum of firms is promised for the year counts as coming.
    """
    if not organization.active:
        return 0.0
    cash = max(0.0, model.ledger.balance(organization.cash))
    months = months_left_in_year(model)
    if organization.spec.budget.rule == "project":
        state = budget_of(model, organization)
        months = max(1, min(months, state.end - model.month))
        cash += project_money_ahead(
            state,
            month=model.month + 1,
            months=months - 1,
            absorbs_idr_month=organization.absorbs_idr_year / MONTHS,
        )
    elif organization.spec.forum or organization.spec.budget.rule == "profit_share":
        return max(cash * MONTHS / months, organization.year_money_idr)
    return cash * MONTHS / months


def share_out_money(model: World) -> None:
    """Divide each organization's money between its agreements, and leave the rest to its work apart.

    Equal parts between the agreements it has signed; of the part of one in which it sleeps, the earmarked
    share lies idle and the rest is spent apart.
    """
    signed = np.zeros(len(model.organizations))
    for agreement in model.agreements:
        if agreement.working:
            for place in np.flatnonzero(agreement.inside):
                signed[agreement.members[place].number] += 1.0
    free = np.where(signed > 0.0, 0.0, 1.0)
    review = model.spec.mechanisms.partner_review
    for agreement in model.agreements:
        share = np.zeros(len(agreement))
        for i, member in enumerate(agreement.members):
            here = agreement.working and bool(agreement.inside[i])
            parts = signed[member.number] + (0.0 if here else 1.0)
            share[i] = 1.0 / parts
            if here and not agreement.awake[i]:
                free[member.number] += (1.0 - review.earmark) / parts
        agreement.money_share = share
    model.apart.money_share = free


def circumstances(model: World, agreement: Group) -> Circumstances:
    """Read off what members have now, with the staff that the agreement would take already set aside."""
    members = agreement.members
    roles = np.array([m.spec.staff - m.staff_used["regulate"] - m.staff_used["convene"] for m in members])
    taken = np.zeros(len(members)) if agreement.apart else _staff_for_partnering(model, agreement)
    person = np.array([m.spec.absorptive_idr for m in members])
    budgets = np.array([yearly_money(model, m) for m in members]) * agreement.money_share
    capacity = np.array([m.capacity_idr for m in members]).reshape(-1, K)
    means = Means(
        budgets=budgets,
        ceilings=_within_own_money(members, capacity, budgets),
        absorbs=np.maximum(roles - taken, 0.0) * person,
    )
    aims = Aims(
        aim=np.array([m.common_aim for m in members]),
        credit=np.array([m.spec.credit_share for m in members]),
        showpiece=np.array([m.showpiece for m in members], dtype=np.int64),
        private=float(model.spec.mechanisms.planning.private_weight),
    )
    return Circumstances(means, means._replace(absorbs=np.maximum(roles, 0.0) * person), aims)


def _staff_for_partnering(model: World, agreement: Group) -> Floats:
    """Persons of each member that talking, visiting and keeping ties would take, (n,)."""
    rules, practices = model.spec.mechanisms, agreement.practices
    who = agreement.at_work if agreement.working else agreement.active
    taken = np.zeros(len(agreement))
    if rules.coordination_cost.on:
        taken += expected_coordination(model, agreement, who)[1]
    if rules.observation.on:
        taken += practices.visits_per_month * rules.observation.visit_staff
    if rules.informal_ties.on:
        others = max(0, int(who.sum()) - 1)
        taken += practices.informal_ties * rules.informal_ties.staff_per_tie * others
    return taken


def _within_own_money(members: list[Organization], ceilings: Floats, budgets: Floats) -> Floats:
    """Ceilings of those who take no partner's money, scaled so that together they do not exceed their own, (n, K).

    Real capacity comes first, and what money is left may go to funds.
    """
    for i, member in enumerate(members):
        if not member.spec.takes_money:
            real = ceilings[i, :-1].sum()
            ceilings[i, :-1] *= min(1.0, budgets[i] / real) if real > 0.0 else 0.0
            ceilings[i, -1] = max(0.0, budgets[i] - real)
    return ceilings


def expected_coordination(model: World, agreement: Group, who: Flags) -> tuple[Flags, Floats]:
    """Who would talk to whom, (n, n), and the staff time it would take, (n,), if ``who`` worked together."""
    cost, facilitation = model.spec.mechanisms.coordination_cost, model.spec.mechanisms.facilitation
    rule, middle = talkers(agreement.rule, agreement.leader, who, cost.talking == "through_one")
    talks = talking_pairs(rule, middle, who, cost.committee_size)
    meetings = 0.0
    if agreement.rule != ALONE:
        meetings = agreement.practices.meetings_per_year
    hours = Hours(
        per_pair=cost.per_pair, control=cost.control, per_meeting=cost.per_meeting, meetings=meetings,
        relief=facilitation.relief * model.rules.convening,
    )  # fmt: skip
    return talks, coordination_staff(talks, agreement.trust, agreement.rule, agreement.leader, who, hours)


def votes(agreement: Group, taking: Flags, budgets: Floats) -> Floats:
    """Weights of those who take part in a joint decision, by the terms, summing to one, (n,)."""
    weights = taking.astype(np.float64)
    if agreement.terms.decision_weights == "by_funds" and budgets[taking].sum() > 0.0:
        weights = np.where(taking, budgets, 0.0)
    elif agreement.terms.decision_weights == "leader" and taking[agreement.leader]:
        weights = np.zeros(len(agreement))
        weights[agreement.leader] = 1.0
    return weights / max(weights.sum(), 1e-300)


def form(model: World) -> Form:
    """How work adds up to welfare in partners' eyes."""
    needs = model.spec.mechanisms.needs
    return Form(needs.substitution, needs.returns, needs.concavity, needs.background)


def estimates(agreement: Group) -> Estimates:
    """What members make of each other and of needs now."""
    views = agreement.views
    return Estimates(views.productivity.copy(), views.needs.copy(), agreement.expected_delivery)


def propose(
    model: World,
    agreement: Group,
    *,
    taking: Flags,
    having: Circumstances,
    steps: int = STEPS,
) -> Floats:
    """Plan that the terms lead to if ``taking`` work together, yearly rupiah, (n, K)."""
    planning = model.spec.mechanisms.planning
    if not planning.on:
        return _fixed_shares(having, taking)
    means = having.means_alone if agreement.apart else having.means
    deciders = Deciders(agreement.rule, agreement.leader, votes(agreement, taking, having.budgets), taking)
    return np.asarray(decide(deciders, estimates(agreement), means, having.aims, form(model), steps))


def plans_alone(model: World, agreement: Group, having: Circumstances) -> Floats:
    """What each member would do with its money without the others, yearly rupiah, (n, K)."""
    planning = model.spec.mechanisms.planning
    if not planning.on:
        return _fixed_shares(having, np.ones(len(agreement), dtype=bool))
    seen, work = estimates(agreement), form(model)
    plans = [
        alone(i, seen, having.means_alone, having.aims, work, SHORT_STEPS) for i in range(len(agreement))
    ]
    return np.array(plans).reshape(-1, K)


def villages_alone(model: World, agreement: Group, *, budgets: Floats, money: float) -> Flags:
    """Villages each would serve alone, of `VILLAGES`: keyed, at least one, more with more money, (n, V)."""
    reach = model.spec.mechanisms.planning.alone_reach
    ids = (agreement.entities[:, None] * 64 + np.arange(VILLAGES)).ravel()
    rank = model.draws.uniform(Purpose.VILLAGE_OF_PARTNER, 0, ids).reshape(-1, VILLAGES).argsort(1).argsort(1)
    served = np.ceil(np.clip(reach * budgets / max(money, 1e-9), 1e-9, 1.0) * VILLAGES)
    return np.asarray(rank < served[:, None])


def weigh(
    model: World, agreement: Group, *, taking: Flags, having: Circumstances, plan: Floats,
    who: Flags, conduct: tuple[Floats, Floats] | None = None, bound: bool = False,
) -> Floats:  # fmt: skip
    """Worth to each of ``who`` of being at work, asleep, outside, and of nobody partnering, (n, 4), else NaN.

    On its own beliefs; with ``conduct`` (what members truly did inside, and what they do outside, (4, n)
    each), on the true productivities and needs instead. ``bound``: others who had agreed without it would be
    bound by their contract as they are now, so that their plan has as much of the present one's mix in it.
    """
    n = len(agreement)
    worth = np.full((n, 4), np.nan)
    together = taking | who
    money = float(having.budgets[together].sum())
    if money <= 0.0:
        return worth
    own = plans_alone(model, agreement, having)
    cover = villages_alone(model, agreement, budgets=having.budgets, money=money)
    inside, alone = expected_conduct(model, agreement, together) if conduct is None else ((), ())
    asleep = agreement.inside & ~agreement.awake & agreement.working
    setting = _setting(model)
    true_productivity = np.array([m.productivity for m in agreement.members]).reshape(-1, K)
    for i in np.flatnonzero(who):
        rest = taking.copy()
        rest[i] = False
        without = (
            propose(model, agreement, taking=rest, having=having, steps=SHORT_STEPS)
            if rest.any()
            else np.zeros((n, K))
        )
        with_it = plan
        if not taking[i]:
            joined = rest.copy()
            joined[i] = True
            with_it = propose(model, agreement, taking=joined, having=having, steps=SHORT_STEPS)
        if bound:
            without = _as_bound(agreement, plan, without, rest, having)
        if conduct is None:
            views = agreement.views
            eyes = Eyes(views.productivity[i].copy(), views.needs[i].copy(), inside[i], alone[i])
        else:
            eyes = Eyes(true_productivity, model.needs.weights, *conduct)
        dozing = asleep & ~rest & (np.arange(n) != i)
        goes_on = int((rest | dozing).sum()) >= FEWEST
        company = Company(agreement.rule, agreement.leader, rest, dozing, goes_on)
        plans = Plans(with_it, without, own, cover, money)
        worth[i] = options(i, company, eyes, plans, having.means, having.aims, setting)
    return worth


def _setting(model: World) -> Setting:
    """What holds for everybody who compares its options."""
    review, delivery = model.spec.mechanisms.partner_review, model.spec.mechanisms.chosen_delivery
    return Setting(
        form(model), review.chi, review.alternative, review.earmark, delivery.diverted_effect, SHORT_STEPS
    )


def _as_bound(agreement: Group, plan: Floats, without: Floats, rest: Flags, having: Circumstances) -> Floats:
    """Others' plan without one member, tied to the mix of the plan in force as far as their contract is complete."""
    kept = plan * rest[:, None]
    money, spent = float(having.budgets[rest].sum()), float(kept.sum())
    if agreement.completeness <= 0.0 or spent <= 0.0:
        return without
    kept = np.minimum(kept * min(1.0, money / spent), having.ceilings)
    return under_contract(kept, new=without, completeness=agreement.completeness)


def next_plan(model: World, agreement: Group, *, having: Circumstances) -> Floats:
    """Plan of those at work if it were renewed now, as far as their contract allows, yearly rupiah, (n, K)."""
    taking = agreement.at_work & (agreement.money_share > 0.0)
    new, old = propose(model, agreement, taking=taking, having=having), agreement.plan_idr
    if agreement.replan or old.sum() <= 0.0 or agreement.completeness <= 0.0:
        return new
    money, before = float(having.budgets[taking].sum()), max(float(agreement.budget_idr.sum()), 1e-9)
    kept = np.minimum(old * min(1.0, money / before), having.ceilings) * taking[:, None]
    return under_contract(kept, new=new, completeness=agreement.completeness)


def under_contract(kept: Floats, *, new: Floats, completeness: float) -> Floats:
    """Plan of those who are bound to ``kept`` and would rather do ``new``, rupiah, (n, K).

    ``c kept + (1 - c) new``; what that leaves of new's money goes to the cells where new has more.
    """
    mixed = completeness * kept + (1.0 - completeness) * new
    left, room = float(new.sum() - mixed.sum()), np.maximum(new - mixed, 0.0)
    if left > 0.0 and room.sum() > 0.0:
        mixed = mixed + room * min(1.0, left / float(room.sum()))
    return mixed


def extra_of_partnering(model: World, agreement: Group, *, having: Circumstances, taking: Flags) -> Floats:
    """Expected rival benefits less the fixed cost of staying active, (n,), in units of the joint money."""
    rival, review = model.spec.mechanisms.rival_benefits, model.spec.mechanisms.partner_review
    shares = agreement.shares * taking
    shares = shares / max(shares.sum(), 1e-300)
    gain = (
        shares * rival.rate * float(np.mean(agreement.trust[taking][:, taking]))
        if rival.on and taking.any()
        else 0.0
    )
    return np.where(taking, gain - review.fixed_cost, 0.0)


def _fixed_shares(having: Circumstances, taking: Flags) -> Floats:
    usable = (having.ceilings > 0.0).astype(np.float64) * taking[:, None]
    spread = usable / np.maximum(usable.sum(axis=1, keepdims=True), 1.0)
    return np.minimum(having.budgets[:, None] * spread, having.ceilings)
