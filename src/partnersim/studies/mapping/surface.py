"""A smooth surface through noisy values at points of the unit square: a Gaussian process. Knows nothing of simulation.

Source: Rasmussen and Williams 2006, Gaussian Processes for Machine Learning, chapters 2 and 5; the cross-validation
formula is theirs (5.12).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import cho_factor, cho_solve
from scipy.optimize import minimize

Floats = NDArray[np.float64]

_SHORTEST, _LONGEST = 0.08, 4.0
"""Lengths, as parts of a side, between which values may lose touch: shorter ones could follow noise alone."""
_STARTS = ((0.3, 0.3), (1.0, 1.0), (0.3, 1.5), (1.5, 0.3))
_LEAST_NOISE = 1e-6
_FAR = 1e25


@dataclass(frozen=True, kw_only=True)
class Surface:
    """A fitted surface.

    Attributes:
        points: of the unit square, shape (n, 2). values: at them, (n,). noise: variance of each, (n,).
        lengths: over which values lose touch, (2,). height: variance of the surface. rough: variance of what is not
            smooth, beside the noise. middle, scale: of values, by which they are made standard.
    """

    points: Floats
    values: Floats
    noise: Floats
    lengths: Floats
    height: float
    rough: float
    middle: float
    scale: float

    def at(self, where: Floats, /) -> tuple[Floats, Floats]:
        """Mean and standard deviation of the smooth surface at points, shape (m, 2), in the unit of values."""
        factor, weights = self._solved()
        between = self.height * _correlation(where, self.points, self.lengths)
        mean = between @ weights
        spread = self.height - np.einsum("ij,ji->i", between, cho_solve(factor, between.T))
        return self.middle + self.scale * mean, self.scale * np.sqrt(np.maximum(spread, 0.0))

    def left_out(self) -> Floats:
        """What each point's value would be said to be by all others, (n,)."""
        factor, weights = self._solved()
        inverse = cho_solve(factor, np.eye(len(self.values)))
        return self.values - self.scale * weights / np.diag(inverse)

    def with_point(self, point: Floats, noise: float, /) -> Surface:
        """The same surface with one more point at which its mean is found again; lengths stay."""
        mean, _ = self.at(point[None])
        return Surface(
            points=np.vstack([self.points, point]), values=np.append(self.values, mean),
            noise=np.append(self.noise, noise), lengths=self.lengths, height=self.height, rough=self.rough,
            middle=self.middle, scale=self.scale,
        )  # fmt: skip

    def _solved(self) -> tuple[tuple[Floats, bool], Floats]:
        standard = (self.values - self.middle) / self.scale
        covariance = _covariance(
            self.points, self.lengths, self.height, self.rough, self.noise / self.scale**2
        )
        factor = cho_factor(covariance, lower=True)
        return factor, cho_solve(factor, standard)


def fitted_surface(
    points: Floats, values: Floats, noise: Floats, /, *, near: Surface | None = None
) -> Surface:
    """The surface that makes the values most likely.

    Args:
        points: of the unit square, shape (n, 2). values: at them, (n,). noise: variance of each value, (n,).
        near: a surface that is nearly the same, from which the search begins; it is faster.

    Raises:
        ValueError: there are fewer than four points.
    """
    if len(points) < 4:
        raise ValueError("a surface needs four points or more")
    middle, scale = float(values.mean()), float(values.std()) or 1.0
    standard, within = (values - middle) / scale, noise / scale**2

    def unlikely(logs: Floats) -> float:
        lengths, height, rough = np.exp(logs[:2]), np.exp(logs[2]), np.exp(logs[3])
        try:
            factor = cho_factor(_covariance(points, lengths, height, rough, within), lower=True)
        except np.linalg.LinAlgError:
            return _FAR
        fit = 0.5 * standard @ cho_solve(factor, standard) + np.log(np.diag(factor[0])).sum()
        return float(
            fit + 0.5 * ((logs[:2] / 1.5) ** 2).sum()
        )  # lengths are more likely near one side than far off

    ends = [(np.log(_SHORTEST), np.log(_LONGEST))] * 2 + [
        (np.log(1e-3), np.log(20.0)),
        (np.log(1e-6), np.log(1.0)),
    ]
    starts = [np.log([*lengths, 1.0, 0.01]) for lengths in _STARTS]
    if near is not None:
        starts = [np.log([*near.lengths, near.height, near.rough])]
    best = min(
        (minimize(unlikely, start, bounds=ends, method="L-BFGS-B") for start in starts),
        key=lambda found: float(found.fun),
    )  # fmt: skip
    return Surface(
        points=points, values=values, noise=noise, lengths=np.exp(best.x[:2]), height=float(np.exp(best.x[2])),
        rough=float(np.exp(best.x[3])), middle=middle, scale=scale,
    )  # fmt: skip


def explained(surface: Surface, /) -> float:
    """Q2: share of the spread of values that the surface foretells for points left out; at most 1.

    ``1 - sum (value - foretold)^2 / sum (value - mean)^2``; 0 where all values are the same.
    """
    spread = float(((surface.values - surface.values.mean()) ** 2).sum())
    missed = float(((surface.values - surface.left_out()) ** 2).sum())
    return 1.0 - missed / spread if spread > 0.0 else 0.0


def _covariance(points: Floats, lengths: Floats, height: float, rough: float, noise: Floats) -> Floats:
    smooth = height * _correlation(points, points, lengths)
    return smooth + np.diag(rough + np.maximum(noise, _LEAST_NOISE))


def _correlation(one: Floats, other: Floats, lengths: Floats) -> Floats:
    """Matern with smoothness 5/2, shape (n, m)."""
    apart = (one[:, None] - other[None]) / lengths
    distance = np.sqrt(5.0 * (apart**2).sum(axis=2))
    return np.asarray((1.0 + distance + distance**2 / 3.0) * np.exp(-distance))
