"""The plain reference: a Mesa model with one agent per household, hamlets and funds as plain objects.

It follows the same rules as the compiled engine, written down a second time from their equations. With
:class:`~tests.reference.chance.KeyedChance` its households are those of the engine; with
:class:`~tests.reference.chance.MesaChance` it is what a Mesa user would write and time.
"""

from __future__ import annotations

from math import exp, sqrt
from typing import Any

import mesa

from partnersim.scenario.spec import Scenario
from partnersim.world.flows import FLOW_KINDS
from partnersim.world.funds import Funds
from partnersim.world.hamlets import Hamlets, Services
from partnersim.world.households import COLUMN_NAMES, Households
from tests.reference.chance import (
    HAMLET_SHOCK,
    NUMBER,
    SCHEME_FAILS,
    SCHEME_QUALITY,
    KeyedChance,
    MesaChance,
)
from tests.reference.household import PlainHousehold

SUMS = ("supply", "demand", "owners", "trainable", "poor_listed", "orders", "contracts", "contractable")


class PlainFund:
    """A community fund with its members in groups."""

    def __init__(self, hamlet: PlainHamlet, state: dict[str, Any]) -> None:
        self.hamlet = hamlet
        for name, value in state.items():
            setattr(self, name, value)
        self.covered = 0.0
        self.blocked: set[int] = set()

    @property
    def active(self) -> bool:
        return self.status == 1

    @property
    def members_list(self) -> list[PlainHousehold]:
        return [household for household in self.hamlet.households if household.group >= 0]

    def group_of(self, household: PlainHousehold) -> list[PlainHousehold]:
        return [
            other for other in self.members_list if other.group == household.group and other is not household
        ]

    def capital_per_member(self) -> float:
        return (self.cash + self.banked + self.outstanding) / max(1.0, self.members)

    def collect(self, payer: PlainHousehold, paid: float) -> None:
        p = self.hamlet.village.p
        principal = p.principal_share * paid
        self.outstanding -= payer.units * principal
        self.interest += payer.units * (paid - principal)
        if p.lending_banking_delay:
            self.banked += payer.units * paid
        else:
            self.cash += payer.units * paid
        payer.move("loan repayment", principal)
        payer.move("loan interest", paid - principal)

    # --- arrears --------------------------------------------------------------------------------------------

    def cover_missed_instalments(self) -> None:
        p = self.hamlet.village.p
        self.covered = 0.0
        if p.joint_liability_on:
            for debtor in self.members_list:
                willing = (
                    p.joint_liability_cover_base + p.joint_liability_cover_bond * debtor.bond
                ) * p.joint_liability_patience**debtor.months_late
                if debtor.arrears > 0.0 and debtor.luck("peer_cover") < willing:
                    self.share_out(debtor)

    def share_out(self, debtor: PlainHousehold) -> None:
        """The part is what was missed over all peers with money; who has less than the part pays nothing."""
        peers = [peer for peer in self.group_of(debtor) if peer.arrears <= 0.0 and peer.savings > 0.0]
        if not peers:
            return
        part = debtor.arrears * debtor.weight / sum(peer.weight for peer in peers)
        covered = 0.0
        for peer in peers:
            if peer.savings >= part:
                peer.savings -= part
                covered += part * peer.weight
        if covered > 0.0:
            paid = min(debtor.arrears, covered / debtor.weight)
            self.collect(debtor, paid)
            self.covered += paid
            debtor.loan -= paid
            debtor.arrears = debtor.arrears - paid if debtor.arrears - paid >= 1e-6 else 0.0

    def age_arrears(self) -> None:
        p = self.hamlet.village.p
        self.blocked = set()
        for member in self.members_list:
            if member.arrears > 1e-6:
                member.months_late += 1
                if member.months_late >= p.group_repayment_write_off_months:
                    self.write_off(member)
                else:
                    self.blocked.add(member.group)
            else:
                member.arrears, member.months_late = 0.0, 0
                if member.loan <= 1e-6:
                    member.loan = 0.0
        members = self.members_list
        borrowers = [member for member in members if member.loan > 0.0]
        self.members = sum(member.units for member in members)
        self.borrowers = sum(member.units for member in borrowers)
        late = sum(member.units for member in borrowers if member.arrears > 0.0)
        self.late = sum(
            m.units * m.loan * p.principal_share
            for m in borrowers
            if m.months_late >= p.group_repayment_late_months
        )
        self.late_share = late / self.borrowers if self.borrowers > 0.0 else 0.0

    def write_off(self, member: PlainHousehold) -> None:
        principal = member.loan * self.hamlet.village.p.principal_share
        self.outstanding -= member.units * principal
        self.lost += member.units * principal
        member.move("loan written off", principal)
        member.loan = member.instalment = member.arrears = 0.0
        member.months_late = member.walked = 0
        member.barred, member.group, member.grace = 1, -1, 0

    # --- lending --------------------------------------------------------------------------------------------

    def lend(self) -> None:
        p = self.hamlet.village.p
        self.queue = self.applicants = 0.0
        if not self.active or not p.lending_on:
            return
        per_member = self.capital_per_member()
        asking = []
        for household in self.hamlet.households:
            if household.wants:
                asking.append((household.luck("queue_place") - household.waiting, household))
            else:
                household.waiting = 0
        for _, household in sorted(asking, key=lambda pair: pair[0]):
            units = household.units
            if household.wants == "membership":
                if self.members + 0.5 * units > self.room:
                    self.queue += units
                    self.applicants += units
                    household.waiting = min(30000, household.waiting + 1)
                    continue
                self.admit(household)
            elif p.joint_liability_on and household.group in self.blocked:
                continue
            self.applicants += units
            loan = household.next_loan(per_member)
            free = self.cash - self.recalled
            if free < units * loan:
                loan = p.first_loan
            if free < units * loan:
                self.queue += units
                household.waiting = min(30000, household.waiting + 1)
                continue
            self.pay_out(household, loan)

    def admit(self, household: PlainHousehold) -> None:
        newest = self.groups - 1
        in_newest = sum(1 for other in self.hamlet.households if other.group == newest)
        if newest < 0 or in_newest >= self.hamlet.village.p.group_size:
            newest += 1
            self.groups = newest + 1
        household.group, household.bond = newest, 0.0
        self.members += household.units

    def pay_out(self, household: PlainHousehold, loan: float) -> None:
        amount = household.units * loan
        self.cash -= amount
        self.outstanding += amount
        self.lent_month += amount
        self.lent += amount
        self.borrowers += household.units
        household.move("programme loan", loan)
        household.use_loan(loan)


