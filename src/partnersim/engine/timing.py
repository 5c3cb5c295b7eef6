"""How the time of a month is spent: a short run with a watch on every mechanism."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter

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
        seconds: of each mechanism of ``MONTH``; rules of the compiled household month take theirs within it.
        closing: seconds to close the books and begin the month.
    """

    households: int
    months: int
    seconds: tuple[float, ...]
    closing: float

    @property
    def total(self) -> float:
        """Seconds of an average month."""
        return sum(self.seconds) + self.closing


def measured_month(spec: Scenario) -> MonthTime:
    """Live the scenario's first thirteen months and measure the last twelve of them; one month loads compiled code."""
    model = PartnershipModel(spec, spec.run.seed)
    model.step()
    seconds = [0.0] * len(MONTH)
    model.acts = tuple(_watched(act, seconds, place) for place, act in enumerate(model.acts))
    begun = perf_counter()
    for _ in range(YEAR):
        model.step()
    whole = perf_counter() - begun
    return MonthTime(
        households=len(model.households),
        months=YEAR,
        seconds=tuple(spent / YEAR for spent in seconds),
        closing=(whole - sum(seconds)) / YEAR,
    )


def _watched(act: Callable[[World], None], seconds: list[float], place: int) -> Callable[[World], None]:
    """What a mechanism does, with the time that it takes added at its place."""

    def acting(world: World) -> None:
        begun = perf_counter()
        act(world)
        seconds[place] += perf_counter() - begun

    return acting
