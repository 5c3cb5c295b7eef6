"""Predicting every site under every fitted set, and scoring what was said beside the rivals."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from partnersim.engine.population.populations import own_populations
from partnersim.scenario.experiments.sites import Family, read_sites
from partnersim.scenario.experiments.trials import Trial
from partnersim.studies.fitting.households.fit_file import read_fit
from partnersim.studies.observing import sized
from partnersim.studies.runs.files import folder_of
from partnersim.studies.runs.progress import progress
from partnersim.studies.runs.provenance import engine_version, library_versions
from partnersim.studies.runs.running import run_tasks
from partnersim.studies.runs.store import Store
from partnersim.studies.runs.tasks import Rows, Task
from partnersim.studies.scoring import Prediction, others_pooled, scored
from partnersim.studies.trials import run_trial

MODEL, OTHERS, NOTHING = "model", "other_studies", "no_effect"
PREDICTORS = (MODEL, OTHERS, NOTHING)
"""The model, the random-effects mean of the other sites, and that nothing happens."""


@dataclass(frozen=True, kw_only=True)
class Board:
    """What was predicted and how good it was.

    Attributes:
        predictions: a row per family, site and predictor: effect and error published, mean and spread predicted.
        scores: a row per family and predictor: n, rmse, mae, crps, coverage of 50, 80, 95 % intervals.
        members: a row per family, site and fitted set: the model's mean effect over replicates.
        facts: how it came about.
    """

    predictions: pd.DataFrame
    scores: pd.DataFrame
    members: pd.DataFrame
    facts: dict[str, Any]

    def document(self) -> dict[str, Any]:
        """Everything as plain data."""
        return {
            **self.facts,
            "scores": self.scores.to_dict("records"),
            "predictions": self.predictions.to_dict("records"),
            "members": self.members.to_dict("records"),
        }


@dataclass(frozen=True, kw_only=True)
class _Work:
    """All trials under one fitted set, so that the population settles once for them."""

    name: str
    parameters: Mapping[str, Any]
    trials: tuple[tuple[str, str, Trial], ...]
    replicates: int
    seed: int


def score(
    families: Sequence[Family] | None = None,
    /,
    *,
    replicates: int = 3,
    seed: int = 1,
    scale: float = 1.0,
    ensemble: bool = True,
    fit: Path | None = None,
    workers: int | None = None,
    executor: Executor | None = None,
    out: str | os.PathLike[str] | None = None,
    show_progress: bool = True,
) -> Board:
    """Predict published effects by site and score the predictions beside two rivals.

    The model's spread is that over fitted sets; a study's own sampling error is added to everybody's when scored.

    Args:
        families: effects by site; the shipped ones if not given.
        replicates: seeds of each trial under each set. seed: the first.
        scale: households and clusters over those of the trials' files.
        ensemble: whether the fitted sets predict; else the defaults alone, who are sure.
        fit: file of the fit; the shipped one if not given.
        workers: processes; 0 for one per core, None for as many as pay. executor: predicts instead.
        out: folder in which finished sets are kept, so that a stopped scoring goes on.
        show_progress: report progress on stderr.

    Raises:
        ScenarioError: a file is unusable. ResultsError: the folder cannot be written.
        ValueError: the number of workers is negative.
    """
    began, clock = datetime.now(UTC), time.perf_counter()
    families = read_sites() if families is None else tuple(families)
    content = read_fit(fit) if ensemble else None
    sets = [one["parameters"] for one in content["ensemble"]] if content else [{}]
    trials = tuple(
        (family.id, site.site, sized(family.trial_of(site), scale=scale))
        for family in families
        for site in family.sites
    )
    works = [
        _Work(name=f"set {number}", parameters=dict(values), trials=trials, replicates=replicates, seed=seed)
        for number, values in enumerate(sets)
    ]
    tasks = [Task(key=_key(work), work=work) for work in works]
    with progress(len(tasks), what="fitted sets", shown=show_progress) as shown:
        done = run_tasks(
            tasks, _tables, store=None if out is None else Store(folder_of(out)), executor=executor,
            workers=workers, judged=workers is None, shown=shown,
        )  # fmt: skip
    done.raise_first(tasks)
    names = {task.key: work.name for task, work in zip(tasks, works, strict=True)}
    members = done.tables["members"].assign(set=lambda rows: rows["key"].map(names)).drop(columns="key")
    predictions, scores = board(families, members)
    facts = {
        "program": "partnersim", "version": engine_version(), "date": began.date().isoformat(),
        "seconds": round(time.perf_counter() - clock, 1), "replicates": replicates, "first_seed": seed,
        "scale": scale, "sets": len(sets), "libraries": library_versions(),
    }  # fmt: skip
    return Board(predictions=predictions, scores=scores, members=members, facts=facts)


def board(families: Sequence[Family], members: pd.DataFrame, /) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Predictions and scores from what fitted sets gave.

    Args:
        families: effects by site. members: rows with family, site, set, effect.
    """
    said: list[dict[str, Any]] = []
    scores: list[dict[str, Any]] = []
    effects_of = members.groupby(["family", "site"])["effect"]
    for family in families:
        estimates = [site.estimate for site in family.sites]
        effects, errors = [one[0] for one in estimates], [one[1] for one in estimates]
        own = [effects_of.get_group((family.id, site.site)).to_numpy() for site in family.sites]
        by = {
            MODEL: [
                Prediction(float(np.mean(v)), float(np.std(v, ddof=1)) if len(v) > 1 else 0.0) for v in own
            ],
            OTHERS: [Prediction(p.mean, p.spread_of_a_new_one) for p in others_pooled(effects, errors)],
            NOTHING: [Prediction(0.0, 0.0)] * len(effects),
        }
        for predictor, predictions in by.items():
            head = {"family": family.id, "predictor": predictor, "unit": family.unit, "fitted": family.fitted}
            scores.append({**head, **scored(predictions, effects, errors)})
            said += [
                {
                    **head, "site": site.site, "effect": effect, "error": error,
                    "predicted": p.mean, "spread": p.spread,
                }
                for site, effect, error, p in zip(family.sites, effects, errors, predictions, strict=True)
            ]  # fmt: skip
    return pd.DataFrame(said), pd.DataFrame(scores)


def _tables(work: _Work) -> Mapping[str, Rows]:
    """Mean effects of all sites under one set. A population that one set alone needs is not kept on disk."""
    rows = []
    known: list[tuple[Trial, float]] = []  # sites of which nothing is known but the programme share a trial
    with own_populations(rows=_rows_of_panel()):
        for family, site, trial in work.trials:
            effect = next((value for one, value in known if one == trial), None)
            if effect is None:
                found = run_trial(
                    trial, replicates=work.replicates, seed=work.seed, parameters=dict(work.parameters),
                    field=False,
                )  # fmt: skip
                effect = found.value(trial.outcomes[0].name)
                known.append((trial, effect))
            rows.append({"family": family, "site": site, "effect": effect})
    return {"members": rows}


def _rows_of_panel() -> int:
    from partnersim.studies.moments import ROWS

    return ROWS


def _key(work: _Work) -> str:
    told = (
        engine_version("validation"),
        sorted(work.parameters.items()),
        work.trials,
        work.replicates,
        work.seed,
    )
    return hashlib.sha256(repr(told).encode()).hexdigest()[:20]
