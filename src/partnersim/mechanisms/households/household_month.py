"""The household month as a mechanism, and for months outside a run: all columns are handed to the compiled rules.

In a run the money that moved is posted to the ledger by kind.
"""

from __future__ import annotations

from collections import namedtuple
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, fields
from functools import cache
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from partnersim.mechanisms.base import Mechanism, Phase
from partnersim.mechanisms.households.month import Moment, Place, household_month
from partnersim.mechanisms.households.parameters import packed
from partnersim.theory.arrays import Ints
from partnersim.theory.chance.draws import MONTH_SHIFT, Draws
from partnersim.theory.chance.lots import Key
from partnersim.world.accounts import Accounts
from partnersim.world.flows import FLOW_KINDS, FLOWS
from partnersim.world.funds import Funds
from partnersim.world.hamlets import Hamlets, Services
from partnersim.world.households import HouseholdArrays

if TYPE_CHECKING:
    from partnersim.world.world import World

    HamletArrays: TypeAlias = Any
    ServiceArrays: TypeAlias = Any
    FundArrays: TypeAlias = Any
else:
    HamletArrays = namedtuple("HamletArrays", [f.name for f in fields(Hamlets)])
    ServiceArrays = namedtuple("ServiceArrays", [f.name for f in fields(Services)])
    FundArrays = namedtuple("FundArrays", [f.name for f in fields(Funds)])


def hamlet_arrays(hamlets: Hamlets) -> HamletArrays:
    """The columns of hamlets as compiled rules take them."""
    return HamletArrays(*(getattr(hamlets, f.name) for f in fields(hamlets)))


def fund_arrays(funds: Funds) -> FundArrays:
    """The columns of community funds as compiled rules take them."""
    return FundArrays(*(getattr(funds, f.name) for f in fields(funds)))


def place_arrays(
    c: HouseholdArrays, hamlets: Hamlets, funds: Funds, services: Services | None = None
) -> Place:
    """All columns of a place as the compiled household month takes them; without services none are delivered."""
    services = Services.none(len(hamlets)) if services is None else services
    delivered = ServiceArrays(*(getattr(services, f.name) for f in fields(services)))
    return Place(c, hamlet_arrays(hamlets), delivered, fund_arrays(funds))


POSTED = np.array([number for number, flow in enumerate(FLOWS) for _ in flow.postings])
"""Number of the flow of each posting of a month, in which order they are posted."""

POSTED_KINDS = tuple(FLOW_KINDS[number] for number in POSTED)
"""Kind of each posting of a month."""


@cache
def routes(accounts: Accounts) -> Ints:
    """Account from and account to of each posting of a month, (n, 2)."""
    return np.array(
        [[getattr(accounts, name) for name in posting] for flow in FLOWS for posting in flow.postings]
    )


@dataclass(frozen=True)
class MonthInputs:
    """What a household month depends on besides parameters and households."""

    hamlets: Hamlets
    services: Services
    funds: Funds
    draws: Draws
    month: int
    months_run: int
    income_factor: float


def run_household_month(p: Any, c: Any, inputs: MonthInputs, *, threads: int) -> NDArray[np.float64]:
    """Run the month for all households.

    Args:
        p: HouseholdParameters. c: HouseholdArrays.
        inputs: hamlets, services, funds, draws and the month.
        threads: threads over hamlets; any number gives the same numbers.

    Returns:
        Flows of the household sector by hamlet and kind, shape (H, kinds), rupiah of the place.
    """
    record, count = packed(p), len(inputs.hamlets)
    flow = np.zeros((count, len(FLOW_KINDS)))
    place = place_arrays(c, inputs.hamlets, inputs.funds, inputs.services)
    key = Key(inputs.draws.key0, inputs.draws.key1, inputs.month + MONTH_SHIFT)
    moment = Moment(key, inputs.months_run, inputs.income_factor)

    def live(bounds: tuple[int, int]) -> None:
        household_month(record, place, moment, *bounds, flow)

    if threads <= 1 or count < 2:
        live((0, count))
    else:
        edges = np.linspace(0, count, min(count, 4 * threads) + 1).astype(int)
        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(live, zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True)))
    return flow


class HouseholdMonth(Mechanism):
    """Every household lives its month by the compiled rules of this folder, hamlet by hamlet.

    Peers then cover missed instalments and the hamlet's fund lends. All flows are posted to the ledger by kind.
    Declared here is what happens whatever is switched off; what the rules add stands with each of them.
    """

    name = "household_month"
    phase = Phase.HOUSEHOLDS
    reads = (
        "hamlets.first", "hamlets.price", "hamlets.shock", "hamlets.weight", "households.fixed_wage",
        "households.id", "households.listed", "households.owner", "households.persistent_wage",
        "households.practice", "households.readiness", "households.size", "households.talent",
        "households.transfer", "households.weight", "rules.income_factor", "services.meeting_rate",
    )  # fmt: skip
    writes = (
        "funds.applicants", "funds.banked", "funds.borrowers", "funds.cash", "funds.interest", "funds.late",
        "funds.late_share", "funds.lent_month", "funds.lost", "funds.members", "funds.outstanding",
        "funds.queue", "hamlets.contractable", "hamlets.contracts", "hamlets.orders", "hamlets.owners",
        "hamlets.poor_listed", "hamlets.supply", "hamlets.trainable", "household_flows",
        "households.arrears", "households.barred", "households.bond", "households.capital",
        "households.contract", "households.enterprise_age", "households.grace", "households.group",
        "households.idea", "households.income", "households.instalment", "households.loan",
        "households.moneylender_debt", "households.months_late", "households.order_months",
        "households.owed", "households.profit", "households.technology", "households.trained_ago",
        "households.walked", "ledger",
    )  # fmt: skip

    def step(self, model: World) -> None:
        """Run the month and post its flows."""
        inputs = MonthInputs(
            hamlets=model.hamlets,
            services=model.services,
            funds=model.funds,
            draws=model.draws,
            month=model.month,
            months_run=max(0, model.month),
            income_factor=model.rules.income_factor,
        )
        moved = run_household_month(
            model.parameters, model.households.arrays, inputs, threads=model.spec.run.threads
        ).sum(axis=0)
        amounts = dict(zip(FLOW_KINDS, moved.tolist(), strict=True))
        model.household_flows = amounts
        model.ledger.post_together(routes(model.accounts), moved[POSTED], POSTED_KINDS)
