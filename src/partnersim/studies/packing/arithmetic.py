"""Arithmetic of an evaluator's tables, of arrays alone: q-values, ratios of means, growth incidence, accounts."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

Floats = NDArray[np.float64]

LEVELS = 1000
"""Levels of the rate of false discoveries that are tried, up to 1."""


def q_values(p_values: Sequence[float] | Floats, /) -> Floats:
    """Sharpened q-values: the least rate of false discoveries at which each hypothesis would be rejected.

    By the two-stage procedure of Benjamini, Krieger and Yekutieli (2006, Biometrika 93), which learns from a first pass
    how many hypotheses are true, tried at levels of a thousandth (Anderson 2008, Journal of the American Statistical
    Association 103). NaN for p-values that are none.

    Args:
        p_values: of one family, shape (n,).
    """
    given = np.asarray(p_values, dtype=np.float64)
    known = ~np.isnan(given)
    p, found = given[known], np.ones(int(known.sum()))
    for step in range(LEVELS, 0, -1):
        level = step / LEVELS
        found[_two_stages(p, level)] = level
    q = np.full(given.shape, math.nan)
    q[known] = found
    return q


def _two_stages(p: Floats, level: float) -> NDArray[np.bool_]:
    first = _rejected(p, level / (1.0 + level))
    count, rejected = len(p), int(first.sum())
    if rejected in (0, count):
        return first
    return _rejected(p, level / (1.0 + level) * count / (count - rejected))


def _rejected(p: Floats, level: float) -> NDArray[np.bool_]:
    """Hypotheses that the procedure of Benjamini and Hochberg rejects at a level."""
    order = np.argsort(p, kind="stable")
    under = p[order] <= level * np.arange(1, len(p) + 1) / len(p)
    last = int(np.flatnonzero(under).max()) + 1 if under.any() else 0
    rejected = np.zeros(len(p), dtype=bool)
    rejected[order[:last]] = True
    return rejected


@dataclass(frozen=True, kw_only=True)
class Ratio:
    """A ratio of two means and its 95 % interval; NaN ends where the lower mean may be nought."""

    value: float
    low: float
    high: float


def ratio_of_means(over: Floats, under: Floats, /) -> Ratio:
    """Mean over mean of values in pairs, with Fieller's interval.

    The interval holds every ratio r for which the mean of ``over - r * under`` cannot be told from nought (Fieller
    1954, Journal of the Royal Statistical Society B 16). Where the mean below may be nought itself it has no ends.

    Args:
        over, under: values by pair, shape (n,).
    """
    n, below = len(over), float(under.mean()) if len(under) else 0.0
    value = float(over.mean()) / below if below else math.nan
    if n < 2 or not below:
        return Ratio(value=value, low=math.nan, high=math.nan)
    t = float(special.stdtrit(n - 1, 0.975))
    v = np.cov(np.vstack([over, under])) / n
    # a r^2 - 2 b r + c <= 0
    a = below**2 - t**2 * v[1, 1]
    b = float(over.mean()) * below - t**2 * v[0, 1]
    c = float(over.mean()) ** 2 - t**2 * v[0, 0]
    if a <= 0.0:
        return Ratio(value=value, low=math.nan, high=math.nan)
    root = math.sqrt(max(0.0, b * b - a * c))
    return Ratio(value=value, low=(b - root) / a, high=(b + root) / a)


def normalised_difference(mean_a: float, sd_a: float, mean_b: float, sd_b: float, /) -> float:
    """Difference of means in standard deviations, (b - a) over the root of their mean variance; 0 without a difference.

    Source: Imbens and Rubin 2015, Causal Inference, chapter 14; beyond 0.25 arms are usually called unlike.
    """
    spread = math.sqrt((sd_a**2 + sd_b**2) / 2.0)
    if mean_a == mean_b:
        return 0.0
    return (mean_b - mean_a) / spread if spread > 0.0 else math.inf * (mean_b - mean_a)


def quantiles(values: Floats, weight: Floats, shares: Floats, /) -> Floats:
    """Values below which the given shares of all weight lie, interpolated between the middles of weights.

    Args:
        values, weight: shape (n,). shares: 0 to 1.
    """
    order = np.argsort(values, kind="stable")
    middles = (np.cumsum(weight[order]) - weight[order] / 2.0) / weight.sum()
    return np.interp(shares, middles, values[order])


def balanced_accounts(flows: Floats, /) -> Floats:
    """A social accounting matrix: what each account (row) receives from each other (column), saving included.

    The last row and column are the capital account: what an account receives beyond what it pays is its saving, which
    it pays to the capital account; who pays beyond what they receive draws on it. So every row has the
    sum of its column. Source: Pyatt and Round 1985, Social Accounting Matrices.

    Args:
        flows: amounts received by row from column, shape (n, n).

    Returns:
        Shape (n + 1, n + 1).
    """
    saved = flows.sum(axis=1) - flows.sum(axis=0)
    n = len(flows)
    whole = np.zeros((n + 1, n + 1))
    whole[:n, :n] = flows
    whole[n, :n] = np.maximum(saved, 0.0)
    whole[:n, n] = np.maximum(-saved, 0.0)
    return whole
