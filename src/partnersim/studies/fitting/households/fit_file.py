"""The file of a fit: parameters of the best set and of the ensemble, what they reach, and how they were found."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from partnersim.scenario.fits.files import shipped_fit
from partnersim.scenario.fits.households import FITS_FILE, read_households
from partnersim.studies.fitting.households.aims import all_inside
from partnersim.studies.fitting.households.bounds import BOUNDS
from partnersim.studies.fitting.households.evaluate import Tried
from partnersim.studies.fitting.households.run import Calibrated
from partnersim.studies.runs.files import written_together, yaml_text


def document(found: Calibrated, /) -> dict[str, Any]:
    """The file's content as plain data."""
    return {
        "provenance": {
            "made_by": "partnersim calibrate",
            **{key: value for key, value in found.facts.items() if key != "git"},
            "caution": "Use the ensemble for anything that leans on these parameters; one best set misleads.",
        },
        "targets": {
            aim.key: {
                "target": aim.value.target,
                "low": aim.value.low,
                "high": aim.value.high,
                "unit": aim.value.unit,
            }
            for aim in found.aims
        },
        "bounds": {bound.path: [bound.low, bound.high] for bound in BOUNDS},
        "best": _set(found.best, found),
        "ensemble": [_set(one, found) for one in found.ensemble],
    }


def write_fit(found: Calibrated, folder: Path, /) -> Path:
    """Write households.yaml and its picture fit.png into a folder, both or neither; gives the file.

    Raises:
        ResultsError: the folder cannot be written.
    """
    from partnersim.studies.fitting.households.picture import draw_fit

    content = document(found)
    with written_together(folder) as draft:
        text = yaml_text(content)
        (draft / "households.yaml").write_text(text, encoding="utf-8")
        draw_fit(content, draft / "fit.png")
    return folder / "households.yaml"


def read_fit(path: Path | None = None) -> dict[str, Any] | None:
    """Content of a fit's file; of the shipped one if no path is given, None if none is shipped.

    Raises:
        ScenarioError: the file cannot be used.
    """
    if path is None:
        path = shipped_fit(FITS_FILE)
        if path is None:
            return None
    return read_households(path).model_dump()


def _set(tried: Tried, found: Calibrated) -> dict[str, Any]:
    return {
        "loss": _short(tried.loss),
        "inside_all_bands": all_inside(tried.values, found.aims),
        "values": {key: _short(value) for key, value in tried.values.items()},
        "beside": {key: _short(value) for key, value in tried.beside.items()},
        "parameters": dict(tried.parameters),
    }


def _short(value: float) -> float:
    return float(f"{value:.6g}")
