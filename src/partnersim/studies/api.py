"""The public functions: load a scenario, run it, compare scenarios, explain what makes their difference."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from partnersim.scenario.documents.errors import ScenarioError, as_in_python
from partnersim.scenario.reading import load_scenario

if TYPE_CHECKING:
    from concurrent.futures import Executor

    import pandas as pd

    from partnersim.engine.model import PartnershipModel
    from partnersim.mechanisms.base import Mechanism
    from partnersim.scenario.documents.fields import Role
    from partnersim.scenario.spec import Scenario
    from partnersim.studies.compare import Comparison
    from partnersim.studies.discovering.result import Discovery
    from partnersim.studies.docking import DockTable
    from partnersim.studies.explaining.result import Explanation
    from partnersim.studies.levers import LeverTable
    from partnersim.studies.mapping.result import LeadMap
    from partnersim.studies.maps import MapTable
    from partnersim.studies.packing.tables import Pack
    from partnersim.studies.runs.design import PlannedRun
    from partnersim.studies.runs.results import Results
    from partnersim.studies.sweeping.function import ModelFunction
    from partnersim.studies.sweeping.sensitivity import Sensitivity
    from partnersim.studies.tracing.organizations import Years
    from partnersim.studies.tracing.run import Trace


def load(source: str | Path, /, **changes: Any) -> Scenario:
    """Read a shipped scenario by name, or a scenario file by path.

    Args:
        source: name or path.
        changes: values to set, with two underscores for a point: ``time__months=24``.

    Raises:
        ScenarioError: anything wrong with the input, with file, line and field.
    """
    values = {path.replace("__", "."): value for path, value in changes.items()}
    try:
        return load_scenario(source, overrides=values)
    except ScenarioError as error:
        raise as_in_python(error) from None


def run(
    spec: Scenario | str | Path | Mapping[str, Scenario],
    /,
    *,
    seed: int | None = None,
    replicates: int | None = None,
    workers: int | None = None,
    executor: Executor | None = None,
    out: str | os.PathLike[str] | None = None,
    force: bool = False,
    show_progress: bool = True,
    mechanisms: Sequence[Mechanism] = (),
    measures: Mapping[str, Callable[[PartnershipModel], float]] | None = None,
    each_month: Callable[[PartnershipModel], None] | None = None,
) -> Results:
    """Run a scenario, or several as arms of one study with the same seeds.

    Args:
        spec: a scenario, its name or path, or scenarios by arm.
        seed: first seed; the (first) scenario's if not given.
        replicates: number of consecutive seeds; the (first) scenario's if not given.
        workers: processes; by default as many as are worth it.
        executor: run on this ``concurrent.futures`` executor instead.
        out: folder to keep tables and manifest in; a study stopped half-way goes on from there.
        force: whether a finished study of other scenarios in that folder may be replaced.
        show_progress: report progress on stderr once it takes longer than a second.
        mechanisms: rules of your own, made from classes derived from `Mechanism`; each acts at the end of its phase,
            and reads its numbers from ``own`` of the scenario.
        measures: numbers of your own by name, functions of the model at the end of a month; in ``Results.own``.
        each_month: called with the model at the end of each month; it may only read.

    With rules, measures or a hook of your own the runs are done in this process unless workers or an executor are
    given, and nothing is kept in a folder: write with ``Results.write``.

    Returns:
        Results, whose tables are pandas frames.

    Raises:
        ScenarioError: the input is wrong. ResultsError: the folder cannot be written, or holds another study.
        ValueError: there is no scenario, the number of workers is negative, a rule or measure of your own has the name
            of one of the model, or ``out`` is given beside them. TypeError: a rule of your own is none.
    """
    if mechanisms or measures or each_month:
        if out is not None:
            raise ValueError("out cannot be given with rules or measures of your own; use results.write(folder)")
        return _run_own(
            spec, seed=seed, replicates=replicates, workers=workers, executor=executor, show_progress=show_progress,
            own={"mechanisms": tuple(mechanisms), "measures": dict(measures or {}), "each_month": each_month},
        )  # fmt: skip
    results = run_unwritten(
        spec,
        seed=seed,
        replicates=replicates,
        workers=workers,
        executor=executor,
        out=out,
        force=force,
        show_progress=show_progress,
    )
    if out is not None:
        results.write(out)
    return results


def _run_own(
    spec: Scenario | str | Path | Mapping[str, Scenario],
    /,
    *,
    seed: int | None,
    replicates: int | None,
    workers: int | None,
    executor: Executor | None,
    show_progress: bool,
    own: Mapping[str, Any],
) -> Results:
    """Run as `run` does, with rules, measures and a hook of one's own; nothing is kept."""
    import pandas as pd

    from partnersim.studies.runs.own import TABLE, OwnRules
    from partnersim.studies.runs.runner import run_design_with

    rules = OwnRules(**own)
    results, further = run_design_with(
        planned(spec, seed=seed, replicates=replicates), rules.tables, mark="#own",
        workers=1 if workers is None else workers, executor=executor, show_progress=show_progress,
    )  # fmt: skip
    results.own = further.get(TABLE, pd.DataFrame())
    results.manifest["own"] = {"mechanisms": [rule.name for rule in rules.mechanisms], "measures": [*rules.measures]}
    return results


