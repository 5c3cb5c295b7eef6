"""The posterior of household parameters: simulations from the prior, what they say, and whether it is honest."""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import qmc

from partnersim.studies.fitting.households.aims import Aim, all_inside, household_aims, read_aims
from partnersim.studies.fitting.households.bench import Bench
from partnersim.studies.fitting.households.bounds import BOUNDS, point_of, values_at
from partnersim.studies.fitting.households.evaluate import Effort, Tried
from partnersim.studies.fitting.households.run import Calibrated
from partnersim.studies.inference import (
    Posterior,
    Simulated,
    identified,
    posterior,
    rank_histograms,
    uniform_p_values,
)
from partnersim.studies.runs.progress import progress
from partnersim.studies.runs.provenance import engine_version, library_versions
from partnersim.studies.runs.running import worker_count

Floats = NDArray[np.float64]

HALF_OF_A_BAND = 1.96
"""Standard errors in half a band: bands are read as 95 % intervals."""

SHARE = 0.1
"""Share of simulations that are accepted."""


@dataclass(frozen=True, kw_only=True)
class HouseholdPosterior:
    """What simulations from the prior say of household parameters.

    Attributes:
        aims: published numbers. tried: simulations from the prior, in the order of the design.
        found: weighted draws in the unit cube of the bounds. members: draws simulated again with care, by loss.
        identified: spread after over before, by dotted path. ranks: counts of ranks, shape (parameters, bins).
        p_values: of even ranks, by dotted path. facts: how it came about.
    """

    aims: list[Aim]
    tried: list[Tried]
    found: Posterior
    members: list[Tried]
    identified: dict[str, float]
    ranks: NDArray[np.int64]
    p_values: dict[str, float]
    facts: dict[str, Any]

    @property
    def prior_predictive(self) -> dict[str, tuple[float, float, float]]:
        """5, 50 and 95 % quantiles of what the prior gives, by key of the aim."""
        return _quantiles(self.tried, self.aims)

    @property
    def predictive(self) -> dict[str, tuple[float, float, float]]:
        """The same of the draws that were simulated again."""
        return _quantiles(self.members, self.aims)


def household_posterior(
    *,
    simulations: int = 2_000,
    members: int = 30,
    trials: int = 200,
    seeds: Sequence[int] = (1, 2),
    rows: int = 8_000,
    careful_rows: int = 24_000,
    trial_scale: float = 0.5,
    workers: int = 0,
    executor: Executor | None = None,
    out: Path | None = None,
    targets: Path | None = None,
    show_progress: bool = True,
) -> HouseholdPosterior:
    """Simulate from the prior, keep what is near the published numbers, and check that the posterior is honest.

    The prior is uniform between the bounds of the fit; points are of a Sobol sequence. Draws of the posterior are
    simulated again with more rows and twice the seeds: what they give is the posterior predictive, and the best of them
    can be the default set.

    Args:
        simulations: from the prior. members: posterior draws simulated again.
        trials: simulations taken as observed in the check of ranks.
        seeds: consecutive, the same for every set. rows, trial_scale: size of panel and trials.
        careful_rows: of the panel for members.
        workers: processes; 0 for one per core. executor: simulates instead.
        out: folder in which finished simulations are kept, so that a stopped one goes on.
        targets: file of targets for calibration; the shipped one if not given.
        show_progress: report progress on stderr.

    Raises:
        ScenarioError: the targets are unusable. ResultsError: the folder cannot be written.
        ValueError: too few simulations for a tenth of them to be twenty.
    """
    began, clock, processes = datetime.now(UTC), time.perf_counter(), worker_count(workers)
    aims = household_aims(read_aims(targets).items)
    effort = Effort(rows=rows, seeds=tuple(seeds), trial_scale=trial_scale)
    careful = Effort(
        rows=careful_rows, trial_scale=1.0, panels=2,
        seeds=tuple(range(seeds[0], seeds[0] + 2 * len(seeds))),
    )  # fmt: skip
    powers = math.ceil(math.log2(simulations))  # a Sobol sequence is balanced in powers of two
    cube = np.asarray(qmc.Sobol(len(BOUNDS), scramble=True, seed=seeds[0]).random_base2(powers))[:simulations]
    with (
        progress(simulations + members, what="sets", shown=show_progress) as shown,
        Bench(aims, workers=processes, executor=executor, out=out, shown=shown) as bench,
    ):
        step = max(1, 32 * processes)
        tried: list[Tried] = []
        for first in range(0, simulations, step):
            tried += bench.try_all([values_at(point) for point in cube[first : first + step]], effort)
        simulated, used = simulated_from(tried, aims)
        observed, errors = [aim.value.target for aim in aims], errors_of(aims)
        found = posterior(simulated, observed, errors, share=SHARE, seed=seeds[0])
        drawn = found.drawn(members, seed=seeds[0])
        again = bench.try_all([values_at(point) for point in np.unique(drawn, axis=0)], careful)
    again.sort(key=lambda one: (not all_inside(one.values, aims), one.loss))
    counts = rank_histograms(simulated, errors, trials=min(trials, len(used)), share=SHARE, seed=seeds[0])
    paths = [bound.path for bound in BOUNDS]
    facts = {
        "program": "partnersim", "version": engine_version(), "date": began.date().isoformat(),
        "seconds": round(time.perf_counter() - clock, 1), "workers": processes, "simulations": len(tried),
        "without_a_number": len(tried) - len(used), "accepted": len(found.points),
        "effective": round(found.effective, 1), "distance": round(found.distance, 3), "rows": rows,
        "seeds": list(seeds), "members": len(again),
        "members_inside_all_bands": sum(all_inside(one.values, aims) for one in again),
        "trials_of_ranks": int(counts[0].sum()), "libraries": library_versions(),
    }  # fmt: skip
    return HouseholdPosterior(
        aims=aims, tried=tried, found=found, members=again, ranks=counts, facts=facts,
        identified=dict(zip(paths, map(float, identified(found)), strict=True)),
        p_values=dict(zip(paths, map(float, uniform_p_values(counts)), strict=True)),
    )  # fmt: skip


