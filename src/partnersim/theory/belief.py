"""What partners believe about one another: Beta beliefs learned from what they see and hear.

Row ``j`` of every matrix is the partner who believes, column ``i`` the one believed about.  Two beliefs are
kept apart: *reliability*, the share of its promise a partner delivers when it is at work, and *activity*, how
often it is at work at all.  In one belief a sleeping partner would look like a cheat.

Belief in a share p is Beta(alpha, beta) with mean ``alpha / (alpha + beta)``.  An observation of a ratio y
with weight w adds ``w y`` to alpha and ``w (1 - y)`` to beta, as w Bernoulli trials would (Gelman et al.,
Bayesian Data Analysis, section 2.4).  All functions are compiled, return new arrays and leave their arguments
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
def update(alpha: Array, beta: Array, observed: Array, weight: Array) -> tuple[Array, Array]:
    """Learn from one month's observations.

    ``alpha += w y``, ``beta += w (1 - y)``, y cut to [0, 1].  Where the weight is not positive nothing is
    learned and y is not looked at, so it may be NaN there.  A frozen belief is one with all weights zero.

    Args:
        alpha: belief, shape (n, n).
        beta: belief, shape (n, n).
        observed: ratio y of delivered to promised as j sees it of i, shape (n, n).
        weight: observations it counts for, shape (n, n).

    Returns:
        (alpha, beta), new, shape (n, n).
    """
    new_alpha = alpha.copy()
    new_beta = beta.copy()
    rows, columns = alpha.shape
    for j in range(rows):
        for i in range(columns):
            if weight[j, i] > 0.0:
                ratio = min(max(observed[j, i], 0.0), 1.0)
                new_alpha[j, i] += weight[j, i] * ratio
                new_beta[j, i] += weight[j, i] * (1.0 - ratio)
    return new_alpha, new_beta


@compiled
def forget(
    alpha: Array, beta: Array, prior_alpha: Array, prior_beta: Array, rate: float
) -> tuple[Array, Array]:
    """Let evidence fade towards the prior.

    ``alpha <- alpha0 + (1 - rate)(alpha - alpha0)``, the same for beta: after t months of silence the
    evidence counts ``(1 - rate)^t`` of what it did.

    Args:
        alpha: belief, shape (n, n).
        beta: belief, shape (n, n).
        prior_alpha: prior, shape (n, n).
        prior_beta: prior, shape (n, n).
        rate: share lost per month, in [0, 1].
    """
    keep = 1.0 - rate
    return prior_alpha + keep * (alpha - prior_alpha), prior_beta + keep * (beta - prior_beta)


@compiled
def visit_observation(delivered: Array, shock: Array, error: float) -> Array:
    """Ratio that a visitor sees: the truth with an error of measurement, ``clip(r_i + error z_ji, 0, 1)``.

    Args:
        delivered: true ratio r, shape (n,).
        shock: standard normal z by pair, shape (n, n).
        error: standard deviation of the error, not negative.

    Returns:
        shape (n, n).
    """
    n = delivered.size
    seen = np.empty((n, n))
    for j in range(n):
        for i in range(n):
            seen[j, i] = min(max(delivered[i] + error * shock[j, i], 0.0), 1.0)
    return seen


@compiled
def report(delivered: Array, candour: Array, boast: float) -> Array:
    """Ratio that a partner reports of itself, the better the less candid it is.

    ``r + boast (1 - g)(1 - r)``: somebody fully candid (g = 1) tells the truth, and nobody claims more than
    all.

    Args:
        delivered: true ratio r in [0, 1], shape (n,).
        candour: g in [0, 1], shape (n,).
        boast: share of the shortfall that the least candid hide, in [0, 1].

    Returns:
        shape (n,).
    """
    return delivered + boast * (1.0 - candour) * (1.0 - delivered)


@compiled
def combine(first: Array, first_weight: Array, second: Array, second_weight: Array) -> tuple[Array, Array]:
    """Two sources about the same month as one observation: the weighted mean ratio and the summed weight.

    Args:
        first: ratios, shape (n, n).
        first_weight: their weights, shape (n, n), not negative.
        second: ratios, shape (n, n).
        second_weight: their weights, shape (n, n), not negative.

    Returns:
        (ratio, weight), shape (n, n); the ratio is 0 where both weights are 0.
    """
    weight = first_weight + second_weight
    ratio = np.zeros(weight.shape)
    for j in range(weight.shape[0]):
        for i in range(weight.shape[1]):
            if weight[j, i] > 0.0:
                total = 0.0
                if first_weight[j, i] > 0.0:
                    total += first_weight[j, i] * first[j, i]
                if second_weight[j, i] > 0.0:
                    total += second_weight[j, i] * second[j, i]
                ratio[j, i] = total / weight[j, i]
    return ratio, weight


@compiled
def update_both(
    alpha: Array,
    beta: Array,
    active_alpha: Array,
    active_beta: Array,
    observed: Array,
    weight: Array,
    active: NDArray[np.bool_],
    seen_weight: Array,
) -> tuple[Array, Array, Array, Array]:
    """Learn reliability and activity together.

    Activity learns from whether i was at work, with `seen_weight`.  Reliability learns from the ratio with
    `weight`, but only about partners that were at work: sleep says nothing about keeping promises.

    Args:
        alpha: reliability, shape (n, n).
        beta: reliability, shape (n, n).
        active_alpha: activity, shape (n, n).
        active_beta: activity, shape (n, n).
        observed: as in `update`, shape (n, n).
        weight: as in `update`, shape (n, n).
        active: whether i was at work, shape (n,), bool.
        seen_weight: weight of the month for activity, shape (n, n).

    Returns:
        (alpha, beta, active_alpha, active_beta), new.
    """
    rows, columns = alpha.shape
    working_weight = weight.copy()
    at_work = np.empty((rows, columns))
    for j in range(rows):
        for i in range(columns):
            at_work[j, i] = 1.0 if active[i] else 0.0
            if not active[i]:
                working_weight[j, i] = 0.0
    new_alpha, new_beta = update(alpha, beta, observed, working_weight)
    new_active_alpha, new_active_beta = update(active_alpha, active_beta, at_work, seen_weight)
    return new_alpha, new_beta, new_active_alpha, new_active_beta
