"""Sums inside compiled rules whose last digit does not depend on the order."""

from __future__ import annotations

from partnersim.theory.compiled import compiled


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
