"""How a run sums up a monthly measure into an outcome."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Series = NDArray[np.float64]
Table = NDArray[np.float64]
NAN = float("nan")
YEAR = 12


@dataclass(frozen=True)
class Summary:
    """One way to make an outcome of a series of months.

    Attributes:
        suffix: what the outcome's name has after the measure's. label, label_id: what its names have.
        doc: sentence that follows the measure's definition.
        of_rows: the numbers, shape (k,), from a contiguous table of values by month, shape (k, months).
        over_months: whether it adds up what is counted a month.
    """

    suffix: str
    label: str
    label_id: str
    doc: str
    of_rows: Callable[[Table], Series]
    over_months: bool = False

    def of(self, values: Series) -> float:
        """The number of one measure, from its values by month, shape (months,)."""
        return float(self.of_rows(np.ascontiguousarray(values)[None])[0])


def mean_known(table: Table, /) -> Series:
    """Mean of the months that have a value, by row; NaN if none has."""
    means = table.mean(axis=1)
    for k in np.flatnonzero(np.isnan(means)):
        known = table[k][~np.isnan(table[k])]
        means[k] = known.mean() if known.size else NAN
    return means  # type: ignore[no-any-return]


def _last_year(table: Table) -> Series:
    return mean_known(np.ascontiguousarray(table[:, -YEAR:]))


def _last(table: Table) -> Series:
    return table[:, -1]


def _largest(table: Table) -> Series:
    return table.max(axis=1)  # type: ignore[no-any-return]


def _total(table: Table) -> Series:
    return table.sum(axis=1)  # type: ignore[no-any-return]


END = Summary("end", "last 12 months", "12 bulan terakhir", "Mean of the last 12 months.", _last_year)
MEAN = Summary("mean", "mean", "rata-rata", "Mean of the run.", mean_known)
LAST = Summary("end", "as of the last month", "per bulan terakhir", "Value of the last month.", _last)
PEAK = Summary("peak", "peak", "puncak", "Largest value of any month.", _largest)
TOTAL = Summary("total", "in all", "total", "Sum over the run.", _total, over_months=True)

LEVEL = (END, MEAN)
"""For what goes up and down: its mean at the end, and over the run."""
STATE = (LAST,)
"""For what only piles up, or is a stage: where it stands at the end."""
FLOW = (TOTAL,)
"""For what is counted a month: its sum."""
