"""Small worlds for tests of the household month: drawn at once, never settled, ready in milliseconds."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from partnersim.engine.population.village import Village, live_month
from partnersim.mechanisms.households.parameters import DECLARED, WageLevel, household_parameters
from partnersim.scenario.spec import Scenario
from partnersim.theory.chance.draws import Draws, Purpose
from partnersim.world.flows import FLOW_KINDS
from partnersim.world.funds import Funds
from partnersim.world.hamlets import Hamlets, Services
from partnersim.world.households import SITE_STEP, Households

WAGES = WageLevel(0.06, 0.25)
"""Near the level that settles Jember's headcount; tests of rules need no exact one."""

SWITCHES = tuple(mechanism for mechanism, field in DECLARED.values() if field == "on")
"""Household mechanisms of the compiled month with a switch."""

ServicesOfMonth = Callable[[int, int], Services]


@dataclasses.dataclass
class World:
    """Households, hamlets and funds with the compiled month, without organizations."""

    spec: Scenario
    p: Any
    households: Households
    hamlets: Hamlets
    funds: Funds
    draws: Draws
    month: int = 0

    def step(self, services: Services | None = None, *, factor: float = 1.0) -> dict[str, float]:
        """One month; returns the flows of the household sector by kind."""
        services = Services.none(len(self.hamlets)) if services is None else services
        village = Village(
            columns=self.households.arrays, hamlets=self.hamlets, services=services, funds=self.funds,
            draws=self.draws,
        )  # fmt: skip
        flow = live_month(
            village,
            self.spec.mechanisms,
            self.p,
            month=self.month,
            months_run=self.month,
            income_factor=factor,
        )
        self.month += 1
        return dict(zip(FLOW_KINDS, flow.sum(axis=0).tolist(), strict=True))

    def run(self, months: int, services: ServicesOfMonth | None = None) -> list[dict[str, float]]:
        """Some months with the services that a function of month and hamlets gives."""
        return [
            self.step(services(self.month, len(self.hamlets)) if services else None) for _ in range(months)
        ]

    def copy(self, **mechanisms: dict[str, Any]) -> World:
        """The same state, optionally with other household mechanisms."""
        spec = self.spec
        if mechanisms:
            changed = {
                name: getattr(spec.mechanisms, name).model_copy(update=part)
                for name, part in mechanisms.items()
            }
            spec = spec.model_copy(update={"mechanisms": spec.mechanisms.model_copy(update=changed)})
        households = Households(None, len(self.households))
        for mine, theirs in zip(households.arrays, self.households.arrays, strict=True):
            mine[:] = theirs
        return World(
            spec,
            household_parameters(spec, WAGES),
            households,
            _copied(self.hamlets),
            _copied(self.funds),
            self.draws,
            self.month,
        )

    def columns(self) -> dict[str, NDArray[Any]]:
        """All columns of households, hamlets and funds by name."""
        out = {f"household.{name}": column for name, column in self.households.arrays._asdict().items()}
        out |= {f"hamlet.{f.name}": getattr(self.hamlets, f.name) for f in dataclasses.fields(Hamlets)}
        return out | {f"fund.{f.name}": getattr(self.funds, f.name) for f in dataclasses.fields(Funds)}


def usual_demand(hamlets: Hamlets, households: Households) -> NDArray[np.float64]:
    """Consumption of each hamlet, rupiah a month, to start its smoothed local demand from."""
    c = households.arrays
    local = c.weight / hamlets.weight[c.hamlet] * c.consumption
    return np.bincount(c.hamlet, weights=local, minlength=len(hamlets))


