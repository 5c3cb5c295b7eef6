"""What money makes when partners spend it on the aspects of the work, and where it is best spent.

The compiled functions here are the technology that `partnersim.theory.allocation_solver` optimises over.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from partnersim.theory.arrays import Floats as Array
from partnersim.theory.compiled import compiled

_COBB_DOUGLAS = 1e-8  # |rho| below which the CES is computed as its limit
_SMALLEST_PRODUCTIVITY = 1e-6  # of the largest, where a logarithm is taken


class Form(NamedTuple):
    """How work adds up to welfare.

    Attributes:
        sigma: elasticity of substitution between aspects, positive (.3 to 5 tested).
        eta: returns to scale in a cell, in (0, 1].
        concavity: of welfare in output, in (0, 1].
        background: work done anyway in each aspect, relative to the money that is planned.
    """

    sigma: float
    eta: float
    concavity: float
    background: float


@compiled
def effective(X: Array, productivity: Array, delivery: Array, eta: float) -> Array:
    """Effective work per aspect from the money spent on it.

    ``E_k = sum_i A_ik (X_ik r_i)^eta``

    Args:
        X: money by partner and aspect, shape (n, K), rupiah, not negative.
        productivity: A, shape (n, K), effect per rupiah^eta.
        delivery: r, share of the promised money that arrives as work, shape (n,).
        eta: returns to scale within a cell, in (0, 1].

    Returns:
        E, shape (K,), without any background.
    """
    n, aspects = X.shape
    effect = np.zeros(aspects)
    for i in range(n):
        for k in range(aspects):
            spent = X[i, k] * delivery[i]
            if spent > 0.0 and productivity[i, k] > 0.0:
                effect[k] += productivity[i, k] * spent**eta
    return effect


@compiled
def output(E: Array, needs: Array, sigma: float) -> float:
    """Output of the joint work: a CES mean of the aspects, so that a neglected aspect holds back the others.

    ``Y = (sum_k a_k E_k^rho)^(1/rho)``, ``rho = (sigma - 1) / sigma``, and ``prod_k E_k^(a_k)`` at sigma 1.
    The needs are scaled to sum to one, without which the limit at sigma 1 would not exist.

    Args:
        E: effective work, shape (K,).
        needs: a, shape (K,), not negative.
        sigma: elasticity of substitution between aspects, positive.

    Returns:
        Y in the unit of E; 0 where an aspect that is needed and cannot be replaced (sigma <= 1) is missing.
    """
    total_need = needs.sum()
    if total_need <= 0.0:
        return 0.0
    rho = (sigma - 1.0) / sigma
    # The powers are taken relative to the term that dominates, so that none overflows at small sigma.
    scale = 0.0
    for k in range(E.size):
        if needs[k] <= 0.0:
            continue
        if E[k] <= 0.0:
            if rho <= _COBB_DOUGLAS:
                return 0.0
            continue
        if scale == 0.0 or (rho > 0.0 and E[k] > scale) or (rho <= 0.0 and E[k] < scale):
            scale = E[k]
    if scale == 0.0:
        return 0.0
    total = 0.0
    for k in range(E.size):
        if needs[k] <= 0.0 or E[k] <= 0.0:
            continue
        if abs(rho) < _COBB_DOUGLAS:
            total += needs[k] / total_need * np.log(E[k] / scale)
        else:
            relative = E[k] / scale
            total += needs[k] / total_need * (relative**rho if relative != 1.0 else 1.0)
    if abs(rho) < _COBB_DOUGLAS:
        return scale * np.exp(total)
    return scale * total ** (1.0 / rho)


@compiled
def welfare(Y: float, reference: float, concavity: float) -> float:
    """Welfare of an output, ``W = (Y / reference)^concavity``: 1 at the reference, 0 at no output.

    Args:
        Y: output.
        reference: output at which W is 1, positive; usually `first_best`.
        concavity: exponent in (0, 1].
    """
    if not Y > 0.0:
        return 0.0
    return Y / reference if concavity == 1.0 else (Y / reference) ** concavity


@compiled
def double_centred_log(productivity: Array) -> Array:
    """Comparative advantage of each partner in each aspect: log A without its row and column means.

    ``D_ik = log A_ik - mean_k - mean_i + mean``.  Productivities below a millionth of the largest are read
    as that, so that a partner who cannot do something counts as very bad at it.

    Args:
        productivity: A, shape (n, K).

    Returns:
        D, shape (n, K), log points; all zero if no productivity is positive.
    """
    n, aspects = productivity.shape
    logs = np.zeros((n, aspects))
    largest = productivity.max()
    if largest <= 0.0:
        return logs
    for i in range(n):
        for k in range(aspects):
            logs[i, k] = np.log(max(productivity[i, k] / largest, _SMALLEST_PRODUCTIVITY))
    rows = np.zeros(n)
    columns = np.zeros(aspects)
    for i in range(n):
        for k in range(aspects):
            rows[i] += logs[i, k] / aspects
            columns[k] += logs[i, k] / n
    mean = rows.mean()
    for i in range(n):
        for k in range(aspects):
            logs[i, k] += mean - rows[i] - columns[k]
    return logs


@compiled
def advantage_spread(productivity: Array) -> float:
    """Root mean square of `double_centred_log`, log points: 0 if partners differ only in level."""
    return np.sqrt((double_centred_log(productivity) ** 2).mean())


@compiled
def comparative_advantage_index(X: Array, productivity: Array) -> float:
    """How far money goes where partners are comparatively good.

    ``sum_ik X_ik D_ik / sum_i (sum_k X_ik) max_k D_ik``, with D from `double_centred_log`: 1 when everybody
    spends only on what he does best, about 0 when money ignores advantage, negative when it goes against it.

    Args:
        X: money, shape (n, K), rupiah.
        productivity: A, shape (n, K).

    Returns:
        The index; 0 if there is no money or no advantage to use.
    """
    advantage = double_centred_log(productivity)
    used = 0.0
    possible = 0.0
    for i in range(X.shape[0]):
        used += (X[i] * advantage[i]).sum()
        possible += X[i].sum() * advantage[i].max()
    return used / possible if possible > 1e-12 * max(X.sum(), 1e-300) else 0.0


@compiled
def advantage_by_month(X: Array, productivity: Array) -> Array:
    """`comparative_advantage_index` of each month; 0 where partners differ only in level, or there are none.

    Args:
        X: money, shape (T, n, K), rupiah.
        productivity: A, same shape.

    Returns:
        shape (T,).
    """
    index = np.zeros(X.shape[0])
    for t in range(X.shape[0]):
        if X.shape[1] > 0 and advantage_spread(productivity[t]) != 0.0:
            index[t] = comparative_advantage_index(X[t], productivity[t])
    return index