def errors_of(aims: Sequence[Aim], /) -> list[float]:
    """Standard errors of published numbers: bands are read as 95 % intervals around their middle."""
    return [(aim.value.high - aim.value.low) / (2.0 * HALF_OF_A_BAND) for aim in aims]


def simulated_from(tried: Sequence[Tried], aims: Sequence[Aim], /) -> tuple[Simulated, list[Tried]]:
    """Simulations as arrays, those left out that lack a number, and which they were."""
    used = [one for one in tried if all(math.isfinite(one.values.get(aim.key, math.nan)) for aim in aims)]
    points = np.array([point_of(one.parameters) for one in used]).reshape(len(used), len(BOUNDS))
    numbers = np.array([[one.values[aim.key] for aim in aims] for one in used]).reshape(len(used), len(aims))
    return Simulated(points, numbers), used


def document(made: HouseholdPosterior, /) -> dict[str, Any]:
    """The posterior's file as plain data: draws, what is known of each parameter, and the checks."""
    paths = [bound.path for bound in BOUNDS]
    middle = values_at(made.found.mean)
    return {
        "provenance": {"made_by": "partnersim fit posterior", **made.facts},
        "parameters": {
            bound.path: {
                "bounds": [bound.low, bound.high], "mean": middle[bound.path],
                "posterior_over_prior_spread": round(made.identified[bound.path], 3),
                "ranks": [int(count) for count in row], "p_of_even_ranks": round(made.p_values[bound.path], 4),
            }
            for bound, row in zip(BOUNDS, made.ranks, strict=True)
        },
        "numbers": {
            aim.key: {
                "target": aim.value.target, "band": [aim.value.low, aim.value.high],
                "prior_5_50_95": _short(made.prior_predictive[aim.key]),
                "posterior_5_50_95": _short(made.predictive[aim.key]),
            }
            for aim in made.aims
        },
        "members": [
            {
                "loss": float(f"{one.loss:.6g}"), "inside_all_bands": all_inside(one.values, made.aims),
                "values": {key: float(f"{value:.6g}") for key, value in one.values.items()},
                "parameters": {path: one.parameters[path] for path in paths},
            }
            for one in made.members
        ],
    }  # fmt: skip


def as_fit(made: HouseholdPosterior, /) -> Calibrated:
    """Its members as a fit, so that all published results can be asked of them (``partnersim validate --fit``)."""
    kept = ("program", "version", "date", "seconds", "workers", "seeds", "libraries")
    facts = {
        "made_by": "partnersim fit posterior", "evaluations": made.facts["simulations"] + len(made.members),
        "search": f"draws of a posterior of {made.facts['simulations']} simulations",
        **{name: made.facts[name] for name in kept},
    }  # fmt: skip
    return Calibrated(
        aims=made.aims, best=made.members[0], ensemble=made.members, finalists=made.members, facts=facts
    )


def _quantiles(tried: Sequence[Tried], aims: Sequence[Aim]) -> dict[str, tuple[float, float, float]]:
    made = {}
    for aim in aims:
        values = np.array([one.values.get(aim.key, math.nan) for one in tried])
        low, middle, high = np.nanquantile(values, (0.05, 0.5, 0.95))
        made[aim.key] = (float(low), float(middle), float(high))
    return made


def _short(values: Sequence[float]) -> list[float]:
    return [float(f"{value:.4g}") for value in values]
