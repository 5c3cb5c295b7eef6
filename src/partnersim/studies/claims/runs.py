"""Runs that claims need: each distinct scenario and seed once, whatever the number of claims that use it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import BrokenExecutor, ProcessPoolExecutor, as_completed
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from partnersim.engine.settling import settled_key
from partnersim.scenario.documents.identity import scenario_hash
from partnersim.studies.runs.design import PlannedRun, Task, check_runnable, tasks_of
from partnersim.studies.runs.files import check_writable
from partnersim.studies.runs.progress import Progress, progress
from partnersim.studies.runs.provenance import engine_version
from partnersim.studies.runs.runner import _fit_for_workers, _pool
from partnersim.studies.runs.work import DONE, done_keys, lost, read_parts, run_outcomes, write_part

if TYPE_CHECKING:
    from partnersim.scenario.spec import Scenario

_BATCH, _WHOLE_GROUP = 32, 96
"""Runs handed to a worker at once; and most runs that stay together because they start from one population."""

_FEW = 40
"""Runs for which starting processes does not pay."""


@dataclass
class Needed:
    """Scenarios and seeds asked for; equal ones count once.

    Attributes:
        specs: scenario by hash.
        seeds: seeds wanted by hash.
    """

    specs: dict[str, Scenario] = field(default_factory=dict)
    seeds: dict[str, set[int]] = field(default_factory=dict)

    def add(self, spec: Scenario, seeds: Iterable[int], /) -> str:
        """Ask for a scenario with some seeds; gives the name under which its results are found."""
        name = scenario_hash(spec)
        self.specs.setdefault(name, spec)
        self.seeds.setdefault(name, set()).update(seeds)
        return name

    def __len__(self) -> int:
        return sum(map(len, self.seeds.values()))


class Outcomes:
    """Outcomes of finished runs by scenario hash and seed."""

    def __init__(self, runs: pd.DataFrame, places: dict[tuple[str, int], str]) -> None:
        self._row = {key: row for row, key in enumerate(runs["key"])} if len(runs) else {}
        self._places, self._runs = places, runs
        self._columns = {name: runs[name].to_numpy() for name in runs.columns}

    def values(self, names: Sequence[str], seeds: Sequence[int], /, *, outcome: str) -> NDArray[np.float64]:
        """An outcome for each scenario with its seed, shape (seeds,); NaN where a run failed or has none."""
        if outcome not in self._columns:
            return np.full(len(seeds), np.nan)
        column = self._columns[outcome]
        rows = [self._row.get(self._places[key], -1) for key in zip(names, seeds, strict=True)]
        return np.array([column[row] if row >= 0 else np.nan for row in rows], dtype=np.float64)

    def failure(self, names: Sequence[str], seeds: Sequence[int], /) -> str:
        """Message of the first of these runs that failed; empty if none did."""
        for key in zip(names, seeds, strict=True):
            row = self._row.get(self._places[key], -1)
            if row < 0:
                return "was not run"
            if self._columns["status"][row] != DONE:
                return str(self._columns["message"][row]) or "failed"
        return ""

    @property
    def seconds(self) -> float:
        """Wall time of all runs together."""
        return float(np.nansum(self._columns["seconds"])) if "seconds" in self._columns else 0.0


def run_needed(
    needed: Needed, /, *, workers: int, out: Path | None = None, show_progress: bool = True
) -> Outcomes:
    """Run what is needed and keep outcomes only.

    Args:
        needed: scenarios and seeds.
        workers: processes; 1 runs here.
        out: folder in which finished runs are kept, so that a stopped study goes on.
        show_progress: report progress on stderr.

    Raises:
        ScenarioError: a scenario cannot be run as asked. ResultsError: the folder cannot be written.
    """
    check_runnable(needed.specs.values())
    if out is not None:
        check_writable(out)
    design = [
        PlannedRun(arm=name, spec=spec, seed=seed)
        for name, spec in needed.specs.items()
        for seed in sorted(needed.seeds[name])
    ]
    groups = {name: settled_key(spec) for name, spec in needed.specs.items()}
    tasks, keys = tasks_of(design, version=engine_version())
    places = {(run.arm, run.seed): key for run, key in zip(design, keys, strict=True)}
    parts = None if out is None else out / "parts"
    kept = set() if parts is None else done_keys(parts)
    group_of = {key: groups[run.arm] for run, key in zip(design, keys, strict=True)}
    todo = [task for task in tasks if task.key not in kept]
    with progress(len(todo), shown=show_progress) as shown:
        found = _do(
            _batches(todo, group_of),
            workers=workers,
            parts=None if parts is None else str(parts),
            shown=shown,
        )
    if parts is not None and kept:
        found.append(read_parts(parts, keys=kept & set(keys))["runs"])
    found = [table for table in found if len(table)]
    runs = pd.concat(found, ignore_index=True) if found else pd.DataFrame({"key": [], "status": []})
    return Outcomes(runs, places)


def runs_only(tasks: Sequence[Task], parts: str | None) -> pd.DataFrame:
    """Run a batch and give one row per run; monthly tables and money flows stay in the worker."""
    runs = run_outcomes(tasks)
    if parts is not None and len(runs):
        write_part({"runs": runs}, parts)
    return runs


def _batches(todo: Sequence[Task], group_of: Mapping[str, str]) -> list[list[Task]]:
    """Cut tasks into batches of one settled population each, so that no two workers settle the same one.

    A population that many runs share is worth settling in every worker, so its runs are cut up.
    """
    groups: dict[str, list[Task]] = {}
    for task in todo:
        groups.setdefault(group_of[task.key], []).append(task)
    batches = []
    for group in groups.values():
        size = len(group) if len(group) <= _WHOLE_GROUP else _BATCH
        batches += [group[first : first + size] for first in range(0, len(group), size)]
    return batches


def _do(
    batches: list[list[Task]], *, workers: int, parts: str | None, shown: Progress | None
) -> list[pd.DataFrame]:
    found: list[pd.DataFrame] = []
    if workers == 1 or sum(map(len, batches)) <= _FEW:
        for batch in batches:
            found.append(runs_only(batch, parts))
            _tell(shown, found[-1])
        return found
    left = batches
    with _pool(min(workers, len(batches))) as pool:
        left = _over(pool, batches, parts, shown, found)
    # A worker died. What it was doing is tried again one by one, so that only the culprit is lost.
    for task in (task for batch in left for task in batch):
        with _pool(1) as pool:
            if _over(pool, [[task]], parts, shown, found):
                text = "the worker process died (out of memory, or a crash in compiled code)"
                found.append(lost([task], "run", text)["runs"])
                _tell(shown, found[-1])
    return found


def _over(
    pool: ProcessPoolExecutor,
    batches: list[list[Task]],
    parts: str | None,
    shown: Progress | None,
    found: list[pd.DataFrame],
) -> list[list[Task]]:
    """Run batches over a pool; gives those that a broken pool left undone."""
    left: list[list[Task]] = []
    futures = {}
    try:
        for batch in batches:
            try:
                with _fit_for_workers():
                    futures[pool.submit(runs_only, batch, parts)] = batch
            except BrokenExecutor:
                left.append(batch)
        for future in as_completed(futures):
            try:
                found.append(future.result())
            except BrokenExecutor:
                left.append(futures[future])
                continue
            except Exception as error:
                text = f"{type(error).__name__}: {error}"[:500]
                found.append(lost(futures[future], "write", text)["runs"])
            _tell(shown, found[-1])
    except BaseException:
        for future in futures:
            future.cancel()
        raise
    return left


def _tell(shown: Progress | None, runs: pd.DataFrame) -> None:
    if shown is not None and len(runs):
        shown.advance(len(runs), failed=int((runs["status"] != DONE).sum()))
