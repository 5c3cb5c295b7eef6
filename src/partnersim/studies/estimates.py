"""Means over replicates and how sure they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import special

LEVEL = 0.95
POWER = 0.8
"""Share of studies in which a smallest effect would be shown."""
METHOD = "Student t over replicates"
PAIRED_METHOD = "Student t over differences paired by seed"


@dataclass(frozen=True, kw_only=True)
class Estimate:
    """A mean and its interval.

    Attributes:
        mean: NaN without any value.
        low, high: ends of the 95 % interval; NaN with fewer than two values, which say nothing about spread.
        n: values it rests on.
    """

    mean: float
    low: float
    high: float
    n: int


def estimate(values: Sequence[float] | np.ndarray, /) -> Estimate:
    """Mean of independent values with its 95 % interval by Student's t.

    mean -+ t(0.975, n - 1) * s / sqrt(n), with s the standard deviation over n - 1. Values that are not
    numbers are left out.
    """
    found = np.asarray(values, dtype=np.float64)
    found = found[~np.isnan(found)]
    n = int(found.size)
    if n == 0:
        return Estimate(mean=float("nan"), low=float("nan"), high=float("nan"), n=0)
    mean = float(found.mean())
    if n == 1:
        return Estimate(mean=mean, low=float("nan"), high=float("nan"), n=1)
    # Equal values have no spread; the mean's rounding must not give them one.
    spread = 0.0 if np.ptp(found) == 0.0 else float(found.std(ddof=1))
    half = float(special.stdtrit(n - 1, 0.5 + LEVEL / 2)) * spread / n**0.5
    return Estimate(mean=mean, low=mean - half, high=mean + half, n=n)


def smallest_shown(found: Estimate, /) -> float:
    """Smallest effect that as many values with this spread show in four of five studies (two-sided, 5 percent).

    (t(0.975, n - 1) + t(0.8, n - 1)) * s / sqrt(n), the minimum detectable effect (Bloom 1995, Evaluation Review 19);
    NaN with fewer than two values.
    """
    if found.n < 2:
        return float("nan")
    degrees = found.n - 1
    half = 0.5 * (found.high - found.low)
    shown = special.stdtrit(degrees, POWER) / special.stdtrit(degrees, 0.5 + LEVEL / 2)
    return float(half * (1.0 + shown))


def share_interval(hits: int, count: int, /) -> tuple[float, float]:
    """A share's 95 % interval by Wilson's score; NaN without any trial."""
    if count == 0:
        return float("nan"), float("nan")
    from scipy.stats import binomtest  # loads all of scipy.stats, which nothing else of a comparison needs

    low, high = binomtest(hits, count).proportion_ci(LEVEL, method="wilson")
    return float(low), float(high)