def planned(
    spec: Scenario | str | Path | Mapping[str, Scenario], /, *, seed: int | None, replicates: int | None
) -> list[PlannedRun]:
    """The runs of a scenario or of arms, seed by seed.

    Raises:
        ScenarioError: the input is wrong. ValueError: there is no scenario.
    """
    from partnersim.studies.runs.design import paired_design, seeds_of

    arms = arms_by_name([spec]) if not isinstance(spec, Mapping) else dict(spec)
    if not arms:
        raise ValueError("there is no scenario to run: the mapping of arms is empty")
    return paired_design(arms, seeds=seeds_of(next(iter(arms.values())), seed=seed, replicates=replicates))


def run_unwritten(
    spec: Scenario | str | Path | Mapping[str, Scenario],
    /,
    *,
    seed: int | None = None,
    replicates: int | None = None,
    workers: int | None = None,
    executor: Executor | None = None,
    out: str | os.PathLike[str] | None = None,
    force: bool = False,
    show_progress: bool = True,
) -> Results:
    """Run as ``run`` does and keep finished runs in ``out``, but leave the tables to ``Results.write``.

    For callers that show results before they write them, so that a full disk takes nothing from the reader.
    """
    from partnersim.studies.runs.runner import run_design
    from partnersim.studies.runs.running import worker_count

    worker_count(workers)
    design = planned(spec, seed=seed, replicates=replicates)
    return run_design(
        design, workers=workers, executor=executor, out=out, force=force, show_progress=show_progress
    )


def compare(
    base: Scenario | str | Path | Mapping[str, Scenario],
    /,
    *others: Scenario | str | Path,
    seed: int | None = None,
    replicates: int | None = None,
    workers: int | None = None,
    executor: Executor | None = None,
    out: str | os.PathLike[str] | None = None,
    force: bool = False,
    show_progress: bool = True,
    until_ci: Mapping[str, float] | None = None,
    households: bool = False,
    draws: int = 0,
) -> Comparison:
    """Run two scenarios or more with the same seeds and compare each with the first, seed by seed.

    Args:
        base: the scenario to compare with, or all scenarios by arm, the base first.
        others: the scenarios compared with it.
        seed: as in ``run``.
        replicates: as in ``run``.
        workers: as in ``run``.
        executor: as in ``run``.
        out: as in ``run``.
        force: as in ``run``.
        show_progress: as in ``run``.
        until_ci: width by outcome, in its unit: seeds are added until no 95 % interval of a difference is wider.
        households: follow every household, for `Comparison.winners` and `Comparison.gains`.
        draws: run so many draws of uncertain inputs, too, for `Comparison.draws`: what spreads each difference, by luck
            and by inputs apart.

    Raises:
        ScenarioError: the input is wrong. ResultsError: the folder cannot be written, or holds another study.
        ValueError: only one arm.
    """
    from partnersim.studies.comparing.run import run_comparison

    arms = {**base, **arms_by_name(others)} if isinstance(base, Mapping) else arms_by_name([base, *others])
    comparison = run_comparison(
        arms,
        seed=seed,
        replicates=replicates,
        until_ci=until_ci,
        households=households,
        draws=draws,
        workers=workers,
        executor=executor,
        out=out,
        force=force,
        show_progress=show_progress,
    )
    if out is not None:
        comparison.results.write(out)
    return comparison


