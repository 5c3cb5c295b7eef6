"""Running points: a table of points in, a table of runs out; what is finished is never done twice."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from typing import TYPE_CHECKING

import pandas as pd

from partnersim.measures import OUTCOMES
from partnersim.scenario.documents.errors import Problem, ScenarioError, nearest
from partnersim.scenario.documents.identity import scenario_hash
from partnersim.studies.runs.design import PlannedRun, check_runnable, seeds_of, tasks_of
from partnersim.studies.runs.files import folder_of
from partnersim.studies.runs.progress import progress
from partnersim.studies.runs.provenance import engine_version
from partnersim.studies.runs.runner import outcomes_of_run
from partnersim.studies.runs.running import run_tasks
from partnersim.studies.runs.store import Store
from partnersim.studies.sweeping.design import changes_of

if TYPE_CHECKING:
    from partnersim.scenario.spec import Scenario

RUN_COLUMNS = ("point", "seed", "status", "origin", "message")
ALTERNATIVE = "alternative"
"""Column of what is chosen, in a sweep that holds several choices against each other at every point."""


def run_points(
    base: Scenario,
    points: pd.DataFrame,
    /,
    *,
    outcomes: Sequence[str] | None = None,
    seed: int | None = None,
    replicates: int | None = None,
    workers: int | None = None,
    executor: Executor | None = None,
    out: str | os.PathLike[str] | None = None,
    show_progress: bool = True,
    begun: Callable[[], None] | None = None,
    alternatives: Mapping[str, Scenario] | None = None,
) -> pd.DataFrame:
    """Run a scenario at every point with the same seeds.

    Args:
        base: the scenario.
        points: a column per dotted field and a row per point; an empty cell leaves the field as it is.
        outcomes: those to give; all if not given.
        seed, replicates, workers, executor, show_progress: as in ``partnersim.run``.
        out: folder in which finished runs are kept: the same sweep, or a larger one, goes on from them.
        begun: called once everything is found right, before the first run.
        alternatives: scenarios by label that are each run at every point instead of the scenario, with the same seeds.

    Returns:
        A row per point and seed: point (row of ``points``, from 0), the fields, alternative (if there are any), seed,
        status (done or failed), origin and message of a failure, and the outcomes.

    Raises:
        ScenarioError: a point is no valid scenario; an outcome is unknown; two alternatives are the same at a point.
        ResultsError: the folder cannot be written.
    """
    wanted = _checked_outcomes(outcomes)
    choices = dict(alternatives) if alternatives else {"": base}
    specs = _specs(choices, points)
    check_runnable(specs)
    seeds = seeds_of(base, seed=seed, replicates=replicates)
    design = [
        PlannedRun(arm=str(number), spec=spec, seed=one) for one in seeds for number, spec in enumerate(specs)
    ]
    tasks, keys = tasks_of(design, version=engine_version())
    store = None if out is None else Store(folder_of(out))
    if begun is not None:
        begun()
    with progress(len(tasks), shown=show_progress) as shown:
        found = run_tasks(
            tasks,
            outcomes_of_run,
            store=store,
            executor=executor,
            workers=workers,
            judged=workers is None,
            shown=shown,
        )
    rows = []
    for run, key in zip(design, keys, strict=True):
        failure = found.failures.get(key)
        point, choice = divmod(int(run.arm), len(choices))
        rows.append({
            "key": key, "point": point, "choice": choice, "seed": run.seed, "status": "failed" if failure else "done",
            "origin": failure.origin if failure else "", "message": failure.message if failure else "",
        })  # fmt: skip
    done = found.tables.get("runs", pd.DataFrame({"key": pd.Series(dtype="str")}))
    order = ["point", "choice", "seed"]
    table = pd.DataFrame(rows).merge(done, on="key", how="left").sort_values(order, ignore_index=True)
    table[ALTERNATIVE] = [list(choices)[choice] for choice in table["choice"]]
    fields = points.reset_index(drop=True).rename_axis("point").reset_index()
    table = fields.merge(table, on="point", how="right")
    present = [name for name in wanted if name in table]
    chosen = [ALTERNATIVE] if alternatives else []
    return table[["point", *points.columns, *chosen, *RUN_COLUMNS[1:], *present]]


def _specs(choices: Mapping[str, Scenario], points: pd.DataFrame) -> list[Scenario]:
    """Every choice at every point, choices fastest."""
    specs = []
    for number, row in enumerate(points.to_dict("records")):
        label_of: dict[str, str] = {}
        for label, base in choices.items():
            spec = _at(base, row, f"point {number}" + (f", alternative {label}" if label else ""))
            twin = label_of.setdefault(scenario_hash(spec), label) if len(choices) > 1 else label
            if twin != label:
                text = f"point {number}: the alternatives {twin} and {label} are the same scenario there"
                raise ScenarioError(Problem(message=text))
            specs.append(spec)
    return specs


def _at(base: Scenario, point: dict[str, object], where: str) -> Scenario:
    try:
        return base.but(changes_of({str(path): value for path, value in point.items()}))
    except ScenarioError as error:
        raise ScenarioError(Problem(message=f"{where}: {error.problems[0]}")) from None


def _checked_outcomes(outcomes: Sequence[str] | None) -> list[str]:
    known = [measure.name for measure in OUTCOMES]
    for name in outcomes or ():
        if name not in known:
            text = "is no outcome of a run; `partnersim outcomes --of run` lists them"
            near = nearest(name, among=known)
            raise ScenarioError(
                Problem(field="outcomes", value=f"'{name[:60]}'", message=text, suggestion=near)
            )
    return list(outcomes) if outcomes else known
