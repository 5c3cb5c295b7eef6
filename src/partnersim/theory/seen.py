"""The one chance of being seen: what a visit sees, and what several partners together see."""

from __future__ import annotations

import numpy as np

from partnersim.theory.arrays import Floats
from partnersim.theory.compiled import compiled


@compiled
def seen_by_one(per_visit: float, visits: float, others: int) -> float:
    """Chance that a partner who spreads its visits over ``others`` sees one of them, ``1 - (1 - v)^(visits / others)``.

    Args:
        per_visit: v, chance that a visit sees the delivery of the month. visits: visits it makes in the month.
        others: partners it visits, at least 1.
    """
    return 1.0 - (1.0 - per_visit) ** (visits / others)


@compiled
def seen_by_any(chances: Floats) -> Floats:
    """Chance that at least one of several sees it, ``1 - prod_j (1 - o_ji)``, over the rows, shape (n,).

    Args:
        chances: o, chance that j sees i, shape (those who look, n).
    """
    n = chances.shape[1]
    seen = np.empty(n)
    for i in range(n):
        missed = 1.0
        for j in range(chances.shape[0]):
            missed *= 1.0 - chances[j, i]
        seen[i] = 1.0 - missed
    return seen


def seen_as_agreed(per_visit: float, visits: float) -> float:
    """Chance to be seen by at least one of the others if all pay their visits, ``1 - (1 - v)^visits``.

    Of m - 1 others each sees with `seen_by_one`; their exponents ``visits / (m - 1)`` add up to the visits of one.
    """
    return float(1.0 - (1.0 - per_visit) ** visits)
