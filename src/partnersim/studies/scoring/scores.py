"""Scores of predictions that say how sure they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr, ndtri

INTERVALS = (0.5, 0.8, 0.95)
"""Central intervals whose coverage is counted."""


@dataclass(frozen=True)
class Prediction:
    """What was said of one study before its estimate was looked at.

    Attributes:
        mean: of the true effect. spread: its standard deviation; 0 for who is sure.
    """

    mean: float
    spread: float


def crps_normal(mean: float, spread: float, observed: float, /) -> float:
    """Continuous ranked probability score of a normal prediction: its distance from what came, 0 at best.

    With a spread of zero it is the absolute error.

    Source:
        Gneiting and Raftery (2007), Journal of the American Statistical Association 102(477), section 4.2.
    """
    if spread == 0.0:
        return abs(observed - mean)
    z = (observed - mean) / spread
    density = float(np.exp(-0.5 * z * z) / np.sqrt(2.0 * np.pi))
    return float(spread * (z * (2.0 * ndtr(z) - 1.0) + 2.0 * density - 1.0 / np.sqrt(np.pi)))


def scored(
    predictions: Sequence[Prediction], effects: Sequence[float], errors: Sequence[float], /
) -> dict[str, float]:
    """Score predictions by what studies estimated.

    What a study estimates differs from the true effect by its own sampling error, so this is added to the spread that
    a predictor claims: otherwise nobody could be right about a small study.

    Args:
        predictions: one per study. effects: estimates, in the same order. errors: their standard errors.

    Returns:
        rmse and mae of the means, crps, and coverage of 50, 80 and 95 % intervals (``covered_50``...), with ``n``.

    Raises:
        ValueError: no study, or lengths that differ.
    """
    if not effects or not len(predictions) == len(effects) == len(errors):
        raise ValueError("one prediction and one error are needed for each of at least one estimate")
    mean = np.array([one.mean for one in predictions])
    total = np.hypot([one.spread for one in predictions], errors)
    off = np.asarray(effects, dtype=np.float64) - mean
    found = {
        "n": float(len(effects)),
        "rmse": float(np.sqrt(np.mean(off**2))),
        "mae": float(np.mean(np.abs(off))),
        "crps": float(np.mean([crps_normal(m, s, y) for m, s, y in zip(mean, total, effects, strict=True)])),
    }
    for share in INTERVALS:
        reach = float(ndtri(0.5 + 0.5 * share)) * total
        found[f"covered_{round(100 * share)}"] = float(np.mean(np.abs(off) <= reach))
    return found
