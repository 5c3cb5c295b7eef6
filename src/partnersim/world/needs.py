"""What the poor need from each aspect of the work: true weights, their history and their base."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from partnersim.scenario.aspects import ASPECTS
from partnersim.scenario.programme import NeedWeights

Floats = NDArray[np.float64]

_SMALLEST = 1e-6


class NeedsState:
    """True weights of the five aspects.

    Attributes:
        base: weights at the start, shape (5,), summing to one.
        walk: log drift since the start, shape (5,).
        weights: true weights this month, shape (5,), summing to one.
        history: true weights of the months so far, newest last; element 0 is the start.
        met_idr: effective rupiah of this month's work by all, in and outside agreements, counted by how well it
            fits the needs of each hamlet.
    """

    def __init__(self, part: NeedWeights) -> None:
        given = np.array([max(getattr(part, aspect), _SMALLEST) for aspect in ASPECTS])
        self.base: Floats = given / given.sum()
        self.walk: Floats = np.zeros(len(ASPECTS))
        self.weights: Floats = self.base.copy()
        self.history: list[Floats] = [self.base]
        self.met_idr = 0.0

    def record(self, weights: Floats) -> None:
        """File this month's true weights, scaled to sum to one."""
        self.weights = weights / weights.sum()
        self.history.append(self.weights)

    def known(self, months_ago: float) -> Floats:
        """Weights as they were so many months ago, between months interpolated; the start if older."""
        back = min(max(months_ago, 0.0), len(self.history) - 1.0)
        whole = int(back)
        newer = self.history[-1 - whole]
        if whole == back:
            return newer
        older = self.history[-2 - whole]
        return newer + (back - whole) * (older - newer)
