"""Running points: a table of points in, a table of runs out; what is finished is never done twice."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from partnersim.measures import OUTCOMES
from partnersim.scenario.documents.errors import Problem, ScenarioError, nearest
from partnersim.scenario.documents.identity import scenario_hash
from partnersim.scenario.phrases import Phrase
from partnersim.studies.runs.design import check_runnable, run_identity, run_key, seeds_of
from partnersim.studies.runs.failures import Failure
from partnersim.studies.runs.files import folder_of, written_together
from partnersim.studies.runs.progress import progress
from partnersim.studies.runs.provenance import engine_version
from partnersim.studies.runs.runner import outcomes_of_run
from partnersim.studies.runs.running import run_tasks
from partnersim.studies.runs.side_by_side import Turns, in_turns, within
from partnersim.studies.runs.store import Store
from partnersim.studies.runs.tasks import Rows, Task
from partnersim.studies.sweeping.design import changes_of
from partnersim.studies.sweeping.parts import RUNS, write_runs

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
    plan = _planned(base, points, alternatives, seeds_of(base, seed=seed, replicates=replicates))
    store = None if out is None else Store(folder_of(out))
    if begun is not None:
        begun()
    # runs that are kept are of use to whoever asks for other outcomes
    do = partial(outcomes_of_point, outcomes=None if outcomes is None or store is not None else wanted)
    with progress(plan.distinct, shown=show_progress) as shown:
        found = run_tasks(
            plan.tasks, do, store=store, executor=executor, workers=workers, judged=workers is None,
            shown=shown,
        )  # fmt: skip
    done = found.tables.get("runs", pd.DataFrame({"key": pd.Series(dtype="str")}))
    table = plan.table.merge(failure_rows(found.failures), on="key", how="left").merge(
        done, on="key", how="left"
    )
    table = table.sort_values(["point", "choice", "seed"], ignore_index=True)
    table["status"] = table["origin"].notna().map({True: "failed", False: "done"})
    table = table.fillna({"origin": "", "message": ""})
    table[ALTERNATIVE] = [plan.labels[choice] for choice in table["choice"]]
    fields = points.reset_index(drop=True).rename_axis("point").reset_index()
    table = fields.merge(table, on="point", how="right")
    present = [name for name in wanted if name in table]
    chosen = [ALTERNATIVE] if alternatives else []
    return table[["point", *points.columns, *chosen, *RUN_COLUMNS[1:], *present]]


@dataclass(frozen=True, kw_only=True)
class Kept:
    """What became of a sweep whose runs are on disk alone.

    Attributes:
        runs: how many were planned. failed: how many failed. first: point, seed and message of the first that did.
    """

    runs: int
    failed: int
    first: list[tuple[int, int, str]]


def keep_points(
    base: Scenario,
    points: pd.DataFrame,
    /,
    *,
    out: Path,
    outcomes: Sequence[str] | None = None,
    workers: int | None = None,
    executor: Executor | None = None,
    begun: Callable[[], None],
    ended: Callable[[int], Mapping[str, str]],
    alternatives: Mapping[str, Scenario] | None = None,
) -> Kept:
    """Run as `run_points` does, but leave runs on disk: the table may be larger than memory.

    Args:
        base, points, outcomes, workers, executor, begun, alternatives: as in `run_points`.
        out: folder in which finished runs are kept, and the table of all is written.
        ended: gives texts by file name that are written with the table, from the number of runs that failed.

    Raises:
        ScenarioError, ResultsError: as in `run_points`.
    """
    wanted = _checked_outcomes(outcomes)
    plan = _planned(base, points, alternatives, seeds_of(base))
    store = Store(folder_of(out))
    begun()
    with progress(plan.distinct, shown=True) as shown:
        found = run_tasks(
            plan.tasks, outcomes_of_point, store=store, executor=executor, workers=workers, judged=workers is None,
            shown=shown, gather=False,
        )  # fmt: skip
    failed = plan.table[plan.table["key"].isin(found.failures)].sort_values(["point", "choice", "seed"])
    files = store.read(set(plan.table["key"]) - set(found.failures), tables=False).files.get("runs", [])
    with written_together(out) as draft:
        write_runs(
            draft / RUNS, plan=plan.table, failures=failure_rows(found.failures), points=points, parts=files,
            labels=plan.labels if alternatives else (), outcomes=wanted,
        )  # fmt: skip
        for name, text in ended(len(failed)).items():
            (draft / name).write_text(text, "utf-8")
    first = [(int(r.point), int(r.seed), found.failures[r.key].message) for r in failed.head(3).itertuples()]
    return Kept(runs=len(plan.table), failed=len(failed), first=first)


@dataclass(frozen=True, kw_only=True)
class _Plan:
    """Runs of a sweep: a row each (key, point, choice, seed), tasks, and labels of the choices."""

    table: pd.DataFrame
    tasks: list[Task]
    labels: list[str]

    @property
    def distinct(self) -> int:
        """Runs that are not the same as another."""
        return int(self.table["key"].nunique())


def _planned(
    base: Scenario, points: pd.DataFrame, alternatives: Mapping[str, Scenario] | None, seeds: Sequence[int]
) -> _Plan:
    """Plan every choice at every point with every seed, seed by seed.

    A scenario is made at each point to see that it is right, and let go: what is kept of it is its name.
    """
    choices = dict(alternatives) if alternatives else {"": base}
    version, labels = engine_version(), list(choices)
    places = [
        (point, choice, run_identity(spec), work) for point, choice, spec, work in _scenarios(choices, points)
    ]  # fmt: skip
    rows, tasks = [], []
    for seed in seeds:
        for point, choice, identity, work in places:
            key = run_key(identity, seed, version=version)
            rows.append((key, point, choice, seed))
            tasks.append(Task(key=key, work=(*work, seed)))
    table = pd.DataFrame(rows, columns=["key", "point", "choice", "seed"])
    return _Plan(table=table, tasks=tasks, labels=labels)


@in_turns
def outcomes_of_point(
    work: tuple[Scenario, dict[str, Any], int], outcomes: Sequence[str] | None = None
) -> Turns[Mapping[str, Rows]]:
    """Outcomes of one run.

    Args:
        work: scenario, what the point sets in it, and seed. outcomes: names of those wanted, all without.
    """
    base, changes, seed = work
    return (yield from within(outcomes_of_run, (base.but(changes) if changes else base, seed), outcomes))


def failure_rows(failures: Mapping[str, Failure], /) -> pd.DataFrame:
    """Origin and message of each failed run by key."""
    rows = [(key, failure.origin, failure.message) for key, failure in failures.items()]
    return pd.DataFrame(rows, columns=["key", "origin", "message"], dtype="str")


Work = tuple["Scenario", dict[str, Any]]


def _scenarios(
    choices: Mapping[str, Scenario], points: pd.DataFrame
) -> Iterator[tuple[int, int, Scenario, Work]]:
    """Every choice at every point, choices fastest: point, choice, scenario, and its work without the seed."""
    for number, row in enumerate(points.to_dict("records")):
        changes = changes_of({str(path): value for path, value in row.items()})
        label_of: dict[str, str] = {}
        for choice, (label, base) in enumerate(choices.items()):
            try:
                spec = base.but(changes)
            except ScenarioError as error:
                where = {"point": number, "label": label, "problem": error.problems[0]}
                text = Phrase("point {point}: {problem}", **where)
                if label:
                    text = Phrase("point {point}, alternative {label}: {problem}", **where)
                raise ScenarioError(Problem(message=text)) from None
            check_runnable([spec])
            twin = label_of.setdefault(scenario_hash(spec), label) if len(choices) > 1 else label
            if twin != label:
                text = Phrase(
                    "point {number}: the alternatives {twin} and {label} are the same scenario there",
                    number=number,
                    twin=twin,
                    label=label,
                )
                raise ScenarioError(Problem(message=text))
            yield number, choice, spec, (base, changes)


def _checked_outcomes(outcomes: Sequence[str] | None) -> list[str]:
    known = [measure.name for measure in OUTCOMES]
    for name in outcomes or ():
        if name not in known:
            text = Phrase("is no outcome of a run; `partnersim outcomes --of run` lists them")
            near = nearest(name, among=known)
            raise ScenarioError(
                Problem(field="outcomes", value=f"'{name[:60]}'", message=text, suggestion=near)
            )
    return list(outcomes) if outcomes else known
