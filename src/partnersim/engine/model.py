"""The partnership model: build the world, run the month's mechanisms, close the books."""

from __future__ import annotations

from collections.abc import Callable

from partnersim.engine.actors import build_agreements, build_firms
from partnersim.engine.closing import observed_balances
from partnersim.engine.populate import open_funds, populate, share_out_surplus
from partnersim.engine.settling import all_switched_on, settled_population
from partnersim.mechanisms import MONTH, Mechanism
from partnersim.mechanisms.environment.hamlets import move_hamlets
from partnersim.mechanisms.households.household_month import MonthInputs, run_household_month
from partnersim.mechanisms.households.parameters import household_parameters
from partnersim.scenario.actors import Firms
from partnersim.scenario.spec import Scenario
from partnersim.theory.chance.draws import Draws
from partnersim.world.accounts import open_world_accounts
from partnersim.world.funds import CommunityFund
from partnersim.world.hamlets import Services
from partnersim.world.households import Households
from partnersim.world.ledger import Ledger
from partnersim.world.needs import NeedsState
from partnersim.world.organizations import Firm, Organization
from partnersim.world.population import build_hamlets, draw_sample
from partnersim.world.programme_area import ProgrammeArea
from partnersim.world.rules import RulesInForce
from partnersim.world.world import World


class PartnershipModel(World):
    """Government, donors, NGOs, firms, community funds and households of one place.

    Args:
        spec: the scenario.
        seed: seed of all keyed draws of the run.

    Attributes:
        settled, sample: the settled population of the place, and the rows drawn from it.
    """

    def __init__(self, spec: Scenario, seed: int) -> None:
        super().__init__(rng=seed)
        self.spec, self.draws, self.ledger = spec, Draws(seed), Ledger()
        self.rules, self.needs = RulesInForce(regulation=spec.regulation), NeedsState(spec.programme.needs)
        self.diary = []
        self.household_flows = {}
        self.jobs = None
        self.month = -spec.run.settling_months
        self._dated = (self.month - 1, "")
        self._people()
        self._settle()
        self.accounts = open_world_accounts(self.ledger, self.households.arrays, self.hamlets, self.funds)
        self._actors()
        self._month = tuple(self._as_switched(mechanism) for mechanism in MONTH)
        if spec.run.register_households:
            self.registered_households = self.households.registered()

    def _people(self) -> None:
        """Draw hamlets, households and the funds that exist at the start."""
        self.settled = settled_population(self.spec)
        self.parameters = household_parameters(self.spec, self.settled.wages)
        self.sample = draw_sample(self.spec)
        self.households = Households(self, len(self.sample.hamlet))
        populate(self.spec, self.sample, self.settled, self.draws, self.households)
        self.hamlets = build_hamlets(self.spec, self.sample, self.draws, self.month - 1)
        self.area = ProgrammeArea.of(self.spec, hamlets=self.hamlets, draws=self.draws)
        self.services = Services.none(len(self.hamlets))
        self.funds = open_funds(self.spec, self.sample, self.parameters, self.households, self.hamlets)

    def _settle(self) -> None:
        """Let households live in their hamlets, with the funds that are there, before the books are opened.

        All mechanisms are on here: a switch takes effect at the start.
        """
        spec = all_switched_on(self.spec)
        parameters = household_parameters(spec, self.settled.wages)
        self.services.meeting_rate[self.funds.status == 1] = self.spec.programme.community_funds.meeting_rate
        third = self.funds.cash / 3.0  # lent over three months, so that loans do not all fall due together
        self.funds.cash -= 2.0 * third
        releases = 2
        while self.month < 0:
            move_hamlets(
                spec.mechanisms.hamlet_shocks, spec.mechanisms.local_demand, self.hamlets, draws=self.draws,
                month=self.month, market_ratio=parameters.market_ratio,
            )  # fmt: skip
            inputs = MonthInputs(self.hamlets, self.services, self.funds, self.draws, self.month, 0, 1.0)
            run_household_month(parameters, self.households.arrays, inputs, threads=self.spec.run.threads)
            if releases:
                self.funds.cash += third
                releases -= 1
            self.month += 1
        self.funds.cash += releases * third
        share_out_surplus(self.spec, self.funds)
        self.funds.lent[:] = self.funds.lost[:] = self.funds.interest[:] = 0.0
        self.services.clear()

    def _actors(self) -> None:
        """Organizations, firms, community funds and agreements."""
        self.organizations = [
            Organization(self, part, n, ledger=self.ledger) for n, part in enumerate(self.spec.actors)
        ]
        self.by_name = {organization.name: organization for organization in self.organizations}
        self.firms = build_firms(self)
        self.forum = next((o for o in self.organizations if isinstance(o.spec, Firms)), None)
        self.firm_agents = [Firm(self, n) for n in range(self.firms.count if self.firms else 0)]
        self.community_funds = [CommunityFund(self, h) for h in range(len(self.hamlets))]
        self.agreements, self.apart = build_agreements(self)

    def _as_switched(self, mechanism: Mechanism) -> Callable[[World], None]:
        """What a mechanism does each month of this run: its rule, or what off means."""
        return mechanism.step if getattr(mechanism.parameters(self), "on", True) else mechanism.off

    def step(self) -> None:
        """One month: every mechanism in order, then the books are closed."""
        for organization in self.organizations:
            organization.staff_used.update(dict.fromkeys(organization.staff_used, 0.0))
        for act in self._month:
            act(self)
        self.ledger.close_month(observed_balances(self))
        self.month += 1
