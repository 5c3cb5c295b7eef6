"""What partners believe about one another: Beta beliefs learned from what they see and hear.

Row ``j`` of every matrix is the partner who believes, column ``i`` the one believed about.  Two beliefs are
kept apart: *reliability*, the share of its promise a partner delivers when it is at work, and *activity*, how
often it is at work at all.  In one belief a sleeping partner would look like a cheat.

Belief in a share p is Beta(alpha, beta) with mean ``alpha / (alpha + beta)``.  An observation of a ratio y
with weight w adds ``w y`` to alpha and ``w (1 - y)`` to beta, as w Bernoulli trials would (Gelman et al.,
Bayesian Data Analysis, section 2.4).  All functions are compiled, return new values and leave their arguments
alone.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from partnersim.theory.compiled import compiled

Array = NDArray[np.float64]


@compiled
def prior(mean: float, strength: float) -> tuple[float, float]:
    """Beta parameters of a belief with a given mean that counts like `strength` observations.

    Args:
        mean: expected share, in (0, 1).
        strength: alpha + beta, positive.

    Returns:
        (alpha, beta).
    """
    return mean * strength, (1.0 - mean) * strength


@compiled
def mean(alpha: Array, beta: Array) -> Array:
    """Expected share of a belief, ``alpha / (alpha + beta)``; arrays of any equal shape."""
    return alpha / (alpha + beta)


@compiled
def mean_knowing_oneself(alpha: Array, beta: Array, own: Array) -> Array:
    """Expected share of each in each one's eyes, where everybody knows its own.

    Args:
        alpha, beta: belief, shape (n, n) each.
        own: what each one's share truly is, shape (n,): the diagonal.

    Returns:
        shape (n, n).
    """
    n = own.shape[0]
    expected = np.empty((n, n))
    for j in range(n):
        for i in range(n):
            expected[j, i] = own[i] if i == j else alpha[j, i] / (alpha[j, i] + beta[j, i])
    return expected


@compiled
def updated(alpha: float, beta: float, observed: float, weight: float) -> tuple[float, float]:
    """Learn from one month's observation of one partner by another.

    ``alpha += w y``, ``beta += w (1 - y)``, y cut to [0, 1].  Where the weight is not positive nothing is
    learned and y is not looked at, so it may be NaN there.

    Args:
        alpha, beta: the belief.
        observed: ratio y of delivered to promised as it was seen.
        weight: observations it counts for.

    Returns:
        (alpha, beta).
    """
    if weight > 0.0:
        ratio = min(max(observed, 0.0), 1.0)
        return alpha + weight * ratio, beta + weight * (1.0 - ratio)
    return alpha, beta


@compiled
def faded(value: float, founding: float, rate: float) -> float:
    """Let evidence fade towards the founding belief, ``alpha <- alpha0 + (1 - rate)(alpha - alpha0)``.

    After t months of silence it counts ``(1 - rate)^t`` of what it did.

    Args:
        value: alpha or beta.
        founding: the same at the founding.
        rate: share lost per month, in [0, 1].
    """
    return founding + (1.0 - rate) * (value - founding)


@compiled
def as_visited(delivered: float, shock: float, error: float) -> float:
    """Ratio that a visitor sees: the truth with an error of measurement, ``clip(r_i + error z_ji, 0, 1)``.

    Args:
        delivered: true ratio r.
        shock: standard normal z of the pair.
        error: standard deviation of the error, not negative.
    """
    return min(max(delivered + error * shock, 0.0), 1.0)


@compiled
def as_reported(delivered: float, candour: float, boast: float) -> float:
    """Ratio that a partner reports of itself, the better the less candid it is.

    ``r + boast (1 - g)(1 - r)``: somebody fully candid (g = 1) tells the truth, and nobody claims more than
    all.

    Args:
        delivered: true ratio r in [0, 1].
        candour: g in [0, 1].
        boast: share of the shortfall that the least candid hide, in [0, 1].
    """
    return delivered + boast * (1.0 - candour) * (1.0 - delivered)


@compiled
def combined(first: float, first_weight: float, second: float, second_weight: float) -> tuple[float, float]:
    """Two sources about the same month as one observation: the weighted mean ratio and the summed weight.

    Args:
        first, second: ratios; not looked at where the weight is 0.
        first_weight, second_weight: their weights, not negative.

    Returns:
        (ratio, weight); the ratio is 0 where both weights are 0.
    """
    weight = first_weight + second_weight
    if weight <= 0.0:
        return 0.0, weight
    total = 0.0
    if first_weight > 0.0:
        total += first_weight * first
    if second_weight > 0.0:
        total += second_weight * second
    return total / weight, weight
