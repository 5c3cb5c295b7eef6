"""Partners ask what the partnership is worth to them, and stay, sleep, wake, leave or come back."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from partnersim.mechanisms.base import Mechanism, Phase
from partnersim.mechanisms.deciding.admission import admitted
from partnersim.mechanisms.deciding.proposals import (
    FEWEST,
    Circumstances,
    circumstances,
    extra_of_partnering,
    next_plan,
    propose,
    share_out_money,
    weigh,
)
from partnersim.mechanisms.deciding.sharing import shares_by_terms
from partnersim.theory.arrays import Flags, Floats
from partnersim.theory.harm import Dealings, harm, victims_account
from partnersim.theory.weighing import exit_cost_a_year
from partnersim.theory.worth import ACTIVE, DORMANT, NOBODY, OUT
from partnersim.world.agreement_books import Accounts, Benefits, Year
from partnersim.world.agreements import AgreementState

if TYPE_CHECKING:
    from partnersim.world.world import World

_QUARTER, _YEAR = 3, 12
_MOSTLY = 0.5
"""Share of a year awake from which on a member counts as at work in the year's account."""


class PartnerReview(Mechanism):
    """Stay or leave each year, sleep or wake each quarter, on beliefs; and a yearly account of what was true.

    On its beliefs each compares `partnersim.theory.worth.options`: at work (with its expected rival
    benefits, less ``fixed_cost``), asleep (its money at work elsewhere but for the earmarked part, others'
    work still enjoyed), and outside (own money alone, ``1 - chi`` of what others do for its people,
    ``alternative`` uses). Staying means the plan that the terms and the contract would lead to with the
    money of now (`mechanisms.deciding.proposals.next_plan`), as leaving means a new plan of its own. It leaves
    when outside is best, less what leaving costs (``exit_cost`` of the agreement, by its kind, spread over
    ``horizon_months`` or what is left of the term; `partnersim.theory.weighing.exit_cost_a_year`); then it pays
    that in its account. It sleeps when asleep beats at work; while somebody sleeps the agreement is dormant. Below
    two members, or without money, the agreement is dissolved; who leaves a pair ends it, and expects that. Nobody
    pays at the end of the term, for leaving the place, or for being put out.
    Yearly account, on true needs and productivity and on what members kept, stole and diverted in the year:
    ``net = results + rival / money - fixed_cost awake - founding - counterfactual`` against *outside* (the
    others go on, bound by their contract as they are) and against *nobody partners* (everybody keeps, steals
    and diverts as it does apart). Results are those of the same plan, of those who were at work for most of
    the year; one who was not is held to have slept. Diverted money counts in all of them, as showpiece and as
    poorer work; founding is what preparing and writing cost the member, spread over the term.
    Harm stands apart from these and is seen from the side of who suffers it, in rupiah of the year: a member is
    harmed where what others passed on to it and did is short by more than ``tolerance`` of what they had promised to
    pass on and to do ("promise"), or what it got is short by as much of what it put in ("put in"), or "both".
    Others' work counts by how far the member sees its aspect needed; the equations stand in
    `partnersim.theory.harm.victims_account`. What a member diverts, or is kept from diverting, harms it in none of
    these. With open membership, one who expects to gain comes back, and one of a reserve takes a free place; a forum of
    firms may always join. Where members vote, those at work must let it in
    (`partnersim.mechanisms.deciding.admission`). Whom the others have put out is not let in again.

    Switched off, nobody leaves or sleeps and no account is made.

    Source: pilot study; chi and alternative are uncertainties.
    """

    name = "partner_review"
    phase = Phase.PARTNERSHIP
    reads = (
        "agreements.contract.practices", "agreements.contract.purse",
        "agreements.asked", "agreements.beliefs", "agreements.contract.completeness",
        "agreements.contract.founding_idr", "agreements.contract.founding_money_idr",
        "agreements.contract.signed", "agreements.contract.terms", "agreements.life.places",
        "agreements.month.forgiven", "agreements.month.ratio", "agreements.plan.agreed_idr",
        "agreements.plan.agreed_money_idr", "agreements.plan.money_idr",
        "agreements.sanctions.punished", "agreements.sanctions.put_out", "agreements.sanctions.spared",
        "agreements.shares", "agreements.views", "ledger", "needs.weights", "organizations.active",
        "organizations.capacity_idr", "organizations.common_aim", "organizations.keeps_promises",
        "organizations.productivity", "organizations.showpiece", "organizations.staff_used",
        "organizations.year_money_idr", "rules.budgets", "rules.convening", "rules.left",
    )  # fmt: skip
    writes = (
        "agreements.accounts", "agreements.at_stake", "agreements.awake", "agreements.contract.inside",
        "agreements.contract.leader", "agreements.events", "agreements.life.ends",
        "agreements.life.dormant", "agreements.life.months_in_stage", "agreements.life.reason",
        "agreements.life.stage",
        "agreements.money_share", "agreements.month.account_staff", "agreements.month.complicity",
        "agreements.month.coordination_staff", "agreements.month.delivered_idr",
        "agreements.month.diverted_idr", "agreements.month.hushed",
        "agreements.month.leaked_idr", "agreements.month.promised_idr", "agreements.month.seen_chance",
        "agreements.month.talks", "agreements.month.ties", "agreements.month.transferred_idr",
        "agreements.month.visit_staff", "agreements.plan.spends_idr", "agreements.replan", "agreements.year",
        "diary",
    )  # fmt: skip

    def step(self, model: World) -> None:
        """Review each agreement that is due, counted from its signing."""
        for agreement in model.agreements:
            age = agreement.age(model.month)
            if age < 0:
                continue
            if model.rules.left:
                _let_leavers_go(model, agreement)
            if age > 0 and age % _QUARTER == 0 and np.count_nonzero(agreement.inside) >= FEWEST:
                self._review(model, agreement, yearly=age % _YEAR == 0)
            if agreement.working and np.count_nonzero(agreement.inside) < FEWEST:
                _dissolve(model, agreement, "fewer than two members")
            _tell_dormancy(model, agreement)

    def _review(self, model: World, agreement: AgreementState, *, yearly: bool) -> None:
        """What members do about what they believe; once a year after an account of what was true."""
        share_out_money(model)
        having = circumstances(model, agreement)
        if yearly and having.budgets[agreement.inside].sum() <= 0.0:
            _dissolve(model, agreement, "no money left")
            return
        plan = next_plan(model, agreement, having=having)  # which the account changes nothing in
        if yearly:
            self._account(model, agreement, having, plan)
        were_outside = ~agreement.inside
        choice = _weighed(model, agreement, having, plan)
        if yearly:
            choice = self._let_leave(model, agreement, having, choice)
            if agreement.inside.sum() < FEWEST:
                return
        agreement.at_stake = _of_members(choice.at_work - choice.outside, agreement.inside)
        _let_sleep_or_wake(model, agreement, choice)
        if yearly:
            _let_come_back(model, agreement, having, were_outside)

    def _let_leave(
        self, model: World, agreement: AgreementState, having: Circumstances, choice: _Choice
    ) -> _Choice:
        """Members for whom outside is best leave one at a time: who sees another go weighs again, without it."""
        cost = exit_cost_a_year(
            agreement.spec.costs_to_leave,
            self.parameters(model).horizon_months,
            agreement.spec.months - agreement.age(model.month),
        )
        while agreement.inside.sum() >= FEWEST:
            better = choice.outside - cost - np.fmax(choice.at_work, choice.asleep)
            better = np.where(agreement.inside, better, -np.inf)
            i = int(np.nanargmax(better)) if np.isfinite(better).any() else 0
            if not better[i] > 0.0:
                break
            believed = agreement.expected_delivery[i][agreement.inside].mean()
            detail = f"outside {choice.outside[i]:.3f} against {choice.at_work[i]:.3f}"
            detail += f", expected delivery {believed:.2f}; {_cause(model, agreement, having, i, cost)}"
            _pay_for_leaving(agreement, i)
            _leave(model, agreement, i, detail)
            if agreement.inside.sum() >= FEWEST:
                plan = propose(model, agreement, taking=agreement.at_work, having=having)
                choice = _weighed(model, agreement, having, plan)
        return choice

    def _account(self, model: World, agreement: AgreementState, having: Circumstances, plan: Floats) -> None:
        """File what the year brought each member, on true needs and productivity.

        ``gains = results - fixed_cost awake - founding / money_0 + rival / money`` and
        ``net = gains - counterfactual``, each in units in which the best use of a year's joint money is 1:
        ``awake`` the share of the year at work, ``money_0`` the joint yearly money at the signing, ``money``
        that of the year.
        """
        year, inside = agreement.year, agreement.inside
        agreement.year = Year.begun(len(agreement))
        if year.months == 0 or float(agreement.budget_idr.sum()) <= 0.0:
            return
        awake = year.awake_months / year.months
        worth = _true_worth(model, agreement, having, plan, year, worked=inside & (awake >= _MOSTLY))
        results = np.where(awake >= _MOSTLY, worth[:, ACTIVE], worth[:, DORMANT])
        founding_idr = agreement.founding_per_year()
        staying_active = awake * self.parameters(model).fixed_cost
        founding = founding_idr / max(agreement.contract.founding_money_idr, 1e-9)
        rival = year.rival_idr / max(year.money_idr, 1e-9)
        gains = results - staying_active - founding + rival
        cost_idr = np.where(inside, founding_idr, 0.0)
        suffered = victims_account(
            Dealings(
                year.promised_idr,
                year.delivered_idr,
                year.passed_idr,
                year.withheld_idr,
                year.rival_idr,
                cost_idr,
            ),
            agreement.views.needs,
        )
        last = Benefits(
            results=_of_members(results, inside), rival_idr=year.rival_idr, diverted_idr=year.diverted_idr,
            cost_idr=cost_idr,
            against_leaving=_of_members(gains - worth[:, OUT], inside),
            against_nobody=_of_members(gains - worth[:, NOBODY], inside),
            **{part: _of_members(amount, inside) for part, amount in suffered._asdict().items()},
        )  # fmt: skip
        harmed = harm(suffered, inside, self.parameters(model).tolerance)
        agreement.accounts = Accounts(last, agreement.accounts.total.plus(last), harmed, inside)


