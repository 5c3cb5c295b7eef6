"""The two ways in which households are observed for a target: a panel without a programme, and virtual trials."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from partnersim.scenario.experiments.trials import Trial, load_trial
from partnersim.studies.moments import ROWS, moments_of, plain_village
from partnersim.studies.trials import run_trial

Found = dict[str, list[float]]
"""Values by name, one per seed; NaN where there is none."""


def panel_values(parameters: Mapping[str, Any], /, *, seeds: Sequence[int], rows: int = ROWS) -> Found:
    """All moments of the panel under some parameters.

    Args:
        parameters: values set in the plain village, by dotted path.
        seeds: one panel each. rows: households, a multiple of 200.

    Raises:
        ScenarioError: a value does not fit.
    """
    spec = plain_village(rows=rows, parameters=dict(parameters))
    runs = [moments_of(spec, seed=seed) for seed in seeds]
    return {name: [run[name] for run in runs] for name in runs[0]}


def trial_values(
    name: str,
    parameters: Mapping[str, Any],
    /,
    *,
    seeds: Sequence[int],
    outcomes: Sequence[str] | None = None,
    scale: float = 1.0,
) -> Found:
    """Effects of a shipped trial in the model: the same households with and without, a value per seed.

    Args:
        name: of the trial. parameters: values set in its population's scenario, by dotted path.
        seeds: consecutive seeds, one replicate each.
        outcomes: names of the outcomes wanted, all if empty; months after the last of them are not lived.
        scale: households and clusters over those of the trial file.

    Raises:
        ScenarioError: there is no such trial, or a value does not fit.
    """
    trial = sized(_loaded(name), scale=scale)
    if outcomes is not None:
        trial = shortened(trial, outcomes)
    found = run_trial(trial, replicates=len(seeds), seed=seeds[0], parameters=dict(parameters), field=False)
    rows = found.rows[found.rows["way"] == "paired"].sort_values("seed")
    made: Found = {}
    for outcome in trial.outcomes:
        arms = outcome.arms or trial.treated
        for arm in arms:
            mine = rows[(rows["outcome"] == outcome.name) & (rows["arm"] == arm)]
            made[f"{outcome.name}@{arm}"] = [float(value) for value in mine["effect"]]
        made[outcome.name] = made[f"{outcome.name}@{arms[0]}"]
    return made


def trial_numbers(name: str, /) -> list[str]:
    """Names of what `trial_values` gives: an outcome for the first arm that has it, outcome@arm for every arm.

    Raises:
        ScenarioError: the trial's file is unusable.
    """
    trial = _loaded(name)
    return [
        found
        for outcome in trial.outcomes
        for found in (outcome.name, *(f"{outcome.name}@{arm}" for arm in outcome.arms or trial.treated))
    ]


def sized(trial: Trial, /, *, scale: float) -> Trial:
    """The trial with its households and clusters multiplied by ``scale``."""
    if scale == 1.0:
        return trial
    people = trial.population
    clusters = max(2, round(people.clusters * scale))
    per_cluster = people.households / people.clusters
    return trial.model_copy(
        update={
            "population": people.model_copy(
                update={"clusters": clusters, "households": max(2 * clusters, round(per_cluster * clusters))}
            )
        }
    )


def shortened(trial: Trial, outcomes: Sequence[str], /) -> Trial:
    """The trial with these outcomes only, ending with the last survey that one of them needs."""
    kept = tuple(o for o in trial.outcomes if o.name in outcomes)
    last = trial.design.survey_rounds[-1]
    months = max((last if o.round is None else o.round for o in kept), default=last)
    # An outcome without a round is of the last one, which may no longer be the trial's own.
    kept = tuple(o.model_copy(update={"round": last if o.round is None else o.round}) for o in kept)
    rounds = tuple(month for month in trial.design.survey_rounds if month <= months)
    design = trial.design.model_copy(update={"rounds": rounds, "months": months})
    arms = {arm for o in kept for arm in (o.arms or trial.treated)} | {trial.design.control}
    arms |= {o.against for o in kept if o.against not in (None, "none")}
    return trial.model_copy(
        update={
            "outcomes": kept,
            "design": design,
            "arms": {name: parts for name, parts in trial.arms.items() if name in arms},
        }
    )


@cache
def _loaded(name: str) -> Trial:
    return load_trial(name)
