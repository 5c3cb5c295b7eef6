"""The household month as a mechanism, and for months outside a run: all columns are handed to the compiled rules.

In a run the money that moved is posted to the ledger by kind.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from partnersim.mechanisms.base import Mechanism, Phase
from partnersim.mechanisms.households.compiled_place import CompiledPlace
from partnersim.mechanisms.households.month import Moment
from partnersim.theory.arrays import Ints
from partnersim.theory.chance.draws import MONTH_SHIFT, Draws
from partnersim.theory.chance.lots import Key
from partnersim.world.accounts import Accounts
from partnersim.world.flows import FLOW_KINDS, FLOWS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from partnersim.world.world import World


def moment_of(draws: Draws, month: int, *, months_run: int = 0, income_factor: float = 1.0) -> Moment:
    """A month as the compiled rules take it.

    Args:
        draws: where its chance comes from. month: its number, for its draws; negative before the start.
        months_run: months since the start, for growth of markets.
        income_factor: what an event of the month leaves of labour income.
    """
    return Moment(Key(draws.key0, draws.key1, month + MONTH_SHIFT), months_run, income_factor)


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


def _routes(model: World) -> Ints:
    return routes(model.accounts)


def run_household_month(
    p: Any, place: CompiledPlace, moment: Moment, *, threads: int = 1
) -> NDArray[np.float64]:
    """Run the month for all households.

    Args:
        p: HouseholdParameters.
        place: all columns, changed in place. moment: the month.
        threads: threads over hamlets; any number gives the same numbers.

    Returns:
        Flows of the household sector by hamlet and kind, shape (H, kinds), rupiah of the place, until the next month.
    """
    count = len(place.hamlets)
    place.flows.fill(0.0)
    if threads <= 1 or count < 2:
        place.live(p, moment, (0, count))
    else:
        edges = np.linspace(0, count, min(count, 4 * threads) + 1).astype(int).tolist()
        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(lambda part: place.live(p, moment, part), pairwise(edges)))
    return place.flows


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
        "households.practice", "households.readiness", "households.scheme_failed", "households.size",
        "households.talent", "households.transfer", "households.weight", "rules.income_factor", "services.meeting_rate",
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
        moment = moment_of(
            model.draws, model.month, months_run=max(0, model.month), income_factor=model.rules.income_factor
        )
        moved = run_household_month(
            model.parameters, model.compiled_place, moment, threads=model.spec.run.threads
        ).sum(axis=0)
        amounts = dict(zip(FLOW_KINDS, moved.tolist(), strict=True))
        model.household_flows = amounts
        model.ledger.post_together(self.once(model, _routes), moved[POSTED], POSTED_KINDS)