def _true_worth(
    model: World, agreement: AgreementState, having: Circumstances, plan: Floats, year: Year, *, worked: Flags
) -> Floats:
    """Worth of the four options on what is true and what members did in the year, (n, 4)."""
    if (worked != agreement.at_work).any():
        plan = propose(model, agreement, taking=worked, having=having)
    return weigh(
        model, agreement, taking=worked, having=having, who=agreement.inside, bound=True, plan=plan,
        conduct=(year.conduct / year.months, year.alone / year.months),
    )  # fmt: skip


class _Choice(NamedTuple):
    """What members believe each option to be worth, (n,) each; at work with its extras."""

    at_work: Floats
    asleep: Floats
    outside: Floats


def _weighed(model: World, agreement: AgreementState, having: Circumstances, plan: Floats) -> _Choice:
    """Options of those inside, on their beliefs."""
    who = agreement.inside
    worth = weigh(model, agreement, taking=agreement.at_work, having=having, plan=plan, who=who)
    extra = extra_of_partnering(model, agreement, having=having, taking=who)
    return _Choice(worth[:, ACTIVE] + extra, worth[:, DORMANT], worth[:, OUT])


def _let_leavers_go(model: World, agreement: AgreementState) -> None:
    """Members that have left the place are members no more."""
    for i in map(int, np.flatnonzero(agreement.inside)):
        if agreement.members[i].name in model.rules.left:
            _leave(model, agreement, i, "has left the place")


