"""Winners and losers: how the consumption of the same household differs between two arms, by decile and by luck."""

from __future__ import annotations

import math
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from partnersim.studies.estimates import ENDLESS, SHARE, Range, cut, estimate
from partnersim.studies.runs.runner import tables_of
from partnersim.studies.runs.side_by_side import Turns, in_turns, within
from partnersim.studies.runs.simulate import simulate

if TYPE_CHECKING:
    from partnersim.engine.model import PartnershipModel
    from partnersim.scenario.spec import Scenario
    from partnersim.studies.runs.tasks import Rows

Floats = NDArray[np.float64]

TABLE, BASELINE = "households", "baseline"
"""Tables beyond those of a run: its households, and how they stand before the first month."""

AT_THE_START = ("consumption", "savings", "capital", "moneylender_debt", "size", "listed", "owner")
"""Columns of households by which arms are held against each other before the first month."""

YEAR = 12
EDGES = (-0.05, -0.001, 0.001, 0.05)
BINS = ("lose over 5 %", "lose up to 5 %", "within 0.1 %", "gain up to 5 %", "gain over 5 %")
"""Bins of the change of consumption, as evaluators of tax and benefit reforms show them."""

DECILES = 10
ALL = 0
"""Stands for all deciles together."""


@dataclass(frozen=True, kw_only=True)
class Households:
    """Households of one run, arrays of shape (N,).

    Attributes:
        id: number in the place. weight: households of the place for which a row stands. size: persons in it.
        start: consumption per person and month before the first month; late: of the household, mean of the last
            year; rupiah.
    """

    id: NDArray[np.int64]
    weight: Floats
    size: Floats
    start: Floats
    late: Floats

    @property
    def late_per_person(self) -> Floats:
        """Consumption per person and month, mean of the last year, rupiah, (N,)."""
        return self.late / self.size

    def packed(self) -> dict[str, bytes]:
        """Every column as compressed bytes, so that a run is one row of a table."""
        return {
            name: zlib.compress(getattr(self, name).astype(dtype).tobytes(), 1)
            for name, dtype in _DTYPES.items()
        }

    @classmethod
    def unpacked(cls, row: Mapping[str, Any], /) -> Households:
        """The same from such a row."""
        return cls(
            **{name: np.frombuffer(zlib.decompress(row[name]), dtype) for name, dtype in _DTYPES.items()}
        )


_DTYPES: dict[str, Any] = {
    "id": np.int64, "weight": np.float64, "size": np.float64, "start": np.float64, "late": np.float64,
}  # fmt: skip


class _Watch:
    """Sums up what households consume while a run goes on."""

    def __init__(self, months: int) -> None:
        self._first = max(1, months - YEAR + 1)
        self._call = 0
        self._months = 0
        self.found: dict[str, Any] = {}
        self.baseline: list[dict[str, Any]] = []

    def __call__(self, model: PartnershipModel) -> None:
        columns = model.households.arrays
        if self._call == 0:
            self.baseline = baseline_rows(
                {name: getattr(columns, name) for name in AT_THE_START}, columns.weight
            )
            self.found = {
                "id": columns.id.astype(np.int64), "weight": columns.weight.astype(np.float64),
                "size": columns.size.astype(np.float64), "start": columns.consumption / columns.size,
                "late": np.zeros(len(columns.id)),
            }  # fmt: skip
        elif self._call >= self._first:
            self.found["late"] += columns.consumption
            self._months += 1
        self._call += 1

    def households(self) -> Households:
        """What was seen."""
        return Households(**{**self.found, "late": self.found["late"] / max(1, self._months)})


@in_turns
def tables_with_households(work: tuple[Scenario, int]) -> Turns[Mapping[str, Rows]]:
    """All tables of one run, and a row with its households.

    Args:
        work: scenario and seed.
    """
    watch = _Watch(work[0].time.months)
    made = dict(tables_of((yield from within(simulate, *work, watch=watch))))
    made[TABLE] = pd.DataFrame([watch.households().packed()])
    made[BASELINE] = watch.baseline
    return made


def baseline_rows(columns: Mapping[str, NDArray[Any]], weight: Floats, /) -> list[dict[str, Any]]:
    """Mean and standard deviation of each column over the households of the place.

    Args:
        columns: by name, shape (N,). weight: households of the place for which a row stands, shape (N,).

    Returns:
        A row a column: variable, n (simulated households), mean, sd.
    """
    rows = []
    for name, values in columns.items():
        column = values.astype(np.float64)
        mean = float(np.average(column, weights=weight))
        sd = math.sqrt(float(np.average((column - mean) ** 2, weights=weight)))
        rows.append({"variable": name, "n": len(column), "mean": mean, "sd": sd})
    return rows


