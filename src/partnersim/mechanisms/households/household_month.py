"""The household month as a mechanism: runs the compiled rules and posts what moved to the ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING

from partnersim.mechanisms.base import Mechanism, Phase
from partnersim.mechanisms.households.run import MonthInputs, run_household_month
from partnersim.world.flows import FLOW_KINDS, FLOWS

if TYPE_CHECKING:
    from partnersim.world.world import World


class HouseholdMonth(Mechanism):
    """Every household lives its month by the compiled rules of this folder, hamlet by hamlet.

    Peers then cover missed instalments and the hamlet's fund lends. All flows are posted to the ledger by kind.
    """

    name = "household_month"
    phase = Phase.HOUSEHOLDS
    reads = ("hamlets", "services", "rules.income_factor", "funds")
    writes = ("households", "hamlets", "funds")

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
        accounts = model.accounts
        model.ledger.post_together(
            (getattr(accounts, source), getattr(accounts, target), amounts[flow.name], flow.name)
            for flow in FLOWS
            for source, target in flow.postings
        )
