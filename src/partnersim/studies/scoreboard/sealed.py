"""Sealed forecasts: what the model says of a trial before its results are known, dated, hashed, scored later."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from partnersim.engine.population.populations import own_populations
from partnersim.scenario.documents.document import Tree, read_document
from partnersim.scenario.documents.errors import Problem, ScenarioError, nearest
from partnersim.scenario.documents.fields import Part, choice, quantity
from partnersim.scenario.documents.texts import NumberName, Prose
from partnersim.scenario.experiments.trials import Trial
from partnersim.scenario.phrases import Phrase
from partnersim.scenario.reading import checked
from partnersim.studies.fitting.households.fit_file import read_fit
from partnersim.studies.moments import ROWS
from partnersim.studies.observing import sized
from partnersim.studies.runs.progress import progress
from partnersim.studies.runs.provenance import engine_version, library_versions
from partnersim.studies.scoring import Prediction, scored
from partnersim.studies.trials import run_trial

POINTS = 100.0
"""Points of a share of one."""

SEAL = "sha256"
"""Key of the hash over everything else in the file."""

FORMAT = 1
"""Number of the file's format; a file of another is refused."""


class Observed(Part):
    """What a field team estimated for one outcome of a sealed forecast."""

    outcome: NumberName = choice(
        ..., doc="Name of the outcome in the forecast, with arm and place after @ if it has several."
    )
    effect: float = quantity(
        ...,
        unit="as the outcome",
        low=None,
        high=None,
        doc="Estimate, in the unit of the forecast: points of a share as a share, -0.035 for -3.5 points.",
    )
    error: float = quantity(..., unit="as the outcome", low=1e-12, high=None, doc="Its standard error.")


class ObservedFile(Part):
    """Results of the trial that was forecast."""

    source: Prose = choice(..., doc="Publication.")
    results: tuple[Observed, ...] = choice(..., doc="Estimates.")


def seal(
    trial: Trial,
    /,
    *,
    replicates: int = 3,
    seed: int = 1,
    scale: float = 1.0,
    fit: Path | None = None,
    show_progress: bool = True,
) -> dict[str, Any]:
    """Predict every outcome of a trial under every fitted set, and seal what was said.

    Args:
        trial: the trial. replicates: seeds under each set. seed: the first.
        scale: households and clusters over those of the trial.
        fit: file of the fit; the shipped one if not given. Without one the defaults predict alone.
        show_progress: report progress on stderr.

    Returns:
        The forecast as plain data with its hash: trial in full, date, program, hash of the sets' parameters, and for
        each outcome and arm, of a trial in several places for each place, the mean, spread over sets, 10 and 90 %
        quantiles and the sets' means.

    Raises:
        ScenarioError: a file is unusable, or nobody fits the population.
    """
    content = read_fit(fit)
    sets: list[Mapping[str, Any]] = [one["parameters"] for one in content["ensemble"]] if content else [{}]
    small = sized(trial, scale=scale)
    values: dict[str, list[float]] = {}
    units: dict[str, str] = {}
    with progress(len(sets), what="fitted sets", shown=show_progress) as shown:
        for parameters in sets:
            with own_populations(rows=ROWS):
                found = run_trial(
                    small, replicates=replicates, seed=seed, parameters=dict(parameters), field=False
                ).summary
            for row in found.to_dict("records"):
                name = "@".join(str(row[k]) for k in ("outcome", "arm", "place") if k in row)
                values.setdefault(name, []).append(float(row["effect"]))
                units[name] = row["unit"]
            if shown is not None:
                shown.advance()
    forecast = {
        "format": FORMAT, "program": "partnersim", "version": engine_version(), "libraries": library_versions(),
        "made": datetime.now(UTC).date().isoformat(), "replicates": replicates, "first_seed": seed, "scale": scale,
        "sets": len(sets), "sets_sha256": hash_of([dict(values) for values in sets]),
        "trial": json.loads(trial.model_dump_json()),
        "predictions": {name: _said(members, units[name]) for name, members in values.items()},
    }  # fmt: skip
    return {**forecast, SEAL: fingerprint(forecast)}


def fingerprint(forecast: Mapping[str, Any], /) -> str:
    """The hash of a forecast: over its content in one agreed form, its seal left out."""
    return hash_of({key: value for key, value in forecast.items() if key != SEAL})


def hash_of(content: Any, /) -> str:
    """The sha256 of plain data in one agreed form: sorted keys, no blanks, ASCII.

    Raises:
        ValueError: a number in it is none.
    """
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()


