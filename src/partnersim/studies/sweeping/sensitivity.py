"""What outcomes depend on most: indices of Sobol and of Morris from the runs of a sweep, with intervals.

The indices of Sobol are those of the library SALib, those of Morris what it gives where steps are not rounded. Its
intervals know only that points were drawn; here points and seeds are drawn again together, so that an interval holds
the chance of both.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from partnersim.scenario.documents.errors import nearest, refused
from partnersim.scenario.phrases import Phrase
from partnersim.studies.sweeping.design import Design
from partnersim.studies.sweeping.files import kept_sweep
from partnersim.studies.sweeping.parts import RUNS
from partnersim.studies.sweeping.run import ALTERNATIVE

RESAMPLES = 200
"""How often points and seeds are drawn again for an interval."""

FEWEST_SEEDS = 2
NOT_OUTCOMES = ("point", "seed", "status", "origin", "message")
_ENDS = 2.5, 97.5
_READ_AS = {
    Design.saltelli: "Shares of an outcome's spread over the points: first, by the factor alone; total, with all that "
    "it does together with others. In brackets 95 % intervals over points and seeds.",
    Design.morris: "What moving a factor through its whole range does, in the outcome's unit: mean effect with its "
    "sign, mean size without, and spread between places. In brackets 95 % intervals over points and seeds.",
}
_INDICES = {Design.saltelli: ("first", "total"), Design.morris: ("mean_effect", "mean_size", "spread")}

_Floats = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Sensitivity:
    """What outcomes depend on.

    Attributes:
        table: a row for each outcome, factor and index: outcome, factor, index, value, low, high; the factor that
            weighs most first. ``first`` and ``total`` are shares of the outcome's variance over the points (Sobol): by
            the factor alone, and with all it does together with others. ``mean_effect``, ``mean_size`` and ``spread``
            are the mean, mean size and standard deviation of what a step through two thirds of the factor's range does
            to the outcome, in its unit per whole range (Morris). NaN where nothing moves the outcome.
        design: of the sweep. points: base points or trajectories. seeds: of each point. dropped: base points or
            trajectories left out, as a run of them failed.
    """

    table: pd.DataFrame
    design: Design
    points: int
    seeds: int
    dropped: int

    @property
    def indices(self) -> tuple[str, ...]:
        """Names of the indices of this design."""
        return _INDICES[self.design]

    @property
    def leading(self) -> str:
        """The index by which factors are ranked."""
        return self.indices[1]

    @property
    def sentence(self) -> str:
        """What was drawn, and how the indices are read."""
        drawn = "pairs of base points" if self.design is Design.saltelli else "trajectories"
        left_out = f", {self.dropped} left out as a run of theirs failed" if self.dropped else ""
        return f"{self.points} {drawn}, {self.seeds} seeds each{left_out}. {_READ_AS[self.design]}"

    def ranked(self, outcome: str) -> pd.DataFrame:
        """A row for each factor of one outcome, the weightiest first, a column for each index and its two ends."""
        rows = self.table[self.table["outcome"] == outcome]
        wide = rows.pivot(index="factor", columns="index", values=["value", "low", "high"])
        wide.columns = [index if what == "value" else f"{index}_{what}" for what, index in wide.columns]
        return wide.loc[rows["factor"].drop_duplicates()].reset_index()


def sensitivity_in(
    folder: str | os.PathLike[str], /, *, outcomes: Sequence[str] = (), resamples: int = RESAMPLES
) -> Sensitivity:
    """What the outcomes of a sweep in a folder depend on.

    Args:
        folder: of a finished sweep. outcomes, resamples: as in `sensitivity_of`.

    Raises:
        ResultsError: there is no finished sweep in the folder. ScenarioError: as in `sensitivity_of`.
    """
    place = Path(folder)
    document = kept_sweep(place, finished=True)
    design, ranges = document.get("design", Design.grid.value), document.get("ranges", {})
    factors = {path: (float(low), float(high)) for path, (low, high) in ranges.items()}
    runs = pd.read_parquet(place / RUNS)
    return sensitivity_of(runs, factors, design, outcomes=outcomes, resamples=resamples)


def sensitivity_of(
    runs: pd.DataFrame,
    factors: Mapping[str, tuple[float, float]],
    design: Design | str,
    /,
    *,
    outcomes: Sequence[str] = (),
    resamples: int = RESAMPLES,
) -> Sensitivity:
    """What the outcomes of a sweep's runs depend on.

    Args:
        runs: a row per point and seed, as `run_points` gives them, points of the design in their order.
        factors: low and high of each factor, by dotted path, in the order of the design.
        design: ``saltelli`` or ``morris``.
        outcomes: those that are wanted; all columns with numbers if empty.
        resamples: how often points and seeds are drawn again.

    Raises:
        ScenarioError: the design tells no shares; an outcome is not among the runs; nothing but failed points; one
            seed only.
    """
    design = Design(design)
    if design not in _INDICES:
        raise refused(
            Phrase(
                "a sweep of design '{design}' does not say what outcomes depend on; use saltelli or "
                "morris (design: morris in the sweep's file; the shipped sweep what-brings-firms is one)",
                design=design,
            )
        )
    if ALTERNATIVE in runs:
        raise refused(Phrase("the sweep has alternatives; what outcomes depend on is told of one scenario"))
    wanted = _wanted(runs, factors, outcomes)
    size = len(factors) + (2 if design is Design.saltelli else 1)
    results = _by_seed(runs, wanted, size)
    whole = np.asarray(~np.isnan(results).any(axis=(1, 2, 3)))
    if whole.sum() < 2:
        raise refused(
            Phrase(
                "{whole} of {points} base points have no failed run; two or more are needed",
                whole=int(whole.sum()),
                points=len(whole),
            )
        )
    steps = _unit_points(runs, factors, size)[whole]
    rows: list[dict[str, Any]] = []
    for number, outcome in enumerate(wanted):
        value, low, high = _with_interval(results[whole][..., number], steps, design, resamples)
        order = np.argsort(-np.nan_to_num(value[1]), kind="stable")  # by the total, or the mean size
        rows += [
            {
                "outcome": outcome, "factor": list(factors)[k], "index": index, "value": value[i, k],
                "low": low[i, k], "high": high[i, k],
            }
            for k in order for i, index in enumerate(_INDICES[design])
        ]  # fmt: skip
    return Sensitivity(
        table=pd.DataFrame(rows), design=design, points=int(whole.sum()), seeds=results.shape[2],
        dropped=int((~whole).sum()),
    )  # fmt: skip


def _wanted(runs: pd.DataFrame, factors: Mapping[str, Any], outcomes: Sequence[str]) -> list[str]:
    known = [
        str(name) for name in runs.columns
        if name not in (*factors, *NOT_OUTCOMES) and pd.api.types.is_numeric_dtype(runs[name])
    ]  # fmt: skip
    for name in outcomes:
        if name not in known:
            raise refused(
                Phrase("is no outcome of this sweep"),
                field="--outcome",
                value=name[:60],
                suggestion=nearest(name, among=known),
            )
    return list(outcomes) or known


def _by_seed(runs: pd.DataFrame, outcomes: Sequence[str], size: int) -> _Floats:
    """Outcomes by base point, point of its block, and seed, shape (base points, size, seeds, outcomes)."""
    seeds = runs["seed"].nunique()
    if seeds < FEWEST_SEEDS:
        raise refused(
            Phrase("the sweep has one seed; how far its indices are chance cannot be said under two")
        )
    count = runs["point"].nunique()
    if len(runs) != count * seeds or count % size:
        raise refused(
            Phrase(
                "the sweep is not whole: {count} runs of {points} points and {seeds} seeds",
                count=len(runs),
                points=count,
                seeds=seeds,
            )
        )
    ordered = runs.sort_values(["point", "seed"])
    return ordered[list(outcomes)].to_numpy(dtype=float).reshape(count // size, size, seeds, len(outcomes))


def _unit_points(runs: pd.DataFrame, factors: Mapping[str, tuple[float, float]], size: int) -> _Floats:
    """Points as shares of the factors' ranges, shape (base points, size, factors)."""
    points = runs.drop_duplicates("point").sort_values("point")[list(factors)].to_numpy(dtype=float)
    low, high = np.array(list(factors.values()), dtype=float).T
    return ((points - low) / (high - low)).reshape(-1, size, len(factors))


