"""Who is simulated: which hamlets, which rows in them, with which weights."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from partnersim.mechanisms.environment.hamlets import opening_shock
from partnersim.scenario.remembered import once_per_scenario
from partnersim.scenario.spec import Scenario
from partnersim.theory.arrays import ReadOnlyArrays
from partnersim.theory.chance.draws import Draws
from partnersim.world.hamlets import Hamlets
from partnersim.world.households import SITE_STEP

FEWEST_HAMLETS = 20
LISTED_SHARE_OF_ROWS = 2.0 / 3.0
"""Where a hamlet cannot be simulated in full, up to this share of its rows is listed households."""

OPENING_SHARE_OF_HAMLETS = 0.3
"""Up to this share of simulated hamlets have a fund at the start, so that few units in the place are not too few."""


@dataclass(frozen=True)
class Sample(ReadOnlyArrays):
    """Rows and weights of one run.

    Attributes:
        first: shape (H + 1,), first row of each hamlet.
        hamlet_weight: shape (H,), hamlets of the place per simulated hamlet.
        site: shape (H,), number of the hamlet in the place.
        opening_kind: shape (H,), kind of opening fund, -1 for none.
        hamlet, position, listed, weight: shape (N,), hamlet, place in it, listed or not, households represented.
    """

    first: NDArray[np.int64]
    hamlet_weight: NDArray[np.float64]
    site: NDArray[np.int64]
    opening_kind: NDArray[np.int64]
    hamlet: NDArray[np.int32]
    position: NDArray[np.int64]
    listed: NDArray[np.int8]
    weight: NDArray[np.float64]

    @property
    def ids(self) -> NDArray[np.int64]:
        """Numbers of the households, shape (N,)."""
        return self.site[self.hamlet] * SITE_STEP + self.position


@once_per_scenario
def draw_sample(spec: Scenario) -> Sample:
    """Choose hamlets and rows.

    A sample thinner than the place simulates fewer hamlets and thins each of them; listed households are kept first.
    Hamlets with a fund at the start are a stratum of their own. At true scale all weights are 1.

    Returns:
        The sample; deterministic, the same for every seed.
    """
    place, wanted = spec.place, spec.sample.households
    total = place.households if spec.sample.coverage == "all" else place.listed_households
    rows = total if wanted is None else min(wanted, total)
    hamlets = int(
        np.clip(round(rows / spec.sample.rows_per_hamlet), min(FEWEST_HAMLETS, place.hamlets), place.hamlets)
    )
    if rows == total:
        hamlets = place.hamlets
    hamlets = min(hamlets, rows)
    kinds, hamlet_weight = _strata(spec, hamlets)
    counts = np.full(hamlets, rows // hamlets, dtype=np.int64)
    counts[: rows % hamlets] += 1
    first = np.concatenate([[0], np.cumsum(counts)])
    hamlet = np.repeat(np.arange(hamlets, dtype=np.int32), counts)
    position = np.arange(rows, dtype=np.int64) - first[hamlet]
    listed, within = _listed_and_weights(spec, hamlets, counts, hamlet, position)
    return Sample(
        first=first,
        hamlet_weight=hamlet_weight,
        site=np.arange(hamlets, dtype=np.int64),
        opening_kind=kinds,
        hamlet=hamlet,
        position=position,
        listed=listed,
        weight=within * hamlet_weight[hamlet],
    )


def _strata(spec: Scenario, hamlets: int) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Opening kind and weight of each simulated hamlet."""
    opening = [kind.units for kind in spec.programme.community_funds.opening]
    units, place = sum(opening), spec.place.hamlets
    kinds = np.full(hamlets, -1, dtype=np.int64)
    if hamlets == place:
        kinds[:units] = np.repeat(np.arange(len(opening)), opening)
        return kinds, np.ones(hamlets)
    weight = np.zeros(hamlets)
    start = 0
    with_fund = min(
        units,
        max(len([u for u in opening if u]), round(hamlets * max(units / place, OPENING_SHARE_OF_HAMLETS))),
    )
    with_fund = min(with_fund, hamlets - 1) if units < place else hamlets
    left = with_fund
    for number, count in enumerate(opening):
        if count == 0 or left == 0:
            continue
        remaining = sum(1 for later in opening[number + 1 :] if later)
        take = min(count, max(1, min(left - remaining, round(with_fund * count / units))))
        kinds[start : start + take] = number
        weight[start : start + take] = count / take
        start, left = start + take, left - take
    weight[start:] = (place - units) / max(1, hamlets - start)
    return kinds, weight


def _listed_and_weights(
    spec: Scenario,
    hamlets: int,
    counts: NDArray[np.int64],
    hamlet: NDArray[np.int32],
    position: NDArray[np.int64],
) -> tuple[NDArray[np.int8], NDArray[np.float64]]:
    """Which rows are listed, and how many households of its hamlet each stands for."""
    place = spec.place
    listed_per, other_per = place.listed_households / place.hamlets, 0.0
    base = int(counts[-1])
    if spec.sample.coverage == "listed":
        listed_rows = counts
    else:
        other_per = (place.households - place.listed_households) / place.hamlets
        share = place.listed_households / place.households
        if counts.sum() == place.households:
            bounds = np.round(np.cumsum(counts) * share).astype(np.int64)
            listed_rows = np.diff(np.concatenate([[0], bounds]))
        else:
            few = min(round(base * max(share, LISTED_SHARE_OF_ROWS)), round(listed_per))
            if share < 1.0:
                few = min(few, base - 1)
            if share > 0.0:
                few = max(few, 1)
            listed_rows = np.full(hamlets, few, dtype=np.int64)
    listed = (position < listed_rows[hamlet]).astype(np.int8)
    if counts.sum() == (place.households if spec.sample.coverage == "all" else place.listed_households):
        return listed, np.ones(len(hamlet))
    per_listed = listed_per / np.maximum(listed_rows, 1)
    per_other = other_per / np.maximum(counts - listed_rows, 1)
    return listed, np.where(listed == 1, per_listed[hamlet], per_other[hamlet])


def build_hamlets(spec: Scenario, sample: Sample, draws: Draws, month: int) -> Hamlets:
    """Hamlets of a sample with their shared shock drawn from its stationary law."""
    start = opening_shock(spec.mechanisms.hamlet_shocks, sample.site, draws=draws, month=month)
    return Hamlets.at_start(
        weight=sample.hamlet_weight.copy(), first=sample.first.copy(), site=sample.site.copy(), shock=start
    )
