"""How far the lives of partnerships of two are from what is known about them.

``loss = ((share - 55) / 12.5)^2 + years by which the peak lies outside 2 to 6 + max(0, 2 h1 / max h - 1)``
with the share dissolved in five years (percent), half the width of its band, and the yearly hazard h.

Source: Harrigan 1988; Bleeke and Ernst 1993 (median life 7 years); Park and Russo 1996: commercial alliances, weak
evidence.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from partnersim.studies.partnerships.dyads import LATE, Life, dissolved_within, hazards

SHARE, HALF_BAND = 55.0, 12.5
BAND = (40.0, 65.0)
FIRST_PEAK, LAST_PEAK = 2, 6
FEWEST_SIGNED = 0.5
"""Share of dyads that must be signed at all; a setting in which most never meet says nothing about their lives."""


class Found(NamedTuple):
    """What dyads did under one setting: shares in percent, hazards by year, and trust against duration."""

    signed: float
    share: float
    hazard: list[float]
    linked: float

    @property
    def peak(self) -> int:
        """Year of the highest hazard."""
        return int(np.argmax(np.nan_to_num(self.hazard))) + 1

    @property
    def good(self) -> bool:
        """Whether share and peak lie inside their bands."""
        return BAND[0] <= self.share <= BAND[1] and FIRST_PEAK <= self.peak <= LAST_PEAK

    @property
    def loss(self) -> float:
        """Distance from the facts; infinite if too few are signed or nothing ends."""
        highest = max(np.nan_to_num(self.hazard))
        if self.signed < 100.0 * FEWEST_SIGNED or highest <= 0.0:
            return float("inf")
        outside = max(0, FIRST_PEAK - self.peak, self.peak - LAST_PEAK)
        early = max(0.0, 2.0 * self.hazard[0] / highest - 1.0)
        return ((self.share - SHARE) / HALF_BAND) ** 2 + outside + early


def summed(lives: Sequence[Life | None], /, *, years: int) -> Found:
    """Shares, hazards and the link of trust at six months with duration, of lives that were seen so many years."""
    signed = [one for one in lives if one is not None]
    ended = np.array(dissolved_within(lives, 5))
    trust = np.array([one.trust for one in signed])
    length = np.array([min(years, LATE if one.years is None else one.years) for one in signed], dtype=float)
    varied = len(signed) > 2 and trust.std() > 1e-9 and length.std() > 0.0
    return Found(
        signed=100.0 * len(signed) / len(lives),
        share=float(np.nanmean(ended)) if signed else float("nan"),
        hazard=hazards(lives, years=years),
        linked=float(np.corrcoef(trust, length)[0, 1]) if varied else float("nan"),
    )
