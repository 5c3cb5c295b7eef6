"""Ordinary least squares with cluster-robust errors, and statistics written as means so that it fits them all."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Fit:
    """Coefficients and their standard errors, shape (K,), with the number of rows and clusters."""

    coefficients: Floats
    errors: Floats
    n: int
    clusters: int


def ols_clustered(y: Floats, x: Floats, cluster: NDArray[np.int64], /) -> Fit:
    """Least squares of y on the columns of x with cluster-robust (CR1) standard errors.

    V = (X'X)^-1 (sum_g X_g' u_g u_g' X_g) (X'X)^-1 G/(G-1) (N-1)/(N-K). With one row per cluster that is HC1.

    Args:
        y: shape (N,). x: shape (N, K), constant included. cluster: label of each row, shape (N,).

    Returns:
        The fit; errors are NaN with fewer than two clusters or no degrees of freedom.

    Source:
        Cameron and Miller (2015), Journal of Human Resources 50(2).
    """
    n, k = x.shape
    labels, place = np.unique(cluster, return_inverse=True)
    bread = np.linalg.pinv(x.T @ x)
    b = bread @ (x.T @ y)
    scores = x * (y - x @ b)[:, None]
    summed = np.stack(
        [np.bincount(place, weights=scores[:, j], minlength=len(labels)) for j in range(k)], axis=1
    )
    groups = len(labels)
    if groups < 2 or n <= k:
        return Fit(coefficients=b, errors=np.full(k, np.nan), n=n, clusters=groups)
    factor = groups / (groups - 1) * (n - 1) / (n - k)
    v = factor * bread @ (summed.T @ summed) @ bread
    return Fit(coefficients=b, errors=np.sqrt(np.maximum(np.diag(v), 0.0)), n=n, clusters=groups)


def as_mean_of_quantile(y: Floats, q: float, /) -> Floats:
    """Values whose mean is the q-quantile of y and whose variance is that of its estimate, shape (N,).

    Recentred influence function: Q + (q - 1{y <= Q}) / f(Q), f by a Gaussian kernel with Silverman's width.

    Source:
        Firpo, Fortin and Lemieux (2009), Econometrica 77(3).
    """
    if len(y) == 0:
        return y
    level = float(np.quantile(y, q))
    spread = min(float(y.std()), float(np.subtract(*np.quantile(y, [0.75, 0.25]))) / 1.34 or float(y.std()))
    width = 0.9 * spread * len(y) ** -0.2
    if width <= 0.0:
        return np.full(len(y), level)
    density = float(np.exp(-0.5 * ((y - level) / width) ** 2).mean()) / (width * np.sqrt(2.0 * np.pi))
    influence = (q - (y <= level)) / max(density, 1e-300)
    return np.asarray(level + influence - influence.mean())


def as_mean_of_ratio(numerator: Floats, denominator: Floats, /) -> Floats:
    """Values whose mean is sum(numerator) / sum(denominator), with the delta method's variance, shape (N,)."""
    below = float(denominator.mean()) if len(denominator) else 0.0
    if below <= 0.0:
        return np.full(len(numerator), np.nan)
    ratio = float(numerator.mean()) / below
    return np.asarray(ratio + (numerator - ratio * denominator) / below)
