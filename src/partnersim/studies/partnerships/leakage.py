"""Audits and villagers' meetings in public works: what is missing, and from which kind of spending."""

from __future__ import annotations

import numpy as np

from partnersim.engine.model import PartnershipModel
from partnersim.mechanisms.partnership.leakage import fitted
from partnersim.scenario.reading import changed
from partnersim.scenario.spec import Scenario
from partnersim.theory.leakage import MATERIALS, WAGES, missing_shares

AUDITED, ATTENDED = 1.0, 0.50
"""Audits of every project; and villagers at meetings, from one in ten to half when all are invited (assumed)."""

MONTHS = 24
NUMBERS = ("audits", "monitoring", "monitoring_wages", "monitoring_materials")


def works() -> Scenario:
    """A government office that carries out works in a few villages, alone."""
    return Scenario.model_validate(dict(
        name="village-works",
        place={"households": 200, "listed_households": 80, "hamlets": 2, "villages": 1},
        sample={"households": 200},
        run={"settling_months": 0},
        time={"months": MONTHS},
        actors=(
            {
                "kind": "government",
                "name": "office",
                "staff": 20.0,
                "budget": {"rule": "appropriation", "yearly_idr": 1.0e9},
                "capacity_idr": {"facilities": 1.0e9, "programme": 1.0e9},
                "staff_regulating": 0.0,
                "staff_convening": 0.0,
            },
        ),
    ))  # fmt: skip


def missing_pct(spec: Scenario, seed: int) -> float:
    """Share of the money spent on work that was taken, over a run, percent."""
    model = PartnershipModel(spec, seed)
    taken = worked = 0.0
    for _ in range(spec.time.months):
        model.step()
        taken += float(model.apart.month.leaked_idr.sum())
        worked += float(model.apart.month.delivered_idr[:, :4].sum())
    return 100.0 * taken / (taken + worked) if taken + worked > 0.0 else float("nan")


def study(*, replicates: int, seed: int) -> dict[str, list[float]]:
    """Change of missing spending, percentage points, one value per seed, and from what it is taken."""
    base = works()
    part = base.mechanisms.leakage
    audits = changed(base, overrides={"mechanisms.leakage.audit_probability": AUDITED})
    watched = changed(base, overrides={"mechanisms.leakage.attendance": ATTENDED})
    found: dict[str, list[float]] = {name: [] for name in NUMBERS}
    ones = np.ones(2)
    shares = missing_shares(
        fitted(), ones, np.full(2, part.audit_probability), np.array([part.attendance, ATTENDED])
    )
    moved = 100.0 * (shares[1] - shares[0])
    for number in range(seed, seed + replicates):
        before = missing_pct(base, number)
        found["audits"].append(missing_pct(audits, number) - before)
        found["monitoring"].append(missing_pct(watched, number) - before)
        found["monitoring_wages"].append(float(moved[WAGES]))
        found["monitoring_materials"].append(float(moved[MATERIALS]))
    return found
