"""What an outcome may look at: a whole run, its months and its end."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from partnersim.measures.declaring import MONTHLY
from partnersim.measures.household_totals import POOR_AT_START, Track
from partnersim.measures.summaries import MEAN, TOTAL, YEAR

if TYPE_CHECKING:
    from partnersim.measures.household_harm import HouseholdHarm
    from partnersim.measures.money import Money
    from partnersim.measures.summaries import Summary
    from partnersim.world.world import World

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
NAN = float("nan")


@dataclass(frozen=True, kw_only=True)
class Run:
    """A run so far; all of it is only read.

    Attributes:
        world: state at its end.
        table: measures by month, shape (measures, months), rows in the order of declaration.
        rows: number of each measure's row.
        track: what is remembered of each household. harm: what the programme did to them.
        spell_months: length of the spells of poverty that ended.
        money: what organizations have posted.
    """

    world: World
    table: Floats
    rows: dict[str, int]
    track: Track
    harm: HouseholdHarm
    spell_months: float
    money: Money

    @property
    def months(self) -> int:
        """Months lived."""
        return self.table.shape[1]

    def series(self, measure: str) -> Floats:
        """Values of a measure by month, shape (months,)."""
        return self.table[self.rows[measure]]  # type: ignore[no-any-return]

    def total(self, measure: str) -> float:
        """Sum of a measure over the run."""
        return TOTAL.of(self.series(measure))

    def mean(self, measure: str) -> float:
        """Mean of a measure over the run."""
        return MEAN.of(self.series(measure))

    def summaries(self) -> dict[str, float]:
        """The outcomes that monthly measures declare, by name."""
        wanted: dict[Summary, tuple[list[str], list[int]]] = {}
        for entry in MONTHLY.values():
            for name, (_, summary) in entry.outcomes().items():
                names, rows = wanted.setdefault(summary, ([], []))
                names.append(name)
                rows.append(self.rows[entry.measure.name])
        found: dict[str, float] = {}
        for summary, (names, rows) in wanted.items():
            found.update(zip(names, summary.of_rows(self.table[rows]).tolist(), strict=True))
        return found

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