def _leave(model: World, agreement: AgreementState, i: int, detail: str) -> None:
    agreement.leave(i)
    if i == agreement.leader and agreement.inside.any():
        heir = int(np.argmax(np.where(agreement.inside, agreement.budget_idr, -1.0)))
        agreement.change_contract(leader=heir)
    agreement.replan = model.apart.replan = True
    agreement.events.append((model.month, "leaves", agreement.members[i].name, detail))
    model.note("leaves", agreement.members[i].name, f"{agreement.name}: {detail}")


def _pay_for_leaving(agreement: AgreementState, i: int) -> None:
    """Charge member i in its account what leaving costs it once, in units of a year's joint money."""
    cost = np.where(np.arange(len(agreement)) == i, agreement.spec.costs_to_leave, 0.0)
    total = agreement.accounts.total
    total = replace(
        total, against_leaving=total.against_leaving - cost, against_nobody=total.against_nobody - cost
    )
    agreement.accounts = replace(agreement.accounts, total=total)


def _dissolve(model: World, agreement: AgreementState, reason: str) -> None:
    agreement.end(model.month, reason)
    agreement.events.append((model.month, "dissolved", agreement.name, reason))
    model.apart.replan = True
    model.note("dissolved", agreement.name, reason)


def _let_sleep_or_wake(model: World, agreement: AgreementState, choice: _Choice) -> None:
    turns = agreement.inside & ((choice.asleep > choice.at_work) == agreement.awake)
    for i in map(int, np.flatnonzero(turns)):
        agreement.turn(i)
        agreement.replan = model.apart.replan = True
        what = "wakes" if agreement.awake[i] else "falls asleep"
        model.note(what, agreement.members[i].name, agreement.name)


