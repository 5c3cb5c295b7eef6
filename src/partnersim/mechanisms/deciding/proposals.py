"""What partners have to decide with: money, capacity and knowledge, laid out for the rules by which they decide.

The rules are compiled and stand in `partnersim.theory`: `proposals` for the plan that terms lead to, `weighing` and
`worth` for what members compare, `circumstances` for their means. Here their arguments are read off organizations and
agreements.
"""

from __future__ import annotations

from dataclasses import dataclass
from operator import is_
from typing import TYPE_CHECKING, Any

import numpy as np

from partnersim.mechanisms.base import once
from partnersim.mechanisms.deciding.budgets import budget_of, months_left_in_year, project_money_ahead
from partnersim.mechanisms.deciding.conduct import expected_conduct, misused_alone
from partnersim.mechanisms.deciding.voting import VOTING, WITHOUT_A_VOTE, Vote, voted, votes_on
from partnersim.scenario.aspects import K
from partnersim.scenario.remembered import once_per_scenario
from partnersim.scenario.spec import Scenario
from partnersim.theory import proposals, weighing
from partnersim.theory.arrays import Flags, Floats, read_only
from partnersim.theory.circumstances import Contact, Having, Resources, circumstances_of
from partnersim.theory.coordination import Hours
from partnersim.theory.partners import ALONE, Aims, Estimates, Means
from partnersim.theory.production import Form
from partnersim.theory.proposals import PlanInForce, Rules, under_contract
from partnersim.theory.weighing import FEWEST, Beheld, Foreseen, Places, Prospect
from partnersim.theory.worth import ACTIVE, Setting
from partnersim.world.agreements import Group
from partnersim.world.budgets import MONTHS

if TYPE_CHECKING:
    from partnersim.world.organizations import Organization
    from partnersim.world.world import World

__all__ = ["FEWEST", "SHORT_STEPS", "STEPS", "Circumstances", "under_contract"]

STEPS, SHORT_STEPS = 40, 16
"""Gradient steps of a plan that is carried out, and of one that is only imagined."""

_NO_CONTACT = Contact(False, ALONE, 0, False, 1, Hours(0.0, 0.0, 0.0, 0.0, 0.0), 0.0, 0.0, 0.0, 0.0)
"""Organizations that work apart neither talk nor visit."""


@dataclass(frozen=True)
class Circumstances:
    """What all members have and are after, whether they take part or not; yearly rupiah.

    Attributes:
        having: money here, most they can put to use by aspect, and what their staff can turn into delivery in the
            agreement and outside it, where nobody talks or visits; aims.
    """

    having: Having

    @property
    def budgets(self) -> Floats:
        """Money of each member here, (n,)."""
        return self.having.means.budgets

    @property
    def ceilings(self) -> Floats:
        """Most that each can put to use by aspect, (n, K)."""
        return self.having.means.ceilings

    @property
    def aims(self) -> Aims:
        """Common aim, expected credit, showpiece."""
        return self.having.aims

    def means_in(self, group: Group) -> Means:
        """Means of those who plan in the group: of who works apart, with all staff."""
        having = self.having
        return having.means._replace(absorbs=having.absorbs_alone) if group.apart else having.means


def yearly_money(model: World, organization: Organization, cash: float, months: int) -> float:
    """Money an organization can count on, as a yearly rate in rupiah.

    ``(cash + what will still come) 12 / months in which to spend it``: months to the end of the calendar
    year or of its project. What a forum of firms is promised for the year counts as coming.

    Args:
        model: the model. organization: whose money. cash: that it has, rupiah. months: left in the calendar year.
    """
    if not organization.active:
        return 0.0
    part = organization.spec
    if part.budget.rule == "project":
        state = budget_of(model, organization)
        months = max(1, min(months, state.end - model.month))
        absorbs = organization.absorbs_idr_year / MONTHS
        cash += project_money_ahead(
            state, month=model.month + 1, months=months - 1, absorbs_idr_month=absorbs
        )
    elif part.forum or part.budget.rule == "profit_share":
        return max(cash * MONTHS / months, organization.year_money_idr)
    return cash * MONTHS / months


