"""The public functions that run a scenario over many values: sweeps, maps, levers, published results."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from partnersim.scenario.reading import load_scenario

if TYPE_CHECKING:
    from concurrent.futures import Executor

    import pandas as pd

    from partnersim.scenario.documents.fields import Role
    from partnersim.scenario.spec import Scenario
    from partnersim.studies.discovering.result import Discovery
    from partnersim.studies.docking import DockTable
    from partnersim.studies.levers import LeverTable
    from partnersim.studies.mapping.result import LeadMap
    from partnersim.studies.maps import MapTable
    from partnersim.studies.sweeping.function import ModelFunction
    from partnersim.studies.sweeping.sensitivity import Sensitivity


def sweep(base: Scenario | str | Path, points: pd.DataFrame, /, **asked: Any) -> pd.DataFrame:
    """Run a scenario at every point of a table with the same seeds, and give a table of runs.

    Args:
        base: the scenario.
        points: a column per dotted field and a row per point; an empty cell leaves the field as it is.
        asked: ``outcomes``, ``alternatives`` (scenarios by label, each run at every point), and ``seed``,
            ``replicates``, ``workers``, ``executor``, ``out``, ``show_progress`` as in ``run``; see
            ``studies.sweeping.run.run_points``.

    Raises:
        ScenarioError: a point is no valid scenario; an outcome is unknown. ResultsError: the folder cannot be written.
    """
    from partnersim.studies.sweeping.run import run_points

    return run_points(load_scenario(base) if isinstance(base, str | Path) else base, points, **asked)


def as_function(
    base: Scenario | str | Path,
    fields: Sequence[str] | Mapping[str, Any],
    /,
    *,
    outcomes: str | Sequence[str],
    **asked: Any,
) -> ModelFunction:
    """A scenario as a plain function of numbers, for SALib, scipy, optuna and their like.

    Args:
        base: a scenario, its name or path.
        fields: dotted paths, each over its plausible range; or ``{path: (low, high)}``.
        outcomes: the name of one, or names of several.
        asked: ``seed``, ``replicates``, ``workers``, ``executor``, ``out`` as in ``sweep``.

    Returns:
        A function of a point or of rows of points that gives means over seeds; it has ``bounds``, ``names``, the
        ``problem`` of SALib, and ``by_name(**values)``.

    Raises:
        ScenarioError: there is no such scenario, field or range.
    """
    from partnersim.studies.sweeping.function import function_of

    names = [outcomes] if isinstance(outcomes, str) else outcomes
    return function_of(load_scenario(base) if isinstance(base, str | Path) else base, fields, names, **asked)


def map(  # the name of the command; not among the names that a star imports
    base: Scenario | str | Path,
    other: Scenario | str | Path,
    /,
    *,
    x: str | tuple[str, float, float],
    y: str | tuple[str, float, float],
    outcome: str,
    points: int = 120,
    replicates: int = 4,
    seed: int | None = None,
    workers: int | None = None,
    executor: Executor | None = None,
    out: str | os.PathLike[str] | None = None,
    show_progress: bool = True,
) -> LeadMap:
    """Find where over two fields one scenario is ahead of another, and where that cannot be told.

    Args:
        base, other: scenarios, their names or paths.
        x, y: dotted fields over their plausible ranges, or ``(field, low, high)``.
        outcome: what is compared, other less base.
        points: most points that are run; they are added where the sign is least certain.
        replicates: seeds at each point, two or more. seed: the first of all; each point has its own.
        workers, executor, out, show_progress: as in ``run``.

    Returns:
        ``points`` and ``grid`` are pandas frames; ``holds`` says whether the surface can be believed.

    Raises:
        ScenarioError: the input is wrong, or the scenarios do not differ. ResultsError: the folder cannot be written.
    """
    from partnersim.studies.mapping.run import run_map
    from partnersim.studies.sweeping.design import factor_of

    arms = [load_scenario(arm) if isinstance(arm, str | Path) else arm for arm in (base, other)]
    axes = [
        axis if isinstance(axis, str) else factor_of(axis[0], {"low": axis[1], "high": axis[2]}) for axis in (x, y)
    ]
    return run_map(
        arms[0], arms[1], x=axes[0], y=axes[1], outcome=outcome, points=points, replicates=replicates, seed=seed,
        workers=workers, executor=executor, out=out, show_progress=show_progress,
    )  # fmt: skip


def sensitivity(
    folder: str | os.PathLike[str], /, *, outcomes: Sequence[str] = (), resamples: int = 200
) -> Sensitivity:
    """What the outcomes of a finished sweep of design saltelli or morris depend on most.

    Args:
        folder: of the sweep.
        outcomes: those that are wanted; all if empty.
        resamples: how often points and seeds are drawn again for the intervals.

    Returns:
        ``table`` is a pandas frame with a row for each outcome, factor and index.

    Raises:
        ResultsError: there is no finished sweep in the folder.
        ScenarioError: the design tells no shares, an outcome is unknown, or there is one seed only.
    """
    from partnersim.studies.sweeping.sensitivity import sensitivity_in

    return sensitivity_in(folder, outcomes=outcomes, resamples=resamples)


def discover(
    folder: str | os.PathLike[str],
    /,
    *,
    outcome: str,
    above: float | None = None,
    below: float | None = None,
    alternative: str | None = None,
    density: float | None = None,
    boxes: int = 2,
    resamples: int = 100,
) -> Discovery:
    """Find the boxes of a finished sweep's factors in which an outcome is of interest, and how alternatives stand.

    Args:
        folder: of the sweep.
        outcome: an outcome of the sweep.
        above, below: of interest is this much or more, or this much or less. If neither is given: where the alternative
            is the best of all; in a sweep without alternatives, the best quarter of points.
        alternative: whose points; the one that regrets least if not given.
        density: least share of points in a box that are of interest; the widest such box is taken.
        boxes: how many at most.
        resamples: how often points and seeds are drawn again, to see whether a box comes back.

    Returns:
        ``boxes``, ``sides``, ``alternatives`` and ``points`` are pandas frames; ``sentences()`` says it in words.

    Raises:
        ResultsError: there is no finished sweep in the folder.
        ScenarioError: an outcome or alternative is unknown, a factor is left empty, or nothing is to be told apart.
    """
    from partnersim.studies.discovering.run import discovery_in

    return discovery_in(
        folder, outcome=outcome, above=above, below=below, alternative=alternative, density=density, most_boxes=boxes,
        resamples=resamples,
    )  # fmt: skip


def levers(
    case: Scenario | str | Path,
    /,
    *,
    roles: Sequence[Role] = ("lever",),
    under: Sequence[str] = (),
    seed: int | None = None,
    replicates: int = 4,
    workers: int | None = None,
    executor: Executor | None = None,
    out: str | os.PathLike[str] | None = None,
    force: bool = False,
    show_progress: bool = True,
) -> LeverTable:
    """Move each lever of a case to its plausible values and list what that moves, by link of the results chain.

    Args:
        case: a scenario, its name or path.
        roles: who moves what is tried: lever, uncertainty, constant.
        under: only levers at or below one of these paths; all if empty.
        seed: first seed; the scenario's if not given.
        replicates: number of seeds, the same for the case and every lever; two or more.
        workers: as in ``run``.
        executor: as in ``run``.
        out: folder in which finished runs are kept, so that a stopped study goes on.
        force: whether the levers of another case in that folder may be replaced.
        show_progress: as in ``run``.

    Returns:
        Rows by lever; ``table`` is a pandas frame with a line for each outcome moved.

    Raises:
        ScenarioError: the input is wrong. ResultsError: the folder cannot be written, or holds another study.
    """
    from partnersim.studies.levers import run_levers

    return run_levers(
        case, roles=roles, under=under, seed=seed, replicates=replicates, workers=workers, executor=executor,
        out=out, force=force, show_progress=show_progress,
    )  # fmt: skip


def map_leads(
    source: str,
    /,
    *,
    points: int | None = None,
    held_back: int | None = None,
    replicates: int | None = None,
    seed: int | None = None,
    overrides: Sequence[str] | Mapping[str, Any] = (),
    workers: int | None = None,
    executor: Executor | None = None,
    out: str | os.PathLike[str] | None = None,
    force: bool = False,
    show_progress: bool = True,
) -> MapTable:
    """Find out where which of several arms is ahead, over drawn points of uncertain inputs, with a rule in words.

    Args:
        source: name of a shipped map, or path of a YAML file.
        points: how many the rule is fitted on. held_back: how many it is scored on.
        replicates: seeds of each point, its own. seed: first seed, and seed of the draws.
        overrides: values set everywhere, as texts ``a.b=VALUE`` or by dotted path.
        workers: as in ``run``. executor: as in ``run``.
        out: folder in which finished runs are kept, so that a stopped map goes on.
        force: whether another map in that folder may be replaced.
        show_progress: as in ``run``.

    Returns:
        The map: ``frame()`` is a pandas frame with a row per point, ``document()`` everything as plain data.

    Raises:
        ScenarioError: the file or a value is wrong. ResultsError: the folder cannot be written, or holds another map.
    """
    from partnersim.studies.maps import read_map, run_map

    asked = read_map(
        source, points=points, held_back=held_back, replicates=replicates, seed=seed, overrides=overrides
    )
    return run_map(
        asked, workers=workers, executor=executor, out=out, force=force, show_progress=show_progress
    )


def dock(
    *ids: str,
    replicates: int | None = None,
    seed: int = 2009,
    workers: int | None = None,
    executor: Executor | None = None,
    out: str | os.PathLike[str] | None = None,
    force: bool = False,
    show_progress: bool = True,
) -> DockTable:
    """Run published results on partnerships as experiments of the model.

    Args:
        ids: numbers of results, such as "P01", or paths of YAML files; all that ship if none is given.
        replicates: seeds of each combination; each file's own if not given.
        seed: first seed.
        workers: as in ``run``.
        executor: as in ``run``.
        out: folder in which finished runs are kept, so that a stopped study goes on.
        force: whether rows of other results in that folder may be lost.
        show_progress: as in ``run``.

    Returns:
        A row for each sign and size; ``table`` is a pandas frame.

    Raises:
        ScenarioError: a file is wrong, or no result has such a number.
        ResultsError: the folder cannot be written, or holds another study.
    """
    from partnersim.studies.docking import published, run_dockings

    return run_dockings(
        published(ids), replicates=replicates, seed=seed, workers=workers, executor=executor, out=out, force=force,
        show_progress=show_progress,
    )  # fmt: skip
