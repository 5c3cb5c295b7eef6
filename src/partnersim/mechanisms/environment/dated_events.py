"""What happens in a given month whatever the actors decide."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import singledispatch
from typing import TYPE_CHECKING

from partnersim.mechanisms.base import Mechanism, Phase
from partnersim.mechanisms.deciding.budgets import (
    budget_of,
    giver,
    hand_back,
    months_left_in_year,
    opens_year,
    yearly_appropriation,
)
from partnersim.mechanisms.deciding.heads import change_head
from partnersim.mechanisms.deciding.sharing import shares_by_terms
from partnersim.scenario import events as e
from partnersim.scenario.spec import months_between
from partnersim.world.agreements import AgreementState
from partnersim.world.budgets import MONTHS
from partnersim.world.contracts import Stage
from partnersim.world.funds import ACTIVE

if TYPE_CHECKING:
    from partnersim.world.world import World


class DatedEvents(Mechanism):
    """The scenario's calendar: each event happens once, in its month, before anybody acts, and is noted.

    Loan recall: ``share`` of the bank debt of every working community fund is called in; the newest recall's
    date holds for all that is called in, so that an extension is written as one more recall. What funds then
    do is up to their own money. Extra money: once, from the giver of the organization's budget; if
    appropriated it lapses like the rest. Budget change: the factor applies to what is left of the year (a cut
    takes back no more than there is) and to every later year; of a project, to what has not been sent yet.
    Rule change: new rules on paper. Terms change: the agreement goes over to the terms, or the leader, at once, whoever
    loses; at work it plans anew, its contract is as complete as the new terms have it, shares of rival benefits start
    at them, and writing them costs as at a signing, paid by those at work this month. Practices, and who holds the
    money, change at once, too, and cost nothing to change. Actor leaves: it hands back
    its cash and acts no more. New head: as in a change of office. Income shock: labour income is multiplied for some
    months; shocks that overlap multiply.

    Source: the scenario states it for each event.
    """

    name = "dated_events"
    phase = Phase.ENVIRONMENT
    reads = (
        "agreements.beliefs.founding_activity", "agreements.beliefs.founding_reliability",
        "agreements.contract.inside", "agreements.life.stage", "agreements.plan.money_idr", "funds.bank_debt",
        "funds.status", "hamlets.weight", "organizations.staff_used",
    )  # fmt: skip
    writes = (
        "agreements.beliefs.activity", "agreements.beliefs.reliability", "agreements.contract.completeness",
        "agreements.contract.leader", "agreements.contract.practices", "agreements.contract.purse",
        "agreements.contract.terms", "agreements.events",
        "agreements.life.writing_share", "agreements.pulled", "agreements.replan", "agreements.shares", "diary",
        "firms.gives_idr",
        "firms.share", "firms.takes_part", "firms.years_in", "funds.recalled", "ledger",
        "organizations.active", "organizations.budget_factor", "organizations.common_aim",
        "organizations.keeps_promises", "organizations.year_money_idr", "rules.budgets",
        "rules.income_factor", "rules.left", "rules.recall_due", "rules.regulation",
    )  # fmt: skip

    def step(self, model: World) -> None:
        """Let this month's events happen and set the month's income factor."""
        if model.month < 0:
            return
        calendar = self.once(model, _Calendar.of)
        for event in calendar.events.get(model.month, ()):
            _happen(event, model)
        factor = 1.0
        for begins, ends, by in calendar.shocks:
            factor *= by if begins <= model.month < ends else 1.0
        model.rules.income_factor = factor


@dataclass(frozen=True)
class _Calendar:
    """The scenario's events by month of the run, and months and factors of its income shocks, the end exclusive."""

    events: dict[int, list[e.DatedEvent]]
    shocks: list[tuple[int, int, float]]

    @classmethod
    def of(cls, model: World) -> _Calendar:
        """That of a model's scenario."""
        events: dict[int, list[e.DatedEvent]] = defaultdict(list)
        shocks = []
        for event in model.spec.events:
            month = months_between(model.spec.time.start, event.month)
            events[month].append(event)
            if isinstance(event, e.IncomeShock):
                shocks.append((month, month + event.months, event.factor))
        return cls(dict(events), shocks)


@singledispatch
def _happen(event: e.DatedEvent, model: World) -> None:
    raise NotImplementedError(f"no rule for the event '{event.what}'")


@_happen.register(e.LoanRecall)
def _recall(event: e.LoanRecall, model: World) -> None:
    funds = model.funds
    open_debt = (funds.bank_debt - funds.recalled).clip(min=0.0) * (funds.status == ACTIVE)
    funds.recalled += event.share * open_debt
    model.rules.recall_due = months_between(model.spec.time.start, event.due)
    called = float((model.hamlets.weight * funds.recalled).sum())
    units = float(model.hamlets.weight[funds.recalled > 0.0].sum())
    model.note("loan recall", event.name, f"{called:,.0f} rupiah of {units:g} units due in {event.due}")


