"""Running a virtual trial: replicates over seeds, here or over processes, and what they say together."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from partnersim.engine.population.populations import settled_population
from partnersim.scenario.experiments.trial_outcomes import NO_ARM, ORGANIZATION_OUTCOMES, SHARES
from partnersim.scenario.experiments.trials import Trial, trial_places
from partnersim.scenario.spec import Scenario
from partnersim.studies.estimates import AMOUNT, ENDLESS, SHARE, Range, cut, estimate
from partnersim.studies.runs.files import folder_of, refuse_another_study
from partnersim.studies.runs.progress import progress
from partnersim.studies.runs.provenance import engine_version
from partnersim.studies.runs.running import run_tasks, worker_count
from partnersim.studies.runs.store import Store
from partnersim.studies.runs.tasks import Rows, Task
from partnersim.studies.trials.estimating import estimates
from partnersim.studies.trials.living import Lives, take_snapshot
from partnersim.studies.trials.ratios import ratio_of_means

KEYS = ["trial", "arm", "against", "outcome", "of", "sample", "statistic", "scale", "unit", "round"]
SHARES_BY_MONEY = ("non_performing", "written_off")
"""Ratios of outcomes that are shares."""
_MAY_BE_BELOW_NOUGHT = ("income", "profit", "return_on_capital")
POWER_FACTOR = 2.8016
"""Sum of the standard normal quantiles of 0.975 and 0.8."""


@dataclass(frozen=True, kw_only=True)
class TrialResult:
    """What a trial gave.

    Attributes:
        trial: the trial. rows: one per replicate, outcome, arm and way (paired, field), with the seed.
        summary: one per outcome and arm: mean, sd over replicates and 95 % interval of the paired effect, and the field
            team's mean estimate, mean standard error, power (share significant), sample, and the sample it would need.
        identity: hash of everything that a replicate depends on but its seed.
        sittings: when and with which libraries replicates were done, one mapping for each time.
    """

    trial: Trial
    rows: pd.DataFrame
    summary: pd.DataFrame
    identity: str = ""
    sittings: list[dict[str, Any]] = dataclass_field(default_factory=list)

    def value(self, outcome: str, /, *, arm: str | None = None, way: str = "paired") -> float:
        """Mean effect over replicates and places of an outcome; of the first arm that has it if none is named."""
        found = self.rows[(self.rows["outcome"] == outcome) & (self.rows["way"] == way)]
        if found.empty:
            raise KeyError(outcome)
        wanted = found["arm"].iloc[0] if arm is None else arm
        return float(found.loc[found["arm"] == wanted, "effect"].mean())


def run_trial(
    trial: Trial,
    /,
    *,
    replicates: int | None = None,
    seed: int | None = None,
    parameters: Mapping[str, Any] | Sequence[str] | None = None,
    workers: int | None = 1,
    executor: Executor | None = None,
    field: bool = True,
    out: str | os.PathLike[str] | None = None,
    force: bool = False,
    show_progress: bool = False,
) -> TrialResult:
    """Run a trial.

    Args:
        trial: the trial. replicates, seed: instead of the design's.
        parameters: values set in the population's scenario by dotted path, such as
            ``{"mechanisms.entry.idea": 0.03}`` or ``["mechanisms.entry.idea=0.03"]``; a switch acts from the
            start of the trial on.
        workers: processes; 0 one per core, 1 here, None as many as pay.
        executor: runs replicates instead, any of ``concurrent.futures``.
        field: whether to estimate as a field team would, too.
        out: folder in which finished replicates are kept, so that a stopped trial goes on.
        force: whether the results of another finished study in that folder may be replaced.
        show_progress: report progress on stderr.

    Raises:
        ScenarioError: a value does not fit, or nobody fits the population.
        ResultsError: the folder cannot be written, or holds another study.
    """
    worker_count(workers)
    design = trial.design
    first = design.seed if seed is None else seed
    seeds = [first + k for k in range(design.replicates if replicates is None else replicates)]
    places = trial_places(trial, parameters=parameters)
    identity, store = identity_of(trial, places, field=field), None
    if out is not None:
        folder = folder_of(out)
        refuse_another_study(
            folder / "manifest.json",
            same=lambda manifest: manifest["identity"] == identity,
            what=lambda manifest: f"the trial {manifest['trial']['name']}",
            force=force,
        )
        store = Store(folder)
    tasks = [Task(key=f"{identity}:{number}", work=number) for number in seeds]
    if not trial.on_organizations:
        for spec in places.values():
            settled_population(spec)  # once, before several workers need it
    with progress(len(tasks), what="replicates", shown=show_progress) as shown:
        done = run_tasks(
            tasks, partial(tables_of_replicate, trial, places, field), store=store, executor=executor,
            workers=workers, judged=workers is None, shown=shown,
        )  # fmt: skip
    done.raise_first(tasks)
    rows = (
        done.tables["rows"]
        .drop(columns="key")
        .sort_values(["seed", "outcome", "arm", "way"], ignore_index=True)
    )
    return TrialResult(
        trial=trial,
        rows=rows,
        summary=summarised(rows, order=trial),
        identity=identity,
        sittings=done.sittings,
    )


def identity_of(trial: Trial, places: Mapping[str, Scenario], /, *, field: bool) -> str:
    """Hash of everything that a replicate depends on but its seed, the program included."""
    told = trial.model_dump(exclude={"title", "description", "source"})
    text = repr((told, places, field, engine_version("trials")))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def tables_of_replicate(
    trial: Trial, places: Mapping[str, Scenario], field: bool, seed: int
) -> Mapping[str, Rows]:
    """The rows of one replicate as a task gives them."""
    if trial.on_organizations:
        from partnersim.studies.trials.organizations import replicate_of_organizations

        return {"rows": replicate_of_organizations(trial, places[""], seed, field=field)}
    tables = [
        replicate(trial, spec, seed, field=field).assign(**({"place": name} if name else {}))
        for name, spec in places.items()
    ]
    return {"rows": pd.concat(tables, ignore_index=True)}


def replicate(trial: Trial, spec: Scenario, seed: int, /, *, field: bool = True) -> pd.DataFrame:
    """One replicate of a trial on households: every arm from one snapshot; rows as in ``TrialResult``."""
    start = take_snapshot(trial, spec, settled_population(spec), seed)
    return pd.DataFrame(estimates(trial, start, Lives(trial, start), seed=seed, field=field))


def summarised(rows: pd.DataFrame, /, *, order: Trial) -> pd.DataFrame:
    """Means over replicates, one row per outcome, arm and place, in the order of the trial's outcomes."""
    made, keys_of_row = [], [*KEYS, "place"] if "place" in rows else KEYS
    names = [outcome.name for outcome in order.outcomes]
    for keys, group in rows.groupby(keys_of_row, sort=False):
        true, seen = (group[group["way"] == way] for way in ("paired", "field"))
        found = cut(estimate(true["effect"].to_numpy()), possible_of(dict(zip(keys_of_row, keys, strict=True))))
        center, low, high, in_field = found.mean, found.low, found.high, _mean(seen["effect"])
        if _is_ratio(group):
            center, low, high = ratio_of_means(true["above"], true["below"])
            in_field = ratio_of_means(seen["above"], seen["below"]).mean
        made.append({
            **dict(zip(keys_of_row, keys, strict=True)),
            "effect": center, "sd": _sd(true["effect"]), "low": low, "high": high,
            "replicates": found.n, "control_level": _mean(true["control_level"]), "arm_level": _mean(true["arm_level"]),
            "n": _mean(true["n"]), "clusters": _mean(true["clusters"]),
            "field_effect": in_field, "field_sd": _sd(seen["effect"]), "field_se": _mean(seen["se"]),
            "power": _mean(seen["significant"]), "field_n": _mean(seen["n"]),
            "households_for_80_percent": _needed(found.mean, _mean(seen["se"]), _mean(seen["n"]))
            if true["against"].iloc[0] != "none" else float("nan"),
        })  # fmt: skip
    table = pd.DataFrame(made)
    place = table["outcome"].map({name: number for number, name in enumerate(names)})
    return (
        table.assign(_p=place)
        .sort_values(["_p", "arm"], kind="stable")
        .drop(columns="_p")
        .reset_index(drop=True)
    )


