"""The budget year: what an organization may still spend, what comes, and what goes back."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from partnersim.scenario.spec import months_between
from partnersim.world.budgets import MONTHS, BudgetState

if TYPE_CHECKING:
    from partnersim.world.organizations import Organization
    from partnersim.world.world import World


def opens_year(model: World) -> bool:
    """Whether yearly things happen now: in each January and in the run's first month."""
    return model.month == 0 or (model.month > 0 and model.is_january)


def months_left_in_year(model: World) -> int:
    """Months of the calendar year from this one on, 1 to 12."""
    return MONTHS + 1 - model.calendar_month


def budget_of(model: World, organization: Organization) -> BudgetState:
    """Budget state of an organization, made when it is first asked for.

    Of a project that began before the run, the part of its months already past counts as spent elsewhere.
    """
    states = model.rules.budgets
    if organization.name not in states:
        budget, state = organization.spec.budget, BudgetState()
        if budget.rule == "project":
            start = model.spec.time.start
            state.first = months_between(start, budget.start) if budget.start else 0
            state.end = state.first + budget.months
            remaining = min(budget.months, max(0, state.end))
            state.left_idr = budget.total_idr * remaining / budget.months
        states[organization.name] = state
    return states[organization.name]


def yearly_appropriation(organization: Organization, year: int) -> float:
    """Appropriation for a whole calendar year in rupiah, before dated changes.

    The amount written for that year, else the usual one; zero without an appropriation.
    """
    budget = organization.spec.budget
    if budget.rule != "appropriation":
        return 0.0
    return budget.by_year.get(str(year), budget.yearly_idr)


def stated_yearly_money(organizations: Iterable[Organization]) -> float:
    """Yearly rupiah of all organizations as their budgets are written, whatever happens in the run."""
    total = 0.0
    for one in organizations:
        budget = one.spec.budget
        if budget.rule == "appropriation":
            total += budget.yearly_idr
        elif budget.rule == "project":
            total += budget.total_idr * MONTHS / budget.months
    return total


def tranche(state: BudgetState, *, month: int, absorbs_idr_month: float) -> float:
    """Project money sent this month in rupiah.

    ``min(left / months left, absorbed in a month)``: what could not be absorbed is spread over the months
    left. Where the donor has answered, both are those of the year.
    """
    if not state.first <= month < state.end:
        return 0.0
    if state.year_left_idr is not None:
        return min(state.year_left_idr / (state.year_stop - month), absorbs_idr_month)
    return min(state.left_idr / (state.end - month), absorbs_idr_month)


def send(state: BudgetState, sent_idr: float) -> None:
    """Take a tranche out of what a project has left."""
    state.left_idr -= sent_idr
    if state.year_left_idr is not None:
        state.year_left_idr -= sent_idr


def answer_with_project(state: BudgetState, *, month: int, months: int, answer_idr: float) -> None:
    """Let a donor answer in the ``months`` of the year that opens.

    Beside the year's even part of what is left, ``left (months of it here) / months left``, the donor withholds for
    good what it gives less, down to nothing, and brings forward what it gives more, up to all that is left: the
    total of a project is a ceiling.

    Args:
        state: of the budget. month: of the run. months: of the year. answer_idr: what the year is to be changed by.
    """
    state.year_left_idr = None
    begin, stop = max(state.first, month), min(state.end, month + months)
    if stop <= begin or answer_idr == 0.0:
        return
    even = state.left_idr * (stop - begin) / (state.end - begin)
    year = min(max(0.0, even + answer_idr), state.left_idr)
    state.left_idr -= max(0.0, even - year)
    state.year_left_idr, state.year_stop = year, stop


def project_money_ahead(state: BudgetState, *, month: int, months: int, absorbs_idr_month: float) -> float:
    """Project money that will come in the next ``months`` months of the year in rupiah, with the capacity of now."""
    begin, stop = max(state.first, month), min(state.end, month + months)
    if stop <= begin:
        return 0.0
    if state.year_left_idr is not None:
        even = state.year_left_idr * (stop - begin) / (state.year_stop - begin)
        return min(even, absorbs_idr_month * (stop - begin))
    return min(state.left_idr * (stop - begin) / (state.end - begin), absorbs_idr_month * (stop - begin))


def giver(model: World, organization: Organization) -> int:
    """Account that an organization's own money comes from and returns to.

    What its kind declares; for whoever else lives on an appropriation the treasury, but firms return to profits.
    """
    kind = organization.spec
    on_treasury = kind.giver == "donors_abroad" and kind.budget.rule == "appropriation"
    return int(getattr(model.accounts, "treasury" if on_treasury else kind.giver))


def hand_back(model: World, organization: Organization) -> float:
    """Send an organization's remaining cash back to where it came from; return the rupiah sent."""
    cash = max(0.0, model.ledger.balance(organization.cash))
    model.ledger.post(organization.cash, giver(model, organization), cash, "returned")
    return cash