def _lives_on_what_it_has(model: World) -> list[bool]:
    """Of each organization whether `yearly_money` is its cash alone, spread over the rest of the year."""
    specs = [o.spec for o in model.organizations]
    return [not part.forum and part.budget.rule not in ("project", "profit_share") for part in specs]


def share_out_money(model: World) -> None:
    """Divide each organization's money between its agreements, and leave the rest to its work apart.

    Equal parts between the agreements it has signed; of the part of one in which it sleeps, the earmarked
    share lies idle and the rest is spent apart.
    """
    bound_by: list[Any] = []
    for a in model.agreements:
        bound_by += (a.working, a.contract.inside, a.awake)
    # arrays of agreements are replaced and never written into: while they are the same ones, so are the shares
    known, shares = model.__dict__.get("_shared_out", ((None,), ()))
    if len(known) != len(bound_by) or not all(map(is_, known, bound_by)):
        shares = _shares_of_money(model)
        model.__dict__["_shared_out"] = bound_by, shares
    for group, share in zip((*model.agreements, model.apart), shares, strict=True):
        group.money_share = share


def _shares_of_money(model: World) -> list[Floats]:
    """Share of each member's money that belongs in each agreement, (n,) each, and of each one's in its work apart."""
    signed, shares = np.zeros(len(model.organizations)), []
    for agreement in model.agreements:
        if agreement.working:
            signed[agreement.rows] += agreement.inside
    free = np.where(signed > 0.0, 0.0, 1.0)
    idle = model.spec.mechanisms.partner_review.earmark
    for agreement in model.agreements:
        here = agreement.inside if agreement.working else np.zeros(len(agreement), dtype=bool)
        parts = signed[agreement.rows] + ~here
        sleeping = here & ~agreement.awake
        if sleeping.any():
            free[agreement.rows[sleeping]] += (1.0 - idle) / parts[sleeping]
        shares.append(1.0 / parts)
    return [read_only(share) for share in (*shares, free)]


def circumstances(model: World, agreement: Group) -> Circumstances:
    """Read off what members have now, with the staff that the agreement would take already set aside."""
    columns, n, balance = agreement.columns, len(agreement), model.ledger.balance
    months = months_left_in_year(model)
    active, plain = columns.active.tolist(), once(model, _lives_on_what_it_has)
    money = [
        (max(0.0, balance(m.cash)) * MONTHS / months if active[m.number] else 0.0)
        if plain[m.number] else yearly_money(model, m, max(0.0, balance(m.cash)), months)
        for m in agreement.members
    ]  # fmt: skip
    resources = Resources(
        columns.staff, columns.staff_used, columns.absorptive_idr, columns.capacity_idr, columns.takes_money,
        columns.asks_accounts, columns.common_aim, columns.credit_share, columns.showpiece,
    )  # fmt: skip
    if agreement.apart:
        contact, who, trust = _NO_CONTACT, np.ones(n, dtype=bool), np.zeros((n, n))
    else:
        contact, trust = _contact(model, agreement), agreement.trust
        who = agreement.at_work if agreement.working else agreement.active
    budgets = np.array(money, dtype=float) * agreement.money_share
    ceilings, (absorbs, outside, aim, credit) = np.empty((n, K)), np.empty((4, n))
    parts = ceilings, absorbs, outside, aim, credit, np.empty(n, dtype=np.int64)
    circumstances_of(agreement.rows, resources, budgets, contact, who, trust, parts)
    private = float(model.spec.mechanisms.planning.private_weight)
    return Circumstances(
        Having(Means(budgets, ceilings, absorbs), outside, Aims(aim, credit, parts[-1], private))
    )


