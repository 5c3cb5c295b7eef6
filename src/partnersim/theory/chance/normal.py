"""The normal distribution by inverse CDF, so that one uniform gives one normal."""

from __future__ import annotations

import math

import numpy as np

from partnersim.theory.chance.philox import one_uniform
from partnersim.theory.compiled import compiled, compiled_loops, compiled_stage

YEARS_AT_ONCE = 8
"""Years whose lasting draws are made together: about those of a run."""

CENTRAL = 0.425
"""Distance from one half up to which a probability is in the central region."""

MIDDLE = 5.0
"""Square root of -log of a tail up to which that is in the middle region; 32-bit uniforms come to 4.8."""

# Numerator and denominator of each region's rational approximation, the highest power first.
_CENTRAL = (
    (
        2509.0809287301226727, 33430.575583588128105, 67265.770927008700853, 45921.953931549871457,
        13731.693765509461125, 1971.5909503065514427, 133.14166789178437745, 3.387132872796366608,
    ),
    (
        5226.495278852545925, 28729.085735721942674, 39307.89580009271061, 21213.794301586595867,
        5394.1960214247511077, 687.1870074920579083, 42.313330701600911252, 1.0,
    ),
)  # fmt: skip
_MIDDLE = (
    (
        7.7454501427834140764e-4, 0.0227238449892691845833, 0.24178072517745061177, 1.27045825245236838258,
        3.64784832476320460504, 5.7694972214606914055, 4.6303378461565452959, 1.42343711074968357734,
    ),
    (
        1.05075007164441684324e-9, 5.475938084995344946e-4, 0.0151986665636164571966, 0.14810397642748007459,
        0.68976733498510000455, 1.6763848301838038494, 2.05319162663775882187, 1.0,
    ),
)  # fmt: skip
_FAR = (
    (
        2.01033439929228813265e-7, 2.71155556874348757815e-5, 0.0012426609473880784386, 0.026532189526576123093,
        0.29656057182850489123, 1.7848265399172913358, 5.4637849111641143699, 6.6579046435011037772,
    ),
    (
        2.04426310338993978564e-15, 1.4215117583164458887e-7, 1.8463183175100546818e-5, 7.868691311456132591e-4,
        0.0148753612908506148525, 0.13692988092273580531, 0.59983220655588793769, 1.0,
    ),
)  # fmt: skip


@compiled_stage
def _polynomial(c, r):  # type: ignore[no-untyped-def]
    """Polynomial of degree seven by Horner's rule, the highest power first."""
    return ((((((c[0] * r + c[1]) * r + c[2]) * r + c[3]) * r + c[4]) * r + c[5]) * r + c[6]) * r + c[7]


@compiled_stage
def _central(q):  # type: ignore[no-untyped-def]
    """Quantile at 0.5 + q, up to `CENTRAL` from the middle."""
    r = 0.180625 - q * q
    return q * _polynomial(_CENTRAL[0], r) / _polynomial(_CENTRAL[1], r)


@compiled_stage
def _middle(r):  # type: ignore[no-untyped-def]
    """Distance from zero of the quantile of a tail of probability exp(-r^2), r up to `MIDDLE`."""
    return _polynomial(_MIDDLE[0], r - 1.6) / _polynomial(_MIDDLE[1], r - 1.6)


@compiled_stage
def _far(r):  # type: ignore[no-untyped-def]
    """The same beyond `MIDDLE`."""
    return _polynomial(_FAR[0], r - 5.0) / _polynomial(_FAR[1], r - 5.0)


@compiled
def normal_quantile(p):  # type: ignore[no-untyped-def]
    """Quantile of the standard normal at ``p`` in (0, 1), relative error about 1e-16.

    Rational approximations of Wichura (1988), algorithm AS 241 (PPND16), Applied Statistics 37(3):477-484.
    """
    q = p - 0.5
    if abs(q) <= CENTRAL:
        return _central(q)
    r = math.sqrt(-math.log(p if q < 0.0 else 1.0 - p))
    value = _middle(r) if r <= MIDDLE else _far(r)
    return -value if q < 0.0 else value


@compiled
def normal_quantiles(p: np.ndarray) -> np.ndarray:
    """Standard normal quantiles of an array of probabilities, shape kept."""
    out = np.empty_like(p)
    flat_in, flat_out = p.ravel(), out.ravel()
    for i in range(flat_in.shape[0]):
        flat_out[i] = normal_quantile(flat_in[i])
    return out


@compiled_loops
def quantiles_in_place(p, rows, n):  # type: ignore[no-untyped-def]
    """Put in place of the first ``n`` probabilities of the first rows their `normal_quantile`.

    The same to the last digit, in loops without branches: all as if they were central, then the tails together.

    Args:
        p: in (0, 1), shape (rows or more, n or more). rows, n: how many.
    """
    tails, r, q, distance = np.empty(n + 1, np.int64), np.empty(n), np.empty(n), np.empty(n)
    for k in range(rows):
        count = 0
        for i in range(n):
            q[i] = p[k, i] - 0.5
        for i in range(n):
            tails[count] = i
            count += 1 if abs(q[i]) > CENTRAL else 0
        for j in range(count):
            r[j] = -math.log(min(p[k, tails[j]], 1.0 - p[k, tails[j]]))
        for i in range(n):
            p[k, i] = _central(q[i])
        for j in range(count):
            r[j] = math.sqrt(r[j])
        for j in range(count):
            distance[j] = _middle(r[j])
        for j in range(count):
            far = distance[j] if r[j] <= MIDDLE else _far(r[j])
            p[k, tails[j]] = far if q[tails[j]] > 0.0 else -far


@compiled
def one_normal(key, purpose, month, entity):  # type: ignore[no-untyped-def]
    """The standard normal of one purpose, month and entity, arguments as in `philox.one_uniform`."""
    return normal_quantile(one_uniform(key, purpose, month, entity))


@compiled
def normals(key, purpose, first, entities, drawn):  # type: ignore[no-untyped-def]
    """`one_normal` of many entities in successive months, arguments as in `philox.uniforms`."""
    for t in range(drawn.shape[0]):
        for i in range(entities.shape[0]):
            drawn[t, i] = one_normal(key, purpose, first + t, entities[i])


@compiled
def lasting_normals(key, purpose, first, weights, entities):  # type: ignore[no-untyped-def]
    """Weighted sums of the normals of successive months, ``sum_k w_k e_(t-k)``, for months t from ``first`` on.

    Every normal is drawn once, though each enters several sums.

    Args:
        key, purpose: as in `philox.one_uniform`.
        first: first month, as it enters the counter. The months before it that enter are not negative either.
        weights: w, of the month itself and of those before it, shape (k,).
        entities: shape (n,).

    Returns:
        shape (`YEARS_AT_ONCE`, n).
    """
    back, n = weights.shape[0], entities.shape[0]
    sums = np.zeros((YEARS_AT_ONCE, n))
    fresh = np.empty(YEARS_AT_ONCE + back - 1)
    for i in range(n):
        for t in range(fresh.shape[0]):
            fresh[t] = one_normal(key, purpose, first - back + 1 + t, entities[i])
        for t in range(YEARS_AT_ONCE):
            for k in range(back):
                sums[t, i] += weights[k] * fresh[t + back - 1 - k]
    return sums
