"""A facilitating government puts its idle money where community funds are short of it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from partnersim.mechanisms.base import Mechanism, Phase
from partnersim.mechanisms.deciding.budgets import months_left_in_year
from partnersim.scenario.actors import Government
from partnersim.scenario.aspects import FUNDS
from partnersim.world.budgets import MONTHS
from partnersim.world.funds import ACTIVE, NONE

if TYPE_CHECKING:
    from partnersim.world.organizations import Organization
    from partnersim.world.world import World


class GapFilling(Mechanism):
    """Each month a government that fills gaps gives idle money to community funds that nobody else supplies.

    Idle is its cash less what all its plans still ask of it this year. The gap is what community funds could
    use until the year ends and nobody is about to bring:
    ``gap = seed_grant min(units still allowed this year, hamlets without a unit) + grants owed
    + money short in the queues - seed money at hand - money planned for funds``.
    It gives ``min(idle, gap) / months left``, and no more than its free staff can turn into delivery beyond
    its plans. The last month of the year takes the rest, which would lapse.

    What is assumed: government sees queues and hamlets without a unit, since its own office registers them,
    so the need for money is what it sees and not a weight in somebody's plan; it gives idle money only and
    breaks no plan, its own or others'; several governments fill in the scenario's order. What the others
    bring closes the gap, so that this money appears where partners stay away. Runs after the month's delivery
    and before units are opened.

    Source: an office that paid seed grants from the regency budget when neither bank nor firms lent (Kiss FM, 6
    January 2010; Hikayat Bank Gakin 2009); the rule itself is assumed.
    """

    name = "gap_filling"
    phase = Phase.SERVICES
    reads = (
        "agreements.awake", "agreements.contract.inside", "agreements.life.stage",
        "agreements.plan.spends_idr", "funds.banked", "funds.cash", "funds.queue", "funds.seed_due",
        "funds.status", "hamlets.weight", "organizations.active", "organizations.staff_used",
        "rules.units_allowance",
    )  # fmt: skip
    writes = ("ledger",)

    def step(self, model: World) -> None:
        """Let every government that fills gaps give its part."""
        gap: float | None = None
        for organization in model.organizations:
            part = organization.spec
            if not organization.active or not isinstance(part, Government) or not part.fills_gaps:
                continue
            planned = _planned_idr_year(model, organization)
            months = months_left_in_year(model)
            idle = model.ledger.balance(organization.cash) - planned * (months - 1) / MONTHS
            spare = (organization.absorbs_idr_year - planned) / MONTHS
            if idle <= 0.0 or spare <= 0.0:
                continue
            gap = _gap_idr(model) if gap is None else gap
            amount = min(min(idle, gap) / months, spare)
            if amount <= 0.0:
                continue
            model.ledger.post(organization.cash, model.accounts.seed_pot, amount, "funds")
            gap -= amount


def _planned_idr_year(model: World, organization: Organization) -> float:
    """What all plans in force ask of an organization, rupiah a year."""
    planned = 0.0
    for agreement in (*model.agreements, model.apart):
        i = agreement.place_of(organization.number)
        if i is not None and agreement.working and agreement.at_work[i]:
            planned += float(agreement.plan_idr[i].sum())
    return planned


def _gap_idr(model: World) -> float:
    """Money that community funds could use this year and that nobody has planned to bring, rupiah."""
    funds, weight = model.funds, model.hamlets.weight
    terms = model.spec.programme.community_funds
    months = months_left_in_year(model)
    units = max(0.0, model.rules.units_allowance + terms.units_per_year / MONTHS * months)
    units = min(units, float(weight[funds.status == NONE].sum()))
    working = funds.status == ACTIVE
    short = np.where(working, funds.queue * terms.first_loan_idr - funds.cash - funds.banked, 0.0)
    use = units * terms.seed_grant_idr + float(weight @ (np.maximum(short, 0.0) + funds.seed_due * working))
    planned = math.fsum(
        float(agreement.plan_idr[agreement.at_work, FUNDS].sum())
        for agreement in (*model.agreements, model.apart)
        if agreement.working
    )
    return use - model.ledger.balance(model.accounts.seed_pot) - planned * (months - 1) / MONTHS
