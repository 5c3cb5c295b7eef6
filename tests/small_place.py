"""A small place without households, on which rules of organizations and funds are tried one at a time."""

from __future__ import annotations

from typing import Any

import mesa
import numpy as np

from partnersim.engine.actors import build_firms
from partnersim.mechanisms.base import Mechanism
from partnersim.scenario.spec import Scenario, add_months
from partnersim.theory.chance.draws import Draws
from partnersim.world.accounts import open_accounts
from partnersim.world.funds import ACTIVE, Funds
from partnersim.world.hamlets import Hamlets, Services
from partnersim.world.ledger import Ledger
from partnersim.world.organizations import OrganizationColumns, organizations_of
from partnersim.world.programme_area import ProgrammeArea
from partnersim.world.rules import RulesInForce


class NoAgreement:
    """Stands for the work apart: nobody has a plan."""

    working = replan = False
    rows = np.zeros(0, dtype=np.int64)


class SmallPlace(mesa.Model):
    """What mechanisms read of a model, without household month and agreements.

    Args:
        document: a scenario as plain data. weights: hamlets each simulated one stands for.
    """

    def __init__(
        self, document: dict[str, Any], *, weights: list[float] | None = None, seed: int = 1
    ) -> None:
        super().__init__()
        weights = weights or [1.0] * 4
        document.setdefault("place", {"hamlets": int(sum(weights)), "households": 2000})
        self.spec = Scenario(**document)
        self.draws, self.ledger = Draws(seed), Ledger()
        count = len(weights)
        columns = {name: np.zeros(count) for name in Hamlets.__dataclass_fields__}
        columns.update(weight=np.array(weights), site=np.arange(count), first=np.arange(count + 1))
        self.hamlets, self.services, self.funds = Hamlets(**columns), Services.none(count), Funds.none(count)
        self.area = ProgrammeArea.of(self.spec, hamlets=self.hamlets, draws=self.draws)
        self.accounts = open_accounts(
            self.ledger, savings=0, capital=0, moneylender_debt=0, fund_cash=0, fund_claims=0, bank_debt=0
        )
        self.rules = RulesInForce(regulation=self.spec.regulation)
        self.organization_columns = OrganizationColumns.of(self.spec.actors)
        self.organizations = organizations_of(self, self.organization_columns, ledger=self.ledger)
        self.by_name = {o.name: o for o in self.organizations}
        self.forum = next((o for o in self.organizations if o.kind == "firms"), None)
        self.firms = build_firms(self)
        self.agreements: list[Any] = []
        self.apart = NoAgreement()
        self.diary: list[tuple[str, str, str]] = []
        self.at(0)

    def at(self, month: int) -> None:
        """Set the month of the run."""
        self.month = month
        self.date = add_months(self.spec.time.start, month)
        self.year, self.calendar_month = int(self.date[:4]), int(self.date[5:])
        self.is_january = self.calendar_month == 1

    def note(self, what: str, who: str, detail: str) -> None:
        self.diary.append((what, who, detail))

    def fund(self, hamlet: int, *, own: float = 0.0, debt: float = 0.0, lent: float = 0.0) -> None:
        """A working unit with own capital and bank debt, of which a share ``lent`` is with members."""
        weight, total = float(self.hamlets.weight[hamlet]), own + debt
        self.funds.status[hamlet] = ACTIVE
        self.funds.outstanding[hamlet] = lent * total
        self.funds.cash[hamlet] = (1.0 - lent) * total
        self.funds.bank_debt[hamlet] = debt
        for source, target, amount in (
            (self.accounts.market, self.accounts.funds_cash, (1.0 - lent) * total),
            (self.accounts.households_debt, self.accounts.funds_claims, lent * total),
            (self.accounts.funds_debt, self.accounts.bank_claims, debt),
        ):
            self.ledger.post(source, target, amount * weight, "start")

    def members_pay(self, share: float) -> None:
        """Members repay a share of what is outstanding, units bank it and lend all the cash they had."""
        weight, funds = self.hamlets.weight, self.funds
        paid = share * funds.outstanding
        funds.outstanding -= paid
        accounts, repaid = self.accounts, float(weight @ paid)
        self.ledger.post(accounts.market, accounts.funds_cash, repaid, "loan repayment")
        claims = (self.accounts.funds_claims, self.accounts.households_debt)
        self.ledger.post(*claims, float(weight @ paid), "claim repaid")
        lent = np.where((funds.status == ACTIVE) & (funds.recalled <= 0.0), funds.cash + funds.banked, 0.0)
        funds.cash += funds.banked - lent
        funds.banked = paid
        funds.lent_month = lent
        funds.outstanding += lent
        self.ledger.post(self.accounts.funds_cash, self.accounts.market, float(weight @ lent), "loans")
        self.ledger.post(*reversed(claims), float(weight @ lent), "claim")

    def run(self, months: int, *mechanisms: Mechanism, before: Any = None) -> None:
        """Carry mechanisms out month by month with their switches, and close the books each month."""
        for month in range(self.month, months):
            self.at(month)
            if before is not None:
                before(self)
            for mechanism in mechanisms:
                (mechanism.step if mechanism.parameters(self).on else mechanism.off)(self)
            weight = self.hamlets.weight
            self.ledger.close_month(
                {
                    self.accounts.funds_cash: float(weight @ (self.funds.cash + self.funds.banked)),
                    self.accounts.bank_claims: float(weight @ self.funds.bank_debt),
                    self.accounts.funds_claims: float(weight @ self.funds.outstanding),
                }
            )
            assert abs(self.ledger.total()) < 1e-3
        self.at(months)

    def cash(self, name: str) -> float:
        """Cash of an organization in rupiah."""
        return self.ledger.balance(self.by_name[name].cash)

    def paid(self, kind: str) -> float:
        """Rupiah of one kind posted in all closed months."""
        flows = self.ledger.flows()
        return float(flows.loc[flows.kind == kind, "amount_idr"].sum())