def make_world(
    *,
    hamlets: int = 5,
    rows: int = 40,
    seed: int = 1,
    funds: bool = True,
    weights: bool = False,
    mechanisms: dict[str, Any] | None = None,
    community_funds: dict[str, Any] | None = None,
    listed: float = 0.6,
    everything: bool = False,
) -> World:
    """A place with fresh households, half of them with an enterprise, and a fund in every hamlet.

    Args:
        hamlets, rows: hamlets, and households in each. seed: of the run's draws.
        funds: whether the funds work. weights: whether rows stand for several households and hamlets.
        mechanisms, community_funds: parts of the scenario. listed: share of households on the list.
        everything: whether rules of the household month that are off by default are on, too.
    """
    count = hamlets * rows
    said = mechanisms or {}
    switched_on = {name: {"on": True, **said.get(name, {})} for name in SWITCHES}
    spec = Scenario(
        place={"households": 10 * count, "listed_households": 4 * count, "hamlets": 3 * hamlets},
        mechanisms={**said, **switched_on} if everything else said,
        programme={"community_funds": community_funds or {}},
    )
    draws = Draws(seed)
    households = Households(None, count)
    _fill(spec, households, draws, hamlets=hamlets, rows=rows, listed=listed)
    if weights:
        households.weight[:] = 1.0 + 4.0 * draws.uniform(Purpose.SURVEY_ERROR, 0, households.id)
    site = np.arange(hamlets)
    shared = Hamlets.at_start(
        weight=np.full(hamlets, 3.0 if weights else 1.0),
        first=np.arange(hamlets + 1) * rows,
        site=site,
        shock=0.1 * draws.normal(Purpose.HAMLET_SHOCK, -1, site),
    )
    shared.demand[:] = usual_demand(shared, households)
    money = Funds.none(hamlets)
    money.room[:] = spec.programme.community_funds.members_per_unit
    if funds:
        money.status[:] = 1
        money.opened[:] = 0
        money.cash[:] = 2e6 + 150_000.0 * rows
    return World(spec, household_parameters(spec, WAGES), households, shared, money, draws)


def _fill(
    spec: Scenario, households: Households, draws: Draws, *, hamlets: int, rows: int, listed: float
) -> None:
    """Traits and a plausible start, one keyed draw per household and trait."""
    c, m = households.arrays, spec.mechanisms
    c.hamlet[:] = np.repeat(np.arange(hamlets), rows)
    c.id[:] = c.hamlet.astype(np.int64) * SITE_STEP + np.tile(np.arange(rows), hamlets)
    c.size[:] = 2 + (5.0 * draws.uniform(Purpose.HOUSEHOLD_SIZE, 0, c.id)).astype(np.int8)
    c.fixed_wage[:] = m.income_shocks.fixed_sd * draws.normal(Purpose.FIXED_WAGE, 0, c.id)
    c.persistent_wage[:] = m.income_shocks.persistent_sd * draws.normal(Purpose.INITIAL_WAGE, 0, c.id)
    c.talent[:] = m.enterprise.talent_sd * draws.normal(Purpose.TALENT, 0, c.id)
    c.weak_will[:] = draws.normal(Purpose.SELF_CONTROL, 0, c.id)
    trouble = m.loan_application
    c.hassle[:] = trouble.hassle_median_idr * np.exp(
        trouble.hassle_log_sd * draws.normal(Purpose.HASSLE, 0, c.id)
    )
    c.listed[:] = draws.uniform(Purpose.PROXY_ERROR, 0, c.id) < listed
    c.readiness[:] = draws.uniform(Purpose.READINESS_START, 0, c.id)
    usual = c.size * spec.place.poverty_line_idr * np.exp(0.4 + c.fixed_wage + c.persistent_wage)
    luck = draws.uniform(Purpose.POPULATION_ROW, 0, c.id)
    c.smoothed_income[:] = c.consumption[:] = usual
    c.savings[:] = luck * usual
    c.moneylender_debt[:] = np.where(luck < 0.2, 0.3 * usual, 0.0)
    c.owed[:] = np.where(luck < 0.2, 0, 127)
    starts = draws.uniform(Purpose.ATTRITION, 0, c.id) < 0.5
    if m.enterprise.on:
        c.owner[:] = starts
        c.capital[:] = np.where(starts, 1e6 * np.exp(1.2 * c.talent), 0.0)
        c.technology[:] = c.capital > 3.5e6
        c.practice[:] = np.where(starts & (luck > 0.7), -0.3, 0.0)


def busy_services(month: int, hamlets: int) -> Services:
    """Everything delivered somewhere, more in some hamlets and months than in others."""
    made = Services.none(hamlets)
    wave = 0.5 + 0.5 * np.sin(0.7 * month + np.arange(hamlets))
    made.socialised[:] = 0.6 * wave
    made.meeting_rate[:] = wave
    made.training_places[:] = 4.0 * wave
    made.mentor_visits[:] = 6.0 * wave
    made.order_places[:] = 5.0 * wave
    made.contract_places[:] = 4.0 * wave
    made.asset_packages[:] = 0.5 * wave
    made.support_places[:] = 3.0 * wave
    made.promised_ratio[:] = 0.5 + 0.5 * wave
    return made


def no_spillover() -> dict[str, Any]:
    """Switches under which no household can touch another one."""
    off = {"on": False}
    return {"local_demand": off, "loan_application": off, "joint_liability": off}


def _copied(columns: Any) -> Any:
    return type(columns)(**{f.name: getattr(columns, f.name).copy() for f in dataclasses.fields(columns)})