@_happen.register(e.ExtraMoney)
def _extra_money(event: e.ExtraMoney, model: World) -> None:
    organization = model.by_name[event.actor]
    if not organization.active and organization.name in model.rules.left:
        return
    source = giver(model, organization)
    model.ledger.post(source, organization.cash, event.amount_idr, "extra money")
    organization.year_money_idr += event.amount_idr
    if source == model.accounts.treasury:
        budget_of(model, organization).appropriated_idr += event.amount_idr
    model.note("extra money", organization.name, f"{event.amount_idr:,.0f} rupiah ({event.name})")


@_happen.register(e.BudgetChange)
def _budget_change(event: e.BudgetChange, model: World) -> None:
    organization = model.by_name[event.actor]
    state = budget_of(model, organization)
    before = organization.budget_factor
    organization.budget_factor *= event.factor
    state.left_idr *= event.factor
    if state.year_left_idr is not None:
        state.year_left_idr *= event.factor
    if organization.active and model.spec.mechanisms.yearly_budgets.on and not opens_year(model):
        year = yearly_appropriation(organization, model.year) * months_left_in_year(model) / MONTHS
        change = year * (organization.budget_factor - before)
        treasury = model.accounts.treasury
        if change < 0.0:
            change = -min(-change, max(0.0, model.ledger.balance(organization.cash)))
            model.ledger.post(organization.cash, treasury, -change, "budget cut")
        else:
            model.ledger.post(treasury, organization.cash, change, "appropriation")
        state.appropriated_idr = max(0.0, state.appropriated_idr + change)
        organization.year_money_idr = max(0.0, organization.year_money_idr + change)
    model.note("budget change", organization.name, f"times {event.factor:g} ({event.name})")


@_happen.register(e.RuleChange)
def _rule_change(event: e.RuleChange, model: World) -> None:
    model.rules.regulation = event.regulation
    paper = event.regulation
    model.note(
        "rule change",
        event.name,
        f"mandate {paper.mandate_share:g} of profit, enforced {paper.enforcement:g}, forum {paper.forum:g}",
    )


@_happen.register(e.TermsChange)
def _terms_change(event: e.TermsChange, model: World) -> None:
    agreement = next(a for a in model.agreements if a.name == event.agreement)
    if agreement.stage is Stage.ENDED:
        return
    practices = agreement.practices.model_copy(update=event.practices)
    agreement.change_contract(practices=practices, purse=event.purse or agreement.contract.purse)
    if event.new_terms:
        _put_in_force(event, model, agreement)
    agreement.events.append((model.month, "terms change", agreement.name, event.name))
    model.note("terms change", agreement.name, event.name)


def _put_in_force(event: e.TermsChange, model: World, agreement: AgreementState) -> None:
    """Other terms or another leader, with the contract, shares and plan that follow from them."""
    terms, leader = event.terms_after(agreement.terms), agreement.leader
    named = event.leader or agreement.spec.leader
    for place, member in enumerate(agreement.members):
        if member.name == named and (agreement.inside[place] or not agreement.working):
            leader = place
    agreement.change_contract(terms=terms, leader=leader)
    if agreement.working:
        agreement.change_contract(completeness=agreement.written)
        money = agreement.budget_idr
        agreement.shares = shares_by_terms(
            model, agreement, who=agreement.inside, money_idr=money, pulled=0.0
        )
        agreement.pulled, agreement.replan, model.apart.replan = 0.0, True, True
        agreement.life.writing_share = model.spec.mechanisms.formation.writing_cost * agreement.written**2


@_happen.register(e.ActorLeaves)
def _actor_leaves(event: e.ActorLeaves, model: World) -> None:
    organization = model.by_name[event.actor]
    if organization.name in model.rules.left:
        return
    back = hand_back(model, organization)
    organization.active = False
    organization.year_money_idr = 0.0
    organization.columns.staff_used[organization.number] = 0.0
    model.rules.left.add(organization.name)
    if organization is model.forum and model.firms is not None:
        model.firms.takes_part[:] = False
        model.firms.share[:] = 0.0
        model.firms.gives_idr[:] = 0.0
        model.firms.years_in[:] = 0
    model.note("actor leaves", organization.name, f"{back:,.0f} rupiah returned ({event.name})")


@_happen.register(e.NewHead)
def _new_head(event: e.NewHead, model: World) -> None:
    organization = model.by_name[event.actor]
    if organization.active:
        change_head(model, organization)


@_happen.register(e.IncomeShock)
def _income_shock(event: e.IncomeShock, model: World) -> None:
    model.note("income shock", event.name, f"labour income times {event.factor:g} for {event.months} months")
