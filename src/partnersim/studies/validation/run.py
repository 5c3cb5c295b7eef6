"""The validation: every target under the defaults and under the ensemble, and what each mechanism has to do with it."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from partnersim.studies.fitting.households.fit_file import read_fit
from partnersim.studies.runs.files import folder_of, refuse_another_study
from partnersim.studies.runs.provenance import engine_version, git_state, library_versions
from partnersim.studies.runs.running import worker_count
from partnersim.studies.validation.measuring import (
    Experiment,
    Size,
    Task,
    do_all,
    experiments_of,
    joined,
)
from partnersim.studies.validation.registry import Registered
from partnersim.studies.validation.rows import Row, rows_of
from partnersim.studies.validation.switches import Moved, moved_by, switch_sets

ENSEMBLE_SHARE = 4
"""Replicates of the defaults over those of a set of the ensemble; the fewest is three."""

CAUTION = (
    "The form of the household month was chosen with T09, T10 and T11 in view, and the size of T11 is fitted. "
    "Targets for input are checks of consistency: a strength was set from each. Nothing was set from or tuned on a "
    "target for judging."
)


@dataclass(frozen=True, kw_only=True)
class Validation:
    """Rows, what mechanisms have to do with them (if asked), and how it came about."""

    rows: list[Row]
    moved: list[Moved] = field(default_factory=list)
    facts: dict[str, Any]

    def document(self) -> dict[str, Any]:
        """Everything as plain data."""
        return {
            **self.facts,
            "targets": [row.record() for row in self.rows],
            "switches": [one.record() for one in self.moved],
        }


def validate(
    targets: Sequence[Registered],
    /,
    *,
    size: Size | None = None,
    ensemble: bool = True,
    switches: bool = False,
    workers: int | None = None,
    executor: Executor | None = None,
    fit: Path | None = None,
    out: str | os.PathLike[str] | None = None,
    force: bool = False,
    show_progress: bool = True,
) -> Validation:
    """Hold the model against targets.

    Args:
        targets: from `registry.registered`.
        size: replicates and sizes of experiments.
        ensemble: whether to measure under every set of the ensemble of the fit, too.
        switches: whether to measure again with each household mechanism off.
        workers: processes; 0 for one per core, None for as many as pay.
        executor: measures instead, any of ``concurrent.futures``.
        fit: file of the fit; the shipped one if not given. Without one there is no ensemble.
        out: folder in which finished experiments are kept, so that a stopped validation goes on.
        force: whether rows of other targets in that folder may be lost.
        show_progress: report progress on stderr.

    Raises:
        ScenarioError: the file of the fit is unusable. ValueError: the number of workers is negative.
        ResultsError: the folder cannot be written, or holds rows of other targets.
    """
    began, clock, processes = datetime.now(UTC), time.perf_counter(), worker_count(workers)
    folder = None if out is None else folder_of(out)
    if folder is not None:
        _refuse_other_targets(folder, {one.target.id for one in targets}, force=force)
    size = size or Size()
    few = replace(size, replicates=max(min(3, size.replicates), size.replicates // ENSEMBLE_SHARE))
    wanted = experiments_of(targets)
    households = tuple(one for one in wanted if one[0] in ("panel", "trial"))
    content = read_fit(fit) if ensemble else None
    sets = [one["parameters"] for one in content["ensemble"]] if content and households else []
    off = switch_sets() if switches and households else {}
    tasks = [Task(name="", experiments=(one,), parameters={}, size=size) for one in _long_first(wanted)]
    split = len(tasks)
    tasks += [
        Task(name=f"set {n}", experiments=households, parameters=dict(one), size=few, kept=False)
        for n, one in enumerate(sets)
    ]
    # In the block of a task the population is settled once, so that arms with a switch off share it.
    tasks += [Task(name=n, experiments=households, parameters=dict(v), size=few) for n, v in off.items()]
    results = do_all(tasks, workers=workers, executor=executor, out=folder, show_progress=show_progress)
    best = joined(results[:split])
    rows = rows_of(targets, best, results[split : split + len(sets)])
    facts = {
        "program": "partnersim", "version": engine_version(), "date": began.date().isoformat(),
        "seconds": round(time.perf_counter() - clock, 1), "workers": processes,
        "replicates": size.replicates, "first_seed": size.seed, "replicates_of_ensemble": few.replicates,
        "ensemble": len(sets), "caution": CAUTION, "counts": counts(rows), "git": git_state(),
        "libraries": library_versions(),
    }  # fmt: skip
    moved = moved_by(targets, rows, list(off), results[split + len(sets) :])
    return Validation(rows=rows, moved=moved, facts=facts)


def counts(rows: Sequence[Row], /) -> dict[str, dict[str, int]]:
    """Targets by use, and how many of them have all their numbers in band: of the defaults, of the ensemble's median.

    Joint patterns count for themselves.
    """
    made: dict[str, dict[str, int]] = {}
    for id_ in dict.fromkeys(row.id for row in rows):
        mine = [row for row in rows if row.id == id_]
        use = "pattern" if mine[0].measured_by == "pattern" else mine[0].use
        count = made.setdefault(use, {"targets": 0, "in_band": 0, "in_band_median": 0})
        count["targets"] += 1
        count["in_band"] += all(row.in_band for row in mine)
        count["in_band_median"] += all(row.in_band_median for row in mine)
    return made


def _long_first(wanted: Sequence[Experiment]) -> list[Experiment]:
    """Experiments with those that take longest first, so that no process is left with one at the end."""
    long = {"dyads": 0, "graduation": 1, "microcredit": 2, "": 3}
    return sorted(wanted, key=lambda one: long.get(one[1], 9))


def _refuse_other_targets(folder: Path, ids: set[str], *, force: bool) -> None:
    """Refuse to lose the rows of targets that are not measured now."""

    def lost(document: Mapping[str, Any]) -> list[str]:
        return sorted({row["id"] for row in document["targets"]} - ids)

    refuse_another_study(
        folder / "validation.json",
        same=lambda document: not lost(document),
        what=lambda document: f"rows of targets {', '.join(lost(document)[:5])}",
        force=force,
    )
