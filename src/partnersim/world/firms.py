"""Firms as they are when a run begins, and the fitted parameter sets by which they decide."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

BILLION = 1e9
"""Rupiah in which the firms' choice counts profit."""

HIGHEST_TAX_RELIEF = 0.95
"""Relief above which a gift would cost nothing; the choice is not defined there."""


@dataclass
class GivingYear:
    """What a single named firm has decided for the year.

    Attributes:
        profit_idr: the year's profit, rupiah a year. joins: chance of taking part; takes_part: the decision.
        share: gift as a share of profit, over all places. gives_idr: what comes to this place, rupiah a year.
    """

    profit_idr: float = 0.0
    joins: float = 0.0
    takes_part: bool = False
    share: float = 0.0
    gives_idr: float = 0.0
