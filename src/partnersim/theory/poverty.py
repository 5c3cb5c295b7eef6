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
def fgt(consumption: Array, line: Array, weight: Array) -> tuple[float, float, float]:
    """Headcount, gap and severity of Foster, Greer and Thorbecke in one pass.

    ``P_a = sum_i w_i [y_i < z_i] ((z_i - y_i) / z_i)^a / sum_i w_i`` for a = 0, 1, 2.  A consumption at
    the line is not poor; a negative one counts as zero, so that the gap never exceeds one.

    Args:
        consumption: y, shape (n,), rupiah per person and month.
        line: z, shape (n,), positive, same unit (it may differ between places).
        weight: w, shape (n,), persons.

    Returns:
        (P0, P1, P2), each in [0, 1].

    Source:
        Foster, Greer and Thorbecke (1984), Econometrica 52(3).
    """
    total = 0.0
    headcount = 0.0
    gap = 0.0
    severity = 0.0
    for i in range(consumption.size):
        total += weight[i]
        if consumption[i] < line[i]:
            shortfall = (line[i] - max(consumption[i], 0.0)) / line[i]
            headcount += weight[i]
            gap += weight[i] * shortfall
            severity += weight[i] * shortfall * shortfall
    if total <= 0.0:
        return np.nan, np.nan, np.nan
    return headcount / total, gap / total, severity / total


@compiled
def watts(consumption: Array, line: Array, weight: Array) -> float:
    """Watts index of poverty.

    ``sum_i w_i [y_i < z_i] log(z_i / y_i) / sum_i w_i``; infinite where a row of some weight consumes
    nothing.

    Args:
        consumption: as in `fgt`.
        line: as in `fgt`.
        weight: as in `fgt`.

    Source:
        Watts (1968); Zheng (1993), Economics Letters 42.
    """
    total = 0.0
    index = 0.0
    for i in range(consumption.size):
        total += weight[i]
        if weight[i] > 0.0 and consumption[i] < line[i]:
            if consumption[i] <= 0.0:
                return np.inf
            index += weight[i] * np.log(line[i] / consumption[i])
    return index / total if total > 0.0 else np.nan


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


@compiled
def weighted_mean(value: Array, weight: Array) -> float:
    """Weighted mean; NaN if there is no weight."""
    total = weight.sum()
    return (value * weight).sum() / total if total > 0.0 else np.nan
