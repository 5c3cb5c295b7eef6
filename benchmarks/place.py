"""A place that is busy everywhere: settled households, a fund in every hamlet, every service delivered."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

from partnersim.engine.population.before_start import open_funds
from partnersim.engine.population.filling import fill_sample
from partnersim.engine.population.populations import settled_population
from partnersim.engine.population.sampling import build_hamlets, draw_sample
from partnersim.engine.population.village import Village, live_month
from partnersim.mechanisms.households.parameters import household_parameters
from partnersim.scenario.spec import Scenario
from partnersim.theory.chance.draws import Draws
from partnersim.world.funds import Funds
from partnersim.world.hamlets import Hamlets, Services
from partnersim.world.households import Households
from tests.reference.village import Village as VillageOfAgents
from tests.reference.worlds import busy_services, usual_demand

ROWS_PER_HAMLET = 200
WARM_UP_MONTHS = 6
SEED = 1


@dataclass
class Place:
    """Households, hamlets and funds of a benchmark, and the month they are in."""

    spec: Scenario
    p: Any
    households: Households
    hamlets: Hamlets
    funds: Funds
    draws: Draws
    month: int = 0

    def services(self) -> Services:
        """This month's services."""
        return busy_services(self.month, len(self.hamlets))

    def timed_month(self, threads: int = 1) -> float:
        """Live one month; returns seconds, draws and hamlets included."""
        place = Village(
            columns=self.households.arrays, hamlets=self.hamlets, services=self.services(), funds=self.funds,
            draws=self.draws,
        )  # fmt: skip
        start = time.perf_counter()
        live_month(
            place, self.spec.mechanisms, self.p, month=self.month, months_run=self.month, threads=threads
        )
        took = time.perf_counter() - start
        self.month += 1
        return took

    def village(self) -> VillageOfAgents:
        """The same state as one Mesa agent per household, drawing from Mesa's own generator."""
        return VillageOfAgents(
            self.spec,
            self.p,
            households=self.households,
            hamlets=self.hamlets,
            funds=self.funds,
            seed=SEED,
            keyed=False,
        )


def lived_in_place(count: int) -> Place:
    """A place of ``count`` households that has lived for some months, its compiled code loaded."""
    hamlets = count // ROWS_PER_HAMLET
    kind = {"name": "benchmark", "units": hamlets, "grant_idr": 25e6}
    spec = Scenario(
        place={"households": count, "listed_households": 2 * count // 5, "hamlets": hamlets},
        sample={"households": None},
        programme={"community_funds": {"opening": [kind]}},
    )
    settled, draws, sample = settled_population(spec), Draws(SEED), draw_sample(spec)
    p = household_parameters(spec, settled.wages)
    households = Households(None, count)
    fill_sample(households.arrays, spec, sample, settled, draws)
    shared = build_hamlets(spec, sample, draws, -1)
    shared.demand[:] = usual_demand(shared, households)
    funds = open_funds(spec, sample, p, households, shared)
    place = Place(spec, p, households, shared, funds, draws)
    for _ in range(WARM_UP_MONTHS):
        place.timed_month()
    return place
