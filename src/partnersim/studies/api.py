"""The public functions of one scenario or two: load, run, compare, explain what makes their difference, trace, pack."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from partnersim.scenario.documents.errors import ScenarioError, as_in_python
from partnersim.scenario.reading import load_scenario

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from partnersim.engine.model import PartnershipModel
    from partnersim.mechanisms.base import Mechanism
    from partnersim.scenario.spec import Scenario
    from partnersim.studies.compare import Comparison
    from partnersim.studies.explaining.result import Explanation
    from partnersim.studies.packing.tables import Pack
    from partnersim.studies.runs.design import PlannedRun
    from partnersim.studies.runs.results import Results
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
    from partnersim.studies.runs.design import first_seed
    from partnersim.studies.tracing.organizations import years_of
    from partnersim.studies.tracing.run import run_trace

    if (other is None) == (organization is None):
        raise ValueError("give a second scenario for a household's other life, or an organization, and not both")
    first = load_scenario(base) if isinstance(base, str | Path) else base
    if organization is not None:
        return years_of(first, first_seed(first, seed), organization)
    assert other is not None
    second = load_scenario(other) if isinstance(other, str | Path) else other
    return run_trace(first, second, household=household, pick=pick, seed=seed)


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
