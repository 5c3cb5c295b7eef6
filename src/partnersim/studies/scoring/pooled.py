"""Random-effects meta-analysis: what other studies say of one that has not been seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

FEWEST = 2
"""Studies without which nothing can be pooled."""


@dataclass(frozen=True)
class Pooled:
    """A random-effects mean.

    Attributes:
        mean: weighted mean effect. error: its standard error. between: standard deviation of true effects between
            studies, 0 where they do not differ by more than their errors.
    """

    mean: float
    error: float
    between: float

    @property
    def spread_of_a_new_one(self) -> float:
        """Standard deviation of what is predicted for the true effect of a study that is not among them."""
        return float(np.hypot(self.error, self.between))


def random_effects(effects: Sequence[float], errors: Sequence[float], /) -> Pooled:
    """Pool effects by the moment estimator of the variance between studies.

    Args:
        effects: one per study. errors: their standard errors, above zero.

    Raises:
        ValueError: fewer than two studies, lengths that differ, or an error that is not above zero.

    Source:
        DerSimonian and Laird (1986), Controlled Clinical Trials 7(3).
    """
    y, s = np.asarray(effects, dtype=np.float64), np.asarray(errors, dtype=np.float64)
    if y.shape != s.shape or len(y) < FEWEST:
        raise ValueError(
            f"{len(y)} effects and {len(s)} errors: two or more studies are needed, each with both"
        )
    if not np.all(s > 0.0):
        raise ValueError("standard errors must be above zero")
    weight = s**-2
    fixed = float(np.sum(weight * y) / np.sum(weight))
    excess = float(np.sum(weight * (y - fixed) ** 2)) - (len(y) - 1)
    scale = float(np.sum(weight) - np.sum(weight**2) / np.sum(weight))
    between = max(0.0, excess / scale)
    weight = 1.0 / (s**2 + between)
    return Pooled(
        mean=float(np.sum(weight * y) / np.sum(weight)),
        error=float(np.sum(weight) ** -0.5),
        between=between**0.5,
    )


def others_pooled(effects: Sequence[float], errors: Sequence[float], /) -> list[Pooled]:
    """For each study the random-effects mean of all others.

    Raises:
        ValueError: fewer than three studies, or as `random_effects`.
    """
    if len(effects) <= FEWEST:
        raise ValueError(f"{len(effects)} studies: three or more are needed to leave one out")
    return [
        random_effects(
            [*effects[:place], *effects[place + 1 :]],
            [*errors[:place], *errors[place + 1 :]],
        )
        for place in range(len(effects))
    ]
