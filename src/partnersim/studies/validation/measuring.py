"""Measuring what targets ask for: experiments as tasks, here or over processes, each done once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import as_completed
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any

from partnersim.engine.settling import own_populations
from partnersim.studies.moments import ROWS
from partnersim.studies.observing import Found, panel_values, trial_values
from partnersim.studies.partnerships import observe
from partnersim.studies.runs.progress import progress
from partnersim.studies.runs.provenance import engine_version
from partnersim.studies.runs.runner import _fit_for_workers, _pool
from partnersim.studies.validation.patterns import pattern
from partnersim.studies.validation.registry import Registered

Experiment = tuple[str, str]
"""Way of measuring and name of the experiment; the panel has no name."""

Results = dict[Experiment, Found]

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


def do(task: Task, version: str = "") -> Results:
    """Do a task.

    Raises:
        ScenarioError: a value does not fit. RuntimeError: the program is another than ``version``.
    """
    if version and engine_version() != version:
        raise RuntimeError("the program was changed while the validation ran; start it again")
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


def do_all(tasks: Sequence[Task], /, *, workers: int, show_progress: bool) -> list[Results]:
    """Do tasks, in their order; errors as in `do`."""
    done: dict[int, Results] = {}
    with progress(len(tasks), what="experiments", shown=show_progress) as shown:
        if workers == 1 or len(tasks) == 1:
            for number, task in enumerate(tasks):
                done[number] = do(task)
                if shown is not None:
                    shown.advance(1)
        else:
            with _pool(min(workers, len(tasks))) as pool:
                with _fit_for_workers():
                    futures = {pool.submit(do, task, engine_version()): n for n, task in enumerate(tasks)}
                for future in as_completed(futures):
                    done[futures[future]] = future.result()
                    if shown is not None:
                        shown.advance(1)
    return [done[number] for number in range(len(tasks))]


def joined(results: Sequence[Mapping[Experiment, Found]], /) -> Results:
    """Results of several tasks under one set."""
    return {experiment: found for one in results for experiment, found in one.items()}
