"""Covariance matrix adaptation: a search of the unit cube that learns which parameters trade off against which.

Hansen and Ostermeier 2001, Evolutionary Computation 9(2); constants as in Hansen 2016, arXiv:1604.00772. All chance
comes from a seeded generator, so the same losses give the same search: one that was stopped is replayed from what was
kept.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def population_size(dimensions: int, /) -> int:
    """Points per generation: 4 + 3 ln n, made even, so that two processes share it."""
    size = 4 + int(3.0 * math.log(dimensions))
    return size + size % 2


@dataclass
class Adaptation:
    """State of one search.

    Args:
        mean: where it starts, shape (n,), in the unit cube.
        step: standard deviation of the first generation.
        seed: of its generator.
        size: points per generation; `population_size` if 0.
    """

    mean: Floats
    step: float
    seed: int
    size: int = 0
    generation: int = 0
    _draws: list[Floats] = field(default_factory=list)

    def __post_init__(self) -> None:
        n = len(self.mean)
        self.size = self.size or population_size(n)
        self._rng = np.random.default_rng(self.seed)
        parents = self.size // 2
        weights = math.log(parents + 0.5) - np.log(np.arange(1, parents + 1))
        self._weights = weights / weights.sum()
        self._mass = 1.0 / float((self._weights**2).sum())
        mass = self._mass
        self._path_rate = (mass + 2.0) / (n + mass + 5.0)
        self._damping = 1.0 + 2.0 * max(0.0, math.sqrt((mass - 1.0) / (n + 1.0)) - 1.0) + self._path_rate
        self._cov_path_rate = (4.0 + mass / n) / (n + 4.0 + 2.0 * mass / n)
        self._one_rate = 2.0 / ((n + 1.3) ** 2 + mass)
        self._many_rate = min(1.0 - self._one_rate, 2.0 * (mass - 2.0 + 1.0 / mass) / ((n + 2.0) ** 2 + mass))
        self._usual_length = math.sqrt(n) * (1.0 - 1.0 / (4.0 * n) + 1.0 / (21.0 * n * n))
        self._covariance = np.eye(n)
        self._step_path, self._cov_path = np.zeros(n), np.zeros(n)

    def ask(self) -> list[Floats]:
        """The next generation, points of the unit cube; what falls outside is mirrored at its walls."""
        values, self._basis = np.linalg.eigh(self._covariance)
        self._scales = np.sqrt(np.maximum(values, 1e-20))
        normal = self._rng.standard_normal((self.size, len(self.mean)))
        moved = (normal * self._scales) @ self._basis.T
        points = [mirrored(self.mean + self.step * one) for one in moved]
        self._draws = points
        return points

    def tell(self, losses: list[float]) -> None:
        """Learn from the losses of the points last asked for, in their order."""
        order = np.argsort(losses, kind="stable")[: len(self._weights)]
        # Steps are counted from the mirrored points: those are what was tried.
        steps = np.array([(self._draws[i] - self.mean) / self.step for i in order])
        mean_step = self._weights @ steps
        self.mean = self.mean + self.step * mean_step
        whitened = self._basis @ ((self._basis.T @ mean_step) / self._scales)
        rate = self._path_rate
        self._step_path = (1.0 - rate) * self._step_path + math.sqrt(
            rate * (2.0 - rate) * self._mass
        ) * whitened
        length = float(np.linalg.norm(self._step_path))
        settled = math.sqrt(1.0 - (1.0 - rate) ** (2 * (self.generation + 1)))
        going = length / settled < (1.4 + 2.0 / (len(self.mean) + 1.0)) * self._usual_length
        c = self._cov_path_rate
        self._cov_path = (1.0 - c) * self._cov_path
        if going:
            self._cov_path = self._cov_path + math.sqrt(c * (2.0 - c) * self._mass) * mean_step
        kept = 1.0 - self._one_rate - self._many_rate + (0.0 if going else self._one_rate * c * (2.0 - c))
        self._covariance = (
            kept * self._covariance
            + self._one_rate * np.outer(self._cov_path, self._cov_path)
            + self._many_rate * (steps.T * self._weights) @ steps
        )
        self._covariance = 0.5 * (self._covariance + self._covariance.T)
        self.step = min(
            0.5, self.step * math.exp((rate / self._damping) * (length / self._usual_length - 1.0))
        )
        self.generation += 1


def mirrored(point: Floats, /) -> Floats:
    """The point folded back into the unit cube at its walls."""
    folded = np.mod(point, 2.0)
    return np.where(folded > 1.0, 2.0 - folded, folded)
