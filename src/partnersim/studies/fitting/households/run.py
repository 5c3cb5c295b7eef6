"""The calibration: searches from several starts, careful trials of the best, and the ensemble that fits as well."""

from __future__ import annotations

import itertools
import math
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from cmaes import CMA
from numpy.typing import NDArray
from scipy.stats import qmc

from partnersim.scenario.documents.document import parse_text
from partnersim.studies.fitting.households.aims import (
    Aim,
    all_inside,
    fitted_elsewhere,
    household_aims,
    read_aims,
)
from partnersim.studies.fitting.households.bench import Bench
from partnersim.studies.fitting.households.bounds import BOUNDS, point_of, present_values, values_at
from partnersim.studies.fitting.households.evaluate import Effort, Tried
from partnersim.studies.runs.files import refuse_another_study
from partnersim.studies.runs.progress import progress
from partnersim.studies.runs.provenance import engine_version, git_state, library_versions
from partnersim.studies.runs.running import worker_count

Floats = NDArray[np.float64]

EVALUATIONS = 2_400
STARTS = 3
FIRST_STEP = 0.2
GENERATION = 14
"""Points of a generation, 4 + 3 ln n for some thirty parameters; even, so that two processes share it."""
SEARCH_ROWS, FINAL_ROWS = 8_000, 24_000
SEARCH_SCALE = 0.5
FINAL_SEEDS_TIMES = 2
PANELS = 4
FINALISTS_SHARE = 0.02
FEWEST_FINALISTS, MOST_FINALISTS = 6, 60
LARGEST_ENSEMBLE = 12
TOLERANCE = 2.0
"""Loss above the best at which a set still counts as fitting about equally well: two aims half a band further off."""

SOLVED = ("T08 headcount",)


@dataclass(frozen=True, kw_only=True)
class Calibrated:
    """What a calibration found.

    Attributes:
        best: the set of the smallest loss inside all bands, or of all sets if none is.
        ensemble: the best, and sets about as good inside all bands.
        finalists: all that were tried carefully, best first. facts: how it came about.
    """

    aims: list[Aim]
    best: Tried
    ensemble: list[Tried]
    finalists: list[Tried]
    facts: dict[str, Any]


def calibrate(
    *,
    evaluations: int = EVALUATIONS,
    starts: int = STARTS,
    seeds: Sequence[int] = (1, 2),
    workers: int = 0,
    executor: Executor | None = None,
    out: Path | None = None,
    rows: int = SEARCH_ROWS,
    final_rows: int = FINAL_ROWS,
    trial_scale: float = SEARCH_SCALE,
    targets: Path | None = None,
    force: bool = False,
    show_progress: bool = True,
) -> Calibrated:
    """Fit the household parameters to the targets for calibration.

    Searches by covariance matrix adaptation, the first from the present defaults, the others from points of a Sobol
    sequence, all with common random numbers. The best sets of all searches are then tried with more rows and twice
    the seeds.

    Args:
        evaluations: sets tried in all, about a fiftieth of them carefully.
        starts: searches.
        seeds: consecutive, at least two.
        workers: processes; 0 for one per core.
        executor: tries sets instead, any of ``concurrent.futures``.
        out: folder in which finished trials are kept, so that a stopped calibration goes on where it was.
        rows, trial_scale: size of panel and trials while searching. final_rows: rows of the careful trials.
        targets: file of targets for calibration; the shipped one if not given.
        force: whether the fit of another search in that folder may be replaced.
        show_progress: report progress on stderr.

    Raises:
        ScenarioError: the targets are unusable. ResultsError: the folder cannot be written or read. ValueError: less
        than two seeds, a negative number of workers, or too few evaluations for one generation of each search.
    """
    if len(seeds) < 2 or any(b != a + 1 for a, b in itertools.pairwise(seeds)):
        raise ValueError("seeds must be at least two consecutive numbers")
    began, clock, processes = datetime.now(UTC), time.perf_counter(), worker_count(workers)
    read = read_aims(targets).items
    aims = household_aims(read)
    finalists = max(FEWEST_FINALISTS, min(MOST_FINALISTS, round(FINALISTS_SHARE * evaluations)))
    searching = Effort(rows=rows, seeds=tuple(seeds), trial_scale=trial_scale, solved=SOLVED)
    careful = Effort(
        rows=final_rows, trial_scale=1.0, panels=PANELS,
        seeds=tuple(range(seeds[0], seeds[0] + FINAL_SEEDS_TIMES * len(seeds))),
    )  # fmt: skip
    budget = max(0, evaluations - finalists) // starts
    if budget < GENERATION:
        raise ValueError(f"{evaluations} evaluations are too few for {starts} searches")
    search = f"CMA-ES from {starts} starts, {rows} rows, trials at {trial_scale:g} of their size"
    if out is not None:
        _refuse_other_search(out, {"search": search, "seeds": list(seeds)}, force=force)
    with (
        progress(evaluations, what="sets", shown=show_progress) as shown,
        Bench(aims, workers=processes, executor=executor, out=out, shown=shown) as bench,
    ):
        found = [bench.try_all([present_values()], searching)]
        found += [
            _searched(bench, searching, number, budget=budget, seed=seeds[0]) for number in range(starts)
        ]
        tried = bench.try_all([one.parameters for one in _chosen(found, finalists)], careful)
        fresh = bench.fresh
    tried.sort(key=lambda one: _rank(one, aims))
    done = sum(map(len, found)) + len(tried)
    seconds = time.perf_counter() - clock
    facts = {
        "program": "partnersim", "version": engine_version(), "date": began.date().isoformat(),
        "seconds": round(seconds, 1), "workers": processes, "evaluations": done,
        "kept_from_before": done - fresh,
        "evaluations_per_minute": round(60.0 * fresh / max(seconds, 1e-9), 1),
        "search": search,
        "careful": f"{len(tried)} sets, {final_rows} rows, seeds {careful.seeds[0]} to {careful.seeds[-1]}",
        "seeds": list(seeds), "tolerance": TOLERANCE, "fitted_elsewhere": fitted_elsewhere(read),
        "git": git_state(), "libraries": library_versions(),
    }  # fmt: skip
    return Calibrated(
        aims=aims, best=tried[0], ensemble=ensemble_of(tried, aims), finalists=tried, facts=facts
    )