def bins_of(change: Floats, /) -> NDArray[np.int64]:
    """Number of the bin of each relative change: up to -5 %, then below -0.1 %, up to 0.1 %, up to 5 %, and beyond."""
    return np.where(
        change <= EDGES[0], 0, np.where(change < EDGES[1], 1, np.where(change <= EDGES[2], 2,
                                        np.where(change <= EDGES[3], 3, 4)))
    ).astype(np.int64)  # fmt: skip


def deciles_of(start: Floats, weight: Floats, /) -> NDArray[np.int64]:
    """Decile (1 the poorest) of each household by consumption per person, each with a tenth of all weight."""
    return np.minimum(DECILES, 1 + (DECILES * _ranks(start, weight)).astype(np.int64))


def winners_and_losers(
    base: Mapping[int, Households], other: Mapping[int, Households], /
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Who wins, who loses and how much, and how many would by luck alone.

    A household is compared with itself under the same seed. Luck is shown by households that began equally well off
    under two seeds of the base: what differs between them no partnership has made.

    Args:
        base, other: households of the arms by seed.

    Returns:
        Shares by decile of consumption per person at the start, and for all (decile 0): decile, bin, share, low, high,
        luck (share in the bin by luck alone), n. Gains by decile: decile, gain_idr_month (of all its households
        together), low, high, least, most (of a pair of runs), n.

    Raises:
        ValueError: the arms do not have the same households.
    """
    seeds = [seed for seed in base if seed in other]
    if not all(np.array_equal(base[seed].id, other[seed].id) for seed in seeds):
        raise ValueError("the arms do not have the same households")
    shares = [_shares(base[seed], other[seed].late, base[seed].late) for seed in seeds]
    lucky = [_luck(base[a], base[b]) for a, b in zip(seeds, [*seeds[1:], *seeds[:1]], strict=True)]
    gains = [_gains(base[seed], other[seed]) for seed in seeds]
    rows, totals = [], []
    for decile in range(DECILES + 1):
        for place, name in enumerate(BINS):
            luck = [one[decile, place] for one in lucky] if len(seeds) > 1 else []
            rows.append({
                "decile": decile, "bin": name, **_estimated("share", [one[decile, place] for one in shares], SHARE),
                "luck": estimate(luck).mean, "n": len(seeds),
            })  # fmt: skip
        of_decile = [float(one[decile]) for one in gains]
        ends = {"least": min(of_decile, default=math.nan), "most": max(of_decile, default=math.nan)}
        totals.append({
            "decile": decile, **_estimated("gain_idr_month", of_decile), **ends, "n": len(seeds),
        })  # fmt: skip
    return pd.DataFrame(rows), pd.DataFrame(totals)


def _shares(who: Households, late: Floats, before: Floats) -> Floats:
    """Share of each bin by decile, shape (deciles + 1, bins), all households first."""
    known = (before > 0.0) & np.isfinite(late)
    change = np.divide(late, before, out=np.ones_like(before), where=known) - 1.0
    decile, place = deciles_of(who.start, who.weight), bins_of(change)
    found = np.zeros((DECILES + 1, len(BINS)))
    np.add.at(found, (decile[known], place[known]), who.weight[known])
    found[ALL] = found.sum(axis=0)
    total = found.sum(axis=1, keepdims=True)
    return np.divide(found, total, out=np.full_like(found, math.nan), where=total > 0.0)


def _luck(one: Households, another: Households) -> Floats:
    """The same between two seeds of one arm, for households that began at the same rank.

    They are two households, of two sizes: what each person in them consumes is compared.
    """
    order = np.argsort(another.start, kind="stable")
    upto = np.cumsum(another.weight[order]) / another.weight.sum()
    place = np.minimum(np.searchsorted(upto, _ranks(one.start, one.weight)), len(order) - 1)
    return _shares(one, another.late_per_person[order[place]], one.late_per_person)


def _gains(base: Households, other: Households) -> Floats:
    gain = base.weight * (other.late - base.late)
    found = np.bincount(deciles_of(base.start, base.weight), weights=gain, minlength=DECILES + 1)
    found[ALL] = found.sum()
    return np.asarray(found, dtype=np.float64)


def _ranks(start: Floats, weight: Floats) -> Floats:
    """Share of all weight that is poorer than the middle of each household."""
    order = np.argsort(start, kind="stable")
    ranks = np.empty(len(start))
    ranks[order] = (np.cumsum(weight[order]) - weight[order] / 2.0) / weight.sum()
    return ranks


def _estimated(name: str, values: Sequence[float], possible: Range = ENDLESS) -> dict[str, float]:
    found = cut(estimate(values), possible)
    return {name: found.mean, "low": found.low, "high": found.high}
