"""Where organizations' money comes from, and what becomes of money not spent in time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from partnersim.mechanisms.base import Mechanism, Phase
from partnersim.mechanisms.deciding.budget_answers import budget_answers
from partnersim.mechanisms.deciding.budgets import (
    answer_with_project,
    budget_of,
    hand_back,
    months_left_in_year,
    opens_year,
    project_money_ahead,
    send,
    tranche,
    yearly_appropriation,
)
from partnersim.world.budgets import MONTHS

if TYPE_CHECKING:
    from partnersim.world.organizations import Organization
    from partnersim.world.world import World


class YearlyBudgets(Mechanism):
    """Appropriations come each January and lapse when unspent; project money comes in tranches until its end.

    Appropriation, in each January and in the first month:
        ``received = max(0, appropriation(year) budget_factor + answer) months_left / 12``; before that, of the
        old year, ``lapsed = lapse_share min(cash, received last)``, so that money from partners does not lapse.
    Project, each month: ``tranche = min(left / months left, staff_free absorptive / 12)``. What the
        organization cannot absorb is spread over the rest of the project; what it still holds when the
        project has ended goes back. With an answer the year's part becomes ``left months_here / months left + answer``,
        between nothing and all that is left: less is withheld for good, more is brought forward.
    Answer, in each January but that of the start, 0 by default:
        ``response_to_others (given by others last year - expected) + response_to_need households waiting``. Given is
        what left an organization's cash less what partners paid it. Expected is stated, or else what others
        gave in the first whole calendar year. Budgets are written; the answer is to the written one, not to
        that of the year before.
    ``year_money_idr`` is what it can count on for the rest of the calendar year: its cash and, for a project,
    the tranches still to come. Firms get their money elsewhere.

    Source: Indonesian public finance (one-year appropriations); project rules of donors, assumed. Answers: a rupiah
    of government moves private giving by -0.64 in experiments and +0.06 in the field (de Wit and Bekkers 2017, Journal
    of Public Administration Research and Theory 27(2) 301-319); that budgets answer once a year is assumed.
    """

    name = "yearly_budgets"
    phase = Phase.ORGANIZATIONS
    reads = (
        "funds.queue", "funds.status", "hamlets.weight", "organizations.active", "organizations.budget_factor",
        "organizations.staff_used",
    )  # fmt: skip
    writes = ("agreements.replan", "diary", "ledger", "organizations.year_money_idr", "rules.budgets")

    def step(self, model: World) -> None:
        """Let lapse, appropriate, send tranches, take back what an ended project left."""
        opens = opens_year(model)
        answers = budget_answers(model) if opens else {}
        for organization in model.organizations if opens else self.once(model, _projects):
            if not organization.active or organization.spec.forum:
                continue
            rule = organization.spec.budget.rule
            if rule == "project":
                self._project(model, organization, answers.get(organization.number, 0.0), opens=opens)
                continue
            if rule == "appropriation":
                self._appropriate(model, organization, answers.get(organization.number, 0.0))
            organization.year_money_idr = model.ledger.balance(organization.cash)

    def _appropriate(self, model: World, organization: Organization, answer: float) -> None:
        state, treasury = budget_of(model, organization), model.accounts.treasury
        unspent = min(max(0.0, model.ledger.balance(organization.cash)), state.appropriated_idr)
        model.ledger.post(organization.cash, treasury, unspent * self.parameters(model).lapse_share, "lapsed")
        written = yearly_appropriation(organization, model.year) * organization.budget_factor
        due = max(0.0, written + answer)
        state.appropriated_idr = due * months_left_in_year(model) / MONTHS
        model.ledger.post(treasury, organization.cash, state.appropriated_idr, "appropriation")

    def _project(self, model: World, organization: Organization, answer: float, *, opens: bool) -> None:
        state, month = budget_of(model, organization), model.month
        absorbs = organization.absorbs_idr_year / MONTHS
        if opens:
            answer_with_project(state, month=month, months=months_left_in_year(model), answer_idr=answer)
        if opens or month == state.first:
            organization.year_money_idr = model.ledger.balance(organization.cash) + project_money_ahead(
                state, month=month, months=months_left_in_year(model), absorbs_idr_month=absorbs
            )
        if month == state.end:
            organization.year_money_idr = 0.0
            back = hand_back(model, organization)
            model.note("project ended", organization.name, f"{back:,.0f} rupiah returned")
            for group in (*model.agreements, model.apart):  # what was planned with its money is planned anew
                group.replan = group.replan or organization.number in group.rows
            return
        sent = tranche(state, month=month, absorbs_idr_month=absorbs)
        send(state, sent)
        model.ledger.post(model.accounts.donors_abroad, organization.cash, sent, "project tranche")


def _projects(model: World) -> list[Organization]:
    """Organizations that live on project money, which alone comes between the turns of the year."""
    return [o for o in model.organizations if o.spec.budget.rule == "project"]
