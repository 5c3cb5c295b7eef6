"""A quick stand-in for runs over many levers: a Gaussian process with bands that are checked on points left out.

Knows nothing of simulation. Values are differences from a point at which the difference is 0, so its mean far from all
points is 0. Source: Rasmussen and Williams 2006, Gaussian Processes for Machine Learning, chapters 2 and 5 (slopes of
the likelihood: 5.9); additive kernels: Duvenaud, Nickisch and Rasmussen 2011; the widening of bands by what points left
out missed: Vovk, Gammerman and Shafer 2005, Algorithmic Learning in a Random World.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import cho_factor, cho_solve, solve_triangular
from scipy.optimize import minimize

Floats = NDArray[np.float64]

LEVEL = 0.95
FOLDS = 10
"""In so many parts points are left out in turn."""

_JITTER = 1e-8
_RIDGE = 1.0
_FAR = 1e25
_REACHES, _HEIGHTS, _ROUGHS = (0.05, 50.0), (1e-4, 30.0), (1e-6, 1.0)
_NORMAL_95 = 1.959963984540054


@dataclass(frozen=True, kw_only=True)
class Surrogate:
    """What is known of one outcome at points of a design, and how far that reaches.

    Attributes:
        points: a column per lever, (n, levers): numbers from 0 to 1 where the lever's positions have an order, else the
            number of the position. values: the outcome there, (n,).
        positions: how many each lever has, 0 where they have an order, (levers,).
        reach: distance over which values of a lever lose touch, (levers,); large where the lever does nothing.
        alone, together: variance of what levers do one by one, and of what they do together, in units of ``scale``.
        rough: variance of what is not smooth. scatter: standard deviation of a value by the luck of its runs, in units
            of ``scale``: a constant and what each position adds, as `_columns` orders them. scale: of the values.
        widened: factor on the standard deviation that makes bands cover 95 % of points left out.
    """

    points: Floats
    values: Floats
    positions: NDArray[np.int64]
    reach: Floats
    alone: float
    together: float
    rough: float
    scatter: Floats
    scale: float
    widened: float = _NORMAL_95

    def at(self, where: Floats, /) -> tuple[Floats, Floats]:
        """Value and half-width of its 95 % band for what runs would say at points, (m, levers)."""
        factor, weights = self._solved
        between = self._smooth(where, self.points)
        spread = self.alone + self.together - np.einsum("ij,ji->i", between, cho_solve(factor, between.T))
        luck = _scattered(_columns(where, self.positions), self.scatter)
        deviation = np.sqrt(np.maximum(spread, 0.0) + self.rough + luck)
        return self.scale * (between @ weights), self.widened * self.scale * deviation

    def with_point(self, point: Floats, value: float, /) -> Surrogate:
        """The same with one more point, (levers,), that has been run."""
        grown = replace(self, points=np.vstack([self.points, point]), values=np.append(self.values, value))
        if "_solved" in self.__dict__:  # only the new row is worked out: visitors wait for it
            (lower, _), _ = self._solved
            grown.__dict__["_solved"] = grown._solved_beyond(lower)
        return grown

    def _smooth(self, one: Floats, other: Floats) -> Floats:
        return _correlation(one, other, self.positions, self.reach, self.alone, self.together)

    @cached_property
    def _solved(self) -> tuple[tuple[Floats, bool], Floats]:
        luck = _scattered(_columns(self.points, self.positions), self.scatter)
        covariance = self._smooth(self.points, self.points) + np.diag(_noise(luck, self.rough))
        factor = cho_factor(covariance, lower=True)
        return factor, cho_solve(factor, self.values / self.scale)

    def _solved_beyond(self, lower: Floats) -> tuple[tuple[Floats, bool], Floats]:
        """As `_solved`, from the Cholesky factor of all points but the last, (n - 1, n - 1)."""
        last, n = self.points[-1:], len(self.points)
        covariance = self._smooth(last, self.points)[0]
        luck = float(_scattered(_columns(last, self.positions), self.scatter)[0])
        row = solve_triangular(lower, covariance[:-1], lower=True)
        grown = np.zeros((n, n))
        grown[:-1, :-1], grown[-1, :-1] = lower, row
        grown[-1, -1] = np.sqrt(covariance[-1] + luck + self.rough + _JITTER - row @ row)
        return (grown, True), cho_solve((grown, True), self.values / self.scale)


def fitted(
    points: Floats,
    values: Floats,
    scatter: Floats,
    positions: NDArray[np.int64],
    /,
    *,
    near: Surrogate | None = None,
) -> Surrogate:
    """The surrogate that makes the values most likely.

    How far luck moves a value differs from point to point by orders of magnitude: it is told from the positions of the
    levers by a sum (ridge regression), as the values are from more than that.

    Args:
        points: (n, levers); the first is the one from which differences are taken. values: (n,). scatter: standard
            deviation of each value by the luck of its runs, (n,). positions: (levers,). near: where the search begins:
            a surrogate of nearly the same points.

    Raises:
        ValueError: there are fewer points than four.
    """
    if len(points) < 4:
        raise ValueError("a surrogate needs four points or more")
    levers, scale = points.shape[1], float(np.sqrt(np.mean(values**2))) or 1.0
    ends = [tuple(np.log(end)) for end in (*[_REACHES] * levers, _HEIGHTS, _HEIGHTS, _ROUGHS)]
    if near is None:
        start = np.log([*[2.0] * levers, 1.0, 1.0, 0.05])
    else:
        start = np.log([*near.reach, near.alone, near.together, near.rough])
    columns = _columns(points, positions)
    penalty = np.diag([0.0, *[_RIDGE] * (columns.shape[1] - 1)])
    luck = np.linalg.solve(columns.T @ columns + penalty, columns.T @ (scatter / scale)).astype(np.float64)
    known = points, values / scale, _scattered(columns, luck), positions
    best = minimize(unlikely, start, known, "L-BFGS-B", jac=True, bounds=ends, options={"maxiter": 200}).x
    alone, together, rough = (float(value) for value in np.exp(best[levers:]))
    return Surrogate(
        points=points, values=values, positions=positions, reach=np.exp(best[:levers]), alone=alone, together=together,
        rough=rough, scatter=luck, scale=scale,
    )  # fmt: skip


def checked(
    surrogate: Surrogate, scatter: Floats, of: Sequence[int] | NDArray[np.int64], /
) -> tuple[Surrogate, float]:
    """The same with bands as wide as it takes to cover 95 % of some points, and Q2: the share of their spread foretold.

    A tenth of these points is left out at a time and foretold by a surrogate that is *fitted* without them. One that
    was fitted with them knows them: its bands are too narrow and it seems to foretell more than it does.

    Args:
        surrogate: fitted to all points. scatter: what it was fitted with, (n,). of: places of the points that are
            left out in turn, ten or more.
    """
    chosen = np.asarray(of)
    foretold, deviation = np.empty(len(chosen)), np.empty(len(chosen))
    for fold in range(FOLDS):
        left_out = chosen[fold::FOLDS]
        keep = np.setdiff1d(np.arange(len(surrogate.values)), left_out)
        kept = surrogate.points[keep], surrogate.values[keep], scatter[keep], surrogate.positions
        others = fitted(*kept, near=surrogate)
        mean, half = others.at(surrogate.points[left_out])
        foretold[fold::FOLDS], deviation[fold::FOLDS] = mean, half / others.widened
    values = surrogate.values[chosen]
    missed = np.sort(np.abs(values - foretold) / deviation)
    place = min(len(missed), math.ceil(LEVEL * (len(missed) + 1)))
    spread = float(((values - values.mean()) ** 2).sum())
    explained = 1.0 - float(((values - foretold) ** 2).sum()) / spread if spread > 0.0 else 0.0
    return replace(surrogate, widened=float(missed[place - 1])), explained


def unlikely(
    logs: Floats, points: Floats, values: Floats, luck: Floats, positions: NDArray[np.int64], /
) -> tuple[float, Floats]:
    """How unlikely values are, and how fast that changes, up to a constant.

    Minus the logarithm of their probability, and of that of reaches: lengths far from 1 are less likely.

    Args:
        logs: logarithms of the reaches, and of ``alone``, ``together`` and ``rough``, (levers + 3,).
        points: (n, levers). values: in units of their scale, (n,). luck: variance of each by it, (n,).
        positions: (levers,).
    """
    levers = points.shape[1]
    reach, (alone, together, rough) = np.exp(logs[:levers]), np.exp(logs[levers:])
    alike, slopes = _alike(points, points, positions, reach, slopes=True)
    product = np.prod(alike, axis=0)
    smooth = alone * alike.mean(axis=0) + together * product
    try:
        factor = cho_factor(smooth + np.diag(_noise(luck, rough)), lower=True)
    except np.linalg.LinAlgError:
        return _FAR, np.zeros(len(logs))
    weights = cho_solve(factor, values)
    pull = 0.5 * (cho_solve(factor, np.eye(len(values))) - np.outer(weights, weights))
    by_reach = np.einsum("ij,lij,lij->l", pull, slopes, alone / levers + together * product / alike)
    slope = np.array([
        *by_reach + logs[:levers] / 4.0, alone * (pull * alike.mean(axis=0)).sum(), together * (pull * product).sum(),
        rough * np.diag(pull)[1:].sum(),
    ])  # fmt: skip
    fit = 0.5 * values @ weights + np.log(np.diag(factor[0])).sum()
    return float(fit + 0.5 * ((logs[:levers] / 2.0) ** 2).sum()), slope


def _noise(luck: Floats, rough: float) -> Floats:
    """Variance of each value beside the smooth part: none at the point from which differences are taken."""
    noise = luck + rough + _JITTER
    noise[0] = _JITTER
    return noise


def _columns(where: Floats, positions: NDArray[np.int64]) -> Floats:
    """A constant, a column for each lever with an order, and one for each but the first position of others, (m, k)."""
    columns = [np.ones(len(where))]
    for lever, count in enumerate(positions):
        if count == 0:
            columns.append(where[:, lever])
        columns += [(where[:, lever] == position).astype(float) for position in range(1, count)]
    return np.column_stack(columns)


def _scattered(columns: Floats, scatter: Floats) -> Floats:
    """Variance by luck, (m,); it is told by a sum, which is nought where it would be less."""
    return np.maximum(columns @ scatter, 0.0) ** 2


def _correlation(
    one: Floats, other: Floats, positions: NDArray[np.int64], reach: Floats, alone: float, together: float
) -> Floats:
    """Covariance of the smooth part, (n, m): what levers do one by one, and what they do together."""
    alike, _ = _alike(one, other, positions, reach)
    return alone * alike.mean(axis=0) + together * np.prod(alike, axis=0)


def _alike(
    one: Floats, other: Floats, positions: NDArray[np.int64], reach: Floats, *, slopes: bool = False
) -> tuple[Floats, Floats]:
    """How alike positions are by lever, (levers, n, m), and if asked for, the slope of that by the log of the reach."""
    apart = np.abs(one.T[:, :, None] - other.T[:, None, :])
    reach, in_order = reach[:, None, None], (positions == 0)[:, None, None]
    distance = np.sqrt(5.0) * apart / reach  # Matern with smoothness 5/2 where positions have an order
    fading = np.exp(-distance)
    far = np.where(apart == 0.0, 1.0, np.exp(-1.0 / reach))  # without one all are as far from one another
    alike = np.where(in_order, (1.0 + distance + distance**2 / 3.0) * fading, far)
    if not slopes:
        return alike, np.empty(0)
    named = np.where(apart == 0.0, 0.0, far / reach)
    return alike, np.where(in_order, distance**2 * (1.0 + distance) / 3.0 * fading, named)