def _contact(model: World, agreement: Group) -> Contact:
    """What working together under the agreement asks of members' staff."""
    rules, practices, rule = model.spec.mechanisms, agreement.practices, agreement.rule
    cost, seeing, ties = rules.coordination_cost, rules.observation, rules.informal_ties
    accounts = rules.donor_accounts
    meetings = 0.0 if rule == ALONE else practices.meetings_per_year
    relief = rules.facilitation.relief * model.rules.convening
    return Contact(
        cost.on, rule, agreement.leader, cost.talking == "through_one", cost.committee_size,
        Hours(cost.per_pair, cost.control, cost.per_meeting, float(meetings), float(relief)),
        float(practices.visits_per_month * seeing.visit_staff if seeing.on else 0.0),
        float(practices.informal_ties * ties.staff_per_tie if ties.on else 0.0),
        float(accounts.hours_per_donor / accounts.hours_per_person if accounts.on else 0.0),
        float(practices.joint_reports),
    )  # fmt: skip


def rules_of(model: World, agreement: Group) -> Rules:
    """How the agreement comes to a plan."""
    return Rules(
        model.spec.mechanisms.planning.on, agreement.rule, agreement.leader,
        VOTING[agreement.terms.decision_weights], float(agreement.completeness),
        float(agreement.practices.plans_known), *agreement.purse,
    )  # fmt: skip


def form(model: World) -> Form:
    """How work adds up to welfare in partners' eyes."""
    return _form_of(model.spec)


@once_per_scenario
def _form_of(spec: Scenario) -> Form:
    needs = spec.mechanisms.needs
    return Form(needs.substitution, needs.returns, needs.concavity, needs.background)


def estimates(model: World, agreement: Group) -> Estimates:
    """What members make of each other, of themselves and of needs now."""
    views = agreement.views
    if model.spec.mechanisms.chosen_delivery.on:
        own_plan = 1.0 - misused_alone(model)[agreement.rows]
    else:
        own_plan = np.ones(len(agreement))
    return Estimates(views.productivity, views.needs, agreement.expected_delivery, own_plan)


def propose(
    model: World,
    agreement: Group,
    *,
    taking: Flags,
    having: Circumstances,
    steps: int = STEPS,
) -> Floats:
    """Plan that the terms lead to if ``taking`` work together, yearly rupiah, (n, K)."""
    rules, known, means = rules_of(model, agreement), estimates(model, agreement), having.means_in(agreement)
    return np.asarray(proposals.propose(rules, taking, known, means, having.aims, form(model), steps))


def plans_alone(model: World, agreement: Group, having: Circumstances) -> Floats:
    """What each member would do with its money without the others, yearly rupiah, (n, K)."""
    rules, known = rules_of(model, agreement), estimates(model, agreement)
    return np.asarray(weighing.plans_alone(rules, known, having.having, form(model), SHORT_STEPS))


def weigh(
    model: World, agreement: Group, *, taking: Flags, having: Circumstances, plan: Floats,
    who: Flags, conduct: tuple[Floats, Floats] | None = None, bound: bool = False,
) -> Floats:  # fmt: skip
    """Worth to each of ``who`` of being at work, asleep, outside, and of nobody partnering, (n, 4), else NaN.

    On its own beliefs; with ``conduct`` (what members truly did inside, and what they do outside, (4, n)
    each), on the true productivities and needs instead. ``bound``: others who had agreed without it would be
    bound by their contract as they are now, so that their plan has as much of the present one's mix in it.
    """
    asleep = agreement.inside & ~agreement.awake
    if not agreement.working:
        asleep = np.zeros_like(asleep)
    beheld = (
        _believed(model, agreement, together=taking | who)
        if conduct is None
        else _true(model, agreement, conduct)
    )
    reach = float(model.spec.mechanisms.planning.alone_reach)
    places = Places(np.array(taking), np.array(who), asleep)
    prospect = Prospect(np.array(plan), bound, agreement.ranks, reach)
    rules, setting = rules_of(model, agreement), _setting_of(model.spec)
    foreseen = _foreseen(model, agreement, rules, places, having)
    return np.asarray(weighing.weigh(rules, places, foreseen, beheld, having.having, prospect, setting))


