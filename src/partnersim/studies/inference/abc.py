"""Approximate Bayesian computation with regression adjustment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit

Floats = NDArray[np.float64]

EDGE = 1e-6
"""How near the ends of its range a parameter may lie before its logit is taken."""

RIDGE = 1e-3
"""Penalty of the regression, in units of the weights' sum: it matters only where numbers say the same twice."""

FEWEST = 20
"""Accepted simulations below which nothing can be said."""

FREE = 1.5
"""Accepted simulations of equal weight for each number that the regression uses, at least."""


@dataclass(frozen=True)
class Simulated:
    """Simulations at parameters drawn from the prior, which is uniform in the unit cube.

    Attributes:
        points: parameters, shape (N, d), each between 0 and 1. numbers: what each gave, shape (N, k), all finite.
    """

    points: Floats
    numbers: Floats

    def __post_init__(self) -> None:
        if self.points.ndim != 2 or self.numbers.ndim != 2 or len(self.points) != len(self.numbers):
            raise ValueError("points (N, d) and numbers (N, k) need the same N")
        if not (np.all(np.isfinite(self.points)) and np.all(np.isfinite(self.numbers))):
            raise ValueError("points and numbers must be finite; leave out simulations that gave nothing")

    def without(self, place: int, /) -> Simulated:
        """The same without one simulation."""
        return Simulated(np.delete(self.points, place, axis=0), np.delete(self.numbers, place, axis=0))


@dataclass(frozen=True)
class Posterior:
    """Weighted draws.

    Attributes:
        points: shape (n, d), inside the unit cube. weights: shape (n,), sum 1.
        origins: row of each in the simulations, shape (n,). distance: of the farthest accepted, in errors.
    """

    points: Floats
    weights: Floats
    origins: NDArray[np.intp]
    distance: float

    @property
    def mean(self) -> Floats:
        """Weighted means, shape (d,)."""
        return np.asarray(self.weights @ self.points)

    @property
    def spread(self) -> Floats:
        """Weighted standard deviations, shape (d,)."""
        return np.asarray(np.sqrt(self.weights @ (self.points - self.mean) ** 2))

    @property
    def effective(self) -> float:
        """Draws of equal weight that would be worth as much."""
        return float(1.0 / np.sum(self.weights**2))

    def drawn(self, count: int, /, *, seed: int) -> Floats:
        """Draws of equal weight, with replacement, shape (count, d)."""
        chosen = np.random.default_rng(seed).choice(len(self.points), size=count, p=self.weights)
        return np.asarray(self.points[chosen])


def posterior(
    simulated: Simulated,
    observed: Sequence[float],
    errors: Sequence[float],
    /,
    *,
    share: float = 0.1,
    adjust: bool = True,
    seed: int = 1,
) -> Posterior:
    """Parameters that could have given the observed numbers.

    Each simulated number gets an error of the observation's size, so that a published number with a wide band asks
    for less. The nearest share of simulations is accepted, weighted by an Epanechnikov kernel of the distance (in
    errors, root mean square over numbers), and each parameter is moved on the logit scale by a weighted linear
    regression on the numbers to where the observed ones lie.

    Args:
        simulated: simulations from the prior.
        observed: published numbers, length k. errors: their standard errors, above zero.
        share: of simulations that are accepted. adjust: whether to move them by regression.
        seed: of the errors added.

    Raises:
        ValueError: lengths differ, an error is not above zero, or fewer than 20 simulations would be accepted.

    Source:
        Beaumont, Zhang and Balding (2002), Genetics 162(4); errors of observation: Wilkinson (2013), Statistical
        Applications in Genetics and Molecular Biology 12(2).
    """
    target, scale = np.asarray(observed, dtype=np.float64), np.asarray(errors, dtype=np.float64)
    if not target.shape == scale.shape == (simulated.numbers.shape[1],):
        raise ValueError(
            f"{len(target)} observed numbers, {len(scale)} errors; {simulated.numbers.shape[1]} needed"
        )
    if not np.all(scale > 0.0):
        raise ValueError("errors must be above zero")
    count = round(share * len(simulated.points))
    if count < FEWEST:
        raise ValueError(
            f"{count} of {len(simulated.points)} simulations accepted; {FEWEST} or more are needed"
        )
    seen = simulated.numbers + scale * np.random.default_rng(seed).standard_normal(simulated.numbers.shape)
    off = (seen - target) / scale
    distance = np.sqrt(np.mean(off**2, axis=1))
    nearest = np.argsort(distance, kind="stable")[: count + 1]
    reach = float(distance[nearest[-1]])
    nearest = nearest[:-1] if len(nearest) > count else nearest
    weights = (
        np.maximum(1.0 - (distance[nearest] / reach) ** 2, 0.0) if reach > 0.0 else np.ones(len(nearest))
    )
    if weights.sum() <= 0.0:
        weights = np.ones(len(nearest))
    weights = weights / weights.sum()
    points = simulated.points[nearest]
    if adjust:
        points = _moved(points, off[nearest], weights)
    return Posterior(points=points, weights=weights, origins=nearest, distance=reach)


def _moved(points: Floats, off: Floats, weights: Floats) -> Floats:
    """Parameters moved along a weighted regression of their logits on what is off, to where nothing is off.

    A regression on as many numbers as there are takes up some of the spread by chance alone, so that parameters of
    which nothing is known would look known; what is left is widened by the degrees of freedom that it used.
    """
    logits = logit(np.clip(points, EDGE, 1.0 - EDGE))
    centred, level = off - weights @ off, weights @ logits
    plain = (centred * weights[:, None]).T @ centred
    gram = plain + RIDGE * np.mean(np.diag(plain)) * np.eye(len(plain))
    slopes = np.linalg.solve(gram, (centred * weights[:, None]).T @ (logits - level))
    used = 1.0 + float(np.trace(np.linalg.solve(gram, plain)))
    effective = 1.0 / float(np.sum(weights**2))
    if effective < FREE * used:
        text = f"{effective:.0f} accepted simulations for {plain.shape[0]} numbers; accept {FREE * used:.0f} or more"
        raise ValueError(text)
    left = (logits - level - centred @ slopes) * np.sqrt(effective / (effective - used))
    return np.asarray(expit(level - (weights @ off) @ slopes + left))
