"""The step of the model and the calendar as amounts of time, so that every rule says where time is counted.

A rate a month times ``MONTH`` is the share of one step; a flow a month times ``MONTH`` is the amount of one step, which
may be added to a stock. ``MONTH`` is one and changes no number: it is there to be seen, and to be replaced by a number
that carries its unit when rules are run to compare units.
"""

from __future__ import annotations

MONTH = 1
"""Length of a step in months; whole, so that ages counted in months stay whole numbers."""

MONTHS_PER_YEAR = 12.0
WEEKS_PER_YEAR = 52.0


def is_due(yearly: float, calendar_month: int) -> bool:
    """Whether something that happens ``yearly`` times, spread evenly over the year, happens in this month (1 to 12)."""
    before, now = yearly * (calendar_month - 1), yearly * calendar_month
    return int(now / MONTHS_PER_YEAR + 1e-9) > int(before / MONTHS_PER_YEAR + 1e-9)
