"""What members of an agreement have learned of sanctions: a record that is replaced, never written into."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from partnersim.theory.arrays import Flags, Floats, ReadOnlyArrays


@dataclass(frozen=True)
class Sanctions(ReadOnlyArrays):
    """Cases that each of n members has lived through, shape (n,) each; a case is a month in which work was seen short.

    Attributes:
        punished, spared: cases of its own work that were, and were not, sanctioned.
        left_to_others, left_alone: cases that it saw itself and in which somebody else did, or nobody else did.
        put_out: whether the others have put it out.
    """

    punished: Floats
    spared: Floats
    left_to_others: Floats
    left_alone: Floats
    put_out: Flags

    @classmethod
    def none(cls, members: int) -> Sanctions:
        """Nothing has been seen short."""
        nothing = np.zeros(members)
        return cls(nothing, nothing, nothing, nothing, np.zeros(members, dtype=bool))
