"""Which sets of parts are enough, and which parts nothing is enough without.

Shares alone mislead where parts work only together: four parts that do nothing one by one get a fourth each, which
reads as if each helped. Sufficient sets and necessary parts say it straight.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from partnersim.studies.attribution.game import Floats, Game, sizes

HALF = 0.5
SEEDS_ENOUGH = 0.9
_SLACK = 1e-12
"""What a part of the difference may miss by rounding, as a share of it."""


@dataclass(frozen=True, eq=False)
class Sufficiency:
    """What is enough.

    Attributes:
        target: signed change of the value that a set has to bring about; NaN where the game has no difference.
        reached: share of seeds in which each set brings it about, shape (2^n,).
        enough: whether it does in enough of them, shape (2^n,).
        minimal: rows of the sets that are enough while no smaller set in them is, smallest first.
        lasting: for each of these, whether it stays enough whatever other parts are added.
        necessary: parts without which no set is enough; empty if no set is enough at all.
    """

    target: float
    reached: Floats
    enough: NDArray[np.bool_]
    minimal: tuple[int, ...]
    lasting: tuple[bool, ...]
    necessary: tuple[int, ...]


def target_of(difference: Floats, threshold: float | None = None, /) -> float:
    """The change that is asked for: half of the mean difference, or ``threshold`` in its direction.

    Args:
        difference: by seed. threshold: size of the change, in the unit of the values; positive.

    Raises:
        ValueError: the threshold is not a positive number.
    """
    if threshold is not None and not (math.isfinite(threshold) and threshold > 0.0):
        raise ValueError(f"threshold is {threshold}; allowed is a number above 0")
    mean = float(np.mean(difference))
    if mean == 0.0 or np.ptp(difference) == 0.0 == difference[0]:
        return float("nan")
    return math.copysign(HALF * abs(mean) if threshold is None else threshold, mean)


def share_of_seeds(change: Floats, target: float, /) -> Floats:
    """Share of seeds in which a change reaches the target, over the last axis; 0 for an unknown target."""
    if math.isnan(target):
        return np.zeros(np.shape(change)[:-1])
    return np.asarray(np.mean(np.sign(target) * change >= abs(target) * (1.0 - _SLACK), axis=-1))


def is_enough(reached: Floats, /) -> NDArray[np.bool_]:
    """Whether so large a share of seeds is enough."""
    return np.asarray(reached >= SEEDS_ENOUGH - _SLACK)


def sufficiency(game: Game, /, *, threshold: float | None = None) -> Sufficiency:
    """Find the minimal sufficient sets and the necessary parts.

    A set is enough if it changes the value by the target in at least nine of ten seeds.

    Args:
        game: the game.
        threshold: size of the change asked for, in the unit of the values; half of the mean difference if not given.

    Raises:
        ValueError: the threshold is not a positive number.
    """
    target = target_of(game.difference, threshold)
    reached = share_of_seeds(game.values - game.values[0], target)
    enough = is_enough(reached)
    size, rows = sizes(game.n), np.arange(2**game.n)
    sets = rows[enough]
    minimal = [int(row) for row in sets if not np.any(enough[rows] & (rows & row == rows) & (rows != row))]
    minimal.sort(key=lambda row: (int(size[row]), row))
    lasting = [bool(enough[rows[rows & row == row]].all()) for row in minimal]
    common = int(np.bitwise_and.reduce(sets)) if len(sets) else 0
    return Sufficiency(
        target=target, reached=reached, enough=enough, minimal=tuple(minimal), lasting=tuple(lasting),
        necessary=tuple(part for part in range(game.n) if common >> part & 1),
    )  # fmt: skip
