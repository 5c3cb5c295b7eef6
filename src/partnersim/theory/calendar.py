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
