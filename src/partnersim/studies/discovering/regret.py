"""Which of several alternatives regrets least, and which is good enough most often; of arrays alone.

At each point of what nobody knows, an alternative's regret is how far it stays behind the best one there (Savage 1951,
Journal of the American Statistical Association 46); it is good enough where it reaches a threshold (Simon 1956,
Psychological Review 63). Both rest on means over seeds that all alternatives share.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

HIGH_REGRET = 90.0
"""Percentile of regret that is shown beside its mean and its largest."""


@dataclass(frozen=True, kw_only=True)
class Robustness:
    """How each alternative stands over all points, arrays of shape (alternatives,).

    Attributes:
        mean_regret, high_regret, most_regret: mean, 90th percentile and largest regret, in the outcome's unit.
        best: share of points where it is the best; several that are equally good share a point.
        enough: share of points where it is good enough; NaN without a threshold.
    """

    mean_regret: Floats
    high_regret: Floats
    most_regret: Floats
    best: Floats
    enough: Floats


NAMES = ("mean_regret", "high_regret", "most_regret", "best", "enough")


def regrets(means: Floats, /, *, higher_is_better: bool) -> Floats:
    """How far each alternative stays behind the best at each point, shape (points, alternatives).

    Args:
        means: outcome by point and alternative. higher_is_better: whether more of it is better.
    """
    good = means if higher_is_better else -means
    return np.asarray(good.max(axis=1, keepdims=True) - good)


def robustness(
    means: Floats, /, *, higher_is_better: bool, threshold: float | None = None, above: bool = True
) -> Robustness:
    """Regret, being best and being good enough by alternative.

    Args:
        means: outcome by point and alternative, shape (points, alternatives).
        higher_is_better: whether more of it is better.
        threshold: what is enough; above: whether at least that much is enough, or at most.
    """
    behind = regrets(means, higher_is_better=higher_is_better)
    first = behind == 0.0
    enough = (
        np.full(means.shape[1], np.nan)
        if threshold is None
        else ((means >= threshold) if above else (means <= threshold)).mean(axis=0)
    )
    return Robustness(
        mean_regret=behind.mean(axis=0), high_regret=np.percentile(behind, HIGH_REGRET, axis=0),
        most_regret=behind.max(axis=0), best=(first / first.sum(axis=1, keepdims=True)).mean(axis=0),
        enough=np.asarray(enough, dtype=np.float64),
    )  # fmt: skip


def robustness_intervals(
    results: Floats, /, *, higher_is_better: bool, threshold: float | None = None, above: bool = True,
    resamples: int = 200,
) -> tuple[Robustness, Floats, Floats]:  # fmt: skip
    """The same with 95 % intervals by points and seeds drawn again together.

    Args:
        results: outcome by point, alternative and seed, shape (points, alternatives, seeds).
        higher_is_better, threshold, above: as in `robustness`. resamples: how often points and seeds are drawn.

    Returns:
        What holds for the means over all seeds; low and high ends, shape (5, alternatives), in the order of `NAMES`.
    """
    chance = np.random.default_rng(1)
    count, _, seeds = results.shape

    def of(means: Floats) -> Robustness:
        return robustness(means, higher_is_better=higher_is_better, threshold=threshold, above=above)

    drawn = []
    for _ in range(resamples):
        of_points, of_seeds = chance.integers(count, size=count), chance.integers(seeds, size=seeds)
        one = of(results[of_points][:, :, of_seeds].mean(axis=2))
        drawn.append([getattr(one, name) for name in NAMES])
    low, high = np.percentile(np.array(drawn), (2.5, 97.5), axis=0)
    return of(results.mean(axis=2)), low, high