def _foreseen(
    model: World, agreement: Group, rules: Rules, places: Places, having: Circumstances
) -> Foreseen:
    """What members would plan; what was foreseen last stands for as long as it is asked for of the same.

    Members weigh twice in the month of a yearly account, what is true and what they believe, and twice where they vote.
    """
    known = estimates(model, agreement)
    held = having, known.productivity, known.needs
    told = rules, *(part.tobytes() for part in (places.taking, places.who, known.delivery, known.own_plan))
    last = model.__dict__.get("_foreseen")
    if last is not None and all(map(is_, last[0], held)) and last[1] == told:
        return last[2]  # type: ignore[no-any-return]
    n = len(agreement)
    foreseen = Foreseen(np.zeros((n, K)), np.zeros((n, n, K)), np.zeros((n, n, K)))
    weighing.foresee(rules, places, known, having.having, _setting_of(model.spec), foreseen)
    model.__dict__["_foreseen"] = held, told, foreseen
    return foreseen


def _believed(model: World, agreement: Group, *, together: Flags) -> Beheld:
    """What each member believes of the others, of needs, and of how everybody keeps its promises."""
    views = agreement.views
    return Beheld(views.productivity, views.needs, *expected_conduct(model, agreement, together))


def _true(model: World, agreement: Group, conduct: tuple[Floats, Floats]) -> Beheld:
    """What is true, the same for each member."""
    n = len(agreement)
    inside_and_alone = [np.repeat(c[None], n, axis=0) for c in conduct]
    productivity = np.repeat(agreement.columns.productivity[agreement.rows][None], n, axis=0)
    needs = np.repeat(model.needs.weights[None], n, axis=0)
    return Beheld(read_only(productivity), read_only(needs), *inside_and_alone)


@once_per_scenario
def _setting_of(spec: Scenario) -> Setting:
    """What holds for everybody who compares its options."""
    review, delivery = spec.mechanisms.partner_review, spec.mechanisms.chosen_delivery
    return Setting(
        _form_of(spec), review.chi, review.alternative, review.earmark, delivery.diverted_effect, SHORT_STEPS
    )


def next_plan(model: World, agreement: Group, *, having: Circumstances) -> Floats:
    """Plan of those at work if it were renewed now, as far as contract and votes allow, yearly rupiah, (n, K)."""
    return plan_put_to_vote(model, agreement, having=having)[0]


def plan_put_to_vote(model: World, agreement: Group, *, having: Circumstances) -> tuple[Floats, Vote]:
    """Plan that would hold if it were renewed now, yearly rupiah, (n, K), and the vote on the new one.

    Where members vote, the old plan stands as under a complete contract if the new one finds too few of them. Where
    it has lapsed, since members have changed, and where each plans alone, there is nothing to vote on.
    """
    taking = agreement.at_work & (agreement.money_share > 0.0)
    agreed = agreement.plan
    in_force = PlanInForce(agreed.agreed_idr, agreed.agreed_money_idr, bool(agreement.replan))
    rules, known, means = rules_of(model, agreement), estimates(model, agreement), having.means_in(agreement)

    def renewed(rules: Rules) -> Floats:
        plan = proposals.next_plan(rules, taking, known, means, having.aims, form(model), STEPS, in_force)
        return np.asarray(plan)

    new = renewed(rules)
    if not votes_on(agreement) or agreement.rule == ALONE:
        return new, WITHOUT_A_VOTE
    standing = renewed(rules._replace(completeness=1.0))
    if np.array_equal(new, standing):
        return new, WITHOUT_A_VOTE
    worth = [
        weigh(model, agreement, taking=taking, having=having, plan=plan, who=taking)[:, ACTIVE]
        for plan in (new, standing)
    ]
    vote = voted(agreement, voters=taking, gains=worth[0] - worth[1], budgets=having.budgets)
    return new if vote.passed else standing, vote


def extra_of_partnering(model: World, agreement: Group, *, having: Circumstances, taking: Flags) -> Floats:
    """Expected rival benefits less the fixed cost of staying active, (n,), in units of the joint money."""
    rival, review = model.spec.mechanisms.rival_benefits, model.spec.mechanisms.partner_review
    rate = float(rival.rate) if rival.on else 0.0
    fixed_cost = float(review.fixed_cost)
    return np.asarray(
        weighing.extra_of_partnering(agreement.shares, np.array(taking), agreement.trust, rate, fixed_cost)
    )
