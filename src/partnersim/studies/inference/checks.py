"""Whether a posterior is honest, and which parameters the numbers tell apart."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.stats import chi2

from partnersim.studies.inference.abc import Floats, Posterior, Simulated, posterior

PRIOR_SPREAD = 12.0**-0.5
"""Standard deviation of a uniform share."""

DRAWS = 99
"""Posterior draws among which the true value is ranked: ranks 0 to 99."""


def identified(found: Posterior, /) -> Floats:
    """Spread of each parameter after over before, shape (d,): 1 where the numbers say nothing, 0 where they say all."""
    return found.spread / PRIOR_SPREAD


def rank_histograms(
    simulated: Simulated,
    errors: Sequence[float],
    /,
    *,
    trials: int,
    bins: int = 10,
    share: float = 0.1,
    adjust: bool = True,
    seed: int = 1,
) -> NDArray[np.int64]:
    """How often the true value of a parameter has which rank among draws of its posterior.

    Simulations are taken in turn as what was observed (with an error of the observation's size) and left out of what
    the posterior is made from. If posteriors are honest, ranks are even: too narrow ones fill the ends, too wide ones
    the middle, biased ones one side.

    Args:
        simulated: simulations from the prior. errors: standard errors of the observed numbers, length k.
        trials: simulations taken as observed, the first ones. bins: of the histogram; they divide 100 evenly.
        share, adjust: as of `posterior`. seed: of errors and draws.

    Returns:
        Counts, shape (d, bins).

    Raises:
        ValueError: more trials than simulations, bins that do not divide 100, or as `posterior`.

    Source:
        Talts et al. (2018), Validating Bayesian inference algorithms with simulation-based calibration.
    """
    if trials > len(simulated.points) or (DRAWS + 1) % bins:
        raise ValueError(
            f"{trials} trials of {len(simulated.points)} simulations, {bins} bins of {DRAWS + 1} ranks"
        )
    scale = np.asarray(errors, dtype=np.float64)
    counts = np.zeros((simulated.points.shape[1], bins), dtype=np.int64)
    for place in range(trials):
        chance = np.random.default_rng([seed, place])
        observed = simulated.numbers[place] + scale * chance.standard_normal(len(scale))
        found = posterior(
            simulated.without(place),
            list(observed),
            list(scale),
            share=share,
            adjust=adjust,
            seed=seed + place,
        )
        below = np.sum(found.drawn(DRAWS, seed=seed + place) < simulated.points[place], axis=0)
        counts[np.arange(len(below)), below * bins // (DRAWS + 1)] += 1
    return counts


def uniform_p_values(counts: NDArray[np.int64], /) -> Floats:
    """Chance of counts as uneven as these if ranks were even, by Pearson's statistic, shape (d,)."""
    expected = counts.sum(axis=1, keepdims=True) / counts.shape[1]
    statistic = np.sum((counts - expected) ** 2 / expected, axis=1)
    return np.asarray(chi2.sf(statistic, counts.shape[1] - 1))
