"""Wage jobs that partners' placement or luck has given to households."""

from __future__ import annotations

import numpy as np


class Jobs:
    """Columns over household rows, shape (n,), and counts of the place.

    Attributes:
        gain: log labour income that the household's job adds; 0 without a job.
        offered, placed, unaided, ended: households of the place so far: jobs that firms opened, and how
        many were
            filled, found without help, and ended.
    """

    def __init__(self, rows: int) -> None:
        self.gain = np.zeros(rows)
        self.offered = self.placed = self.unaided = self.ended = 0.0
