"""Partners see what others deliver only by going there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from partnersim.mechanisms.base import Mechanism, Phase
from partnersim.theory.belief import visit_observation
from partnersim.theory.chance.draws import Purpose
from partnersim.theory.seen import seen_by_one

if TYPE_CHECKING:
    from partnersim.world.world import World


class Observation(Mechanism):
    """Each member at work spreads its visits evenly over the others and pays for them with its staff.

    ``o_ji = 1 - (1 - seen_per_visit)^(visits f_j / (m - 1))`` is the chance that j sees i's delivery of the
    month, with m the members and ``f_j = min(1, staff free / staff wanted)``. A visitor sees last month's
    true ratio with an
    error: ``clip(r_i + error_sd z_ji, 0, 1)``. The number of visits is a practice of the agreement, whatever
    the terms: no pattern sees more for free. Without an agreement nobody visits.

    Source: pilot study; staff per visit and chance are assumed.
    """

    name = "observation"
    phase = Phase.PARTNERSHIP
    reads = (
        "agreements.awake", "agreements.contract.inside", "agreements.life.months_worked",
        "agreements.life.stage", "agreements.month.ratio", "organizations.active",
    )  # fmt: skip
    writes = (
        "agreements.month.seen", "agreements.month.seen_chance", "agreements.month.seen_ratio",
        "agreements.month.visit_staff", "organizations.staff_used",
    )  # fmt: skip

    def step(self, model: World) -> None:
        """Send the visitors out and note what they see."""
        p = self.parameters(model)
        for agreement in model.agreements:
            if not agreement.working:
                continue
            inside, visitors = agreement.inside, agreement.at_work
            n, others = len(agreement), int(inside.sum()) - 1
            agreement.month.seen_chance = np.zeros((n, n))
            agreement.month.visit_staff = np.zeros(n)
            visits = agreement.practices.visits_per_month
            if others < 1 or visits <= 0.0:
                agreement.month.seen = np.zeros((n, n), dtype=bool)
                continue
            for j in np.flatnonzero(visitors):
                member, wanted = agreement.members[j], visits * p.visit_staff
                spent = min(wanted, member.staff_free)
                member.staff_used["visit"] += spent
                agreement.month.visit_staff[j] = spent
                made = visits * (spent / wanted if wanted > 0.0 else 1.0)
                agreement.month.seen_chance[j] = seen_by_one(p.seen_per_visit, made, others) * inside
                agreement.month.seen_chance[j, j] = 0.0
            ids = agreement.pairs.ravel()
            drawn = model.draws.uniform(Purpose.VISIT, model.month, ids).reshape(n, n)
            z = model.draws.normal(Purpose.OBSERVATION_ERROR, model.month, ids).reshape(n, n)
            agreement.month.seen = (drawn < agreement.month.seen_chance) & (agreement.life.months_worked > 0)
            agreement.month.seen_ratio = visit_observation(agreement.month.ratio, z, p.error_sd)
