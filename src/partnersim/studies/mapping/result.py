"""A map of the difference between two scenarios over two fields: where who is ahead, and how sure that is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from partnersim.measures.declaring import Better
from partnersim.studies.estimates import Estimate, estimate
from partnersim.studies.mapping.surface import Floats, Surface, explained
from partnersim.studies.sweeping.design import Factor

HOLDS = 0.5
"""Least share of the spread of left-out points that a surface must foretell to be drawn."""

EVEN = 32
"""Points that fill the plane evenly; those after them are added where a sign is least certain."""

SIDE = 41
"""Lines and columns of the grid on which a map is drawn and its zones are counted."""

ZONES = ("other", "base", "open")
"""Who is ahead at a point: the second scenario, the first, or nobody can tell."""

_NORMAL_95 = 1.959963984540054


@dataclass(frozen=True, kw_only=True)
class LeadMap:
    """Where one scenario is ahead of another.

    Attributes:
        base, other: names. outcome: what is compared. better: its better direction; with "neither", ahead is higher.
        factors: x and y, with their ranges. points: a row per point: x, y, seeds, difference (other less base, mean
            over seeds), error (its standard error). surface: through them. case: x and y as "base" and "other" have
            them; None where they are no numbers.
        stopped: why no more points were added. facts: of the study.
    """

    base: str
    other: str
    outcome: str
    better: Better
    factors: tuple[Factor, Factor]
    points: pd.DataFrame
    surface: Surface
    case: dict[str, tuple[float, float] | None]
    stopped: str
    facts: dict[str, Any] = field(default_factory=dict)

    @property
    def explained(self) -> float:
        """Q2 of the surface: share of the spread of left-out points that it foretells."""
        return explained(self.surface)

    @property
    def holds(self) -> bool:
        """Whether the surface foretells enough for a map to be drawn."""
        return self.explained >= HOLDS

    @property
    def average(self) -> Estimate:
        """Mean difference over the plane (`average_over_plane`)."""
        return average_over_plane(self.points["difference"].to_numpy(dtype=float))

    def in_case(self, which: str = "base") -> tuple[float, float, str] | None:
        """Difference, its standard error and zone where a scenario stands; None where it stands outside the map."""
        place = self.case[which]
        if place is None:
            return None
        unit = np.array([
            (value - factor.low) / (factor.high - factor.low)
            for value, factor in zip(place, self.factors, strict=True)
        ])  # fmt: skip
        if (unit < 0.0).any() or (unit > 1.0).any():
            return None
        mean, error = self.surface.at(unit[None])
        return float(mean[0]), float(error[0]), zones(mean, error, self.better)[0]

    @property
    def grid(self) -> pd.DataFrame:
        """A row per point of the grid: x, y, difference, error, zone."""
        where = grid_points(SIDE)
        mean, error = self.surface.at(where)
        x, y = (
            factor.low + where[:, i] * (factor.high - factor.low) for i, factor in enumerate(self.factors)
        )
        return pd.DataFrame({
            "x": x, "y": y, "difference": mean, "error": error, "zone": zones(mean, error, self.better),
        })  # fmt: skip

    @property
    def shares(self) -> dict[str, float]:
        """Share of the plane by zone."""
        counted = self.grid["zone"].value_counts(normalize=True)
        return {zone: float(counted.get(zone, 0.0)) for zone in ZONES}


def average_over_plane(differences: Sequence[float] | Floats, /) -> Estimate:
    """Mean difference over a plane with its 95 % interval, from the points that fill it evenly.

    Points that were added lie where the sign is least certain, that is where differences are small or two maps
    disagree: a mean with them would be one of these places, not of the plane. The interval takes the even points for
    drawn ones (Student's t), which is on the safe side.

    Args:
        differences: of all points in the order in which they were run; NaN where there is none.
    """
    return estimate(np.asarray(differences, dtype=np.float64)[:EVEN])


def grid_points(side: int, /) -> Floats:
    """Points of a square grid over the unit square, shape (side², 2), x slowest."""
    line = np.linspace(0.0, 1.0, side)
    return np.stack(np.meshgrid(line, line, indexing="ij"), axis=-1).reshape(-1, 2)


def zones(mean: Floats, error: Floats, better: Better, /) -> list[str]:
    """Who is ahead at each point: where the 95 % interval leaves zero out, else open."""
    sign = -1.0 if better == "lower" else 1.0
    score = sign * mean / np.maximum(error, 1e-300)
    return [ZONES[0] if s > _NORMAL_95 else ZONES[1] if s < -_NORMAL_95 else ZONES[2] for s in score]
