"""What an outcome may look at: a whole run, its months and its end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from partnersim.measures.declaring import OUTCOME, summarised
from partnersim.measures.household_totals import POOR_AT_START, Track
from partnersim.measures.summaries import MEAN, TOTAL, YEAR

if TYPE_CHECKING:
    from partnersim.measures.declaring import MonthlyMeasure
    from partnersim.measures.household_harm import HouseholdHarm
    from partnersim.measures.money import Money
    from partnersim.measures.months import Months
    from partnersim.measures.summaries import Summary
    from partnersim.world.world import World

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
NAN = float("nan")


class Rows:
    """Measures by month, each worked out when it is first asked for.

    Args:
        months: of the run. entries: declared measures by name, in the order of tables.
    """

    def __init__(self, months: Months, entries: Mapping[str, MonthlyMeasure]) -> None:
        self.months = months
        self._entries = entries
        self._known: dict[str, Floats] = {}

    def of(self, measure: str, /) -> Floats:
        """Values of a measure by month, shape (months,).

        Raises:
            KeyError: no measure of that name was declared when the run began.
        """
        row = self._known.get(measure)
        if row is None:
            row = np.empty(self.months.count)
            row[:] = self._entries[measure].compute(self.months)
            self._known[measure] = row
        return row

    def table(self) -> Floats:
        """Every measure, shape (measures, months)."""
        return np.array([self.of(name) for name in self._entries]).reshape(-1, self.months.count)


@dataclass(frozen=True, kw_only=True)
class Run:
    """A run so far; all of it is only read.

    Attributes:
        world: state at its end.
        rows: measures by month.
        track: what is remembered of each household. harm: what the programme did to them.
        spell_months: length of the spells of poverty that ended.
        money: what organizations have posted.
    """

    world: World
    rows: Rows
    track: Track
    harm: HouseholdHarm
    spell_months: float
    money: Money

    @property
    def months(self) -> int:
        """Months lived."""
        return self.rows.months.count

    def series(self, measure: str) -> Floats:
        """Values of a measure by month, shape (months,)."""
        return self.rows.of(measure)

    def total(self, measure: str) -> float:
        """Sum of a measure over the run."""
        return TOTAL.of(self.series(measure))

    def mean(self, measure: str) -> float:
        """Mean of a measure over the run."""
        return MEAN.of(self.series(measure))

    def outcomes(self, names: Sequence[str]) -> dict[str, float]:
        """Outcomes by name, in the order of the names; only the measures that they are made from are worked out.

        Raises:
            KeyError: nothing of that name is declared.
        """
        by_summary: dict[Summary, dict[str, Floats]] = {}
        summed_up = summarised()
        values: dict[str, float] = dict.fromkeys(names, NAN)
        for name in names:
            if name in OUTCOME:
                values[name] = float(OUTCOME[name].compute(self))
            else:
                measure, summary = summed_up[name]
                by_summary.setdefault(summary, {})[name] = self.rows.of(measure)
        for summary, rows in by_summary.items():
            values.update(zip(rows, summary.of_rows(np.array([*rows.values()])).tolist(), strict=True))
        return values

    @property
    def households(self) -> Any:
        """Columns of the households at the end (`HouseholdArrays`)."""
        return self.world.households.arrays

    @cached_property
    def out_for_a_year(self) -> Bools:
        """Households not below the line in any of the last 12 months, shape (N,)."""
        return self.track.run >= YEAR

    @cached_property
    def left_for_good(self) -> Bools:
        """Households poor when the run began and in none of its last 12 months, shape (N,)."""
        return (self.track.flags & POOR_AT_START > 0) & self.out_for_a_year

    @cached_property
    def reached(self) -> Bools:
        """Households that are or were members of a fund, shape (N,)."""
        c = self.households
        return np.asarray((c.group >= 0) | (c.loans_taken > 0) | (c.barred != 0))

    @cached_property
    def never_served(self) -> Bools:
        """Households that asked for a loan a year or more before the end and never had one, shape (N,)."""
        first = self.harm.first_asked
        long_ago = (first >= 0) & (self.months - first >= YEAR)
        return np.asarray(long_ago & (self.households.loans_taken == 0))

    def households_of_place(self, rows: Bools) -> float:
        """Households of the place that these rows stand for."""
        return float(self.households.weight[rows].sum())

    def after_a_year(self, rows: Bools) -> float:
        """The same, NaN in a run of less than a year, which cannot know who stayed out."""
        return self.households_of_place(rows) if self.months >= YEAR else NAN
