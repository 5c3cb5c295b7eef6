"""Measuring what targets ask for: experiments as tasks, each done once."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from partnersim.engine.population.populations import own_populations
from partnersim.scenario.experiments.trials import load_trial
from partnersim.studies.moments import ROWS
from partnersim.studies.observing import Found, panel_values, trial_values
from partnersim.studies.partnerships import observe
from partnersim.studies.runs.progress import progress
from partnersim.studies.runs.provenance import engine_version
from partnersim.studies.runs.running import run_tasks
from partnersim.studies.runs.store import Store
from partnersim.studies.runs.tasks import Rows
from partnersim.studies.runs.tasks import Task as WorkTask
from partnersim.studies.validation.patterns import pattern
from partnersim.studies.validation.registry import Registered

Experiment = tuple[str, str]
"""Way of measuring and name of the experiment; the panel has no name."""

Results = dict[Experiment, Found]

_NO_VALUE = -1
"""Place of the row that stands for a number without values."""

PANELS = 3
"""Panel runs per replicate: they are cheap, and the band of the headcount is narrow."""


@dataclass(frozen=True, kw_only=True)
class Size:
    """How large experiments are.

    Attributes:
        replicates: seeds of trials and of most studies of partnerships.
        seed: the first. rows: households of the panel. scale: households of trials over those of their files.
        dyads: partnerships of two that are observed.
    """

    replicates: int = 10
    seed: int = 1
    rows: int = ROWS
    scale: float = 1.0
    dyads: int = 200


@dataclass(frozen=True, kw_only=True)
class Task:
    """Some experiments under one parameter set.

    Attributes:
        name: of the set; empty for the defaults. parameters: values set, by dotted path.
        kept: whether the settled population may be kept on disk; a set that is tried once is not worth it.
    """

    name: str
    experiments: tuple[Experiment, ...]
    parameters: dict[str, Any]
    size: Size
    kept: bool = True


def experiments_of(targets: Sequence[Registered], /) -> list[Experiment]:
    """The experiments that targets need, each once; patterns need those of their trials."""
    found: dict[Experiment, None] = {}
    for one in targets:
        measure = one.target.measure
        if measure.by == "pattern":
            found |= dict.fromkeys(("trial", trial) for trial, _ in pattern(measure.experiment).needs)
        else:
            found[measure.by, measure.experiment] = None
    return list(found)


def do(task: Task) -> Results:
    """Do a task.

    Raises:
        ScenarioError: a value does not fit.
    """
    size = task.size
    seeds = list(range(size.seed, size.seed + size.replicates))
    found: Results = {}
    with nullcontext() if task.kept else own_populations(rows=size.rows):
        for way, name in task.experiments:
            if way == "panel":
                panels = range(size.seed, size.seed + PANELS * size.replicates)
                found[way, name] = panel_values(task.parameters, seeds=list(panels), rows=size.rows)
            elif way == "trial":
                found[way, name] = trial_values(name, task.parameters, seeds=seeds, scale=size.scale)
            else:
                runs = {"dyads": size.dyads, "firms": max(1, size.replicates // 4)}.get(name, size.replicates)
                found[way, name] = observe(name, replicates=runs, seed=size.seed)
    return found


def do_all(
    tasks: Sequence[Task],
    /,
    *,
    workers: int | None = 1,
    executor: Executor | None = None,
    out: Path | None = None,
    show_progress: bool = False,
) -> list[Results]:
    """Do tasks, here or elsewhere; with a folder, finished ones are kept in it and not done again.

    Returns:
        Results in the order of the tasks.

    Raises:
        ScenarioError: a value does not fit. ResultsError: the folder cannot be written.
    """
    listed = [WorkTask(key=key_of(task), work=task) for task in tasks]
    with progress(len(listed), what="experiments", shown=show_progress) as shown:
        done = run_tasks(
            listed, tables_of_task, store=None if out is None else Store(out), executor=executor,
            workers=workers, judged=workers is None, shown=shown,
        )  # fmt: skip
    done.raise_first(listed)
    values = dict(iter(done.tables["values"].groupby("key", sort=False)))
    return [_results(values[task.key]) for task in listed]


def key_of(task: Task, /) -> str:
    """Name of a task's result: a hash of all it depends on, the program and the trials' files included."""
    trials = [repr(load_trial(name)) for way, name in task.experiments if way == "trial"]
    told = (
        engine_version("validation"),
        task.experiments,
        sorted(task.parameters.items()),
        task.size,
        task.kept,
    )
    return hashlib.sha256(repr((told, trials)).encode()).hexdigest()[:20]


def tables_of_task(task: Task) -> Mapping[str, Rows]:
    """A task's results as rows: way and name of the experiment, name of the number, place among its values, value."""
    rows: list[dict[str, Any]] = []
    for (way, name), found in do(task).items():
        for number, values in found.items():
            head = {"way": way, "experiment": name, "number": number}
            rows += [{**head, "place": place, "value": float(value)} for place, value in enumerate(values)]
            if not values:
                rows.append({**head, "place": _NO_VALUE, "value": math.nan})
    return {"values": rows}


def _results(rows: pd.DataFrame) -> Results:
    found: Results = {}
    ordered = rows.sort_values("place", kind="stable")[["way", "experiment", "number", "place", "value"]]
    for way, name, number, place, value in ordered.itertuples(index=False):
        values = found.setdefault((way, name), {}).setdefault(number, [])
        if place != _NO_VALUE:
            values.append(value)
    return found


def joined(results: Sequence[Mapping[Experiment, Found]], /) -> Results:
    """Results of several tasks under one set."""
    return {experiment: found for one in results for experiment, found in one.items()}