def _tell_dormancy(model: World, agreement: AgreementState) -> None:
    """Say once that somebody has fallen asleep, or that all are awake again; nothing of one that has ended."""
    if agreement.dormant == agreement.life.dormant:
        return
    agreement.life.dormant = agreement.dormant
    if agreement.working:
        sleeping = np.flatnonzero(agreement.inside & ~agreement.awake)
        names = ", ".join(agreement.members[i].name for i in sleeping)
        what, detail = ("dormant", f"asleep: {names}") if agreement.dormant else ("active again", "all awake")
        agreement.events.append((model.month, what, agreement.name, detail))
        model.note(what, agreement.name, detail)


def _let_come_back(
    model: World, agreement: AgreementState, having: Circumstances, were_outside: Flags
) -> None:
    """Those who may and expect to gain come in: former members, the reserve in free places, a forum of firms."""
    # A forum of firms may find its first givers only after the others have signed.
    joins_freely, places = agreement.terms.open_membership, agreement.life.places
    free = [m.active and (joins_freely or m.spec.forum) for m in agreement.members]
    outside = were_outside & np.array(free, dtype=bool) & ~agreement.sanctions.put_out
    if agreement.inside.sum() >= places:
        outside &= agreement.asked  # a reserve takes places that others have left
    if not outside.any():
        return
    plan = next_plan(model, agreement, having=having)
    worth = weigh(model, agreement, taking=agreement.at_work, having=having, plan=plan, who=outside)
    extra = extra_of_partnering(model, agreement, having=having, taking=agreement.inside | outside)
    for i in map(int, np.flatnonzero(outside)):
        if not agreement.asked[i] and agreement.inside.sum() >= places:
            continue
        if worth[i, ACTIVE] + extra[i] > worth[i, OUT]:
            vote = admitted(model, agreement, i)
            if not vote.passed:
                name = agreement.members[i].name
                model.note("voted down", agreement.name, f"to let {name} in: {vote.in_words}")
                continue
            agreement.join(i)
            agreement.replan = model.apart.replan = True
            agreement.events.append((model.month, "joins", agreement.members[i].name, "expects to gain"))
            model.note("joins", agreement.members[i].name, agreement.name)


def _cause(model: World, agreement: AgreementState, having: Circumstances, i: int, cost: float) -> str:
    """Why i leaves at a cost a year: whether with the beliefs or the split of the founding it would have stayed."""
    me = np.arange(len(agreement)) == i

    def stays(imagined: AgreementState) -> bool:
        plan = next_plan(model, imagined, having=having)
        worth = weigh(model, imagined, taking=imagined.at_work, having=having, plan=plan, who=me)
        extra = extra_of_partnering(model, imagined, having=having, taking=imagined.inside)
        return bool(worth[i, ACTIVE] + extra[i] >= worth[i, OUT] - cost)

    if stays(agreement.imagined(beliefs=agreement.beliefs.unlearned())):
        return "lost trust"
    fair = shares_by_terms(model, agreement, who=agreement.inside, money_idr=agreement.budget_idr, pulled=0.0)
    return "unfair share" if stays(agreement.imagined(shares=fair)) else "worth more outside"


def _of_members(values: Floats, inside: Flags) -> Floats:
    return np.where(inside & ~np.isnan(values), values, 0.0)
