"""Means over replicates and how sure they are.

Intervals of means are Student's t, cut at what is possible (`cut`); those of shares of runs, draws and points, which
are counts of yes and no, are Wilson's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

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


Range = tuple[float, float]
"""The least and the most that a number can be."""

ENDLESS: Range = (float("-inf"), float("inf"))
SHARE: Range = (0.0, 1.0)
AMOUNT: Range = (0.0, float("inf"))
"""Of what cannot be below nought."""


def cut(found: Estimate, possible: Range, /) -> Estimate:
    """The estimate with its interval cut at what is possible; the mean stays.

    A mean that can lie nowhere else lies in what is left as often as in the whole interval, so that no coverage is lost
    and no sign changes. Where values lie beyond what was thought possible, nothing is cut on this side of their mean.

    Args:
        found: the estimate. possible: the least and the most that the mean can be.
    """
    least, most = min(possible[0], found.mean), max(possible[1], found.mean)
    # an end that is not a number stays one: neither comparison holds
    low = least if found.low < least else found.low
    high = most if found.high > most else found.high
    return replace(found, low=low, high=high)


def smallest_shown(found: Estimate, /) -> float:
    """Smallest effect that as many values with this spread show in four of five studies (two-sided, 5 percent).

    (t(0.975, n - 1) + t(0.8, n - 1)) * s / sqrt(n), the minimum detectable effect (Bloom 1995, Evaluation Review 19);
    NaN with fewer than two values. It is read off the whole interval, before it is cut (`cut`).
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
