"""Poverty and inequality of a weighted population.

A weight is the number of persons a row stands for: household size times the sampling weight.  All
functions are compiled and take positional arrays; a row of weight zero counts for nothing.  An empty
population, or one of no weight, has no index: the answer is NaN, never zero.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from partnersim.theory.compiled import compiled

Array = NDArray[np.float64]


@compiled
def gini(value: Array, weight: Array) -> float:
    """Weighted Gini coefficient, by one sort, O(n log n).

    ``G = 1 - sum_i w_i (S_(i-1) + S_i) / (W S_n)`` over rows sorted by value, S the running sum of
    ``w y``: twice the area between the Lorenz curve and the diagonal.  Splitting a row into two of half
    the weight changes nothing.

    Args:
        value: y, shape (n,); negative values are allowed, and the index may then exceed one.
        weight: w, shape (n,), not negative.

    Returns:
        G; 0 if all are equal, NaN if the total of ``w y`` is not positive.
    """
    order = np.argsort(value)
    # Compensation keeps the running sums good to the last digits for millions of rows.
    total_weight = 0.0
    running = 0.0
    lost = 0.0
    area = 0.0
    for index in order:
        w = weight[index]
        before = running
        step = w * value[index] - lost
        running = before + step
        lost = (running - before) - step
        total_weight += w
        area += w * (before + running)
    if total_weight <= 0.0 or running <= 0.0:
        return np.nan
    return 1.0 - area / (total_weight * running)


@compiled
def gini_by_row(value: Array, weight: Array) -> Array:
    """`gini` of each row.

    Args:
        value: shape (T, n). weight: same shape.

    Returns:
        shape (T,).
    """
    answer = np.empty(value.shape[0])
    for t in range(value.shape[0]):
        answer[t] = gini(value[t], weight[t])
    return answer


@compiled
def quantile(value: Array, weight: Array, probability: Array) -> Array:
    """Weighted quantiles, one for each p.

    The smallest value at or below which at least a share p of the weight lies: the inverse of the weighted
    distribution function, without interpolation; it is always one of the values.

    Args:
        value: shape (n,).
        weight: shape (n,), not negative.
        probability: p, shape (m,), in [0, 1], in any order.

    Returns:
        shape (m,); NaN if there is no weight.
    """
    answer = np.full(probability.size, np.nan)
    order = np.argsort(value)
    cumulative = np.empty(value.size)
    running = 0.0
    last = -1
    for position in range(value.size):
        running += weight[order[position]]
        cumulative[position] = running
        if weight[order[position]] > 0.0:
            last = position
    if last < 0:
        return answer
    for j in range(probability.size):
        # The tolerance keeps p = 0.3 from stepping past a cumulated 0.1 + 0.1 + 0.1.
        wanted = probability[j] * running * (1.0 - 1e-12)
        position = np.searchsorted(cumulative, wanted, side="left")
        position = min(position, last)
        while weight[order[position]] <= 0.0:
            position += 1
        answer[j] = value[order[position]]
    return answer
