"""Giving every row of a run or a trial a settled household."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from partnersim.engine.population.sampling import Sample
from partnersim.engine.population.settling import Settled
from partnersim.scenario.spec import Scenario
from partnersim.theory.chance.draws import Draws, Purpose
from partnersim.world.households import COLUMN_NAMES

GOLDEN = 0.6180339887498949
ROOT_TWO = 0.41421356237309515
READINESS_SPREAD = 0.15

_OWN = {"id", "hamlet", "weight", "listed"}


def fill(
    columns: Any, settled: Settled, source: NDArray[np.int64], *, start_readiness: float, draws: Draws
) -> None:
    """Copy a settled household into every row, and draw its readiness: N(start, 0.15), within 0 and 1.

    Args:
        columns: household columns, whose number, hamlet, weight and list stay as they are.
        settled: the settled population. source: its row for each row, shape (N,).
        start_readiness: mean readiness at the start. draws: where chance comes from.
    """
    for name in COLUMN_NAMES:
        if name not in _OWN:
            settled.columns[name].take(source, out=getattr(columns, name), mode="clip")
    spread = READINESS_SPREAD * draws.normal(Purpose.READINESS_START, 0, columns.id)
    columns.readiness[:] = np.clip(start_readiness + spread, 0.0, 1.0)


def fill_sample(columns: Any, spec: Scenario, sample: Sample, settled: Settled, draws: Draws) -> None:
    """Fill the rows of a run's sample.

    Rows of a hamlet step through the settled households of their stratum (listed or not), ordered by welfare, by the
    golden ratio from a keyed start: every hamlet gets an even spread of rich and poor, and a row's household depends on
    nothing but the seed, its hamlet and its position.
    """
    columns.id[:] = sample.ids
    columns.hamlet[:] = sample.hamlet
    columns.weight[:] = sample.weight
    columns.listed[:] = sample.listed
    shift = draws.uniform(Purpose.SAMPLE_SHIFT, 0, [0, 1])
    source = np.zeros(len(sample.hamlet), dtype=np.int64)
    for stratum in (0, 1):
        rows = np.flatnonzero(sample.listed == stratum)
        pool = np.flatnonzero(settled.columns["listed"] == stratum)
        if len(pool) == 0:
            pool = np.arange(len(settled.columns["listed"]))
        place = shift[stratum] + GOLDEN * sample.position[rows] + ROOT_TWO * sample.site[sample.hamlet[rows]]
        source[rows] = pool[((place % 1.0) * len(pool)).astype(np.int64)]
    fill(columns, settled, source, start_readiness=spec.mechanisms.readiness.start, draws=draws)
