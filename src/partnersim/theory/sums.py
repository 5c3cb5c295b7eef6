"""Sums inside compiled rules: rounded once whatever the order, or in the order in which numpy adds.

numpy adds fewer than eight numbers one by one, and more of them in eight running sums. Other orders differ in the last
digit, and a plan that differs in the last digit is another run.
"""

from __future__ import annotations

import numpy as np

from partnersim.theory.compiled import compiled, compiled_inside

_LANES = 8


@compiled
def exact_sum(values):  # type: ignore[no-untyped-def]
    """Sum of a few numbers rounded once, as ``math.fsum`` gives it, whatever their order.

    What each addition loses is added up beside the sum (Neumaier 1974, "Rundungsfehleranalyse einiger Verfahren zur
    Summation endlicher Summen", ZAMM 54:39-51).

    Args:
        values: shape (n,), finite.
    """
    total, lost = 0.0, 0.0
    for value in values:
        grown = total + value
        arrived = grown - total
        lost += (total - (grown - arrived)) + (value - arrived)
        total = grown
    return total + lost


@compiled_inside
def summed(values, size):  # type: ignore[no-untyped-def]
    """Sum of the first ``size`` of a flat array; as numpy's up to 128 of them.

    Args:
        values: shape (m,), contiguous. size: how many of them, at most m.
    """
    total = 0.0
    done = 0
    if size >= _LANES:
        lanes = np.zeros(_LANES)
        while done + _LANES <= size:
            for j in range(_LANES):
                lanes[j] += values[done + j]
            done += _LANES
        total = ((lanes[0] + lanes[1]) + (lanes[2] + lanes[3])) + (
            (lanes[4] + lanes[5]) + (lanes[6] + lanes[7])
        )
    for j in range(done, size):
        total += values[j]
    return total


@compiled_inside
def summed_all(values):  # type: ignore[no-untyped-def]
    """Sum of all numbers of a contiguous array of two dimensions."""
    return summed(values.ravel(), values.size)


@compiled_inside
def summed_where(values, who):  # type: ignore[no-untyped-def]
    """Sum of the numbers of those in ``who``, both shape (n,)."""
    theirs = np.empty(values.size)
    count = 0
    for i in range(values.size):
        if who[i]:
            theirs[count] = values[i]
            count += 1
    return summed(theirs, count)


@compiled_inside
def mean_among(values, who):  # type: ignore[no-untyped-def]
    """Mean over ordered pairs of those in ``who``, each with itself too; values shape (n, n), somebody in ``who``.

    Column by column, as numpy takes ``values[who][:, who]``.
    """
    theirs = np.empty(values.size)
    count = 0
    for i in range(values.shape[1]):
        for j in range(values.shape[0]):
            if who[i] and who[j]:
                theirs[count] = values[j, i]
                count += 1
    return summed(theirs, count) / count
