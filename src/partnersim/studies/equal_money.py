"""Arms that are called equal in money are held to it on what was spent in them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

SPENT = "money_spent_idr_total"
"""Outcome that says what all organizations spent in a run."""

MOST_APART = 1.02
"""Most that the arm with more may spend over the arm with less and still be called equal."""


@dataclass(frozen=True, kw_only=True)
class MoneyGap:
    """The two arms that lie farthest apart in money.

    Attributes:
        more, less: names of the arms. more_idr, less_idr: mean of what was spent in them, rupiah of the place.
    """

    more: str
    less: str
    more_idr: float
    less_idr: float

    @property
    def ratio(self) -> float:
        """The larger over the smaller; 1 if nothing was spent in either, infinite if in one only."""
        if self.less_idr > 0.0:
            return self.more_idr / self.less_idr
        return 1.0 if self.more_idr == 0.0 else math.inf

    @property
    def equal(self) -> bool:
        """Whether the arms may be called equal in money; never where an amount is unknown."""
        return self.ratio <= MOST_APART

    def __str__(self) -> str:
        times = f", {self.ratio:.3f} times as much" if math.isfinite(self.ratio) else ""
        return (
            f"'{self.more}' spent {_amount(self.more_idr)} and '{self.less}' {_amount(self.less_idr)}{times}; "
            f"at most {MOST_APART} times as much is equal"
        )


def _amount(idr: float) -> str:
    return "an unknown amount" if math.isnan(idr) else f"Rp{idr:,.0f}"


def money_gap(spent: Mapping[str, float], /) -> MoneyGap:
    """The arm that spent most against the one that spent least; an arm whose amount is unknown (NaN) comes first.

    Args:
        spent: mean of what was spent by arm, rupiah; at least one arm.
    """
    unknown = [arm for arm, amount in spent.items() if math.isnan(amount)]
    more = unknown[0] if unknown else max(spent, key=lambda arm: spent[arm])
    less = min(spent, key=lambda arm: math.inf if math.isnan(spent[arm]) else spent[arm])
    return MoneyGap(more=more, less=less, more_idr=spent[more], less_idr=spent[less])