def opened(path: Path, /) -> dict[str, Any]:
    """Read a sealed forecast and check its seal.

    Raises:
        ScenarioError: the file cannot be read, is no forecast of this format, or was changed after it was sealed.
    """
    label = path.name
    try:
        forecast = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise ScenarioError(
            Problem(file=label, message=Phrase("cannot be read as a forecast: {error}", error=error))
        ) from None
    if not isinstance(forecast, dict) or forecast.get("format") != FORMAT or SEAL not in forecast:
        text = Phrase(
            "is no sealed forecast of format {format}; make one with 'partnersim forecast seal TRIAL'",
            format=FORMAT,
        )
        raise ScenarioError(Problem(file=label, message=text))
    if fingerprint(forecast) != forecast[SEAL]:
        text = Phrase("was changed after it was sealed: its content no longer gives the hash in it")
        raise ScenarioError(Problem(file=label, message=text))
    return forecast


def read_observed(path: Path, /, *, forecast: Mapping[str, Any]) -> list[Observed]:
    """Results of a field team, for outcomes that were forecast.

    Raises:
        ScenarioError: the file is unusable, or names an outcome that was not forecast or twice; with file and line.
    """
    tree = read_document(path, label=path.name)
    results = checked(ObservedFile, document=tree).results
    problems: list[Problem] = []
    seen: set[str] = set()
    leaves: Sequence[Tree] = tree.content["results"].content
    for one, leaf in zip(results, leaves, strict=True):
        names = _names_of(one.outcome, forecast["predictions"])
        mark = leaf.keys["outcome"]
        if len(names) != 1:
            known = list(forecast["predictions"])
            text = (
                Phrase("was not forecast")
                if not names
                else Phrase("may be one of several: name one of {names}", names=", ".join(names))
            )
            problems.append(
                mark.problem(
                    Phrase("'{outcome}' {text}", outcome=one.outcome, text=text),
                    suggestion=nearest(one.outcome, among=known),
                )
            )
        elif forecast["predictions"][names[0]]["mean"] is None:
            problems.append(
                mark.problem(
                    Phrase("'{outcome}' has no value in the forecast: nobody had one", outcome=one.outcome)
                )
            )
        elif forecast["predictions"][names[0]]["unit"] == "share" and not -1.0 <= one.effect <= 1.0:
            mark = leaf.keys["effect"]
            text = Phrase(
                "'{outcome}' was forecast as a share, and {effect:g} is none; for points write {share:g}",
                outcome=one.outcome,
                effect=one.effect,
                share=one.effect / POINTS,
            )
            problems.append(mark.problem(text))
        elif names[0] in seen:
            problems.append(mark.problem(Phrase("'{outcome}' is given a second time", outcome=one.outcome)))
        seen.update(names[:1])
    if problems:
        raise ScenarioError(problems)
    return list(results)


def scored_forecast(forecast: Mapping[str, Any], observed: Sequence[Observed], /) -> list[dict[str, Any]]:
    """For each result what was predicted and how far it was off, and the same for no effect.

    Returns:
        Rows with outcome, unit, effect, error, predicted, spread, crps, and whether the 80 and 95 % intervals held it,
        for the forecast; ``crps_no_effect`` beside them.
    """
    rows = []
    for one in observed:
        (name,) = _names_of(one.outcome, forecast["predictions"])
        said = forecast["predictions"][name]
        own = scored([Prediction(said["mean"], said["spread"])], [one.effect], [one.error])
        none = scored([Prediction(0.0, 0.0)], [one.effect], [one.error])
        rows.append({
            "outcome": name, "unit": said["unit"], "effect": one.effect, "error": one.error,
            "predicted": said["mean"], "spread": said["spread"], "crps": own["crps"],
            "in_80": bool(own["covered_80"]), "in_95": bool(own["covered_95"]), "crps_no_effect": none["crps"],
        })  # fmt: skip
    return rows


def _names_of(outcome: str, predictions: Mapping[str, Any]) -> list[str]:
    """Predictions that a name means: itself with arm and place, or every place and arm of it."""
    if outcome in predictions:
        return [outcome]
    return [name for name in predictions if name.startswith(f"{outcome}@")]


def _said(members: Sequence[float], unit: str) -> dict[str, Any]:
    values = np.asarray(members, dtype=np.float64)
    if not np.all(np.isfinite(values)):
        values = values[np.isfinite(values)]
    if not len(values):
        return {"unit": unit, "mean": None, "spread": None, "low_10": None, "high_90": None, "members": []}
    return {
        "unit": unit,
        "mean": float(values.mean()),
        "spread": float(values.std(ddof=1)) if len(values) > 1 else 0.0,
        "low_10": float(np.quantile(values, 0.1)),
        "high_90": float(np.quantile(values, 0.9)),
        "members": [float(value) for value in values],
    }
