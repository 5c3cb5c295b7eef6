"""Who in an agreement is in dispute with whom: a record that is replaced, never written into."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from partnersim.theory.arrays import Flags, Ints, ReadOnlyArrays


@dataclass(frozen=True)
class Disputes(ReadOnlyArrays):
    """Disputes among n members: the row complains of the column, shape (n, n) each.

    Attributes:
        short_sightings: sightings in a row in which what was seen stayed short of what was believed agreed.
        opened: whether a dispute was opened this month. open: whether one is open.
        cleared: whether the two have settled a dispute and so agree on what was agreed.
    """

    short_sightings: Ints
    opened: Flags
    open: Flags
    cleared: Flags

    @classmethod
    def none(cls, members: int) -> Disputes:
        """Nobody has complained of anybody."""
        nobody = np.zeros((members, members), dtype=bool)
        return cls(np.zeros((members, members), dtype=np.int64), nobody, nobody, nobody)

    @cached_property
    def at_rest(self) -> bool:
        """Whether no dispute is open or was opened this month, and nothing seen short is remembered."""
        return not any(map(np.count_nonzero, (self.open, self.opened, self.short_sightings)))
