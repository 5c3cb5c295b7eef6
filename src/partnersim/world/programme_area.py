"""Where the programme works: its hamlets, and how many hamlets of the place each simulated one stands for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from partnersim.theory.chance.draws import Draws, Purpose

if TYPE_CHECKING:
    from partnersim.scenario.spec import Scenario
    from partnersim.world.hamlets import Hamlets

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class ProgrammeArea:
    """The hamlets that the programme covers.

    Attributes:
        covered: hamlets of the place that each simulated hamlet stands for in the programme, shape (H,); 0
            where the programme does not work. The last hamlet taken in may count for less than its weight.
        total: their sum, hamlets of the place.
    """

    covered: Floats
    total: float

    @classmethod
    def of(cls, spec: Scenario, *, hamlets: Hamlets, draws: Draws) -> ProgrammeArea:
        """Hamlets in a keyed order of their sites until the programme's number of hamlets is reached."""
        weight = np.asarray(hamlets.weight, dtype=np.float64)
        wanted = spec.programme.hamlets
        if wanted is None or wanted >= weight.sum():
            return cls(weight.copy(), float(weight.sum()))
        order = np.argsort(draws.uniform(Purpose.PROGRAMME_AREA, 0, hamlets.site), kind="stable")
        before = np.cumsum(weight[order]) - weight[order]
        covered = np.zeros(weight.shape[0])
        covered[order] = np.clip(wanted - before, 0.0, weight[order])
        return cls(covered, float(covered.sum()))
