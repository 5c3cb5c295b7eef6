"""Boxes in which cases of interest are dense, by the patient rule induction method (PRIM); of arrays alone.

A box is peeled from the whole space: again and again a thin slice at one side of one factor is cut off, the slice whose
loss raises the density of cases of interest most for each point that it costs (Friedman and Fisher 1999, Statistics and
Computing 9; scenario discovery: Bryant and Lempert 2010, Technological Forecasting and Social Change 77; gain for each
point lost: Kwakkel and Jaxa-Rozen 2016, Environmental Modelling & Software 79). Nothing is known here of where points
come from.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

PEELED = 0.05
"""Least share of the points in a box that a slice takes (Friedman and Fisher's usual value)."""

SMALLEST = 0.05
"""Least share of all points that a box holds."""

FEWEST_POINTS = 3
_SAME = 1e-12


@dataclass(frozen=True, kw_only=True)
class Box:
    """A box in the space of factors.

    Attributes:
        low, high: its sides by factor, shape (factors,); infinite where nothing is asked.
    """

    low: Floats
    high: Floats

    def holds(self, points: Floats, /) -> Flags:
        """Which points lie in it, shape (n,).

        Args:
            points: shape (n, factors).
        """
        return np.asarray(((points >= self.low) & (points <= self.high)).all(axis=1))

    @property
    def sides(self) -> list[tuple[int, str]]:
        """Factor and ``low`` or ``high`` of each side that is asked for."""
        return [
            (factor, end)
            for factor in range(len(self.low))
            for end in ("low", "high")
            if np.isfinite(getattr(self, end)[factor])
        ]

    def without(self, factor: int, end: str, /) -> Box:
        """The same box with one side left open."""
        low, high = self.low.copy(), self.high.copy()
        (low if end == "low" else high)[factor] = -np.inf if end == "low" else np.inf
        return Box(low=low, high=high)


@dataclass(frozen=True, kw_only=True)
class Fit:
    """How well a box tells cases of interest from others.

    Attributes:
        coverage: share of all cases of interest that lie in it. density: share of its points that are of interest.
        mass: share of all points that lie in it. count: its points.
    """

    coverage: float
    density: float
    mass: float
    count: int

    @property
    def score(self) -> float:
        """Harmonic mean of coverage and density, by which boxes of one peeling are chosen."""
        both = self.coverage + self.density
        return 2.0 * self.coverage * self.density / both if both > 0.0 else 0.0


def fit_of(box: Box, points: Floats, interest: Flags, /) -> Fit:
    """How well a box tells cases of interest from others.

    Args:
        box: the box. points: shape (n, factors). interest: which are of interest, shape (n,).
    """
    inside = box.holds(points)
    count, hits, every = int(inside.sum()), int((inside & interest).sum()), int(interest.sum())
    return Fit(
        coverage=hits / every if every else float("nan"), density=hits / count if count else float("nan"),
        mass=count / len(points) if len(points) else float("nan"), count=count,
    )  # fmt: skip


def open_box(factors: int, /) -> Box:
    """A box that asks for nothing."""
    return Box(low=np.full(factors, -np.inf), high=np.full(factors, np.inf))


def peeling(points: Floats, interest: Flags, /) -> list[Box]:
    """Boxes from the whole space to the smallest, each a slice smaller than the one before.

    Args:
        points: shape (n, factors). interest: which are of interest, shape (n,).
    """
    least = max(FEWEST_POINTS, int(np.ceil(SMALLEST * len(points))))
    box, inside = open_box(points.shape[1]), np.ones(len(points), dtype=bool)
    boxes = [box]
    while interest[inside].mean() < 1.0:
        best, most = None, -np.inf
        for smaller in _slices_off(box, points[inside]):
            left = smaller.holds(points) & inside
            if left.sum() < least:
                continue
            lost = int(inside.sum() - left.sum())
            gain = (interest[left].mean() - interest[inside].mean()) / lost
            if gain > most + _SAME:
                best, most = smaller, gain
        if best is None:
            break
        box, inside = best, best.holds(points)
        boxes.append(box)
    return boxes


def _slices_off(box: Box, points: Floats) -> Iterator[Box]:
    """The box without a slice at each side of each factor; sides lie half-way between values that occur."""
    for factor in range(points.shape[1]):
        values, counts = np.unique(points[:, factor], return_counts=True)
        if len(values) < 2:
            continue
        middles = (values[:-1] + values[1:]) / 2.0
        wanted = PEELED * len(points)
        below, above = np.cumsum(counts)[:-1], np.cumsum(counts[::-1])[:-1]
        low, high = box.low.copy(), box.high.copy()
        low[factor] = middles[min(int(np.searchsorted(below, wanted - _SAME)), len(middles) - 1)]
        yield Box(low=low, high=box.high)
        high[factor] = middles[::-1][min(int(np.searchsorted(above, wanted - _SAME)), len(middles) - 1)]
        yield Box(low=box.low, high=high)


def best_box(points: Floats, interest: Flags, /, *, density: float | None = None) -> Box:
    """The box of one peeling that tells cases of interest best, without sides that it does not need.

    Args:
        points: shape (n, factors). interest: which are of interest, shape (n,).
        density: least density of the box, of which the one that covers most is taken; if None, or if none is as dense,
            the one with the highest harmonic mean of coverage and density.
    """
    boxes = peeling(points, interest)
    fits = [fit_of(box, points, interest) for box in boxes]
    dense = [place for place, fit in enumerate(fits) if density is not None and fit.density >= density]
    chosen = (
        max(dense, key=lambda place: (fits[place].coverage, fits[place].density))
        if dense
        else max(range(len(fits)), key=lambda place: fits[place].score)
    )
    return _simplest(boxes[chosen], points, interest, density if dense else None)


def _simplest(box: Box, points: Floats, interest: Flags, density: float | None) -> Box:
    """The box without sides whose loss makes it no worse, those that cost least first."""

    def worth(one: Box) -> float:
        fit = fit_of(one, points, interest)
        if density is None:
            return fit.score
        return fit.coverage if fit.density >= density else -1.0

    while box.sides:
        lighter = [box.without(*side) for side in box.sides]
        best = max(lighter, key=worth)
        if worth(best) < worth(box) - _SAME:
            break
        box = best
    return box


def boxes_of(points: Floats, interest: Flags, /, *, most: int = 2, density: float | None = None) -> list[Box]:
    """Boxes one after another, each of the points that none before it holds.

    It ends where a box would ask for nothing, would be no denser than what is left, or hardly any case of interest is
    left.

    Args:
        points: shape (n, factors). interest: which are of interest, shape (n,). most: boxes at most.
        density: as in `best_box`.
    """
    boxes: list[Box] = []
    left = np.ones(len(points), dtype=bool)
    fewest = max(FEWEST_POINTS, SMALLEST * interest.sum())
    while len(boxes) < most and interest[left].sum() >= fewest and not interest[left].all():
        box = best_box(points[left], interest[left], density=density)
        fit = fit_of(box, points[left], interest[left])
        if not box.sides or fit.density <= interest[left].mean():
            break
        boxes.append(box)
        left &= ~box.holds(points)
    return boxes


def alike(one: Box, another: Box, points: Floats, /) -> float:
    """Points that both boxes hold over points that either holds (Jaccard), 0 to 1."""
    a, b = one.holds(points), another.holds(points)
    either = int((a | b).sum())
    return int((a & b).sum()) / either if either else 0.0