def _refuse_other_search(folder: Path, facts: Mapping[str, Any], *, force: bool) -> None:
    refuse_another_study(
        folder / "households.yaml",
        same=lambda fit: {name: fit["provenance"][name] for name in facts} == facts,
        what=lambda fit: f"{fit['provenance']['search']}, seeds {fit['provenance']['seeds']}",
        force=force,
        read=lambda text: parse_text(text, label="households.yaml").plain(),
    )


def _searched(bench: Bench, effort: Effort, number: int, *, budget: int, seed: int) -> list[Tried]:
    """All sets of one search."""
    start = point_of(present_values())
    if number:
        sobol = qmc.Sobol(len(BOUNDS), scramble=True, seed=seed).random(16)
        start = 0.15 + 0.7 * np.asarray(sobol[number % 16])
    cube = np.tile([0.0, 1.0], (len(BOUNDS), 1))
    search = CMA(start, FIRST_STEP, bounds=cube, seed=1000 * seed + number, population_size=GENERATION)
    found: list[Tried] = []
    while len(found) + GENERATION <= budget:
        points = [search.ask() for _ in range(GENERATION)]
        tried = bench.try_all([values_at(point) for point in points], effort)
        search.tell([(point, one.loss) for point, one in zip(points, tried, strict=True)])
        found += tried
    return found


def _rank(one: Tried, aims: Sequence[Aim]) -> tuple[bool, float]:
    """Sets inside all bands come first, then those of smaller loss."""
    return (not all_inside(one.values, aims), one.loss)


def _chosen(found: Sequence[Sequence[Tried]], count: int) -> list[Tried]:
    """The sets to be tried carefully: for half of them the best of each search, then the most different good ones.

    Good is what lies within twice the tolerance of the best of all, by the losses of the search.
    """
    searches = [sorted(one, key=lambda o: o.loss) for one in found]
    each = math.ceil(count / (2 * max(1, len(searches) - 1)))
    first = _distinct([one for search in searches for one in search[:each]])[: count - 1]
    limit = min(one.loss for one in first) + 2.0 * TOLERANCE
    good = [one for search in searches for one in search[each:] if one.loss <= limit]
    return first + _diverse(_distinct(good), count - len(first), near=first)


def _distinct(sets: Sequence[Tried]) -> list[Tried]:
    return list({tuple(one.parameters.values()): one for one in sets}.values())


def ensemble_of(
    tried: Sequence[Tried], aims: Sequence[Aim], /, *, most: int = LARGEST_ENSEMBLE
) -> list[Tried]:
    """The best set, and the most different ones among those within the tolerance of it and inside all bands."""
    best = min(tried, key=lambda one: _rank(one, aims))
    good = [
        one
        for one in tried
        if one is not best and one.loss <= best.loss + TOLERANCE and all_inside(one.values, aims)
    ]
    return [best, *sorted(_diverse(good, most - 1, near=[best]), key=lambda one: one.loss)]


def _diverse(sets: Sequence[Tried], count: int, *, near: Sequence[Tried]) -> list[Tried]:
    """Up to ``count`` sets, each the farthest in the unit cube from those already taken and from ``near``."""
    left = list(sets)
    taken: list[Tried] = []
    points = [_point(one.parameters) for one in near]
    while left and len(taken) < count:
        distances = [min(float(np.linalg.norm(_point(one.parameters) - p)) for p in points) for one in left]
        taken.append(left.pop(int(np.argmax(distances))))
        points.append(_point(taken[-1].parameters))
    return taken


def _point(parameters: Mapping[str, float]) -> Floats:
    return point_of(parameters)
