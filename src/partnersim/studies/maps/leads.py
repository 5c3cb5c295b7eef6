"""Who is ahead at each point, by how much, and whether that is clear. Of arrays alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from partnersim.studies.estimates import share_interval

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

NOBODY = -1
"""Leader of a point at which the first two are exactly equal, or at which a run failed."""

THIRDS = 3
FEWEST_IN_A_THIRD = 5
"""Points that a third of a range must hold to be told apart from another (assumed)."""


@dataclass(frozen=True, kw_only=True)
class Leads:
    """Who is ahead.

    Attributes:
        first: position of the leading arm at each point, `NOBODY` where there is none, shape (points,).
        second: of the arm behind it. margin: the first's lead over the second, as a share of the scale; NaN where a run
            failed. clear: whether it is at least the smallest that counts and the first is ahead in every seed.
    """

    first: Ints
    second: Ints
    margin: Floats
    clear: Bools

    def share(self, arm: int, /, *, clear: bool = False) -> tuple[float, float, float]:
        """Share of points at which an arm leads, with its 95 % interval; only clearly, if asked for."""
        hits = int(np.count_nonzero((self.first == arm) & (self.clear if clear else True)))
        low, high = share_interval(hits, len(self.first))
        return hits / len(self.first), low, high


def leads_of(scores: Floats, scale: Floats, /, *, margin: float) -> Leads:
    """Find who is ahead at each point.

    Args:
        scores: what counts for each arm, more is better, shape (points, arms, seeds); two arms or more.
        scale: what a lead is a share of, not negative, shape (points,).
        margin: smallest lead that counts, as a share of the scale.
    """
    middle = scores.mean(axis=2)
    known = np.isfinite(middle).all(axis=1) & np.isfinite(scale)
    order = np.argsort(-np.where(known[:, None], middle, 0.0), axis=1, kind="stable")
    rows = np.arange(len(middle))
    first, second = order[:, 0], order[:, 1]
    gap = np.where(known, middle[rows, first] - middle[rows, second], np.nan)
    share = np.where(gap == 0.0, 0.0, gap / np.where(scale > 0.0, scale, np.nan))
    others = np.where(np.arange(middle.shape[1])[:, None] == first[:, None, None], -np.inf, scores)
    ahead = (scores[rows, first] > others.max(axis=1)).all(axis=1)
    led = known & (gap > 0.0)
    return Leads(
        first=np.where(led, first, NOBODY), second=np.where(led, second, NOBODY), margin=share,
        clear=led & ahead & (np.nan_to_num(share, nan=0.0) >= margin),
    )  # fmt: skip


def thirds(places: Floats, /) -> Ints:
    """Which third of its range each input lies in, 0 to 2, from its place there (0 to 1), same shape."""
    return np.minimum((places * THIRDS).astype(np.int64), THIRDS - 1)


def strengths(places: Floats, first: Ints, /) -> Floats:
    """How much better the leader is guessed where it is known in which third of its range an input lies.

    Share of Gini impurity of the leader that the three groups take away, less what three groups of no meaning would
    take on average (2 of ``n - 1`` degrees of freedom); not below 0.

    Args:
        places: of inputs in their ranges, shape (points, inputs). first: who leads, shape (points,).

    Returns:
        shape (inputs,).
    """
    groups, whole = thirds(places), _impurity(first)
    found = np.zeros(places.shape[1])
    if whole == 0.0 or len(first) <= THIRDS:
        return found
    chance = (THIRDS - 1) / (len(first) - 1)
    for k in range(places.shape[1]):
        parts = [first[groups[:, k] == third] for third in range(THIRDS)]
        left = sum(len(part) * _impurity(part) for part in parts) / len(first)
        found[k] = max(0.0, 1.0 - left / whole - chance)
    return found


@dataclass(frozen=True, kw_only=True)
class Turn:
    """The input along which something changes most.

    Attributes:
        input: its position; `NOBODY` where nothing changes more than chance would have it.
        low, high: mean in the lowest and in the highest third of its range.
    """

    input: int
    low: float
    high: float


def turn_of(places: Floats, values: Floats, /) -> Turn:
    """Find the input between whose lowest and highest third a value differs most, in standard errors.

    Args:
        places: of inputs in their ranges, shape (points, inputs). values: shape (points,); NaN is left out.
    """
    known = np.isfinite(values)
    groups, best, turn = thirds(places[known]), 0.0, Turn(input=NOBODY, low=np.nan, high=np.nan)
    for k in range(places.shape[1]):
        low, high = (values[known][groups[:, k] == third] for third in (0, THIRDS - 1))
        if min(len(low), len(high)) < FEWEST_IN_A_THIRD:
            continue
        error = float(np.sqrt(low.var(ddof=1) / len(low) + high.var(ddof=1) / len(high)))
        gap = abs(float(high.mean() - low.mean()))
        far = gap / error if error > 0.0 else (np.inf if gap > 0.0 else 0.0)
        if far > best and far > _least_errors(places.shape[1]):
            best, turn = far, Turn(input=k, low=float(low.mean()), high=float(high.mean()))
    return turn


def _least_errors(inputs: int) -> float:
    """Standard errors that the largest of so many differences exceeds once in twenty by chance (Bonferroni, normal)."""
    from scipy.stats import norm

    return float(norm.ppf(1.0 - 0.025 / inputs))


def _impurity(first: Ints | Sequence[int], /) -> float:
    _, counts = np.unique(first, return_counts=True)
    shares = counts / max(counts.sum(), 1)
    return float(1.0 - (shares**2).sum()) if counts.size else 0.0
