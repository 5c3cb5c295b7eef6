"""One donor or several, with the same money and staff in all, where administration is thin and where it is not."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from partnersim.engine.model import PartnershipModel
from partnersim.scenario.actors import Government
from partnersim.scenario.aspects import ASPECTS
from partnersim.scenario.spec import Scenario

MANY = 6
CAPACITY = {"low": 1.0, "high": 10.0}
"""Staff of the recipient government over the staff that its own money alone keeps busy (assumed)."""

MONTHS, FIRST = 48, 12
DONORS_IDR, GOVERNMENT_IDR, DONORS_STAFF = 4.0e9, 2.0e9, 24.0
NUMBERS = (
    "harm_only_where_capacity_is_low", "many_less_one_low_capacity", "many_less_one_high_capacity",
)  # fmt: skip


def aided_place(*, donors: int, capacity: float) -> Scenario:
    """A government and some donors, equally able, who plan together for a place of thirteen villages."""
    work = ASPECTS[:4]
    needed = GOVERNMENT_IDR / Government.model_fields["absorptive_idr"].default
    office: dict[str, Any] = {
        "kind": "government", "name": "government", "staff": capacity * needed, "staff_regulating": 0.0,
        "staff_convening": 0.3, "budget": {"rule": "appropriation", "yearly_idr": GOVERNMENT_IDR},
        "capacity_idr": dict.fromkeys(work, GOVERNMENT_IDR),
    }  # fmt: skip
    people = [office]
    for i in range(donors):
        people.append(
            {
                "kind": "donor", "name": f"donor_{i}", "staff": DONORS_STAFF / donors,
                "budget": {"rule": "appropriation", "yearly_idr": DONORS_IDR / donors},
                "capacity_idr": dict.fromkeys(work, DONORS_IDR / donors), "showpiece": work[i % 4],
            }
        )  # fmt: skip
    return Scenario.model_validate(
        dict(
            name="aided-place",
            place={"households": 2600, "listed_households": 1040, "hamlets": 26, "villages": 13},
            sample={"households": 260, "rows_per_hamlet": 10},
            run={"settling_months": 0},
            time={"months": MONTHS},
            actors=tuple(people),
            agreements=(
                {
                    "name": "aid",
                    "members": tuple(p["name"] for p in people),
                    "pattern": "parallel_collaborative",
                    "months": MONTHS,
                    "working_already": True,
                    "practices": {"visits_per_month": 4.0, "meetings_per_year": 4.0},
                },
            ),
        )
    )


def work_done(spec: Scenario, seed: int) -> float:
    """Effective work that reached the place after the first year, rupiah a month."""
    model = PartnershipModel(spec, seed)
    done = 0.0
    for month in range(spec.time.months):
        model.step()
        if month >= FIRST:
            done += math.fsum(float(a.month.value_idr) for a in (*model.agreements, model.apart))
    return done / (spec.time.months - FIRST)


def study(*, replicates: int, seed: int) -> dict[str, list[float]]:
    """Difference between several donors and one, percent of the work with one; a value per seed.

    The statement holds if the mean difference at low capacity lies below zero by more than two standard errors and that
    at high capacity does not.
    """
    found: dict[str, list[float]] = {name: [] for name in NUMBERS}
    for name, staff in CAPACITY.items():
        one, many = (aided_place(donors=count, capacity=staff) for count in (1, MANY))
        for number in range(seed, seed + replicates):
            base = work_done(one, number)
            change = 100.0 * (work_done(many, number) / base - 1.0) if base > 0.0 else float("nan")
            found[f"many_less_one_{name}_capacity"].append(change)
    low, high = (_below_zero(found[f"many_less_one_{name}_capacity"]) for name in CAPACITY)
    found[NUMBERS[0]] = [float(low and not high)]
    return found


def _below_zero(values: list[float]) -> bool:
    clean = np.array(values)
    clean = clean[np.isfinite(clean)]
    if clean.size < 2:
        return bool(clean.size and clean.mean() < 0.0)
    return bool(clean.mean() + 2.0 * clean.std(ddof=1) / np.sqrt(clean.size) < 0.0)