class PlainHamlet:
    """A hamlet: its households, its fund, and what they share."""

    def __init__(self, village: Village, state: dict[str, Any], fund: dict[str, Any]) -> None:
        self.village = village
        for name, value in state.items():
            setattr(self, name, value)
        self.fund = PlainFund(self, fund)
        self.households: list[PlainHousehold] = []
        self.flows = dict.fromkeys(FLOW_KINDS, 0.0)

    def move(self) -> None:
        """The shared shock and the local price of the month."""
        p, spec, village = self.village.p, self.village.spec, self.village
        law = spec.mechanisms.hamlet_shocks
        if law.on:
            news = (
                law.sd
                * sqrt(1.0 - law.persistence**2)
                * village.chance.normal(HAMLET_SHOCK, village.month, self.site)
            )
            self.shock = law.persistence * self.shock + news
        else:
            self.shock = 0.0
        self.price = 1.0
        if p.local_demand_on:
            usual = p.market_ratio * self.demand
            crowding = max(self.supply, 0.2 * usual) / usual if usual > 0.0 else 1.0
            self.price = min(1.8, max(0.4, crowding**-p.local_demand_elasticity))

    def live(self, services: dict[str, float]) -> None:
        """One month of the hamlet."""
        fund, p = self.fund, self.village.p
        self.services = services
        self.flows = dict.fromkeys(FLOW_KINDS, 0.0)
        if fund.active or fund.groups > 0:
            fund.cash, fund.banked = fund.cash + fund.banked, 0.0
        fund.lent_month = 0.0
        self.capital_per_member = fund.capital_per_member()
        self.success = 1.0 - fund.late_share if fund.borrowers > 0.0 else None
        self.chances = {
            "training": self.chance(services["training_places"], 0.0, self.trainable),
            "mentor": self.chance(services["mentor_visits"], 0.0, self.owners),
            "order": self.chance(services["order_places"], self.orders, self.owners - self.orders),
            "contract": self.chance(services["contract_places"], self.contracts, self.contractable),
            "asset": self.chance(services["asset_packages"], 0.0, self.poor_listed),
            "support": self.chance(services["support_places"], 0.0, self.poor_listed),
        }
        self.reach = p.market_reach_share * p.growth * self.village.months_run if p.market_reach_on else 0.0
        self.run_the_scheme()
        self.sums = dict.fromkeys(SUMS, 0.0)
        for household in self.households:
            household.step()
        smoothed = self.demand + p.local_demand_smoothing * (self.sums["demand"] - self.demand)
        self.demand = smoothed if self.demand > 0.0 else self.sums["demand"]
        for name in SUMS:
            if name != "demand":
                setattr(self, name, self.sums[name])
        if fund.groups > 0 or fund.active:
            fund.cover_missed_instalments()
            fund.age_arrears()
            fund.lend()

    def run_the_scheme(self) -> None:
        """The contract scheme of the hamlet may fail, and another one comes."""
        p, village = self.village.p, self.village
        self.scheme_fails = False
        if not p.contract_schemes_on:
            return
        spread, luck = p.contract_schemes_failing_spread, village.chance.uniform
        hazard = p.contract_farming_scheme_failure * exp(-spread * self.quality())
        if self.contracts > 0.0 and luck(SCHEME_FAILS, village.month, self.site) < hazard:
            self.scheme_fails = True
            self.schemes_failed += 1
        v = p.contract_schemes_price_spread
        self.scheme = exp(v * self.quality() - v**2 / 2.0)

    def quality(self) -> float:
        """How good the scheme is that the hamlet has now."""
        number = self.site + 1_000_000 * self.schemes_failed
        return self.village.chance.normal(SCHEME_QUALITY, 0, number)

    @staticmethod
    def chance(places: float, holders: float, candidates: float) -> float:
        """Places still free over those who may get one."""
        return min(1.0, max(0.0, places - holders) / max(candidates, 1e-9))


