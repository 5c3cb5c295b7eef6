"""A game: the value of every set of parts, in every seed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

MOST_EXACT = 8
"""Most parts whose sets are all valued; beyond, orders are sampled."""


@dataclass(frozen=True, eq=False)
class Game:
    """The value of every set of parts.

    Attributes:
        parts: names of the players.
        values: shape (2^n, seeds). Row r is the set that holds part i exactly if bit i of r is 1: row 0 is the empty
            set, the last row all parts. A seed in which any set has no value (NaN) must be left out before.

    Raises:
        ValueError: names are not distinct, the shape is another, or a value is not finite.
    """

    parts: tuple[str, ...]
    values: Floats

    def __post_init__(self) -> None:
        values = np.asarray(self.values, dtype=np.float64)
        object.__setattr__(self, "values", values)
        object.__setattr__(self, "parts", tuple(self.parts))
        if len(set(self.parts)) < len(self.parts):
            raise ValueError(f"two parts have the same name: {', '.join(self.parts)}")
        if values.ndim != 2 or len(values) != 2 ** len(self.parts) or not values.shape[1]:
            raise ValueError(
                f"values have shape {values.shape}; {len(self.parts)} parts want ({2 ** len(self.parts)}, seeds)"
            )
        if not np.isfinite(values).all():
            raise ValueError("a value of the game is not finite")

    @property
    def n(self) -> int:
        """Number of parts."""
        return len(self.parts)

    @property
    def difference(self) -> Floats:
        """Value of all parts less that of none, shape (seeds,)."""
        return self.values[-1] - self.values[0]

    def names(self, row: int, /) -> tuple[str, ...]:
        """Names of the parts of a set."""
        return tuple(self.parts[part] for part in members(row))


def members(row: int, /) -> tuple[int, ...]:
    """Numbers of the parts of a set, in order."""
    return tuple(part for part in range(row.bit_length()) if row >> part & 1)


def place_of(parts: Iterable[int], /) -> int:
    """Row of the set of these parts."""
    return sum(1 << part for part in set(parts))


def sizes(n: int, /) -> NDArray[np.int64]:
    """Number of parts of each set, shape (2^n,)."""
    rows = np.arange(2**n)
    return np.asarray(sum((rows >> part & 1 for part in range(n)), start=np.zeros(2**n, dtype=np.int64)))


def without(n: int, parts: Sequence[int], /) -> NDArray[np.int64]:
    """Rows of the sets that hold none of these parts."""
    rows = np.arange(2**n)
    return rows[(rows & place_of(parts)) == 0]
