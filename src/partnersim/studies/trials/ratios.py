"""Ratios of two effects of a trial: of two rounds, or of two arms, with an interval over replicates."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from partnersim.scenario.experiments.trial_outcomes import Outcome

NAN = float("nan")


class Ratio(NamedTuple):
    """A ratio of means and the ends of its 95 percent interval; NaN where there is none."""

    mean: float
    low: float
    high: float


def ratio_of_means(above: ArrayLike, below: ArrayLike, /) -> Ratio:
    """Mean of ``above`` over mean of ``below`` with Fieller's interval (Fieller 1954), both paired by replicate.

    The ends are the ratios r at which the mean of ``above - r below`` just does not differ from zero at 5 percent
    (Student's t over n replicates). There is no interval where the mean of ``below`` itself does not differ from zero.

    Args:
        above, below: shape (n,) each.
    """
    a, b = (np.asarray(values, dtype=np.float64) for values in (above, below))
    sure = np.isfinite(a) & np.isfinite(b)
    a, b = a[sure], b[sure]
    n = len(a)
    if n == 0 or b.mean() == 0.0:
        return Ratio(NAN, NAN, NAN)
    ratio = float(a.mean() / b.mean())
    if n == 1:
        return Ratio(ratio, NAN, NAN)
    t2 = float(special.stdtrit(n - 1, 0.975)) ** 2
    cov = np.cov(a, b) / n
    square = b.mean() ** 2 - t2 * cov[1, 1]
    if square <= 0.0:
        return Ratio(ratio, NAN, NAN)
    middle = a.mean() * b.mean() - t2 * cov[0, 1]
    inside = middle**2 - square * (a.mean() ** 2 - t2 * cov[0, 0])
    half = math.sqrt(max(0.0, inside))
    return Ratio(ratio, float((middle - half) / square), float((middle + half) / square))


def with_ratios(rows: list[dict[str, Any]], outcomes: Sequence[Outcome], /) -> list[dict[str, Any]]:
    """The rows of a replicate, those of ratios with both effects (``above``, ``below``) and the one over the other.

    Rows of a trial without ratios are left as they are.
    """
    if not any(outcome.over for outcome in outcomes):
        return rows
    by_name = {outcome.name: outcome for outcome in outcomes}
    effects = {(row["outcome"], row["arm"], row["way"]): row["effect"] for row in rows}
    made = []
    for row in rows:
        outcome = by_name[row["outcome"]]
        told: dict[str, Any] = {"above": NAN, "below": NAN}
        if outcome.over is not None:
            below = effects.get((outcome.over, outcome.over_arm or row["arm"], row["way"]), NAN)
            ratio = row["effect"] / below if below else NAN
            told = {"above": row["effect"], "below": below, "effect": ratio, "se": NAN, "significant": NAN}
        made.append({**row, **told})
    return made