class Village(mesa.Model):
    """All hamlets of a run, household by household.

    Args:
        spec: the scenario. p: its household parameters.
        households, hamlets, funds: the state to start from, copied.
        seed: seed of the run.
        keyed: draw from keyed chance (as the engine does), else from Mesa's own generator.
    """

    def __init__(
        self,
        spec: Scenario,
        p: Any,
        *,
        households: Households,
        hamlets: Hamlets,
        funds: Funds,
        seed: int,
        keyed: bool,
    ) -> None:
        super().__init__(rng=seed)
        self.spec, self.p = spec, p
        self.chance = KeyedChance(seed) if keyed else MesaChance(self.random)
        self.month = self.months_run = 0
        self.income_factor = 1.0
        first = hamlets.first
        self.hamlets = [
            PlainHamlet(self, _row(hamlets, h, leave_out="first"), _row(funds, h))
            for h in range(len(hamlets))
        ]
        columns = [getattr(households.arrays, name).tolist() for name in COLUMN_NAMES]
        for hamlet, start, end in zip(self.hamlets, first[:-1], first[1:], strict=True):
            for row in range(start, end):
                state = {name: column[row] for name, column in zip(COLUMN_NAMES, columns, strict=True)}
                hamlet.households.append(PlainHousehold(self, hamlet, state))

    def live_month(
        self, services: Services, *, month: int, months_run: int, income_factor: float = 1.0
    ) -> None:
        """One month with what partners delivered."""
        self.month, self.months_run, self.income_factor = month, months_run, income_factor
        for number, hamlet in enumerate(self.hamlets):
            hamlet.move()
            hamlet.live(_row(services, number))

    def column(self, name: str) -> list[Any]:
        """One attribute of all households, in the engine's order."""
        return [getattr(household, name) for hamlet in self.hamlets for household in hamlet.households]


def _row(columns: Any, row: int, leave_out: str = "") -> dict[str, Any]:
    names = [name for name in columns.__dataclass_fields__ if name != leave_out]
    return {name: getattr(columns, name)[row].item() for name in names}


assert NUMBER["side_sell"] == 19
