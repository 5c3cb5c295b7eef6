"""Runs of a design: every arm with every seed, and the tables that they give."""

from __future__ import annotations

import math
import os
from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from partnersim.scenario.documents.identity import scenario_hash
from partnersim.studies.runs.assembly import assemble
from partnersim.studies.runs.design import PlannedRun, check_runnable, tasks_of
from partnersim.studies.runs.files import folder_of, refuse_another_study
from partnersim.studies.runs.progress import progress
from partnersim.studies.runs.provenance import engine_version
from partnersim.studies.runs.results import Results
from partnersim.studies.runs.running import run_tasks
from partnersim.studies.runs.schema import DIARY_COLUMNS, TABLES
from partnersim.studies.runs.side_by_side import Turns, in_turns, within
from partnersim.studies.runs.simulate import RunOutcome, simulate
from partnersim.studies.runs.store import Store
from partnersim.studies.runs.tasks import Do, Rows
from partnersim.theory.cores import cores

if TYPE_CHECKING:
    from partnersim.scenario.spec import Scenario


def run_design(
    design: Sequence[PlannedRun],
    /,
    *,
    workers: int | None = None,
    executor: Executor | None = None,
    out: str | os.PathLike[str] | None = None,
    force: bool = False,
    show_progress: bool = True,
) -> Results:
    """Do all runs of a design and give their tables, whoever computed them and in whatever order.

    A run that fails is a row with status "failed"; the others go on. With ``out``, finished runs are kept in
    ``out/parts`` as they come, and runs kept there by the same engine version are not done again.

    Args:
        design: the runs.
        workers: processes; 1 runs here, 0 one per core. None takes the scenario's setting, and starts
            processes only if the work is worth it.
        executor: use this executor instead; it is handed ``workers`` batches at once if they are given.
        out: folder for results.
        force: whether the results of a finished study of other scenarios in that folder may be replaced.
        show_progress: whether to report progress on stderr.

    Raises:
        ScenarioError: a scenario cannot be run as asked.
        ResultsError: the folder cannot be written, or holds another study; found out before anything runs.
    """
    return run_design_with(
        design, tables_of_run, workers=workers, executor=executor, out=out, force=force,
        show_progress=show_progress,
    )[0]  # fmt: skip


def run_design_with(
    design: Sequence[PlannedRun],
    do: Do,
    /,
    *,
    mark: str = "",
    workers: int | None = None,
    executor: Executor | None = None,
    out: str | os.PathLike[str] | None = None,
    force: bool = False,
    show_progress: bool = True,
) -> tuple[Results, dict[str, pd.DataFrame]]:
    """Do as `run_design` does, with a function that may give tables beyond those of results.

    Args:
        design: the runs.
        do: gives the tables of one run, those of `tables_of_run` among them.
        mark: added to the key of each run, so that runs kept without the further tables are not taken for these.
        workers, executor, out, force, show_progress: as in `run_design`.

    Returns:
        The results, and the further tables by name, each row with run_id, arm and seed.

    Raises:
        ScenarioError, ResultsError: as `run_design`.
    """
    started = datetime.now(UTC)
    check_runnable({id(run.spec): run.spec for run in design}.values())
    store = None
    if out is not None:
        folder = folder_of(out)
        _refuse_other_scenarios(folder, design, force=force)
        store = Store(folder)
    tasks, keys = tasks_of(design, version=engine_version())
    tasks, keys = [replace(task, key=task.key + mark) for task in tasks], [key + mark for key in keys]
    with progress(len(tasks), shown=show_progress) as shown:
        found = run_tasks(
            tasks, do, store=store, executor=executor, shown=shown,
            workers=workers if executor is not None else _workers(design, workers), judged=workers is None,
        )  # fmt: skip
    results = assemble(design, keys, found, started=started)
    places = pd.DataFrame(
        {"key": keys, "run_id": [run.run_id for run in design], "arm": [run.arm for run in design],
         "seed": [run.seed for run in design]}
    )  # fmt: skip
    further = {
        name: places.merge(table, on="key").drop(columns="key")
        for name, table in found.tables.items() if name not in TABLES
    }  # fmt: skip
    return results, further


@in_turns
def tables_of_run(work: tuple[Scenario, int]) -> Turns[Mapping[str, Rows]]:
    """All tables of one run.

    Args:
        work: scenario and seed.
    """
    return tables_of((yield from within(simulate, *work)))


def tables_of(outcome: RunOutcome, /) -> Mapping[str, Rows]:
    """All tables of what one run produced."""
    return {
        "runs": [{"seconds": math.fsum(outcome.seconds.values()), **outcome.outcomes}],
        "series": outcome.series,
        "flows": outcome.flows,
        "diary": [{name: entry[name] for name in DIARY_COLUMNS} for entry in outcome.diary],
        "snapshots": outcome.snapshots,
    }


@in_turns
def outcomes_of_run(
    work: tuple[Scenario, int], outcomes: Sequence[str] | None = None
) -> Turns[Mapping[str, Rows]]:
    """Outcomes of one run; months, money flows, diary and snapshots are not made.

    Args:
        work: scenario and seed. outcomes: names of those wanted, all without.
    """
    outcome = yield from within(simulate, *work, tables=False, outcomes=outcomes)
    return {"runs": [{"seconds": math.fsum(outcome.seconds.values()), **outcome.outcomes}]}


def _workers(design: Sequence[PlannedRun], workers: int | None) -> int:
    """Number of processes asked for, by the scenarios if not by the caller."""
    if workers is None:
        workers = max((run.spec.run.workers for run in design), default=0)
    return workers or cores()


def _refuse_other_scenarios(folder: Path, design: Sequence[PlannedRun], *, force: bool) -> None:
    mine = {(run.arm, scenario_hash(run.spec)) for run in {run.arm: run for run in design}.values()}

    def same(manifest: Mapping[str, Any]) -> bool:
        return {(arm, facts["hash"]) for arm, facts in manifest["arms"].items()} <= mine

    def what(manifest: Mapping[str, Any]) -> str:
        return ", ".join(f"{arm} {facts['hash'][:8]}" for arm, facts in manifest["arms"].items())

    refuse_another_study(folder / "manifest.json", same=same, what=what, force=force)