def _with_interval(
    results: _Floats, steps: _Floats, design: Design, resamples: int
) -> tuple[_Floats, _Floats, _Floats]:
    """Indices (index, factor) of one outcome, and the ends of their 95 % intervals.

    Args:
        results: shape (base points, size, seeds). steps: shape (base points, size, factors).
        design: by which the points were chosen. resamples: draws of base points and seeds.
    """
    indices, chance = _sobol if design is Design.saltelli else _morris, np.random.default_rng(1)
    count, _, seeds = results.shape
    drawn = []
    for _ in range(resamples):
        of_points, of_seeds = chance.integers(count, size=count), chance.integers(seeds, size=seeds)
        drawn.append(indices(results[of_points][:, :, of_seeds].mean(axis=2), steps[of_points]))
    # a factor that no trajectory of a draw moves has no effect in it
    low, high = (_percentile(np.array(drawn), end) for end in _ENDS)
    return indices(results.mean(axis=2), steps), low, high


def _percentile(drawn: _Floats, percent: float) -> _Floats:
    """Percentile over draws that have a number, shape of one draw; NaN where none has."""
    known = ~np.isnan(drawn)
    found = np.full(drawn.shape[1:], np.nan)
    for place in zip(*np.nonzero(known.any(axis=0)), strict=True):
        found[place] = np.percentile(drawn[:, *place][known[:, *place]], percent)
    return found


