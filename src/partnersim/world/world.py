"""The state of one run: the place, its people and its organizations, and what is in force this month."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from partnersim.scenario.spec import Scenario, add_months
from partnersim.theory.chance.draws import Draws
from partnersim.world.accounts import Accounts
from partnersim.world.agreements import AgreementState, Apart
from partnersim.world.funds import CommunityFund, Funds
from partnersim.world.hamlets import Hamlets, Services
from partnersim.world.households import Households
from partnersim.world.jobs import Jobs
from partnersim.world.ledger import Ledger
from partnersim.world.mesa_loaded import mesa
from partnersim.world.needs import NeedsState
from partnersim.world.organizations import Firm, FirmPopulation, Organization, OrganizationColumns
from partnersim.world.programme_area import ProgrammeArea
from partnersim.world.rules import RulesInForce


class World(mesa.Model):
    """Everything that a rule may read or change in one run, and the calendar; no rule is here.

    Rules take a `World`; `partnersim.engine.model.PartnershipModel` is the world that lives its months.

    Attributes:
        spec: the scenario. month: month of the run, 0 is the first; negative while households settle.
        draws: keyed chance of this run's seed. ledger, accounts: all money, and the numbers of its accounts.
        diary: lines about what happened. household_flows: rupiah of the last household month by kind.
        rules, needs, jobs: what is in force in the place, what it needs, jobs that await people (None without).
        parameters: parameters of the compiled household month.
        households, hamlets, services, funds, area: columns of the place.
        compiled_place: the same columns as the compiled household month takes them.
        organization_columns: organizations as columns; `organizations` are the views on its rows.
        organizations, by_name, firms, forum: actors; `forum` is the actor of kind ``firms``, if there is one.
        agreements, apart: agreements of the scenario, and the one that stands for working without any.
    """

    spec: Scenario
    month: int
    draws: Draws
    ledger: Ledger
    accounts: Accounts
    diary: list[dict[str, Any]]
    household_flows: dict[str, float]
    rules: RulesInForce
    needs: NeedsState
    jobs: Jobs | None
    parameters: Any
    households: Households
    hamlets: Hamlets
    services: Services
    funds: Funds
    area: ProgrammeArea
    compiled_place: Any
    organization_columns: OrganizationColumns
    organizations: list[Organization]
    by_name: dict[str, Organization]
    firms: FirmPopulation | None
    forum: Organization | None
    agreements: list[AgreementState]
    apart: Apart
    _dated: tuple[int, str, int, int]

    @cached_property
    def firm_agents(self) -> list[Firm]:
        """Firms as Mesa agents, from when somebody first asks for them."""
        return [Firm(self, n) for n in range(self.firms.count if self.firms else 0)]

    @cached_property
    def community_funds(self) -> list[CommunityFund]:
        """Community funds as Mesa agents, one a hamlet, from when somebody first asks for them."""
        return [CommunityFund(self, h) for h in range(len(self.hamlets))]

    @property
    def date(self) -> str:
        """This month as YYYY-MM."""
        return self._calendar()[1]

    @property
    def year(self) -> int:
        """Calendar year."""
        return self._calendar()[2]

    @property
    def calendar_month(self) -> int:
        """Month of the calendar year, 1 to 12."""
        dated = self._dated
        return dated[3] if dated[0] == self.month else self._calendar()[3]

    def _calendar(self) -> tuple[int, str, int, int]:
        """Month of the run, its date, year and month of the year: made once a month."""
        if self._dated[0] != self.month:
            date = add_months(self.spec.time.start, self.month)
            self._dated = (self.month, date, int(date[:4]), int(date[5:7]))
        return self._dated

    @property
    def is_january(self) -> bool:
        """Whether a calendar year begins this month."""
        return self.calendar_month == 1

    def note(self, what: str, who: str, detail: str = "") -> None:
        """Write a line into the run's diary."""
        self.diary.append(
            {"month": self.month, "date": self.date, "what": what, "who": who, "detail": detail}
        )
