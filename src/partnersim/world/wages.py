"""The wage level and market size that make a place's headcount come out."""

from __future__ import annotations

from typing import NamedTuple


class WageLevel(NamedTuple):
    """What is solved for when a place is built.

    Attributes:
        mean_log: mean log labour income per head relative to the poverty line.
        market_ratio: local output over local consumption at which the local price is the base price.
    """

    mean_log: float
    market_ratio: float
