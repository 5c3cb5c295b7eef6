"""The verdict on a claim: what its interval says, unless nothing could have been seen or it holds nowhere else."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from partnersim.scenario.experiments.claim import Claim
from partnersim.studies.claims.effects import Reading
from partnersim.studies.estimates import Estimate

Floats = NDArray[np.float64]
Verdict = Literal["supported", "supported, not robust", "contradicted", "not shown", "cannot show"]
Reason = Literal["", "stated", "empty", "same", "coarse", "draws", "values", "spending"]
"""Why a verdict is refused or weakened: see `refusal`, `weakness` and `verdict`."""
Held = Mapping[Literal["draws", "values"], float]
"""Share of draws over uncertain inputs, and of values nobody can tell, in which a sign holds; NaN if untried."""

ORDER: tuple[Verdict, ...] = (
    "contradicted",
    "cannot show",
    "not shown",
    "supported, not robust",
    "supported",
)
"""Verdicts as tables have them, what speaks against a claim first."""

COARSEST = 0.5
"""Share of the whole programme's effect on an outcome that the smallest effect which can be shown may be."""

ROBUST = 0.8
"""Share of the draws over uncertain inputs, or of values nobody can tell, in which a robust sign holds (assumed)."""


@dataclass(frozen=True, kw_only=True)
class Yardstick:
    """What an effect is held against.

    Attributes:
        whole: effect of the whole programme on the same outcome, the claim's first arm less the same without any
            programme; empty where there is no such outcome without one.
        least: smallest effect that the claim's seeds show in four of five studies.
    """

    whole: Estimate
    least: float

    @property
    def share(self) -> float:
        """The smallest effect shown over that of the whole programme; NaN where either is unknown, or both are 0."""
        whole = abs(self.whole.mean)
        if math.isnan(whole) or math.isnan(self.least):
            return math.nan
        if whole == 0.0:
            return math.inf if self.least > 0.0 else math.nan
        return self.least / whole


def refusal(claim: Claim, effects: Floats, yardstick: Yardstick, /) -> Reason:
    """Why nothing can be said of a claim; empty if something can.

    "stated": the claim itself says why the model cannot show it. "empty": the outcome is missing in some
    arm for every seed. "same": the arms differ in no seed, so that nothing is compared with nothing. "coarse": the
    smallest effect shown is more than half of what the whole programme does.
    """
    if claim.cannot_show.strip():
        return "stated"
    known = effects[np.isfinite(effects)]
    if not known.size:
        return "empty"
    if claim.design != "level" and not known.any():
        return "same"
    return "coarse" if yardstick.share > COARSEST else ""


def weakness(held: Held, /) -> Reason:
    """Why a supported claim is not robust: the first of these in whose share its sign holds too rarely; or empty."""
    return next((what for what, share in held.items() if share < ROBUST), "")


def verdict(
    read: Reading, refused: Reason, /, *, held: Held, at_equal_spending: Reading | None = None
) -> tuple[Verdict, Reason]:
    """The verdict and why it is refused or weakened.

    A sign that is not there once the further spending of an arm is taken off ("spending") makes a supported claim not
    robust, and a contradicted one not shown.

    Args:
        read: what the interval by itself says. refused: why nothing can be said.
        held: how far the sign holds.
        at_equal_spending: what the interval says at equal spending; None where that is not asked.
    """
    if refused:
        return "cannot show", refused
    if at_equal_spending not in (None, read):
        if read == "contradicted":
            return "not shown", "spending"
        if read == "supported":
            return "supported, not robust", "spending"
    weak = weakness(held)
    return ("supported, not robust", weak) if read == "supported" and weak else (read, "")
