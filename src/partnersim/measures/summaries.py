"""How a run sums up a monthly measure into an outcome."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Series = NDArray[np.float64]
NAN = float("nan")
YEAR = 12


@dataclass(frozen=True)
class Summary:
    """One way to make an outcome of a series of months.

    Attributes:
        suffix: what the outcome's name has after the measure's. label, label_id: what its names have.
        doc: sentence that follows the measure's definition. of: the number, from values by month, shape (months,).
        over_months: whether it adds up what is counted a month.
    """

    suffix: str
    label: str
    label_id: str
    doc: str
    of: Callable[[Series], float]
    over_months: bool = False


def mean_known(values: Series, /) -> float:
    """Mean of the months that have a value; NaN if none has."""
    known = values[~np.isnan(values)]
    return float(known.mean()) if known.size else NAN


def _last_year(values: Series) -> float:
    return mean_known(values[-YEAR:])


def _last(values: Series) -> float:
    return float(values[-1])


def _total(values: Series) -> float:
    return float(values.sum())


END = Summary("end", "end", "akhir", "Mean of the last 12 months.", _last_year)
MEAN = Summary("mean", "mean", "rata-rata", "Mean of the run.", mean_known)
LAST = Summary("end", "end", "akhir", "Value of the last month.", _last)
TOTAL = Summary("total", "in all", "total", "Sum over the run.", _total, over_months=True)

LEVEL = (END, MEAN)
"""For what goes up and down: its mean at the end, and over the run."""
STATE = (LAST,)
"""For what only piles up, or is a stage: where it stands at the end."""
FLOW = (TOTAL,)
"""For what is counted a month: its sum."""
