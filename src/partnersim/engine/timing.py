"""How the time of a month is spent: a short run with a watch on every mechanism.

Processor time, which does not depend on what else the computer does.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from time import process_time

from partnersim.engine.model import PartnershipModel
from partnersim.mechanisms import MONTH
from partnersim.scenario.spec import Scenario
from partnersim.world.world import World

YEAR = 12
"""Months measured: a whole year, since budgets and firms act in January."""


@dataclass(frozen=True)
class MonthTime:
    """Time of an average month.

    Attributes:
        households, months: simulated households and months that were measured.
        seconds: of processor time, for each mechanism of ``MONTH``; rules of the compiled household month take
            theirs within it. closing: seconds to close the books and begin the month.
    """

    households: int
    months: int
    seconds: tuple[float, ...]
    closing: float

    @property
    def total(self) -> float:
        """Seconds of an average month."""
        return math.fsum(self.seconds) + self.closing


def measured_month(spec: Scenario) -> MonthTime:
    """Live the scenario's first twelve months twice, once to load compiled code, and measure them the second time."""
    warm = PartnershipModel(spec, spec.run.seed)
    for _ in range(YEAR):
        warm.step()
    model = PartnershipModel(spec, spec.run.seed)
    seconds = [0.0] * len(MONTH)
    model.acts = tuple(_watched(act, seconds, place) for place, act in enumerate(model.acts))
    begun = process_time()
    for _ in range(YEAR):
        model.step()
    whole = process_time() - begun
    return MonthTime(
        households=len(model.households),
        months=YEAR,
        seconds=tuple(spent / YEAR for spent in seconds),
        closing=(whole - math.fsum(seconds)) / YEAR,
    )


def _watched(act: Callable[[World], None], seconds: list[float], place: int) -> Callable[[World], None]:
    """What a mechanism does, with the time that it takes added at its place."""

    def acting(world: World) -> None:
        begun = process_time()
        act(world)
        seconds[place] += process_time() - begun

    return acting
