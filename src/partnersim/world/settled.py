"""A settled population, and the wage level and market size that make a place's headcount come out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


class WageLevel(NamedTuple):
    """What is solved for when a place is built.

    Attributes:
        mean_log: mean log labour income per head relative to the poverty line.
        market_ratio: local output over local consumption at which the local price is the base price.
    """

    mean_log: float
    market_ratio: float


@dataclass(frozen=True)
class Settled:
    """Households that have lived without any programme until nothing drifts any more.

    Attributes:
        columns: by column name, one row per settled household, ordered by smoothed income per head.
        wages: the solved wage level and market size.
        headcount: headcount over the last months, share of people.
    """

    columns: dict[str, NDArray[np.generic]]
    wages: WageLevel
    headcount: float
