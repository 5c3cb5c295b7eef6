"""Runs that several questions need: each distinct scenario and seed once, however many ask for it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Mapping, Sequence, Set
from concurrent.futures import Executor
from dataclasses import dataclass, field, replace
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from partnersim.engine.population.populations import settled_key
from partnersim.scenario.documents.identity import scenario_hash
from partnersim.studies.runs.design import PlannedRun, check_runnable, tasks_of
from partnersim.studies.runs.files import ResultsError, check_writable
from partnersim.studies.runs.progress import progress
from partnersim.studies.runs.provenance import engine_version
from partnersim.studies.runs.running import Finished, run_tasks
from partnersim.studies.runs.served import Lives, run_and_watch
from partnersim.studies.runs.store import Store
from partnersim.theory.kept_files import cache_folder

if TYPE_CHECKING:
    from partnersim.scenario.spec import Scenario


MOST_VERSIONS = 3
"""Versions of the program whose runs stay in the cache."""


@dataclass
class Needed:
    """Scenarios and seeds asked for; equal ones count once.

    Attributes:
        specs: scenario by hash.
        seeds: seeds wanted by hash.
        followed: hash and seed of runs whose households are kept, so that a cohort can be followed through them.
        outcomes: names of those that will be read, all without; what only others need is not worked out.
    """

    specs: dict[str, Scenario] = field(default_factory=dict)
    seeds: dict[str, set[int]] = field(default_factory=dict)
    followed: set[tuple[str, int]] = field(default_factory=set)
    outcomes: tuple[str, ...] | None = None

    def add(self, spec: Scenario, seeds: Iterable[int], /) -> str:
        """Ask for a scenario with some seeds; gives the name under which its results are found."""
        name = scenario_hash(spec)
        self.specs.setdefault(name, spec)
        self.seeds.setdefault(name, set()).update(seeds)
        return name

    def follow(self, names: Sequence[str], seeds: Sequence[int], /) -> None:
        """Ask for the households of runs that are asked for already, each scenario with its seed."""
        self.followed.update(zip(names, seeds, strict=True))

    def __len__(self) -> int:
        return sum(map(len, self.seeds.values()))


class Outcomes:
    """Outcomes of finished runs by scenario hash and seed.

    Args:
        done: what became of the runs. places: key of each by scenario hash and seed.
    """

    def __init__(self, done: Finished, places: Mapping[tuple[str, int], str]) -> None:
        runs = done.tables.get("runs", pd.DataFrame({"key": []}))
        self._row = {key: row for row, key in enumerate(runs["key"])}
        self._places, self._failures = places, done.failures
        self._columns = {name: runs[name].to_numpy() for name in runs.columns}
        households = done.tables.get("households", pd.DataFrame({"key": []}))
        self._households = {row["key"]: row for row in households.to_dict("records")}
        self.sittings = done.sittings

    def values(self, names: Sequence[str], seeds: Sequence[int], /, *, outcome: str) -> NDArray[np.float64]:
        """An outcome for each scenario with its seed, shape (seeds,); NaN where a run failed or has none."""
        if outcome not in self._columns:
            return np.full(len(seeds), np.nan)
        column = self._columns[outcome]
        rows = [self._row.get(self._places[key], -1) for key in zip(names, seeds, strict=True)]
        return np.array([column[row] if row >= 0 else np.nan for row in rows], dtype=np.float64)

    def lives(self, name: str, seed: int, /) -> Lives | None:
        """The households of a run; None if it failed or they were not asked for."""
        row = self._households.get(self._places[name, seed])
        return None if row is None else Lives.unpacked(row)

    def failure(self, names: Sequence[str], seeds: Sequence[int], /) -> str:
        """Message of the first of these runs that failed; empty if none did."""
        for run in zip(names, seeds, strict=True):
            key = self._places[run]
            if key in self._failures:
                return self._failures[key].message
            if key not in self._row:
                return "was not run"
        return ""

    @property
    def seconds(self) -> float:
        """Wall time of all runs together."""
        return float(np.nansum(self._columns["seconds"])) if "seconds" in self._columns else 0.0


def run_needed(
    needed: Needed,
    /,
    *,
    workers: int | None = None,
    executor: Executor | None = None,
    out: Path | None = None,
    show_progress: bool = True,
) -> Outcomes:
    """Run what is needed and keep outcomes only.

    Args:
        needed: scenarios and seeds.
        workers: processes; 1 runs here, 0 one per core, None as many as pay.
        executor: runs them instead.
        out: folder in which finished runs are kept, so that a stopped study goes on.
        show_progress: report progress on stderr.

    Raises:
        ScenarioError: a scenario cannot be run as asked. ResultsError: the folder cannot be written.
    """
    check_runnable(needed.specs.values())
    store = None if out is None else Store(out)
    design = [
        PlannedRun(arm=name, spec=spec, seed=seed)
        for name, spec in needed.specs.items()
        for seed in sorted(needed.seeds[name])
    ]
    # Runs from one settled population go together, so that no two workers settle the same one.
    groups = {name: settled_key(spec) for name, spec in needed.specs.items()}
    tasks, keys = tasks_of(design, version=engine_version())
    places = {(run.arm, run.seed): key for run, key in zip(design, keys, strict=True)}
    group_of = {key: groups[run.arm] for run, key in zip(design, keys, strict=True)}
    followed = {places[run] for run in needed.followed}
    tasks = [
        replace(task, key=named, work=(*task.work, task.key in followed), group=group_of[task.key])
        for task, named in ((task, _named(task.key, followed, needed.outcomes)) for task in tasks)
    ]
    places = {run: _named(key, followed, needed.outcomes) for run, key in places.items()}
    do = run_and_watch if needed.outcomes is None else partial(run_and_watch, outcomes=needed.outcomes)
    with progress(len(tasks), shown=show_progress) as shown:
        done = run_tasks(
            tasks, do, store=store, executor=executor, workers=workers, judged=workers is None,
            shown=shown,
        )  # fmt: skip
    return Outcomes(done, places)


def _named(key: str, followed: Set[str], outcomes: Sequence[str] | None) -> str:
    """Key of a result: a run whose households are kept, or only some outcomes, is another result than the same run."""
    some = "" if outcomes is None else f":{sha256(' '.join(outcomes).encode()).hexdigest()[:12]}"
    return f"{key}{some}:households" if key in followed else f"{key}{some}"


def cached_runs() -> Path | None:
    """Folder in the cache of this user for runs of this version of the program; None if there is no usable cache.

    Runs of other versions are of no use any more; of these the folders used last are left for those who work on two
    versions at a time.
    """
    compiled = cache_folder()
    if compiled is None:
        return None
    home = compiled.parents[1] / "claims"
    own = home / engine_version()
    try:
        check_writable(own)
        os.utime(own)
        others = sorted(home.iterdir(), key=lambda path: path.stat().st_mtime)
        for folder in others[:-MOST_VERSIONS]:
            shutil.rmtree(folder, ignore_errors=True)
    except (OSError, ResultsError):
        return None
    return own
