"""Whom a run served, and how those lived: what comparisons ask beside the outcomes of each run alone.

A mean over members compares different people wherever arms serve different ones. Luck is keyed to the household, so
the same household can be followed through every arm: those served in one arm are a cohort that is fixed in all.
"""

from __future__ import annotations

import math
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from partnersim.measures.comparing import COHORT_OUTCOMES, RUN_OUTCOMES
from partnersim.studies.runs.side_by_side import Turns, in_turns, within
from partnersim.studies.runs.simulate import simulate

if TYPE_CHECKING:
    from partnersim.engine.model import PartnershipModel
    from partnersim.scenario.spec import Scenario
    from partnersim.studies.runs.tasks import Rows

Floats = NDArray[np.float64]

RUN_OUTCOME_NAMES = tuple(measure.name for measure in RUN_OUTCOMES)


@dataclass(frozen=True, kw_only=True)
class Lives:
    """The households of one run, arrays of shape (N,).

    Attributes:
        id: number of the household in the place. persons: of the place for whom it stands, weight times size.
        weight: households of the place for which it stands. served, poor: in the run; when it began.
        income, consumption: per person and month, mean of the run, rupiah.
    """

    id: NDArray[np.int64]
    persons: NDArray[np.float32]
    weight: NDArray[np.float32]
    served: NDArray[np.bool_]
    poor: NDArray[np.bool_]
    income: NDArray[np.float32]
    consumption: NDArray[np.float32]

    def packed(self) -> dict[str, bytes]:
        """Every column as compressed bytes, so that a run is one row of a table."""
        return {name: zlib.compress(getattr(self, name).tobytes(), 1) for name in _DTYPES}

    @classmethod
    def unpacked(cls, row: Mapping[str, Any], /) -> Lives:
        """The same from such a row."""
        return cls(
            **{name: np.frombuffer(zlib.decompress(row[name]), dtype) for name, dtype in _DTYPES.items()}
        )


_DTYPES: dict[str, Any] = {
    "id": np.int64, "persons": np.float32, "weight": np.float32, "served": np.bool_, "poor": np.bool_,
    "income": np.float32, "consumption": np.float32,
}  # fmt: skip


class Watch:
    """Follows the households of one run; called before its first month and after each, and only reads."""

    def __init__(self) -> None:
        self._months = -1
        self._columns: Any = None

    def __call__(self, model: PartnershipModel) -> None:
        """Note the state of all households."""
        c: Any = model.households.arrays
        if self._months < 0:
            size = c.size.astype(np.float64)
            self._id, self._size, self._weight = c.id.copy(), size, c.weight.copy()
            self._poor = c.consumption < model.spec.place.poverty_line_idr * size
            self._served = np.zeros(len(size), dtype=bool)
            self._income, self._consumption = np.zeros(len(size)), np.zeros(len(size))
        else:
            self._income += c.income
            self._consumption += c.consumption
        self._months += 1
        self._served |= (c.group >= 0) | (c.loan > 0.0) | (c.order_months > 0) | (c.contract != 0)
        # A course of an earlier month than the first was not this run's.
        self._served |= c.trained_ago < self._months

    def lives(self) -> Lives:
        """What became of each household."""
        shared = self._size * max(self._months, 1)
        return Lives(
            id=self._id, persons=(self._weight * self._size).astype(np.float32),
            weight=self._weight.astype(np.float32), served=self._served.copy(), poor=self._poor,
            income=(self._income / shared).astype(np.float32),
            consumption=(self._consumption / shared).astype(np.float32),
        )  # fmt: skip

    def outcomes(self) -> dict[str, float]:
        """`RUN_OUTCOMES` by name."""
        return {
            "served_households": float(self._weight[self._served].sum()),
            "served_poor_households": float(self._weight[self._served & self._poor].sum()),
        }


@in_turns
def run_and_watch(
    work: tuple[Scenario, int, bool], outcomes: Sequence[str] | None = None
) -> Turns[Mapping[str, Rows]]:
    """Outcomes of one run, and its households if they are asked for.

    Args:
        work: scenario, seed, and whether a cohort will be followed through it.
        outcomes: names of those wanted, all without; households are watched only for those that need it.
    """
    spec, seed, follow = work
    of_run, of_watch = outcomes, RUN_OUTCOME_NAMES
    if outcomes is not None:
        of_run = [name for name in outcomes if name not in RUN_OUTCOME_NAMES]
        of_watch = tuple(name for name in outcomes if name in RUN_OUTCOME_NAMES)
    watch = Watch() if follow or of_watch else None
    found = yield from within(simulate, spec, seed, tables=False, outcomes=of_run, watch=watch)
    row = {"seconds": math.fsum(found.seconds.values()), **found.outcomes}
    made: dict[str, Rows] = {"runs": [row]}
    if watch is not None:
        seen = watch.outcomes()
        row |= {name: seen[name] for name in of_watch}
    if watch is not None and follow:
        made["households"] = [watch.lives().packed()]
    return made


def cohort_means(cohort: Lives, followed: Lives, /) -> dict[str, float]:
    """`COHORT_OUTCOMES` of a run: means over people of the households that another run served.

    Args:
        cohort: the run that says who was served. followed: the run in which these are looked at.

    Returns:
        By name; NaN where nobody was served, or one of them does not live in the other run's place.
    """
    wanted = cohort.id[cohort.served]
    order = np.argsort(followed.id, kind="stable")
    place = np.minimum(np.searchsorted(followed.id, wanted, sorter=order), max(len(order) - 1, 0))
    rows = order[place] if len(order) else place
    if not len(wanted) or not len(order) or (followed.id[rows] != wanted).any():
        return {measure.name: math.nan for measure in COHORT_OUTCOMES}
    persons = cohort.persons[cohort.served].astype(np.float64)
    values = (followed.income[rows], followed.consumption[rows])
    return {
        measure.name: float(persons @ value.astype(np.float64) / persons.sum())
        for measure, value in zip(COHORT_OUTCOMES, values, strict=True)
    }
