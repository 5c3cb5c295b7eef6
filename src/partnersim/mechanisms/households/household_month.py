"""The household month as a mechanism: runs the compiled rules and posts what moved to the ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING

from partnersim.mechanisms.base import Mechanism, Phase
from partnersim.mechanisms.households.run import MonthInputs, run_household_month
from partnersim.world.accounts import Accounts
from partnersim.world.flows import FLOW_KINDS

if TYPE_CHECKING:
    from partnersim.world.world import World


def _routes(a: Accounts) -> dict[str, tuple[tuple[int, int], ...]]:
    """Postings of each kind of flow."""
    home, goods = a.households_cash, a.households_capital
    return {
        "wages": ((a.market, home),),
        "in-kind base": ((a.kin, home),),
        "sales": ((a.market, home),),
        "contract sales": ((a.market, home),),
        "order sales": ((a.market, home),),
        "kin support": ((a.kin, home),),
        "consumption support": ((a.support_pot, home),),
        "moneylender loan": ((a.moneylenders, home), (a.households_debt, a.moneylender_claims)),
        "capital drawn down": ((goods, a.market), (a.market, home)),
        "distress sale": ((goods, a.market), (a.market, home)),
        "loan repayment": ((home, a.funds_cash), (a.funds_claims, a.households_debt)),
        "loan interest": ((home, a.funds_cash),),
        "programme loan": ((a.funds_cash, home), (a.households_debt, a.funds_claims)),
        "input costs": ((home, a.market),),
        "equipment": ((home, a.market), (a.market, goods)),
        "equipment in kind": ((a.market, goods),),
        "moneylender interest": ((a.households_debt, a.moneylender_claims),),
        "moneylender repayment": ((home, a.moneylenders), (a.moneylender_claims, a.households_debt)),
        "moneylender debt forgiven": ((a.moneylender_claims, a.households_debt),),
        "loan written off": ((a.funds_claims, a.households_debt),),
        "consumption": ((home, a.market),),
        "wear and loss": ((goods, a.market),),
        "distress loss": ((goods, a.market),),
    }


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
        flow = run_household_month(
            model.parameters, model.households.arrays, inputs, threads=model.spec.run.threads
        ).sum(axis=0)
        amounts = dict(zip(FLOW_KINDS, flow.tolist(), strict=True))
        model.household_flows = amounts
        model.ledger.post_together(
            (source, target, amounts[kind], kind)
            for kind, route in _routes(model.accounts).items()
            for source, target in route
        )
