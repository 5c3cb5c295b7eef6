"""Trying one parameter set: a population settled for it, the panel, the trials, the loss."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from partnersim.engine.population.populations import own_populations
from partnersim.scenario.experiments.trials import load_trial
from partnersim.studies.fitting.households.aims import Aim, loss_of, soft_limits
from partnersim.studies.observing import panel_values, trial_values
from partnersim.studies.runs.provenance import engine_version

BESIDE = ("technology_share", "top_step_share", "grant_crosses_scale")
"""Moments told beside the aims: owners on a step of the better technology, on its last one, and owners without any
whom a grant brings to the first."""


@dataclass(frozen=True, kw_only=True)
class Effort:
    """How carefully parameter sets are tried; equal efforts give equal numbers.

    Attributes:
        rows: households of the panel and of the reference population, a multiple of 200.
        seeds: consecutive seeds of panel and trials, the same for every set (common random numbers).
        trial_scale: households of trials over those of their files.
        panels: panel runs per seed; the headcount of one panel is too noisy for its narrow band.
        solved: keys of aims that are left out of the loss, because a place is solved for them and their noise with few
            rows would only disturb the search.
    """

    rows: int
    seeds: tuple[int, ...]
    trial_scale: float
    panels: int = 1
    solved: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Tried:
    """What a parameter set gave.

    Attributes:
        parameters: by dotted path. values: mean over seeds by key of the aim.
        beside: what `BESIDE` names.
        loss: distance from all aims and soft limits. seconds: time it took.
    """

    parameters: dict[str, float]
    values: dict[str, float]
    beside: dict[str, float]
    loss: float
    seconds: float

    def record(self) -> dict[str, object]:
        """As plain data."""
        return {
            "parameters": self.parameters, "values": self.values, "beside": self.beside, "loss": self.loss,
            "seconds": round(self.seconds, 3),
        }  # fmt: skip


def try_set(parameters: Mapping[str, float], aims: Sequence[Aim], effort: Effort, /) -> Tried:
    """Try one parameter set.

    Raises:
        ScenarioError: a value does not fit.
    """
    begun = time.perf_counter()
    means: dict[tuple[str, str], dict[str, float]] = {}
    with own_populations(rows=effort.rows):
        first = effort.seeds[0]
        panel_seeds = range(first, first + effort.panels * len(effort.seeds))
        panel = panel_values(parameters, seeds=list(panel_seeds), rows=effort.rows)
        means["panel", ""] = {name: _mean(found) for name, found in panel.items()}
        for name in dict.fromkeys(aim.experiment for aim in aims if aim.by == "trial"):
            wanted = [aim.value.name for aim in aims if (aim.by, aim.experiment) == ("trial", name)]
            found = trial_values(
                name, parameters, seeds=effort.seeds, outcomes=wanted, scale=effort.trial_scale
            )
            means["trial", name] = {outcome: _mean(values) for outcome, values in found.items()}
    values = {
        aim.key: aim.value.scale * means[aim.by, aim.experiment].get(aim.value.name, float("nan"))
        for aim in aims
    }
    counted = [aim for aim in aims if aim.key not in effort.solved]
    beside = {name: means["panel", ""][name] for name in BESIDE}
    return Tried(
        parameters=dict(parameters), values=values, beside=beside,
        loss=loss_of(values, counted) + soft_limits(beside), seconds=time.perf_counter() - begun,
    )  # fmt: skip


def key_of(parameters: Mapping[str, float], aims: Sequence[Aim], effort: Effort, /) -> str:
    """Name under which a result is kept: a hash of all it depends on, the program included."""
    trials = sorted({aim.experiment for aim in aims if aim.by == "trial"})
    text = json.dumps(
        [
            engine_version("households"),
            [repr(load_trial(name)) for name in trials],
            dict(parameters),
            [repr(aim) for aim in aims],
            repr(effort),
        ]
    )
    return hashlib.sha256(text.encode()).hexdigest()[:20]


def _mean(values: Sequence[float]) -> float:
    found = np.asarray(values, dtype=np.float64)
    found = found[np.isfinite(found)]
    return float(found.mean()) if found.size else float("nan")
