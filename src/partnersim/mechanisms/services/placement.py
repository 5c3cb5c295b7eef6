"""Wage jobs for those who have been on a course."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from partnersim.mechanisms.base import Mechanism, Phase
from partnersim.theory.chance.draws import Purpose
from partnersim.world.jobs import Jobs

if TYPE_CHECKING:
    from partnersim.world.world import World

Floats = NDArray[np.float64]


class Placement(Mechanism):
    """Firms' places turn courses into jobs, some graduates find one alone, and jobs end.

    Jobs opened this month: ``J = share (order money) / job_idr``, over the whole place, since graduates
    commute; what is not filled is gone. A household seeks one if it has no job and no enterprise and its
    training left s is at least ``least_skill``; it finds one without help with chance ``unaided s``, and
    else gets an opened one with chance ``min(1, J / seekers)``. A job ends with chance ``job_end`` a month.
    A job adds g to log labour income. Labour income holds a persistent shock x' = rho x + e, so the job
    adds g / rho at the start and g (1 / rho - 1) each later month, and takes g away at its end: after
    every month's shock x is that of the household without the job plus g, with the same luck. Without
    persistence (rho = 0) or without income shocks the mechanism does nothing.

    Off: jobs that were taken are lost at once, and the money for them opens nothing.
    Source: assumed throughout; a course alone raises profit, not wages, elsewhere in the model.
    """

    name = "placement"
    phase = Phase.SERVICES
    reads = (
        "hamlets.weight", "households.hamlet", "households.id", "households.owner", "households.skill",
        "households.weight",
    )  # fmt: skip
    writes = ("households.persistent_wage", "jobs", "services.order_places")

    def step(self, model: World) -> None:
        """End jobs, hold up the wages of those that go on, fill new ones."""
        settings, shocks = self.parameters(model), model.spec.mechanisms.income_shocks
        if settings.market_share <= 0.0 and settings.unaided <= 0.0:
            return
        opened = self._opened(model)
        if not shocks.on or shocks.persistence <= 0.0:
            return
        jobs = model.jobs = model.jobs or Jobs(len(model.households))
        c: Any = model.households.arrays
        rho = shocks.persistence
        working = np.flatnonzero(jobs.gain > 0.0)
        ends = model.draws.uniform(Purpose.JOB_ENDS, model.month, c.id[working]) < settings.job_end
        gone, stay = working[ends], working[~ends]
        c.persistent_wage[gone] -= jobs.gain[gone]
        jobs.gain[gone] = 0.0
        c.persistent_wage[stay] += jobs.gain[stay] * (1.0 / rho - 1.0)
        seeks = np.flatnonzero((jobs.gain <= 0.0) & (c.owner == 0) & (c.skill >= settings.least_skill))
        drawn = model.draws.uniform(Purpose.JOB_FOUND, model.month, c.id[seeks])
        alone = settings.unaided * c.skill[seeks]
        seekers = float((c.weight[seeks] * (1.0 - alone)).sum())
        helped = min(1.0, opened / seekers) if seekers > 0.0 else 0.0
        found = seeks[drawn < alone + (1.0 - alone) * helped]
        c.persistent_wage[found] += settings.wage_gain / rho
        jobs.gain[found] = settings.wage_gain
        jobs.offered += opened
        jobs.ended += float(c.weight[gone].sum())
        jobs.unaided += float(c.weight[seeks[drawn < alone]].sum())
        jobs.placed += float(c.weight[found].sum()) - float(c.weight[seeks[drawn < alone]].sum())

    def off(self, model: World) -> None:
        """Take back what jobs added, and the market part that would have opened some."""
        if self.parameters(model).market_share > 0.0:
            self._opened(model)
        if model.jobs is not None:
            c: Any = model.households.arrays
            c.persistent_wage[:] -= model.jobs.gain
            model.jobs = None

    def _opened(self, model: World) -> float:
        """Jobs opened in the place this month, out of the money for orders."""
        settings, cost = self.parameters(model), model.spec.programme.services.order_place_idr
        places = model.services.order_places
        money = settings.market_share * cost * float(model.hamlets.weight @ places)
        places *= 1.0 - settings.market_share
        return money / settings.job_idr
