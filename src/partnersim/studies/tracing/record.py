"""Recording: every household in a few numbers a month, or one household and what surrounds it in all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from partnersim.scenario.phrases import Phrase
from partnersim.studies.runs.simulate import simulate
from partnersim.world.columns import columns_of
from partnersim.world.funds import ACTIVE
from partnersim.world.hamlets import Services
from partnersim.world.households import COLUMN_NAMES

if TYPE_CHECKING:
    from partnersim.engine.model import PartnershipModel
    from partnersim.scenario.spec import Scenario

YEAR = 12
SERVICES = tuple(c.name for c in columns_of(Services))
SURROUNDINGS = ("price", "shock", "fund_works", *SERVICES)
"""What surrounds a household in its hamlet, beside its own columns."""


@dataclass(frozen=True, kw_only=True)
class Everybody:
    """All N simulated households over M months of one run.

    Attributes:
        id, size, listed, weight: of each, (N,). line_idr: poverty line, rupiah a person and month.
        consumption: rupiah a person and month, (M, N). member, late: in a group of a working fund, and in arrears,
            (M, N).
    """

    id: NDArray[np.int64]
    size: NDArray[np.float64]
    listed: NDArray[np.bool_]
    weight: NDArray[np.float64]
    line_idr: float
    consumption: NDArray[np.float32]
    member: NDArray[np.bool_]
    late: NDArray[np.bool_]

    @property
    def last_year(self) -> NDArray[np.float64]:
        """Mean consumption a person over the last twelve months, (N,)."""
        return self.consumption[-YEAR:].astype(float).mean(axis=0)


class _WatchEverybody:
    def __init__(self) -> None:
        self.months: list[tuple[NDArray[np.float32], NDArray[np.bool_], NDArray[np.bool_]]] = []
        self.model: PartnershipModel | None = None

    def __call__(self, model: PartnershipModel) -> None:
        if self.model is not None:  # the first call comes before any month
            c = model.households.arrays
            works = model.funds.status[c.hamlet] == ACTIVE
            eaten = (c.consumption / c.size).astype(np.float32)
            self.months.append((eaten, works & (c.group >= 0), c.arrears > 0.0))
        self.model = model


def everybody(spec: Scenario, seed: int, /) -> Everybody:
    """All households of one run.

    Raises:
        RunFailed: the run fails.
    """
    watch = _WatchEverybody()
    simulate(spec, seed, tables=False, watch=watch)
    assert watch.model is not None
    c = watch.model.households.arrays
    eaten, member, late = (np.array(part) for part in zip(*watch.months, strict=True))
    return Everybody(
        id=c.id.astype(np.int64), size=c.size.astype(float), listed=c.listed.astype(bool), weight=c.weight.copy(),
        line_idr=spec.place.poverty_line_idr, consumption=eaten, member=member, late=late,
    )  # fmt: skip


class _WatchOne:
    def __init__(self, number: int) -> None:
        self.number = number
        self.rows: list[dict[str, object]] = []
        self.row = -1

    def __call__(self, model: PartnershipModel) -> None:
        c = model.households.arrays
        if self.row < 0:
            places = np.flatnonzero(c.id == self.number)
            if not len(places):
                raise LookupError(Phrase("no simulated household has the number {n}", n=self.number))
            self.row = int(places[0])
        hamlet = int(c.hamlet[self.row])
        own = {name: getattr(c, name)[self.row].item() for name in COLUMN_NAMES}
        around = {name: getattr(model.services, name)[hamlet].item() for name in SERVICES}
        self.rows.append({
            "date": model.date, **own, **around, "price": float(model.hamlets.price[hamlet]),
            "shock": float(model.hamlets.shock[hamlet]), "fund_works": bool(model.funds.status[hamlet] == ACTIVE),
        })  # fmt: skip


def life_of(spec: Scenario, seed: int, number: int, /) -> pd.DataFrame:
    """One household and its hamlet, a row before the first month and one after each.

    Columns are ``date`` (the month just lived; empty in row 0), all columns of households, and `SURROUNDINGS`.

    Args:
        spec: the scenario. seed: of the run. number: the household's.

    Raises:
        LookupError: no simulated household has the number. RunFailed: the run fails.
    """
    watch = _WatchOne(number)
    try:
        simulate(spec, seed, tables=False, watch=watch)
    except Exception as error:
        if isinstance(error.__cause__, LookupError):
            raise error.__cause__ from None
        raise
    life = pd.DataFrame(watch.rows)
    # the model says the month that is to come; a row is of the month that has been lived
    life["date"] = ["", *life["date"].iloc[:-1]]
    return life
