"""From which size on words are used: one list for the terminal, the report and the pages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

ABOUT_NOTHING = 0.003
"""A change of the poverty headcount (share of people) that lies within this is called about nothing (assumed)."""

GAP_ABOUT_NOTHING = 0.0003
"""A change of the poverty gap that lies within this is, too: the poor lack about a tenth of the line (assumed)."""

WORTH_NAMING = 0.005
"""Share of all money spent from which what an organization paid more or less is named (assumed)."""

SMALL_LOAN = 0.1
"""A first loan below this share of a year's consumption is called too small to move the headcount (assumed)."""

FEWEST_SEEDS = 5
"""Pairs of runs from which on an interval of chance is shown; below stand the lowest and the highest (assumed)."""

MOST_SAVED = 1e9
"""Runs that pairing is said to have saved; beyond, a difference varies by the rounding of sums alone (assumed)."""

SIZES = ((0.001, "next to nothing"), (0.01, "little"), (0.05, "something"))
"""What a change is called that is smaller than this share of what there is (assumed); beyond, nothing is added."""


def is_clear(low: float, high: float, /) -> bool:
    """Whether a 95 % interval leaves zero out; not a number on either side is never clear."""
    return bool(low > 0.0 or high < 0.0)


def is_few(row: Mapping[str, Any], /) -> bool:
    """Whether a difference rests on too few pairs of runs (``n``) for an interval of chance to be shown."""
    return bool(row["n"] < FEWEST_SEEDS)


def ends_of(row: Mapping[str, Any], /) -> tuple[float, float]:
    """What is shown beside a difference: its interval of chance, or the lowest and the highest of few pairs of runs.

    Args:
        row: of a comparison, with n, low, high, least and most.
    """
    return (row["least"], row["most"]) if is_few(row) else (row["low"], row["high"])