def possible_of(row: Mapping[str, Any], /) -> Range:
    """The least and the most that an effect or, compared with nothing, a level can be, in the row's unit.

    Args:
        row: with ``of``, ``scale``, ``unit`` and ``against`` as in ``TrialResult``.
    """
    share = row["of"] in (*SHARES, *SHARES_BY_MONEY, *ORGANIZATION_OUTCOMES)
    if row["unit"] == "ratio" or row["scale"] not in ("level", "percent"):
        return ENDLESS
    if row["against"] != NO_ARM:
        return (-1.0, 1.0) if share and row["scale"] == "level" else ENDLESS
    if share:
        return (0.0, 100.0) if row["scale"] == "percent" else SHARE
    return ENDLESS if row["of"] in _MAY_BE_BELOW_NOUGHT else AMOUNT


def _is_ratio(rows: pd.DataFrame) -> bool:
    """Whether rows of an outcome are ratios of two effects."""
    return "above" in rows and bool(rows["above"].notna().any())


def _mean(values: Sequence[float] | pd.Series) -> float:
    found = np.asarray(values, dtype=np.float64)
    found = found[np.isfinite(found)]
    return float(found.mean()) if len(found) else float("nan")


def _sd(values: pd.Series) -> float:
    found = values.to_numpy(dtype=np.float64)
    found = found[np.isfinite(found)]
    return float(found.std(ddof=1)) if len(found) > 1 else float("nan")


def _needed(effect: float, se: float, n: float) -> float:
    """Households with which a field team finds the effect in four trials of five: n (2.80 se / effect)^2.

    2.80 is the sum of the normal quantiles of 0.975 and 0.8; clusters grow in number with households.
    """
    return n * (POWER_FACTOR * se / effect) ** 2 if effect else float("nan")
