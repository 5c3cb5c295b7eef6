"""A facilitating government puts its idle money where community funds are short of it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from partnersim.mechanisms.base import Mechanism, Phase
from partnersim.mechanisms.deciding.budgets import months_left_in_year
from partnersim.scenario.actors import Government
from partnersim.theory.arrays import Floats, Ints
from partnersim.theory.compiled import compiled, compiled_stage
from partnersim.world.budgets import MONTHS
from partnersim.world.funds import ACTIVE, NONE
from partnersim.world.sheets import Sheet

if TYPE_CHECKING:
    from partnersim.world.agreements import Group
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
        gap, months = None, months_left_in_year(model)
        for organization in self.once(model, _fillers):
            if not organization.active:
                continue
            planned = planned_idr_year(model, organization.number)
            idle = model.ledger.balance(organization.cash) - planned * (months - 1) / MONTHS
            if idle <= 0.0:
                continue
            spare = (organization.absorbs_idr_year - planned) / MONTHS
            if spare <= 0.0:
                continue
            gap = _gap_idr(model, months) if gap is None else gap
            amount = min(min(idle, gap) / months, spare)
            if amount <= 0.0:
                continue
            model.ledger.post(organization.cash, model.accounts.seed_pot, amount, "funds")
            gap -= amount


def _fillers(model: World) -> list[Organization]:
    """Governments that fill gaps."""
    return [o for o in model.organizations if isinstance(o.spec, Government) and o.spec.fills_gaps]


def planned_idr_year(model: World, organization: int) -> float:
    """What all plans in force ask of an organization, rupiah a year."""
    planned = 0.0
    for agreement in (*model.agreements, model.apart):
        place = agreement.place_of(organization) if agreement.working else None
        if place is not None and agreement.at_work[place]:
            planned += agreement.plan.by_member[place]
    return planned


def _gap_idr(model: World, months: int) -> float:
    """Money that community funds could use in the rest of the year and nobody has planned to bring, rupiah."""
    terms = model.spec.programme.community_funds
    needed, without = needed_now(_SHEET.where(model), terms.first_loan_idr)
    units = max(0.0, model.rules.units_allowance + terms.units_per_year / MONTHS * months)
    use = min(units, without) * terms.seed_grant_idr + needed
    planned = math.fsum(
        planned_for_funds(agreement) for agreement in (*model.agreements, model.apart) if agreement.working
    )
    return use - model.ledger.balance(model.accounts.seed_pot) - planned * (months - 1) / MONTHS


def planned_for_funds(agreement: Group) -> float:
    """Rupiah a year that those at work plan to spend on community funds."""
    total = 0.0
    for spends, there in zip(agreement.plan.for_funds, agreement.at_work.tolist(), strict=True):
        total += spends if there else 0.0
    return total


class Units(NamedTuple):
    """Columns of community funds (`partnersim.world.funds.Funds`), shape (H,) each; rupiah and people of one unit."""

    status: Ints
    cash: Floats
    banked: Floats
    queue: Floats
    seed_due: Floats


_SHEET = Sheet("hamlets.weight", *[f"funds.{name}" for name in Units._fields])
_sheet_at = _SHEET.at


@compiled
def needed_now(where, first_loan):  # type: ignore[no-untyped-def]
    """`needed_idr` of the place on the sheet."""
    place = _sheet_at(where)
    return needed_idr(place.funds, place.hamlets.weight, first_loan)


@compiled_stage
def needed_idr(units, weight, first_loan):  # type: ignore[no-untyped-def]
    """Money that working units lack for their queues or are owed, rupiah of the place; and hamlets without a unit."""
    needed, without = 0.0, 0.0
    for h in range(weight.shape[0]):
        if units.status[h] == NONE:
            without += weight[h]
        if units.status[h] == ACTIVE:
            short = max(0.0, units.queue[h] * first_loan - units.cash[h] - units.banked[h])
            needed += weight[h] * (short + units.seed_due[h])
    return needed, without