def _sobol(results: _Floats, _: _Floats) -> _Floats:
    """First and total index by factor, shape (2, factors); NaN where the outcome is the same at all points."""
    from SALib.analyze import sobol

    first_points, last_points = results[:, 0], results[:, -1]
    middle = np.concatenate([first_points, last_points]).mean()  # estimates are steadier around the mean
    a, b, exchanged = first_points - middle, last_points - middle, results[:, 1:-1] - middle
    if _is_flat(results):
        return np.full((2, exchanged.shape[1]), np.nan)
    return np.array([
        [float(estimate(a, column, b)) for column in exchanged.T]
        for estimate in (sobol.first_order, sobol.total_order)
    ])  # fmt: skip


def _morris(results: _Floats, steps: _Floats) -> _Floats:
    """Mean, mean size and spread of a factor's effect per range, shape (3, factors); NaN as in `_sobol`.

    A change is divided by the step that was taken: of a factor in whole numbers that is not the design's two thirds,
    and where rounding leaves no step there is no effect to be told (`nan`), so that other trajectories count alone.
    """
    if _is_flat(results):
        return np.full((3, steps.shape[2]), np.nan)
    moved = np.diff(steps, axis=1)
    change = ((moved != 0.0) * np.diff(results, axis=1)[:, :, None]).sum(axis=1)
    step = moved.sum(axis=1)  # each factor moves once in a trajectory
    effects = np.divide(change, step, out=np.full(step.shape, np.nan), where=step != 0.0)
    return np.array([[*_mean_size_and_spread(of_one[~np.isnan(of_one)])] for of_one in effects.T]).T


def _mean_size_and_spread(effects: _Floats) -> tuple[float, float, float]:
    n = len(effects)
    return (
        float(effects.mean()) if n else np.nan,
        float(np.abs(effects).mean()) if n else np.nan,
        float(effects.std(ddof=1)) if n > 1 else np.nan,
    )


def _is_flat(results: _Floats) -> bool:
    """Whether an outcome differs between points by no more than rounding."""
    return bool(np.ptp(results) <= 1e-12 * max(1.0, float(np.abs(results).max())))
