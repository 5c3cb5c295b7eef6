"""The monthly measures, all in one table."""

from __future__ import annotations

from partnersim.measures.household_measures import HOUSEHOLD_MEASURES
from partnersim.measures.measure import Measure
from partnersim.measures.money_measures import MONEY_MEASURES
from partnersim.measures.partnership_measures import PARTNERSHIP_MEASURES

MEASURES: tuple[Measure, ...] = tuple(
    Measure(*row) for row in (*HOUSEHOLD_MEASURES, *MONEY_MEASURES, *PARTNERSHIP_MEASURES)
)
"""All monthly measures, in table order; empty means NaN.

Weights: persons (weight x size) in poverty rates and per-person means, households (weight) elsewhere."""