def explain(
    base: Scenario | str | Path, other: Scenario | str | Path, /, *, outcome: str, **asked: Any
) -> Explanation:
    """Say what makes the difference between two scenarios in an outcome, part by part.

    Every set of the parts in which they differ is run with the same seeds; with more than eight parts, those that
    sampled orders pass through.

    Args:
        base: the scenario to start from.
        other: the scenario to explain.
        outcome: the outcome.
        asked: ``by`` ("field", "actor" or "mechanism"), ``group`` (labels with dotted fields, or a YAML file),
            ``threshold``, ``until_ci``, ``order_count``, and ``seed``, ``replicates``, ``workers``, ``executor``,
            ``out``, ``force``, ``show_progress`` as in ``run``; see ``studies.explaining.run.run_explanation``.

    Raises:
        ScenarioError: the scenarios differ in nothing, in households or in months; the outcome or a group is unknown.
        ResultsError: the folder cannot be written or holds another study; the outcome has no value in any seed.
        ValueError: a number is out of range.
    """
    from partnersim.studies.explaining.run import run_explanation

    pair = [load_scenario(spec) if isinstance(spec, str | Path) else spec for spec in (base, other)]
    return run_explanation(*pair, outcome=outcome, **asked)


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


def trace(
    base: Scenario | str | Path,
    other: Scenario | str | Path | None = None,
    /,
    *,
    household: int | None = None,
    pick: str | None = None,
    organization: str | None = None,
    seed: int | None = None,
) -> Trace | Years:
    """Follow one household through its lives under two scenarios, or one organization through one.

    Args:
        base: a scenario, its name or path. other: that of the household's other life.
        household: its number; or pick: a kind of household, such as "harmed" or "escaped-only-under-B".
        organization: name of an actor, instead of a household and a second scenario.
        seed: of the runs; the base's if not given.

    Raises:
        ScenarioError: the input is wrong, or nobody is of that kind. RunFailed: a run fails. ValueError: neither a
            second scenario nor an organization is given, or both.
    """
    from partnersim.studies.tracing.organizations import years_of
    from partnersim.studies.tracing.run import run_trace

    if (other is None) == (organization is None):
        raise ValueError("give a second scenario for a household's other life, or an organization, and not both")
    first = load_scenario(base) if isinstance(base, str | Path) else base
    if organization is not None:
        return years_of(first, first.run.seed if seed is None else seed, organization)
    assert other is not None
    second = load_scenario(other) if isinstance(other, str | Path) else other
    return run_trace(first, second, household=household, pick=pick, seed=seed)


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


def pack(
    base: Scenario | str | Path, other: Scenario | str | Path, /, **asked: Any
) -> Pack:
    """Compare two scenarios and give the tables that evaluators look for.

    Args:
        base: the control: a scenario, its name or path.
        other: what is evaluated.
        asked: ``seed``, ``replicates`` (two or more), ``workers``, ``executor``, ``out``, ``force``,
            ``show_progress`` as in ``run``.

    Returns:
        ``balance``, ``effects``, ``cost``, ``winners``, ``growth`` and ``accounts`` are pandas frames.

    Raises:
        ScenarioError: the input is wrong. ResultsError: the folder cannot be written, or holds another study.
        ValueError: fewer than two pairs of runs are whole.
    """
    from partnersim.studies.comparing.run import run_comparison
    from partnersim.studies.packing.tables import pack_of

    return pack_of(run_comparison(arms_by_name([base, other]), households=True, **asked))


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


def arms_by_name(specs: Sequence[Any]) -> dict[str, Scenario]:
    """Scenarios by name; a name used before gets a number."""
    arms: dict[str, Scenario] = {}
    for spec in specs:
        scenario = load_scenario(spec) if isinstance(spec, str | Path) else spec
        name, count = scenario.name, 2
        while name in arms:
            name, count = f"{scenario.name}-{count}", count + 1
        arms[name] = scenario
    return arms
