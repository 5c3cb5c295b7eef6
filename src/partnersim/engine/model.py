"""The partnership model: build the world, run the month's mechanisms, close the books."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from partnersim.engine.actors import build_agreements, build_firms
from partnersim.engine.closing import observed_balances
from partnersim.engine.first_start import begin
from partnersim.engine.population.before_start import live_before_start, open_funds
from partnersim.engine.population.filling import fill_sample
from partnersim.engine.population.populations import settled_population
from partnersim.engine.population.sampling import build_hamlets, draw_sample
from partnersim.engine.population.village import Village
from partnersim.mechanisms import MONTH, Mechanism
from partnersim.mechanisms.base import CompiledRule
from partnersim.mechanisms.households.parameters import household_parameters
from partnersim.scenario.actors import Firms
from partnersim.scenario.presence import those_present
from partnersim.scenario.spec import Scenario
from partnersim.theory.chance.draws import Draws
from partnersim.world.accounts import open_world_accounts
from partnersim.world.hamlets import Services
from partnersim.world.households import Households
from partnersim.world.ledger import Ledger
from partnersim.world.needs import NeedsState
from partnersim.world.organizations import OrganizationColumns, organizations_of
from partnersim.world.programme_area import ProgrammeArea
from partnersim.world.rules import RulesInForce
from partnersim.world.world import World

NOTHING = (CompiledRule.step, Mechanism.off)
"""What mechanisms do that act within the household month, or that are switched off."""


def with_own(own: Sequence[Mechanism], /) -> list[Mechanism]:
    """The month with further rules, each after the last of its phase, in the order given."""
    month = list(MONTH)
    for mechanism in own:
        last = max(place for place, known in enumerate(month) if known.phase == mechanism.phase)
        month.insert(last + 1, mechanism)
    return month


class PartnershipModel(World):
    """Government, donors, NGOs, firms, community funds and households of one place.

    Args:
        spec: the scenario; actors that are absent in it have no part in the run.
        seed: seed of all keyed draws of the run.
        own: rules that are no part of the model, each of which acts at the end of its phase.

    Attributes:
        settled, sample: the settled population of the place, and the rows drawn from it.
        acts: what each mechanism of ``MONTH`` does in this run, its step or what off means.
    """

    def __init__(self, spec: Scenario, seed: int, *, own: Sequence[Mechanism] = ()) -> None:
        begin()
        super().__init__(rng=seed)
        self.spec, self.draws, self.ledger = those_present(spec), Draws(seed), Ledger()
        self.rules, self.needs = RulesInForce(regulation=spec.regulation), NeedsState(spec.programme.needs)
        self.diary = []
        self.household_flows = {}
        self.jobs = None
        self.month = 0
        self._dated = (self.month - 1, "", 0, 0)
        self._acting: tuple[Any, tuple[tuple[int, Callable[[World], None]], ...]] = None, ()
        self._people()
        self.accounts = open_world_accounts(self.ledger, self.households.arrays, self.hamlets, self.funds)
        self._actors()
        self.acts = tuple(self._as_switched(mechanism) for mechanism in with_own(own))
        if spec.run.register_households:
            self.registered_households = self.households.registered()

    def _people(self) -> None:
        """Hamlets, households and the funds that exist at the start, as they have lived until now."""
        spec = self.spec
        self.settled = settled_population(spec)
        self.parameters = household_parameters(spec, self.settled.wages)
        self.sample = draw_sample(spec)
        self.households = Households(self, len(self.sample.hamlet))
        fill_sample(self.households.arrays, spec, self.sample, self.settled, self.draws)
        before = -spec.run.settling_months - 1
        self.hamlets = build_hamlets(spec, self.sample, self.draws, before)
        self.area = ProgrammeArea.of(spec, hamlets=self.hamlets, draws=self.draws)
        self.services = Services.none(len(self.hamlets))
        self.funds = open_funds(spec, self.sample, self.parameters, self.households, self.hamlets)
        village = self.village()
        self.compiled_place = village.compiled
        live_before_start(village, spec, self.settled.wages)

    def village(self) -> Village:
        """The households in their hamlets, as they are: what lives on when nobody acts."""
        return Village(
            columns=self.households.arrays, hamlets=self.hamlets, services=self.services, funds=self.funds,
            draws=self.draws,
        )  # fmt: skip

    def _actors(self) -> None:
        """Organizations, firms and agreements."""
        self.organization_columns = OrganizationColumns.of(self.spec.actors)
        self.organizations = organizations_of(self, self.organization_columns, ledger=self.ledger)
        self.by_name = {organization.name: organization for organization in self.organizations}
        self.firms = build_firms(self)
        self.forum = next((o for o in self.organizations if isinstance(o.spec, Firms)), None)
        self.agreements, self.apart = build_agreements(self)

    def _as_switched(self, mechanism: Mechanism) -> Callable[[World], None]:
        """What a mechanism does each month of this run: its rule, or what off means."""
        return mechanism.step if getattr(mechanism.parameters(self), "on", True) else mechanism.off

    def step(self) -> None:
        """One month: every mechanism in order, then the books are closed."""
        self.organization_columns.staff_used[:] = 0.0
        for _, act in self._acting_now():
            act(self)
        self.ledger.close_month(observed_balances(self))
        self.month += 1

    def turns(self) -> Iterator[int]:
        """One month as `step` lives it, a rule at a time, for whoever lives several models side by side.

        Yields:
            What comes next, as a number that is the same for all models at the same place of the same month.
        """
        self.steps += 1  # which Mesa counts around `step`
        self.organization_columns.staff_used[:] = 0.0
        begun = self.month * (len(self.acts) + 1)
        for place, act in self._acting_now():
            yield begun + place
            act(self)
        self.ledger.close_month(observed_balances(self))
        self.month += 1

    def _acting_now(self) -> tuple[tuple[int, Callable[[World], None]], ...]:
        """Whatever does something in a month, each with its place among ``acts``."""
        if self._acting[0] is not self.acts:
            acting = enumerate(self.acts)
            self._acting = (
                self.acts,
                tuple((k, act) for k, act in acting if getattr(act, "__func__", None) not in NOTHING),
            )
        return self._acting[1]
